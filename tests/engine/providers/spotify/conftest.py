"""Spotify on loopback, Anna's account there, and what a test asks of our provider."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.serving import Asked, Fault
from fakes.spotify import FakeSpotify, User
from fakes.spotify.accounts import CLIENT_ID
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Complete, Failed, Snapshot
from syncopate.providers import registry
from syncopate.providers.capability import Context, ReadPlaylist
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.spotify import api, client, grants
from syncopate.providers.spotify.metadata import SpotifyCatalogue
from syncopate.providers.spotify.playlists import SpotifyPlaylists
from syncopate.providers.spotify.recent import SpotifyRecent


@dataclass
class House:
    """Spotify, and what our accounts know of it; `kept` is what was stored of each since."""

    fake: FakeSpotify
    anna: User
    storage: Path
    patience: pytest.MonkeyPatch
    connections: Connections = field(default_factory=Connections)
    stored: dict[str, dict[str, str]] = field(default_factory=dict)

    def sign_in(self, user: User) -> None:
        """Store an account of a user, named as they are."""
        grant = self.fake.accounts.grant(user)
        tokens = {"refresh_token": grant.refresh, "access_token": grant.access}
        self.stored[user.id] = {"client_id": CLIENT_ID, "user_id": user.id, **tokens}

    def context(self, account: str | None = "anna") -> Context:
        """Return the context of an account, None: of no account."""

        async def keep(changed: Mapping[str, str]) -> None:
            assert account is not None
            self.stored[account] |= changed

        more: dict[str, Any] = {} if account is None else {"keep": keep}
        return Context(
            account_id=account or "spotify",
            settings={} if account is None else dict(self.stored[account]),
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints=self.fake.endpoints,
            **more,
        )

    def source(self, account: str | None = "anna") -> SpotifyPlaylists:
        made = registry.playlist_source("spotify", self.context(account))
        assert isinstance(made, SpotifyPlaylists)
        return made

    def recent(self, account: str | None = "anna") -> SpotifyRecent:
        made = registry.recent_source("spotify", self.context(account))
        assert isinstance(made, SpotifyRecent)
        return made

    def catalogue(self, account: str | None = "anna") -> SpotifyCatalogue:
        made = registry.catalogue("spotify", self.context(account))
        assert isinstance(made, SpotifyCatalogue)
        return made

    async def read(self, reference: str, account: str | None = "anna") -> ReadPlaylist:
        return await self.source(account).read_playlist(reference, {})

    async def entries(self, reference: str, account: str | None = "anna") -> tuple[Entry, ...]:
        return all_of((await self.read(reference, account)).entries)

    def fail(self, fault: Fault, path: str = "*", **more: Any) -> None:
        """From now on Spotify answers so; whoever asks first from now on waits no longer than a test can."""
        if fault is Fault.SLOW:
            self.fake.wire.slow_seconds = 1.5
            self.patience.setattr(api, "READ_SECONDS", 0.3)
            for module in (client, grants):
                self.patience.setattr(module, "TIMEOUT", timedelta(seconds=0.3))
        self.fake.fail(fault, path, **more)

    def asked(self, path: str = "*") -> list[Asked]:
        return self.fake.wire.asked(path=path)

    def forget(self) -> None:
        """Begin a new journal."""
        self.fake.wire.journal.clear()

    async def restart(self) -> None:
        """Let go of all connections, as when the engine starts anew."""
        await self.connections.close()
        self.connections = Connections()


def all_of[T](snapshot: Snapshot[T]) -> tuple[T, ...]:
    assert isinstance(snapshot, Complete), snapshot
    return snapshot.items


def reason_of(snapshot: Snapshot[Any]) -> str:
    assert isinstance(snapshot, Failed), snapshot
    return snapshot.reason


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out pauses between tries and requests."""
    monkeypatch.setattr(client, "LIMIT", RateLimit(requests=10_000, seconds=1.0, concurrency=2))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(
    storage: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[House]:
    caplog.set_level(logging.DEBUG)
    # An engine that was started in this process before keeps it quiet.
    caplog.set_level(logging.DEBUG, logger="urllib3")
    fake = FakeSpotify()
    anna = fake.world.add_user("anna", "Anna")
    house = House(fake, anna, storage, monkeypatch)
    house.sign_in(anna)
    async with fake:
        yield house
        await house.connections.close()


@pytest.fixture
def texts(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Return what gives all that was logged."""
    return lambda: caplog.text
