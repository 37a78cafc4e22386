"""What can be read, as text: "liked", "playlist:PL…", "album:MPREb_…", "album:OLAK5uy_…"."""

import re
from dataclasses import dataclass
from enum import StrEnum

LIKED_ID = "LM"
"""The playlist of what an account likes."""
_ID = re.compile(r"[\w-]{2,128}", re.ASCII)
ALBUM = "MPREb_"
"""How the ids of albums begin."""
_ALBUMS = (ALBUM, "OLAK5uy_")
_EDITORIAL = "RDCLAK5uy_"
"""Radios are made anew for everybody who listens, playlists of YouTube Music's own are not."""


class Kind(StrEnum):
    """What is read."""

    LIKED = "liked"
    PLAYLIST = "playlist"
    ALBUM = "album"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read, by YouTube's own id."""

    kind: Kind
    id: str

    @property
    def reference(self) -> str:
        """It as text."""
        return Kind.LIKED.value if self.kind is Kind.LIKED else f"{self.kind}:{self.id}"


def wanted_of(said: str) -> Wanted | None:
    """Return what a bare id means, None for what is no playlist: a radio, a channel, nothing at all."""
    plain = said.strip().removeprefix("VL")
    if not _ID.fullmatch(plain):
        return None
    if plain == LIKED_ID:
        return Wanted(Kind.LIKED, LIKED_ID)
    if plain.startswith(_ALBUMS):
        return Wanted(Kind.ALBUM, plain)
    if is_radio(plain) or plain.startswith(("UC", "MP", "FE")):
        return None
    return Wanted(Kind.PLAYLIST, plain)


def is_radio(playlist: str) -> bool:
    """Tell whether a list is one that is made up while it is played."""
    return playlist.startswith("RD") and not playlist.startswith(_EDITORIAL)


def read(reference: str) -> Wanted | None:
    """Return what a reference means, None where it means nothing."""
    kind, colon, rest = reference.strip().partition(":")
    if not colon:
        return Wanted(Kind.LIKED, LIKED_ID) if kind == Kind.LIKED else None
    wanted = wanted_of(rest)
    if wanted is None or kind not in {Kind.PLAYLIST, Kind.ALBUM}:
        return None
    return None if kind == Kind.ALBUM and wanted.kind is not Kind.ALBUM else wanted
