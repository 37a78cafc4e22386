"""A fake Qobuz, accounts on it and none, and what tests do with them."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.qobuz.model import Album, Music
from fakes.qobuz.server import APP_ID, TOKEN, Qobuz
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.qobuz import client as talking
from syncopate.providers.qobuz.playlists import QobuzPlaylists, create


@dataclass
class House:
    """A service with one user, and an album of two discs."""

    fake: Qobuz
    storage: Path
    album: Album
    connections: Connections = field(default_factory=Connections)

    @property
    def music(self) -> Music:
        return self.fake.music

    def context(self, account: str = "account", **settings: str) -> Context:
        given = {"app_id": APP_ID, "user_auth_token": TOKEN, **settings}
        return Context(
            account_id=account,
            settings={name: value for name, value in given.items() if value},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"*": self.fake.address},
        )

    def source(self, **settings: str) -> QobuzPlaylists:
        return create(self.context(**settings))

    def nobody(self) -> QobuzPlaylists:
        return create(self.context("qobuz", app_id="", user_auth_token=""))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, as fast as may be, and take a third of a second for a long time."""
    monkeypatch.setattr(talking, "LIMIT", RateLimit(requests=10_000, seconds=1.0, concurrency=8))
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.3))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for ten things at a time."""
    monkeypatch.setattr(talking, "PAGE", 10)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a running service."""
    fake = Qobuz()
    fake.wire.slow_seconds = 0.4
    artist = fake.music.add_artist("The Fakes & Söhne")
    album = fake.music.add_album(
        "First <One>", artist, [f"Song {number}" for number in range(1, 26)], discs=2
    )
    async with fake:
        house = House(fake, tmp_path, album)
        yield house
        await house.connections.close()
