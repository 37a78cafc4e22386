import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession
from syncopate.bootstrap.announcing import announce
from syncopate.bootstrap.base import opened_base
from syncopate.settings import Environment
from syncopate.store import keys
from syncopate.supervisor import Supervisor as Client
from syncopate.sync.keyring import KeyRing

if TYPE_CHECKING:
    from conftest import Supervisor


@pytest.fixture
def environment(tmp_path: Path, migrated_file: Path) -> Environment:
    data = tmp_path / "data"
    data.mkdir()
    (data / "syncopate.db").write_bytes(migrated_file.read_bytes())
    return Environment.read({"SYNCOPATE_DATA_DIR": str(data)})


async def test_a_key_revoked_while_it_runs_is_replaced_and_announced_again(
    environment: Environment, supervisor: Supervisor, supervised: dict[str, str]
) -> None:
    token = supervised["SUPERVISOR_TOKEN"]
    async with opened_base(environment) as base, ClientSession() as session:
        announcing = asyncio.create_task(announce(base, Client(session, supervisor.url, token), 0.05))
        try:
            first = await supervisor.announcement(1)
            await asyncio.sleep(0.3)
            assert len(supervisor.announced) == 1, "a good key is announced once"
            (only,) = await base.kit.database.read(keys.every)
            supervisor.failing = True
            await KeyRing(base.kit).revoke(only.id)
            await asyncio.sleep(0.2)
            supervisor.failing = False
            second = await supervisor.announcement(2)
            assert second["key"] != first["key"]
            assert await KeyRing(base.kit).prove(str(second["key"]))
            assert len(await base.kit.database.read(keys.every)) == 2, "one new key, however often it failed"
        finally:
            announcing.cancel()
            await asyncio.wait({announcing})
