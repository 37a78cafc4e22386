"""A fake TIDAL, accounts on it, and what tests do with them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.tidal.access import Grant
from fakes.tidal.model import Album, Music, User
from fakes.tidal.server import Tidal
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.tidal import client as talking, login as logging_in, tokens
from syncopate.providers.tidal.playlists import TidalPlaylists, create

SCOPES = frozenset({"user.read", "playlists.read", "collection.read", "search.read"})
REDIRECT = "http://127.0.0.1:9030/callback"


@dataclass
class House:
    """A service with one user who has music there, and our account."""

    fake: Tidal
    storage: Path
    anna: User
    album: Album
    connections: Connections = field(default_factory=Connections)
    kept: list[Mapping[str, str]] = field(default_factory=list)

    @property
    def music(self) -> Music:
        return self.fake.music

    def token(self, user: User | None, scopes: frozenset[str] = SCOPES) -> str:
        """Let somebody in, and return their token."""
        token = f"access-of-{user.username if user else 'nobody'}"
        self.fake.access.tokens[token] = Grant(user.id if user else None, "app", scopes)
        return token

    def refresh(self, user: User) -> str:
        token = f"refresh-of-{user.username}"
        self.fake.access.refreshes[token] = Grant(user.id, "app", SCOPES)
        return token

    def context(self, account: str = "account", **settings: str) -> Context:
        login = {
            "client_id": "app",
            "user_id": self.anna.id,
            "country": "DE",
            "access_token": self.token(self.anna),
            "refresh_token": self.refresh(self.anna),
            "expires_at": (datetime.now(UTC) + timedelta(hours=4)).isoformat(),
        }
        return self.bare(account, **{**login, **settings})

    def bare(self, account: str = "account", **settings: str) -> Context:
        async def keep(changed: Mapping[str, str]) -> None:
            self.kept.append(changed)

        return Context(
            account_id=account,
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            keep=keep,
            endpoints={"*": self.fake.address},
        )

    def nobody(self) -> Context:
        """Return what an account without a user gets."""
        return self.bare("nobody", client_id="app", client_secret="secret", country="GB")

    def source(self, **settings: str) -> TidalPlaylists:
        return create(self.context(**settings))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, as fast as may be, and take a third of a second for a long time."""
    free = RateLimit(requests=10_000, seconds=1.0, concurrency=8)
    for module in (talking, logging_in):
        monkeypatch.setattr(module, "LIMIT", free)
        monkeypatch.setattr(module, "TIMEOUT", timedelta(seconds=0.3))
    monkeypatch.setattr(tokens, "TIMEOUT", timedelta(seconds=0.3))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return a running service."""
    fake = Tidal()
    fake.wire.slow_seconds = 0.4
    fake.add_application("app", "secret", redirects=(REDIRECT,), devices=True)
    music = fake.music
    anna = music.add_user("anna")
    artist = music.add_artist("The Fakes")
    album = music.add_album("First", artist, [f"Song {number}" for number in range(1, 46)], volumes=2)
    async with fake:
        house = House(fake, tmp_path, anna, album)
        yield house
        await house.connections.close()
