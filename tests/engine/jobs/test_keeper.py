"""No run stays open for ever, whatever happened to the process, the workflow or the one outside."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.run import ItemStatus, JobName, RunStatus, Trigger
from syncopate.jobs import durable
from syncopate.jobs.catalog import MAIN_RUN
from syncopate.store import runs
from syncopate.store.runs import Run


def queued(engine: Any, run_id: str, *, cancel: bool = False) -> str:
    """Store a run as if the process had died right after it."""
    run = Run(
        id=run_id,
        job=JobName.SYNC_PLAYLISTS,
        trigger=Trigger.API,
        requested_at=engine.clock(),
        cancel_requested=cancel,
    )
    engine.database.change(runs.add, run)
    return run_id


async def test_a_stop_interrupts_and_the_next_start_goes_on(engine: Any) -> None:
    engine.add_playlists("a", "b", "c", "d", "e", "f")
    engine.household.answers = {name: asyncio.Event() for name in "cdef"}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: engine.household.calls.count("f"))
    assert engine.run(run.id).status is RunStatus.RUNNING
    engine.household.answers.clear()
    async with engine.jobs():
        ended = await engine.ended(run.id)
    assert ended.status is RunStatus.SUCCEEDED
    assert [engine.household.calls.count(name) for name in "abcdef"] == [1, 1, 2, 2, 2, 2]
    part = engine.database.look(runs.last_of, JobName.SYNC_PLAYLISTS)
    assert set(engine.items(part.id).values()) == {ItemStatus.SYNCED}
    assert len(engine.told_of(run.id, EventType.JOB_STARTED)) == 1
    assert len(engine.told_of(run.id, EventType.JOB_FINISHED)) == 1


async def test_a_run_without_a_workflow_is_started(engine: Any) -> None:
    engine.add_playlists("a")
    run_id = queued(engine, "r1")
    async with engine.jobs():
        ended = await engine.ended(run_id)
    assert (ended.status, ended.attempt) == (RunStatus.SUCCEEDED, 1)


async def test_a_run_that_was_asked_to_stop_is_ended(engine: Any) -> None:
    engine.add_playlists("a")
    run_id = queued(engine, "r1", cancel=True)
    async with engine.jobs():
        assert engine.run(run_id).status is RunStatus.CANCELLED
    assert engine.household.calls == []


async def test_runs_of_another_version_begin_anew(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.add_playlists("a", "b")
    engine.household.answers = {"b": asyncio.Event()}
    monkeypatch.setattr(durable, "SHAPE", "0")
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: engine.household.calls.count("b"))
        part = engine.database.look(runs.running_of, JobName.SYNC_PLAYLISTS)
        await engine.until(lambda: "a" in engine.items(part.id))
    monkeypatch.undo()
    engine.household.answers.clear()
    async with engine.jobs():
        ended = await engine.ended(run.id)
        await engine.ended(part.id)
    assert (ended.status, ended.attempt) == (RunStatus.SUCCEEDED, 1)
    assert engine.items(run.id)["playlists"] is ItemStatus.SYNCED
    assert engine.household.calls.count("a") <= 2
    assert engine.database.look(runs.active) == []


async def test_the_jobs_database_is_disposable(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: engine.household.at_once)
    for file in engine.folder.glob("jobs.db*"):
        file.unlink()
    (engine.folder / "jobs.db").write_bytes(b"this is no database at all" * 100)
    engine.household.answers.clear()
    async with engine.jobs():
        assert (await engine.ended(run.id)).status is RunStatus.SUCCEEDED


async def test_a_run_whose_workflow_ended_without_it_is_ended(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: engine.household.at_once)
    with closing(sqlite3.connect(engine.folder / "jobs.db")) as connection, connection:
        connection.execute("UPDATE workflow_status SET status = 'ERROR'")
    async with engine.jobs():
        ended = engine.run(run.id)
    assert (ended.status, ended.error) == (RunStatus.FAILED, "internal_error")
    assert len(engine.told_of(run.id, EventType.SYNC_FAILED)) == 1


async def test_a_job_without_progress_for_two_hours_is_ended_as_stalled(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    async with engine.jobs() as jobs:
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: engine.household.at_once)
        engine.clock.forward(hours=1, minutes=59)
        await jobs.keeper.look()
        assert engine.run(main.id).status is RunStatus.RUNNING
        engine.clock.forward(minutes=2)
        await jobs.keeper.look()
        stalled = engine.run(main.id)
        assert (stalled.status, stalled.error) == (RunStatus.STALLED, "stalled")
        assert engine.database.look(runs.active) == []
        assert engine.household.at_once == 0
        (told,) = engine.told_of(main.id, EventType.JOB_FAILED)
        assert (told.status, told.data["error"]) == ("stalled", "stalled")
        engine.household.answers.clear()
        again = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        assert (await engine.ended(again.id)).status is RunStatus.SUCCEEDED


async def test_a_long_run_with_progress_goes_on(engine: Any) -> None:
    names = [f"p{number}" for number in range(5)]
    engine.add_playlists(*names)
    gates = engine.household.answers = {name: asyncio.Event() for name in names}
    async with engine.jobs() as jobs:
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        for name in names:
            await engine.until(lambda name=name: engine.household.calls.count(name))
            # Longer than the pause between two writes of progress.
            await asyncio.sleep(0.55)
            engine.clock.forward(hours=1, minutes=30)
            gates[name].set()
            part = engine.database.look(runs.last_of, JobName.SYNC_PLAYLISTS)
            await engine.until(lambda name=name, part=part: name in engine.items(part.id))
            await asyncio.sleep(0.05)
            await jobs.keeper.look()
        ended = await engine.ended(main.id)
    assert ended.status is RunStatus.SUCCEEDED
    assert ended.ended_at - ended.started_at > timedelta(hours=7)


async def test_time_while_off_is_not_standing_still(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: engine.household.at_once)
    engine.clock.forward(days=3)
    engine.household.answers.clear()
    async with engine.jobs() as jobs:
        await jobs.keeper.look()
        assert (await engine.ended(run.id)).status is RunStatus.SUCCEEDED


def orphan(engine: Any, *, whole_ended: bool) -> tuple[str, str]:
    """Store a sync of everything and its part as a kill right after a cancel may leave them."""
    for run_id, job, arguments in (
        ("w1", JobName.MAIN_SYNC, {}),
        ("p1", JobName.SYNC_PLAYLISTS, {MAIN_RUN: "w1"}),
    ):
        run = Run(id=run_id, job=job, trigger=Trigger.JOB, arguments=arguments, requested_at=engine.clock())
        engine.database.change(runs.add, run)
    if whole_ended:
        engine.database.change(runs.end, "w1", RunStatus.CANCELLED, engine.clock())
    return "w1", "p1"


async def test_a_part_whose_whole_has_ended_is_never_begun(engine: Any) -> None:
    engine.add_playlists("a")
    _, part_id = orphan(engine, whole_ended=True)
    async with engine.jobs():
        assert engine.run(part_id).status is RunStatus.CANCELLED
    assert engine.household.calls == []


async def test_nor_while_the_engine_runs(engine: Any) -> None:
    engine.add_playlists("a")
    async with engine.jobs() as jobs:
        _, part_id = orphan(engine, whole_ended=True)
        engine.clock.forward(minutes=2)
        await jobs.keeper.look()
        assert engine.run(part_id).status is RunStatus.CANCELLED
        part_id = "p2"
        run = Run(
            id=part_id,
            job=JobName.SYNC_PLAYLISTS,
            trigger=Trigger.JOB,
            arguments={MAIN_RUN: "w1"},
            requested_at=engine.clock(),
        )
        engine.database.change(runs.add, run)
        await jobs._begin(run)
        await engine.until(lambda: engine.run(part_id).status is RunStatus.CANCELLED)
    assert engine.household.calls == []


async def test_a_part_made_while_its_whole_is_cancelled_is_cancelled_too(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    async with engine.jobs() as jobs:
        other = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: engine.run(main.id).status is RunStatus.RUNNING)
        stop = jobs._scopes.stop

        async def late(ids: list[str] | None = None) -> None:
            if ids and main.id in ids:
                await engine.database.write(runs.end, other.id, RunStatus.SUCCEEDED, engine.clock())
                run = Run(
                    id="late",
                    job=JobName.SYNC_PLAYLISTS,
                    trigger=Trigger.JOB,
                    arguments={MAIN_RUN: main.id},
                    requested_at=engine.clock(),
                )
                await engine.database.write(runs.add, run)
            await stop(ids)

        monkeypatch.setattr(jobs._scopes, "stop", late)
        await jobs.cancel(main.id)
        assert engine.run("late").status is RunStatus.CANCELLED
        assert engine.database.look(runs.active) == []


async def test_waiting_for_a_sync_that_makes_progress_is_not_standing_still(engine: Any) -> None:
    names = ("a", "b", "c")
    engine.add_playlists(*names)
    gates = engine.household.answers = {name: asyncio.Event() for name in names}
    async with engine.jobs() as jobs:
        own = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: engine.household.at_once == 3)
        main = await jobs.run(JobName.MAIN_SYNC, Trigger.SCHEDULE)
        await engine.until(lambda: engine.run(main.id).status is RunStatus.RUNNING)
        for name in ("a", "b"):
            await asyncio.sleep(0.55)
            engine.clock.forward(minutes=90)
            gates[name].set()
            now = engine.clock()
            await engine.until(lambda now=now: engine.run(main.id).progress_at == now)
            await jobs.keeper.look()
            assert engine.run(main.id).status is RunStatus.RUNNING
        assert engine.run(own.id).status is RunStatus.RUNNING
        engine.clock.forward(minutes=121)
        await jobs.keeper.look()
        assert engine.run(main.id).status is RunStatus.STALLED, "neither moved"
