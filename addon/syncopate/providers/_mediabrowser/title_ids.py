"""What others call films, shows and episodes, as such servers note it beside them."""

import re
from collections.abc import Mapping

from syncopate.domain.watch import TitleId, TitleIdKind
from syncopate.providers._mediabrowser.raw import Raw, text

_KINDS: Mapping[str, TitleIdKind] = {
    "imdb": TitleIdKind.IMDB,
    "tmdb": TitleIdKind.TMDB,
    "tvdb": TitleIdKind.TVDB,
    "tvmaze": TitleIdKind.TVMAZE,
    "trakt": TitleIdKind.TRAKT,
    "simkl": TitleIdKind.SIMKL,
    "anidb": TitleIdKind.ANIDB,
    "anilist": TitleIdKind.ANILIST,
    "myanimelist": TitleIdKind.MAL,
    "mal": TitleIdKind.MAL,
    "kitsu": TitleIdKind.KITSU,
}
"""By the name that servers and their plug-ins give to a catalogue, whatever its case."""
_IMDB = re.compile(r"tt0*[1-9][0-9]*")
_NUMBER = re.compile(r"0*[1-9][0-9]*")
_LONGEST = 12
"""Digits: what has more is no id."""


def title_ids(provider_ids: Raw) -> tuple[frozenset[TitleId], tuple[str, ...]]:
    """Return the ids that can be ones, and the others as the server writes them, e.g. "Tmdb=tt1"."""
    found: set[TitleId] = set()
    bad: list[str] = []
    for name in sorted(provider_ids):
        kind, said = _KINDS.get(name.casefold()), text(provider_ids, name)
        if kind is None or said is None:
            continue
        one = _read(kind, said)
        if one is None:
            bad.append(f"{name}={said[:40]}")
        else:
            found.add(one)
    return frozenset(found), tuple(bad)


def _read(kind: TitleIdKind, said: str) -> TitleId | None:
    if len(said) > _LONGEST:
        return None
    if kind is TitleIdKind.IMDB:
        plain = said.casefold()
        return TitleId(kind, plain) if _IMDB.fullmatch(plain) else None
    return TitleId(kind, str(int(said))) if _NUMBER.fullmatch(said) else None
