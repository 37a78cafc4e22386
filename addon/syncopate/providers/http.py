"""HTTP as providers speak it: polite, asked again where that is safe, failing in plain words.

Query, headers and bodies get into no error and no log; the address and the path may.
"""

import asyncio
import json
import logging
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TypedDict, Unpack
from urllib.parse import quote, unquote, urlencode

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    ServerDisconnectedError,
    StreamReader,
    TCPConnector,
)
from stamina import AsyncRetryingCaller
from stamina.instrumentation import RetryDetails, set_on_retry_hooks
from yarl import URL

from syncopate.errors import InvalidInput, OddAnswer, RateLimited, SyncopateError, Unreachable
from syncopate.providers.addresses import NO_HOST, fault_in
from syncopate.providers.answering import (
    CONNECT_SECONDS,
    TRIES,
    Failure,
    Peer,
    date_told,
    is_page,
    keeps_method,
    sends_on,
    slow_down,
)
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace

_LOG = logging.getLogger(__name__)

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_HOPS = 3
_MOST = 64_000_000
_IDLE_SECONDS = 3.0
"""A connection unused for longer is not used again: many servers close it just then, which fails a write."""
_TRIES = AsyncRetryingCaller(attempts=TRIES, timeout=20.0, wait_initial=0.5, wait_max=3.0, wait_jitter=0.5)
"""Three times at most, and not again once 20 s have passed."""
type Content = bytes
"""The client has a method of that name."""

type Told = Callable[[int, Content], SyncopateError | Content | None]
"""What the body of a bad status means: an error to raise, an answer after all, None: what the status does."""

_MOST_TOLD = 2_000_000
"""Bytes of a bad answer that are read for what it tells."""
_ABSOLUTE = re.compile(r"//|[A-Za-z][A-Za-z0-9+.-]*://")


async def tried[T](once: Callable[[], Awaitable[T]], failure_of: Callable[[Exception], Failure | None]) -> T:
    """Return what the first good try gives; an error without a failure, or at its last try, is raised."""
    tries = 0

    async def counted() -> T:
        nonlocal tries
        tries += 1
        return await once()

    def again(error: Exception) -> bool | float:
        failure = failure_of(error)
        if failure is None or tries >= failure.tries:
            return False
        return True if failure.pause is None else failure.pause

    return await _TRIES(again, counted)


class Asking(TypedDict, total=False):
    """What a request may have besides method and path.

    `body` is sent as JSON, `content` as it is: its media type, and that. `idempotent`: whether it may be sent
    again when it is not known what became of it; reads may, writes not unless told. `gone` is raised when the
    server has no such thing, which otherwise is Unreachable as all else; a proxy may say so too while the
    server is down, so ask for something that is surely there before anything follows from it. `most`: bytes
    of the answer taken in, 64 MB unless told.
    """

    query: Sequence[tuple[str, str]] | Mapping[str, str]
    body: object
    content: tuple[str, bytes]
    form: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    idempotent: bool
    gone: SyncopateError
    most: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """The body of a good answer and its type, e.g. "image/png", "application/octet-stream" if untold.

    `url` is where it came from in the end, `date` the server's clock, None where it told no time. `status` is
    a bad one only where `told` took it for an answer.
    """

    content: bytes = field(repr=False)
    content_type: str
    url: URL = field(repr=False)
    date: datetime | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One request, ready to be sent any number of times."""

    method: str
    url: URL
    data: bytes | None
    headers: Mapping[str, str]
    again: bool
    gone: SyncopateError | None
    most: int

    @property
    def reads(self) -> bool:
        return self.method in _READS


class _Failed(Exception):
    """No good answer came."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error.detail)
        self.failure = failure


class _Lost(ClientError):
    """The connection was closed before an answer."""


class HttpClient:
    """Talks to one server below one address. `what` names it in errors; `timeout` is for one try, whole.

    `pace` is one that others go by too; without it, it has its own. `rest_of` tells from an answer's headers
    for how many seconds nothing more may be asked, `told` what the body of a bad status means.

    Every method raises Unreachable or what is below it (LoginRejected, LoginLacksRights, RateLimited,
    OddAnswer), and InvalidInput for what cannot be sent. It belongs to the event loop it is first used in.
    """

    def __init__(
        self,
        base: str,
        *,
        what: str,
        limit: RateLimit,
        headers: Mapping[str, str] | None = None,
        timeout: timedelta = timedelta(seconds=30),
        verify_tls: bool = True,
        pace: Pace | None = None,
        rest_of: Callable[[Mapping[str, str]], float] | None = None,
        told: Told | None = None,
    ) -> None:
        self.requests = 0
        """How many were sent, with those that were tried again or sent on."""
        url = _address(base)
        self._base = url.with_user(None)
        self._headers = {**login_in(url), **_single_lines(headers or {}, what)}
        self._peer = Peer(what=what, host=url.host_port_subcomponent or "", seconds=timeout.total_seconds())
        self._verify_tls = verify_tls
        self._slots = asyncio.Semaphore(limit.concurrency)
        self._pace = Pace(limit, what) if pace is None else pace
        self._rest_of = rest_of
        self._told = told
        self._open: ClientSession | None = None
        self._closed = False

    async def json(self, method: str, path: str, **asking: Unpack[Asking]) -> object:
        """Return what the answer holds, of whatever type it calls itself."""
        fetched = await self._ask(self._call(method, path, asking))
        with suppress(ValueError, RecursionError):
            parsed: object = json.loads(fetched.content)
            return parsed
        raise OddAnswer(account=self._peer.what)

    async def bytes(self, method: str, path: str, **asking: Unpack[Asking]) -> Fetched:
        """Return the answer as it is: whether its type is the right one is the caller's to see."""
        return await self._ask(self._call(method, path, asking))

    async def nothing(self, method: str, path: str, **asking: Unpack[Asking]) -> None:
        """Ask for something whose answer tells nothing more; a page for people is no answer."""
        fetched = await self._ask(self._call(method, path, asking))
        if is_page(fetched.content_type, fetched.content):
            raise OddAnswer(account=self._peer.what)

    async def close(self) -> None:
        """Close the connections; requests under way fail. Done twice, it does nothing more."""
        self._closed = True
        session, self._open = self._open, None
        if session is not None:
            await session.close()

    async def _ask(self, call: _Call) -> Fetched:
        """Return the answer to the first try that has a good one."""

        def failure_of(error: Exception) -> Failure | None:
            return error.failure if call.again and not self._closed and isinstance(error, _Failed) else None

        # The place is kept over all tries: a server in trouble is not asked by others meanwhile.
        async with self._slots:
            try:
                return await tried(lambda: self._follow(call), failure_of)
            except _Failed as failed:
                error = failed.failure.error
        # Not in the block: what came before knows the whole request, and shall not come along.
        raise error

    async def _follow(self, call: _Call) -> Fetched:
        """Ask where the server sends it, as long as that is the same server."""
        url = call.url
        for _ in range(_HOPS + 1):
            await self._pace.turn()
            answer = await self._send(call, url)
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise OddAnswer(f"{self._peer.what} sends on in circles.", account=self._peer.what)

    async def _send(self, call: _Call, url: URL) -> Fetched | URL:
        """Return the answer, or where it is to be had."""
        session = self._session()
        self.requests += 1
        try:
            async with session.request(
                call.method, url, data=call.data, headers=call.headers, allow_redirects=False
            ) as response:
                return await self._judged(call, url, response)
        except (ClientError, OSError) as error:
            failure = self._peer.unanswered(error)
            failure.error.unsent = isinstance(error, ClientConnectorError | ConnectionTimeoutError)
            raise _Failed(failure) from None

    async def _judged(self, call: _Call, url: URL, response: ClientResponse) -> Fetched | URL:
        """Return what an answer gives. Raises what it means when that is nothing good."""
        status = response.status
        if self._rest_of is not None:
            self._pace.hold(self._rest_of(response.headers))
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            body = await self._body(response, call.most)
            self._pace.well()
            return _fetched(response, body, url)
        if sends_on(status):
            keeps = call.reads or keeps_method(status)
            return self._peer.onward(url, response.headers.get("Location", ""), keeps_method=keeps)
        failure = self._peer.refused(status, response.headers, reading=call.reads)
        slow_down(self._pace, failure)
        gone = call.gone if status in _GONE else None
        if gone is not None or self._told is not None:
            body = await up_to(response.content, _MOST_TOLD)
            said = None if self._told is None else self._told(status, body)
            if isinstance(said, RateLimited) and failure.pause is None:
                self._pace.back_off()
            if isinstance(said, SyncopateError):
                raise said
            if said is not None:
                return _fetched(response, said, url)
            if gone is not None and not is_page(response.content_type, body):
                raise gone
        raise _Failed(failure)

    async def _body(self, response: ClientResponse, most: int) -> Content:
        parts: list[Content] = []
        left = most
        async for part in response.content.iter_any():
            left -= len(part)
            if left < 0:
                what, limit = self._peer.what, f"{most / 1_000_000:g} MB"
                raise OddAnswer(f"{what} answers with more than {limit}.", account=what, limit=limit)
            parts.append(part)
        return b"".join(parts)

    def _call(self, method: str, path: str, asking: Asking) -> _Call:
        """Return the request as it will be sent. Raises InvalidInput."""
        what = self._peer.what
        # What cannot be encoded is not told: it may be a password.
        with suppress(ValueError):
            kind, data = _encoded(asking)
            return _Call(
                method=method,
                url=self._url(path, asking.get("query", ())),
                data=data,
                headers={**kind, **_single_lines(asking.get("headers", {}), what)},
                again=asking.get("idempotent", method in _READS),
                gone=asking.get("gone"),
                most=asking.get("most", _MOST),
            )
        raise InvalidInput(f"What is asked of {what} holds letters that cannot be sent.")

    def _url(self, path: str, query: Sequence[tuple[str, str]] | Mapping[str, str]) -> URL:
        """Return the address of a path, in which names are percent-encoded where they need it."""
        steps = {step.partition(";")[0] for step in re.split(r"[/\\]", unquote(path))}
        if _ABSOLUTE.match(path) or steps & {".", ".."} or set(path) & set("?#"):
            raise InvalidInput(f"What is asked of {self._peer.what} is no path below its address.")
        url = self._base.joinpath(quote(path.lstrip("/"), safe="/%:@!$&'()*+,;=~"), encoded=True)
        return URL(f"{url}?{urlencode(query)}", encoded=True) if query else url

    def _session(self) -> ClientSession:
        if self._closed:
            raise Unreachable(f"The connection to {self._peer.what} was closed.", what=self._peer.what)
        if self._open is None:
            self._open = ClientSession(
                connector=TCPConnector(limit=0, ssl=self._verify_tls, keepalive_timeout=_IDLE_SECONDS),
                cookie_jar=DummyCookieJar(),
                headers=self._headers,
                timeout=ClientTimeout(total=self._peer.seconds, sock_connect=CONNECT_SECONDS),
                middlewares=(_sent_once,),
            )
        return self._open


def _fetched(response: ClientResponse, body: Content, url: URL) -> Fetched:
    headers = response.headers
    return Fetched(body, response.content_type, url, date_told(headers), response.status, headers)


async def up_to(stream: StreamReader, most: int) -> Content:
    """Return a body, its first bytes where it is longer: it comes in pieces."""
    parts: list[Content] = []
    left = most
    async for part in stream.iter_any():
        parts.append(part[:left])
        left -= len(part)
        if left <= 0:
            break
    return b"".join(parts)


def _address(base: str) -> URL:
    """Return the address of a server without query and fragment. Raises InvalidInput."""
    if (fault := fault_in(base)) is not None:
        raise InvalidInput(f"URL {fault}.")
    with suppress(ValueError):
        url = URL(base.strip())
        if url.host:
            url.host.encode("idna")
            return url.with_query(None).with_fragment(None)
    raise InvalidInput(f"URL {NO_HOST}.")


def login_in(url: URL) -> Mapping[str, str]:
    """Return the header for user and password in an address: what a proxy in front of the server may want."""
    if url.user is None:
        return {}
    login = f"{url.user}:{url.password or ''}"
    return {"Authorization": f"Basic {b64encode(login.encode()).decode()}"}


def _single_lines(headers: Mapping[str, str], what: str) -> Mapping[str, str]:
    if not all(value.isprintable() for value in headers.values()):
        raise InvalidInput(f"Keys and names for {what} are single lines of text.")
    return headers


def _encoded(asking: Asking) -> tuple[Mapping[str, str], bytes | None]:
    """Return the header for what is sent, and that."""
    if "form" in asking:
        return {"Content-Type": "application/x-www-form-urlencoded"}, urlencode(asking["form"]).encode()
    if "content" in asking:
        return {"Content-Type": asking["content"][0]}, asking["content"][1]
    if "body" in asking:
        return {"Content-Type": "application/json"}, json.dumps(asking["body"]).encode()
    return {}, None


async def _sent_once(request: ClientRequest, send: ClientHandlerType) -> ClientResponse:
    """Send it; aiohttp is kept from sending a PUT or DELETE again when a used connection turns out closed."""
    try:
        return await send(request)
    except ClientConnectorError:
        raise
    except ServerDisconnectedError, ClientOSError:
        raise _Lost from None


def _told(details: RetryDetails) -> None:
    _LOG.info("%s Asking again in %.1f s.", details.caused_by, details.wait_for)


# stamina's own hook warns of every retry, in words that do not say of what.
set_on_retry_hooks([_told])
