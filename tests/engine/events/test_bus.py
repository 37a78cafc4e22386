import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from syncopate.domain.event import Event, EventType
from syncopate.errors import DatabaseBusy
from syncopate.events.bus import EventBus

AT = datetime(2026, 3, 1, tzinfo=UTC)


class Memory:
    """Stores events in a list."""

    def __init__(self) -> None:
        self.stored: list[Event] = []
        self.busy = False
        self._ids = count(1)

    async def append(self, event: Event) -> Event | None:
        await asyncio.sleep(0)
        if self.busy:
            raise DatabaseBusy
        if event.identity is not None and event.identity in {one.identity for one in self.stored}:
            return None
        kept = replace(event, id=next(self._ids))
        self.stored.append(kept)
        return kept


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
async def bus(memory: Memory) -> AsyncIterator[EventBus]:
    bus = EventBus(memory.append, reader_events=3)
    yield bus
    await bus.close()


def event(name: str, kind: EventType = EventType.PLAYLIST_ADDED) -> Event:
    return Event(type=kind, at=AT, name=name)


async def test_events_are_stored_and_read_with_their_ids(bus: EventBus, memory: Memory) -> None:
    async with bus.subscribe() as reader:
        await bus.publish(event("a"))
        await bus.publish(event("b"))
        got = [await anext(reader), await anext(reader)]
    assert got == memory.stored
    assert [(item.id, item.name) for item in got] == [(1, "a"), (2, "b")]


async def test_what_was_told_before_is_not_told_again(bus: EventBus) -> None:
    ended = replace(event("main_sync", EventType.SYNC_FINISHED), run_id="r1")
    async with bus.subscribe() as reader:
        await bus.publish(ended)
        await bus.publish(replace(ended, status="partial"))
        await bus.publish(replace(ended, run_id="r2"))
        bus.spread(replace(ended, run_id="r3", id=9))
        got = [await anext(reader), await anext(reader), await anext(reader)]
    assert [(item.id, item.run_id) for item in got] == [(1, "r1"), (2, "r2"), (9, "r3")]


async def test_transient_events_are_told_but_not_stored(bus: EventBus, memory: Memory) -> None:
    async with bus.subscribe() as reader:
        await bus.publish(event("a", EventType.JOB_PROGRESS))
        assert (await anext(reader)).id == 0
    assert memory.stored == []


async def test_a_reader_that_waits_is_woken(bus: EventBus) -> None:
    async with bus.subscribe() as reader:
        waiting = asyncio.create_task(anext(reader))
        await asyncio.sleep(0)
        await bus.publish(event("a"))
        assert (await waiting).name == "a"


async def test_a_slow_reader_is_dropped_and_the_others_are_not(bus: EventBus) -> None:
    async with bus.subscribe() as slow, bus.subscribe() as quick:
        seen = []
        for number in range(5):
            await bus.publish(event(str(number)))
            seen.append((await anext(quick)).name)
        assert seen == ["0", "1", "2", "3", "4"]
        assert [item async for item in slow] == []
        assert (slow.dropped, quick.dropped) == (True, False)


async def test_closing_ends_readers_after_what_they_still_have(bus: EventBus) -> None:
    async with bus.subscribe() as reader:
        await bus.publish(event("a"))
        await bus.close()
        assert [item.name async for item in reader] == ["a"]
        assert not reader.dropped


async def test_a_listener_that_fails_is_logged_and_hurts_nobody(
    bus: EventBus, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[str] = []

    async def broken(_event: Event) -> None:
        raise ZeroDivisionError("a bug in a listener")

    async def good(item: Event) -> None:
        heard.append(item.name)

    bus.listen(broken)
    remove = bus.listen(good)
    with caplog.at_level(logging.ERROR):
        await bus.publish(event("a"))
        await bus.publish(event("b"))
        await bus.settle()
    assert heard == ["a", "b"]
    assert "a bug in a listener" in caplog.text
    remove()
    remove()
    await bus.publish(event("c"))
    await bus.settle()
    assert heard == ["a", "b"]


async def test_a_listener_that_hangs_does_not_hold_up_who_publishes(bus: EventBus) -> None:
    async def hang(_event: Event) -> None:
        await asyncio.Event().wait()

    bus.listen(hang)
    async with asyncio.timeout(1):
        for number in range(10):
            await bus.publish(event(str(number)))
        await bus.close(patience=0.05)


async def test_what_cannot_be_stored_is_told_all_the_same(bus: EventBus, memory: Memory) -> None:
    memory.busy = True
    async with bus.subscribe() as reader:
        await bus.publish(event("a"))
        assert (await anext(reader)).name == "a"
