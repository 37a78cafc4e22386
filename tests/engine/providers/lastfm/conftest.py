"""Last.fm on loopback, a user there, and our account."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.lastfm import KEY, FakeLastfm, LastfmTrack
from fakes.lastfm.model import LastfmAlbum
from fakes.serving import Fault
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.lastfm import client as talking
from syncopate.providers.lastfm.metadata import LastfmCatalogue, create as create_catalogue
from syncopate.providers.lastfm.playlists import LastfmPlaylists, create as create_playlists
from syncopate.providers.manifest import RateLimit


@dataclass
class House:
    """Last.fm with the user Anna, who loves 450 tracks."""

    fake: FakeLastfm
    storage: Path
    patience: pytest.MonkeyPatch
    connections: Connections = field(default_factory=Connections)

    def context(self, **settings: str) -> Context:
        return Context(
            account_id="account",
            settings={"user": "Anna", "api_key": KEY} | settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"ws.audioscrobbler.com": self.fake.address},
        )

    def playlists(self, **settings: str) -> LastfmPlaylists:
        return create_playlists(self.context(**settings))

    def catalogue(self, **settings: str) -> LastfmCatalogue:
        return create_catalogue(self.context(**settings))

    def fail(self, fault: Fault, **more: Any) -> None:
        """From now on it answers so; what is slow is waited for no longer than a test can."""
        if fault is Fault.SLOW:
            self.patience.setattr(talking, "TIMEOUT", timedelta(seconds=0.2))
        self.fake.wire.fail(fault, retry_after="0", **more)

    def methods(self) -> list[str]:
        """Return what was asked, in order."""
        return [dict(one.query)["method"] for one in self.fake.wire.journal]


def tracks(count: int, artist: str = "Cher") -> list[LastfmTrack]:
    return [LastfmTrack(f"Song {one}", artist, 180 + one, loved=1_700_000_000 + one) for one in range(count)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and as fast as one likes."""
    monkeypatch.setattr(talking, "LIMIT", RateLimit(requests=1000, seconds=1.0, concurrency=2))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    fake = FakeLastfm()
    fake.wire.slow_seconds = 0.4
    anna = fake.add_user("Anna")
    anna.loved = tracks(450)
    anna.top = {"overall": tracks(300), "7day": tracks(3)}
    fake.tags = {"rock": tracks(250), "ebm": []}
    fake.artists = {"Cher": tracks(40), "AC/DC": [LastfmTrack("Thunderstruck", "AC/DC", 292)]}
    fake.similar = {("AC/DC", "Thunderstruck"): tracks(20)}
    fake.chart = tracks(220, "Chappell Roan")
    fake.albums = [
        LastfmAlbum("Believe", "Cher", tracks(10), "https://pictures/believe.png"),
        LastfmAlbum("Single", "Cher", tracks(1)),
    ]
    async with fake:
        house = House(fake, tmp_path, monkeypatch)
        yield house
        await house.connections.close()
