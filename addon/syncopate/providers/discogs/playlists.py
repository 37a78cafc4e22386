"""Capability PLAYLISTS: releases as albums, and what a user has and wants."""

from collections.abc import Mapping

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import InvalidInput, NotFound, SyncopateError
from syncopate.providers.browsing import Offer, Shelf, ShelfKind
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.discogs.client import Client, client_of
from syncopate.providers.discogs.links import reference_in
from syncopate.providers.discogs.parse import album_of, entries_of, owned_of
from syncopate.providers.snapshots import complete, failed

_SHELVES = {
    "collection": ("collection/folders/0/releases", "releases"),
    "wantlist": ("wants", "wants"),
}
"""Where what a user has and wants is listed, and by which name. Folder 0 is all of it."""
_FIRST = (
    Shelf(key="collection", name="Collection", kind=ShelfKind.ALBUMS),
    Shelf(key="wantlist", name="Wantlist", kind=ShelfKind.ALBUMS),
)


def create(context: Context) -> DiscogsPlaylists:
    """Make the reader."""
    return DiscogsPlaylists(client_of(context))


class DiscogsPlaylists:
    """Reads releases; fulfils PlaylistSource and Browsable."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether Discogs answers and takes the token, if there is one."""
        try:
            await self._client.ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return nothing: Discogs has no playlists, and albums are on shelves."""
        return complete(())

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Read a release, or the main one of a master."""
        del options
        found = reference_in(reference)
        known = reference if found is None else ":".join(found)
        try:
            if found is None:
                raise InvalidInput(f"{reference} is no release of Discogs.", field="reference")
            kind, key = found
            release = await self._client.release(
                await self._client.main_release(key) if kind == "master" else key
            )
        except SyncopateError as error:
            return ReadPlaylist(
                playlist=SourcePlaylist(reference=known, name=reference), entries=failed(error)
            )
        return ReadPlaylist(playlist=album_of(release, known), entries=complete(entries_of(release)))

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what a user has or wants, what was added last first, each release once."""
        if not shelf:
            return complete(_FIRST if self._client.has_token else ())
        try:
            if shelf not in _SHELVES:
                raise NotFound(what="shelf", id=shelf)
            listed = await self._client.owned(*_SHELVES[shelf])
        except SyncopateError as error:
            return failed(error)
        albums = (album for raw in listed if (album := owned_of(raw)) is not None)
        return complete(tuple({album.reference: album for album in albums}.values()))
