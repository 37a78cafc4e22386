"""Jobs on PostgreSQL, where both databases are one."""

import asyncio
import os
import uuid
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from syncopate.domain.run import JobName, RunStatus, Trigger
from syncopate.store.migrate import migrate

SERVER = os.environ.get("SYNCOPATE_TEST_DATABASE_URL")

pytestmark = pytest.mark.skipif(not SERVER, reason="SYNCOPATE_TEST_DATABASE_URL is not set")


@pytest.fixture
def url() -> Iterator[str]:
    assert SERVER is not None
    name = f"syncopate_jobs_{uuid.uuid4().hex}"
    with closing(psycopg.connect(SERVER, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{SERVER.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


async def test_an_interrupted_sync_goes_on(make_engine: Any, url: str) -> None:
    await asyncio.to_thread(migrate, url)
    engine = make_engine(server=url)
    engine.add_playlists("a", "b", "c")
    engine.household.answers = {"c": asyncio.Event()}
    async with engine.jobs() as jobs:
        run = await jobs.run(JobName.MAIN_SYNC, Trigger.API)
        await engine.until(lambda: engine.household.calls.count("c"))
        await asyncio.sleep(0.3)
    engine.household.answers.clear()
    async with engine.jobs():
        ended = await engine.ended(run.id)
    assert ended.status is RunStatus.SUCCEEDED
    assert [engine.household.calls.count(name) for name in "abc"] == [1, 1, 2]
