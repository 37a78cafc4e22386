"""The seam to plexapi over the wire: certificates, ports nobody listens at, answers that never end."""

import asyncio
import logging
import ssl
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fakes.serving import Served
from syncopate.errors import OddAnswer, SyncopateError
from syncopate.providers import blocking
from syncopate.providers.plex.wire import Line, UnansweredError, Wire
from syncopate.providers.threaded import Threads
from syncopate.web.view.errors import known

_MACHINE, _TOKEN = "m" * 40, "t0ken-of-mine"
_ROOT = f'<MediaContainer machineIdentifier="{_MACHINE}" friendlyName="Nas"/>'


class Place:
    """What answers as a server of Plex at its root, and oddly elsewhere."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.logins: list[str] = []
        self.root = _ROOT
        self.trickling = False
        self.left = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._root),
                web.get("/identity", self._identity),
                web.get("/trickle", self._trickle),
                web.get("/large", self._large),
                web.get("/nothing", self._nothing),
                web.get("/zipped", self._zipped),
                web.get("/cookie", self._cookie),
            ]
        )
        return app

    async def _root(self, request: web.Request) -> web.Response:
        self.logins.append(request.headers.get("Authorization", ""))
        self.asked.append(request.headers.get("Cookie", ""))
        return web.Response(text=self.root, content_type="text/xml")

    async def _identity(self, request: web.Request) -> web.Response:
        self.logins.append(request.headers.get("Authorization", ""))
        return web.json_response({"MediaContainer": {"machineIdentifier": _MACHINE}})

    async def _trickle(self, request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        self.trickling = True
        with suppress(ConnectionError):
            while True:
                await answer.write(b" ")
                await asyncio.sleep(0.01)
        self.left += 1
        return answer

    async def _large(self, _: web.Request) -> web.Response:
        return web.Response(body=b"[" + b" " * 3000 + b"]", content_type="application/json")

    async def _nothing(self, _: web.Request) -> web.Response:
        return web.Response(body=b"", content_type="application/json")

    async def _zipped(self, _: web.Request) -> web.Response:
        return web.Response(body=b"no gzip", headers={"Content-Encoding": "gzip"})

    async def _cookie(self, _: web.Request) -> web.Response:
        return web.json_response({}, headers={"Set-Cookie": "session=1"})


@pytest.fixture
async def place() -> AsyncIterator[tuple[Place, str]]:
    place = Place()
    async with Served(place.app()) as served:
        yield place, served.address


@pytest.fixture
def threads() -> Any:
    made = Threads("test", "Plex")
    yield made
    made.close()


@pytest.fixture
def ask(threads: Threads) -> Any:
    """Return what reads a path by a wire of its own."""

    async def read(address: str, path: str, *, verify_tls: bool = True) -> Any:
        made = Wire({"X-Plex-Client-Identifier": "c"}, _MACHINE, verify_tls=verify_tls)
        line = Line(address=address, token=_TOKEN)
        try:
            return await threads.run(lambda: made.json(line, path, (), {}))
        finally:
            made.close()

    return read


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a key and a certificate for 127.0.0.1 that nobody has signed."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "nas")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(
        name,
        name,
        key.public_key(),
        1,
        now - timedelta(days=1),
        now + timedelta(days=1),
        [x509.Extension(here.oid, False, here)],
    ).sign(key, hashes.SHA256())
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = tmp_path_factory.mktemp("tls") / "nas.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
async def secure(certificate: Path) -> AsyncIterator[str]:
    """Return the address of such a server that speaks https."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    runner = web.AppRunner(Place().app(), access_log=None, handle_signals=False, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_certificate_that_nobody_signed(house: Any, secure: str, ask: Any) -> None:
    with pytest.raises(UnansweredError) as refused:
        await ask(secure, "/")
    assert refused.value.unsent
    said = refused.value.error
    assert said.detail.startswith("Plex has a certificate that is not trusted: self")
    assert known(said.key, said.detail)
    assert isinstance(await ask(secure, "/identity", verify_tls=False), tuple)
    health = await house.client(address=secure, server=_MACHINE).check()
    assert "not trusted" in health.detail


async def test_a_login_for_a_proxy_is_sent_and_not_told(
    place: tuple[Place, str], ask: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen, address = place
    there = address.replace("://", "://anna:planted%20password@")
    assert isinstance(await ask(there, "/identity"), tuple)
    assert set(seen.logins) == {f"Basic {b64encode(b'anna:planted password').decode()}"}
    seen.root = _ROOT.replace(_MACHINE, "n" * 40)
    with pytest.raises(OddAnswer) as raised:
        await ask(there, "/identity")
    assert raised.value.detail == f"At {address} another server answers."
    assert known(raised.value.key, raised.value.detail)
    assert "planted" not in caplog.text


async def test_https_where_there_is_none(place: tuple[Place, str], ask: Any) -> None:
    address = place[1].replace("http:", "https:")
    with pytest.raises(UnansweredError) as refused:
        await ask(address, "/")
    assert refused.value.error.detail == f"Plex does not speak https at {address.removeprefix('https://')}."


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "http://127.0.0.1:9",
            "Plex refuses the connection at 127.0.0.1:9: is it running, is the port right?",
        ),
        ("http://nobody.invalid:1", "Plex cannot be found: the name nobody.invalid is not known."),
    ],
)
async def test_nobody_there(ask: Any, address: str, said: str) -> None:
    with pytest.raises(UnansweredError) as refused:
        await ask(address, "/")
    assert (refused.value.error.detail, refused.value.unsent) == (said, True)
    assert known(refused.value.error.key, said)


async def test_an_answer_that_never_ends(
    place: tuple[Place, str], ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "WHOLE_SECONDS", 0.2)
    monkeypatch.setattr(blocking, "_CHUNK", 1)
    with pytest.raises(UnansweredError, match=r"did not answer within 0\.2 s"):
        await ask(place[1], "/trickle")


async def test_a_thread_that_is_given_up_reads_no_further(
    place: tuple[Place, str], ask: Any, monkeypatch: pytest.MonkeyPatch, until: Callable[..., Any]
) -> None:
    monkeypatch.setattr(blocking, "_CHUNK", 1)
    asking = asyncio.create_task(ask(place[1], "/trickle"))
    await until(lambda: place[0].trickling)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await until(lambda: place[0].left == 1)


async def test_more_than_is_taken_in(
    place: tuple[Place, str], ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocking, "_MOST_BYTES", 2000)
    with pytest.raises(OddAnswer, match="more than"):
        await ask(place[1], "/large")


@pytest.mark.parametrize("path", ["/nothing", "/zipped"])
async def test_no_json(place: tuple[Place, str], ask: Any, path: str) -> None:
    with pytest.raises(OddAnswer):
        await ask(place[1], path)


@pytest.mark.parametrize(
    "root",
    [
        "",
        " ",
        "<",
        "<html>",
        "{}",
        "<MediaContainer/>",
        '<MediaContainer machineIdentifier="another"/>',
        f'<MediaContainer machineIdentifier="{_MACHINE}" transcoderActiveVideoSessions="x"/>',
    ],
)
async def test_a_root_that_is_none_of_this_server(place: tuple[Place, str], ask: Any, root: str) -> None:
    place[0].root = root
    with pytest.raises(OddAnswer):
        await ask(place[1], "/identity")


async def test_no_cookies_are_kept(place: tuple[Place, str], threads: Threads) -> None:
    made = Wire({}, _MACHINE, verify_tls=True)
    line = Line(address=place[1], token=_TOKEN)
    await threads.run(lambda: made.json(line, "/cookie", (), {}))
    await threads.run(lambda: made.write(line, "GET", "/", ()))
    made.close()
    assert place[0].asked == ["", ""]


async def test_proxies_of_whoever_runs_it_are_not_asked(
    place: tuple[Place, str], ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert (await ask(place[1], "/identity"))[0] == {"MediaContainer": {"machineIdentifier": _MACHINE}}


def test_no_secret_in_what_is_shown() -> None:
    assert _TOKEN not in repr(Line(address="http://a", token=_TOKEN))


async def test_what_is_raised_knows_nothing_of_the_request(ask: Any) -> None:
    with pytest.raises(UnansweredError) as refused:
        await ask("http://127.0.0.1:9", "/")
    raised: BaseException | None = refused.value
    while raised is not None:
        assert isinstance(raised, UnansweredError | SyncopateError)
        raised = raised.__cause__ or raised.__context__
