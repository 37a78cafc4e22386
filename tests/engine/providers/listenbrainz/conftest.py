"""The service with two users, and what reads it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.listenbrainz import FakeListenBrainz, Track
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.listenbrainz import client as talking
from syncopate.providers.listenbrainz.playlists import ListenBrainzPlaylists, create


def track(title: str, *artists: str, album: str = "", **more: str) -> Track:
    names = artists or ("Anna",)
    joined = [(name, " & " if at < len(names) - 1 else "") for at, name in enumerate(names)]
    return Track(title=title, artists=joined, album=album, duration_ms=181_000, **more)  # type: ignore[arg-type]


@dataclass
class House:
    """The service, and accounts of ours on it."""

    fake: FakeListenBrainz
    storage: Path
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def context(self, user: str = "anna", token: str = "") -> Context:
        return Context(
            account_id=f"{user} {bool(token)}",
            settings={name: value for name, value in (("user", user), ("token", token)) if value},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"api.listenbrainz.org": self.fake.address},
        )

    def source(self, user: str = "anna", token: str = "") -> ListenBrainzPlaylists:
        return create(self.context(user, token))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and take little for a long time."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.3))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return the running service with Anna and Bert."""
    fake = FakeListenBrainz()
    fake.wire.slow_seconds = 1.0
    fake.add_user("anna")
    fake.add_user("Bert B/C")
    async with fake:
        house = House(fake, tmp_path)
        yield house
        await house.connections.close()
