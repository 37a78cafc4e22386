"""One household for all tests of this folder: broker, engine and Home Assistant, set up as a user would."""

import subprocess
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from crowded import Crowd, crowded
from home import Home
from joining import add_broker, add_engine, entries_of
from playwright.async_api import Browser
from processes import (
    ENGINE_PYTHON,
    ROOT,
    Process,
    engine,
    free_port,
    home_assistant,
    mosquitto,
    run_engine_command,
    until,
    up,
)
from screens import chromium

BROKER_USER, BROKER_PASSWORD = "ada", "analytical-engine"
GONE = frozenset({"unavailable", "unknown"})
ARTIFACTS = Path(__file__).parent / "artifacts"


@dataclass(frozen=True, slots=True)
class Api:
    """The engine's API with an admin key."""

    url: str
    key: str
    session: aiohttp.ClientSession

    async def get(self, path: str) -> Any:
        return await self.send("GET", path)

    async def send(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self.session.request(method, f"{self.url}{path}", headers=headers, **options) as response:
            text = await response.text()
            assert response.status < 400, f"{method} {path}: {response.status} {text}"
            return await response.json() if text else None


@dataclass(frozen=True, slots=True)
class Household:
    """Everything that runs, and ways to speak with it."""

    broker: Process
    broker_port: int
    engine: Process
    data: Path
    hass: Process
    home: Home
    api: Api
    music: Path
    playlists: Path
    deezer_port: int
    """Where what stands in for Deezer is to listen."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep on one worker, and in their order, the tests that share a household: it is made once."""
    for item in items:
        used = getattr(item, "fixturenames", ())
        shared = next((name for name in ("household", "crowd") if name in used), item.path.name)
        item.add_marker(pytest.mark.xdist_group(shared))


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Return the folder that screenshots and logs are kept in."""
    ARTIFACTS.mkdir(exist_ok=True)
    return ARTIFACTS


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """Give the Chromium of this machine, without a screen."""
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    timeout = aiohttp.ClientTimeout(total=120)
    async with aiohttp.ClientSession(timeout=timeout) as made:
        yield made


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def household(
    tmp_path_factory: pytest.TempPathFactory, session: aiohttp.ClientSession, artifacts: Path
) -> AsyncGenerator[Household]:
    """Start all three, onboard, and add a library and a playlist to the engine."""
    folder = tmp_path_factory.mktemp("household")
    demo = folder / "demo"
    run_demo_library(demo)
    broker_port, engine_port, hass_port, deezer_port = (free_port() for _ in range(4))
    broker = mosquitto(folder / "broker", broker_port, BROKER_USER, BROKER_PASSWORD)
    login = {
        "MQTT_HOST": "127.0.0.1",
        "MQTT_PORT": str(broker_port),
        "MQTT_USERNAME": BROKER_USER,
        "MQTT_PASSWORD": BROKER_PASSWORD,
    }
    services = f"api.deezer.com=http://127.0.0.1:{deezer_port} *=http://127.0.0.1:9"
    machine = engine(folder / "engine", engine_port, {**login, "SYNCOPATE_ENDPOINTS": services})
    hass = home_assistant(folder / "hass", hass_port)
    processes = [broker, machine, hass]
    home = Home(f"http://127.0.0.1:{hass_port}", session)
    try:
        broker.start()
        hass.start()
        run_engine_command(machine, "migrate")
        key = run_engine_command(machine, "keys", "create", "e2e", "--scope", "admin", "--per-minute", "6000")
        machine.start()
        url = f"http://127.0.0.1:{engine_port}"
        await up(machine, f"{url}/api/v1/health")
        api = Api(url, key.strip().splitlines()[0], session)
        await fill(api, demo)
        await up(hass, f"{home.url}/api/onboarding", seconds=240)
        await home.onboard()
        yield Household(
            broker,
            broker_port,
            machine,
            folder / "engine" / "data",
            hass,
            home,
            api,
            demo / "music",
            demo / "playlists",
            deezer_port,
        )
    finally:
        for process in reversed(processes):
            process.stop()
            (artifacts / f"{process.name}.log").write_text(process.text, encoding="utf-8")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def joined(household: Household) -> Household:
    """Return the household with Home Assistant set up for it; what a test has set up already is kept."""
    home, api = household.home, household.api
    if not await entries_of(home, "mqtt"):
        await add_broker(home, household.broker_port, BROKER_USER, BROKER_PASSWORD)
    if not await entries_of(home, "syncopate"):
        await add_engine(home, api.url, api.key)

    async def shown() -> bool | None:
        states = await home.states()
        wanted = ("binary_sensor.syncopate_engine_connected", "sensor.sport_road_trip")
        return all(states.get(name, {}).get("state", "unknown") not in GONE for name in wanted) or None

    await until(shown, "Home Assistant to show the household", seconds=120)
    return household


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def crowd(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, session: aiohttp.ClientSession
) -> AsyncGenerator[Crowd]:
    """Give a household as large as any, without Home Assistant and a broker."""
    async with crowded(tmp_path_factory.mktemp("crowd") / "home", browser, session) as made:
        yield made


def run_demo_library(folder: Path) -> None:
    """Make the demo's library with the engine's environment, which has what it takes."""
    subprocess.run(
        [ENGINE_PYTHON, "-m", "demo_library", folder],
        check=True,
        env={"PYTHONPATH": str(ROOT / "scripts"), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
    )


async def fill(api: Api, demo: Path) -> None:
    """Add the library and two playlists, one with a label, and sync once."""
    library = await api.send(
        "POST", "/api/v1/libraries", json={"name": "Music", "folder": str(demo / "music")}
    )
    await scanned(api, library["id"])
    for path, label in (
        (demo / "playlists" / "Road trip.csv", "Sport"),
        (demo / "playlists" / "Evening.m3u8", ""),
    ):
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", path.read_bytes(), filename=path.name)
        form.add_field("library_id", library["id"])
        if label:
            form.add_field("label", label)
        await api.send("POST", "/api/v1/playlists/upload", data=form)
    await api.send("POST", "/api/sync/playlists")
    await settled(api)


async def scanned(api: Api, library_id: str) -> None:
    """Scan and wait for the end."""
    await api.send(
        "POST",
        "/api/v1/jobs/scan_library/run",
        json={"arguments": {"library_id": library_id, "mode": "full"}},
    )
    await settled(api)


async def settled(api: Api) -> None:
    """Wait until no job runs."""

    async def quiet() -> bool | None:
        jobs = (await api.get("/api/v1/jobs"))["items"]
        return all(job["running"] is None for job in jobs) or None

    await until(quiet, "the jobs to end", seconds=90)
