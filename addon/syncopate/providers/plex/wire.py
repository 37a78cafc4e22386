"""The seam to plexapi: nothing of it leaves this module.

Of plexapi the server object is used, to ask by path; of its other objects none is made, for they ask the
server again, and again, whenever an attribute is looked at that is None. Its configuration file and
environment are not read: what it sends is this account's alone. Pages come as JSON by the same session,
which is read in less than half the time that XML takes (7 ms for a thousand tracks, not 16).
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit
from xml.etree.ElementTree import Element, ParseError

import requests
import urllib3
from yarl import URL

from syncopate.errors import OddAnswer, Unreachable
from syncopate.providers.answering import (
    CONNECT_SECONDS,
    Peer,
    date_told,
    is_page,
    without_login,
)
from syncopate.providers.blocking import UNANSWERED, OwnSession, RefusedError, media_type, silence, whole
from syncopate.providers.http import login_in
from syncopate.providers.plex.fields import WHAT
from syncopate.providers.threaded import look


@contextmanager
def _nobodys_settings() -> Iterator[None]:
    """Keep plexapi from reading a user's configuration file and environment while it is imported."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PLEXAPI_")}
    os.environ["PLEXAPI_CONFIG_PATH"] = os.devnull
    try:
        yield
    finally:
        del os.environ["PLEXAPI_CONFIG_PATH"]
        os.environ.update(kept)


with _nobodys_settings():
    from plexapi.exceptions import PlexApiException
    from plexapi.server import PlexServer

READ_SECONDS = 30.0
"""How long a server may say nothing."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})

type Query = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where to ask, and by which token; an address may hold a password for a proxy."""

    address: str = field(repr=False)
    token: str = field(repr=False)


class UnansweredError(Exception):
    """No answer came; `unsent`: the server cannot have got the request."""

    def __init__(self, error: Unreachable, *, unsent: bool) -> None:
        super().__init__(error.detail)
        self.error = error
        self.unsent = unsent


class GoneError(Exception):
    """The server has no such thing, or a proxy says so while it is down."""


class Wire:
    """Speaks to a server by plexapi's session. All methods block, and belong into a thread.

    They raise UnansweredError, RefusedError, GoneError, OddAnswer.
    """

    def __init__(self, headers: Mapping[str, str], machine: str, *, verify_tls: bool) -> None:
        self._headers = headers
        self._machine = machine
        self._session = _Session(verify_tls=verify_tls)
        self._servers: dict[Line, Any] = {}

    def json(
        self, line: Line, path: str, query: Query, headers: Mapping[str, str]
    ) -> tuple[object, datetime | None]:
        """Return what a read holds, and when it was told by the server's clock."""
        server = self._server(line)
        answer = self._get(server, path, query, {"Accept": "application/json", **headers})
        with suppress(ValueError, RecursionError):
            parsed: object = json.loads(answer.content)
            return parsed, date_told(answer.headers)
        raise OddAnswer(account=WHAT)

    def picture(self, line: Line, path: str, query: Query) -> tuple[bytes, str]:
        """Return a picture and its media type."""
        answer = self._get(self._server(line), path, query, {"Accept": "image/*"})
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if not kind.startswith("image/"):
            raise OddAnswer(account=WHAT)
        return answer.content, kind

    def write(
        self, line: Line, method: str, path: str, query: Query, body: bytes | None = None
    ) -> Mapping[str, str]:
        """Do something, and return the attributes of what the server tells about it, none if nothing."""
        server = self._server(line)
        send = getattr(self._session, method.lower())
        try:
            told: Element | None = server.query(_key(path, query), method=send, data=body)
        except ParseError, PlexApiException:
            raise OddAnswer(account=WHAT) from None
        return {} if told is None or not len(told) else dict(told[0].attrib)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._servers.clear()
        self._session.close()

    def _server(self, line: Line) -> Any:
        """Return plexapi's server, which asks once what it is when it is made."""
        server = self._servers.get(line)
        if server is None:
            look()
            try:
                server = _Server(line, self._session, self._headers)
            except ParseError, PlexApiException, AttributeError, ValueError:
                # What plexapi makes of an answer that is none: no XML, nothing at all, letters for a number.
                raise OddAnswer(account=WHAT) from None
            # An empty answer leaves it without any.
            if getattr(server, "machineIdentifier", None) != self._machine:
                shown = without_login(line.address)
                raise OddAnswer(f"At {shown} another server answers.", account=WHAT)
            self._servers[line] = server
        return server

    def _get(self, server: Any, path: str, query: Query, headers: Mapping[str, str]) -> requests.Response:
        url, every = server.url(_key(path, query)), server.headers_with(headers)
        return self._session.get(url, headers=every)


class _Server(PlexServer):
    """plexapi's server, which sends this account's headers, and no token in an address."""

    def __init__(self, line: Line, session: requests.Session, headers: Mapping[str, str]) -> None:
        # plexapi logs whole addresses: what a proxy wants goes in a header instead.
        self._own_headers = {**headers, **login_in(URL(line.address))}
        make = cast("Callable[..., None]", super().__init__)
        make(without_login(line.address), line.token, session)
        self._autoReload = False

    def _headers(self, **more: str) -> dict[str, str]:
        return {**self._own_headers, "X-Plex-Token": self._token, **more}

    def headers_with(self, more: Mapping[str, str]) -> dict[str, str]:
        """Return what is sent along."""
        return {**self._own_headers, "X-Plex-Token": self._token, **more}

    def url(self, key: str, includeToken: object = None) -> str:  # noqa: N803 -- plexapi's name
        """Return the address of something."""
        del includeToken
        return f"{self._baseurl}{key}"


class _Session(OwnSession):
    """A session that judges every answer, reads it whole, and follows nobody elsewhere."""

    def __init__(self, *, verify_tls: bool) -> None:
        super().__init__()
        self.verify = verify_tls
        if not verify_tls:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Send it once, and return a good answer. Raises as `Wire` says."""
        look()
        url = request.url or ""
        peer = Peer(what=WHAT, host=urlsplit(url).netloc.rpartition("@")[2], seconds=READ_SECONDS)
        try:
            own = {"stream": True, "allow_redirects": False, "timeout": (CONNECT_SECONDS, READ_SECONDS)}
            response = super().send(request, **{**kwargs, **own})
            with response:
                return _judged(request, response, peer)
        except UNANSWERED as error:
            failure = _unanswered(error, peer)
        # Not in the block: what requests raises knows the whole request, and shall not come along.
        raise failure


def _judged(request: requests.PreparedRequest, response: requests.Response, peer: Peer) -> requests.Response:
    status = response.status_code
    content = whole(response, peer, _late)
    response._content = content  # noqa: SLF001 -- its place for what was read
    kind = media_type(response)
    if kind.endswith("/xml"):
        # Left to itself it guesses, which takes longer than all the rest.
        response.encoding = "utf-8"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        if is_page(kind, content):
            raise OddAnswer(account=WHAT)
        return response
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise _sent_on(response.headers.get("Location", ""))
    if status in _GONE:
        raise GoneError
    raise RefusedError(peer.refused(status, response.headers, reading=request.method == "GET"))


def _sent_on(location: str) -> OddAnswer:
    with suppress(ValueError):
        found = urlsplit(location)
        if found.scheme in {"http", "https"} and found.hostname:
            host = f"{found.scheme}://{found.netloc.rpartition('@')[2]}"
            said = f"{WHAT} sends on to {host}: enter that address if it is the right one."
            return OddAnswer(said, account=WHAT, host=host)
    return OddAnswer(account=WHAT)


def _unanswered(error: Exception, peer: Peer) -> UnansweredError | OddAnswer:
    """Return what it means that there is no whole answer."""
    found = silence(error, peer, hint=": is it running, is the port right?")
    return OddAnswer(account=WHAT) if found is None else UnansweredError(found.error, unsent=found.unsent)


def _late(error: Unreachable) -> UnansweredError:
    return UnansweredError(error, unsent=False)


def _key(path: str, query: Query) -> str:
    """Return path and query as they are sent."""
    return f"{path}?{urlencode(query, quote_via=quote)}" if query else path
