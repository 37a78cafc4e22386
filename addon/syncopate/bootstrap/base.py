"""What everything stands on: database, vault, events, clock. Light enough for one command."""

import asyncio
import logging
import sys
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from syncopate.access.redact import RedactingFilter, Redactor
from syncopate.access.vault import Vault
from syncopate.bootstrap.pacing import PaceLedger
from syncopate.domain.event import Event
from syncopate.domain.problem import Problem
from syncopate.events.bus import EventBus
from syncopate.jobs.compute import WorkerPool
from syncopate.providers.connections import Connections
from syncopate.providers.pace import Paces
from syncopate.settings import Environment
from syncopate.store import events, renaming, revision, settings
from syncopate.store.database import Connection, Database
from syncopate.store.turns import Turns
from syncopate.sync.kit import Kit
from syncopate.sync.rematching import topic_of

_ENGINE_ID = "engine.id"
_SHARE = Path("/share")


def now() -> datetime:
    """Return the time: the one clock of the engine."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Troubles:
    """What parts outside the store have to complain of; filled once those parts are there."""

    tellers: list[Callable[[], Sequence[Problem]]] = field(default_factory=list)

    def __call__(self) -> Sequence[Problem]:
        """Return all of it."""
        return [problem for teller in self.tellers for problem in teller()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What everything stands on."""

    environment: Environment
    kit: Kit
    bus: EventBus
    engine_id: str
    redactor: Redactor
    troubles: Troubles


@asynccontextmanager
async def opened_kit(environment: Environment) -> AsyncGenerator[Kit]:
    """Open what use cases need, for one command. Raises DatabaseOutdated."""
    async with opened_base(environment) as base:
        yield base.kit


@asynccontextmanager
async def opened_base(environment: Environment) -> AsyncGenerator[Base]:
    """Open it, and close it again. Raises DatabaseOutdated, DatabaseNewer, SecretsUnreadable."""
    redactor = _quiet_logs(environment)
    await asyncio.to_thread(revision.require_current, environment.database_url)
    database = Database.open(environment.database_url)
    pool = WorkerPool(topic_of=topic_of)
    troubles = Troubles()
    connections = Connections(Paces(PaceLedger(database)))

    async def append(event: Event) -> Event | None:
        return await database.write(events.append, event)

    bus = EventBus(append)
    try:
        turns = Turns(database)
        await _rename(database, turns)
        # Who was told to rest before a restart still has to.
        await connections.paces.load()
        kit = Kit(
            database=database,
            tell=bus.publish,
            now=now,
            zone=environment.zone,
            compute=pool,
            vault=await asyncio.to_thread(Vault.at, environment.data_dir / "secret.key", redactor.note),
            share_dir=environment.share_dir,
            storage_dir=environment.data_dir / "storage",
            readable_roots=(environment.media_dir, _SHARE),
            troubles=troubles,
            turns=turns,
            connections=connections,
            endpoints=environment.endpoints,
        )
        yield Base(
            environment=environment,
            kit=kit,
            bus=bus,
            engine_id=await database.write(_engine_id),
            redactor=redactor,
            troubles=troubles,
        )
    finally:
        await connections.close()
        await bus.close()
        await pool.stop()
        database.close()


async def _rename(database: Database, turns: Turns) -> None:
    """Bring what is named by older rules to those in force: one process does it, the others wait."""
    if await database.read(renaming.is_current):
        return
    async with turns["renaming"]:
        if not await database.read(renaming.is_current):
            await database.write(renaming.rename, now())


def _quiet_logs(environment: Environment) -> Redactor:
    """Log to standard error, with every known secret masked."""
    redactor = Redactor()
    for secret in (environment.supervisor_token, environment.mqtt.get("password")):
        if secret:
            redactor.register(secret)
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(RedactingFilter(redactor))
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s [%(name)s] %(message)s"))
    logging.basicConfig(level=environment.log_level.upper(), handlers=[handler], force=True)
    for chatty in (
        "asyncio",
        "alembic",
        "multipart",
        "uvicorn.error",
        "aiohttp.access",
        "urllib3",
        "plexapi",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return redactor


def _engine_id(connection: Connection) -> str:
    """Return who this engine is: made once, kept with its data."""
    known = settings.get(connection, _ENGINE_ID)
    if isinstance(known, str):
        return known
    made = str(uuid.uuid4())
    settings.put(connection, _ENGINE_ID, made, now())
    return made
