"""Listening: uvicorn on the open port and on the Supervisor's ingress port, pages and API behind both."""

import asyncio
import contextlib
import logging
import os
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, override

import uvicorn

from syncopate.access.hooks import without_secret

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
    """Log each request without its query string and the secret of a webhook: keys may stand there."""

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
            _LOG.info(
                "%s %s %s %.0f ms",
                scope["method"],
                _on_one_line(without_secret(scope["path"])),
                status,
                spent,
            )

    return log


def _on_one_line(path: str) -> str:
    """Keep what stands in an address from writing lines of its own."""
    return "".join(letter if letter.isprintable() else "?" for letter in path)


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
        self._sockets: list[socket.socket] = []
        self._tasks: list[asyncio.Task[None]] = []

    def bind(self) -> None:
        """Take the addresses, all or none, before anything else begins. Raises OSError that names one."""
        try:
            for server in self._servers:
                self._sockets.append(_bound(server.config.host, server.config.port))
        except OSError:
            self._release()
            raise

    async def start(self) -> None:
        """Begin to answer; `bind` comes first."""
        for server, taken in zip(self._servers, self._sockets, strict=True):
            task = asyncio.create_task(server.serve(sockets=[taken]))
            self._tasks.append(task)
            while not server.started and not task.done():  # noqa: ASYNC110 -- uvicorn offers no event
                await asyncio.sleep(0.01)

    async def stop(self) -> None:
        """Stop listening; open answers get a few seconds. Done twice, it does nothing more."""
        for server in self._servers:
            server.should_exit = True
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._release()

    def _release(self) -> None:
        for taken in self._sockets:
            taken.close()
        self._sockets.clear()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise OSError(error.errno, f"{host} port {port} cannot be listened on: {why}.") from error
    # Connections inherit it. Without it the second part of an answer waits 40 ms for the first to be
    # acknowledged; the event loop sets it only on sockets that were made with the protocol's name.
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken
