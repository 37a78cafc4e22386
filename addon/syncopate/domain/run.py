"""Jobs, their runs and schedules."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum


class JobName(StrEnum):
    """A kind of work."""

    MAIN_SYNC = "main_sync"
    SYNC_PLAYLISTS = "sync_playlists"
    SYNC_ALBUMS = "sync_albums"
    SYNC_USERS = "sync_users"
    REFRESH_PLAYLISTS = "refresh_playlists"
    IDENTIFY_PLAYLISTS = "identify_playlists"
    REFRESH_CHARTS = "refresh_charts"
    FIND_LINKS = "find_links"
    SYNC_LINKS = "sync_links"
    RESTORE_CAPTURE = "restore_capture"
    SCAN_LIBRARY = "scan_library"
    PUBLISH_MQTT = "publish_mqtt"
    CLEAN_UP = "clean_up"


class RunStatus(StrEnum):
    """How far an execution of a job is. STALLED: no progress for two hours, ended by us."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STALLED = "stalled"

    @property
    def ended(self) -> bool:
        """True when nothing more will happen."""
        return self not in {RunStatus.QUEUED, RunStatus.RUNNING}


class Trigger(StrEnum):
    """Who asked for a run."""

    SCHEDULE = "schedule"
    CATCH_UP = "catch_up"
    API = "api"
    WEB = "web"
    MQTT = "mqtt"
    COMMAND_LINE = "command_line"
    JOB = "job"
    LIVE = "live"
    """Something happened at an account."""


class ItemStatus(StrEnum):
    """What became of one item of a run."""

    SYNCED = "synced"
    UNCHANGED = "unchanged"
    HELD = "held"
    NOT_DUE = "not_due"
    DISABLED = "disabled"
    NOT_CONFIGURED = "not_configured"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"


class ScanMode(StrEnum):
    """How much of a library is read again: what changed, or everything.

    DEEP: the server looks at its own files first, then everything is read. None of them forgets ids or
    decisions.
    """

    INCREMENTAL = "incremental"
    FULL = "full"
    DEEP = "deep"


@dataclass(frozen=True, slots=True)
class Progress:
    """Done of total, and what is being worked on. Total 0: not known yet."""

    done: int = 0
    total: int = 0
    current: str = ""


class ScheduleKind(StrEnum):
    """How a schedule repeats, in local time."""

    INTERVAL = "interval"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a job runs.

    DAILY and WEEKLY use `at` (local time), WEEKLY also `weekdays` (0 Monday … 6 Sunday); INTERVAL uses
    `every`, counted from local midnight when it divides a day, so "every hour" is on the hour.
    """

    kind: ScheduleKind
    at: time | None = None
    weekdays: frozenset[int] = field(default_factory=frozenset)
    every: timedelta | None = None
    enabled: bool = True

    def __post_init__(self) -> None:
        """Hold each kind to its own fields."""
        if self.kind is ScheduleKind.INTERVAL:
            if self.every is None or self.every < timedelta(minutes=5):
                raise ValueError("an interval is five minutes or more")
        elif self.at is None:
            raise ValueError("a daily or weekly schedule has a time")
        if self.kind is ScheduleKind.WEEKLY and not self.weekdays:
            raise ValueError("a weekly schedule has at least one weekday")
        if any(day not in range(7) for day in self.weekdays):
            raise ValueError("weekdays are 0 to 6")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """What became of one item (playlist, library …) in a run; counts as they were at its end."""

    item_id: str
    item_name: str
    status: ItemStatus
    started_at: datetime
    ended_at: datetime
    matched: int = 0
    review: int = 0
    missing: int = 0
    unknown: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    next_due: datetime | None = None
    error: str | None = None
    detail: str = ""
