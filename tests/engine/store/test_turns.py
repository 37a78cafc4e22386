"""One at a time, here and in other processes."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
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
