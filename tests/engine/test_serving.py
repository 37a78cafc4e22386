"""Listening: two kinds of door, a log without secrets, a clean end."""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from aiohttp import ClientSession, WSServerHandshakeError
from syncopate.serving import App, Listener, Message, Receive, Scope, Send, Servers, joined

SECRET = "planted-77d2-key"


type Serve = Callable[..., AbstractAsyncContextManager[str]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _saying(name: str) -> App:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": str(scope["state"]["ingress"])})
            await send({"type": "websocket.close", "code": 1000})
            return
        body = f"{name} {scope['state']['ingress']}".encode()
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", b"%d" % len(body))],
            }
        )
        await send({"type": "http.response.body", "body": body})

    return app


@pytest.fixture
def served() -> Serve:
    """Return what serves an application while a block lasts and gives its address."""

    @asynccontextmanager
    async def serve(app: App, peers: frozenset[str] | None = None) -> AsyncIterator[str]:
        port = _free_port()
        servers = Servers(app, [Listener(host="127.0.0.1", port=port, ingress_peers=peers)])
        servers.bind()
        await servers.start()
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            await servers.stop()

    return serve


async def _get(url: str, **headers: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_the_open_door_is_never_ingress(served: Serve) -> None:
    app = joined(_saying("api"), _saying("web"))
    async with served(app) as address:
        headers = {"X-Ingress-Path": "/api/hassio_ingress/x", "X-Forwarded-For": "172.30.32.2"}
        assert await _get(f"{address}/", **headers) == (200, "web False")
        assert await _get(f"{address}/api") == (200, "api False")
        assert await _get(f"{address}/api/v1/info") == (200, "api False")
        assert await _get(f"{address}/apinot") == (200, "web False")
        async with ClientSession() as session, session.ws_connect(f"{address}/api/x") as stream:
            assert await stream.receive_str() == "False"


async def test_the_ingress_door_knows_the_supervisor(served: Serve) -> None:
    async with served(_saying("web"), frozenset({"127.0.0.1"})) as address:
        assert await _get(address) == (200, "web True")
        async with ClientSession() as session, session.ws_connect(address) as stream:
            assert await stream.receive_str() == "True"


async def test_the_ingress_door_refuses_everyone_else(served: Serve) -> None:
    async with served(_saying("web"), frozenset({"172.30.32.2"})) as address:
        status, text = await _get(address, **{"X-Forwarded-For": "172.30.32.2"})
        assert status == 403
        assert "Supervisor" in text
        async with ClientSession() as session:
            with pytest.raises(WSServerHandshakeError):
                await session.ws_connect(address)


async def test_the_log_has_no_query_and_no_extra_lines(
    served: Serve, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with served(_saying("web")) as address:
        await _get(f"{address}/page?api_key={SECRET}", Authorization=f"Bearer {SECRET}")
        await _get(f"{address}/a%0AINFO%20forged")
    lines = [record.getMessage() for record in caplog.records if record.name == "syncopate.access"]
    assert lines[0].startswith("GET /page 200 ")
    assert lines[1].startswith("GET /a?INFO forged 200 ")
    assert SECRET not in caplog.text


async def test_a_taken_address_is_named_and_no_other_is_kept() -> None:
    free = _free_port()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        servers = Servers(
            _saying("web"), [Listener(host="127.0.0.1", port=free), Listener(host="127.0.0.1", port=port)]
        )
        with pytest.raises(
            OSError, match=f"127.0.0.1 port {port} cannot be listened on: Address already in use"
        ):
            servers.bind()
    with socket.create_server(("127.0.0.1", free)):
        """It was given back."""
    other = Servers(_saying("web"), [Listener(host="no.such.host.invalid", port=free)])
    with pytest.raises(OSError, match=r"no\.such\.host\.invalid"):
        other.bind()


async def test_stopping_does_not_wait_for_those_who_stay() -> None:
    waiting = asyncio.Event()

    async def endless(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        waiting.set()
        await asyncio.sleep(3600)

    port = _free_port()
    servers = Servers(endless, [Listener(host="127.0.0.1", port=port)])
    servers.bind()
    await servers.start()
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{port}") as answer:
        await answer.content.read(1)
        await waiting.wait()
        async with asyncio.timeout(5):
            await servers.stop()


async def test_an_answer_in_two_parts_comes_at_once(served: Serve) -> None:
    """A client that acknowledges late, as all do after a few answers, does not hold the second part back."""
    spent = []
    async with served(_saying("web")) as url, ClientSession() as session:
        for _ in range(60):
            began = time.perf_counter()
            async with session.get(url) as answer:
                await answer.read()
            spent.append(time.perf_counter() - began)
    # Held back, each of the later ones takes 40 ms; the fastest of many tells this from a busy machine.
    assert min(spent[40:]) < 0.03


async def test_lifespans_are_nobodys_business() -> None:
    from syncopate.serving import guarded  # noqa: PLC0415 -- only here

    called: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        called.append(scope["type"])

    async def receive() -> Message:
        return {}

    async def send(_message: Message) -> None:
        called.append("sent")

    guard: Callable[[Scope, Receive, Send], Awaitable[None]] = guarded(app, Listener(host="x", port=1))
    await guard({"type": "lifespan"}, receive, send)
    assert called == []
