"""What jobs call: the use cases below, and what bootstrap puts in from above."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemResult, ScanMode
from syncopate.errors import NotConfigured
from syncopate.providers.capability import Report
from syncopate.store.mirrors import Mirror
from syncopate.sync.kit import Kit


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


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCases:
    """The use cases that jobs run."""

    sync_mirror: SyncMirror
    due_mirrors: DueMirrors
    scan_library: ScanLibrary
    write_lists: WriteLists


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
