"""What lies in the staging folder: listed each time, and read once as long as it stays as it is."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from syncopate.audio.facts import FileFacts
from syncopate.audio.formats import is_audio
from syncopate.audio.scan import read_files
from syncopate.domain.media import FileStamp
from syncopate.errors import FolderUnreadable
from syncopate.providers.capability import Compute
from syncopate.providers.threaded import Threads

_AT_ONCE = 200
MOST = 20_000
"""Files that are looked at; more are no staging folder."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file, its path below the folder, and what is known of it."""

    relative: str
    stamp: FileStamp
    facts: FileFacts


class Index:
    """What is known of one staging folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[str, Staged] = {}
        self._threads = Threads("staging", "The staging folder", most=1)

    async def files(self, compute: Compute) -> list[Staged]:
        """Return all files with sound, those anew that have changed. Raises FolderUnreadable."""
        listed = await self._threads.run(lambda: dict(list_files(self._root)))
        known = {name: one for name, one in self._known.items() if listed.get(name) == one.stamp}
        fresh = [name for name in listed if name not in known]
        for start in range(0, len(fresh), _AT_ONCE):
            names = fresh[start : start + _AT_ONCE]
            for name, facts in zip(names, await compute(read_files, str(self._root), names), strict=True):
                if facts is not None and facts.problem is None:
                    known[name] = Staged(name, listed[name], facts)
        self._known = known
        return [known[name] for name in listed if name in known]

    async def close(self) -> None:
        """Let go of the thread."""
        self._threads.close()


def list_files(root: Path) -> Iterator[tuple[str, FileStamp]]:
    """Yield the audio files below a folder and their stamps; links are left out. Raises FolderUnreadable."""
    waiting, first, found = [""], True, 0
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(root / folder) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if first:
                said = f"{root} cannot be read: {error.strerror}."
                raise FolderUnreadable(said, path=str(root)) from error
            continue
        first = False
        inner: list[str] = []
        for entry in listed:
            relative = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                inner.append(relative)
                continue
            stamp = _stamp(entry)
            if stamp is not None and found < MOST:
                found += 1
                yield relative, stamp
        waiting.extend(reversed(inner))


def _stamp(entry: os.DirEntry[str]) -> FileStamp | None:
    """Return the stamp of an audio file, None for everything else."""
    if not is_audio(entry.name) or entry.name.startswith("."):
        return None
    try:
        about = entry.stat(follow_symlinks=False)
    except OSError:
        return None
    if not stat.S_ISREG(about.st_mode) or not about.st_size:
        return None
    return FileStamp(size=about.st_size, mtime_ns=about.st_mtime_ns)
