import asyncio
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.run import JobName, RunStatus, Schedule, ScheduleKind, Trigger
from syncopate.jobs.catalog import DEFAULT_SCHEDULES
from syncopate.jobs.ticker import Slot, Ticker
from syncopate.store import runs, schedules

OFF = {
    job: Schedule(schedule.kind, schedule.at, schedule.weekdays, schedule.every, enabled=False)
    for job, schedule in DEFAULT_SCHEDULES.items()
}


async def fired(
    engine: Any, job: JobName, schedule: Schedule, until: datetime, step: timedelta
) -> list[datetime]:
    """Let the clock run in steps and return the slots that were fired, as the store took them."""
    engine.database.change(schedules.put, job, schedule, engine.clock())
    slots: list[datetime] = []

    async def fire(slot: Slot) -> None:
        if await engine.database.write(schedules.set_slot, slot.job, slot.at) and slot.job is job:
            slots.append(slot.at)

    ticker = Ticker(engine.kit, fire, lambda _job: True)
    while engine.clock() < until:
        await ticker.tick()
        engine.clock.forward(seconds=step.total_seconds())
    return slots


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", datetime(2026, 3, 28, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 10, 24, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 7, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 10, 31, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 4, 4, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2026, 10, 3, tzinfo=UTC)),
    ],
)
async def test_once_per_local_date_over_a_change_of_the_clock(
    make_engine: Any, zone: str, day: datetime
) -> None:
    engine = make_engine(zone=zone, now=day)
    for job, at in ((JobName.CLEAN_UP, time(2, 15)), (JobName.SCAN_LIBRARY, time(1, 45))):
        engine.clock.time = day
        daily = Schedule(ScheduleKind.DAILY, at=at)
        slots = await fired(engine, job, daily, day + timedelta(days=4), timedelta(minutes=10))
        dates = [slot.astimezone(engine.zone).date() for slot in slots]
        assert len(dates) == len(set(dates))
        assert [later - earlier for earlier, later in pairwise(dates)] == [timedelta(days=1)] * (
            len(dates) - 1
        )
        assert 3 <= len(dates) <= 5


async def test_defaults_are_on_at_first_start_and_fire_nothing_of_the_past(engine: Any) -> None:
    async with engine.jobs() as jobs:
        await jobs.ticker.tick()
        assert engine.database.look(runs.active) == []
        overview = {item.job: item for item in await jobs.overview()}
    assert overview[JobName.MAIN_SYNC].next_run == datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert overview[JobName.SCAN_LIBRARY].next_run == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    assert overview[JobName.PUBLISH_MQTT].next_run == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert overview[JobName.CLEAN_UP].next_run == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert overview[JobName.SYNC_PLAYLISTS].schedule is None
    assert overview[JobName.SYNC_ALBUMS].schedule is None
    assert overview[JobName.SYNC_USERS].schedule is None
    assert overview[JobName.FIND_LINKS].next_run == datetime(2026, 3, 2, 2, 45, tzinfo=UTC)
    assert overview[JobName.REFRESH_CHARTS].next_run == datetime(2026, 3, 2, tzinfo=UTC)


async def test_a_slot_fires_once_and_is_counted(engine: Any) -> None:
    async with engine.jobs() as jobs:
        engine.clock.time = datetime(2026, 3, 2, 5, 0, 3, tzinfo=UTC)
        for job in (JobName.MAIN_SYNC, JobName.SCAN_LIBRARY):
            await jobs.set_schedule(job, OFF[job])
        await jobs.ticker.tick()
        await jobs.ticker.tick()
        run = engine.database.look(runs.last_of, JobName.CLEAN_UP)
        await engine.ended(run.id)
        await jobs.ticker.tick()
        (item,) = [item for item in await jobs.overview() if item.job is JobName.CLEAN_UP]
    assert (run.trigger, run.slot) == (Trigger.SCHEDULE, datetime(2026, 3, 2, 5, tzinfo=UTC))
    assert item.run_count == 1
    assert item.last.status is RunStatus.SUCCEEDED
    assert engine.database.look(runs.count_of, JobName.CLEAN_UP) == 1


async def test_what_was_missed_while_off_is_caught_up_once(engine: Any) -> None:
    async with engine.jobs():
        pass
    engine.clock.forward(days=5)
    async with engine.jobs(tick_seconds=0.05) as jobs:
        await engine.until(lambda: len(engine.told) and engine.database.look(runs.active) == [])
        await jobs.ticker.tick()
        found = {job: engine.database.look(runs.count_of, job) for job in DEFAULT_SCHEDULES}
        last = engine.database.look(runs.last_of, JobName.MAIN_SYNC)
        await engine.ended(last.id)
    assert found == {
        JobName.MAIN_SYNC: 1,
        JobName.SCAN_LIBRARY: 1,
        JobName.PUBLISH_MQTT: 0,
        JobName.CLEAN_UP: 1,
        JobName.REFRESH_CHARTS: 1,
        JobName.FIND_LINKS: 1,
        JobName.SYNC_LINKS: 1,
    }
    assert (last.trigger, last.slot) == (Trigger.CATCH_UP, datetime(2026, 3, 6, 2, tzinfo=UTC))


async def test_a_new_schedule_does_not_catch_up_and_is_told(engine: Any) -> None:
    async with engine.jobs() as jobs:
        await jobs.set_schedule(JobName.CLEAN_UP, Schedule(ScheduleKind.DAILY, at=time(11)))
        await jobs.ticker.tick()
        assert engine.database.look(runs.count_of, JobName.CLEAN_UP) == 0
        (told,) = [event for event in engine.told if event.type is EventType.SCHEDULE_CHANGED]
        assert (told.name, told.data["next_run"]) == ("clean_up", "2026-03-02T11:00:00+00:00")


async def test_a_slot_that_comes_while_something_that_happened_is_passed_on_waits_for_a_moment(
    engine: Any,
) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    engine.clock.time = datetime(2026, 3, 2, 1, 59, tzinfo=UTC)
    async with engine.jobs() as jobs:
        for job in (JobName.CLEAN_UP, JobName.SCAN_LIBRARY):
            await jobs.set_schedule(job, OFF[job])
        first = await jobs.run(JobName.MAIN_SYNC, Trigger.LIVE)
        engine.clock.time = datetime(2026, 3, 2, 2, 0, 3, tzinfo=UTC)
        await jobs.ticker.tick()
        assert engine.database.look(runs.count_of, JobName.MAIN_SYNC) == 1
        engine.household.answers["a"].set()
        assert (await engine.ended(first.id)).status is RunStatus.SUCCEEDED
        await jobs.ticker.tick()
        second = engine.database.look(runs.running_of, JobName.MAIN_SYNC) or engine.database.look(
            runs.last_of, JobName.MAIN_SYNC
        )
        assert second is not None
        assert (second.trigger, second.slot) == (Trigger.SCHEDULE, datetime(2026, 3, 2, 2, tzinfo=UTC))
        assert (await engine.ended(second.id)).status is RunStatus.SUCCEEDED


async def test_a_slot_that_comes_while_the_job_runs_is_in_the_log(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    # Shortly before: over a long jump of the clock the first run would count as standing still.
    engine.clock.time = datetime(2026, 3, 2, 1, 59, tzinfo=UTC)
    async with engine.jobs() as jobs:
        for job in (JobName.CLEAN_UP, JobName.SCAN_LIBRARY):
            await jobs.set_schedule(job, OFF[job])
        first = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        engine.clock.time = datetime(2026, 3, 2, 2, 0, 3, tzinfo=UTC)
        await jobs.ticker.tick()
        await jobs.ticker.tick()
        assert engine.database.look(runs.count_of, JobName.MAIN_SYNC) == 2
        left_out = engine.database.look(runs.last_of, JobName.MAIN_SYNC)
        assert (left_out.status, left_out.error) == (RunStatus.CANCELLED, "job_already_running")
        assert left_out.slot == datetime(2026, 3, 2, 2, tzinfo=UTC)
        (told,) = engine.told_of(left_out.id, EventType.JOB_FINISHED)
        assert (told.status, told.data["error"]) == ("cancelled", "job_already_running")
        engine.household.answers["a"].set()
        assert (await engine.ended(first.id)).status is RunStatus.SUCCEEDED
