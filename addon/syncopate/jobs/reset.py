"""The jobs database is disposable: what was going begins anew from the store."""

import asyncio
import logging
from datetime import datetime

from syncopate.jobs import durable
from syncopate.jobs.crew import BEAT_SECONDS, LEASE_SECONDS, Pulse
from syncopate.jobs.durable import SCHEMA, remove_file
from syncopate.store import settings, workers
from syncopate.store.database import Connection, Database
from syncopate.store.disposable import drop_schema, has_schema
from syncopate.store.workers import WorkerState

_log = logging.getLogger(__name__)

_SHAPE_OF = "jobs.shape"


def ready(connection: Connection) -> bool:
    """Tell whether the jobs database is there, in the shape this version works with."""
    known = settings.get(connection, _SHAPE_OF) == durable.SHAPE
    # A copy that was put back may remember one that is gone.
    return known and (connection.dialect.name == "sqlite" or has_schema(connection, SCHEMA))


def set_ready(connection: Connection, at: datetime) -> None:
    """Remember that it is there, in our shape: workers may begin."""
    settings.put(connection, _SHAPE_OF, durable.SHAPE, at)


def set_gone(connection: Connection) -> None:
    """Forget that it was there: no worker begins, and the next conductor makes it anew."""
    settings.forget(connection, _SHAPE_OF)


async def reset_jobs(
    database: Database, url: str, at: datetime, *, lease_seconds: float = LEASE_SECONDS
) -> None:
    """Remove the jobs database. Only while no conductor runs; the next one begins all open runs anew.

    Workers are asked to stop first, and waited for: what they do would be done twice. Raises DatabaseBusy.
    """
    await database.write(settings.put, _SHAPE_OF, None, at)
    if database.is_sqlite:
        await asyncio.to_thread(remove_file, url)
        return
    await _send_home(database, lease_seconds)
    await database.write(drop_schema, SCHEMA)


async def forget_jobs(database: Database, url: str, *, lease_seconds: float = LEASE_SECONDS) -> None:
    """Do the same whatever state the store is in: broken, without tables, or with those of another version.

    Raises DatabaseBusy, OSError.
    """
    if database.is_sqlite:
        await asyncio.to_thread(remove_file, url)
        return
    await database.write(set_gone)
    if await database.read(workers.possible):
        await _send_home(database, lease_seconds)
    await database.write(drop_schema, SCHEMA)


async def _send_home(database: Database, lease_seconds: float) -> None:
    """Return when no worker works any more."""
    pulse = Pulse(lease_seconds)
    while True:
        await database.write(workers.ask_to_leave)
        there = await database.read(workers.every)
        for one in there:
            if one.state is WorkerState.LEFT or pulse.silent(one):
                await database.write(workers.remove, one.name, one.token)
                pulse.forget(one)
        if not there:
            return
        _log.info("Waiting until %d workers have stopped", len(there))
        await asyncio.sleep(BEAT_SECONDS)
