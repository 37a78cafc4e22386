"""Capability WATCHING: what an account says was watched, rated, listed, read in bulk and written in batches.

Reads never raise for a service that fails: a part that could not be read whole says so, and nothing follows
from what is absent in it.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from syncopate.domain.link import Became, WatchOperation, WatchOutcome
from syncopate.domain.live import PlayEvent
from syncopate.domain.reading import ReadEnd, ReadPart, Unread
from syncopate.domain.snapshot import Maybe, Snapshot
from syncopate.domain.watch import Feature, MediaType, TitleId
from syncopate.providers.capability import Checks

__all__ = [
    "Became",
    "Dumping",
    "Foldered",
    "HookBody",
    "HookReader",
    "Listener",
    "OwnUsers",
    "ReadEnd",
    "ReadPart",
    "ScrobbleAction",
    "Scrobbler",
    "Section",
    "SectionKeeper",
    "SectionSource",
    "TitleResolver",
    "Unread",
    "Wanted",
    "WatchAccount",
    "WatchOutcome",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What shall be read. `cursors` are those of the parts that were read before, by what they cover.

    `whole`: everything is read anew, whatever the cursors say: now and then, since servers forget to tell.
    """

    features: frozenset[Feature]
    cursors: Mapping[Feature, str] = field(default_factory=dict)
    whole: bool = False


@runtime_checkable
class WatchAccount(Checks, Protocol):
    """One account's watch state. Which features it has and how it behaves, its manifest's `watch` says."""

    def read(self, wanted: Wanted) -> AsyncIterator[ReadPart | ReadEnd]:
        """Yield a part for each group of features that are read together, and one ReadEnd last.

        Each wanted feature that the provider has is in exactly one part. A failed read is a part that says
        so.
        """
        ...

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Write at most the manifest's `watch_batch` operations of one action; return an outcome for each.

        The operations are at this account's side. A service that fails raises nothing: all of them failed,
        or are in doubt where they were sent and no answer came.
        """
        ...


@runtime_checkable
class Dumping(Protocol):
    """What a `WatchAccount` may do besides: tell a record as its server has it."""

    async def dump(self, key: str) -> str:
        """Return all that the server says of it, as JSON. Raises NotFound, Unreachable."""
        ...


@runtime_checkable
class Foldered(Protocol):
    """What a `WatchAccount` may do besides: tell the folders that its server has its files in."""

    async def folders(self) -> Sequence[str]:
        """Return them as the other side sees them, () where there are none. Raises Unreachable."""
        ...


class ScrobbleAction(StrEnum):
    """What a tracker is told of something that plays."""

    START = "start"
    PAUSE = "pause"
    STOP = "stop"


@runtime_checkable
class Scrobbler(Checks, Protocol):
    """Capability SCROBBLING: is told what plays, while it plays."""

    async def scrobble(self, action: ScrobbleAction, event: PlayEvent, progress: float) -> WatchOutcome:
        """Tell it; `progress` is how much was seen, 0 to 1. UNCHANGED: it was told just now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnUsers:
    """By which ids events name the account's own user. `alone`: nobody else uses the server, for certain."""

    ids: frozenset[str]
    alone: bool = False


def nobody_waits() -> None:
    """Tell nobody that a connection stands."""


@runtime_checkable
class Listener(Checks, Protocol):
    """Capability LISTENING: hears from a server what happens there, as long as the connection holds."""

    def listen(self, opened: Callable[[], None] = nobody_waits) -> AsyncIterator[PlayEvent]:
        """Yield what happens; `opened` is called once the connection stands.

        Ends when the server closes; raises Unreachable, LoginRejected.
        """
        ...

    async def own_users(self) -> OwnUsers:
        """Return whose events are the account's. Raises Unreachable where that cannot be told now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HookBody:
    """What came in on a webhook's address."""

    content_type: str
    body: bytes = field(repr=False)


@runtime_checkable
class HookReader(Checks, Protocol):
    """Capability HOOKS: understands what a server sends to an address it was given."""

    def read_hook(self, hook: HookBody) -> PlayEvent | None:
        """Return what it says, None where nothing of interest. Raises InvalidInput for what is none."""
        ...

    async def own_users(self) -> OwnUsers:
        """Return whose events are the account's. Raises Unreachable where that cannot be told now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A library of films or shows on a server; `count` as far as it is known, of films or of episodes."""

    key: str
    name: str
    type: MediaType
    paths: tuple[str, ...] = ()
    count: int | None = None


@runtime_checkable
class SectionSource(Checks, Protocol):
    """Capability SECTIONS: tells a server's libraries of films and shows."""

    async def sections(self) -> Snapshot[Section]:
        """Return them in the server's order."""
        ...


@runtime_checkable
class SectionKeeper(SectionSource, Protocol):
    """What a `SectionSource` may do besides: make libraries and take them away."""

    async def add_section(self, name: str, kind: MediaType, paths: Sequence[str]) -> Section:
        """Make one, of films (MOVIE) or shows (SHOW). Raises WriteFailed, Unreachable, InvalidInput."""
        ...

    async def delete_section(self, key: str) -> None:
        """Take one away; its files stay. Raises NotFound, WriteFailed, Unreachable."""
        ...

    async def refresh_section(self, key: str) -> None:
        """Have the server look at its files anew. Raises NotFound, WriteFailed, Unreachable."""
        ...


@runtime_checkable
class TitleResolver(Checks, Protocol):
    """Capability TITLE_IDS: knows what others call a title."""

    async def other_ids(self, kind: MediaType, known: TitleId) -> Maybe[frozenset[TitleId]]:
        """Return all ids of a film or show that is called so by somebody, () where nobody knows it."""
        ...
