"""One at a time, here and in other processes."""

import asyncio
import subprocess
import sys
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url
from syncopate.errors import Unreachable
from syncopate.store.database import Database
from syncopate.store.turns import Turns


async def test_one_at_a_time_in_all_processes(database: Database) -> None:
    places = [there := Turns(database), Turns(database)]
    inside: list[str] = []
    most = 0

    async def work(turns: Turns, about: str) -> None:
        nonlocal most
        async with turns[about]:
            inside.append(about)
            most = max(most, inside.count(about))
            await asyncio.sleep(0.05)
            inside.remove(about)

    await asyncio.gather(*(work(places[number % 2], "music") for number in range(4)), work(there, "films"))
    assert (most, inside) == (1, [])


async def test_a_turn_that_is_cancelled_is_free_again(database: Database) -> None:
    turns = Turns(database)

    async def hold() -> None:
        async with turns["music"]:
            await asyncio.sleep(60)

    holder = asyncio.create_task(hold())
    await asyncio.sleep(0.3)
    waiter = asyncio.create_task(hold())
    await asyncio.sleep(0.3)
    for task in (waiter, holder):
        task.cancel()
    await asyncio.wait({waiter, holder})
    async with asyncio.timeout(2), turns["music"]:
        pass


_HOLDER = """
import asyncio, sys
from syncopate.store.database import Database
from syncopate.store.turns import Turns

async def main():
    async with Turns(Database.open(sys.argv[1]))["music"]:
        print("held", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_turn_in_another_process_ends_with_it(database: Database) -> None:
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER, database.address], stdout=subprocess.PIPE)  # noqa: ASYNC220 -- our own
    assert holder.stdout is not None
    try:
        assert await asyncio.to_thread(holder.stdout.readline) == b"held\n"
        turns = Turns(database)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.7), turns["music"]:
                pass
        async with asyncio.timeout(2), turns["films"]:
            pass
        holder.kill()
        async with asyncio.timeout(5), turns["music"]:
            pass
    finally:
        holder.kill()
        holder.stdout.close()
        await asyncio.to_thread(holder.wait)


async def test_nothing_is_left_of_turns_that_are_over(database: Database) -> None:
    if database.file is None:
        pytest.skip("the server keeps them")
    async with Turns(database)["music"]:
        held = list((database.file.parent / "turns").iterdir())
    assert len(held) == 1
    assert not list((database.file.parent / "turns").iterdir())


async def test_where_files_cannot_be_locked_each_process_goes_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.file is None:
        pytest.skip("the server keeps them")
    (tmp_path / "file").touch()
    monkeypatch.setattr("syncopate.store.turns.place_of", lambda *_: tmp_path / "file" / "turns" / "no")
    async with asyncio.timeout(2), Turns(database)["music"]:
        pass


def _take_away(database: Database, count: int = 1) -> None:
    """Have the server end the connections that keep turns, as when it restarts or the line breaks."""
    url = make_url(database.address).set(drivername="postgresql").render_as_string(hide_password=False)
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        ended = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        ).fetchall()
    assert ended == [(True,)] * count


async def _lose(database: Database, done: list[datetime], *abouts: str) -> None:
    """Write on and on in turns that are lost meanwhile."""
    turns = Turns(database)
    async with AsyncExitStack() as stack:
        for about in abouts:
            await stack.enter_async_context(turns[about])
        asyncio.get_running_loop().call_later(0.05, _take_away, database, len(abouts))
        while True:
            done.append(datetime.now(UTC))
            await asyncio.sleep(0.001)


@pytest.mark.parametrize("abouts", [["music"], ["films", "music"]], ids=["one turn", "two turns"])
async def test_whoever_loses_a_turn_does_nothing_more(database: Database, abouts: list[str]) -> None:
    if database.is_sqlite:
        pytest.skip("the system keeps them as long as the process lives")
    done: list[datetime] = []
    task = asyncio.current_task()
    with pytest.raises(Unreachable):
        await _lose(database, done, *abouts)
    assert done
    assert task is not None
    assert task.cancelling() == 0
    # It is free: whoever comes next has it to himself.
    async with asyncio.timeout(5), Turns(database)[abouts[0]]:
        assert datetime.now(UTC) > done[-1]


async def test_whoever_is_stopped_as_well_stays_stopped(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("the system keeps them as long as the process lives")
    held = asyncio.Event()

    async def hold() -> None:
        async with Turns(database)["music"]:
            held.set()
            await asyncio.Event().wait()

    holder = asyncio.create_task(hold())
    await held.wait()
    _take_away(database)
    holder.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holder
