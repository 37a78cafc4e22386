"""What goes over the wire, of runs: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


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

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


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
    SCAN_LIBRARY = "scan_library"
    PUBLISH_MQTT = "publish_mqtt"
    CLEAN_UP = "clean_up"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class ProgressView:
    """Done of total; total 0 when it is not known yet."""

    current: str
    done: int
    total: int


@dataclass(frozen=True, kw_only=True)
class RunItemView:
    """What became of one item in a run."""

    added: int
    duration_ms: int
    ended_at: datetime
    item_id: str
    item_name: str
    matched: int
    missing: int
    moved: int
    removed: int
    review: int
    run_id: str
    started_at: datetime
    status: ItemStatus
    unknown: int
    detail: str = ""
    error: str | None = None
    missing_entries: list[str] | None = None
    next_due: datetime | None = None


class RunStatus(StrEnum):
    """How far an execution of a job is. STALLED: no progress for two hours, ended by us."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STALLED = "stalled"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class Trigger(StrEnum):
    """Who asked for a run."""

    SCHEDULE = "schedule"
    CATCH_UP = "catch_up"
    API = "api"
    WEB = "web"
    MQTT = "mqtt"
    COMMAND_LINE = "command_line"
    JOB = "job"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class RunView:
    """One execution of a job."""

    id: str
    job: JobName
    progress: ProgressView
    requested_at: datetime
    status: RunStatus
    trigger: Trigger
    detail: str = ""
    duration_ms: int | None = None
    ended_at: datetime | None = None
    error: str | None = None
    failed: int = 0
    items: int = 0
    started_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RunDetail:
    """A run with its items."""

    items: list[RunItemView]
    run: RunView
