"""A jobs database that is damaged is made anew, also when it can still be opened."""

import asyncio
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOS, WorkflowStatus
from syncopate.domain.run import JobName, RunStatus, Trigger
from syncopate.jobs.durable import Durable
from syncopate.store import runs


def damage(file: Path) -> str:
    """Write over the pages of an index, as a bad disk does; return what the check says of it then."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'workflow_status'")
        roots = [number for (number,) in pages]
    with file.open("r+b") as raw:
        for number in roots:
            # The count of cells, in the head of the page.
            raw.seek((number - 1) * size + 3)
            raw.write(b"\x00\x2a")
    with closing(sqlite3.connect(file)) as connection:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return str(said)


async def test_damage_that_only_the_check_tells_of(engine: Any) -> None:
    engine.add_playlists("a")
    engine.household.answers = {"a": asyncio.Event()}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.until(lambda: engine.household.at_once)
    said = await asyncio.to_thread(damage, engine.folder / "jobs.db")
    assert said != "ok"
    engine.household.answers.clear()
    async with engine.jobs():
        ended = await engine.ended(run.id)
    assert (ended.status, ended.attempt) == (RunStatus.SUCCEEDED, 1)


async def test_a_good_one_is_kept(engine: Any) -> None:
    engine.add_playlists("a")
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.ended(run.id)
    async with engine.jobs():
        with closing(sqlite3.connect(engine.folder / "jobs.db")) as connection:
            found = connection.execute("SELECT count(*) FROM workflow_status").fetchone()
    assert found == (2,)


async def test_the_file_is_for_this_user_alone(engine: Any) -> None:
    file = engine.folder / "jobs.db"
    async with engine.jobs():
        assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    async with engine.jobs():
        assert file.stat().st_mode & 0o077 == 0, "one of an earlier version too"


async def test_what_ended_long_ago_is_forgotten_some_at_a_time(
    engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.add_playlists("a", "b", "c", "d")
    listed: list[int] = []
    ask = DBOS.list_workflows_async

    async def counted(**asked: Any) -> list[WorkflowStatus]:
        found = await ask(**asked)
        listed.append(len(found))
        return found

    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)
        await engine.ended(run.id)
        while len(await ask(status="SUCCESS")) < 5:  # noqa: ASYNC110 -- our run ends a moment before its workflow
            await asyncio.sleep(0.02)
        later = round(time.time() * 1000) + 60_000
        with closing(sqlite3.connect(engine.folder / "jobs.db")) as connection:
            connection.execute(
                "UPDATE workflow_status SET updated_at = ? WHERE workflow_uuid = ?", (later + 1, run.id)
            )
            connection.commit()
        monkeypatch.setattr("syncopate.jobs.durable._AT_ONCE", 2)
        monkeypatch.setattr(DBOS, "list_workflows_async", counted)
        durable = Durable(f"sqlite:///{engine.folder / 'jobs.db'}")
        assert await durable.remove_before(later - 120_000) == 0, "all of them ended since"
        assert await durable.remove_before(later) == 4
        assert await durable.remove_before(later) == 0
        monkeypatch.undo()
        assert [item.workflow_id for item in await ask(status="SUCCESS")] == [run.id]
    assert max(listed) == 2


async def test_what_reads_while_the_threads_end_goes_on(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The relay looks until after the jobs have stopped, and no error of it is logged then."""
    began, errors, destroy = threading.Event(), list[Exception](), DBOS.destroy

    def slowly(**choices: bool) -> None:
        destroy(**choices)
        began.set()
        time.sleep(0.2)

    monkeypatch.setattr(DBOS, "destroy", slowly)

    async def look() -> None:
        while not began.is_set():  # noqa: ASYNC110 -- it is set in a thread
            await asyncio.sleep(0.01)
        try:
            await engine.kit.database.read(runs.active)
        except RuntimeError as error:
            errors.append(error)

    engine.add_playlists("a")
    async with engine.jobs() as jobs:
        await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
        looking = asyncio.create_task(look())
    await looking
    assert errors == []
