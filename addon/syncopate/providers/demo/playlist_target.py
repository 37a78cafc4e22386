"""Capability PLAYLIST_TARGET."""

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Context, Health, TargetContent, TargetState
from syncopate.providers.demo.client import Client, Kept


def create(context: Context) -> DemoTarget:
    """Make the keeper of an account's playlists."""
    return DemoTarget(Client(context))


class DemoTarget:
    """Keeps playlists; fulfils PlaylistTarget."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Health:
        """Tell whether the service answers."""
        try:
            await self._client.ping()
        except SyncopateError as error:
            return Health(ok=False, reason=error.key, detail=error.detail)
        return Health(ok=True)

    async def read_target(self, site: Site, target_key: str) -> Maybe[TargetState | None]:
        """Return what a playlist holds; certainly gone and not known are different answers."""
        del site
        try:
            kept = await self._client.target(target_key)
        except SyncopateError as error:
            return Unknown(error.key, error.detail)
        if kept is None:
            return Known(None)
        state = TargetState(target_key=target_key, name=kept.name, track_keys=kept.track_keys, mark=kept.mark)
        return Known(state)

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of the playlist that carries our mark."""
        del site, name
        try:
            return Known(await self._client.marked(mark))
        except SyncopateError as error:
            return Unknown(error.key, error.detail)

    async def write_target(self, site: Site, target_key: str | None, content: TargetContent) -> str:
        """Make it so and return its key. Raises Unreachable."""
        del site
        track_keys = tuple(track.key for track in content.tracks)
        return await self._client.put_target(target_key, Kept(content.mark, content.name, track_keys))

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove it. Raises Unreachable."""
        del site
        await self._client.drop_target(target_key)

    def place(self, site: Site, target_key: str) -> str:
        """Return the address of its page."""
        del site
        return f"memory://playlists/{target_key}"
