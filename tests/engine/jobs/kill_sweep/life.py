"""One life of an engine: it goes on with what was asked for, or asks for it, until nothing is left to do."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiomqtt import Client, ProtocolVersion
from border import Border
from dbos import _queue
from house import GHOST, GHOST_DEVICE, NOON, House, in_a_thread
from linked import LinkedHouse, run_once_more, unhurried
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from syncopate.bootstrap.base import Base, opened_base
from syncopate.domain.run import JobName, Trigger
from syncopate.jobs import durable, main_steps
from syncopate.jobs.household import HOUSEHOLD
from syncopate.jobs.relay import Relay
from syncopate.jobs.service import JobService
from syncopate.jobs.work import NO_PUBLISHING, Publishing
from syncopate.mqtt.broker import BrokerSettings
from syncopate.mqtt.context import MqttContext, Pace
from syncopate.mqtt.household import Bridge
from syncopate.mqtt.ledger import StoreLedger
from syncopate.mqtt.publisher import MqttService
from syncopate.mqtt.reading import read_household
from syncopate.store import runs
from syncopate.store.database import with_driver
from syncopate.store.lock import held_alone

_SECONDS = 0.02
_PACE = Pace(debounce=0.02, settle=0.01, reading=0.1, first_retry=0.05, last_retry=0.2)
_END = "sweep/end"


@dataclass(frozen=True, slots=True)
class Life:
    """What a process does: which job, how many lives there were before it, where the broker listens."""

    house: House
    job: JobName
    number: int = 0
    port: int | None = None

    @property
    def retained(self) -> Path:
        """Where it is written what the broker keeps in the end."""
        return self.house.folder / "retained"


async def live(life: Life, border: Border) -> None:
    """Live until nothing is left to do. The border is watched from here on."""
    _hurry()
    if life.port is not None and life.number == 0:
        await _put_back_broker(life.port)
    border.arm(life.house.live)
    began = time.monotonic()

    linked = isinstance(life.house, LinkedHouse)

    def now() -> datetime:
        if linked:
            return datetime.now(UTC)
        return NOON + timedelta(seconds=60 * life.number + time.monotonic() - began)

    environment = life.house.environment
    async with opened_base(environment) as opened:
        kit = unhurried(opened.kit) if linked else opened.kit
        base = replace(opened, kit=replace(kit, compute=in_a_thread, now=now))
        async with held_alone(environment.data_dir, base.kit.database), _broker(life, base) as mqtt:
            publishing = Publishing(used=lambda: True, publish=mqtt.publish_all) if mqtt else NO_PUBLISHING
            jobs = JobService(
                base.kit, HOUSEHOLD, database_url=environment.jobs_database_url, publishing=publishing
            )
            relay = Relay(base.kit.database, base.bus.spread)
            relay.start()
            await jobs.start()
            if mqtt is not None:
                await mqtt.start()
                while not mqtt.state.connected:  # noqa: ASYNC110 -- it is watched from outside
                    await asyncio.sleep(_SECONDS)
            if not await base.kit.database.read(_asked, life.job):
                await jobs.run(life.job, Trigger.API)
            of_jobs = create_engine(with_driver(make_url(life.house.jobs_url)), poolclass=NullPool)
            while not await asyncio.to_thread(_settled, life, base, of_jobs):  # noqa: ASYNC110 -- the same
                await asyncio.sleep(_SECONDS)
            await relay.look()
        border.disarm()
        if linked:
            await run_once_more(base.kit)
        if life.port is not None:
            await _write_retained(life.port, life.retained)


def _asked(connection: Any, job: JobName) -> bool:
    return any(not run.id.startswith("old") for run in runs.since_of(connection, job, NOON))


def _settled(life: Life, base: Base, of_jobs: Engine) -> bool:
    """Tell whether all has ended, what follows the end of a run included."""
    if base.kit.database.look(runs.active):
        return False
    schema = "" if life.house.server is None else "syncopate_jobs."
    statement = f"SELECT count(*) FROM {schema}workflow_status WHERE status IN ('PENDING', 'ENQUEUED')"  # noqa: S608
    with of_jobs.connect() as connection:
        return connection.execute(text(statement)).scalar_one() == 0


def _hurry() -> None:
    """Look more often than in a household whether something is to be done: the waits are not what is tried."""
    durable._POLL_SECONDS = durable._REST_SECONDS = durable._DESK_SECONDS = _SECONDS
    main_steps._PART_SECONDS = _SECONDS
    init = _queue.Queue.__init__

    def quick(queue: Any, *args: Any, **kwargs: Any) -> None:
        init(queue, *args, **{"polling_interval_sec": _SECONDS} | kwargs)

    _queue.Queue.__init__ = quick  # type: ignore[method-assign]  # there is no other way


@asynccontextmanager
async def _broker(life: Life, base: Base) -> AsyncGenerator[MqttService | None]:
    """Give what publishes, not begun yet."""
    if life.port is None:
        yield None
        return
    settings = BrokerSettings(host="127.0.0.1", port=life.port)

    async def of_settings() -> BrokerSettings:
        return settings

    async def sync(_item_id: str) -> None:
        """Nobody presses a button."""

    kit = base.kit
    service = MqttService(
        MqttContext(
            bridge=Bridge(engine_id=base.engine_id, version="0", api_version=1, host=None, port=None),
            settings=of_settings,
            household=lambda: read_household(kit),
            ledger=StoreLedger(kit.database),
            sync=sync,
            tell=kit.tell,
            now=kit.now,
        ),
        _PACE,
    )
    base.bus.listen(service.heard)
    try:
        yield service
    finally:
        await service.stop()


async def _put_back_broker(port: int) -> None:
    """Leave on the broker what the household had there, and nothing else."""
    async with Client("127.0.0.1", port, protocol=ProtocolVersion.V5) as client:
        for topic in await _retained(client):
            await client.publish(topic, b"", qos=1, retain=True)
        for topic in (GHOST, GHOST_DEVICE):
            await client.publish(topic, b"{}", qos=1, retain=True)


async def _write_retained(port: int, file: Path) -> None:
    async with Client("127.0.0.1", port, protocol=ProtocolVersion.V5) as client:
        found = await _retained(client)
    await asyncio.to_thread(file.write_text, json.dumps(found))


async def _retained(client: Client) -> dict[str, str]:
    found: dict[str, str] = {}
    await client.subscribe("#", qos=1)
    # What is retained comes before what is sent afterwards.
    await client.publish(_END, b"", qos=1)
    async for message in client.messages:
        if str(message.topic) == _END:
            break
        if message.retain:
            found[str(message.topic)] = bytes(message.payload).decode()
    await client.unsubscribe("#")
    return found
