"""Jobs: starting, cancelling and scheduling them, and what is known about each."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from syncopate.domain.event import Event, EventType
from syncopate.domain.run import JobName, RunStatus, Schedule, Trigger
from syncopate.errors import Conflict, InvalidSchedule, JobAlreadyRunning, NotConfigured
from syncopate.jobs.border import attempt
from syncopate.jobs.catalog import (
    BUILT,
    DEFAULT_SCHEDULES,
    MIRRORED,
    TITLES,
    UNSCHEDULED,
    WHEN_ASKED,
    MirrorArguments,
    RestoreArguments,
    ScanArguments,
    check_arguments,
)
from syncopate.jobs.crew import LEASE_SECONDS, Crew
from syncopate.jobs.durable import Durable
from syncopate.jobs.facade import JobOverview
from syncopate.jobs.keeper import Keeper
from syncopate.jobs.link_steps import LinkSteps
from syncopate.jobs.main_steps import MainSteps
from syncopate.jobs.reset import ready, reset_jobs, set_ready
from syncopate.jobs.scopes import Scopes, places_of
from syncopate.jobs.source_steps import SourceSteps
from syncopate.jobs.steps import Steps
from syncopate.jobs.telling import leave_ended, tell_left
from syncopate.jobs.ticker import Slot, Ticker
from syncopate.jobs.work import NO_PUBLISHING, Publishing, UseCases
from syncopate.jobs.workflows import Workflows
from syncopate.planning.schedule import next_slot
from syncopate.store import libraries, mirrors, runs, schedules, watch_captures
from syncopate.store.database import Connection
from syncopate.store.encoding import JsonValue
from syncopate.store.ids import new_id
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

_log = logging.getLogger(__name__)

_TICK_SECONDS = 10.0


class JobService:
    """Runs jobs. One a process; `start` is called inside the running loop."""

    def __init__(
        self,
        kit: Kit,
        use_cases: UseCases,
        *,
        database_url: str,
        publishing: Publishing = NO_PUBLISHING,
        tick_seconds: float = _TICK_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        """Make it; workers are given up when they are silent for `lease_seconds`."""
        self._kit = kit
        self.publishing = publishing
        self._tick_seconds = tick_seconds
        self._database_url = database_url
        self._lease_seconds = lease_seconds
        self._durable = Durable(database_url)
        self._scopes = Scopes(kit)
        steps = Steps(kit, self._scopes, use_cases, lambda: self.publishing)
        main_steps = MainSteps(kit, self._scopes, self._durable.remove_before)
        sources = SourceSteps(kit, steps, use_cases.sources)
        linking = LinkSteps(kit, steps, use_cases.links)
        self._workflows = Workflows(self._durable, self._scopes, steps, main_steps, sources, linking)
        self.crew = Crew(kit.database, self._durable, lease_seconds=lease_seconds)
        self.keeper = Keeper(kit, self._durable, self._scopes, self._workflows, self.crew)
        self.ticker = Ticker(kit, self._fire, self._usable)
        self._clocks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Go on with what was interrupted, then keep the schedules."""
        await self._kit.database.write(schedules.seed, {**DEFAULT_SCHEDULES, **UNSCHEDULED}, self._kit.now())
        await self._open()
        await self.keeper.take_up()
        self._clocks = [asyncio.create_task(self._tick(), name="schedules")]
        if self.crew.possible:
            self._clocks.append(asyncio.create_task(self._watch(), name="workers"))

    async def _open(self) -> None:
        """Open the jobs database; one of another shape, which nobody could go on with, is made anew."""
        database, at = self._kit.database, self._kit.now()
        if not await database.read(ready):
            await reset_jobs(database, self._database_url, at, lease_seconds=self._lease_seconds)
        self._scopes.reopen()
        await self._durable.launch(self._workflows.bodies, await database.read(places_of))
        await database.write(set_ready, at)

    async def stop(self) -> None:
        """Interrupt what runs, so that the next start goes on with it."""
        for clock in self._clocks:
            clock.cancel()
            await asyncio.wait({clock})
        self._clocks = []
        await self._scopes.close()
        await self._durable.stop()

    def built(self, job: JobName) -> bool:
        """Tell whether there is anything behind the name."""
        return job in BUILT

    async def run(
        self,
        job: JobName,
        trigger: Trigger,
        arguments: Mapping[str, JsonValue] | None = None,
        slot: datetime | None = None,
    ) -> Run:
        """Start a run. Raises JobAlreadyRunning, NotConfigured, InvalidInput, NotFound."""
        arguments = arguments or {}
        if not self._usable(job):
            raise NotConfigured(what="MQTT" if job is JobName.PUBLISH_MQTT else TITLES[job])
        check_arguments(job, arguments)
        await self._kit.database.read(_check_ids, job, arguments)
        run = Run(
            id=new_id(),
            job=job,
            trigger=trigger,
            arguments=arguments,
            slot=slot,
            requested_at=self._kit.now(),
        )
        await self._kit.database.write(runs.add, run)
        await self._begin(run)
        return run

    async def cancel(self, run_id: str) -> Run:
        """Stop a run; what it has done stays done. Raises NotFound, and Conflict when it has ended."""
        run = await self._kit.database.read(runs.get, run_id)
        if not await self._kit.database.write(runs.request_cancel, run_id):
            raise Conflict(f"The run {run_id} has ended already.", run=run_id)
        await self.keeper.close(run, RunStatus.CANCELLED)
        return await self._kit.database.read(runs.get, run_id)

    async def overview(self) -> list[JobOverview]:
        """Return all jobs that can be run."""
        return await self._kit.database.read(self._overview)

    def _overview(self, connection: Connection) -> list[JobOverview]:
        rows = {row.job: row for row in schedules.every(connection)}
        now = self._kit.now()
        running = {run.job: run for run in runs.active(connection)}
        ended = runs.last_ended(connection)
        found = []
        for job, title in TITLES.items():
            if not self.built(job) or job in WHEN_ASKED:
                continue
            row = rows.get(job)
            shown = row is not None and (job in DEFAULT_SCHEDULES or row.schedule.enabled)
            schedule = row.schedule if row is not None and shown else None
            found.append(
                JobOverview(
                    job=job,
                    title=title,
                    schedule=schedule,
                    next_run=next_slot(schedule, now, self._kit.zone) if schedule else None,
                    run_count=row.run_count if row else 0,
                    running=running.get(job),
                    last=ended.get(job),
                )
            )
        return found

    async def set_schedule(self, job: JobName, schedule: Schedule) -> None:
        """Change when a job runs; the past is not caught up. Raises NotConfigured, InvalidSchedule."""
        if not self.built(job):
            raise NotConfigured(what=TITLES[job])
        if job in WHEN_ASKED:
            raise InvalidSchedule(f"{TITLES[job]} is only done when it is asked for.", job=job.value)
        now = self._kit.now()
        if schedule.enabled and next_slot(schedule, now, self._kit.zone) is None:
            raise InvalidSchedule(job=job.value)
        await self._kit.database.write(schedules.put, job, schedule, now)
        upcoming = next_slot(schedule, now, self._kit.zone)
        await self._kit.tell(
            Event(
                type=EventType.SCHEDULE_CHANGED,
                at=now,
                name=job.value,
                status="enabled" if schedule.enabled else "disabled",
                data={"next_run": upcoming.isoformat() if upcoming else None},
            )
        )

    def _usable(self, job: JobName) -> bool:
        return self.built(job) and (job is not JobName.PUBLISH_MQTT or self.publishing.used())

    async def _begin(self, run: Run) -> None:
        """Start its workflow. Once the run is stored, a failure here is made good by the keeper."""
        await attempt(self._workflows.begin(run.job, run.id), f"Starting {run.job.value}")

    async def _fire(self, slot: Slot) -> None:
        run = Run(
            id=new_id(),
            job=slot.job,
            trigger=slot.trigger,
            slot=slot.at,
            requested_at=self._kit.now(),
        )
        taken = await self._kit.database.write(_take, run, slot.at)
        if taken is RunStatus.QUEUED:
            await self._begin(run)
        elif taken is not None:
            await tell_left(self._kit, *await self._kit.database.write(leave_ended, run.id))

    async def _tick(self) -> None:
        while True:
            await attempt(self.ticker.tick(), "Looking at the schedules")
            await attempt(self.keeper.look(), "Looking after the runs")
            await asyncio.sleep(self._tick_seconds)

    async def _watch(self) -> None:
        while True:
            await attempt(self.crew.look(), "Looking after the workers")
            await asyncio.sleep(self.crew.pause)


def _take(connection: Connection, run: Run, slot: datetime) -> RunStatus | None:
    """Take the slot and store its run, as cancelled while the job is under way; None for a taken slot.

    While a few links are run because something happened, the slot is left for a moment later.
    """
    running = runs.running_of(connection, run.job)
    if running is not None and running.trigger is Trigger.LIVE:
        return None
    if not schedules.set_slot(connection, run.job, slot):
        return None
    try:
        runs.add(connection, run)
    except JobAlreadyRunning as error:
        _log.warning("The scheduled run is left out: %s", error.detail)
        left_out = replace(
            run,
            status=RunStatus.CANCELLED,
            ended_at=run.requested_at,
            error=error.key,
            detail=error.detail,
        )
        runs.add(connection, left_out)
        leave_ended(connection, left_out.id)
        return RunStatus.CANCELLED
    return RunStatus.QUEUED


def _check_ids(connection: Connection, job: JobName, arguments: Mapping[str, JsonValue]) -> None:
    """Raise NotFound for ids that are none."""
    if job in MIRRORED:
        for mirror_id in MirrorArguments.parse(MIRRORED[job], arguments).ids or ():
            mirrors.get_kind(connection, mirror_id, MIRRORED[job])
    elif job is JobName.SCAN_LIBRARY:
        library_id = ScanArguments.parse(arguments).library_id
        if library_id is not None:
            libraries.get(connection, library_id)
    elif job is JobName.RESTORE_CAPTURE:
        watch_captures.one(connection, RestoreArguments.parse(arguments).capture_id)
