"""Capability PLAYLISTS: playlists and albums by their links, and an account's own library."""

from collections.abc import Mapping

from ytmusicapi import YTMusic

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import InvalidInput, NotConfigured, SyncopateError
from syncopate.providers.browsing import Offer
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.links import take_apart
from syncopate.providers.sifting import Sifted
from syncopate.providers.snapshots import complete, failed
from syncopate.providers.youtube import parse, references
from syncopate.providers.youtube.client import Client, client_of
from syncopate.providers.youtube.links import read_link
from syncopate.providers.youtube.manifest import MANIFEST
from syncopate.providers.youtube.references import Kind, Wanted
from syncopate.providers.youtube.shelves import Shelves


def create(context: Context) -> YoutubePlaylists:
    """Make the reader of playlists and albums, with an account or without."""
    return YoutubePlaylists(client_of(context))


class YoutubePlaylists:
    """Reads playlists and albums; fulfils PlaylistSource and Browsable."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._shelves = Shelves(client)

    async def check(self) -> Health:
        """Tell whether YouTube Music answers, and takes the login where there is one."""
        return await self._client.health()

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return the playlists of the account's library; without an account there are none."""
        if not self._client.has_account:
            return complete(())
        try:
            return complete(await self._shelves.playlists())
        except SyncopateError as error:
            return failed(error)

    async def browse(self, shelf: str) -> Snapshot[Offer]:
        """Return what is on a shelf: the library's, an artist's, a channel's."""
        try:
            return complete(await self._shelves.opened(shelf))
        except SyncopateError as error:
            return failed(error)

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Read one; what went wrong is the reason of a failed snapshot."""
        del options
        try:
            about, found = await self._read(wanted_by(reference))
        except SyncopateError as error:
            about = SourcePlaylist(reference=reference, name=reference)
            return ReadPlaylist(playlist=about, entries=failed(error))
        entries = complete(found.entries)
        return ReadPlaylist(playlist=about, entries=entries, left_out=found.left_out)

    async def _read(self, wanted: Wanted) -> tuple[SourcePlaylist, Sifted]:
        if wanted.kind is Kind.ALBUM:
            return await self._client.read(lambda library: _album(library, wanted))
        if wanted.kind is Kind.LIKED and not self._client.has_account:
            raise NotConfigured("Sign in to YouTube Music to read what you like.", what="youtube.headers")
        return await self._client.read(
            lambda library: parse.playlist(library.get_playlist(wanted.id, limit=None), wanted), whole=True
        )


def _album(library: YTMusic, wanted: Wanted) -> tuple[SourcePlaylist, Sifted]:
    """Read an album; what is shared of one is a playlist of its songs, which say what album they are on."""
    browse_id = wanted.id
    if not browse_id.startswith(references.ALBUM):
        browse_id = parse.album_id(library.get_playlist(browse_id, limit=0))
    return parse.album(library.get_album(browse_id), wanted)


def wanted_by(reference: str) -> Wanted:
    """Return what a reference, an id or a pasted link means. Raises InvalidInput."""
    wanted = references.read(reference)
    if wanted is None and (link := take_apart(reference)) is not None and link.host in MANIFEST.link_hosts:
        linked = read_link(link)
        wanted = None if linked is None else references.read(linked.reference)
    if wanted is None and ":" not in reference:
        wanted = references.wanted_of(reference)
    if wanted is None:
        said = "That is no playlist or album of YouTube; a radio, a video or a channel cannot be mirrored."
        raise InvalidInput(said, field="reference")
    return wanted
