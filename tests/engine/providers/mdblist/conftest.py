"""A fake MDBList, an account on it, and what tests do with it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from engine.providers.in_step import Told, ids, told_by
from fakes.mdblist import Account, FakeMdblist, Title as Known
from syncopate.domain.watch import Feature, MediaType, Title
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.mdblist import client as talking
from syncopate.providers.mdblist.watching import MdblistWatching, create

FEATURES = frozenset({Feature.HISTORY, Feature.RATINGS, Feature.WATCHLIST})
AT = "2025-11-01T20:00:00Z"


def title(known: Known) -> Title:
    """Return a film or show as another service names it."""
    kind = MediaType.MOVIE if known.film else MediaType.SHOW
    return Title(type=kind, name=known.name, year=known.year, ids=ids(tmdb=str(known.tmdb), imdb=known.imdb))


def episode(known: Known, season: int, number: int) -> Title:
    """Return an episode as another service names it."""
    show = ids(tmdb=str(known.tmdb), imdb=known.imdb)
    return Title(type=MediaType.EPISODE, show_name=known.name, show_ids=show, season=season, number=number)


@dataclass
class House:
    """A service with one user, and our account."""

    fake: FakeMdblist
    storage: Path
    anna: Account
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def context(self, **settings: str) -> Context:
        return Context(
            account_id="account",
            settings={"api_key": self.anna.key, **settings},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"*": self.fake.address},
        )

    @property
    def account(self) -> MdblistWatching:
        return create(self.context())

    async def read(
        self,
        cursors: dict[Feature, str] | None = None,
        features: frozenset[Feature] = FEATURES,
        *,
        whole: bool = False,
    ) -> Told:
        return await told_by(self.account, features, cursors, whole=whole)

    def asked(self, path: str = "*") -> int:
        """Return how many requests there were."""
        return len(self.fake.wire.asked("*", path))

    def at(self, minutes: int = 0) -> datetime:
        """Return a moment of last year."""
        return datetime.fromisoformat(AT) + timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, write as fast as may be, and take a third of a second for a long time."""
    monkeypatch.setattr(talking, "WRITES", RateLimit(requests=10_000, seconds=1.0))
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.8))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a running service."""
    fake = FakeMdblist()
    fake.wire.slow_seconds = 1.0
    # So that what is done is some time ago.
    fake.now -= timedelta(minutes=5)
    async with fake:
        house = House(fake, tmp_path, fake.add_account("anna"))
        yield house
        await house.connections.close()


@pytest.fixture
def matrix(house: House) -> Known:
    return house.fake.add("Matrix")


@pytest.fixture
def severance(house: House) -> Known:
    return house.fake.add("Severance", film=False, seasons={0: 2, 1: 9, 2: 10}, tvdb=371980)
