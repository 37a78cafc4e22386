"""Limits hold for all processes on one PostgreSQL database, and over restarts."""

import asyncio
import os
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from syncopate.access.limits import KeyLimiter, LoginLimiter, Memory
from syncopate.bootstrap.limits import Stored, book_of
from syncopate.errors import TooManyRequests
from syncopate.store import limits
from syncopate.store.database import Database
from syncopate.store.migrate import migrate

SERVER = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'syncopate.db'}"
        migrate(url)
        yield url
        return
    if not SERVER:
        pytest.skip("SYNCOPATE_TEST_DATABASE_URL is not set")
    name = f"syncopate_limits_{uuid.uuid4().hex}"
    with closing(psycopg.connect(SERVER, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = f"{SERVER.rpartition('/')[0]}/{name}"
        migrate(url)
        yield url
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def two(url: str) -> Iterator[tuple[Database, Database]]:
    """Return the same database as two processes open it."""
    first, second = Database.open(url), Database.open(url)
    yield first, second
    first.close()
    second.close()


async def test_a_key_has_one_bucket_in_all_processes(two: tuple[Database, Database]) -> None:
    limiters = [KeyLimiter(Stored(database, lambda: 1000.0)) for database in two]
    waits = await asyncio.gather(*(limiters[number % 2].take("k1", 20) for number in range(40)))
    assert waits.count(0.0) == 20
    assert all(wait == pytest.approx(3.0) for wait in waits if wait)
    assert await limiters[0].take("k2", 20) == 0.0


async def test_a_failed_sign_in_counts_everywhere_and_after_a_restart(two: tuple[Database, Database]) -> None:
    clock = [1000.0]
    here, there = (LoginLimiter(Stored(database, lambda: clock[0])) for database in two)
    await asyncio.gather(*(limiter.failed("192.0.2.1") for limiter in (here, there, here, there, here)))
    assert await there.wait("192.0.2.1") == 30.0
    again = LoginLimiter(Stored(two[1], lambda: clock[0]))
    with pytest.raises(TooManyRequests):
        await again.admit("192.0.2.1")
    clock[0] += 30
    await again.admit("192.0.2.1")
    await again.succeeded("192.0.2.1")
    for _ in range(4):
        await here.failed("192.0.2.1")
    assert await here.wait("192.0.2.1") == 0.0
    assert two[0].change(limits.remove_before, clock[0] + 1) == 1


async def test_a_clock_that_goes_back_gives_nothing_away(two: tuple[Database, Database]) -> None:
    clock = [1000.0]
    limiter = KeyLimiter(Stored(two[0], lambda: clock[0]))
    assert [await limiter.take("k1", 2) for _ in range(2)] == [0.0, 0.0]
    clock[0] = 500.0
    assert await limiter.take("k1", 2) > 0


def test_sqlite_keeps_them_in_the_one_process_there_is(two: tuple[Database, Database]) -> None:
    assert isinstance(book_of(two[0]), Memory if two[0].is_sqlite else Stored)
