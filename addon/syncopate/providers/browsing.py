"""What a source of playlists may do besides: show what an account has, shelf by shelf.

The first shelf, "", holds what is to be seen first; a shelf in it is opened by its key. Playlists and albums
on it are read by their reference like any other.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Snapshot


class ShelfKind(StrEnum):
    """What is on a shelf."""

    PLAYLISTS = "playlists"
    ALBUMS = "albums"
    ARTISTS = "artists"
    ARTIST = "artist"
    CHARTS = "charts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What can be opened, e.g. the albums of an artist. `key` is the provider's own, never ""."""

    key: str
    name: str
    kind: ShelfKind
    cover_url: str | None = None
    count: int | None = None


type Offer = SourcePlaylist | Shelf


@runtime_checkable
class Browsable(Protocol):
    """Fulfilled by sources that have more to show than one list of playlists."""

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf, in the service's order. Fails with `not_found` for an unknown key."""
        ...


@runtime_checkable
class Refreshable(Protocol):
    """Fulfilled by sources that keep answers for long, since they change seldom."""

    async def refresh(self) -> int:
        """Forget the answers, so that all is asked anew; return how many there were."""
        ...

    def remembered(self) -> int:
        """Return how many answers are remembered now."""
        ...
