"""The engine at work: every layer put together, each handed what it needs."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syncopate.access.limits import KeyLimiter, LoginLimiter
from syncopate.access.sessions import LoginLinks
from syncopate.api.app import create_api
from syncopate.api.context import ApiContext, EngineFacts
from syncopate.api.present.system import API_VERSION
from syncopate.bootstrap.announcing import announce
from syncopate.bootstrap.base import Base, now, opened_base
from syncopate.bootstrap.limits import book_of
from syncopate.domain.event import Event, EventType
from syncopate.domain.problem import Problem
from syncopate.domain.run import JobName, Trigger
from syncopate.errors import NotConfigured
from syncopate.heap import share_one_heap
from syncopate.jobs.facade import sync_of
from syncopate.jobs.household import HOUSEHOLD
from syncopate.jobs.relay import Relay
from syncopate.jobs.service import JobService
from syncopate.jobs.work import Publishing
from syncopate.mqtt.broker import BrokerSettings
from syncopate.mqtt.context import MqttContext
from syncopate.mqtt.household import Bridge
from syncopate.mqtt.ledger import StoreLedger
from syncopate.mqtt.publisher import MqttService
from syncopate.mqtt.reading import read_household
from syncopate.serving import App, Listener, Servers, joined
from syncopate.settings import Environment
from syncopate.store import mirrors
from syncopate.store.lock import held_alone
from syncopate.sync.settings import read_settings, secret_setting
from syncopate.sync.watch.live.service import Live
from syncopate.web.app import create_web
from syncopate.web.context import WebContext

if TYPE_CHECKING:
    from syncopate.supervisor import Supervisor


def engine_version() -> str:
    """Return the version of this engine."""
    return version("syncopate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The engine at work. `login_link` signs in to the pages on the open port, once."""

    base: Base
    jobs: JobService
    mqtt: MqttService
    login_link: str | None


@asynccontextmanager
async def serving(environment: Environment) -> AsyncGenerator[Engine]:
    """Run everything until the block ends. Raises DatabaseOutdated, AlreadyServed, OSError (of a port)."""
    share_one_heap()
    async with AsyncExitStack() as stack:
        base = await stack.enter_async_context(opened_base(environment))
        # A second engine on the same data ends here, before it touches any job.
        await stack.enter_async_context(held_alone(environment.data_dir, base.kit.database))
        supervisor = await stack.enter_async_context(reached_supervisor(environment))
        jobs = JobService(base.kit, HOUSEHOLD, database_url=environment.jobs_database_url)
        mqtt = _mqtt(base, jobs, supervisor)
        jobs.publishing = Publishing(used=lambda: mqtt.used, publish=mqtt.publish_all)
        base.troubles.tellers.append(lambda: _broker_troubles(mqtt))
        links, live = LoginLinks(time.monotonic), _live(base, jobs)
        servers = Servers(_application(base, jobs, links, live), _listeners(environment))
        # A port that is taken ends it before any job is touched.
        servers.bind()
        stack.push_async_callback(servers.stop)

        base.bus.listen(mqtt.heard)
        relay = Relay(base.kit.database, base.bus.spread)
        relay.start()
        stack.push_async_callback(relay.stop)
        await jobs.start()
        stack.push_async_callback(jobs.stop)
        await mqtt.start()
        stack.push_async_callback(mqtt.stop)
        base.bus.listen(live.happened)
        await live.start()
        stack.push_async_callback(live.stop)
        # Before the jobs stop, whose end takes the threads with it that answers need; streams first of all,
        # for a server waits for them.
        stack.push_async_callback(servers.stop)
        stack.callback(base.bus.hang_up)
        await servers.start()
        await base.kit.tell(
            Event(type=EventType.APP_STARTED, at=now(), name="Syncopate", status="started", data={})
        )
        if supervisor is not None:
            announcing = asyncio.create_task(announce(base, supervisor), name="discovery")
            stack.callback(announcing.cancel)
        yield Engine(base=base, jobs=jobs, mqtt=mqtt, login_link=_login_link(environment, links))


@asynccontextmanager
async def reached_supervisor(environment: Environment) -> AsyncGenerator[Supervisor | None]:
    """Give the Supervisor where there is one. Only then its client is loaded: it takes 10 MB."""
    if not environment.supervisor_token:
        yield None
        return
    from aiohttp import ClientSession  # noqa: PLC0415 -- see above

    from syncopate.supervisor import Supervisor  # noqa: PLC0415

    async with ClientSession() as session:
        yield Supervisor(session, environment.supervisor_url, environment.supervisor_token)


def _live(base: Base, jobs: JobService) -> Live:
    async def run(link_ids: Sequence[str]) -> object:
        return await jobs.run(JobName.SYNC_LINKS, Trigger.LIVE, {"link_ids": list(link_ids)})

    return Live(base.kit, run)


def _application(base: Base, jobs: JobService, links: LoginLinks, live: Live) -> App:
    environment, kit, book = base.environment, base.kit, book_of(base.kit.database)
    api = create_api(
        ApiContext(
            kit=kit,
            jobs=jobs,
            bus=base.bus,
            engine=EngineFacts(
                name="Syncopate",
                engine_id=base.engine_id,
                version=engine_version(),
                time_zone=environment.zone.key,
                started_at=now(),
                configuration_url=environment.address,
            ),
            live=live,
            limiter=KeyLimiter(book),
        )
    )

    web = create_web(
        WebContext(
            kit=kit,
            jobs=jobs,
            bus=base.bus,
            links=links,
            logins=LoginLimiter(book),
            version=engine_version(),
            address=environment.address,
            live=live,
        )
    )
    return joined(api, web)


def _listeners(environment: Environment) -> list[Listener]:
    found = []
    if environment.port is not None:
        found.append(Listener(host=environment.host, port=environment.port))
    if environment.ingress_port is not None and environment.supervisor_token:
        peers = environment.ingress_peers
        found.append(Listener(host="0.0.0.0", port=environment.ingress_port, ingress_peers=peers))  # noqa: S104 -- the container's own network; peers are checked
    return found


def _login_link(environment: Environment, links: LoginLinks) -> str | None:
    if environment.port is None or environment.supervisor_token:
        return None
    host = "127.0.0.1" if environment.host == "0.0.0.0" else environment.host  # noqa: S104 -- compared, not bound
    return f"http://{host}:{environment.port}/login?token={links.create()}"


def _mqtt(base: Base, jobs: JobService, supervisor: Supervisor | None) -> MqttService:
    address = urlsplit(base.environment.address or "")

    async def sync(playlist_id: str) -> object:
        job, arguments = sync_of(await base.kit.database.read(mirrors.get, playlist_id))
        return await jobs.run(job, Trigger.MQTT, arguments)

    return MqttService(
        MqttContext(
            bridge=Bridge(
                engine_id=base.engine_id,
                version=engine_version(),
                api_version=API_VERSION,
                host=address.hostname,
                port=address.port,
            ),
            settings=lambda: _broker(base, supervisor),
            household=lambda: read_household(base.kit),
            ledger=StoreLedger(base.kit.database),
            sync=sync,
            tell=base.kit.tell,
            now=now,
        )
    )


async def _broker(base: Base, supervisor: Supervisor | None) -> BrokerSettings | None:
    """Return the broker to use: the user's own, else the Supervisor's, else the environment's."""
    kit, known = base.kit, await read_settings(base.kit)
    if known.value("mqtt.enabled", bool) is False:
        return None
    prefix = known.value("mqtt.discovery_prefix", str) or "homeassistant"
    topic = known.value("mqtt.base_topic", str) or "syncopate"
    password = await secret_setting(kit, "mqtt.password")
    if host := known.value("mqtt.host", str):
        if password:
            base.redactor.register(password)
        return BrokerSettings(
            host=host,
            port=known.value("mqtt.port", int) or 1883,
            username=known.value("mqtt.username", str),
            password=password,
            tls=known.value("mqtt.tls", bool) or False,
            discovery_prefix=prefix,
            base_topic=topic,
        )
    offered = await supervisor.mqtt() if supervisor is not None else None
    if offered is not None:
        if offered.password:
            base.redactor.register(offered.password)
        return BrokerSettings(
            host=offered.host,
            port=offered.port,
            username=offered.username,
            password=offered.password,
            tls=offered.tls,
            discovery_prefix=prefix,
            base_topic=topic,
        )
    given = base.environment.mqtt
    if "host" not in given:
        return None
    return BrokerSettings(
        host=given["host"],
        port=int(given.get("port", "1883")),
        username=given.get("username"),
        password=given.get("password"),
        discovery_prefix=prefix,
        base_topic=topic,
    )


def _broker_troubles(mqtt: MqttService) -> Sequence[Problem]:
    state = mqtt.state
    if state.connected or state.key in {None, NotConfigured.key}:
        return []
    return [
        Problem(
            id="mqtt",
            key=state.key,
            title="MQTT",
            detail=state.detail,
            error=True,
            placeholders={"host": mqtt.host},
        )
    ]
