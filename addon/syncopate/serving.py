"""Listening: uvicorn on the open port and on the Supervisor's ingress port, pages and API behind both."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, override

import uvicorn

_LOG = logging.getLogger("syncopate.access")

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """One address to listen on. `ingress_peers`: requests count as the Supervisor's, from these only."""

    host: str
    port: int
    ingress_peers: frozenset[str] | None = None


def joined(api: App, web: App) -> App:
    """Return one application: `/api` is the API's, all else the pages'."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        await (api if path == "/api" or path.startswith("/api/") else web)(scope, receive, send)

    return app


def guarded(app: App, listener: Listener) -> App:
    """Mark requests that came by ingress, judged by the socket's peer; refuse others on that port."""
    peers = listener.ingress_peers

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            return
        state = scope.setdefault("state", {})
        state["ingress"] = False
        if peers is not None:
            peer = (scope.get("client") or ("", 0))[0]
            if peer not in peers:
                await _refuse(scope, send)
                return
            state["ingress"] = True
        await app(scope, receive, send)

    return guard


def logged(app: App) -> App:
    """Log each request without its query string: keys may stand there."""

    async def log(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await app(scope, receive, watch)
        finally:
            spent = (time.perf_counter() - began) * 1000
            _LOG.info("%s %s %s %.0f ms", scope["method"], scope["path"], status, spent)

    return log


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = b"This port answers the Home Assistant Supervisor only."
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class _Server(uvicorn.Server):
    """A server that leaves signals to us: there may be two of them."""

    @contextlib.contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        yield


class Servers:
    """All listeners of one application."""

    def __init__(self, app: App, listeners: Sequence[Listener]) -> None:
        self._servers = [
            _Server(
                uvicorn.Config(
                    logged(guarded(app, listener)),
                    host=listener.host,
                    port=listener.port,
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    proxy_headers=False,
                    server_header=False,
                    timeout_graceful_shutdown=3,
                    timeout_keep_alive=20,
                    ws="websockets-sansio",
                    ws_max_size=1 << 16,
                )
            )
            for listener in listeners
        ]
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to listen. Raises OSError when an address cannot be had."""
        for server in self._servers:
            task = asyncio.create_task(_serve(server))
            self._tasks.append(task)
            while not server.started:
                if task.done():
                    task.result()
                    raise OSError(f"cannot listen on {server.config.host}:{server.config.port}")
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Stop listening; open answers get a few seconds."""
        for server in self._servers:
            server.should_exit = True
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _serve(server: uvicorn.Server) -> None:
    try:
        await server.serve()
    except SystemExit as error:
        # uvicorn ends the process when it cannot bind; we say why instead.
        raise OSError(f"cannot listen on {server.config.host}:{server.config.port}") from error
