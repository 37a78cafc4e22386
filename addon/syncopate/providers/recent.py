"""Capability RECENT: the playlists and albums that an account's owner listened to of late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from syncopate.domain.snapshot import Snapshot
from syncopate.providers.capability import Checks


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedContext:
    """A playlist or album something was played from; `reference` as the provider's playlists are read by."""

    reference: str
    played_at: datetime


@runtime_checkable
class RecentSource(Checks, Protocol):
    """Fulfilled by services that tell from what was played."""

    async def played_contexts(self) -> Snapshot[PlayedContext]:
        """Return each context once, the latest play first."""
        ...
