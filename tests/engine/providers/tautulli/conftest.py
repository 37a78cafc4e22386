"""Tautulli with two users, and an account of ours on it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.tautulli import FakeTautulli, User
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.tautulli import client as talking
from syncopate.providers.tautulli.login import TautulliLogin, create as create_login
from syncopate.providers.tautulli.watching import TautulliWatching, create


@dataclass
class House:
    """The service, and an account of ours on it."""

    fake: FakeTautulli
    anna: User
    storage: Path
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def context(self, **settings: str) -> Context:
        return Context(
            account_id="account",
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
        )

    def account(self, **settings: str) -> TautulliWatching:
        given = {"url": self.fake.address, "api_key": self.fake.key, "user_id": str(self.anna.user_id)}
        return create(self.context(**{**given, **settings}))

    @property
    def login(self) -> TautulliLogin:
        return create_login(self.context())

    def asked(self, command: str) -> int:
        """Return how often something was asked for."""
        return sum(("cmd", command) in each.query for each in self.fake.wire.journal)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, wait for little, and turn small pages."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.8))
    monkeypatch.setattr(talking, "PAGE", 10)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return the running service with Anna and Otto."""
    fake = FakeTautulli()
    fake.wire.slow_seconds = 1.0
    anna = fake.add_user(133788, "anna", "Anna")
    fake.add_user(0, "Local")
    async with fake:
        house = House(fake, anna, tmp_path / "storage")
        yield house
        await house.connections.close()
