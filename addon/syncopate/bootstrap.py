"""The composition root: the only module that knows every layer, and hands each what it needs."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from syncopate.access.vault import Vault
from syncopate.domain.event import Event
from syncopate.errors import DatabaseOutdated
from syncopate.events.bus import EventBus
from syncopate.jobs.compute import WorkerPool
from syncopate.settings import Environment
from syncopate.store import events, migrate, settings
from syncopate.store.database import Connection, Database
from syncopate.sync.kit import Kit

_ENGINE_ID = "engine.id"


def engine_version() -> str:
    """Return the version of this engine."""
    return version("syncopate")


def now() -> datetime:
    """Return the time: the one clock of the engine."""
    return datetime.now(UTC)


@asynccontextmanager
async def opened_kit(environment: Environment) -> AsyncGenerator[Kit]:
    """Open what use cases need, for one command. Raises DatabaseOutdated."""
    async with _base(environment) as base:
        yield base.kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What everything stands on."""

    kit: Kit
    bus: EventBus
    engine_id: str


@asynccontextmanager
async def _base(environment: Environment) -> AsyncGenerator[Base]:
    if not await asyncio.to_thread(migrate.is_current, environment.database_url):
        raise DatabaseOutdated
    database = Database.open(environment.database_url)
    pool = WorkerPool()

    async def append(event: Event) -> Event:
        return await database.write(events.append, event)

    bus = EventBus(append)
    try:
        kit = Kit(
            database=database,
            tell=bus.publish,
            now=now,
            zone=environment.zone,
            compute=pool,
            vault=await asyncio.to_thread(Vault.at, environment.data_dir / "secret.key"),
            share_dir=environment.share_dir,
            storage_dir=environment.data_dir / "storage",
        )
        yield Base(kit=kit, bus=bus, engine_id=await database.write(_engine_id))
    finally:
        await bus.close()
        await pool.stop()
        database.close()


def _engine_id(connection: Connection) -> str:
    """Return who this engine is: made once, kept with its data."""
    known = settings.get(connection, _ENGINE_ID)
    if isinstance(known, str):
        return known
    made = str(uuid.uuid4())
    settings.put(connection, _ENGINE_ID, made, now())
    return made
