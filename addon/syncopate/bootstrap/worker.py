"""A worker put together: what jobs need and nothing more, no page and no broker."""

import asyncio
from dataclasses import replace

from syncopate.bootstrap.base import opened_base
from syncopate.domain.event import Event
from syncopate.errors import NeedsPostgresql, SecretsUnreadable
from syncopate.heap import share_one_heap
from syncopate.jobs.household import HOUSEHOLD
from syncopate.jobs.worker import WorkerService
from syncopate.settings import Environment
from syncopate.store import outbox


async def work(environment: Environment, name: str, stop: asyncio.Event) -> None:
    """Work until `stop` is set.

    Raises NeedsPostgresql, WorkerNameTaken, DatabaseOutdated, and SecretsUnreadable without the key file.
    """
    if environment.database_url.startswith("sqlite"):
        raise NeedsPostgresql
    key = environment.data_dir / "secret.key"
    if not await asyncio.to_thread(key.exists):
        # One of its own would open nothing that the engine sealed.
        raise SecretsUnreadable(path=str(key))
    share_one_heap()
    async with opened_base(environment) as base:
        database = base.kit.database

        async def leave(event: Event) -> None:
            await database.write(outbox.put, event)

        service = WorkerService(
            replace(base.kit, tell=leave),
            HOUSEHOLD,
            name=name,
            database_url=environment.jobs_database_url,
        )
        await service.run(stop)
