"""How fast playlists are synced, and what the engine uses at rest afterwards.

A real engine, its own data folder, a music folder whose index `bench_library` makes directly: the files are
there but hold one byte each, so a sync is measured and a scan is not. Playlist files go in over the API.
"""

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_engine import Engine, command, compile_modules, environment, running
from bench_library import make_index, playlist_file
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.media import IndexedTrack
from syncopate.settings import Environment
from syncopate.store import libraries, tracks
from syncopate.sync.libraries import add_library

_PLAYLISTS_FOLDER = "Playlists"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSize:
    """How much is synced, and how long the engine rests afterwards."""

    tracks: int = 100_000
    playlists: int = 100
    entries: int = 100
    rest_seconds: float = 300.0


def run_sync_bench(size: SyncSize) -> dict[str, float]:
    """Measure `sync_s`, `resync_s`, `resync_writes`, `rest_mb` and `rest_cpu_percent`."""
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as folder:
        data, music = Path(folder) / "data", Path(folder) / "music"
        data.mkdir()
        compile_modules(data)
        command(data, "migrate")
        index = make_index(music, size.tracks)
        asyncio.run(_place(data, music, index))
        with running(data) as engine:
            for number in range(size.playlists):
                content = playlist_file(index, number, size.entries)
                engine.add_playlist(f"Playlist {number + 1:03}", content)
            return _measure(engine, data, music / _PLAYLISTS_FOLDER, size)


def _measure(engine: Engine, data: Path, written: Path, size: SyncSize) -> dict[str, float]:
    sync_s, items = engine.sync()
    _expect(items, "synced", size)
    # What is already known is what a write is told by: files by inode and time, intents by the journal.
    files, intents = _files(written), _intents(data)
    if len(files) != size.playlists:
        raise RuntimeError(f"{len(files)} playlists were written, not {size.playlists}")
    resync_s, items = engine.sync()
    _expect(items, "unchanged", size)
    after = _files(written)
    touched = sum(files.get(name) != after.get(name) for name in files.keys() | after.keys())
    rest = engine.rest(size.rest_seconds)
    return {
        "sync_s": round(sync_s, 2),
        "resync_s": round(resync_s, 2),
        "resync_writes": max(touched, _intents(data) - intents),
        "rest_mb": round(rest.megabytes, 1),
        "rest_cpu_percent": round(rest.cpu_percent, 2),
    }


async def _place(data: Path, music: Path, index: Sequence[IndexedTrack]) -> None:
    """Add the folder as a library and put its index in place."""
    async with opened_kit(Environment.read(environment(data))) as kit:
        library = await add_library(kit, name="Music", folder=str(music))
        await kit.database.write(tracks.upsert, library.id, index, kit.now())
        await kit.database.write(tracks.bump, library.id)
        await kit.database.write(
            libraries.set_state, library.id, readable=True, reason=None, at=kit.now(), complete=True
        )


def _expect(items: Sequence[dict[str, object]], status: str, size: SyncSize) -> None:
    """Refuse a run that was fast because it did not do its work."""
    good = [item for item in items if item["status"] == status]
    matched = sum(int(str(item["matched"])) for item in items)
    total = size.playlists * size.entries
    print(f"bench: {len(good)} playlists {status}, {matched} of {total} entries found", file=sys.stderr)
    if len(good) != size.playlists or matched < total * 0.6:
        others = [item for item in items if item["status"] != status][:3]
        raise RuntimeError(f"{len(good)} of {size.playlists} {status}, {matched} of {total} found: {others}")


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return inode and time of change of each playlist file."""
    found = {path.name: path.stat() for path in folder.iterdir()}
    return {name: (about.st_ino, about.st_mtime_ns) for name, about in found.items()}


def _intents(data: Path) -> int:
    """Return how many writes to targets were ever begun."""
    with closing(sqlite3.connect(f"file:{data / 'syncopate.db'}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM writes").fetchone()[0])
