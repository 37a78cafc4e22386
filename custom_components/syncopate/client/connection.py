"""One way to the engine: every request goes through `Connection`, every failure becomes an EngineError."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    FormData,
)
from yarl import URL

from .decode import decode
from .errors import EngineError, EngineRefused, EngineUnreachable, EngineUnreadable, KeyRefused
from .models import Problem

QUICK = ClientTimeout(total=10)
"""For answers the engine has at hand."""

PATIENT = ClientTimeout(total=90)
"""For answers that need a look at something outside, such as the source of a playlist."""

_HEARTBEAT = 30.0

type Query = Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """Where the engine is (`url` is its root) and how to get in."""

    session: ClientSession
    url: URL
    key: str = field(repr=False)

    async def get[T](
        self, model: type[T], path: str, query: Query | None = None, *, patience: ClientTimeout = QUICK
    ) -> T:
        """Read something. Raises EngineError."""
        return decode(model, await self._request("GET", path, query=query, patience=patience))

    async def post[T](
        self, model: type[T], path: str, json: object = None, *, patience: ClientTimeout = QUICK
    ) -> T:
        """Have something done. Raises EngineError."""
        return decode(model, await self._request("POST", path, json=json, patience=patience))

    async def patch[T](self, model: type[T], path: str, json: object) -> T:
        """Have something changed. Raises EngineError."""
        return decode(model, await self._request("PATCH", path, json=json))

    async def delete(self, path: str, query: Query | None = None) -> None:
        """Have something removed. Raises EngineError."""
        await self._request("DELETE", path, query=query, patience=PATIENT)

    async def upload[T](self, model: type[T], path: str, form: FormData) -> T:
        """Send a form with a file. Raises EngineError."""
        return decode(model, await self._request("POST", path, form=form, patience=PATIENT))

    async def file(self, path: str, query: Query, most: int) -> tuple[str, bytes]:
        """Read a file: its name and what it holds, broken off once that is more than `most` bytes.

        Raises EngineError.
        """
        try:
            async with self.session.get(
                self._address(path, query), headers=self._headers, timeout=PATIENT, allow_redirects=False
            ) as response:
                said = response.content_disposition
                if response.status != HTTPStatus.OK or said is None or not said.filename:
                    await _body(response)
                    raise EngineUnreadable(f"answered {response.status} without a file")
                data = bytearray()
                async for part in response.content.iter_any():
                    data += part
                    if len(data) > most:
                        break
                return said.filename, bytes(data)
        except (ClientError, TimeoutError) as error:
            raise EngineUnreachable(_words(error)) from error

    async def websocket(self, path: str, query: Query | None = None) -> ClientWebSocketResponse:
        """Open a websocket. Raises EngineUnreachable."""
        try:
            async with asyncio.timeout(QUICK.total):
                return await self.session.ws_connect(
                    self._address(path, query), headers=self._headers, heartbeat=_HEARTBEAT
                )
        except (ClientError, TimeoutError) as error:
            raise EngineUnreachable(_words(error)) from error

    async def _request(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        json: object = None,
        form: FormData | None = None,
        patience: ClientTimeout = QUICK,
    ) -> object:
        try:
            async with self.session.request(
                method,
                self._address(path, query),
                headers=self._headers,
                json=json,
                data=form,
                timeout=patience,
                allow_redirects=False,
            ) as response:
                return await _body(response)
        except (ClientError, TimeoutError) as error:
            raise EngineUnreachable(_words(error)) from error

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def _address(self, path: str, query: Query | None) -> URL:
        return self.url.with_path(path, encoded=True).with_query(query)


async def _body(response: ClientResponse) -> object:
    """Return the JSON of a good answer, None where there is nothing to say.

    Raises EngineRefused or EngineUnreadable.
    """
    if response.status == HTTPStatus.NO_CONTENT:
        return None
    try:
        body: object = await response.json(content_type=None)
    except ValueError as error:
        raise EngineUnreadable(f"answered {response.status} without JSON") from error
    if response.status >= HTTPStatus.BAD_REQUEST:
        raise _refusal(response.status, body)
    if response.status >= HTTPStatus.MULTIPLE_CHOICES:
        raise EngineUnreadable(f"answered {response.status}")
    return body


def _refusal(status: int, body: object) -> EngineError:
    problem = decode(Problem, body)
    kind = KeyRefused if status == HTTPStatus.UNAUTHORIZED else EngineRefused
    return kind(problem.key, status, problem.detail, problem.placeholders)


def _words(error: Exception) -> str:
    return "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
