"""A client that does no more than it is told, to hold fakes to what they say."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import ClientSession
from yarl import URL


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


class PlainClient:
    """Asks one server with the same headers every time, as an asynchronous context manager."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        self._address = address
        self._headers = headers
        self._session: ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = ClientSession(headers=self._headers)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        content_type: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask; bytes are sent as they are, anything else but None as JSON."""
        assert self._session is not None
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = dict(headers or {}) | ({} if data is None else {"Content-Type": content_type})
        url = URL(self._address + path).extend_query(
            list(query.items() if isinstance(query, Mapping) else query)
        )
        async with self._session.request(method, url, data=data, headers=sent) as answer:
            return Answer(answer.status, await answer.read(), dict(answer.headers))

    async def get(self, path: str, **query: str) -> Answer:
        """Ask for something."""
        return await self.ask("GET", path, query=query)

    async def post(self, path: str, body: Any = None, **query: str) -> Answer:
        """Send something."""
        return await self.ask("POST", path, body, query=query)

    async def delete(self, path: str, **query: str) -> Answer:
        """Delete something."""
        return await self.ask("DELETE", path, query=query)
