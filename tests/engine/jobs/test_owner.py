"""Runs of commands beside a running engine: left alone while the command lives, ended once it is gone."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.run import JobName, RunStatus, Trigger
from syncopate.jobs.owner import OWNER, present_owner
from syncopate.store import runs
from syncopate.store.encoding import JsonValue
from syncopate.store.runs import Run

COMMAND = """
import json, sys
from syncopate.jobs.owner import present_owner
print(json.dumps(present_owner()), flush=True)
sys.stdin.read()
"""


@contextmanager
def command() -> Iterator[tuple[subprocess.Popen[str], dict[str, JsonValue]]]:
    """Give a real process that says who it is and waits."""
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def begun(engine: Any, arguments: dict[str, JsonValue], *, cancel: bool = False) -> str:
    """Store the run of a command, as it stands while the command works."""
    run = Run(
        id="c1",
        job=JobName.SYNC_PLAYLISTS,
        trigger=Trigger.COMMAND_LINE,
        arguments=arguments,
        requested_at=engine.clock(),
        cancel_requested=cancel,
    )
    engine.database.change(runs.add, run)
    engine.database.change(runs.start, run.id, engine.clock())
    return run.id


async def test_a_running_engine_leaves_a_living_command_alone_and_ends_a_killed_one(engine: Any) -> None:
    engine.add_playlists("a", "b")
    with command() as (process, owner):
        async with engine.jobs() as jobs:
            run_id = begun(engine, {OWNER: owner})
            engine.clock.forward(seconds=100)
            await jobs.keeper.look()
            assert engine.run(run_id).status is RunStatus.RUNNING
            process.kill()
            process.wait()
            await jobs.keeper.look()
            ended = engine.run(run_id)
            assert (ended.status, ended.error) == (RunStatus.FAILED, "interrupted")
            # The engine's own look may have come first and be about to tell.
            await engine.until(lambda: engine.told_of(run_id, EventType.JOB_FAILED))
            assert len(engine.told_of(run_id, EventType.JOB_FAILED)) == 1
            assert engine.household.calls == []
            again = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
            assert (await engine.ended(again.id)).status is RunStatus.SUCCEEDED


async def test_an_engine_that_starts_ends_what_a_killed_command_left(engine: Any) -> None:
    engine.add_playlists("a")
    with command() as (process, owner):
        run_id = begun(engine, {OWNER: owner})
        async with engine.jobs():
            assert engine.run(run_id).status is RunStatus.RUNNING, "it lives"
        process.kill()
        process.wait()
    async with engine.jobs():
        ended = engine.run(run_id)
    assert (ended.status, ended.error, ended.attempt) == (RunStatus.FAILED, "interrupted", 0)
    assert engine.household.calls == []


@pytest.mark.parametrize("arguments", [{}, {OWNER: "?"}, {OWNER: {"pid": 1, "began": "5", "place": "else"}}])
async def test_what_cannot_be_seen_from_here_ends_after_two_silent_minutes(
    engine: Any, arguments: dict[str, JsonValue]
) -> None:
    async with engine.jobs() as jobs:
        run_id = begun(engine, arguments)
        for _ in range(3):
            engine.clock.forward(seconds=119)
            await jobs.keeper.look()
            assert engine.run(run_id).status is RunStatus.RUNNING
            assert engine.database.change(runs.touch, run_id, engine.clock())
        engine.clock.forward(seconds=121)
        await jobs.keeper.look()
        assert engine.run(run_id).error == "interrupted"
        assert not engine.database.change(runs.touch, run_id, engine.clock())


async def test_another_process_with_the_same_id_is_not_the_command(engine: Any) -> None:
    own = await asyncio.to_thread(present_owner)
    async with engine.jobs() as jobs:
        run_id = begun(engine, {OWNER: own | {"began": "1"}}, cancel=True)
        await jobs.keeper.look()
        assert engine.run(run_id).status is RunStatus.CANCELLED
