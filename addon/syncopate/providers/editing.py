"""Playlists that are changed entry by entry: what a server's provider offers instead of writing them whole.

`apply/editing.py` makes a `PlaylistTarget` of it: it reads, compares, sends the difference in batches, and
reads back. Here is only how a server is told one thing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from syncopate.domain.snapshot import Maybe
from syncopate.domain.target import Site
from syncopate.providers.capability import Checks


class Reorder(StrEnum):
    """How entries get to other places. NONE: there is no order (favourites, collections)."""

    MOVE = "move"
    """One entry at a time, by `move`."""
    REPLACE = "replace"
    """The whole content at once, by `replace`."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Item:
    """One place in a server's playlist: the server's name for the place, and the track that stands there."""

    item_id: str
    track_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A server's playlist as it is, its items in order. `editable` False: a smart one, never written to.

    `mark` is ours in it: "" where it carries none, None where this account has no place for marks.
    `closed` are tracks that the user keeps out of it, by rating them otherwise.
    """

    target_key: str
    name: str
    items: tuple[Item, ...]
    description: str | None = None
    editable: bool = True
    mark: str | None = None
    closed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a playlist shall be called. `mark` is our own name for it; None stays as it is."""

    mark: str
    name: str
    description: str | None = None


@runtime_checkable
class PlaylistEditor(Checks, Protocol):
    """Capability PLAYLIST_TARGET of a server. `batch`: how many tracks one call may name.

    No method but the reading ones may be sent again blindly: an answer that is lost is found out by reading.
    """

    @property
    def batch(self) -> int:
        """How many tracks one call may name."""
        ...

    def reorder(self, site: Site) -> Reorder:
        """Return how entries get to other places there."""
        ...

    async def read_items(self, site: Site, target_key: str) -> Maybe[Edited | None]:
        """Return what it holds now, all pages of it; Known(None) when it is certainly gone."""
        ...

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the key of what carries our mark, Known(None) when nothing certainly does.

        Where the server has no place for a mark: the one of that name that this user owns, if there is just
        one and it carries no mark of ours. A name is given only while nobody knows what became of a making,
        and proves nothing: whoever asks compares the tracks. `name` None: what only has it is the user's.
        """
        ...

    async def create(self, site: Site, label: Label, track_keys: Sequence[str]) -> str:
        """Make it with its first tracks (at most `batch`) and return its key."""
        ...

    async def relabel(self, site: Site, target_key: str, label: Label) -> None:
        """Give it this name, and its description unless that is None; our mark stays in it."""
        ...

    async def set_cover(self, site: Site, target_key: str, cover_url: str) -> None:
        """Show this picture. Raises Unreachable where the server does not take it."""
        ...

    async def append(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Put tracks (at most `batch`) at the end, in this order, duplicates too."""
        ...

    async def remove(self, site: Site, target_key: str, items: Sequence[tuple[int, Item]]) -> None:
        """Take out entries (at most `batch`): each with its position now, from 0."""
        ...

    async def move(self, site: Site, target_key: str, item: Item, after: Item | None, position: int) -> None:
        """Put an entry after another one (None: to the front); `position` is where it then is, from 0."""
        ...

    async def replace(self, site: Site, target_key: str, track_keys: Sequence[str]) -> None:
        """Make these its whole content, in one call."""
        ...

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove what we made; not being there is fine."""
        ...

    def place(self, site: Site, target_key: str) -> str:
        """Return the address of its page."""
        ...
