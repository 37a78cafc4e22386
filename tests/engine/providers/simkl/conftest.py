"""A fake SIMKL, an account on it, and what tests do with it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.simkl import FakeSimkl, Library, Title as Known, User
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.reading import ReadEnd, ReadPart
from syncopate.domain.watch import Feature, MediaType, Record, Side, Title, TitleId, TitleIdKind, Value
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.simkl import client as talking
from syncopate.providers.simkl.watching import FEATURES, SimklWatching, create
from syncopate.providers.watching import Wanted

FEATURE = {
    Action.WATCH: Feature.HISTORY,
    Action.UNWATCH: Feature.HISTORY,
    Action.RATE: Feature.RATINGS,
    Action.UNRATE: Feature.RATINGS,
    Action.LIST: Feature.WATCHLIST,
    Action.UNLIST: Feature.WATCHLIST,
}


def named(**ids: str) -> frozenset[TitleId]:
    """Return ids by their kinds."""
    return frozenset(TitleId(TitleIdKind(kind), value) for kind, value in ids.items())


def film(known: Known) -> Title:
    """Return a film as another service names it."""
    return Title(type=MediaType.MOVIE, name=known.name, year=known.year, ids=named(**known.ids))


def show(known: Known) -> Title:
    """Return a show as another service names it."""
    return Title(type=MediaType.SHOW, name=known.name, year=known.year, ids=named(**known.ids))


def episode(known: Known, season: int, number: int) -> Title:
    """Return an episode as another service names it."""
    ids = named(**known.ids)
    return Title(type=MediaType.EPISODE, show_name=known.name, show_ids=ids, season=season, number=number)


def operation(action: Action, title: Title, value: Value | None = None, **more: object) -> WatchOperation:
    """Return a write."""
    given: dict[str, object] = {"keys": (), "before": None, "because": Because.ADDED} | more
    return WatchOperation(
        side=Side.RIGHT, feature=FEATURE[action], action=action, title=title, value=value, **given
    )  # type: ignore[arg-type]


@dataclass
class Read:
    """What a read told."""

    part: ReadPart
    end: ReadEnd
    requests: int

    @property
    def by_key(self) -> dict[str, Record]:
        """The records."""
        return {each.key: each for each in self.part.records}


@dataclass
class House:
    """A service with one user, and our account."""

    fake: FakeSimkl
    storage: Path
    anna: User
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    @property
    def library(self) -> Library:
        return self.anna.library

    def context(self, account: str = "account", **settings: str) -> Context:
        login = {"client_id": "app", "access_token": self.anna.token, "user_id": str(self.anna.id)}
        return self.bare(account, **{**login, **settings})

    def bare(self, account: str = "account", **settings: str) -> Context:
        return Context(
            account_id=account,
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"*": self.fake.address},
        )

    @property
    def account(self) -> SimklWatching:
        return create(self.context())

    async def read(
        self, cursor: str | None = None, features: frozenset[Feature] = FEATURES, *, whole: bool = False
    ) -> Read:
        """Read, and count what was asked."""
        before = len(self.fake.wire.journal)
        cursors = dict.fromkeys(features, cursor) if cursor else {}
        wanted = Wanted(features=features, cursors=cursors, whole=whole)
        told = [each async for each in self.account.read(wanted)]
        part, end = told
        assert isinstance(part, ReadPart)
        assert isinstance(end, ReadEnd)
        return Read(part, end, len(self.fake.wire.journal) - before)

    def settle(self) -> None:
        """Let all that was done be some time ago."""
        self.fake.now -= timedelta(minutes=1)

    def at(self, minutes: int = 0) -> datetime:
        """Return a moment of last year."""
        return datetime.fromisoformat("2025-11-01T20:00:00+00:00") + timedelta(minutes=minutes)


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
    fake = FakeSimkl()
    fake.wire.slow_seconds = 1.0
    # So that what is done is some time ago, and still of the last minutes.
    fake.now -= timedelta(minutes=5)
    async with fake:
        house = House(fake, tmp_path, fake.add_user("anna"))
        yield house
        await house.connections.close()
