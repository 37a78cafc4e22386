"""How many requests and seconds media servers cost: the index of a large library, and playlists kept on it.

The engine's use cases run here, on a database of their own; each server runs in another process and counts.
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_engine import command, environment
from bench_fakes import PROVIDERS, Server, Traffic, serving
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.run import ItemStatus, Progress, ScanMode
from syncopate.settings import Environment
from syncopate.store import mirrors, tracks
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, scan_library
from syncopate.sync.logins import begin_login
from syncopate.sync.mirrors import NewMirror, add_tracks
from syncopate.sync.playlist import sync_mirror

_SEED = 20_261_129
_SEARCHES = 3
"""Requests that a tool without an index makes for each track it looks for, as one of those replaced does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServersSize:
    """How much is indexed and kept."""

    tracks: int = 100_000
    playlists: int = 50
    entries: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    traffic: Traffic
    seconds: float


class _Bench:
    """One provider's measurements."""

    def __init__(self, kit: Kit, server: Server, size: ServersSize) -> None:
        self._kit = kit
        self._server = server
        self._size = size
        self._run = 0

    async def measure(self, provider: str) -> dict[str, float]:
        """Measure it all, and refuse a number of what did not do its work."""
        library = await self._library(provider)
        index = await self._step(lambda: self._scan(library, self._size.tracks))
        refresh = await self._step(lambda: self._scan(library, self._size.tracks))
        self._server.touch()
        changed = await self._step(lambda: self._scan(library, self._size.tracks))
        chosen = await self._chosen(library)
        kept = [await self._mirror(library, number, songs) for number, songs in enumerate(chosen, 1)]
        first = await self._step(lambda: self._sync(kept, ItemStatus.SYNCED))
        again = await self._step(lambda: self._sync(kept, ItemStatus.UNCHANGED))
        await self._move_in_source(kept[0])
        moved = await self._step(lambda: self._sync(kept[:1], ItemStatus.SYNCED))
        reads = (again.traffic.requests - again.traffic.writes) / len(kept)
        return {
            f"{provider}_index_requests": index.traffic.requests,
            f"{provider}_index_s": round(index.seconds, 1),
            f"{provider}_refresh_requests": refresh.traffic.requests,
            f"{provider}_refresh_s": round(refresh.seconds, 2),
            f"{provider}_one_changed_requests": changed.traffic.requests,
            f"{provider}_first_sync_requests": first.traffic.requests,
            f"{provider}_first_sync_s": round(first.seconds, 1),
            f"{provider}_resync_writes": again.traffic.writes,
            f"{provider}_resync_reads_per_playlist": round(reads, 2),
            f"{provider}_resync_s": round(again.seconds, 1),
            f"{provider}_move_writes": moved.traffic.writes,
        }

    async def _library(self, provider: str) -> Library:
        state = await begin_login(
            self._kit, provider=provider, method=self._server.method, answers=self._server.answers
        )
        if state.account is None or state.account.health_ok is not True:
            raise RuntimeError(f"{provider}: the login did not work: {state}")
        return await add_library(
            self._kit, name="Music", account_id=state.account.id, section=self._server.section
        )

    async def _step(self, work: Callable[[], Awaitable[None]]) -> _Step:
        self._server.traffic()
        began = time.perf_counter()
        await work()
        return _Step(traffic=self._server.traffic(), seconds=time.perf_counter() - began)

    async def _scan(self, library: Library, wanted: int) -> None:
        result = await scan_library(self._kit, library.id, mode=ScanMode.INCREMENTAL, report=_quiet)
        held = await self._kit.database.read(tracks.count, library.id)
        if result.error is not None or held != wanted:
            raise RuntimeError(f"the scan ended with {held} of {wanted} tracks: {result}")

    async def _chosen(self, library: Library) -> list[list[Track]]:
        """Return the songs of each playlist, the same ones every time."""
        known = await self._kit.database.read(lambda connection: list(tracks.load(connection, library.id)))
        draw = random.Random(_SEED)  # noqa: S311 -- nothing secret is drawn
        return [draw.sample(known, self._size.entries) for _ in range(self._size.playlists)]

    async def _mirror(self, library: Library, number: int, songs: Sequence[Track]) -> str:
        entries = [
            Entry(
                position=at, title=song.title, artists=song.artists, album=song.album, duration=song.duration
            )
            for at, song in enumerate(songs)
        ]
        new = NewMirror(library_id=library.id)
        return (await add_tracks(self._kit, entries, f"Playlist {number:03}", new)).id

    async def _sync(self, kept: Sequence[str], wanted: ItemStatus) -> None:
        self._run += 1
        for mirror_id in kept:
            result = await sync_mirror(self._kit, mirror_id, f"run-{self._run}", report=_quiet)
            if result.status is not wanted or result.missing:
                raise RuntimeError(f"a playlist was {result.status}, not {wanted}: {result}")

    async def _move_in_source(self, mirror_id: str) -> None:
        """Put the last entry of the source first, as its owner would."""
        mirror = await self._kit.database.read(mirrors.get, mirror_id)
        path = self._kit.storage_dir / "playlist_file" / mirror.reference
        document = json.loads(path.read_text("utf-8"))
        listed = document["playlist"]["track"]
        listed.insert(0, listed.pop())
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


def run_servers_bench(size: ServersSize, say: Callable[[str], None]) -> dict[str, float]:
    """Measure each server in turn."""
    found: dict[str, float] = {}
    for provider in PROVIDERS:
        say(f"measuring {provider}: {size.tracks:,} tracks, {size.playlists} playlists of {size.entries}")
        found |= asyncio.run(_measured(provider, size))
    each = size.playlists * size.entries
    # What a tool needs that searches for every track and adds one at a time; it writes all of it every night.
    found["per_track_tool_first_sync_requests"] = each * (_SEARCHES + 1)
    found["per_track_tool_resync_requests"] = each * (_SEARCHES + 1)
    return found


async def _measured(provider: str, size: ServersSize) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        await asyncio.to_thread(command, data, "migrate")
        with serving(provider, size.tracks) as server:
            async with opened_kit(Environment.read(environment(data))) as kit:
                return await _Bench(kit, server, size).measure(provider)


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""
