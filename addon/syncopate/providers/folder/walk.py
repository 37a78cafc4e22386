"""Finding the audio files below a folder without opening any."""

import errno
import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from syncopate.audio.formats import is_audio
from syncopate.audio.names import readable
from syncopate.domain.media import FileStamp
from syncopate.providers.folder.places import key_of

# What storage systems and desktops keep for themselves. Artists' names may begin with dots: no rule by dot.
_NOT_MUSIC = frozenset(
    {
        "@eaDir",
        "@Recycle",
        "#recycle",
        "#snapshot",
        "$RECYCLE.BIN",
        "System Volume Information",
        "lost+found",
        ".AppleDouble",
        ".DocumentRevisions-V100",
        ".Spotlight-V100",
        ".Trash",
        ".Trashes",
        ".fseventsd",
        ".git",
        ".snapshot",
        ".snapshots",
        ".stfolder",
        ".stversions",
        ".zfs",
    }
)
_NOT_MUSIC_STARTS = ("._", ".Trash-", ".fuse_hidden", ".nfs")


class Found(NamedTuple):
    """A file: its key, its path below the root as the system says it, its stamp."""

    key: str
    relative: str
    stamp: FileStamp


class Walk:
    """One pass over a folder, taken in parts. `unreadable` and `dangling` grow while it goes on.

    Links to folders are followed after everything else, each folder once however it is reached: loops end,
    and a file keeps the key of its real place. Raises OSError from the first `take` when the start cannot be
    read, never afterwards.
    """

    def __init__(self, root: Path, section: str = "") -> None:
        self._root = str(root)
        self._start = section.strip("/")
        self._seen: set[tuple[int, int]] = set()
        self._links: list[str] = []
        self._found = self._walk()
        self.current = ""
        self.unreadable: list[str] = []
        self.dangling: list[str] = []

    def take(self, limit: int) -> list[Found]:
        """Return the next files, fewer than `limit` only at the end."""
        return list(islice(self._found, limit))

    def _walk(self) -> Iterator[Found]:
        yield from self._below(self._start, first=True)
        while self._links:
            for link in sorted(self._links):
                self._links.remove(link)
                yield from self._below(link)

    def _below(self, start: str, *, first: bool = False) -> Iterator[Found]:
        waiting = [start]
        while waiting:
            folder = waiting.pop()
            try:
                entries = self._entries(folder)
            except OSError:
                if first:
                    raise
                # A folder that has just gone counts as unreadable too: the disk below may have gone with it.
                self.unreadable.append(readable(folder))
                continue
            first = False
            self.current = readable(folder)
            inner: list[str] = []
            for entry in entries:
                found = self._look_at(entry, f"{folder}/{entry.name}" if folder else entry.name, inner)
                if found:
                    yield found
            waiting.extend(reversed(inner))

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        path = f"{self._root}/{folder}" if folder else self._root
        about = os.stat(path)  # noqa: PTH116 -- paths stay strings here: a Path for each of 100,000 is dear
        identity = (about.st_dev, about.st_ino)
        if identity in self._seen:
            return []
        with os.scandir(path) as entries:
            listed = sorted(entries, key=_name)
        self._seen.add(identity)
        return listed

    def _look_at(self, entry: os.DirEntry[str], relative: str, inner: list[str]) -> Found | None:
        name = entry.name
        if name in _NOT_MUSIC or name.startswith(_NOT_MUSIC_STARTS):
            return None
        try:
            if entry.is_dir():
                (self._links if entry.is_symlink() else inner).append(relative)
                return None
            audio = is_audio(name)
            if not audio and not entry.is_symlink():
                return None
            about = entry.stat()
        except OSError as error:
            # A link that leads nowhere may be a folder on a disk that is missing; a file may have just gone.
            nowhere = error.errno in {errno.ENOENT, errno.ELOOP}
            (self.dangling if nowhere else self.unreadable).append(
                key_of(relative) if nowhere else readable(relative)
            )
            return None
        if not audio or not stat.S_ISREG(about.st_mode):
            return None
        return Found(key_of(relative), relative, FileStamp(size=about.st_size, mtime_ns=about.st_mtime_ns))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name
