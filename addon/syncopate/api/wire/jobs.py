"""Wire models of jobs, runs and schedules."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, JsonValue

from syncopate.api.wire.base import Pagination, Wire
from syncopate.domain.run import ItemStatus, JobName, RunStatus, ScheduleKind, Trigger


class ProgressView(Wire):
    """Done of total; total 0 when it is not known yet."""

    done: int
    total: int
    current: str


class ScheduleView(Wire):
    """When a job runs, in the engine's time zone. `at` is HH:MM; weekdays 0 Monday to 6 Sunday."""

    kind: ScheduleKind
    enabled: bool
    at: str | None = Field(default=None, pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7)
    every_minutes: int | None = Field(default=None, ge=5, le=525600)


class RunView(Wire):
    """One execution of a job."""

    id: str
    job: JobName
    trigger: Trigger
    status: RunStatus
    requested_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_ms: int | None = None
    progress: ProgressView
    error: str | None = None
    detail: str = ""
    items: int = 0
    failed: int = 0


class RunItemView(Wire):
    """What became of one item in a run."""

    run_id: str
    item_id: str
    item_name: str
    status: ItemStatus
    started_at: datetime
    ended_at: datetime
    duration_ms: int
    matched: int
    review: int
    missing: int
    unknown: int
    added: int
    removed: int
    moved: int
    next_due: datetime | None = None
    error: str | None = None
    detail: str = ""
    missing_entries: list[str] = Field(default_factory=list)


class RunDetail(Wire):
    """A run with its items."""

    run: RunView
    items: list[RunItemView]


class RunPage(Wire):
    """Runs, newest first."""

    items: list[RunView]
    page: Pagination


class JobView(Wire):
    """A kind of work: what runs now, what ran last, when it runs next."""

    name: JobName
    title: str
    schedule: ScheduleView | None = None
    next_run: datetime | None = None
    run_count: int
    running: RunView | None = None
    last: RunView | None = None


class JobList(Wire):
    """All jobs."""

    items: list[JobView]


class RunRequest(Wire):
    """What to run a job with, e.g. {"playlist_ids": […]} or {"library_id": …, "mode": "full"}."""

    arguments: dict[str, JsonValue] = Field(default_factory=dict)


class RunStarted(Wire):
    """A run was started."""

    run: RunView


class TriggerResult(StrEnum):
    """What came of a trigger."""

    STARTED = "started"
    NOT_CONFIGURED = "not_configured"


class TriggerAnswer(Wire):
    """The answer of /api/sync/…: the run, or why there is none."""

    result: TriggerResult
    what: str
    run: RunView | None = None
    detail: str
