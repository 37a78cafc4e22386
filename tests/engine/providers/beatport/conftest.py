"""The site of Beatport, and what reads it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.beatport.server import Beatport
from fakes.serving import Fault
from syncopate.providers.beatport import client as talking
from syncopate.providers.beatport.metadata import BeatportCatalogue, create as create_catalogue
from syncopate.providers.beatport.playlists import BeatportPlaylists, create as create_playlists
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit


@dataclass
class House:
    """A site with a house genre, charts, picks and a shared playlist; `single` are 240 tracks."""

    fake: Beatport
    storage: Path
    singles: list[int]
    connections: Connections = field(default_factory=Connections)

    def context(self) -> Context:
        return Context(
            account_id="beatport",
            settings={},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"*": self.fake.address},
        )

    @property
    def source(self) -> BeatportPlaylists:
        return create_playlists(self.context())

    @property
    def catalogue(self) -> BeatportCatalogue:
        return create_catalogue(self.context())

    def fail(self, fault: Fault, path: str, monkeypatch: pytest.MonkeyPatch, **more: int) -> None:
        """From now on fail so; then a moment is a long time."""
        if fault is Fault.SLOW:
            monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.1))
        self.fake.wire.fail(fault, path, **more)

    def requests(self, path: str = "*") -> int:
        return len(self.fake.wire.asked(path=path))


@pytest.fixture(autouse=True)
def impatient() -> Iterator[None]:
    """Ask again at once."""
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a running site. Nobody waits between pages."""
    fake = Beatport()
    fake.wire.slow_seconds = 0.5
    shop = fake.shop
    singles = shop.fill(240)
    album = shop.add_release("An Album", "Anna", ["One", "Two", "Three"], upc="0825646493166")
    other = shop.add_release("Second EP", "Bert & Band", ["Four", "Five"])
    genre = shop.add_genre(5, "House & More")
    shop.add_genre(11, "Tech House")
    shop.home.top, shop.home.hype = singles[:100], singles[100:160]
    genre.top, genre.hype = singles[20:120], singles[120:150]
    genre.newest = singles[::-1]
    chart = shop.add_chart("Summer Sounds", "DJ Anna", singles[:130])
    second = shop.add_chart("Winter Sounds", "DJ Bert", singles[50:60])
    shop.home.charts, genre.charts = [chart.id], [second.id, chart.id]
    shop.home.staff_picks, shop.home.hype_picks = [album.id, other.id], [other.id]
    shop.home.latest = [other.id]
    genre.staff_picks, genre.latest = [other.id, album.id], [album.id, other.id]
    shop.top_releases = [album.id, other.id]
    shop.add_playlist("Shared", [*singles[:110], *singles[:2]])
    house = House(fake, tmp_path, singles)
    house.connections.paces.of("beatport", RateLimit(requests=10_000, seconds=1.0), "Beatport")
    async with fake:
        yield house
        await house.connections.close()
