"""What matching says of an entry and a track, in the language of the page.

Matching says it in English; each of its sentences stands here with places for what it names. What is not
known here, of an earlier or a later version, is shown as it was said.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from gettext import NullTranslations

from syncopate.web.texts import N_

_EDITION = N_("the {edition} edition")

SENTENCES: Sequence[str] = (
    N_("you chose it"),
    N_("the same file"),
    N_("same {kind} {id}"),
    N_("“{theirs}” is not “{ours}”"),
    N_("“{theirs}” does not read like “{ours}”"),
    N_("“{theirs}” has another subtitle than “{ours}”"),
    N_("one title has a subtitle"),
    N_("a title that names nothing"),
    N_("one title goes on after the other"),
    N_("the album stands behind the title"),
    N_("the words are the same, in other fields"),
    N_("all the words are nearly the same, but not each name"),
    N_("the titles differ in what tells them apart: {one} and {other}"),
    N_("the titles are {share} alike"),
    N_("titles in different scripts"),
    N_("the same in another spelling"),
    N_("the same in Latin letters"),
    N_("only one says {version} and names a guest"),
    N_("only one says {version}, but album and length are the same"),
    N_("only one says {version}, but both are as long"),
    N_("only one says {version}, and the lengths differ"),
    N_("only one says {version}"),
    N_("the album says which version"),
    N_("the album sounds like {version}"),
    N_("by the albums {clash}"),
    N_("mono is not stereo"),
    N_("one is mixed anew"),
    N_("the same in other packaging"),
    N_("part {theirs} is not part {ours}"),
    N_("only one names a part"),
    N_("a {number} in one title only"),
    N_("both are part {number}"),
    N_("only one is volume {number}"),
    N_("volume {theirs} is not volume {ours}"),
    N_("both are volume {number}"),
    N_("both are by various artists"),
    N_("both are {version}"),
    N_("no artist is known"),
    N_("the title names the artist, but another one is given"),
    N_("the same but for guests"),
    N_("one of several artists"),
    N_("known by both names"),
    N_("as the album's artist"),
    N_("as those who play on it"),
    N_("a composer on one side, players on the other"),
    N_("billed together with others"),
    N_("one is filed under various artists"),
    N_("other names, but the same recordings"),
    N_("one name is part of the other"),
    N_("the names are {share} alike"),
    N_("names in different scripts"),
    N_("a length is not known"),
    N_("{seconds} s apart"),
    N_("on another album"),
    N_("{part} of {whole} tracks are the same"),
    N_("{part} of {whole} tracks"),
    N_("{theirs} tracks, not {ours}"),
    N_("{number} tracks"),
    N_("the tracks are not known"),
    _EDITION,
    N_("{one} holds the same tracks as {other}"),
    N_("{kind}: a single is not an album"),
    N_("{theirs} is not {ours}"),
    N_("{theirs}, not {ours}"),
)
"""Those that say more come before those that fit more."""

WORDS: Sequence[str] = (
    N_("studio"),
    N_("no number"),
    N_("the plain edition"),
    N_("acoustic"),
    N_("karaoke"),
    N_("cover"),
    N_("orchestral"),
    N_("extended"),
)
"""What is put in some of the places and is a word, not a name."""

_CLASH = "clash"
"""A place that holds another of the sentences."""

_PLACE = re.compile(r"\{(\w+)\}")


def in_words(texts: NullTranslations, detail: str) -> str:
    """Return a sentence of matching in the language of the texts."""
    if type(texts) is NullTranslations:
        return detail
    for sentence in SENTENCES:
        found = _pattern(sentence).fullmatch(detail)
        if found is not None:
            return texts.gettext(sentence).format_map(_named(texts, found.groupdict()))
    return detail


def is_known(detail: str) -> bool:
    """Tell whether a sentence of matching is one of ours."""
    return any(_pattern(sentence).fullmatch(detail) for sentence in SENTENCES)


def _named(texts: NullTranslations, values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: in_words(texts, value)
        if name == _CLASH
        else ", ".join(_word(texts, word) for word in value.split(", "))
        for name, value in values.items()
    }


def _word(texts: NullTranslations, word: str) -> str:
    edition = _pattern(_EDITION).fullmatch(word)
    if edition is not None:
        return texts.gettext(_EDITION).format_map(edition.groupdict())
    return texts.gettext(word) if word in WORDS else word


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what finds a sentence; quotation marks are written plainly by matching."""
    plain = sentence.translate({ord("“"): '"', ord("”"): '"'})
    parts = _PLACE.split(plain)
    # Odd parts are the names of places.
    return re.compile(
        "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts)),
        re.DOTALL,
    )
