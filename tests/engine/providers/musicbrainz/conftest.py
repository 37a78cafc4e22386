"""The service with a little music, and what asks it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.musicbrainz import FakeMusicBrainz, Medium, Place, Recording, Release
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.musicbrainz import client as talking
from syncopate.providers.musicbrainz.metadata import MusicBrainzCatalogue, create as create_catalogue
from syncopate.providers.musicbrainz.playlists import MusicBrainzAlbums, create as create_albums

ISRC = "DEA120300001"


@dataclass
class House:
    """The service, and what asks it; `song` is on both discs of `album`, a duet with two ISRCs."""

    fake: FakeMusicBrainz
    storage: Path
    song: Recording
    album: Release
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def context(self) -> Context:
        return Context(
            account_id="musicbrainz",
            settings={},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"musicbrainz.org": self.fake.address},
        )

    def catalogue(self) -> MusicBrainzCatalogue:
        return create_catalogue(self.context())

    def albums(self) -> MusicBrainzAlbums:
        return create_albums(self.context())

    @property
    def requests(self) -> int:
        return len(self.fake.wire.journal)


def stock(fake: FakeMusicBrainz, storage: Path) -> House:
    """Put a little music into the service."""
    anna, bert = fake.add_artist("Anna", "Anya", "Ana"), fake.add_artist("Bert")
    song = fake.add_recording(
        "Song: one (really?)", anna, bert, length=181_500, isrcs=[ISRC, "DEA120300002"], first="1999-03"
    )
    song.urls = [
        ("https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC", False),
        ("https://www.deezer.com/track/3135556", False),
        ("https://tidal.com/track/1234", True),
        ("https://www.discogs.com/release/1", False),
    ]
    other = fake.add_recording("Other", anna, length=None)
    group = fake.add_group("Album", anna, first="1999-03-01")
    discs = [
        Medium(tracks=[Place(recording=song), Place(recording=other, title="Other (live)")]),
        Medium(tracks=[Place(recording=song, credit=[(bert, "")])]),
    ]
    album = fake.add_release(group, date="1999-03-01", barcode="0602498765432", front=True, media=discs)
    return House(fake, storage, song, album)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and take little for a long time."""
    monkeypatch.setattr(talking, "TIMEOUT", timedelta(seconds=0.3))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return the running service, which minds no haste."""
    fake = FakeMusicBrainz(paced=False)
    fake.wire.slow_seconds = 1.0
    house = stock(fake, tmp_path)
    async with fake:
        yield house
        await house.connections.close()
