"""Capability LIBRARY: the tags of the files in a folder; unchanged files are never opened."""

import asyncio
import os
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

from syncopate.audio.facts import FileFacts
from syncopate.audio.names import readable
from syncopate.audio.scan import read_files
from syncopate.domain.media import FileStamp, IndexedTrack
from syncopate.domain.run import Progress, ScanMode
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import AccessDenied, FolderUnreadable, LibraryUnavailable, NotFound
from syncopate.providers.capability import Compute, Context, Health, ScanBatch, ScanEnd
from syncopate.providers.folder.places import places_of, relative_of
from syncopate.providers.folder.walk import Found, Walk

_WALK_BATCH = 2_000
_READ_BATCH = 250
# Enough to keep two or three workers busy while the results of one batch are stored.
_IN_FLIGHT = 4
_PROBLEMS_SHOWN = 100


def create(context: Context) -> FolderLibrary:
    """Make the reader of a music folder. Raises NotConfigured."""
    return FolderLibrary(places_of(context).root, context.compute)


class FolderLibrary:
    """Reads a music folder; fulfils LibrarySource, Audible and Filed. A section is a folder in it, "" all."""

    def __init__(self, root: Path, compute: Compute) -> None:
        self._root = root
        self._compute = compute

    async def check(self) -> Health:
        """Tell whether the folder is there and can be listed."""
        try:
            await asyncio.to_thread(os.listdir, self._root)
        except OSError as error:
            return Health(ok=False, reason=LibraryUnavailable.key, detail=f"{self._root}: {error.strerror}.")
        return Health(ok=True)

    async def sound_of(self, track_key: str) -> Path:
        """Return the file of a track; links that lead out of the folder are not followed."""
        return await asyncio.to_thread(_inside, self._root, track_key)

    def file_of(self, track_key: str) -> str:
        """Return the whole path of a track's file, links as they are. Raises InvalidInput."""
        return str(self._root / relative_of(track_key))

    async def scan(
        self, section: str, known: Mapping[str, FileStamp], mode: ScanMode, cursor: str | None = None
    ) -> AsyncIterator[ScanBatch | ScanEnd]:
        """Walk, then read what is new or changed. A missing or suddenly empty folder is a failed scan."""
        del cursor
        scan = _Scan(self._root, section, known, mode)
        try:
            while await asyncio.to_thread(scan.walk_on):
                progress = Progress(len(scan.present), 0, scan.walk.current)
                yield ScanBatch(changed=(), progress=progress)
        except OSError as error:
            yield ScanEnd(present=scan.failed(error.strerror or "it cannot be read"))
            return
        if not scan.present and known and not scan.walk.unreadable:
            yield ScanEnd(present=scan.failed(f"it is empty, though {len(known)} tracks are known"))
            return
        done = len(scan.present) - len(scan.changed)
        async with aclosing(self._read(scan.changed)) as batches:
            async for found, read in batches:
                done += len(found)
                tracks = tuple(_scanned(one, facts) for one, facts in zip(found, read, strict=True) if facts)
                scan.vanished += len(found) - len(tracks)
                progress = Progress(done, len(scan.present), readable(found[-1].relative))
                yield ScanBatch(changed=tracks, progress=progress)
        yield await asyncio.to_thread(scan.end)

    async def _read(
        self, changed: Sequence[Found]
    ) -> AsyncGenerator[tuple[tuple[Found, ...], list[FileFacts | None]]]:
        """Read files in the workers, a few batches ahead, results in order."""
        under_way: deque[tuple[tuple[Found, ...], asyncio.Task[list[FileFacts | None]]]] = deque()
        batches = batched(changed, _READ_BATCH, strict=False)
        try:
            while True:
                while len(under_way) < _IN_FLIGHT and (batch := next(batches, None)):
                    under_way.append((batch, asyncio.create_task(self._read_batch(batch))))
                if not under_way:
                    return
                batch, task = under_way.popleft()
                yield batch, await task
        finally:
            for _, task in under_way:
                task.cancel()

    async def _read_batch(self, batch: Sequence[Found]) -> list[FileFacts | None]:
        return await self._compute(read_files, str(self._root), [found.relative for found in batch])


class _Scan:
    """What one scan knows so far."""

    def __init__(self, root: Path, section: str, known: Mapping[str, FileStamp], mode: ScanMode) -> None:
        self._start = root / section.strip("/")
        self._known = known
        self._full = mode is not ScanMode.INCREMENTAL
        self._identity: tuple[int, int] | None = None
        self.walk = Walk(root, section)
        self.present: list[str] = []
        self.changed: list[Found] = []
        self.vanished = 0

    def walk_on(self) -> bool:
        """Take the next part of the walk; False at its end. Raises OSError when the start cannot be read."""
        self._identity = self._identity or _identity(self._start)
        found = self.walk.take(_WALK_BATCH)
        self.present.extend(one.key for one in found)
        known = {} if self._full else self._known
        self.changed.extend(one for one in found if known.get(one.key) != one.stamp)
        return bool(found)

    def failed(self, why: str) -> Failed:
        """Say that nothing is known."""
        return Failed(LibraryUnavailable.key, f"{self._start} cannot be read: {why}.", datetime.now(UTC))

    def end(self) -> ScanEnd:
        """Judge the whole: complete only when every folder was read and the disk is still the same."""
        opened = len(self.changed)
        try:
            if _identity(self._start) != self._identity:
                return ScanEnd(present=self.failed("it was replaced during the scan"), opened=opened)
        except OSError as error:
            return ScanEnd(present=self.failed(error.strerror or "it went away"), opened=opened)
        troubles = self.walk.unreadable + [readable(link) for link in self._lost_links()]
        now = datetime.now(UTC)
        if troubles or self.vanished:
            present = Partial(tuple(self.present), FolderUnreadable.key, now)
            return ScanEnd(present=present, problems=tuple(troubles[:_PROBLEMS_SHOWN]), opened=opened)
        return ScanEnd(present=Complete(tuple(self.present), now), opened=opened)

    def _lost_links(self) -> list[str]:
        """Return links that lead nowhere now, but below which tracks are known."""
        return [
            link
            for link in self.walk.dangling
            if link in self._known or any(key.startswith(f"{link}/") for key in self._known)
        ]


def _inside(root: Path, track_key: str) -> Path:
    """Return the real file of a key below the folder. Raises NotFound, InvalidInput, AccessDenied."""
    try:
        path = (root / relative_of(track_key)).resolve(strict=True)
        inside = path.is_relative_to(root.resolve(strict=True))
    except (OSError, RuntimeError, ValueError) as error:
        raise NotFound(what="file", id=readable(track_key)) from error
    if not inside:
        raise AccessDenied("The file lies outside its music folder.")
    if not path.is_file():
        raise NotFound(what="file", id=readable(track_key))
    return path


def _identity(path: Path) -> tuple[int, int]:
    about = path.stat()
    return about.st_dev, about.st_ino


def _scanned(found: Found, facts: FileFacts) -> IndexedTrack:
    track = facts.track(key=found.key, path=readable(found.relative), size=found.stamp.size)
    problem = facts.problem.value if facts.problem else None
    return IndexedTrack(track=track, stamp=found.stamp, problem=problem)
