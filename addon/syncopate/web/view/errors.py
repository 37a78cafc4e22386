"""What happened, in the language of the page: the engine's English sentences are known and translated."""

import re
from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations

from syncopate.web import link_words
from syncopate.web.sentences import ASKED, DETAILS as TOLD, FREE, SAYS
from syncopate.web.texts import trouble

DETAILS = (*TOLD, *link_words.DETAILS)

_PLACE = re.compile(r"\{(\w+)\}")


def happened(texts: NullTranslations, key: str, detail: str, given: Mapping[str, str] | None = None) -> str:
    """Return what happened as one sentence; a sentence with nothing for one of its places is never shown."""
    for sentence in (*((SAYS[key],) if key in SAYS else ()), *DETAILS):
        found = _pattern(sentence).fullmatch(detail)
        if found is not None and not any(_PLACE.search(value) for value in found.groupdict().values()):
            return _filled(texts, sentence, found.groupdict())
    own = SAYS.get(key)
    if own is not None and all((given or {}).get(name) for name in _PLACE.findall(own)):
        return _filled(texts, own, given or {})
    said = english(key, detail)
    return said if said and type(texts) is NullTranslations else texts.gettext(trouble(key).title)


def english(key: str, detail: str, *, free_only: bool = False) -> str:
    """Return the engine's own sentence, "" where it has gaps; `free_only`: of the keys that tell little."""
    return "" if _PLACE.search(detail) or (free_only and key not in FREE) else detail


def known(key: str, detail: str) -> bool:
    """Tell whether a sentence of the engine can be translated."""
    return any(
        _pattern(sentence).fullmatch(detail)
        for sentence in (*((SAYS[key],) if key in SAYS else ()), *DETAILS)
    )


def asked(texts: NullTranslations, text: str) -> str:
    """Return what a form asks or explains in the language of the page, as it is where it is not known."""
    for sentence in ASKED:
        found = _pattern(sentence).fullmatch(text)
        if found is not None:
            return _filled(texts, sentence, found.groupdict())
    return texts.gettext(text) if text else ""


def _filled(texts: NullTranslations, sentence: str, values: Mapping[str, str]) -> str:
    told = {name: texts.gettext(value) if name == "field" else value for name, value in values.items()}
    return texts.gettext(sentence).format_map(told)


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    parts = _PLACE.split(sentence)
    # Odd parts are the names of places.
    return re.compile(
        "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)),
        re.DOTALL,
    )
