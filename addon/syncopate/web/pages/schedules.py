"""Jobs: when they ran, when they run next, run now, and when they shall run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from starlette.responses import Response

from syncopate.domain.run import JobName, Schedule, ScheduleKind, Trigger
from syncopate.errors import InvalidSchedule, JobAlreadyRunning, NotFound
from syncopate.jobs.facade import JobOverview
from syncopate.web.visit import Visit

_DEFAULT_AT = time(2, 0)
_DEFAULT_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as it is shown."""

    facts: JobOverview
    built: bool

    @property
    def at(self) -> str:
        """The time of day for the form."""
        schedule = self.facts.schedule
        return f"{(schedule.at if schedule and schedule.at else _DEFAULT_AT):%H:%M}"

    @property
    def every_minutes(self) -> int:
        """The interval for the form."""
        schedule = self.facts.schedule
        every = schedule.every if schedule and schedule.every else _DEFAULT_EVERY
        return int(every.total_seconds() // 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All jobs."""

    jobs: Sequence[Job]
    zone: str


async def show(visit: Visit) -> Response:
    """Show them, those that can be run first."""
    jobs = [
        Job(facts=facts, built=visit.context.jobs.built(facts.job))
        for facts in await visit.context.jobs.overview()
    ]
    view = View(jobs=sorted(jobs, key=lambda job: not job.built), zone=str(visit.kit.zone))
    return visit.page("schedules.html", view, active="schedules")


async def run(visit: Visit) -> Response:
    """Run a job now."""
    try:
        await visit.context.jobs.run(_job(visit), Trigger.WEB, {})
    except JobAlreadyRunning:
        return visit.back("running")
    return visit.back("started")


async def cancel(visit: Visit) -> Response:
    """End a run."""
    await visit.context.jobs.cancel(visit.request.path_params["id"])
    return visit.back("cancelling")


async def change(visit: Visit) -> Response:
    """Say when a job runs. Raises InvalidSchedule."""
    await visit.context.jobs.set_schedule(_job(visit), _schedule(visit))
    return visit.back("saved")


def _job(visit: Visit) -> JobName:
    name = visit.request.path_params["job"]
    if name not in {job.value for job in JobName}:
        raise NotFound(what="job", id=name)
    return JobName(name)


def _schedule(visit: Visit) -> Schedule:
    kind, enabled = visit.field("kind"), visit.field("enabled") == "on"
    try:
        if kind == ScheduleKind.INTERVAL:
            every = timedelta(minutes=int(visit.needed("every_minutes", 6)))
            return Schedule(ScheduleKind.INTERVAL, every=every, enabled=enabled)
        at = time.fromisoformat(visit.needed("at", 8))
        if kind == ScheduleKind.DAILY:
            return Schedule(ScheduleKind.DAILY, at=at, enabled=enabled)
        days = frozenset(int(str(day)) for day in visit.form.getlist("weekday"))
        return Schedule(ScheduleKind(kind), at=at, weekdays=days, enabled=enabled)
    except ValueError as error:
        raise InvalidSchedule(f"That is not a schedule: {error}.") from error
