"""What ids of films, shows and episodes look like, and of what each kind there are any."""

import re
from collections.abc import Mapping

from syncopate.domain.watch import MediaType, TitleId, TitleIdKind

_NUMBER = re.compile(r"0*([1-9][0-9]{0,11})")
_IMDB = re.compile(r"tt0*[1-9][0-9]{0,9}")
_PLEX = re.compile(r"[0-9a-f]{24}")
_GRACENOTE = re.compile(r"(MV|SH|EP)[0-9]{6,14}")
_OF_GRACENOTE: Mapping[str, MediaType] = {
    "MV": MediaType.MOVIE,
    "SH": MediaType.SHOW,
    "EP": MediaType.EPISODE,
}
EXAMPLES: Mapping[TitleIdKind, str] = {
    TitleIdKind.IMDB: "imdb:tt0111161",
    TitleIdKind.PLEX: "plex:5d7768268718ba001e311858",
    TitleIdKind.GRACENOTE: "gracenote:MV000123450000",
}
"""How ids are written that are no plain numbers, e.g. tmdb:278."""


def checked_id(kind: TitleIdKind, value: str, of: MediaType) -> TitleId | None:
    """Return an id as it is kept, None where nothing of that type has one like it."""
    plain = value.strip()
    match kind:
        case TitleIdKind.IMDB:
            # Seasons have none there.
            good = _IMDB.fullmatch(plain.lower()) and of is not MediaType.SEASON
            return TitleId(kind, plain.lower()) if good else None
        case TitleIdKind.PLEX:
            return TitleId(kind, plain.lower()) if _PLEX.fullmatch(plain.lower()) else None
        case TitleIdKind.GRACENOTE:
            found = _GRACENOTE.fullmatch(plain.upper())
            return TitleId(kind, plain.upper()) if found and _OF_GRACENOTE[found[1]] is of else None
        case _:
            number = _NUMBER.fullmatch(plain) if plain.isascii() else None
            return TitleId(kind, number[1]) if number else None
