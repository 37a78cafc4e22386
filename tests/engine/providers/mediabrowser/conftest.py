"""Jellyfin and Emby side by side: what is true of both is tested on both."""

import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from engine.providers.mediabrowser.cinema import Cinema
from fakes.emby import EmbyFake
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.model import Item, Library, Tags, Track, User
from fakes.mediabrowser.server import MediaServer
from fakes.serving import Asked
from syncopate.apply.editing import EditedTarget
from syncopate.domain.media import Track as OurTrack
from syncopate.domain.target import Site, TargetKind
from syncopate.providers import registry
from syncopate.providers._mediabrowser import scan, talk
from syncopate.providers.capability import Context, TargetContent
from syncopate.providers.connections import Connections
from syncopate.providers.emby import client as emby
from syncopate.providers.jellyfin import client as jellyfin
from syncopate.providers.manifest import RateLimit

KEY_NAME = "Syncopate"
FAKES = {"jellyfin": JellyfinFake, "emby": EmbyFake}
MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"


@dataclass
class House:
    """A server with one library, three users, and our accounts on it."""

    domain: str
    fake: MediaServer
    storage: Path
    music: Library
    admin: User
    member: User
    guest: User
    connections: Connections = field(default_factory=Connections)

    @property
    def product(self) -> str:
        return {"jellyfin": "Jellyfin", "emby": "Emby"}[self.domain]

    def settings(self, user: User, *, key: bool = False, **more: str) -> dict[str, str]:
        """Return an account's settings: signed in as a user, or with a key that acts for one."""
        device = f"device-of-{user.name}"
        token = self.fake.new_key(KEY_NAME) if key else self.fake.sign_in(user, device)
        return {
            "url": self.fake.address,
            "token": token,
            "user_id": user.id,
            "device_id": device,
            "server_id": self.fake.id,
            "is_key": "true" if key else "false",
        } | more

    def context(self, settings: Mapping[str, str]) -> Context:
        return Context(
            account_id=settings["token"],
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
        )

    def library(self, user: User | None = None, *, key: bool = False) -> Any:
        settings = self.settings(user or self.admin, key=key)
        return registry.library_source(self.domain, self.context(settings))

    def editor(self, user: User | None = None, *, key: bool = False) -> Any:
        settings = self.settings(user or self.admin, key=key)
        return registry.playlist_target(self.domain, self.context(settings))

    def keeper(self, user: User | None = None, *, key: bool = False) -> EditedTarget:
        return EditedTarget(self.editor(user, key=key))

    def login(self) -> Any:
        return import_module(f"syncopate.providers.{self.domain}.login").create(self.context({"token": ""}))

    def site(self, user: User | None = None, kind: TargetKind = TargetKind.PLAYLIST) -> Site:
        return Site(section=self.music.id, user=None if user is None else user.id, kind=kind)

    def tracks(self) -> list[Track]:
        return list(self.fake.catalog.tracks.values())

    def keys(self, *numbers: int) -> list[str]:
        tracks = self.tracks()
        return [tracks[number].id for number in numbers]

    def content(self, keys: list[str], name: str = "Evening", **more: Any) -> TargetContent:
        tracks = [OurTrack(key=key, title=key) for key in keys]
        return TargetContent(mark=MARK, name=name, tracks=tracks, **more)

    def playlist(self, key: str) -> Any:
        return self.fake.catalog.get(key)

    def held(self, key: str) -> list[str]:
        return [entry.track.id for entry in self.playlist(key).entries]

    def writes(self) -> list[Asked]:
        return [one for one in self.fake.wire.journal if one.writes and "AuthenticateWith" not in one.path]

    def like(self, user: User, *items: Item) -> None:
        for item in items:
            self.fake.set_favorite(user, item)

    def song(self, title: str, **more: Any) -> Track:
        return self.fake.add_track(self.music, Tags(title=title, **more))


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Leave out pauses between tries, of which there are still three."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for an answer no longer than a test can, and ask as fast as one."""
    monkeypatch.setattr(talk, "_PATIENCE", timedelta(seconds=5))
    for client in (jellyfin.Client, emby.Client):
        fast = replace(client.product, limit=RateLimit(requests=10_000, seconds=1.0, concurrency=2))
        monkeypatch.setattr(client, "product", fast)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read a library a hundred tracks at a time."""
    monkeypatch.setattr(scan, "PAGE", 100)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try both servers, and where somebody keeps playlists, all who may."""
    if any(mark.args[0] == "domain" for mark in metafunc.definition.iter_markers("parametrize")):
        return
    if "keeping" in metafunc.fixturenames:
        accounts = ("administrator", "member", "key", "key for another")
        everyone = [(domain, account) for domain in FAKES for account in accounts]
        # An administrator of Emby is not offered the playlists of others.
        everyone.append(("jellyfin", "administrator for another"))
        metafunc.parametrize(("domain", "keeping"), everyone, indirect=True)
    elif "domain" in metafunc.fixturenames:
        metafunc.parametrize("domain", FAKES, indirect=True)


@pytest.fixture
def domain(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def house(domain: str, storage: Path) -> AsyncIterator[House]:
    fake = FAKES[domain]()
    fake.wire.slow_seconds = 30.0
    music = fake.add_library("Music")
    fake.fill(music, 30)
    async with fake:
        house = House(
            domain=domain,
            fake=fake,
            storage=storage,
            music=music,
            admin=fake.add_user("admin", admin=True),
            member=fake.add_user("member"),
            guest=fake.add_user("guest"),
        )
        yield house
        await house.connections.close()


@pytest.fixture
def cinema(house: House) -> Cinema:
    """Fill the house with films and shows."""
    return Cinema.of(house)


@pytest.fixture
def no_secrets(house: House, caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Collect texts, to find no token, key or password in them, in the log, or in any address."""
    caplog.set_level(logging.DEBUG)
    texts: list[str] = []
    yield texts
    secrets = {*house.fake.access.sessions, *house.fake.access.keys, "planted-password"}
    assert secrets
    told = [*texts, *(record.getMessage() for record in caplog.records if record.name != "asyncio")]
    asked = [f"{one.path} {one.query}" for one in house.fake.wire.journal]
    found = [text for text in (*told, *asked) if any(secret in text for secret in secrets)]
    assert not found
