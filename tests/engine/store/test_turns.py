"""One at a time, here and in other processes."""

import asyncio

from syncopate.store.database import Database
from syncopate.store.turns import Turns


async def test_one_at_a_time_in_all_processes(database: Database) -> None:
    # On SQLite there is one process, which has one of these.
    there = Turns(database)
    places = [there, there] if database.is_sqlite else [there, Turns(database)]
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
