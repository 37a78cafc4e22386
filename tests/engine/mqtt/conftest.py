"""A real broker on the loopback, a listener with its own connection, and a household to publish."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiomqtt import Client, Message, ProtocolVersion
from syncopate.domain.event import Event
from syncopate.errors import SyncopateError
from syncopate.mqtt.broker import BrokerSettings
from syncopate.mqtt.context import MqttContext, Pace
from syncopate.mqtt.household import Bridge, Household, Item, Play, Trouble
from syncopate.mqtt.publisher import MqttService

ENGINE_ID = "0191d2f0-7c2b-7e11-9a55-3f6d0c8e4a10"
USER = "engine"
PASSWORD = "planted-secret-Xq7"


def require_tool(name: str) -> str:
    """Return where a tool is; without it the test skips, or fails where SYNCOPATE_REQUIRE names it."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is not None:
        return found
    reason = f"{name} is not installed (apt-get install {name})"
    if name in os.environ.get("SYNCOPATE_REQUIRE", "").split(","):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Mosquitto:
    """A broker process with a password file; it can be stopped and started on the same port."""

    binary: str
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def configure(self, *extra: str, persistence: bool = False) -> None:
        """Write its configuration."""
        lines = [
            f"listener {self.port} 127.0.0.1",
            "allow_anonymous false",
            f"password_file {self.folder / 'passwords'}",
            f"persistence {str(persistence).lower()}",
            f"persistence_location {self.folder}/",
            *(["user root"] if os.geteuid() == 0 else []),
            *extra,
        ]
        (self.folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        """Start it and wait until it listens."""
        with (self.folder / "mosquitto.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "-c", str(self.folder / "mosquitto.conf")],
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / "mosquitto.log").read_text())

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
            self.process = None

    def settings(self, **changes: object) -> BrokerSettings:
        """Return how to log in here."""
        given: dict[str, object] = {
            "host": "127.0.0.1",
            "port": self.port,
            "username": USER,
            "password": PASSWORD,
        }
        return BrokerSettings(**(given | changes))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    binary = require_tool("mosquitto")
    folder = tmp_path / "broker"
    folder.mkdir()
    passwords = folder / "passwords"
    subprocess.run(
        [require_tool("mosquitto_passwd"), "-b", "-c", str(passwords), USER, PASSWORD],
        check=True,
        capture_output=True,
    )
    broker = Mosquitto(binary, folder, free_port())
    broker.configure()
    broker.start()
    yield broker
    broker.stop()


@dataclass
class Watcher:
    """What another client of the broker sees: `retained` as it stands, `seen` in order of arrival."""

    retained: dict[str, bytes] = field(default_factory=dict)
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    client: Client | None = None

    def take(self, message: Message) -> None:
        topic, payload = str(message.topic), bytes(message.payload)
        self.seen.append((topic, payload))
        if payload:
            self.retained[topic] = payload
        else:
            self.retained.pop(topic, None)

    async def publish(self, topic: str, payload: str, *, retain: bool = False) -> None:
        assert self.client is not None
        await self.client.publish(topic, payload, qos=1, retain=retain)


@pytest.fixture
async def watch(mosquitto: Mosquitto) -> AsyncIterator[Watcher]:
    watcher = Watcher()
    async with watching(mosquitto, watcher):
        yield watcher


class watching:  # noqa: N801 -- reads as a verb in `async with`
    """Subscribe to everything while the block runs."""

    def __init__(self, mosquitto: Mosquitto, watcher: Watcher) -> None:
        self._client = Client(
            "127.0.0.1", mosquitto.port, username=USER, password=PASSWORD, protocol=ProtocolVersion.V5
        )
        self._watcher = watcher

    async def __aenter__(self) -> Watcher:
        await self._client.__aenter__()
        await self._client.subscribe("#", qos=1)
        self._watcher.client = self._client
        self._task = asyncio.create_task(self._follow())
        return self._watcher

    async def _follow(self) -> None:
        async for message in self._client.messages:
            self._watcher.take(message)

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._client.__aexit__(None, None, None)


class MemoryLedger:
    """A ledger that lives as long as the test."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    async def read(self) -> Mapping[str, str]:
        return dict(self.entries)

    async def put(self, entries: Mapping[str, str]) -> None:
        self.entries |= entries

    async def forget(self, names: object) -> None:
        for name in list(names):  # type: ignore[call-overload]  # any collection of names
            self.entries.pop(name, None)


def item(number: int, **changes: object) -> Item:
    given: dict[str, object] = {
        "id": f"0191d2f0-0000-7000-8000-{number:012d}",
        "name": f"Playlist {number}",
        "category": "Kids",
        "source": "playlist_file",
        "source_name": "Playlist file",
        "available": True,
        "playable": 10 + number,
        "missing": number,
        "review": 1,
        "unknown": 0,
        "entries": 11 + 2 * number,
        "last_sync": datetime(2026, 11, 1, 2, 0, tzinfo=UTC),
    }
    return Item(**(given | changes))  # type: ignore[arg-type]  # fields by name


@dataclass
class Engine:
    """The rest of the engine, as far as MQTT sees it."""

    settings: BrokerSettings | None
    household: Household
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    bridge: Bridge = field(
        default_factory=lambda: Bridge(
            engine_id=ENGINE_ID, version="0.1.0", api_version=1, host="engine.local", port=9030
        )
    )
    synced: list[str] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)
    refusal: SyncopateError | None = None

    def context(self) -> MqttContext:
        return MqttContext(
            bridge=self.bridge,
            settings=self._settings,
            household=self._household,
            ledger=self.ledger,
            sync=self._sync,
            tell=self._tell,
            now=lambda: datetime(2026, 11, 1, tzinfo=UTC),
        )

    def service(self) -> MqttService:
        pace = Pace(debounce=0.02, settle=0.05, reading=0.1, first_retry=0.05, last_retry=0.2)
        return MqttService(self.context(), pace)

    def change(self, number: int, **changes: object) -> None:
        """Change the item with that number."""
        changed = tuple(
            replace(one, **changes) if one.id == item(number).id else one for one in self.household.items
        )
        self.household = replace(self.household, items=changed)

    async def _settings(self) -> BrokerSettings | None:
        return self.settings

    async def _household(self) -> Household:
        return self.household

    async def _sync(self, item_id: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.synced.append(item_id)

    async def _tell(self, event: Event) -> None:
        self.told.append(event)


@pytest.fixture
def make_item() -> Callable[..., Item]:
    return item


@pytest.fixture
def household() -> Household:
    return Household(
        items=(
            item(1, name="Bedtime", cover_url="https://covers.example/1.jpg"),
            item(
                2,
                name="Кино & 藤井風",
                category="Workout",
                play=(
                    Play(
                        library="Plex",
                        player="plex",
                        media_content_id="plex://0123abcd/4711",
                        media_content_type="playlist",
                    ),
                    Play(
                        library="Jellyfin",
                        player="jellyfin",
                        user="Анна",
                        media_content_id="9f86d081884c7d65",
                        media_content_type="playlist",
                    ),
                ),
            ),
            item(
                3,
                name='AC/DC "!!!"',
                category="Playlists",
                playable=None,
                missing=None,
                review=None,
                last_sync=None,
            ),
            item(
                4,
                name="Gone",
                category="Workout",
                available=False,
                source="spotify",
                source_name="Anna's Spotify",
                source_gone_at=datetime(2026, 11, 1, 1, 0, tzinfo=UTC),
                visible=100,
            ),
        ),
        troubles=(Trouble(key="library_unavailable", title="Music"),),
    )


@pytest.fixture
def engine(mosquitto: Mosquitto, household: Household) -> Engine:
    return Engine(mosquitto.settings(), household)


@pytest.fixture
def offline_engine(household: Household) -> Engine:
    """Return an engine without a broker."""
    return Engine(None, household)


@pytest.fixture
async def service(engine: Engine) -> AsyncIterator[MqttService]:
    made = engine.service()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def until() -> Callable[[Callable[[], object]], object]:
    async def wait(condition: Callable[[], object], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            await asyncio.sleep(0.01)

    return wait
