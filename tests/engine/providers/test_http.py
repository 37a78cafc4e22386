"""The client of HTTP: what it asks, what it asks again, what it makes of answers. Against real servers."""

import asyncio
import errno
import logging
import socket
import ssl
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import stamina
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fakes.serving import Fault, Served, Wire
from syncopate.errors import (
    InvalidInput,
    LoginLacksRights,
    LoginRejected,
    NotFound,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.addresses import fault_in
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.web.view.errors import known

_FREE = RateLimit(requests=10_000, seconds=1, concurrency=50)
_SECRET = "tok-3n-of-mine"


@dataclass
class Place:
    """A server that tells what it is asked, counts who is in it, and lets them out when its gate is open."""

    wire: Wire = field(default_factory=Wire)
    address: str = ""
    inside: int = 0
    most_inside: int = 0
    came: list[float] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    location: str = ""
    status: int = 302

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._count, self.wire.middleware()])
        app.router.add_route("*", "/{prefix:(jellyfin/)?}echo{rest:.*}", self._echo)
        app.router.add_route("*", "/gated", self._gated)
        app.router.add_route("*", "/away", self._away)
        app.router.add_get("/circle", self._circle)
        app.router.add_get("/large", self._large)
        app.router.add_get("/zipped", self._zipped)
        app.router.add_get("/trickle", self._trickle)
        app.router.add_get("/as/{kind}", self._typed)
        app.router.add_route("*", "/quiet", self._quiet)
        app.router.add_get("/lost", self._lost)
        return app

    @web.middleware
    async def _count(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.came.append(asyncio.get_running_loop().time())
        self.inside += 1
        self.most_inside = max(self.most_inside, self.inside)
        try:
            return await handler(request)
        finally:
            self.inside -= 1

    async def _echo(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "method": request.method,
                "path": request.raw_path.partition("?")[0],
                "query": [list(pair) for pair in request.query.items()],
                "type": request.headers.get("Content-Type"),
                "body": (await request.read()).decode(),
                "login": request.headers.get("Authorization"),
                "token": request.headers.get("X-Token"),
            }
        )

    async def _gated(self, _: web.Request) -> web.Response:
        await self.gate.wait()
        return web.json_response([])

    async def _away(self, _: web.Request) -> web.Response:
        return web.Response(status=self.status, headers={"Location": self.location} if self.location else {})

    async def _circle(self, _: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "/circle"})

    async def _large(self, _: web.Request) -> web.Response:
        return web.json_response("x" * 20_000)

    async def _zipped(self, _: web.Request) -> web.Response:
        answer = web.json_response("x" * 1_000_000)
        answer.enable_compression(web.ContentCoding.gzip)
        return answer

    async def _trickle(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while not self.gate.is_set():
            await answer.write(b" ")
            await asyncio.sleep(0.02)
        return answer

    async def _typed(self, request: web.Request) -> web.Response:
        return web.Response(body=b'\xef\xbb\xbf{"a": 1}', content_type=f"text/{request.match_info['kind']}")

    async def _quiet(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _lost(self, _: web.Request) -> web.Response:
        return web.Response(status=404, text="<html>No route</html>", content_type="text/html")


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    async with Served(place.app()) as served:
        place.address = served.address
        yield place
        place.gate.set()


@pytest.fixture
async def make() -> AsyncIterator[Callable[..., HttpClient]]:
    """Return what makes clients, closed at the end."""
    made: list[HttpClient] = []

    def client(base: str, *, limit: RateLimit = _FREE, seconds: float = 10, **more: Any) -> HttpClient:
        made.append(
            HttpClient(base, what="Nas", limit=limit, timeout=timedelta(seconds=seconds), **more),
        )
        return made[-1]

    yield client
    for one in made:
        await one.close()


@pytest.fixture
def at_once() -> Iterator[None]:
    """Leave out pauses between tries."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1 that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nas")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "nas.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[Place]:
    """Return such a server that speaks https, with a certificate that nobody trusts."""
    place = Place()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    runner = web.AppRunner(place.app(), access_log=None, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    place.address = f"https://127.0.0.1:{runner.addresses[0][1]}"
    yield place
    await runner.cleanup()


async def failed(call: Any) -> SyncopateError:
    with pytest.raises(SyncopateError) as caught:
        await call
    return caught.value


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    yield
    assert loop.time() - began < seconds


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 -- it looks at what is no event
            await asyncio.sleep(0.005)


# --- What is asked


async def test_the_path_is_joined_to_the_path_of_the_address(place: Place, make: Any) -> None:
    for base in (f"{place.address}/jellyfin", f"{place.address}/jellyfin/"):
        told = await make(base).json("GET", "/echo/Items/a%2Fb/ü:1", query=[("q", "a&b=ü+ "), ("q", "2")])
        assert told["path"] == "/jellyfin/echo/Items/a%2Fb/%C3%BC:1"
        assert told["query"] == [["q", "a&b=ü+ "], ["q", "2"]]
    assert (await make(place.address).json("GET", "echo", query={"a": "1"}))["query"] == [["a", "1"]]


@pytest.mark.parametrize(
    "path",
    ["/../etc", "/a/%2e%2e/b", "/a/..%2Fb", "/a/..;/b", "/a\\..\\b", "http://other/x", "//other/x", "/a?b=1"],
)
async def test_no_path_leads_out(place: Place, make: Any, path: str) -> None:
    client = make(place.address)
    assert isinstance(await failed(client.json("GET", path)), InvalidInput)
    assert (client.requests, place.wire.journal) == (0, [])


async def test_json_forms_and_headers_are_sent(place: Place, make: Any) -> None:
    client = make(place.address, headers={"X-Token": "one"})
    told = await client.json("POST", "/echo", body={"a": [1, "ü"]})
    assert (told["type"], told["body"], told["token"]) == (
        "application/json",
        '{"a": [1, "\\u00fc"]}',
        "one",
    )
    told = await client.json("POST", "/echo", form=[("a", "ü &"), ("a", "2")], headers={"X-Token": "two"})
    assert told["type"] == "application/x-www-form-urlencoded"
    assert (told["body"], told["token"]) == ("a=%C3%BC+%26&a=2", "two")
    assert client.requests == 2


async def test_a_login_in_the_address_goes_along(place: Place, make: Any) -> None:
    client = make(place.address.replace("://", "://me:p%40ss@"))
    assert (await client.json("GET", "/echo"))["login"] == "Basic bWU6cEBzcw=="


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("nas:8096", "http:// or https://"),
        ("ftp://nas", "http:// or https://"),
        ("http://", "http:// or https://"),
        ("", "http:// or https://"),
        ("http://nas:99999", "names a port"),
        ("http://nas:0", "names a port"),
        ("http://nas:-1/x", "names a port"),
        ("https://nas:web", "names a port"),
        ("http://:8096", "names no host"),
        ("http://a..b", "names no host"),
        ("http://[::1", "names no host"),
    ],
)
def test_an_address_is_one_and_what_is_wrong_with_another_is_said(base: str, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        HttpClient(base, what="Nas", limit=_FREE)
    assert said in caught.value.detail


@pytest.mark.parametrize("base", ["HTTP://nas", " http://nas:65535/x ", "http://[::1]:1", "https://a:b@nas"])
def test_a_good_address_has_no_fault(base: str) -> None:
    assert fault_in(base) is None
    HttpClient(base, what="Nas", limit=_FREE)


async def test_what_cannot_be_sent_is_told_without_it(place: Place, make: Any) -> None:
    client = make(place.address)
    for asking in (
        {"headers": {"X-Token": f"{_SECRET}\n"}},
        {"query": [("q", f"{_SECRET}\udc80")]},
        {"form": [("q", f"{_SECRET}\udc80")]},
    ):
        error = await failed(client.nothing("POST", "/echo", **asking))
        assert isinstance(error, InvalidInput)
        assert _SECRET not in "".join(traceback.format_exception(error))
    with pytest.raises(InvalidInput):
        make(place.address, headers={"X-Token": f"{_SECRET}\r"})
    assert client.requests == 0


# --- What is made of answers

_FAILING = {
    Fault.UNAUTHORIZED: (LoginRejected, 1),
    Fault.FORBIDDEN: (LoginLacksRights, 1),
    Fault.NOT_FOUND: (Unreachable, 1),
    Fault.TOO_MANY: (RateLimited, 3),
    Fault.SERVER_ERROR: (Unreachable, 2),
    Fault.UNAVAILABLE: (Unreachable, 3),
    Fault.SLOW: (Unreachable, 3),
    Fault.CUT_OFF: (Unreachable, 3),
    Fault.DROPPED: (Unreachable, 3),
    Fault.REFUSED: (Unreachable, 3),
    Fault.HTML: (OddAnswer, 1),
    Fault.BROKEN: (OddAnswer, 1),
}


def test_every_fault_is_tried() -> None:
    assert set(_FAILING) == set(Fault) - {Fault.EMPTY_PAGE}, "an empty page is the provider's to see"


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("fault", _FAILING)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
@pytest.mark.parametrize("idempotent", [None, True, False])
async def test_faults(place: Place, make: Any, fault: Fault, method: str, idempotent: bool | None) -> None:
    place.wire.fail(fault, "/echo/bad", retry_after=None)
    # Where an answer comes, a busy machine may take its time.
    client = make(place.address, seconds=0.15 if fault is Fault.SLOW else 5.0)
    # On a connection that was used before, where aiohttp would ask again by itself.
    await client.json("GET", "/echo")
    asking = {} if idempotent is None else {"idempotent": idempotent}
    error = await failed(client.json(method, "/echo/bad", **asking))
    kind, tries = _FAILING[fault]
    sent_again = method == "GET" if idempotent is None else idempotent
    if not sent_again or (fault is Fault.SERVER_ERROR and method != "GET"):
        tries = 1
    assert type(error) is kind
    assert client.requests == tries + 1
    assert len(place.came) == tries + 1
    assert "Nas" in error.detail
    assert known(error.key, error.detail), "and can be said in German"


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.DROPPED, Fault.CUT_OFF, Fault.SERVER_ERROR])
async def test_what_passes_is_not_noticed(place: Place, make: Any, fault: Fault) -> None:
    place.wire.fail(fault, times=1, retry_after=None)
    client = make(place.address)
    assert (await client.json("GET", "/echo"))["path"] == "/echo"
    assert client.requests == 2


async def test_what_is_gone_is_told_apart(place: Place, make: Any) -> None:
    client = make(place.address)
    gone = NotFound(what="playlist", id="1")
    place.wire.fail(Fault.NOT_FOUND, "/nothing", times=1)
    assert await failed(client.json("GET", "/nothing", gone=gone)) is gone
    error = await failed(client.json("GET", "/lost", gone=gone))
    assert type(error) is Unreachable, "a proxy's page says nothing of the playlist"
    assert "404" in error.detail
    place.wire.fail(Fault.UNAUTHORIZED)
    assert isinstance(await failed(client.json("GET", "/nothing", gone=gone)), LoginRejected)


async def test_json_is_what_parses(place: Place, make: Any) -> None:
    client = make(place.address)
    for kind in ("json", "plain", "html"):
        assert await client.json("GET", f"/as/{kind}") == {"a": 1}
    assert isinstance(await failed(client.json("GET", "/quiet")), OddAnswer)


async def test_bytes_come_with_their_type(place: Place, make: Any) -> None:
    fetched = await make(place.address).bytes("GET", "/as/plain")
    assert (fetched.content, fetched.content_type) == (b'\xef\xbb\xbf{"a": 1}', "text/plain")


async def test_a_page_is_no_sign_that_it_was_done(place: Place, make: Any) -> None:
    client = make(place.address)
    await client.nothing("DELETE", "/quiet")
    await client.nothing("DELETE", "/echo")
    place.wire.fail(Fault.HTML)
    assert isinstance(await failed(client.nothing("DELETE", "/quiet")), OddAnswer)


@pytest.mark.parametrize("path", ["/large", "/zipped"])
async def test_more_than_wanted_is_not_taken_in(place: Place, make: Any, path: str) -> None:
    error = await failed(make(place.address).json("GET", path, most=10_000))
    assert isinstance(error, OddAnswer)
    assert error.detail == "Nas answers with more than 0.01 MB."
    assert isinstance(await make(place.address).json("GET", path), str)


# --- No answer at all


async def test_refused(make: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = await failed(make(f"http://127.0.0.1:{port}").nothing("POST", "/echo"))
    assert (
        error.detail == f"Nas refuses the connection at 127.0.0.1:{port}: is it running, is the port right?"
    )


async def test_unknown_name(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    error = await failed(make("http://nas.local:8096").nothing("POST", "/echo"))
    assert error.detail == "Nas cannot be found: the name nas.local is not known."


async def test_no_way_there(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nowhere(*_: object, **__: object) -> None:
        raise OSError(errno.EHOSTUNREACH, "No route")

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", nowhere)
    error = await failed(make("http://127.0.0.1:1").nothing("POST", "/echo"))
    assert (type(error), error.detail) == (Unreachable, "Nas cannot be reached.")


async def test_time_out_even_when_something_trickles(place: Place, make: Any) -> None:
    error = await failed(make(place.address, seconds=0.2).json("GET", "/trickle", idempotent=False))
    assert error.detail == "Nas did not answer within 0.2 s."


async def test_something_that_is_no_http(make: Any) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert isinstance(await failed(make(address).json("GET", "/echo")), OddAnswer)


async def test_certificates(secure: Place, place: Place, make: Any) -> None:
    error = await failed(make(secure.address).json("GET", "/echo"))
    assert error.detail == "Nas has a certificate that is not trusted: self-signed certificate."
    trusting = make(secure.address, verify_tls=False)
    assert (await trusting.json("GET", "/echo"))["path"] == "/echo"
    error = await failed(make(place.address.replace("http:", "https:")).json("GET", "/echo"))
    assert error.detail.startswith("Nas does not speak https at 127.0.0.1:")
    assert (len(secure.came), len(place.came)) == (1, 0)


# --- Sent on


async def test_within_the_server_it_goes_on(place: Place, make: Any) -> None:
    client = make(place.address, headers={"X-Token": "one"})
    place.location = "/echo?a=1"
    told = await client.json("GET", "/away")
    assert (told["query"], told["token"], client.requests) == ([["a", "1"]], "one", 2)
    place.status = 307
    assert (await client.json("PUT", "/away", body=1))["body"] == "1"
    place.status = 302
    error = await failed(client.json("PUT", "/away", body=1))
    assert isinstance(error, OddAnswer), "as a read it would look done"
    assert len(place.wire.asked("GET", "/echo")) == 1
    error = await failed(client.json("GET", "/circle"))
    assert (type(error), len(place.wire.asked("GET", "/circle"))) == (OddAnswer, 4)
    for place.location in ("", "http://[", "mailto:me@example.org", "ftp://127.0.0.1/echo"):
        assert isinstance(await failed(client.json("GET", "/away")), OddAnswer)


async def test_nothing_goes_to_another_place(place: Place, secure: Place, make: Any) -> None:
    other = Place()
    async with Served(other.app()) as served:
        port = served.address.rpartition(":")[2]
        for address in (served.address, f"http://localhost:{port}", f"//localhost:{port}"):
            place.location = f"{address}/echo?token={_SECRET}"
            for method, place.status in (("GET", 302), ("POST", 307), ("POST", 302)):
                error = await failed(make(place.address).json(method, "/away"))
                assert isinstance(error, OddAnswer)
                assert port in error.detail
                assert _SECRET not in error.detail + str(error.placeholders)
                assert known(error.key, error.detail)
        secure.location = f"{served.address}/echo"
        error = await failed(make(secure.address, verify_tls=False).json("GET", "/away"))
        assert isinstance(error, OddAnswer)
    assert other.came == []


async def test_to_https_it_goes_on(place: Place, secure: Place, make: Any) -> None:
    client = make(place.address, verify_tls=False)
    place.location, place.status = f"{secure.address}/echo", 301
    assert (await client.json("GET", "/away"))["method"] == "GET"
    error = await failed(client.json("POST", "/away", body=1))
    assert f"sends on to {secure.address}:" in error.detail, "the way out is named"
    place.status = 308
    assert (await client.json("POST", "/away", body=1))["body"] == "1"
    assert [asked.method for asked in secure.wire.journal] == ["GET", "POST"]


# --- Pauses and politeness


async def test_a_pause_the_server_wants_is_made_by_all(place: Place, make: Any) -> None:
    place.wire.fail(Fault.TOO_MANY, "/echo/first", times=1, retry_after="1")
    client = make(place.address)
    first = asyncio.create_task(client.json("GET", "/echo/first"))
    await until(lambda: len(place.came) == 1 and place.inside == 0)
    await asyncio.sleep(0.05)
    async with within(2.5):
        await asyncio.gather(first, client.json("GET", "/echo"), client.json("POST", "/echo"))
    assert len(place.came) == 4
    assert min(place.came[1:]) - place.came[0] >= 0.99


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.UNAVAILABLE])
async def test_a_pause_until_a_date(place: Place, make: Any, fault: Fault) -> None:
    then = datetime.now(UTC) + timedelta(seconds=2)
    place.wire.fail(fault, times=1, retry_after=format_datetime(then, usegmt=True))
    async with within(3.5):
        await make(place.address).json("GET", "/echo")
    assert place.came[1] - place.came[0] >= 0.9


async def test_a_long_pause_is_not_waited_for(place: Place, make: Any) -> None:
    place.wire.fail(Fault.TOO_MANY, times=1, retry_after="3600")
    client = make(place.address)
    async with within(0.5):
        error = await failed(client.json("GET", "/echo"))
        assert isinstance(error, RateLimited)
        assert error.placeholders["retry_after"] == "3600"
        again = await failed(client.json("GET", "/echo"))
    assert isinstance(again, RateLimited)
    assert 3590 < int(again.placeholders["retry_after"]) <= 3600
    assert client.requests == 1, "nobody asks meanwhile"


async def test_a_server_busy_for_long_is_left_alone(place: Place, make: Any) -> None:
    place.wire.fail(Fault.UNAVAILABLE, times=1, retry_after="600")
    client = make(place.address)
    async with within(0.5):
        error = await failed(client.json("GET", "/echo"))
        assert error.detail == "Nas is busy and wants a pause of 600 s."
        again = await failed(client.json("GET", "/echo"))
    assert isinstance(again, RateLimited)
    assert 590 < int(again.placeholders["retry_after"]) <= 600
    assert client.requests == 1, "nobody asks meanwhile"


async def test_a_busy_server_rests_no_longer_than_it_says(place: Place, make: Any) -> None:
    place.wire.fail(Fault.UNAVAILABLE, times=1, retry_after="1")
    client = make(place.address)
    async with within(2):
        await client.json("GET", "/echo")
        await client.json("GET", "/echo")
    assert len(place.came) == 3
    assert place.came[1] - place.came[0] >= 0.99


async def test_too_much_without_a_time_is_not_asked_again_at_once(
    place: Place, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncopate.providers.pace.FIRST_REST", 40.0)
    place.wire.fail(Fault.TOO_MANY, retry_after=None)
    client = make(place.address)
    async with within(4):
        assert isinstance(await failed(client.json("GET", "/echo")), RateLimited)
        assert isinstance(await failed(client.json("GET", "/echo")), RateLimited)
    assert client.requests == 1, "nobody asks meanwhile"


async def test_so_many_at_a_time(place: Place, make: Any) -> None:
    client = make(place.address, limit=RateLimit(requests=1000, seconds=1, concurrency=3))
    asked = [asyncio.create_task(client.json("GET", "/gated")) for _ in range(10)]
    await until(lambda: place.inside == 3)
    await asyncio.sleep(0.1)
    assert (place.inside, client.requests) == (3, 3)
    place.gate.set()
    await asyncio.gather(*asked)
    assert (place.most_inside, client.requests) == (3, 10)


async def test_so_many_in_a_while(place: Place, make: Any) -> None:
    client = make(place.address, limit=RateLimit(requests=5, seconds=0.4, concurrency=50))
    async with within(1.6):
        await asyncio.gather(*(client.json("GET", "/echo") for _ in range(15)))
    came = sorted(place.came)
    assert len(came) == 15
    assert all(later - earlier >= 0.36 for earlier, later in zip(came, came[5:], strict=False))


async def test_pauses_between_tries_are_told(
    place: Place, make: Any, caplog: pytest.LogCaptureFixture
) -> None:
    place.wire.fail(Fault.DROPPED, times=1)
    with caplog.at_level(logging.INFO, "syncopate"):
        await make(place.address).json("GET", "/echo")
    assert place.came[1] - place.came[0] >= 0.45
    assert caplog.messages[0].startswith("Nas broke off in the middle. Asking again in ")


# --- Being cancelled, being closed


@pytest.mark.parametrize("waiting", ["answer", "body", "pause", "held", "line", "rate"])
async def test_cancelled_at_once(place: Place, make: Any, waiting: str) -> None:
    slow = RateLimit(
        requests=1 if waiting == "rate" else 1000, seconds=60, concurrency=1 if waiting == "line" else 9
    )
    client = make(place.address, limit=slow)
    path = {"body": "/trickle", "answer": "/gated", "line": "/gated"}.get(waiting, "/echo")
    if waiting in {"pause", "held"}:
        place.wire.fail(Fault.UNAVAILABLE if waiting == "pause" else Fault.TOO_MANY, retry_after="20")
    asked = [asyncio.create_task(client.json("GET", path)) for _ in range(2)]
    await until(lambda: len(place.came) >= 1)
    await asyncio.sleep(0.1)
    assert not asked[1].done()
    async with within(0.2):
        for task in asked:
            task.cancel()
        await asyncio.wait(asked)
    assert asked[1].cancelled()


async def test_closed(place: Place, make: Any) -> None:
    client = make(place.address)
    asked = asyncio.create_task(client.json("GET", "/gated"))
    await until(lambda: place.inside == 1)
    await client.close()
    await client.close()
    async with within(0.3):
        for call in (asked, client.json("GET", "/echo")):
            error = await failed(call)
            assert type(error) is Unreachable
    assert client.requests == 1
    await make(place.address).close()


# --- Secrets


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("fault", _FAILING)
async def test_secrets_stay_where_they_are(
    place: Place, make: Any, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    place.wire.fail(fault, retry_after=None)
    client = make(place.address.replace("://", f"://me:{_SECRET}@"), seconds=0.15, headers={"X-A": _SECRET})
    errors = [
        await failed(client.json("GET", "/echo", query={"api_key": _SECRET}, headers={"X-B": _SECRET})),
        await failed(client.json("POST", "/echo", body={"password": _SECRET})),
        await failed(client.json("POST", "/echo", form=[("password", _SECRET)])),
    ]
    for error in errors:
        assert error.__cause__ is None
        assert error.__context__ is None, "an error of aiohttp knows the whole request"
        told = "".join(traceback.format_exception(error)) + repr(error) + str(error.placeholders)
        assert _SECRET not in told
    records = [record.getMessage() + repr(vars(record)) for record in caplog.records]
    assert bool(records) == (_FAILING[fault][1] > 1), "what is asked again is told"
    assert not any(_SECRET in record for record in records)


async def test_what_is_no_json_is_sent_as_it_is(place: Place, make: Callable[..., HttpClient]) -> None:
    echoed = await make(place.address).json("POST", "/echo", content=("image/png", b"iVBORw0KGgo="))
    assert isinstance(echoed, dict)
    assert (echoed["type"], echoed["body"]) == ("image/png", "iVBORw0KGgo=")


async def test_an_answer_tells_where_it_came_from_and_when(
    place: Place, make: Callable[..., HttpClient]
) -> None:
    place.location = "/echo?a=1"
    before = datetime.now(UTC)
    fetched = await make(place.address).bytes("GET", "/away")
    assert str(fetched.url) == f"{place.address}/echo?a=1"
    assert fetched.date is not None
    assert before - timedelta(seconds=1) <= fetched.date <= datetime.now(UTC)
