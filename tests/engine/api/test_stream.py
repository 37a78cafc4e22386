"""The event stream over a real socket, behind a real server."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from syncopate.access.keys import hash_key
from syncopate.api.routes import stream
from syncopate.domain.event import Event, EventType
from syncopate.serving import Listener, Servers
from syncopate.store import events, keys
from syncopate.store.database import Connection
from syncopate.sync.keyring import KeyRing
from websockets.asyncio.client import ClientConnection, connect


@pytest.fixture
async def address(engine: Any, unused_port: int) -> AsyncIterator[str]:
    """Return where the stream is."""
    servers = Servers(engine.app, [Listener(host="127.0.0.1", port=unused_port)])
    servers.bind()
    await servers.start()
    yield f"ws://127.0.0.1:{unused_port}/api/v1/events/stream"
    await servers.stop()


async def frame(socket: ClientConnection) -> dict[str, Any]:
    async with asyncio.timeout(5):
        found: dict[str, Any] = json.loads(await socket.recv())
    return found


async def close_code(socket: ClientConnection) -> int | None:
    async with asyncio.timeout(5):
        await socket.wait_closed()
    return socket.close_code


def happened(engine: Any, name: str, kind: EventType = EventType.SYNC_FINISHED) -> Event:
    return Event(type=kind, at=engine.kit.now(), name=name, status="succeeded", data={"added": 1})


async def test_hello_comes_first_then_what_happens(engine: Any, address: str) -> None:
    await engine.kit.tell(happened(engine, "before"))
    headers = {"Authorization": f"Bearer {engine.keys['read']}"}
    async with connect(address, additional_headers=headers) as socket:
        hello = await frame(socket)
        assert (hello["type"], hello["info"]["engine_id"]) == ("hello", "e-1")
        await engine.kit.tell(happened(engine, "scan", EventType.SCAN_PROGRESS))
        await engine.kit.tell(happened(engine, "after"))
        progress, after = await frame(socket), await frame(socket)
    assert (progress["event"]["type"], progress["event"]["id"]) == ("scan_progress", 0)
    assert (after["type"], after["event"]["name"]) == ("event", "after")
    assert after["event"]["id"] == hello["last_event_id"] + 1


async def test_a_key_comes_in_the_address_or_as_first_frame(engine: Any, address: str) -> None:
    async with connect(f"{address}?api_key={engine.keys['read']}") as socket:
        assert (await frame(socket))["type"] == "hello"
    async with connect(address) as socket:
        await socket.send(json.dumps({"type": "auth", "key": engine.keys["read"]}))
        assert (await frame(socket))["type"] == "hello"
        await socket.send('{"type": "ping"}')
        assert await frame(socket) == {"type": "pong"}


@pytest.mark.parametrize(
    "first",
    [
        None,
        "hello",
        "[]",
        '{"type": "auth"}',
        '{"type": "auth", "key": 1}',
        '{"type": "auth", "key": "sk_no"}',
        "[" * 4000,
    ],
)
async def test_without_a_good_key_nothing_is_told(engine: Any, address: str, first: str | None) -> None:
    async with connect(address) as socket:
        if first is not None:
            await socket.send(first)
        await engine.kit.tell(happened(engine, "private"))
        assert await close_code(socket) == 4401


async def test_a_wrong_key_in_the_request_is_refused_at_once(address: str) -> None:
    async with connect(f"{address}?api_key=sk_wrong") as socket:
        assert await close_code(socket) == 4401


async def test_frames_of_bytes_do_no_harm(engine: Any, address: str) -> None:
    async with connect(f"{address}?api_key={engine.keys['read']}") as socket:
        await frame(socket)
        await socket.send(b"\x00\xff")
        await socket.send("not json")
        await engine.kit.tell(happened(engine, "still here"))
        assert (await frame(socket))["event"]["name"] == "still here"
    async with connect(address) as socket:
        await socket.send(b"\x00\xff")
        assert await close_code(socket) == 4401


async def test_what_was_missed_is_told_first(engine: Any, address: str) -> None:
    for name in ("one", "two", "three"):
        await engine.kit.tell(happened(engine, name))
    newest = (await engine.kit.database.read(events.recent, 1))[0].id
    async with connect(f"{address}?api_key={engine.keys['read']}&since={newest - 2}") as socket:
        await frame(socket)
        assert [(await frame(socket))["event"]["name"] for _ in range(2)] == ["two", "three"]
        await engine.kit.tell(happened(engine, "four"))
        assert (await frame(socket))["event"]["name"] == "four"


async def test_all_that_was_missed_is_told_however_much(engine: Any, address: str) -> None:
    names = [f"n{number}" for number in range(1200)]
    await engine.kit.database.write(_append_all, [happened(engine, name) for name in names])
    newest = (await engine.kit.database.read(events.recent, 1))[0].id
    async with connect(f"{address}?api_key={engine.keys['read']}&since={newest - 1200}") as socket:
        assert (await frame(socket))["last_event_id"] == newest
        assert [(await frame(socket))["event"]["name"] for _ in names] == names


async def test_of_very_much_the_newest_is_told(
    engine: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_CATCH_UP", 30)
    monkeypatch.setattr(stream, "_AT_ONCE", 7)
    names = [f"n{number}" for number in range(100)]
    await engine.kit.database.write(_append_all, [happened(engine, name) for name in names])
    async with connect(f"{address}?api_key={engine.keys['read']}&since=0") as socket:
        await frame(socket)
        assert [(await frame(socket))["event"]["name"] for _ in range(30)] == names[-30:]
        await engine.kit.tell(happened(engine, "live"))
        assert (await frame(socket))["event"]["name"] == "live"


def _append_all(connection: Connection, happenings: list[Event]) -> None:
    for event in happenings:
        events.append(connection, event)


async def test_revoking_a_key_ends_its_stream_and_no_other(engine: Any, address: str) -> None:
    key = await engine.kit.database.read(keys.by_hash, hash_key(engine.keys["control"]))
    async with (
        connect(f"{address}?api_key={engine.keys['control']}") as one,
        connect(f"{address}?api_key={engine.keys['read']}") as other,
    ):
        await frame(one)
        await frame(other)
        await KeyRing(engine.kit).revoke(key.id)
        assert await close_code(one) == 4401
        assert (await frame(other))["event"]["type"] == "key_revoked"


async def test_the_stream_ends_when_the_engine_does(engine: Any, address: str) -> None:
    async with connect(f"{address}?api_key={engine.keys['read']}") as socket:
        await frame(socket)
        await engine.bus.close()
        assert await close_code(socket) == 1001


async def test_clients_that_leave_are_forgotten(engine: Any, address: str) -> None:
    async with connect(f"{address}?api_key={engine.keys['read']}") as socket:
        await frame(socket)
        assert len(engine.bus._readers) == 1
    async with asyncio.timeout(5):
        while engine.bus._readers:  # noqa: ASYNC110 -- the bus tells nobody that a reader left
            await asyncio.sleep(0.01)
