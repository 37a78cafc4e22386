"""Covers of services are fetched once a day, by named hosts alone, and are bounded in what they take up."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from fakes.serving import Served, Wire
from syncopate.errors import InvalidInput, OddAnswer, Unreachable
from syncopate.providers import registry
from syncopate.sync import artwork
from syncopate.sync.artwork import KEPT, ServiceCovers, is_served
from syncopate.sync.kit import Kit

AT = "https://cdn-images.dzcdn.net/images/cover"


@dataclass
class Shop:
    """A host of pictures; `kind` is what it says that they are."""

    wire: Wire = field(default_factory=Wire)
    address: str = ""
    kind: str = "image/jpeg; charset=binary"
    status: int = 200

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/images/cover/{size}", self._give)
        return app

    async def _give(self, request: web.Request) -> web.Response:
        size = int(request.match_info["size"])
        return web.Response(status=self.status, body=b"x" * size, headers={"Content-Type": self.kind})


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    async with Served(shop.app()) as served:
        shop.address = served.address
        yield shop


@pytest.fixture
def clocked(kit: Kit, shop: Shop) -> tuple[Kit, list[Any]]:
    clock = [kit.now()]
    return replace(kit, endpoints={"*": shop.address}, now=lambda: clock[0]), clock


async def test_one_is_asked_for_once_a_day(clocked: tuple[Kit, list[Any]], shop: Shop) -> None:
    (kit, clock), covers = clocked, ServiceCovers()
    both = await asyncio.gather(covers.get(kit, f"{AT}/10"), covers.get(kit, f"{AT}/10"))
    assert [(len(each.content), each.content_type) for each in both] == [(10, "image/jpeg")] * 2
    clock[0] += KEPT - timedelta(seconds=1)
    await covers.get(kit, f"{AT}/10")
    assert len(shop.wire.journal) == 1
    clock[0] += timedelta(seconds=1)
    await covers.get(kit, f"{AT}/10")
    assert len(shop.wire.journal) == 2


async def test_one_that_failed_is_not_asked_for_at_each_look(
    clocked: tuple[Kit, list[Any]], shop: Shop
) -> None:
    (kit, clock), covers = clocked, ServiceCovers()
    shop.status = 503
    for _ in range(2):
        with pytest.raises(Unreachable, match="503"):
            await covers.get(kit, f"{AT}/10")
    assert len(shop.wire.journal) == 1
    shop.status = 200
    clock[0] += timedelta(minutes=10)
    assert len((await covers.get(kit, f"{AT}/10")).content) == 10


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "image/x-strange", "application/json"])
async def test_nothing_but_pictures(clocked: tuple[Kit, list[Any]], shop: Shop, kind: str) -> None:
    shop.kind = kind
    with pytest.raises(OddAnswer):
        await ServiceCovers().get(clocked[0], f"{AT}/10")


@pytest.mark.parametrize("address", ["https://evil.test/a.jpg", "http://127.0.0.1:8123/", "", "x" * 4096])
async def test_no_other_address(clocked: tuple[Kit, list[Any]], shop: Shop, address: str) -> None:
    with pytest.raises(InvalidInput):
        await ServiceCovers().get(clocked[0], address)
    assert shop.wire.journal == []


async def test_together_they_are_bounded(
    clocked: tuple[Kit, list[Any]], shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest goes when there is no more room; one alone is kept however large it is."""
    kit, covers = clocked[0], ServiceCovers()
    monkeypatch.setattr(artwork, "_MOST_BYTES", 30)
    for size in (10, 11, 12, 10, 12, 40, 40):
        assert len((await covers.get(kit, f"{AT}/{size}")).content) == size
    assert [each.path.rpartition("/")[2] for each in shop.wire.journal] == ["10", "11", "12", "10", "40"]


def test_what_a_service_serves() -> None:
    assert is_served("https://i.scdn.co/image/ab67616d0000b273")
    assert is_served("https://resources.tidal.com/images/a/640x640.jpg")
    assert not is_served("https://example.org/a.jpg")
    assert not is_served(None)


def test_hosts_of_covers_are_names_alone() -> None:
    """A whole country as a host would let anything in."""
    for manifest in registry.manifests().values():
        for host in manifest.cover_hosts:
            assert host == host.lower()
            assert host.replace(".", "").replace("-", "").isalnum()
            assert host.count(".") >= 1
            assert not host.endswith((".co.uk", ".com.br"))
