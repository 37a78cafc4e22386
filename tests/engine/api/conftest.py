"""The API over a real database and real use cases; only the job service is a small double."""

import asyncio
import itertools
import shutil
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from syncopate.access.limits import KeyLimiter, Memory
from syncopate.access.vault import Vault
from syncopate.api.app import create_api
from syncopate.api.context import ApiContext, EngineFacts, HealthFact, Limits
from syncopate.domain.event import Event
from syncopate.domain.run import JobName, RunStatus, Schedule, Trigger
from syncopate.errors import NotConfigured
from syncopate.events.bus import EventBus
from syncopate.jobs.catalog import BUILT, TITLES, check_arguments
from syncopate.serving import Listener, Servers
from syncopate.store import events, runs
from syncopate.store.database import Database
from syncopate.store.encoding import JsonValue
from syncopate.store.ids import new_id
from syncopate.store.runs import Run
from syncopate.sync.keyring import KeyRing
from syncopate.sync.kit import Kit

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class ThreadCompute:
    """Runs in a thread what a worker process would."""

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        return await asyncio.to_thread(function, *args, **kwargs)


@dataclass
class JobOverview:
    job: JobName
    title: str
    schedule: Schedule | None
    next_run: datetime | None
    run_count: int
    running: Run | None
    last: Run | None


@dataclass
class Jobs:
    """Keeps runs in the database as the real service does, and executes nothing."""

    kit: Kit
    schedules: dict[JobName, Schedule] = field(default_factory=dict)

    async def run(
        self, job: JobName, trigger: Trigger, arguments: Mapping[str, JsonValue] | None = None
    ) -> Run:
        if job not in BUILT:
            raise NotConfigured(what=TITLES[job])
        check_arguments(job, arguments or {})
        run = Run(
            id=new_id(), job=job, trigger=trigger, arguments=arguments or {}, requested_at=self.kit.now()
        )
        await self.kit.database.write(runs.add, run)
        return run

    async def cancel(self, run_id: str) -> Run:
        await self.kit.database.read(runs.get, run_id)
        await self.kit.database.write(runs.end, run_id, RunStatus.CANCELLED, self.kit.now())
        return await self.kit.database.read(runs.get, run_id)

    async def overview(self) -> Sequence[JobOverview]:
        return [
            JobOverview(
                job=job,
                title=title,
                schedule=self.schedules.get(job),
                next_run=None,
                run_count=await self.kit.database.read(runs.count_of, job),
                running=await self.kit.database.read(runs.running_of, job),
                last=await self.kit.database.read(runs.last_of, job),
            )
            for job, title in TITLES.items()
        ]

    async def set_schedule(self, job: JobName, schedule: Schedule) -> None:
        self.schedules[job] = schedule


@dataclass(kw_only=True)
class Engine:
    """What a test holds in hands."""

    kit: Kit
    bus: EventBus
    context: ApiContext
    app: FastAPI
    keys: dict[str, str]
    checks: list[HealthFact]
    clock: list[float]
    music: Path

    def client(self, scope: str | None = "admin", **more: Any) -> httpx.AsyncClient:
        """Return a client that sends the key of a scope, none for None."""
        headers = {} if scope is None else {"Authorization": f"Bearer {self.keys[scope]}"}
        transport = httpx.ASGITransport(more.pop("app", self.app), raise_app_exceptions=False)
        return httpx.AsyncClient(
            transport=transport, base_url="http://engine", headers=headers | more.pop("headers", {}), **more
        )


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def unused_port() -> int:
    """Return a port to listen on."""
    return free_port()


@asynccontextmanager
async def opened(database: Database, folder: Path) -> AsyncIterator[Engine]:
    """Put the API together over a database and a folder, with a key of each scope."""

    async def append(event: Event) -> Event:
        return await database.write(events.append, event)

    bus = EventBus(append)
    music = folder / "music"
    music.mkdir()
    ticks = itertools.count()
    kit = Kit(
        # No test reaches a public service: nobody listens there.
        endpoints={"*": "http://127.0.0.1:9"},
        database=database,
        tell=bus.publish,
        # Every look at the clock is a microsecond later: order is never a matter of luck.
        now=lambda: START + timedelta(microseconds=next(ticks)),
        zone=ZoneInfo("Europe/Berlin"),
        compute=ThreadCompute(),
        vault=Vault.at(folder / "key"),
        share_dir=folder / "share",
        storage_dir=folder / "storage",
    )
    checks: list[HealthFact] = []

    async def checked() -> list[HealthFact]:
        return checks

    clock = [0.0]
    context = ApiContext(
        kit=kit,
        jobs=Jobs(kit),
        bus=bus,
        engine=EngineFacts(
            name="Syncopate", engine_id="e-1", version="0.1.0", time_zone="Europe/Berlin", started_at=START
        ),
        checks=checked,
        limiter=KeyLimiter(Memory(lambda: clock[0])),
        limits=Limits(greeting=0.2),
    )
    ring = KeyRing(kit)
    keys = {
        scope: (await ring.create(f"{scope} key", [scope], per_minute=6000))[0]
        for scope in ("read", "control", "admin")
    }
    yield Engine(
        kit=kit,
        bus=bus,
        context=context,
        app=create_api(context),
        keys=keys,
        checks=checks,
        clock=clock,
        music=music,
    )
    await bus.close()
    await kit.connections.close()


@pytest.fixture
async def engine(database: Database, tmp_path: Path) -> AsyncIterator[Engine]:
    """Return the API with a key of each scope."""
    async with opened(database, tmp_path) as engine:
        yield engine


@dataclass(frozen=True)
class Served:
    """An engine on a port, in a thread of its own."""

    address: str
    key: str
    music: Path


@pytest.fixture(scope="module")
def served(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the API for all tests of a module."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copy(migrated_file, folder / "syncopate.db")
    port = free_port()
    started: Future[Engine] = Future()
    stop = threading.Event()

    async def serve() -> None:
        database = Database.open(f"sqlite:///{folder / 'syncopate.db'}")
        async with opened(database, folder) as engine:
            servers = Servers(engine.app, [Listener(host="127.0.0.1", port=port)])
            servers.bind()
            await servers.start()
            started.set_result(engine)
            while not stop.is_set():
                engine.clock[0] += 1
                await asyncio.sleep(0.05)
            await servers.stop()
        database.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="served engine")
    thread.start()
    engine = started.result(20)
    yield Served(f"http://127.0.0.1:{port}", engine.keys["admin"], engine.music)
    stop.set()
    thread.join(20)


@pytest.fixture
async def api(engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that may do everything."""
    async with engine.client() as client:
        yield client


@pytest.fixture
async def library(api: httpx.AsyncClient, engine: Engine) -> dict[str, Any]:
    """Return a library that is an empty folder."""
    answer = await api.post("/api/v1/libraries", json={"name": "Music", "folder": str(engine.music)})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
async def playlist(api: httpx.AsyncClient, library: dict[str, Any]) -> dict[str, Any]:
    """Return a playlist of two tracks given as data."""
    tracks = [
        {"title": "Группа крови", "artists": ["Кино"], "duration_ms": 285000},
        {
            "title": "Hurt",
            "artists": ["Johnny Cash"],
            "link": "https://open.spotify.com/track/28cnXtME493VX9NOw9cIUh",
        },
    ]
    answer = await api.post("/api/v1/playlists", json={"name": "Mine", "tracks": tracks})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found
