"""Capability PLAYLIST_TARGET: playlists, collections and favourites on the server."""

from collections.abc import Awaitable, Sequence

from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.errors import MethodNotAllowed, SyncopateError
from syncopate.providers.capability import Context, Health
from syncopate.providers.editing import Edited, Item, Label, Reorder
from syncopate.providers.plex.client import Client, client_of
from syncopate.providers.plex.favourite_keeping import Favourites
from syncopate.providers.plex.keeping import Keeper
from syncopate.providers.plex.marked_keeping import Collections, Playlists

_BATCH = 200


def create(context: Context) -> PlexTarget:
    """Make the keeper of a server's playlists. Raises NotConfigured."""
    return PlexTarget(client_of(context))


class PlexTarget:
    """Keeps playlists; fulfils PlaylistEditor."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._keepers: dict[TargetKind, Keeper] = {
            TargetKind.PLAYLIST: Playlists(client),
            TargetKind.COLLECTION: Collections(client),
            TargetKind.FAVOURITES: Favourites(client),
        }

    @property
    def batch(self) -> int:
        """How many tracks one call may name."""
        return _BATCH

    async def check(self) -> Health:
        """Tell whether the server answers and takes the login."""
        return await self._client.check()

    def reorder(self, site: Site) -> Reorder:
        """Return how entries get to other places there."""
        return Reorder.MOVE if site.kind.ordered else Reorder.NONE

    async def read_items(self, site: Site, target_key: str) -> Maybe[Edited | None]:
        """Return what it holds now; certainly gone and not known are different answers."""
        return await _maybe(self._of(site).read(site, target_key))

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of what carries our mark: a name proves nothing, for all of ours are marked."""
        del name
        return await _maybe(self._of(site).find(site, mark))

    async def create(self, site: Site, label: Label, track_keys: Sequence[str]) -> str:
        """Make it with its first tracks and return its key. Raises Unreachable."""
        return await self._of(site).create(site, label, track_keys)

    async def relabel(self, site: Site, target_key: str, label: Label) -> None:
        """Give it this name, and its description unless that is None. Raises Unreachable."""
        await self._of(site).relabel(site, target_key, label)

    async def set_cover(self, site: Site, target_key: str, cover_url: str) -> None:
        """Show this picture. Raises Unreachable."""
        await self._of(site).set_cover(site, target_key, cover_url)

    async def append(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Put tracks at the end. Raises Unreachable."""
        await self._of(site).append(site, target_key, track_keys)

    async def remove(self, site: Site, target_key: str, items: Sequence[tuple[int, Item]]) -> None:
        """Take out entries, one request each. Raises Unreachable."""
        await self._of(site).remove(site, target_key, [item for _, item in items])

    async def move(self, site: Site, target_key: str, item: Item, after: Item | None, position: int) -> None:
        """Put an entry of a playlist after another one. Raises Unreachable."""
        del position
        await self._of(site).move(site, target_key, item, after)

    async def replace(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Raise MethodNotAllowed: servers of Plex have no call for that."""
        del site, target_key, track_keys
        raise MethodNotAllowed(method="Replacing all entries at once")

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove what carries our mark; not being there is fine. Raises Unreachable."""
        await self._of(site).delete(site, target_key)

    def place(self, site: Site, target_key: str) -> str:
        """Return the address of its page."""
        return self._of(site).place(site, target_key)

    def _of(self, site: Site) -> Keeper:
        keeper = self._keepers.get(site.kind)
        if keeper is None:
            raise MethodNotAllowed(method=f"Keeping {site.kind}")
        return keeper


async def _maybe[T](asking: Awaitable[T]) -> Maybe[T]:
    try:
        return Known(await asking)
    except SyncopateError as error:
        return Unknown(error.key, error.detail)
