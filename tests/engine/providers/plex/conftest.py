"""A Plex account with its server, both on loopback, and what a test asks of our provider."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from engine.providers.plex.seen import Cinema
from fakes.plex import FakePlex, Playlist, Track, User
from fakes.plex.media import Kind
from fakes.serving import Asked, Fault
from syncopate.apply.editing import EditedTarget
from syncopate.domain.media import Track as OurTrack
from syncopate.domain.target import Site, TargetKind
from syncopate.providers import registry
from syncopate.providers.capability import Context, TargetContent
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.plex import client, tv, wire
from syncopate.providers.plex.client import Client, client_of
from syncopate.providers.plex.library import PlexLibrary
from syncopate.providers.plex.playlist_target import PlexTarget
from syncopate.providers.plex.watching import PlexWatching

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
CLIENT = "a-client-of-the-tests"
_LONG = 30 * 86_400
"""Seconds."""


@dataclass
class House:
    """A Plex account, its server "Living Room" with 30 tracks in "Music", and our account on it."""

    plex: FakePlex
    storage: Path
    patience: pytest.MonkeyPatch
    connections: Connections = field(default_factory=Connections)

    def fail(
        self, fault: Fault, path: str = "*", method: str = "*", *, wait: float = 0.5, **more: Any
    ) -> None:
        """From now on the server answers so; a slow one is waited for no longer than a test can (`wait`, seconds)."""
        if fault is Fault.SLOW:
            self.patience.setattr(wire, "READ_SECONDS", wait)
            self.plex.wire.slow_seconds = 4 * wait
        self.plex.wire.fail(fault, path, method, **more)

    def heal(self) -> None:
        """From now on the server answers rightly, and at its leisure."""
        self.patience.setattr(wire, "READ_SECONDS", 30.0)
        self.plex.wire.heal()

    @property
    def section(self) -> str:
        return str(self.plex.music.key)

    def settings(self, **more: str) -> dict[str, str]:
        """Return what signing in as the owner leaves."""
        server = self.plex.server
        return {
            "token": self.plex.token,
            "server_token": server.token_of(self.plex.people.owner),
            "client_identifier": CLIENT,
            "server": server.machine,
            **more,
        }

    def context(self, settings: Mapping[str, str] | None = None) -> Context:
        return Context(
            account_id="account",
            settings=self.settings() if settings is None else settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"discover.provider.plex.tv": self.plex.tv_address},
        )

    def watching(self, **more: str) -> PlexWatching:
        made = registry.watch_account("plex", self.context(self.settings(**more)))
        assert isinstance(made, PlexWatching)
        return made

    def client(self, **more: str) -> Client:
        return client_of(self.context(self.settings(**more)))

    def library(self, **more: str) -> PlexLibrary:
        made = registry.library_source("plex", self.context(self.settings(**more)))
        assert isinstance(made, PlexLibrary)
        return made

    def editor(self, **more: str) -> PlexTarget:
        made = registry.playlist_target("plex", self.context(self.settings(**more)))
        assert isinstance(made, PlexTarget)
        return made

    def keeper(self, **more: str) -> EditedTarget:
        return EditedTarget(self.editor(**more))

    def login(self) -> Any:
        return registry.login("plex", self.context({}))

    def site(self, user: User | None = None, kind: TargetKind = TargetKind.PLAYLIST) -> Site:
        return Site(section=self.section, user=None if user is None else user.uuid, kind=kind)

    def tracks(self) -> list[Track]:
        return [one for one in self.plex.music.of(Kind.TRACK).values() if isinstance(one, Track)]

    def keys(self, *numbers: int) -> list[str]:
        tracks = self.tracks()
        return [str(tracks[number].key) for number in numbers]

    def content(self, keys: Sequence[str], name: str = "Evening", **more: Any) -> TargetContent:
        tracks = [OurTrack(key=key, title=key) for key in keys]
        return TargetContent(mark=MARK, name=name, tracks=tracks, **more)

    def playlist(self, key: str) -> Playlist:
        return self.plex.server.playlists.kept[int(key)]

    def held(self, key: str) -> list[str]:
        return [str(entry.item.key) for entry in self.playlist(key).entries]

    def writes(self) -> list[Asked]:
        return [one for one in self.plex.wire.journal if one.writes]

    def asked(self) -> list[Asked]:
        """Return what was asked of server and plex.tv."""
        return [*self.plex.wire.journal, *self.plex.tv_wire.journal]

    def child(self, pin: str = "1234") -> User:
        """Add a managed user who may use the server."""
        child = self.plex.people.add("Kim", home=True, restricted=True, pin=pin)
        self.plex.server.share(child)
        return child


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave out pauses between tries and requests."""
    monkeypatch.setattr(client, "_LIMIT", RateLimit(requests=10_000, seconds=1.0, concurrency=2))
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
async def house(
    storage: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[House]:
    caplog.set_level(logging.DEBUG)
    plex = FakePlex()
    # What is there has been there for long.
    plex.clock.advance(-_LONG)
    plex.library.fill(plex.music, 30)
    plex.clock.advance(_LONG)
    plex.wire.slow_seconds = plex.tv_wire.slow_seconds = 2.0
    async with plex:
        monkeypatch.setattr(tv, "PLEX_TV", plex.tv_address)
        house = House(plex, storage, monkeypatch)
        yield house
        await house.connections.close()
        _tells_no_secret(house, caplog)


def _tells_no_secret(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """Hold every test to it: no token gets into an address or a log."""
    people = house.plex.people
    tokens = {*people._tokens, *(one.token for one in people.users)}
    tokens |= {server.token_of(one) for server in house.plex.servers for one in people.users}
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert not [token for token in tokens if token in told]
    for asked in house.asked():
        assert not {value for _, value in asked.query} & tokens, asked.path


@pytest.fixture
def cinema(house: House) -> Cinema:
    return Cinema.at(house)


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], Awaitable[None]]:
    """Return what waits for something to be so, ten seconds at most."""

    async def wait(is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not is_so():  # noqa: ASYNC110 -- nobody tells when it is so
                await asyncio.sleep(0.005)

    return wait
