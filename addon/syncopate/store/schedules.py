"""Schedules: when each job runs, and which time it ran for last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from syncopate.domain.run import JobName, Schedule, ScheduleKind
from syncopate.errors import NotFound
from syncopate.store import upsert
from syncopate.store.tables import schedules

_EVERY = select(schedules).order_by(schedules.c.job)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """A job's schedule. Nothing before `since` is caught up; `last_slot` is the latest time taken."""

    job: JobName
    schedule: Schedule
    last_slot: datetime | None
    since: datetime
    run_count: int


def every(connection: Connection) -> list[ScheduleRow]:
    """Return all, by job."""
    return [_of(row) for row in connection.execute(_EVERY)]


def get(connection: Connection, job: JobName) -> ScheduleRow:
    """Return one. Raises NotFound."""
    row = connection.execute(select(schedules).where(schedules.c.job == job)).first()
    if row is None:
        raise NotFound(what="schedule", id=job)
    return _of(row)


def put(connection: Connection, job: JobName, schedule: Schedule, at: datetime) -> None:
    """Store a schedule; it counts from now on, so that the past is not caught up."""
    upsert.put(connection, schedules, [{"job": job, **_values(schedule), "since": at}])


def seed(connection: Connection, defaults: Mapping[JobName, Schedule], at: datetime) -> None:
    """Add the schedules of jobs that have none."""
    for job, schedule in defaults.items():
        upsert.insert_new(connection, schedules, {"job": job, **_values(schedule), "since": at})


def set_slot(connection: Connection, job: JobName, slot: datetime) -> bool:
    """Take a time for a job; False when it was taken already (or the job has no schedule)."""
    changed = connection.execute(
        update(schedules)
        .where(schedules.c.job == job, schedules.c.last_slot.is_distinct_from(slot))
        .values(last_slot=slot)
    )
    return changed.rowcount > 0


def count_run(connection: Connection, job: JobName) -> int:
    """Count a run of a job and return how many there were. Raises NotFound."""
    number = connection.execute(
        update(schedules)
        .where(schedules.c.job == job)
        .values(run_count=schedules.c.run_count + 1)
        .returning(schedules.c.run_count)
    ).scalar()
    if number is None:
        raise NotFound(what="schedule", id=job)
    return int(number)


def _values(schedule: Schedule) -> dict[str, Any]:
    at, every_ = schedule.at, schedule.every
    return {
        "kind": schedule.kind,
        "at_minute": None if at is None else at.hour * 60 + at.minute,
        "weekdays": sorted(schedule.weekdays),
        "every_minutes": None if every_ is None else every_ // timedelta(minutes=1),
        "enabled": schedule.enabled,
    }


def _of(row: Row[Any]) -> ScheduleRow:
    schedule = Schedule(
        kind=ScheduleKind(row.kind),
        at=None if row.at_minute is None else time(*divmod(row.at_minute, 60)),
        weekdays=frozenset(row.weekdays),
        every=None if row.every_minutes is None else timedelta(minutes=row.every_minutes),
        enabled=row.enabled,
    )
    return ScheduleRow(
        job=JobName(row.job),
        schedule=schedule,
        last_slot=row.last_slot,
        since=row.since,
        run_count=row.run_count,
    )
