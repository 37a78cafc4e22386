"""YouTube Music on loopback, and our accounts there."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import stamina
from engine.providers.asking import nothing_to_compute
from fakes.serving import Fault
from fakes.youtube import Account, FakeYoutube
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.manifest import RateLimit
from syncopate.providers.youtube import client as talking, session
from syncopate.providers.youtube.headers import sealed
from syncopate.providers.youtube.metadata import YoutubeCatalogue, create as create_catalogue
from syncopate.providers.youtube.playlists import YoutubePlaylists, create as create_playlists


@dataclass
class House:
    """YouTube Music with the account Anna."""

    fake: FakeYoutube
    storage: Path
    anna: Account
    patience: pytest.MonkeyPatch
    connections: Connections = field(default_factory=Connections)

    def context(self, account: Account | None = None) -> Context:
        return Context(
            account_id="account" if account else "youtube",
            settings={}
            if account is None
            else {"headers": sealed(self.pasted(account)), "user": account.name},
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"music.youtube.com": self.fake.address},
        )

    def pasted(self, account: Account) -> str:
        """Return what a browser in which the account is signed in sends."""
        return (
            "POST /youtubei/v1/browse?prettyPrint=false HTTP/3\n"
            "Host: music.youtube.com\n"
            "User-Agent: Mozilla/5.0\n"
            f"Cookie: SID=s; __Secure-3PAPISID={account.proof}; SAPISID=x\n"
            "X-Goog-AuthUser: 0\n"
            "Origin: https://music.youtube.com\n"
        )

    def playlists(self, account: Account | None = None) -> YoutubePlaylists:
        return create_playlists(self.context(account))

    def catalogue(self) -> YoutubeCatalogue:
        return create_catalogue(self.context())

    def fail(self, fault: Fault, path: str = "*", **more: Any) -> None:
        """From now on it answers so; what is slow is waited for no longer than a test can."""
        if fault is Fault.SLOW:
            self.patience.setattr(session, "READ_SECONDS", 0.3)
        self.fake.wire.fail(fault, path, retry_after="0", **more)

    def browsed(self) -> int:
        """Return how many pages were asked for."""
        return len(self.fake.wire.asked(path="*/browse"))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ask again at once, and as fast as one likes."""
    monkeypatch.setattr(talking, "LIMIT", RateLimit(requests=1000, seconds=1.0, concurrency=2))
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    fake = FakeYoutube()
    fake.wire.slow_seconds = 0.6
    async with fake:
        house = House(fake, tmp_path, fake.add_account("Anna", "@anna"), monkeypatch)
        yield house
        await house.connections.close()


@pytest.fixture
def texts(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Return what gives all that was logged."""
    caplog.set_level(logging.DEBUG)
    return lambda: caplog.text
