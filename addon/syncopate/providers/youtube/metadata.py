"""Capability METADATA: searches the catalogue of YouTube Music, in which there are no ISRCs."""

from collections.abc import Callable, Mapping
from typing import Literal

from syncopate.domain.album import SourceAlbum
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.youtube import parse_found
from syncopate.providers.youtube.client import Client, client_of
from syncopate.providers.youtube.raw import Raw

_PAGE = 20
"""Hits on the first page; more of them are hardly what was looked for."""
type _Filter = Literal["songs", "albums", "artists"]
_FILTERS: Mapping[FoundKind, _Filter] = {
    FoundKind.TRACK: "songs",
    FoundKind.ALBUM: "albums",
    FoundKind.ARTIST: "artists",
}


def create(context: Context) -> YoutubeCatalogue:
    """Make what searches YouTube Music, with an account or without."""
    return YoutubeCatalogue(client_of(context))


class YoutubeCatalogue:
    """Searches songs, albums and artists; fulfils Catalogue."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether YouTube Music answers."""
        return await self._client.health()

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return songs that may be it, by artists and title."""
        words = " ".join((*entry.artists[:2], entry.title))
        return await self._searched(FoundKind.TRACK, words, limit, parse_found.track)

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums that may be it, without their tracks."""
        words = " ".join((*album.artists[:1], album.title))
        return await self._searched(FoundKind.ALBUM, words, limit, parse_found.source_album)

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words."""
        return await self._searched(kind, text, limit, lambda raw: parse_found.found(raw, kind))

    async def _searched[T](
        self, kind: FoundKind, words: str, limit: int, each: Callable[[Raw], T | None]
    ) -> Snapshot[T]:
        if limit < 1 or not words.strip():
            return complete(())
        try:
            found = await self._client.read(
                lambda library: [
                    one
                    for raw in library.search(words.strip(), filter=_FILTERS[kind], limit=min(limit, _PAGE))
                    if (one := each(raw)) is not None
                ]
            )
        except SyncopateError as error:
            return failed(error)
        return complete(tuple(found[:limit]))
