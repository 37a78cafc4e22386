"""Stopping is quick, whoever listens."""

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, WSMsgType
from syncopate.bootstrap.base import opened_kit
from syncopate.settings import Environment
from syncopate.sync.keyring import KeyRing

if TYPE_CHECKING:
    from conftest import Engine

type Start = Callable[..., AbstractAsyncContextManager[Engine]]


@pytest.mark.alone
async def test_open_pages_and_streams_are_told_and_hold_nothing_up(
    start: Start, supervised: dict[str, str], tmp_path: Path
) -> None:
    environment = Environment.read({"SYNCOPATE_DATA_DIR": str(tmp_path / "data")})
    async with opened_kit(environment) as kit:
        key, _ = await KeyRing(kit).create("Mine", ["read"])
    visitor = {
        "X-Ingress-Path": "/api/hassio_ingress/abc",
        "X-Remote-User-Id": "1",
        "X-Remote-User-Name": "someone",
    }
    async with start(**supervised, SYNCOPATE_INGRESS_PEERS="127.0.0.1") as engine, ClientSession() as session:
        await engine.ready()
        async with (
            session.ws_connect(f"{engine.address}/api/v1/events/stream?api_key={key}") as socket,
            session.get(f"http://127.0.0.1:{engine.ingress}/stream", headers=visitor) as page,
        ):
            assert (await socket.receive_json())["type"] == "hello"
            assert page.status == 200
            assert (await page.content.readline()).startswith(b"retry:")
            began = time.monotonic()
            assert await engine.stop() == 0
            assert time.monotonic() - began < 2
            last = await socket.receive()
            while last.type is WSMsgType.TEXT:
                last = await socket.receive()
            assert (last.type, last.data) == (WSMsgType.CLOSE, 1001)
            await page.read()
            assert "Traceback" not in engine.output
