"""A server that speaks OpenSubsonic, accounts on it, and what tests do with them."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.opensubsonic.model import Song, User
from fakes.opensubsonic.server import PASSWORD, OpenSubsonic
from fakes.serving import Asked
from syncopate.apply.editing import EditedTarget
from syncopate.domain.media import IndexedTrack, Track
from syncopate.domain.run import Progress, ScanMode
from syncopate.domain.target import Site, TargetKind
from syncopate.providers.capability import Context, ScanBatch, ScanEnd, TargetContent
from syncopate.providers.connections import Connections
from syncopate.providers.subsonic import client as talking
from syncopate.providers.subsonic.library import SubsonicLibrary, create as create_library
from syncopate.providers.subsonic.playlist_target import SubsonicPlaylists, create as create_target

MARK = "5b0c8c9e-6a53-4d8e-9d0f-1d8a1f0e2b11"
PLAYLIST, FAVOURITES = Site(), Site(kind=TargetKind.FAVOURITES)
WRITES = ("*Playlist.view", "*/star.view", "*/unstar.view")


@dataclass
class Scanned:
    """What came of a scan."""

    tracks: list[IndexedTrack]
    progress: list[Progress]
    end: ScanEnd

    @property
    def keys(self) -> list[str]:
        return [one.track.key for one in self.tracks]


async def scanned(
    library: SubsonicLibrary,
    section: str = "",
    mode: ScanMode = ScanMode.FULL,
    cursor: str | None = None,
) -> Scanned:
    parts = [part async for part in library.scan(section, {}, mode, cursor)]
    batches = [part for part in parts if isinstance(part, ScanBatch)]
    end = parts[-1]
    assert isinstance(end, ScanEnd)
    assert len(batches) == len(parts) - 1
    return Scanned(
        [track for batch in batches for track in batch.changed], [one.progress for one in batches], end
    )


@dataclass
class House:
    """A server with two music folders, an admin and a member, and our accounts on it."""

    fake: OpenSubsonic
    storage: Path
    music: int
    kids: int
    admin: User
    member: User
    connections: Connections = field(default_factory=Connections)

    def context(self, account: str = "account", **settings: str) -> Context:
        login = {"user": "member", "password": PASSWORD, "url": self.fake.address, "server": "navidrome"}

        return Context(
            account_id=account,
            settings={name: value for name, value in (login | settings).items() if value},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
        )

    def library(self, account: str = "account", **settings: str) -> SubsonicLibrary:
        return create_library(self.context(account, **settings))

    def keeper(self, account: str = "account", **settings: str) -> SubsonicPlaylists:
        return create_target(self.context(account, **settings))

    def target(self, account: str = "account", **settings: str) -> EditedTarget:
        return EditedTarget(self.keeper(account, **settings))

    @property
    def songs(self) -> list[Song]:
        """All songs of the first folder, in the order they were added."""
        return [song for song in self.fake.music.songs.values() if song.folder == self.music]

    def keys(self, count: int) -> list[str]:
        return [song.id for song in self.songs[:count]]

    def asked(self, *paths: str) -> list[Asked]:
        return [one for path in paths for one in self.fake.wire.asked(path=path)]

    def writes(self) -> int:
        """How many requests asked the server to change something."""
        return len([one for one in self.asked(*WRITES) if not one.path.endswith("getPlaylist.view")])

    def forget(self) -> None:
        """Begin a new journal."""
        self.fake.wire.journal.clear()


def content(
    keys: Sequence[str],
    name: str = "Evening",
    description: str | None = None,
    mark: str = MARK,
    leaving: Sequence[str] = (),
) -> TargetContent:
    tracks = [Track(key=key, title=key) for key in keys]
    return TargetContent(
        mark=mark, name=name, tracks=tracks, description=description, leaving=frozenset(leaving)
    )


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and take a second for a long time."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=1))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
def make_house(tmp_path: Path) -> Callable[..., House]:
    """Return what makes a server and what is on it; enter `house.fake` to start it."""

    def make(count: int = 120, **options: object) -> House:
        fake = OpenSubsonic(**options)  # type: ignore[arg-type]
        music, kids = fake.music.add_folder("Music"), fake.music.add_folder("Kids")
        fake.music.fill(music, count)
        fake.music.add_album(kids, "Kids' Choir", "Songs", [f"Song of {one}" for one in "ABCDEFGH"])
        admin = fake.add_user("admin", admin=True, api_key="key-of-admin-4711")
        return House(fake, tmp_path, music, kids, admin, fake.add_user("member"))

    return make


@pytest.fixture
async def house(make_house: Callable[..., House]) -> AsyncIterator[House]:
    """Return a running server as Navidrome is."""
    house = make_house()
    async with house.fake:
        yield house
        await house.connections.close()


@pytest.fixture
def texts(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Return what gives all that was logged."""
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text
