"""What jobs call: the use cases below, and what bootstrap puts in from above."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemResult, ScanMode
from syncopate.errors import NotConfigured
from syncopate.providers.capability import Report
from syncopate.store.links import Link
from syncopate.store.mirrors import Mirror
from syncopate.store.owners import Owner
from syncopate.sync.identifying import identify_mirror
from syncopate.sync.kit import Kit
from syncopate.sync.linked import find_links, link_services
from syncopate.sync.reading import refresh_mirror
from syncopate.sync.recent import drop_expired, listening_accounts, sync_listening
from syncopate.sync.sources import name_of_provider, refresh_shelves, remembering
from syncopate.sync.watch.deciding import bring_back
from syncopate.sync.watch.due import due_links
from syncopate.sync.watch.running import run_link
from syncopate.sync.watch.work import PlanMode


class SyncMirror(Protocol):
    """Syncs one playlist or album."""

    async def __call__(
        self, kit: Kit, mirror_id: str, run_id: str, *, approve: Collection[str], report: Report
    ) -> ItemResult:
        """Return what became of it; an outside failure is a result."""
        ...


class DueMirrors(Protocol):
    """Says which playlists or albums are to be synced now."""

    async def __call__(
        self, kit: Kit, *, kind: MirrorKind, only: Sequence[str] | None, force: bool, asked: bool
    ) -> tuple[list[Mirror], list[ItemResult]]:
        """Return those, and the results of those that are left out."""
        ...


class ScanLibrary(Protocol):
    """Reads a library into its index."""

    async def __call__(
        self, kit: Kit, library_id: str, *, mode: ScanMode, report: Report, run_id: str | None
    ) -> ItemResult:
        """Return what became of it."""
        ...


class WriteLists(Protocol):
    """Writes the lists of what is missing."""

    async def __call__(self, kit: Kit) -> list[Path]:
        """Return the files. Raises WriteFailed."""
        ...


class OfAccount(Protocol):
    """Does something with what an account's owner listened to."""

    async def __call__(self, kit: Kit, account_id: str, *, report: Report) -> ItemResult:
        """Return what became of it."""
        ...


class OfMirror(Protocol):
    """Does something with one playlist or album that writes to no library."""

    async def __call__(self, kit: Kit, mirror_id: str, run_id: str, *, report: Report) -> ItemResult:
        """Return what became of it."""
        ...


class IdentifyMirror(Protocol):
    """Finds out what the entries of one playlist or album are."""

    async def __call__(
        self, kit: Kit, mirror_id: str, run_id: str, *, report: Report, catalogue: str | None
    ) -> ItemResult:
        """Return what became of it; `catalogue` None: in whichever answers first."""
        ...


class OfService(Protocol):
    """Does something with one service."""

    async def __call__(self, kit: Kit, service: str, *, report: Report) -> ItemResult:
        """Return what became of it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCases:
    """The use cases about sources. `remembering` are the services whose shelves are remembered."""

    listening_accounts: Callable[[Kit], Awaitable[Sequence[Owner]]] = listening_accounts
    sync_listening: OfAccount = sync_listening
    drop_expired: Callable[[Kit], Awaitable[ItemResult]] = drop_expired
    refresh_mirror: OfMirror = refresh_mirror
    identify_mirror: IdentifyMirror = identify_mirror
    link_services: Callable[[Kit], Awaitable[Sequence[str]]] = link_services
    find_links: OfService = find_links
    remembering: Callable[[], Sequence[str]] = remembering
    refresh_shelves: Callable[[Kit, str], Awaitable[int]] = refresh_shelves
    name_of: Callable[[str], str] = name_of_provider


class SyncLink(Protocol):
    """Brings the two accounts of a link in step, or plans it."""

    async def __call__(
        self,
        kit: Kit,
        link_id: str,
        run_id: str | None,
        *,
        report: Report,
        mode: PlanMode,
        approve: str | None,
        whole: bool,
        again: bool,
    ) -> ItemResult:
        """Return what became of it; an outside failure is a result."""
        ...


class DueLinks(Protocol):
    """Says which links are to be run now."""

    async def __call__(
        self, kit: Kit, *, only: Sequence[str] | None, force: bool, asked: bool
    ) -> tuple[list[Link], list[ItemResult]]:
        """Return those, and the results of those that are left out."""
        ...


class RestoreCapture(Protocol):
    """Brings an account back to what it was."""

    async def __call__(self, kit: Kit, capture_id: str, run_id: str | None, *, report: Report) -> ItemResult:
        """Return what became of it; an outside failure is a result."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCases:
    """The use cases about links, and of what is said of them."""

    due_links: DueLinks = due_links
    sync_link: SyncLink = run_link
    restore_capture: RestoreCapture = bring_back


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """The use cases that jobs run."""

    sync_mirror: SyncMirror
    due_mirrors: DueMirrors
    scan_library: ScanLibrary
    write_lists: WriteLists
    sources: SourceCases = field(default_factory=SourceCases)
    links: LinkCases = field(default_factory=LinkCases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """MQTT as jobs see it.

    `publish` puts everything on the broker and returns how many messages; it raises NotConfigured,
    BrokerUnreachable or BrokerLoginRejected. `used` tells whether there is a broker to publish to.
    """

    used: Callable[[], bool]
    publish: Callable[[], Awaitable[int]]


async def _publish_nothing() -> int:
    raise NotConfigured(what="MQTT")


NO_PUBLISHING = Publishing(used=lambda: False, publish=_publish_nothing)
"""Where there is no MQTT."""
