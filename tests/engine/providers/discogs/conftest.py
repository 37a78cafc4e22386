"""The API of Discogs, an account on it, and what reads it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.discogs.model import User, artist, heading, index, track
from fakes.discogs.server import Discogs
from fakes.serving import Fault
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.discogs import client as talking
from syncopate.providers.discogs.login import DiscogsLogin, create as create_login
from syncopate.providers.discogs.metadata import DiscogsCatalogue, create as create_catalogue
from syncopate.providers.discogs.playlists import DiscogsPlaylists, create as create_playlists
from syncopate.providers.manifest import RateLimit

TOKEN = "QwErTyUiOpAsDfGh"


@dataclass
class House:
    """A database with a record, and Anna, who has 230 releases and wants three."""

    fake: Discogs
    storage: Path
    anna: User
    record: int
    connections: Connections = field(default_factory=Connections)

    def context(self, account: str = "account", **settings: str) -> Context:
        self.connections.paces.of(account, RateLimit(requests=10_000, seconds=1.0), "Discogs")
        return Context(
            account_id=account,
            settings={"user": "anna", "token": TOKEN, **settings},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"*": self.fake.address},
        )

    @property
    def source(self) -> DiscogsPlaylists:
        return create_playlists(self.context())

    @property
    def nobody(self) -> DiscogsPlaylists:
        return create_playlists(self.context("discogs", user="", token=""))

    @property
    def catalogue(self) -> DiscogsCatalogue:
        return create_catalogue(self.context())

    @property
    def login(self) -> DiscogsLogin:
        return create_login(self.context("login-1"))

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
    """Return a running API."""
    fake = Discogs()
    fake.wire.slow_seconds = 0.5
    database = fake.database
    many = database.fill(230)
    record = database.add(
        "The Record",
        [artist("Nirvana (2)", join="&"), artist("Rossini, Gioacchino", anv="Rossini", join="")],
        [
            heading("First side"),
            track("A1", "Opening", "5:48"),
            track("A2", "Second", "", [artist("Guest (11)")]),
            index("Suite", [track("B1.1", "Part 1", "1:00"), track("B1.2", "Part 2", "2:30")]),
            heading("Second record"),
            index("Live in Paris", [track("C1", "Encore", "1:02:03"), track("C2", "Bis", "x")]),
            track("", "  "),
        ],
        barcodes=["0 825646 493166", "0825646493166", "EG42698 optimal"],
        master=96559,
    )
    anna = database.add_user("anna", TOKEN)
    anna.collection, anna.wants = [*many, many[0]], [record.id, *many[:2]]
    house = House(fake, tmp_path, anna, record.id)
    async with fake:
        yield house
        await house.connections.close()
