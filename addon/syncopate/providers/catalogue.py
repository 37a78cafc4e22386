"""Capability METADATA: catalogues of music that can be asked what a recording or album is.

What they answer are candidates: which one it is, if any, the matcher says.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from syncopate.domain.album import SourceAlbum
from syncopate.domain.ids import ExternalId
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.providers.capability import Checks


class FoundKind(StrEnum):
    """What a search can find."""

    TRACK = "track"
    ALBUM = "album"
    ARTIST = "artist"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit of a search. `title` is an artist's name for an ARTIST; `url` its public page.

    `reference` is what the same provider's playlists are read by, None where it cannot be read so.
    """

    kind: FoundKind
    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    year: int | None = None
    duration: timedelta | None = None
    count: int | None = None
    cover_url: str | None = None
    url: str | None = None
    reference: str | None = None
    ids: frozenset[ExternalId] = frozenset()


@runtime_checkable
class Catalogue(Checks, Protocol):
    """Fulfilled by what can be searched for recordings and albums."""

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return recordings that may be it, the likeliest first.

        They are looked for by its ISRC where that is known, else by text. A track's `key` is its id in this
        catalogue, which is among its `ids` too.
        """
        ...

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums that may be it, the likeliest first, as far as the search tells of them."""
        ...

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words that somebody typed, the best first."""
        ...


@runtime_checkable
class Linking(Protocol):
    """What a catalogue may do besides: tell what a recording is called in other catalogues."""

    async def ids_of(self, external: ExternalId) -> Snapshot[ExternalId]:
        """Return the other ids of a recording, none where it does not know it.

        Fails with `invalid_input` for a kind of id that it looks nothing up by.
        """
        ...


@runtime_checkable
class Aliasing(Protocol):
    """What a catalogue may do besides: tell what else an artist is called."""

    async def aliases_of(self, artist: str) -> Snapshot[str]:
        """Return the artist's other names, none where nobody certainly has this one."""
        ...
