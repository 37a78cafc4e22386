"""A Deezer with music on it, and what tests read it with."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.deezer.model import Album, Playlist, User
from fakes.deezer.server import Deezer
from fakes.serving import Fault
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.deezer import answers, client as talking
from syncopate.providers.deezer.metadata import DeezerCatalogue, create as create_catalogue
from syncopate.providers.deezer.playlists import DeezerPlaylists, create as create_playlists


@dataclass
class House:
    """A Deezer where Anna has three pages of a playlist, favourites, an album and an artist."""

    fake: Deezer
    storage: Path
    albums: list[Album]
    anna: User
    long: Playlist
    short: Playlist
    monkeypatch: pytest.MonkeyPatch
    connections: Connections = field(default_factory=Connections)

    def context(self, account: str = "account", **settings: str) -> Context:
        return Context(
            account_id=account,
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"api.deezer.com": self.fake.address},
        )

    def source(self, **settings: str) -> DeezerPlaylists:
        return create_playlists(self.context("deezer", **settings))

    @property
    def own(self) -> DeezerPlaylists:
        return create_playlists(self.context(user_id=str(self.anna.id)))

    @property
    def catalogue(self) -> DeezerCatalogue:
        return create_catalogue(self.context("deezer"))

    def fail(self, fault: Fault, path: str = "*", *, skip: int = 0) -> None:
        """From now on answer so; what is slow is so for a moment, and that is too long."""
        if fault is Fault.SLOW:
            self.monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.1))
        self.fake.wire.fail(fault, path, skip=skip, retry_after="0")

    @property
    def tracks(self) -> list[int]:
        return [key for album in self.albums for key in album.tracks]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and rest for an instant."""
    monkeypatch.setattr(answers, "QUOTA_SECONDS", 0.01)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Return a running one."""
    fake = Deezer()
    fake.wire.slow_seconds = 0.2
    music = fake.music
    albums = [
        music.add_album(
            f"Band {name}", f"Record {name}", [f"{name} song {at}" for at in range(1, 91)], discs=2
        )
        for name in "ABC"
    ]
    tracks = [key for album in albums for key in album.tracks]
    anna = music.add_user("Anna")
    long, short = (
        music.add_playlist(anna, "Long", tracks[:250]),
        music.add_playlist(anna, "Short", tracks[:3]),
    )
    long.description = "All of it"
    music.put(music.loved(anna), tracks[5:9])
    anna.albums.append(albums[0].id)
    anna.artists.append(albums[1].artist)
    music.charts[0], music.charts[132] = tracks[:130], tracks[10:20]
    music.chart_playlists[0].append(short.id)
    music.chart_playlists[132].append(long.id)
    house = House(fake, tmp_path, albums, anna, long, short, monkeypatch)
    async with fake:
        yield house
        await house.connections.close()
