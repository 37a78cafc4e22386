"""Lidarr with a catalogue, and an account of ours on it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.lidarr import Album, FakeLidarr
from syncopate.domain.download import HandOver, Wanted, WantKind
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.snapshot import Known
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.lidarr import client
from syncopate.providers.lidarr.downloads import LidarrDownloads, create


@dataclass
class House:
    """The service, and an account of ours on it."""

    fake: FakeLidarr
    storage: Path
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def account(self, **settings: str) -> LidarrDownloads:
        context = Context(
            account_id="account",
            settings={"url": self.fake.address, "api_key": self.fake.key} | settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
        )
        return create(context)

    async def handed(self, wanted: Wanted, **settings: str) -> HandOver | None:
        """Hand something over, and hold that it could be."""
        found = await self.account(**settings).hand_over(wanted)
        assert isinstance(found, Known)
        return found.value

    async def state(self, ticket: str) -> HandOver:
        """Return what became of it."""
        found = await self.account().state_of([ticket])
        assert isinstance(found, Known)
        return found.value[ticket]


def wanted(album: Album, *, known: bool = True) -> Wanted:
    """Return an album as what is wanted, with its release group where that is `known`."""
    ids = {ExternalId(IdKind.MB_RELEASE_GROUP, album.key)} if known else set()
    return Wanted(kind=WantKind.ALBUM, title=album.title, artists=(album.artist.name,), ids=frozenset(ids))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and wait for little."""
    monkeypatch.setattr(client, "TIMEOUT", timedelta(seconds=0.8))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return the running service."""
    fake = FakeLidarr()
    fake.wire.slow_seconds = 1.0
    async with fake:
        house = House(fake, tmp_path / "storage")
        yield house
        await house.connections.close()
