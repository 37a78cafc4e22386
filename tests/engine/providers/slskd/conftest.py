"""slskd with a network behind it, and an account of ours on it."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import stamina
from engine.providers.asking import Unhurried, nothing_to_compute
from fakes.slskd import FakeSlskd, Peer
from syncopate.domain.download import Offer, Transfer, Wanted, WantKind
from syncopate.domain.snapshot import Known
from syncopate.providers.acquiring import Offers, SearchEnd
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.slskd import client, searching
from syncopate.providers.slskd.downloads import SlskdDownloads, create

HERE = "Music\\Oasis\\1995 - (What's the Story) Morning Glory [FLAC]"
WONDERWALL = Wanted(
    kind=WantKind.TRACK, title="Wonderwall", artists=("Oasis",), duration=timedelta(seconds=258)
)


@dataclass
class House:
    """The service, and an account of ours on it."""

    fake: FakeSlskd
    storage: Path
    place: Path
    connections: Connections = field(default_factory=lambda: Connections(Unhurried()))

    def account(self, **settings: str) -> SlskdDownloads:
        given = {
            "url": self.fake.address,
            "api_key": self.fake.key,
            "remote_folder": self.fake.remote,
            "local_folder": str(self.fake.downloads),
        }
        context = Context(
            account_id="account",
            settings=given | settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
        )
        return create(context)

    def peer(self, name: str = "paul") -> Peer:
        """Have somebody with an album."""
        peer = self.fake.add(name)
        for number, title in ((3, "Wonderwall"), (4, "Don't Look Back in Anger"), (13, "Wonderwall (Live)")):
            peer.share(f"@@x\\{HERE}\\{number:02} - {title}.flac", length=258, bitDepth=16, sampleRate=44100)
        peer.share(f"@@x\\{HERE}\\folder.jpg")
        return peer

    async def searched(self, wanted: Wanted = WONDERWALL, **settings: str) -> tuple[list[Offer], SearchEnd]:
        """Search to the end, and hold that the end comes last and once."""
        parts = [part async for part in self.account(**settings).search(wanted)]
        end = parts[-1]
        assert isinstance(end, SearchEnd)
        found = [part for part in parts[:-1] if isinstance(part, Offers)]
        assert len(found) == len(parts) - 1
        return [offer for part in found for offer in part.offers], end

    async def begun(self, title: str = "Wonderwall") -> str:
        """Ask for a file of the album, and return its ticket."""
        offers, _ = await self.searched()
        offer = next(each for each in offers if each.track.title == title)
        ticket = await self.account().begin(offer.key, self.place)
        assert isinstance(ticket, Known)
        return ticket.value

    async def seen(self, ticket: str) -> Transfer:
        """Look at a transfer."""
        found = await self.account().look([ticket])
        assert isinstance(found, Known)
        return found.value[ticket]

    def words(self) -> list[str]:
        """Return what was searched for."""
        return [each.words for each in self.fake.searches.values()]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Look again at once, and wait for little."""
    monkeypatch.setattr(client, "TIMEOUT", timedelta(seconds=0.8))
    monkeypatch.setattr(client, "SEARCHES", RateLimit(requests=1000, seconds=1.0))
    monkeypatch.setattr(client, "MOVING_SECONDS", 0.05)
    monkeypatch.setattr(searching, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(searching, "PATIENCE", 1.0)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Return the running service."""
    fake = FakeSlskd(tmp_path / "downloads")
    fake.wire.slow_seconds = 1.0
    async with fake:
        house = House(fake, tmp_path / "storage", tmp_path / "place")
        yield house
        await house.connections.close()
