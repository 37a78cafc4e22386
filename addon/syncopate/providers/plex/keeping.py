"""What the keepers of playlists, collections and favourites have in common."""

from collections.abc import Sequence
from typing import Protocol

from syncopate.domain.target import Site
from syncopate.providers.editing import Edited, Item, Label

WEB = "https://app.plex.tv/desktop/#!"


def uri_of(machine: str, keys: Sequence[str]) -> str:
    """Return what names items to their server: two hundred are far less than its longest line."""
    return f"server://{machine}/com.plexapp.plugins.library/library/metadata/{','.join(keys)}"


class Keeper(Protocol):
    """Keeps one kind of target. All raise Unreachable, NotFound; what is not known is never None."""

    async def read(self, site: Site, key: str) -> Edited | None:
        """Return what it holds, None when it is certainly gone."""
        ...

    async def find(self, site: Site, mark: str) -> str | None:
        """Return the key of what carries our mark, None when nothing certainly does."""
        ...

    async def create(self, site: Site, label: Label, track_keys: Sequence[str]) -> str:
        """Make it and return its key."""
        ...

    async def relabel(self, site: Site, key: str, label: Label) -> None:
        """Give it this name and description; nothing is written when it has them."""
        ...

    async def set_cover(self, site: Site, key: str, cover_url: str) -> None:
        """Show this picture."""
        ...

    async def append(self, site: Site, key: str, track_keys: Sequence[str]) -> None:
        """Put tracks at the end."""
        ...

    async def remove(self, site: Site, key: str, items: Sequence[Item]) -> None:
        """Take out entries; not being there is fine."""
        ...

    async def move(self, site: Site, key: str, item: Item, after: Item | None) -> None:
        """Put an entry after another one, None: to the front. Raises MethodNotAllowed without an order."""
        ...

    async def delete(self, site: Site, key: str) -> None:
        """Remove it if we made it."""
        ...

    def place(self, site: Site, key: str) -> str:
        """Return the address of its page."""
        ...
