"""AniList with two users, and accounts of ours on it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.anilist import FakeAnilist, Viewer
from syncopate.providers.anilist import client as talking
from syncopate.providers.anilist.login import AnilistLogin, create as create_login
from syncopate.providers.anilist.watching import AnilistWatching, create
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections


@dataclass
class House:
    """The service, and accounts of ours on it."""

    fake: FakeAnilist
    anna: Viewer
    storage: Path
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def context(self, **settings: str) -> Context:
        return Context(
            account_id="account",
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"*": self.fake.address},
        )

    def account(self, **settings: str) -> AnilistWatching:
        given = {"client_id": "1", "user_id": str(self.anna.id), "token": self.anna.token}
        return create(self.context(**{**given, **settings}))

    @property
    def login(self) -> AnilistLogin:
        return create_login(self.context())


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, wait for little, and read in small pieces."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.8))
    monkeypatch.setattr(talking, "CHUNK", 10)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return the running service with Anna and Otto."""
    fake = FakeAnilist()
    fake.wire.slow_seconds = 1.0
    anna = fake.add_viewer("anna")
    fake.add_viewer("otto")
    async with fake:
        house = House(fake, anna, tmp_path)
        yield house
        await house.connections.close()
