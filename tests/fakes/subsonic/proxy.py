"""A way to a real server on which everything can go wrong, and everything is noted."""

import json
from typing import Any, Self

import aiohttp
from aiohttp import web

from fakes.serving import FAULT, Served, Wire

_SENT_ON = ("Content-Type", "Accept", "Authorization")


class FaultProxy:
    """Hands requests on to `leads_to`; an asynchronous context manager."""

    def __init__(self, leads_to: str = "", *, port: int = 0) -> None:
        self.leads_to = leads_to
        self.wire = Wire()
        app = web.Application(middlewares=[self.wire.middleware()], client_max_size=64 << 20)
        app.router.add_route("*", "/{path:.*}", self._hand_on)
        self._served = Served(app, port)
        self._session: aiohttp.ClientSession | None = None

    @property
    def address(self) -> str:
        """Return where it is, as "http://127.0.0.1:PORT"."""
        return self._served.address

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(auto_decompress=True)
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()
        if self._session is not None:
            await self._session.close()

    async def _hand_on(self, request: web.Request) -> web.Response:
        assert self._session is not None
        headers = {name: request.headers[name] for name in _SENT_ON if name in request.headers}
        async with self._session.request(
            request.method,
            f"{self.leads_to}{request.rel_url}",
            data=await request.read(),
            headers=headers,
            allow_redirects=False,
        ) as answer:
            body = await answer.read()
            if FAULT in request and answer.content_type == "application/json":
                body = json.dumps(emptied(json.loads(body))).encode()
            return web.Response(status=answer.status, body=body, content_type=answer.content_type)


def emptied(answer: Any) -> Any:
    """Return an answer with all its lists empty; what it says of their lengths stays."""
    if isinstance(answer, dict):
        return {name: emptied(value) for name, value in answer.items()}
    return [] if isinstance(answer, list) else answer
