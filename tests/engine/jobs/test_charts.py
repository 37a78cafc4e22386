"""Charts are remembered for long, and forgotten by a job: once a day by itself, and whenever it is asked to."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.beatport.server import Beatport
from syncopate.domain.run import ItemStatus, JobName, RunStatus, Schedule, ScheduleKind, Trigger
from syncopate.jobs.catalog import DEFAULT_SCHEDULES
from syncopate.store import runs
from syncopate.sync.kit import Kit
from syncopate.sync.sources import read_shelf


@pytest.fixture
async def beatport(engine: Any) -> AsyncIterator[Beatport]:
    """Return a site with a genre, whose list of genres was read, and which has one more since."""
    async with Beatport() as beatport:
        beatport.shop.add_genre(5, "House")
        engine.kit.endpoints["www.beatport.com"] = beatport.address
        assert await genres(engine.kit) == ["House"]
        beatport.shop.add_genre(6, "Techno")
        assert await genres(engine.kit) == ["House"], "it is remembered"
        assert len(beatport.wire.journal) == 1
        yield beatport
        await engine.kit.connections.close()


async def genres(kit: Kit) -> list[str]:
    return [each.name for each in (await read_shelf(kit, provider="beatport", key="genres")).shelves]


async def test_after_the_job_the_next_read_asks_anew(engine: Any, beatport: Beatport) -> None:
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.REFRESH_CHARTS, Trigger.API)
        assert (await engine.ended(run.id)).status is RunStatus.SUCCEEDED
        assert engine.items(run.id)["beatport"] is ItemStatus.SYNCED
        (item,) = [
            each.result
            for each in engine.database.look(runs.items, run.id)
            if each.result.item_id == "beatport"
        ]
        assert (item.item_name, item.removed) == ("Beatport", 1)
        assert len(beatport.wire.journal) == 1, "to forget is not to ask"
        again = await jobs.run(JobName.REFRESH_CHARTS, Trigger.API)
        await engine.ended(again.id)
        assert engine.items(again.id)["beatport"] is ItemStatus.UNCHANGED
    assert await genres(engine.kit) == ["House", "Techno"]
    assert len(beatport.wire.journal) == 2


async def test_it_comes_once_a_day_by_itself(engine: Any, beatport: Beatport) -> None:
    assert DEFAULT_SCHEDULES[JobName.REFRESH_CHARTS] == Schedule(
        ScheduleKind.INTERVAL, every=timedelta(hours=24)
    )
    async with engine.jobs() as jobs:
        for job, schedule in DEFAULT_SCHEDULES.items():
            if job is not JobName.REFRESH_CHARTS:
                await jobs.set_schedule(job, replace(schedule, enabled=False))
        engine.clock.time = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
        await jobs.ticker.tick()
        assert engine.database.look(runs.count_of, JobName.REFRESH_CHARTS) == 0
        for count, midnight in enumerate(
            (datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)), 1
        ):
            engine.clock.time = midnight + timedelta(seconds=3)
            await jobs.ticker.tick()
            await jobs.ticker.tick()
            run = engine.database.look(runs.last_of, JobName.REFRESH_CHARTS)
            await engine.ended(run.id)
            assert (run.trigger, run.slot) == (Trigger.SCHEDULE, midnight)
            assert engine.database.look(runs.count_of, JobName.REFRESH_CHARTS) == count
            assert await genres(engine.kit) == ["House", "Techno"]
            assert len(beatport.wire.journal) == 1 + count
