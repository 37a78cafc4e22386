"""Capability PLAYLISTS."""

from collections.abc import Mapping
from datetime import UTC, datetime

from syncopate.domain.playlist import SourcePlaylist
from syncopate.domain.snapshot import Complete, Failed, Snapshot
from syncopate.errors import NotFound, SyncopateError
from syncopate.providers.capability import Context, Health, ReadPlaylist
from syncopate.providers.demo.client import Client


def create(context: Context) -> DemoPlaylists:
    """Make the reader of an account's playlists."""
    return DemoPlaylists(Client(context))


class DemoPlaylists:
    """Reads playlists; fulfils PlaylistSource."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the service answers."""
        try:
            await self._client.ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def list_playlists(self) -> Snapshot[SourcePlaylist]:
        """Return what the account offers."""
        try:
            return Complete(await self._client.playlists(), datetime.now(UTC))
        except SyncopateError as error:
            return Failed(error.key, error.detail, datetime.now(UTC))

    async def read_playlist(self, reference: str, options: Mapping[str, str]) -> ReadPlaylist:
        """Return one playlist. What could not be read is a failed snapshot, never an empty one."""
        del options
        playlist = SourcePlaylist(reference=reference, name=reference)
        try:
            for offered in await self._client.playlists():
                if offered.reference == reference:
                    playlist = offered
            entries = await self._client.entries(reference)
            if entries is None:
                raise NotFound(what="playlist", id=reference)
        except SyncopateError as error:
            failed = Failed(error.key, error.detail, datetime.now(UTC))
            return ReadPlaylist(playlist=playlist, entries=failed)
        return ReadPlaylist(playlist=playlist, entries=Complete(entries, datetime.now(UTC)))
