"""Capability METADATA: searches Last.fm, which knows names, no ids, and of a hit no duration."""

from collections.abc import Callable, Mapping

from syncopate.domain.album import SourceAlbum
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.catalogue import Found, FoundKind
from syncopate.providers.lastfm import parse
from syncopate.providers.lastfm.client import Client, client_of
from syncopate.providers.lastfm.parse import Raw
from syncopate.providers.snapshots import complete, failed

_MOST = 50


def create(context: Context) -> LastfmCatalogue:
    """Make what searches Last.fm with an account's key."""
    return LastfmCatalogue(client_of(context))


class LastfmCatalogue:
    """Searches tracks, albums and artists; fulfils Catalogue."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the key is taken."""
        return await self._client.health()

    async def find_tracks(self, entry: Entry, limit: int) -> Snapshot[Track]:
        """Return tracks that may be it, by title and first artist: ids are not searched for."""
        asked = {"track": entry.title}
        if entry.artists:
            asked["artist"] = entry.artists[0]
        return await self._searched(FoundKind.TRACK, asked, limit, parse.track)

    async def find_albums(self, album: SourceAlbum, limit: int) -> Snapshot[SourceAlbum]:
        """Return albums that may be it, without their tracks."""
        words = " ".join((*album.artists[:1], album.title))
        return await self._searched(FoundKind.ALBUM, {"album": words}, limit, parse.source_album)

    async def search(self, text: str, kind: FoundKind, limit: int) -> Snapshot[Found]:
        """Return what is found by words."""
        return await self._searched(kind, {kind.value: text}, limit, lambda raw: parse.found(raw, kind))

    async def _searched[T](
        self, kind: FoundKind, asked: Mapping[str, str], limit: int, each: Callable[[Raw], T | None]
    ) -> Snapshot[T]:
        if limit < 1 or not all(value.strip() for value in asked.values()):
            return complete(())
        values = {**asked, "limit": str(min(limit, _MOST)), "page": "1"}
        try:
            raw = await self._client.ask(f"{kind}.search", values)
            hits = parse.page(parse.inside(raw, "results", f"{kind}matches"), kind.value).items
        except SyncopateError as error:
            return failed(error)
        found = [one for hit in hits if (one := each(hit)) is not None]
        return complete(tuple(found[:limit]))
