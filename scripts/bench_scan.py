"""How fast a music folder is scanned: everything for the first time, and 100,000 unchanged files again.

Whole scans, as jobs do them: the walk, the tags read in two workers, the index in a database of its own.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from mutagen.flac import FLAC

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_engine import command, environment
from demo_library import make_library
from syncopate.audio.scan import read_files
from syncopate.bootstrap.base import opened_kit
from syncopate.domain.media import FileStamp, IndexedTrack, Track
from syncopate.domain.run import ItemResult, ItemStatus, Progress, ScanMode
from syncopate.settings import Environment
from syncopate.store import tracks
from syncopate.store.libraries import Library
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, scan_library

_FILES_IN_FOLDER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSize:
    """How many files are read in the first scan, and how many are looked at again."""

    first: int = 8_000
    unchanged: int = 100_000


def run_scan_bench(size: ScanSize) -> dict[str, float]:
    """Measure `scan_files_per_s` (first scan, warm, two workers) and `rescan_100k_s`."""
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as folder:
        command(Path(folder) / "data", "migrate")
        return asyncio.run(_measure(Path(folder), size))


async def _measure(folder: Path, size: ScanSize) -> dict[str, float]:
    first, unchanged = folder / "first", folder / "unchanged"
    _make_tagged(first, folder / "templates", size.first)
    known = _make_bare(unchanged, size.unchanged)
    async with opened_kit(Environment.read(environment(folder / "data"))) as kit:
        # Warm: both workers are started and have their modules.
        await asyncio.gather(*(kit.compute(read_files, str(first), []) for _ in range(8)))
        library = await add_library(kit, name="First", folder=str(first))
        seconds, result = await _scan(kit, library)
        _expect(result, ItemStatus.SYNCED, size.first)
        library = await add_library(kit, name="Unchanged", folder=str(unchanged))
        await kit.database.write(tracks.upsert, library.id, known, kit.now())
        again, result = await _scan(kit, library)
        # A file that was opened would have changed: these hold no sound, and the index says nothing of it.
        _expect(result, ItemStatus.UNCHANGED, 0)
    return {"scan_files_per_s": round(size.first / seconds, 1), "rescan_100k_s": round(again, 3)}


async def _scan(kit: Kit, library: Library) -> tuple[float, ItemResult]:
    started = time.perf_counter()
    result = await scan_library(kit, library.id, mode=ScanMode.INCREMENTAL, report=_quiet)
    return time.perf_counter() - started, result


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""


def _expect(result: ItemResult, status: ItemStatus, changed: int) -> None:
    if (result.status, result.added, result.removed) != (status, changed, 0):
        raise RuntimeError(f"expected {changed} files changed: {result}")


def _make_tagged(root: Path, templates: Path, count: int) -> None:
    """Copy the demo's files many times; each FLAC gets tags of its own."""
    sources = [path for path in make_library(templates) if path.suffix in {".flac", ".mp3", ".ogg"}]
    for number in range(count):
        source = sources[number % len(sources)]
        folder = root / f"Artist {number // _FILES_IN_FOLDER}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{number:05} - Song{source.suffix}"
        shutil.copyfile(source, path)
        if source.suffix == ".flac":
            audio = FLAC(path)
            audio["title"] = [f"Song {number}"]
            audio.save()


def _make_bare(root: Path, count: int) -> list[IndexedTrack]:
    """Make many small files and return what an index of them would hold."""
    known: list[IndexedTrack] = []
    for start in range(0, count, _FILES_IN_FOLDER):
        folder = root / f"Artist {start // 1000}" / f"Album {start // _FILES_IN_FOLDER}"
        folder.mkdir(parents=True)
        for number in range(start, min(start + _FILES_IN_FOLDER, count)):
            path = f"{folder}/{number:06} - Song.mp3"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            os.write(handle, b"x")
            about = os.fstat(handle)
            os.close(handle)
            key = os.path.relpath(path, root)
            stamp = FileStamp(size=about.st_size, mtime_ns=about.st_mtime_ns)
            known.append(IndexedTrack(track=Track(key=key, title=f"Song {number}"), stamp=stamp))
    return known


if __name__ == "__main__":
    for name, value in run_scan_bench(ScanSize()).items():
        print(f"{name:20} {value:12,.3f}")
