"""Things that happened, told to everyone: feed, websocket, pages, Home Assistant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventType(StrEnum):
    """What happened. Stable names: automations are written against them."""

    APP_STARTED = "app_started"
    JOB_STARTED = "job_started"
    JOB_PROGRESS = "job_progress"
    JOB_FINISHED = "job_finished"
    JOB_FAILED = "job_failed"
    SYNC_FINISHED = "sync_finished"
    SYNC_FAILED = "sync_failed"
    SCAN_PROGRESS = "scan_progress"
    LIBRARY_SCANNED = "library_scanned"
    INDEX_UPDATED = "index_updated"
    PLAYLIST_ADDED = "playlist_added"
    PLAYLIST_UPDATED = "playlist_updated"
    PLAYLIST_CHANGED = "playlist_changed"
    PLAYLIST_IDENTIFIED = "playlist_identified"
    PLAYLIST_REMOVED = "playlist_removed"
    PLAYLIST_SYNCED = "playlist_synced"
    PLAN_HELD = "plan_held"
    LINK_ADDED = "link_added"
    LINK_UPDATED = "link_updated"
    LINK_REMOVED = "link_removed"
    LINK_SYNCED = "link_synced"
    MATCH_DECIDED = "match_decided"
    LIBRARY_ADDED = "library_added"
    LIBRARY_REMOVED = "library_removed"
    SETTINGS_CHANGED = "settings_changed"
    SCHEDULE_CHANGED = "schedule_changed"
    KEY_CREATED = "key_created"
    KEY_REVOKED = "key_revoked"
    SYSTEM_STATUS = "system_status"


TRANSIENT = frozenset({EventType.JOB_PROGRESS, EventType.SCAN_PROGRESS})
"""Told live, never stored."""

type Detail = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One happening. `name` is of what it is about, `status` how it ended, `data` more facts by type.

    `run_count` tells how often the job behind it has run; `id` is given by the store, 0 until then.
    """

    type: EventType
    at: datetime
    name: str = ""
    status: str = ""
    run_id: str | None = None
    run_count: int | None = None
    data: Mapping[str, Detail] = field(default_factory=dict)
    id: int = 0

    @property
    def identity(self) -> str | None:
        """Return what two tellings of one happening have in common; None when each is another happening.

        A run does a thing to each item once, whatever it repeats after a crash; of progress only the latest
        counts.
        """
        if self.run_id is None and self.type not in TRANSIENT:
            return None
        about = self.data.get("playlist_id", self.data.get("id", self.name))
        return f"{self.type.value} {self.run_id or ''} {about}"
