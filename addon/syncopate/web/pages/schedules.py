"""Jobs: when they ran, when they run next, run now, and when they shall run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from starlette.responses import Response

from syncopate.domain.run import JobName, Schedule, ScheduleKind, Trigger
from syncopate.errors import InvalidInput, InvalidSchedule, JobAlreadyRunning, NotFound, SyncopateError
from syncopate.jobs.facade import JobOverview
from syncopate.web.visit import Visit

_DEFAULT_AT = time(2, 0)
_DEFAULT_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A form as it was sent."""

    kind: str
    enabled: bool
    at: str
    every_minutes: str
    weekdays: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One job as it is shown."""

    facts: JobOverview
    built: bool
    sent: Sent | None = None

    @property
    def kind(self) -> str:
        """How often, for the form."""
        if self.sent:
            return self.sent.kind
        return self.facts.schedule.kind.value if self.facts.schedule else ScheduleKind.DAILY.value

    @property
    def enabled(self) -> bool:
        """Whether it runs by itself, for the form."""
        return self.sent.enabled if self.sent else bool(self.facts.schedule and self.facts.schedule.enabled)

    @property
    def weekdays(self) -> frozenset[str]:
        """The days for the form, as numbers from Monday."""
        if self.sent:
            return self.sent.weekdays
        return frozenset(str(day) for day in (self.facts.schedule.weekdays if self.facts.schedule else ()))

    @property
    def at(self) -> str:
        """The time of day for the form."""
        if self.sent:
            return self.sent.at
        schedule = self.facts.schedule
        return f"{(schedule.at if schedule and schedule.at else _DEFAULT_AT):%H:%M}"

    @property
    def every_minutes(self) -> str:
        """The interval for the form."""
        if self.sent:
            return self.sent.every_minutes
        schedule = self.facts.schedule
        every = schedule.every if schedule and schedule.every else _DEFAULT_EVERY
        return str(int(every.total_seconds() // 60))


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All jobs."""

    jobs: Sequence[Job]
    zone: str


async def show(visit: Visit) -> Response:
    """Show them, those that can be run first."""
    return await _page(visit)


async def _page(visit: Visit, error: SyncopateError | None = None, job: JobName | None = None) -> Response:
    sent = Sent(
        kind=visit.field("kind"),
        enabled=visit.field("enabled") == "on",
        at=visit.field("at"),
        every_minutes=visit.field("every_minutes"),
        weekdays=frozenset(str(day) for day in visit.form.getlist("weekday")),
    )
    jobs = [
        Job(facts=facts, built=visit.context.jobs.built(facts.job), sent=sent if facts.job is job else None)
        for facts in await visit.context.jobs.overview()
    ]
    view = View(jobs=sorted(jobs, key=lambda job: not job.built), zone=str(visit.kit.zone))
    return visit.page(
        "schedules.html", view, active="schedules", error=error, at="/schedules" if error else ""
    )


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
    """Say when a job runs; a form that is no schedule is shown again."""
    job = _job(visit)
    try:
        await visit.context.jobs.set_schedule(job, _schedule(visit))
    except InvalidInput as error:
        return await _page(visit, error, job)
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
