"""What all fakes share: a real server on a loopback port, a journal of requests, and faults on demand."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Self

from aiohttp import web

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

FAULT: web.RequestKey[Fault] = web.RequestKey("fault")
"""The fault a handler has to carry out itself, since only it knows what an empty page looks like."""

_HTML = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>This is no API.</body></html>"
_SLOW_SECONDS = 60.0


class Fault(StrEnum):
    """What can go wrong with an answer."""

    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    TOO_MANY = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    SLOW = "slow"
    """Nothing comes for a minute."""
    CUT_OFF = "cut_off"
    """The body ends in its middle, though its length was announced."""
    DROPPED = "dropped"
    """The connection is closed before any answer, after the request took effect."""
    REFUSED = "refused"
    """The connection is closed before the request took effect."""
    HTML = "html"
    """200 with a page for people, as a proxy's sign-in page."""
    BROKEN = "broken"
    """200, announced as what it should be, but no JSON or XML."""
    EMPTY_PAGE = "empty_page"
    """A list answers 200 with fewer items than it has, though its total says otherwise: the handler's work."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came, and the status of its answer (None: none was sent)."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes
    status: int | None
    answer: bytes = b""
    answer_type: str = ""

    @property
    def writes(self) -> bool:
        """Whether it is a request that is meant to change something, by its method."""
        return self.method not in {"GET", "HEAD", "OPTIONS"}


@dataclass(slots=True)
class Faulty:
    """A fault for requests whose method and path match; `times` None: for ever. `skip` good answers come first."""

    fault: Fault
    path: str = "*"
    method: str = "*"
    times: int | None = None
    skip: int = 0
    retry_after: str | None = "1"

    def strikes(self, method: str, path: str) -> bool:
        """Tell whether it is this one's turn, and count it."""
        if not (fnmatchcase(method, self.method) and fnmatchcase(path, self.path)):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0


@dataclass(slots=True)
class Wire:
    """What a fake notes of its traffic, and how it fails. `slow_seconds` is how long a slow answer takes."""

    journal: list[Asked] = field(default_factory=list)
    faults: list[Faulty] = field(default_factory=list)
    slow_seconds: float = _SLOW_SECONDS
    strikes: int = 0
    """How many requests met a fault."""
    watch: Callable[[str, web.Request], None] | None = None
    """Told of each request, once "before" it takes effect and once "after"."""
    under_way: int = 0
    """How many requests have no answer yet, those too whose asker has gone."""

    def fail(
        self,
        fault: Fault,
        path: str = "*",
        method: str = "*",
        *,
        times: int | None = None,
        skip: int = 0,
        retry_after: str | None = "1",
    ) -> None:
        """From now on answer so; `path` is a shell pattern."""
        self.faults.append(Faulty(fault, path, method, times, skip, retry_after))

    def heal(self) -> None:
        """Answer rightly again."""
        self.faults.clear()

    def _tell(self, moment: str, request: web.Request) -> None:
        if self.watch is not None:
            self.watch(moment, request)

    async def settled(self) -> None:
        """Wait until every request has its answer: one that is slow takes effect long after its asker left."""
        while self.under_way:  # noqa: ASYNC110 -- nothing else is to be told of it
            await asyncio.sleep(0.01)

    def asked(self, method: str = "*", path: str = "*") -> list[Asked]:
        """Return the requests noted whose method and path match."""
        return [
            one for one in self.journal if fnmatchcase(one.method, method) and fnmatchcase(one.path, path)
        ]

    def middleware(self) -> Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]:
        """Return what notes every request and carries out faults."""

        @web.middleware
        async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
            body = await request.read()
            fault = next((one for one in self.faults if one.strikes(request.method, request.path)), None)
            self.strikes += fault is not None
            self.under_way += 1
            self._tell("before", request)
            try:
                answer = await self._answer(request, handler, fault)
            finally:
                self.under_way -= 1
            self._tell("after", request)
            sent = answer.body if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b""
            self.journal.append(
                Asked(
                    request.method,
                    request.path,
                    tuple(request.query.items()),
                    dict(request.headers),
                    body,
                    None if answer is None else answer.status,
                    sent,
                    "" if answer is None else answer.content_type,
                )
            )
            if answer is None:
                if request.transport is not None:
                    request.transport.abort()
                return web.Response()
            return answer

        return around

    async def _answer(
        self, request: web.Request, handler: Handler, faulty: Faulty | None
    ) -> web.StreamResponse | None:
        fault = None if faulty is None else faulty.fault
        if fault is Fault.REFUSED:
            return None
        if faulty is not None and (instead := _instead(faulty)) is not None:
            return instead
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slow_seconds)
        if fault is Fault.EMPTY_PAGE:
            request[FAULT] = fault
        try:
            answer = await handler(request)
        except web.HTTPException as error:
            # Returned as it is, the framework would complain: an answer is none that is raised.
            answer = web.Response(
                status=error.status, text=error.text, headers=error.headers, content_type=error.content_type
            )
        return await _spoilt(request, answer, fault)


def _instead(faulty: Faulty) -> web.Response | None:
    """Return what is answered without asking the handler, None when it is asked."""
    match faulty.fault:
        case Fault.UNAUTHORIZED | Fault.FORBIDDEN | Fault.NOT_FOUND | Fault.SERVER_ERROR:
            return web.Response(status=int(faulty.fault.value), text="")
        case Fault.TOO_MANY | Fault.UNAVAILABLE:
            retry = faulty.retry_after
            headers = {} if retry is None else {"Retry-After": retry}
            return web.Response(status=int(faulty.fault.value), headers=headers)
        case Fault.HTML:
            return web.Response(text=_HTML, content_type="text/html")
        case _:
            return None


async def _spoilt(
    request: web.Request, answer: web.StreamResponse, fault: Fault | None
) -> web.StreamResponse | None:
    """Return what arrives of an answer, None when nothing does."""
    match fault:
        case Fault.DROPPED:
            return None
        case Fault.BROKEN:
            return web.Response(body=b'{"Items": [<broken', content_type=answer.content_type)
        case Fault.CUT_OFF:
            return await _cut_off(request, answer)
        case _:
            return answer


async def _cut_off(request: web.Request, answer: web.StreamResponse) -> web.StreamResponse | None:
    """Send half of the body, then close the connection."""
    body = answer.body if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else b""
    if len(body) < 2:
        return None
    half = web.StreamResponse(
        status=answer.status, headers={"Content-Type": answer.content_type, "Content-Length": str(len(body))}
    )
    await half.prepare(request)
    await half.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.abort()
    return half


class Served:
    """A fake on a loopback port, as an asynchronous context manager; `address` is "http://127.0.0.1:PORT"."""

    def __init__(self, app: web.Application, port: int = 0, *, longest_line: int = 8190) -> None:
        """Take an application; a longer request line than `longest_line` bytes is 400, unseen by the app."""
        self._app = app
        self._port = port
        self._longest_line = longest_line
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(
            self._app,
            access_log=None,
            handle_signals=False,
            shutdown_timeout=0.1,
            max_line_size=self._longest_line,
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        addresses: Sequence[tuple[str, int]] = self._runner.addresses
        self.address = f"http://127.0.0.1:{addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
