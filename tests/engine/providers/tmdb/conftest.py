"""TMDB with two users, and accounts of ours on it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.tmdb import FakeTmdb, Member
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.tmdb import client as talking
from syncopate.providers.tmdb.login import TmdbLogin, create as create_login
from syncopate.providers.tmdb.title_ids import TmdbTitles, create as create_titles
from syncopate.providers.tmdb.watching import TmdbWatching, create


@dataclass
class House:
    """The service, and accounts of ours on it."""

    fake: FakeTmdb
    anna: Member
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

    def settings(self, member: Member | None = None) -> dict[str, str]:
        member = member or self.anna
        return {
            "token": self.fake.read_token,
            "access_token": member.access or "",
            "session_id": member.session or "",
            "account_id": str(member.number),
            "account_object_id": member.object_id,
            "user": member.name,
        }

    def account(self, **settings: str) -> TmdbWatching:
        return create(self.context(**{**self.settings(), **settings}))

    def titles(self, **settings: str) -> TmdbTitles:
        return create_titles(self.context(**(settings or {"token": self.fake.read_token})))

    @property
    def login(self) -> TmdbLogin:
        return create_login(self.context())


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and take little for a long time."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.8))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return the running service with Anna and Otto."""
    fake = FakeTmdb()
    fake.wire.slow_seconds = 1.0
    anna = fake.add_member("anna")
    fake.add_member("otto")
    async with fake:
        house = House(fake, anna, tmp_path)
        yield house
        await house.connections.close()
