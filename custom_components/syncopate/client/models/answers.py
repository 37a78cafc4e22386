"""What goes over the wire, of answers: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


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
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class Pagination:
    """Where a page lies in the whole."""

    limit: int
    offset: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Problem:
    """An error as RFC 9457 problem+json. `key` is stable and is Home Assistant's translation key."""

    detail: str
    key: str
    status: int
    title: str
    placeholders: dict[str, str] | None = None
    type: str = "about:blank"


@dataclass(frozen=True, kw_only=True)
class ProgressView:
    """Done of total; total 0 when it is not known yet."""

    current: str
    done: int
    total: int


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
    LIVE = "live"
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
