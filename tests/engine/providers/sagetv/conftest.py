"""A SageTV server, and what reads and writes it; one clock for it and for us."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.sagex import FakeSageX, Media, Show
from syncopate.domain.link import Action, Because, WatchOperation
from syncopate.domain.watch import Feature, MediaType, Position, Record, Side, Title, Watched
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.sagetv import client as talking
from syncopate.providers.sagetv.manifest import FEATURES
from syncopate.providers.sagetv.watching import SageTVWatching, create
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchOutcome

NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)
AIRED = datetime(2026, 1, 10, 20, tzinfo=UTC)
_FEATURE = {Action.WATCH: Feature.HISTORY, Action.UNWATCH: Feature.HISTORY}


def ms(at: datetime) -> int:
    """Return a time as the server tells it."""
    return round(at.timestamp() * 1000)


def episode(number: int = 1, **more: object) -> Show:
    known: dict[str, object] = {
        "title": "Show",
        "external_id": f"EP01085588{number:04}",
        "episode": f"Episode {number}",
        "season": 1,
        "number": number,
    }
    return Show(**(known | more))  # type: ignore[arg-type]


def film(title: str = "Film", **more: object) -> Show:
    return Show(title, "MV000000010000", categories=["Movie"], year="1999", **more)  # type: ignore[arg-type]


@dataclass
class Read:
    """What one read gave."""

    part: ReadPart
    end: ReadEnd

    @property
    def records(self) -> dict[str, Record]:
        """Return the records by their keys."""
        return {one.key: one for one in self.part.records}


@dataclass
class House:
    """A server, and our account on it. `now` is our time, the server's clock is `ahead` of it."""

    fake: FakeSageX
    storage: Path
    now: datetime = NOW
    ahead: timedelta = timedelta()
    folders: str = ""
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def context(self, **settings: str) -> Context:
        known = {
            "url": self.fake.address,
            "user": "sage",
            "password": self.fake.password,
            "path_map": self.folders,
        }
        return Context(
            account_id="sage",
            settings=known | settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
        )

    @property
    def account(self) -> SageTVWatching:
        return create(self.context())

    def record(self, number: int = 1, show: Show | None = None, **more: object) -> Media:
        """Record an episode of forty minutes."""
        path = more.pop("path", f"F:\\SageTV\\Show-Episode{number}-{number}-0.mpg")
        known: dict[str, object] = {
            "start": ms(AIRED + timedelta(days=number)),
            "MediaType": "TV",
            "MediaProviderID": "tvdb",
            "MediaProviderDataID": "83462",
        }
        return self.fake.add(show or episode(number), path, **(known | more))  # type: ignore[arg-type]

    async def read(self, features: frozenset[Feature] = FEATURES) -> Read:
        """Read all."""
        parts = [one async for one in self.account.read(Wanted(features=features))]
        part, end = parts
        assert isinstance(part, ReadPart)
        assert isinstance(end, ReadEnd)
        return Read(part, end)

    async def write(
        self,
        action: Action,
        *media: Media,
        value: Watched | Position | None = None,
        again: bool = False,
    ) -> WatchOutcome:
        """Write one operation, to all of these."""
        operation = WatchOperation(
            side=Side.LEFT,
            feature=_FEATURE.get(action, Feature.PROGRESS),
            action=action,
            title=Title(type=MediaType.EPISODE, name="Episode"),
            keys=tuple(str(one.id) for one in media),
            value=value,
            before=None,
            because=Because.CHANGED,
            again=again,
        )
        (outcome,) = await self.account.write([operation])
        return outcome


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and wait little for an answer."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.8))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Return the running server with our account."""
    fake = FakeSageX()
    fake.wire.slow_seconds = 1.0
    async with fake:
        house = House(fake, tmp_path)
        fake.clock = lambda: ms(house.now + house.ahead)
        monkeypatch.setattr(talking, "_now", lambda: house.now)
        yield house
        await house.connections.close()
