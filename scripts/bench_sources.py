"""How many requests sources cost: a long list of liked songs, unchanged playlists; what memory that takes.

The engine's use cases run here, on a database of their own, at the pace that Spotify is asked at. Its
stand-in runs in another process and counts.
"""

import asyncio
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_engine import command, environment
from bench_fakes import TESTS, heard, order, told
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.run import ItemStatus, Progress
from syncopate.settings import Environment
from syncopate.store import mirrors
from syncopate.sync.accounts import add_account
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import NewMirror, add_mirror
from syncopate.sync.reading import refresh_mirror


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesSize:
    """How much a user has: songs liked, playlists of their own; and how often the songs are read again."""

    liked: int = 10_000
    playlists: int = 50
    entries: int = 20
    again: int = 3


class _Bench:
    """One account's measurements."""

    def __init__(self, kit: Kit, spotify: subprocess.Popen[str], size: SourcesSize) -> None:
        self._kit = kit
        self._spotify = spotify
        self._size = size
        self._run = 0

    async def measure(self, account_id: str, references: Sequence[str]) -> dict[str, float]:
        """Measure it all, and refuse a number of what did not do its work."""
        self._requests()
        began = time.perf_counter()
        liked = await self._added(account_id, "liked", self._size.liked)
        first, seconds = self._requests(), time.perf_counter() - began
        await self._read([liked], ItemStatus.UNCHANGED)
        liked_unchanged = self._requests()
        kept = [await self._added(account_id, each, self._size.entries) for each in references]
        first_playlists = self._requests()
        await self._read(kept, ItemStatus.UNCHANGED)
        unchanged = self._requests()
        held = []
        for _ in range(self._size.again):
            order(self._spotify, "like")
            await self._read([liked], ItemStatus.SYNCED)
            gc.collect()
            held.append(psutil.Process().memory_info().rss / 1e6)
        return {
            "spotify_liked_10k_requests": first,
            "spotify_liked_10k_s": round(seconds, 1),
            "spotify_liked_unchanged_requests": liked_unchanged,
            "spotify_playlists_first_requests": first_playlists,
            "spotify_unchanged_requests_per_account": unchanged,
            "sources_mb": round(held[-1], 1),
            "sources_growth_mb": round(max(held[-1] - held[0], 0.0), 1),
        }

    def _requests(self) -> int:
        """Return how many requests came since the last look."""
        return int(order(self._spotify, "requests"))

    async def _added(self, account_id: str, reference: str, wanted: int) -> str:
        new = NewMirror(provider="spotify", account_id=account_id, reference=reference)
        mirror = await add_mirror(self._kit, new)
        held = (await self._kit.database.read(mirrors.get, mirror.id)).entry_count
        if held != wanted:
            raise RuntimeError(f"{reference} was read with {held} of {wanted} entries")
        return mirror.id

    async def _read(self, kept: Sequence[str], wanted: ItemStatus) -> None:
        """Read playlists in one run, at once, as a run does."""
        self._run += 1
        results = await asyncio.gather(
            *(refresh_mirror(self._kit, each, f"run-{self._run}", report=_quiet) for each in kept)
        )
        odd = [each for each in results if each.status is not wanted]
        if odd:
            raise RuntimeError(f"a source was {odd[0].status}, not {wanted}: {odd[0]}")


def run_sources_bench(size: SourcesSize, say: Callable[[str], None]) -> dict[str, float]:
    """Measure Spotify, which is asked most and lets the least pass."""
    say(f"measuring spotify: {size.liked:,} liked songs, {size.playlists} playlists, at Spotify's pace")
    return asyncio.run(_measured(size))


async def _measured(size: SourcesSize) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        await asyncio.to_thread(command, data, "migrate")
        sizes = (str(size.liked), str(size.playlists), str(size.entries))
        with told(Path(__file__), *sizes) as spotify:
            endpoints, settings, references = heard(spotify)
            hosts = " ".join(f"{host}={address}" for host, address in endpoints.items())
            told_of = {**environment(data), "SYNCOPATE_ENDPOINTS": hosts}
            async with opened_kit(Environment.read(told_of)) as kit:
                account = await add_account(kit, provider="spotify", name="Anna", settings=settings)
                if not account.health_ok:
                    raise RuntimeError(f"the login did not work: {account}")
                return await _Bench(kit, spotify, size).measure(account.id, references)


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""


async def _serve(liked: int, playlists: int, entries: int) -> None:
    """Be Spotify: tell how it is reached and as whom, then answer orders until there are no more."""
    from fakes.spotify import FakeSpotify  # noqa: PLC0415 -- found only once the path is set
    from fakes.spotify.accounts import CLIENT_ID  # noqa: PLC0415

    fake = FakeSpotify()
    anna = fake.world.add_user("anna", "Anna")
    songs = fake.world.songs(liked)
    for song in songs:
        fake.world.like(anna, song)
    made = [fake.world.add_playlist(anna, f"Mix {number}", songs[:entries]) for number in range(playlists)]
    grant = fake.accounts.grant(anna)
    tokens = {"refresh_token": grant.refresh, "access_token": grant.access}
    settings = {"client_id": CLIENT_ID, "redirect_uri": "http://127.0.0.1:8095/callback", "user_id": anna.id}
    async with fake:
        references = [f"playlist:{each.id}" for each in made]
        print(json.dumps([fake.endpoints, settings | tokens, references]), flush=True)
        while words := (await asyncio.to_thread(sys.stdin.readline)).strip():
            if words == "like":
                # One comes and one goes: the list stays as long as it is.
                fake.world.like(anna, anna.liked.pop()[1])
                print(json.dumps(None), flush=True)
                continue
            print(json.dumps(len(fake.wire.journal)), flush=True)
            fake.wire.journal.clear()


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    asyncio.run(_serve(*(int(each) for each in sys.argv[1:])))
