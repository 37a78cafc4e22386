"""An Apple Music with music on it, and what tests read it with."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.apple_music.model import Album, Playlist
from fakes.apple_music.server import AppleMusic
from fakes.serving import Fault
from syncopate.providers.apple_music import client as talking
from syncopate.providers.apple_music.metadata import AppleCatalogue, create as create_catalogue
from syncopate.providers.apple_music.playlists import ApplePlaylists, create as create_playlists
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit


@dataclass
class House:
    """An Apple Music with three albums, a playlist that fits on its page, and one that does not."""

    fake: AppleMusic
    storage: Path
    albums: list[Album]
    short: Playlist
    long: Playlist
    monkeypatch: pytest.MonkeyPatch
    connections: Connections = field(default_factory=Connections)

    def context(self, **settings: str) -> Context:
        return Context(
            account_id="apple_music",
            settings=settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"itunes.apple.com": self.fake.address, "music.apple.com": self.fake.address},
        )

    def source(self, **settings: str) -> ApplePlaylists:
        return create_playlists(self.context(**settings))

    def catalogue(self, **settings: str) -> AppleCatalogue:
        return create_catalogue(self.context(**settings))

    def fail(self, fault: Fault, path: str = "*") -> None:
        """From now on answer so; what is slow is so for a moment, and that is too long."""
        if fault is Fault.SLOW:
            self.monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.1))
        self.fake.wire.fail(fault, path, retry_after="0")

    @property
    def songs(self) -> list[int]:
        return [key for album in self.albums for key in album.songs]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and as often as one likes."""
    often = RateLimit(requests=1000, seconds=1.0)
    monkeypatch.setattr(talking, "_LIMIT", often)
    monkeypatch.setattr(talking, "_PAGES", often)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    """Return a running one."""
    fake = AppleMusic()
    fake.wire.slow_seconds = 0.2
    music = fake.music
    albums = [
        music.add_album(f"Band {name}", f"Record {name}", [f"{name} {at}" for at in range(1, 61)])
        for name in "AB"
    ]
    albums.append(music.add_album("Various Artists", "Hits", ["One", "Two", "Three"], by="Anna & Otto"))
    songs = [key for album in albums for key in album.songs]
    short = music.add_playlist(
        "pl.u-aBc123", "Evening & </script> more", [*songs[:3], *albums[2].songs], "Otto"
    )
    short.description = "Slow ones"
    long = music.add_playlist("pl.0b593f1142b84a50a2c1e7088b3fb683", "Long", songs)
    house = House(fake, tmp_path, albums, short, long, monkeypatch)
    async with fake:
        yield house
        await house.connections.close()
