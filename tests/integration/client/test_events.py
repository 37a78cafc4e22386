"""The stream: heard, lost, opened again, and nothing stored is missed or told twice."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp
import pytest
from fake_engine import KEY, FakeEngine, event
from yarl import URL

from custom_components.syncopate.client import EngineError, SyncopateClient, events
from custom_components.syncopate.client.models import EventItem, Info


@dataclass
class Ear:
    """Hears everything."""

    told: list[EventItem] = field(default_factory=list)
    opened: int = 0
    lost: list[EngineError] = field(default_factory=list)

    def stream_opened(self, info: Info) -> None:
        assert info.name == "Syncopate"
        self.opened += 1

    def stream_event(self, event: EventItem) -> None:
        self.told.append(event)

    def stream_lost(self, error: EngineError) -> None:
        self.lost.append(error)

    @property
    def ids(self) -> list[int]:
        return [event.id for event in self.told]

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not true():  # noqa: ASYNC110 -- the truth may lie in the engine
                await asyncio.sleep(0.005)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "FIRST_DELAY", 0.02)
    monkeypatch.setattr(events, "LONGEST_DELAY", 0.1)


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Tolerate aiohttp's heartbeat: what arrives while a websocket closes arms it once more, for nothing."""
    return True


@asynccontextmanager
async def following(engine: FakeEngine, key: str = KEY) -> AsyncIterator[tuple[Ear, SyncopateClient]]:
    ear = Ear()
    async with aiohttp.ClientSession() as session:
        client = SyncopateClient(session, URL(engine.url), key)
        task = asyncio.create_task(client.events.follow(ear))
        try:
            yield ear, client
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_hears(lone_engine: FakeEngine) -> None:
    async with following(lone_engine) as (ear, client):
        await ear.until(lambda: ear.opened and lone_engine.sockets)
        await lone_engine.push(event(11))
        await lone_engine.push(event(0, "job_progress"))
        await ear.until(lambda: len(ear.told) == 2)
        assert ear.ids == [11, 0]
        assert client.events.last_id == 11


async def test_past_events_are_not_told_at_the_first_hello(lone_engine: FakeEngine) -> None:
    lone_engine.events = [event(10), event(9)]
    async with following(lone_engine) as (ear, _):
        await ear.until(lambda: ear.opened and lone_engine.sockets)
        await lone_engine.push(event(11))
        await ear.until(lambda: ear.told)
        assert ear.ids == [11]


async def test_catches_up_after_a_break(lone_engine: FakeEngine) -> None:
    async with following(lone_engine) as (ear, _):
        await ear.until(lambda: ear.opened and lone_engine.sockets)
        await lone_engine.drop()
        lone_engine.events = [event(13), event(12), event(11), event(10)]
        lone_engine.last_event_id = 13
        await ear.until(lambda: ear.opened == 2 and lone_engine.sockets)
        await lone_engine.push(event(14))
        await ear.until(lambda: 14 in ear.ids)
        assert ear.ids == [11, 12, 13, 14]
        assert len(ear.lost) == 1


async def test_nothing_is_told_twice(lone_engine: FakeEngine) -> None:
    async with following(lone_engine) as (ear, _):
        await ear.until(lambda: ear.opened and lone_engine.sockets)
        await lone_engine.push(event(11))
        await lone_engine.push(event(11))
        await lone_engine.push(event(12))
        await ear.until(lambda: 12 in ear.ids)
        assert ear.ids == [11, 12]


async def test_an_engine_that_began_anew_counts_anew(lone_engine: FakeEngine) -> None:
    async with following(lone_engine) as (ear, _):
        await ear.until(lambda: ear.opened and lone_engine.sockets)
        await lone_engine.drop()
        lone_engine.last_event_id = 1
        await ear.until(lambda: ear.opened == 2 and lone_engine.sockets)
        await lone_engine.push(event(2))
        await ear.until(lambda: ear.told)
        assert ear.ids == [2]


async def test_frames_of_the_future_are_passed_over(lone_engine: FakeEngine) -> None:
    async with following(lone_engine) as (ear, _):
        await ear.until(lambda: ear.opened and lone_engine.sockets)
        await lone_engine.push_raw({"type": "poem", "text": "…"})
        await lone_engine.push_raw({"type": "event", "event": {"shape": "of the future"}})
        await lone_engine.push_raw(["not", "even", "that"])  # type: ignore[arg-type]
        await lone_engine.push(event(11))
        await ear.until(lambda: ear.told)
        assert (ear.ids, ear.lost) == ([11], [])


@pytest.mark.parametrize("hello", ["no JSON", '{"type": "hello"}'])
async def test_a_bad_hello_is_a_broken_stream(lone_engine: FakeEngine, hello: str) -> None:
    lone_engine.hello = hello
    async with following(lone_engine) as (ear, _):
        await ear.until(lambda: len(ear.lost) > 1)
        assert not ear.opened
        lone_engine.hello = None
        await ear.until(lambda: ear.opened)


async def test_bytes_are_no_frames(lone_engine: FakeEngine) -> None:
    async with following(lone_engine) as (ear, _):
        await ear.until(lambda: ear.opened and lone_engine.sockets)
        await lone_engine.sockets[0].send_bytes(b"\x00")
        await ear.until(lambda: ear.lost)
        await ear.until(lambda: ear.opened == 2)


async def test_waits_longer_each_time(lone_engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        if seconds > 0.005:
            pauses.append(seconds)
        await real(0.001)

    monkeypatch.setattr("random.uniform", lambda *_: 1.0)
    monkeypatch.setattr(events.asyncio, "sleep", sleep)
    async with following(lone_engine, "wrong") as (ear, _):
        await ear.until(lambda: len(pauses) >= 5)
    assert pauses[:5] == [0.02, 0.04, 0.08, 0.1, 0.1]
    assert not ear.opened
