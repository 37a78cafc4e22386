"""Pictures come from public places only, are pictures, and are small."""

import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.resolver import ThreadedResolver
from fakes.serving import Fault, Served, Wire
from syncopate.errors import InvalidInput, OddAnswer, Unreachable
from syncopate.providers import covers
from syncopate.providers.covers import LARGEST_COVER, fetch_cover, fetch_from, is_public
from syncopate.providers.links import lies_on
from yarl import URL


@dataclass
class Shop:
    """A server of pictures."""

    wire: Wire = field(default_factory=Wire)
    address: str = ""
    location: str = ""

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/away", self._away)
        app.router.add_get("/sized/{size}", self._sized)
        app.router.add_get("/as/{kind}/{sub}", self._typed)
        app.router.add_get("/drip", self._drip)
        return app

    async def _away(self, _: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": self.location})

    async def _sized(self, request: web.Request) -> web.Response:
        return web.Response(body=b"x" * int(request.match_info["size"]), content_type="image/jpeg")

    async def _typed(self, request: web.Request) -> web.Response:
        kind = f"{request.match_info['kind']}/{request.match_info['sub']}"
        return web.Response(body=b"<svg/>", headers={"Content-Type": kind})

    async def _drip(self, request: web.Request) -> web.StreamResponse:
        """Say no length, and never end."""
        answer = web.StreamResponse(headers={"Content-Type": "image/png"})
        await answer.prepare(request)
        for _ in range(200):
            await answer.write(b"x" * 100_000)
        return answer


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    async with Served(shop.app()) as served:
        shop.address = served.address
        yield shop


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:192.168.1.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "2001:db8::1", "2130706433", "0x7f.1", "127.1", "", "nas",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "151.101.1.1"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


async def test_a_picture(shop: Shop) -> None:
    picture = await fetch_cover(f"{shop.address}/sized/1000", allow_loopback=True)
    assert (picture.content, picture.content_type) == (b"x" * 1000, "image/jpeg")


async def test_the_server_itself_may_have_it(shop: Shop) -> None:
    picture = await fetch_cover(f"{shop.address}/sized/1000", trusted=f"{shop.address}/jellyfin")
    assert len(picture.content) == 1000


@pytest.mark.parametrize(
    "trusted",
    ["http://127.0.0.1:{other}", "http://127.0.0.1", "https://127.0.0.1:{port}", "http://nas:{port}"],
)
async def test_only_the_server_itself_may(shop: Shop, trusted: str) -> None:
    """Another port of its host is another server, e.g. a router's page or somebody's camera."""
    port = int(shop.address.rpartition(":")[2])
    with pytest.raises(Unreachable, match="no public address"):
        await fetch_cover(f"{shop.address}/sized/1000", trusted=trusted.format(port=port, other=port ^ 1))
    assert shop.wire.journal == []


async def test_the_server_itself_sends_on_to_no_other_port(shop: Shop) -> None:
    shop.location = "http://127.0.0.1:1/sized/10"
    with pytest.raises(Unreachable, match="no public address"):
        await fetch_cover(f"{shop.address}/away", trusted=shop.address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "127.1", "0x7f.1", "[::1]", "[::ffff:7f00:1]"]
)
async def test_no_private_place_is_asked(shop: Shop, host: str) -> None:
    port = shop.address.rpartition(":")[2]
    with pytest.raises(Unreachable):
        await fetch_cover(f"http://{host}:{port}/sized/1000")
    assert shop.wire.journal == []


async def test_a_name_is_looked_up_once_and_held_to(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that leads to a good place when it is looked at and home when it is used gains nothing by that."""
    answers = iter(["127.0.0.1", "10.0.0.1"])
    asked: list[str] = []

    async def resolve(_: Any, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        asked.append(host)
        place = {"hostname": host, "host": next(answers), "port": port, "family": socket.AF_INET}
        return [place | {"proto": 0, "flags": socket.AI_NUMERICHOST}]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    # The shop stands for the internet.
    monkeypatch.setattr(covers, "is_public", lambda address: address == "127.0.0.1")
    port = shop.address.rpartition(":")[2]
    assert len((await fetch_cover(f"http://cdn.example:{port}/sized/10")).content) == 10
    assert asked == ["cdn.example"]
    with pytest.raises(Unreachable, match="no public address"):
        await fetch_cover(f"http://cdn.example:{port}/sized/10")
    assert len(shop.wire.journal) == 1


async def test_no_private_place_is_sent_on_to(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step of the way is looked at anew."""
    monkeypatch.setattr(covers, "is_public", lambda address: address == "127.0.0.1")
    shop.location = "http://192.168.77.77/sized/10"
    with pytest.raises(Unreachable, match=r"192\.168\.77\.77"):
        await fetch_cover(f"{shop.address}/away")
    shop.location = "file:///etc/passwd"
    with pytest.raises(Unreachable, match="http://"):
        await fetch_cover(f"{shop.address}/away")


async def test_it_may_be_sent_on_a_few_times(shop: Shop) -> None:
    shop.location = "/sized/10"
    assert len((await fetch_cover(f"{shop.address}/away", allow_loopback=True)).content) == 10
    shop.location = "/away"
    with pytest.raises(OddAnswer, match="circles"):
        await fetch_cover(f"{shop.address}/away", allow_loopback=True)
    assert len(shop.wire.asked(path="/away")) == 5


@pytest.mark.parametrize("path", [f"/sized/{LARGEST_COVER + 1}", "/drip"])
async def test_what_is_too_large(shop: Shop, path: str) -> None:
    with pytest.raises(OddAnswer, match="more than 5 MB"):
        await fetch_cover(f"{shop.address}{path}", allow_loopback=True)


async def test_the_largest(shop: Shop) -> None:
    picture = await fetch_cover(f"{shop.address}/sized/{LARGEST_COVER}", allow_loopback=True)
    assert len(picture.content) == LARGEST_COVER


@pytest.mark.parametrize("path", ["/as/text/html", "/as/image/svg+xml", "/as/application/json", "/sized/0"])
async def test_what_is_no_picture(shop: Shop, path: str) -> None:
    with pytest.raises(OddAnswer):
        await fetch_cover(f"{shop.address}{path}", allow_loopback=True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nas/a.png",
        "ftp://a.example/a.png",
        "file:///etc/passwd",
        "http://",
        "http://u:p@a.example/a.png",
        "http://a:99999/",
    ],
)
async def test_what_is_no_address(address: str) -> None:
    with pytest.raises(Unreachable):
        await fetch_cover(address, allow_loopback=True)


@pytest.mark.parametrize(
    "fault", [Fault.NOT_FOUND, Fault.SERVER_ERROR, Fault.CUT_OFF, Fault.DROPPED, Fault.TOO_MANY]
)
async def test_what_fails(shop: Shop, fault: Fault) -> None:
    shop.wire.fail(fault)
    with pytest.raises(Unreachable) as raised:
        await fetch_cover(f"{shop.address}/sized/1000?secret=planted", allow_loopback=True)
    assert "planted" not in raised.value.detail


async def test_what_hangs(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covers, "_SECONDS", 0.2)
    shop.wire.slow_seconds = 2.0
    shop.wire.fail(Fault.SLOW)
    with pytest.raises(Unreachable, match="did not come within"):
        await fetch_cover(f"{shop.address}/sized/1000", allow_loopback=True)


async def test_nothing_is_there() -> None:
    with pytest.raises(Unreachable, match="cannot be fetched"):
        await fetch_cover("http://127.0.0.1:9/a.png", allow_loopback=True)


HOSTS = frozenset({"cdn.example", "pictures.example"})


@pytest.mark.parametrize(
    ("address", "there"),
    [
        ("https://cdn.example/a.jpg", True),
        ("https://a.b.cdn.example/a.jpg", True),
        ("https://CDN.example:443/a.jpg", True),
        ("http://cdn.example/a.jpg", False),
        ("https://cdn.example:8443/a.jpg", False),
        ("https://me:secret@cdn.example/a.jpg", False),
        ("https://me@cdn.example/a.jpg", False),
        ("https://notcdn.example/a.jpg", False),
        ("https://cdn.example.evil.test/a.jpg", False),
        ("https://evil.test/cdn.example/a.jpg", False),
        ("https://evil.test\\@cdn.example/", False),
        ("https://cdn.example./a.jpg", False),
        ("https://192.168.1.1/a.jpg", False),
        ("https://[::1]/a.jpg", False),
        ("https://[cdn.example/a.jpg", False),
        ("//cdn.example/a.jpg", False),
        ("file:///etc/passwd", False),
        ("data:image/png;base64,AAAA", False),
        ("", False),
    ],
)
async def test_only_hosts_that_are_named(address: str, there: bool) -> None:
    assert lies_on(address, HOSTS) is there
    if not there:
        with pytest.raises(InvalidInput):
            await fetch_from(address, HOSTS, lambda _: "http://127.0.0.1:1")


async def test_a_picture_of_a_named_host(shop: Shop) -> None:
    asked: list[str] = []

    def endpoint(address: str) -> str:
        asked.append(address)
        return shop.address + URL(address).path

    picture = await fetch_from("https://a.cdn.example/sized/12?sig=1%2F2", HOSTS, endpoint)
    assert (len(picture.content), picture.content_type) == (12, "image/jpeg")
    assert asked == ["https://a.cdn.example/sized/12"]
    assert [(each.path, dict(each.query)) for each in shop.wire.journal] == [("/sized/12", {"sig": "1/2"})]
    sent = {name.lower() for name in shop.wire.journal[0].headers}
    assert not sent & {"authorization", "cookie", "referer"}


@pytest.mark.parametrize(
    ("location", "hosts"),
    [
        ("/sized/5", ["a.cdn.example"]),
        ("https://b.pictures.example/sized/5", ["b.pictures.example"]),
        ("https://evil.test/sized/5", None),
        ("http://cdn.example/sized/5", None),
        ("https://127.0.0.1/sized/5", None),
    ],
)
async def test_sent_on_to_named_hosts_alone(shop: Shop, location: str, hosts: list[str] | None) -> None:
    shop.location = location
    asked: list[str] = []

    def endpoint(address: str) -> str:
        asked.append(str(URL(address).host))
        return shop.address + URL(address).path

    if hosts is None:
        with pytest.raises(OddAnswer, match="sent on to"):
            await fetch_from("https://a.cdn.example/away", HOSTS, endpoint)
        assert len(shop.wire.journal) == 1
    else:
        assert len((await fetch_from("https://a.cdn.example/away", HOSTS, endpoint)).content) == 5
        assert asked == ["a.cdn.example", *hosts]


async def test_sent_on_in_circles_by_a_named_host(shop: Shop) -> None:
    shop.location = "/away"
    with pytest.raises(OddAnswer, match="circles"):
        await fetch_from("https://cdn.example/away", HOSTS, lambda address: shop.address + URL(address).path)


async def test_a_named_host_that_leads_home_is_not_asked(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever answers for a name may say that it is a machine of this house."""

    async def resolve(_: Any, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        place = {"hostname": host, "host": "192.168.1.1", "port": port, "family": socket.AF_INET}
        return [place | {"proto": 0, "flags": socket.AI_NUMERICHOST}]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    with pytest.raises(Unreachable, match="no public address"):
        await fetch_from("https://cdn.example/sized/5", HOSTS, lambda address: address)
