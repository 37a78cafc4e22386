"""How fast a music folder is scanned: everything for the first time, and 100,000 unchanged files again."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from demo_library import make_library
from mutagen.flac import FLAC
from syncopate.domain.media import FileStamp
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete
from syncopate.providers import registry
from syncopate.providers.capability import Compute, Context, ScanEnd

_FILES_IN_FOLDER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanSize:
    """How many files are read in the first scan, and how many are looked at again."""

    first: int = 8_000
    unchanged: int = 100_000


def run_scan_bench(size: ScanSize) -> dict[str, float]:
    """Measure `scan_files_per_s` (first scan, warm, two workers) and `rescan_100k_s`."""
    with tempfile.TemporaryDirectory(prefix="syncopate-bench-") as folder:
        return asyncio.run(_measure(Path(folder), size))


async def _measure(folder: Path, size: ScanSize) -> dict[str, float]:
    first, unchanged = folder / "first", folder / "unchanged"
    _make_tagged(first, folder / "templates", size.first)
    known = _make_bare(unchanged, size.unchanged)
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        compute = _Pool(pool)
        await _scan(folder / "templates", {}, compute)  # workers started, modules imported
        seconds, end = await _scan(first, {}, compute)
        _expect(end, present=size.first, opened=size.first)
        again, end = await _scan(unchanged, known, compute)
        _expect(end, present=size.unchanged, opened=0)
    return {"scan_files_per_s": round(size.first / seconds, 1), "rescan_100k_s": round(again, 3)}


class _Pool:
    """The engine's way to compute, on a pool of our own."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            raise TypeError("an executor passes no keyword arguments")
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *args)


async def _scan(root: Path, known: Mapping[str, FileStamp], compute: Compute) -> tuple[float, ScanEnd]:
    context = Context(account_id="bench", settings={"path": str(root)}, storage=root, compute=compute)
    started = time.perf_counter()
    async for part in registry.library_source("folder", context).scan("", known, ScanMode.INCREMENTAL):
        if isinstance(part, ScanEnd):
            return time.perf_counter() - started, part
    raise RuntimeError("the scan did not end")


def _expect(end: ScanEnd, *, present: int, opened: int) -> None:
    if not isinstance(end.present, Complete) or len(end.present.items) != present or end.opened != opened:
        raise RuntimeError(f"expected {present} files, {opened} opened: {end.opened} opened, {end.problems}")


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


def _make_bare(root: Path, count: int) -> dict[str, FileStamp]:
    """Make many small files and return the stamps an index would hold."""
    known: dict[str, FileStamp] = {}
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
            known[key] = FileStamp(size=about.st_size, mtime_ns=about.st_mtime_ns)
    return known


if __name__ == "__main__":
    for name, value in run_scan_bench(ScanSize()).items():
        print(f"{name:20} {value:12,.3f}")
