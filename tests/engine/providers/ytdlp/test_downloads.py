"""yt-dlp itself, in its own process, against a local page: what is fetched, how it ends, what it may not."""

import asyncio
import json
import os
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from engine.providers.asking import nothing_to_compute
from fakes.sounds import SoundSite, wave_of
from syncopate.domain.download import Transfer, TransferState, Wanted, WantKind
from syncopate.domain.snapshot import Known, Unknown
from syncopate.providers.acquiring import DownloadSource, Offers, SearchEnd
from syncopate.providers.capability import Context
from syncopate.providers.connections import Connections
from syncopate.providers.ytdlp import fetching, process
from syncopate.providers.ytdlp.downloads import YtdlpDownloads, create
from syncopate.providers.ytdlp.fetching import Fetch

PAGE = "https://fakes.bandcamp.com/page/"


@dataclass
class Desk:
    """A site that stands in for Bandcamp, and an account."""

    site: SoundSite
    storage: Path
    place: Path
    connections: Connections = field(default_factory=Connections)

    def account(self, **settings: str) -> YtdlpDownloads:
        context = Context(
            account_id="account",
            settings={"delay": "0"} | settings,
            storage=self.storage,
            compute=nothing_to_compute,
            connections=self.connections,
            endpoints={"*": self.site.address},
        )
        return create(context)

    async def begun(self, name: str, **settings: str) -> str:
        ticket = await self.account(**settings).begin(f"{PAGE}{name}", self.place)
        assert isinstance(ticket, Known)
        return ticket.value

    async def seen(self, ticket: str) -> Transfer:
        found = await self.account().look([ticket])
        assert isinstance(found, Known)
        return found.value[ticket]

    async def until(self, ticket: str, good: Callable[[Transfer], bool]) -> Transfer:
        """Look until it is so."""
        async with asyncio.timeout(60):
            while not good(transfer := await self.seen(ticket)):  # noqa: ASYNC110 -- it has to be asked
                await asyncio.sleep(0.05)
        return transfer

    async def ended(self, ticket: str) -> Transfer:
        return await self.until(ticket, lambda transfer: transfer.state.ended)

    def left(self) -> list[str]:
        """Return what lies in the place."""
        return sorted(path.name for path in self.place.iterdir())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with SoundSite() as site:
        site.sounds["Oasis_-_Wonderwall"] = wave_of(2)
        desk = Desk(site, tmp_path / "storage", tmp_path / "place")
        yield desk
        await desk.connections.close()


async def test_a_link_is_an_offer(desk: Desk) -> None:
    account = desk.account()
    assert isinstance(account, DownloadSource)
    parts = [part async for part in account.search_raw(f" {PAGE}Oasis_-_Wonderwall ")]
    assert parts[-1] == SearchEnd(complete=True)
    assert isinstance(parts[0], Offers)
    [offer] = parts[0].offers
    assert offer.key == f"{PAGE}Oasis_-_Wonderwall"
    assert (offer.track.artists, offer.track.title) == (("Oasis",), "Wonderwall (1)")


async def test_a_file_is_fetched(desk: Desk) -> None:
    ticket = await desk.begun("Oasis_-_Wonderwall")
    done = await desk.ended(ticket)
    assert (done.state, done.reason) == (TransferState.DONE, None)
    assert done.path == str(desk.place / "sound.wav")
    assert (desk.place / "sound.wav").read_bytes() == desk.site.sounds["Oasis_-_Wonderwall"]
    assert await desk.begun("Oasis_-_Wonderwall") == ticket
    assert len(desk.site.wire.asked(path="/page/*")) == 1
    assert await desk.account().clean_up([ticket]) == 1
    assert desk.left() == ["sound.wav"]
    assert (await desk.seen(ticket)).state is TransferState.GONE


async def test_what_an_earlier_engine_fetched_is_found(desk: Desk) -> None:
    ticket = await desk.begun("Oasis_-_Wonderwall")
    done = await desk.ended(ticket)
    await desk.connections.close()
    desk.connections = Connections()
    assert await desk.seen(ticket) == done
    assert await desk.begun("Oasis_-_Wonderwall") == ticket
    assert len(desk.site.wire.asked(path="/page/*")) == 1


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not here")
async def test_it_is_converted(desk: Desk) -> None:
    done = await desk.ended(await desk.begun("Oasis_-_Wonderwall", format="mp3"))
    assert (done.state, done.path) == (TransferState.DONE, str(desk.place / "sound.mp3"))
    assert desk.left() == [".done.json", "sound.mp3"]


async def test_without_ffmpeg_that_is_said(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(desk.storage))
    health = await desk.account(format="opus").check()
    assert (health.ok, health.reason) == (False, "not_configured")
    assert "ffmpeg" in health.detail
    begun = await desk.account(format="opus").begin(f"{PAGE}x", desk.place)
    assert begun == Unknown("not_configured")
    assert (await desk.account().check()).ok


async def test_what_is_not_there(desk: Desk) -> None:
    found = await desk.ended(await desk.begun("nothing"))
    assert (found.state, found.reason) == (TransferState.FAILED, "no_longer_offered")
    assert "404" in found.detail
    parts = [part async for part in desk.account().search_raw(f"{PAGE}nothing")]
    assert [part.reason for part in parts if isinstance(part, SearchEnd)] == ["no_longer_offered"]


async def test_what_is_too_large(desk: Desk) -> None:
    desk.site.sounds["Long"] = wave_of(10)
    found = await desk.ended(await desk.begun("Long", largest="0.1"))
    assert (found.state, found.reason) == (TransferState.FAILED, "file_too_large")
    assert desk.left() == []


async def test_what_takes_too_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LONGEST", 3.0)
    desk.site.sounds["Slow"], desk.site.slowness = wave_of(60), 5.0
    found = await desk.ended(await desk.begun("Slow"))
    assert (found.state, found.reason) == (TransferState.FAILED, "unreachable")
    assert "3 s" in found.detail


async def test_one_at_a_time_and_cancelled(desk: Desk) -> None:
    desk.site.sounds["Slow"], desk.site.slowness = wave_of(60), 0.3
    first = await desk.begun("Slow")
    second = await desk.account().begin(f"{PAGE}Oasis_-_Wonderwall", desk.place.with_name("second"))
    assert isinstance(second, Known)
    running = await desk.until(first, lambda transfer: transfer.done > 0 or transfer.state.ended)
    assert running.state is TransferState.RUNNING
    assert running.total == len(desk.site.sounds["Slow"])
    assert (await desk.seen(second.value)).state is TransferState.QUEUED
    assert await desk.begun("Slow") == first
    assert await desk.account().clean_up([first]) == 0
    await desk.account().cancel(first)
    assert desk.left() == []
    assert (await desk.seen(first)).state is TransferState.GONE
    await desk.account().cancel(first)
    await desk.account().cancel("nonsense")
    desk.site.slowness = 0.0
    assert (await desk.ended(second.value)).state is TransferState.DONE


async def test_nothing_goes_on_when_all_is_closed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = asyncio.create_subprocess_exec

    async def noted(*args: object, **kwargs: object) -> object:
        begun = await real(*args, **kwargs)  # type: ignore[arg-type]
        made.append(begun.pid)
        return begun

    monkeypatch.setattr(process.asyncio, "create_subprocess_exec", noted)
    desk.site.sounds["Slow"], desk.site.slowness = wave_of(60), 0.3
    ticket = await desk.begun("Slow")
    await desk.until(ticket, lambda transfer: transfer.done > 0)
    [pid] = made
    limits = await asyncio.to_thread(Path(f"/proc/{pid}/limits").read_text)
    assert re.search(r"Max file size +220000000 ", limits)
    assert re.search(r"Max data size +2000000000 ", limits)
    assert re.search(r"Max core file size +0 ", limits)
    await desk.connections.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert await desk.account().begin(f"{PAGE}Slow", desk.place) == Unknown("unreachable")


async def test_who_closes_a_search_ends_its_process(desk: Desk) -> None:
    found = desk.account().search_raw(f"{PAGE}Oasis_-_Wonderwall")
    async with aclosing(found):
        async for _ in found:
            break
    assert [part async for part in found] == []


async def test_cookies_are_only_read(desk: Desk, tmp_path: Path) -> None:
    jar = tmp_path / "cookies.txt"
    line = "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tsecret"
    jar.write_text(f"# Netscape HTTP Cookie File\n{line}\n")
    before = jar.read_bytes()
    done = await desk.ended(await desk.begun("Oasis_-_Wonderwall", cookies=str(jar)))
    assert done.state is TransferState.DONE
    assert desk.site.wire.asked(path="/page/*")[0].headers.get("Cookie") == "session=secret"
    assert jar.read_bytes() == before
    assert desk.left() == [".done.json", "sound.wav"]
    health = await desk.account(cookies=str(tmp_path / "nothing")).check()
    assert (health.ok, health.reason) == (False, "not_configured")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/x",
        "https://bandcamp.com.example.org/x",
        "https://example.org/?https://bandcamp.com",
        "https://user:pass@bandcamp.com/x",
        "https://bandcamp.com:8080/x",
        "file:///etc/passwd",
        "ytsearch1:x",
        "--exec=touch x",
        "https://[",
    ],
)
async def test_no_other_site_is_asked(desk: Desk, address: str) -> None:
    assert await desk.account().begin(address, desk.place) == Unknown("invalid_input")
    if address.startswith("http"):
        parts = [part async for part in desk.account().search_raw(address)]
        assert [part.reason for part in parts if isinstance(part, SearchEnd)] == ["invalid_input"]
    assert desk.site.wire.journal == []


async def test_what_stands_in_is_not_searched(desk: Desk) -> None:
    wanted = Wanted(kind=WantKind.TRACK, title="Wonderwall", artists=("Oasis",))
    parts = [part async for part in desk.account().search(wanted)]
    assert [part.reason for part in parts if isinstance(part, SearchEnd)] == ["unreachable"]
    nameless = [part async for part in desk.account().search(Wanted(kind=WantKind.TRACK, title="?"))]
    assert [part.reason for part in nameless if isinstance(part, SearchEnd)] == ["invalid_input"]


async def test_the_engine_s_secrets_stay_with_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCOPATE_DATABASE_URL", "postgresql://hidden")
    given: dict[str, str] = {}
    real = asyncio.create_subprocess_exec

    async def noted(*args: object, **kwargs: object) -> object:
        given.update(kwargs["env"])  # type: ignore[call-overload]
        return await real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(process.asyncio, "create_subprocess_exec", noted)
    await desk.ended(await desk.begun("Oasis_-_Wonderwall"))
    assert given["HOME"] == str(desk.place)
    assert not any("hidden" in value for value in given.values())


async def test_a_process_whose_asker_is_gone_ends(desk: Desk, tmp_path: Path) -> None:
    desk.site.sounds["Slow"], desk.site.slowness = wave_of(60), 5.0
    request = {
        **desk.account()._request("fetch", f"{PAGE}Slow"),
        "place": str(tmp_path),
        "cookies": "",
    }
    alone = await asyncio.create_subprocess_exec(
        *(process.sys.executable, "-m", process._WORKER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    assert alone.stdin is not None
    alone.stdin.write(json.dumps(request).encode() + b"\n")
    await alone.stdin.drain()
    async with asyncio.timeout(30):
        while not desk.site.wire.under_way:  # noqa: ASYNC110 -- the site tells nobody
            await asyncio.sleep(0.05)
    alone.stdin.close()
    async with asyncio.timeout(10):
        assert await alone.wait() == -9


def test_tickets() -> None:
    fetch = Fetch("https://youtu.be/x", Path("/a/b"))
    assert fetching.fetch_of(fetch.ticket) == fetch
    for wrong in ("", "[]", '["a", 1]', '["a", ""]', "{}"):
        assert fetching.fetch_of(wrong) is None
