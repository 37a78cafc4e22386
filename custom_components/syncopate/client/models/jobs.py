"""What goes over the wire, of jobs: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from .answers import JobName, RunView


class ScheduleKind(StrEnum):
    """How a schedule repeats, in local time."""

    INTERVAL = "interval"
    DAILY = "daily"
    WEEKLY = "weekly"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class ScheduleView:
    """When a job runs, in the engine's time zone. `at` is HH:MM; weekdays 0 Monday to 6 Sunday."""

    enabled: bool
    kind: ScheduleKind
    at: str | None = None
    every_minutes: int | None = None
    weekdays: list[int] | None = None


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A kind of work: what runs now, what ran last, when it runs next."""

    name: JobName
    run_count: int
    title: str
    last: RunView | None = None
    next_run: datetime | None = None
    running: RunView | None = None
    schedule: ScheduleView | None = None


@dataclass(frozen=True, kw_only=True)
class RunStarted:
    """A run was started."""

    run: RunView
