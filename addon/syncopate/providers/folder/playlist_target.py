"""Capability PLAYLIST_TARGET: playlists as M3U8 files with relative paths."""

import asyncio
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from syncopate.atomic import replace_file, write_failure
from syncopate.domain.file_names import EXTENSION, file_stem, goes_with, numbered
from syncopate.domain.media import Track
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site
from syncopate.errors import FolderNotWritable, InvalidInput, LibraryUnavailable
from syncopate.providers.capability import Context, Health, TargetContent, TargetState
from syncopate.providers.folder import m3u8
from syncopate.providers.folder.places import Places, foreign_path, key_of, places_of, relative_of

_HEAD = 8192
"""Bytes in which the mark stands: the third line, unless a player has put its own above."""

_MOST_FILES = 20_000
"""How many files' marks are remembered: about 300 bytes each."""


def create(context: Context) -> FolderTarget:
    """Make the keeper of a folder's playlists. Raises NotConfigured."""
    return FolderTarget(places_of(context))


class FolderTarget:
    """Keeps playlists as files; fulfils PlaylistTarget. A target's key is the name of its file."""

    def __init__(self, places: Places) -> None:
        self._places = places

    async def check(self) -> Health:
        """Tell whether the music folder is there and playlists could be written."""
        return await asyncio.to_thread(_check, self._places)

    async def read_target(self, site: Site, target_key: str) -> Maybe[TargetState | None]:
        """Return what a playlist file holds; unknown while the music folder is missing."""
        del site
        return await asyncio.to_thread(_read_target, self._places, target_key)

    async def find_target(self, site: Site, mark: str, name: str | None) -> Maybe[str | None]:
        """Return the name of the file that carries our mark; unknown while the music folder is missing."""
        del site, name
        return await asyncio.to_thread(_find_target, self._places, mark)

    async def write_target(self, site: Site, target_key: str | None, content: TargetContent) -> str:
        """Write a playlist file and return its name; it is renamed with the playlist.

        Raises LibraryUnavailable, DiskFull, FolderNotWritable, WriteFailed, InvalidInput.
        """
        del site
        return await asyncio.to_thread(_write_target, self._places, target_key, content)

    async def delete_target(self, site: Site, target_key: str) -> None:
        """Remove a playlist file that bears our mark.

        Raises LibraryUnavailable, FolderNotWritable, WriteFailed, InvalidInput.
        """
        del site
        await asyncio.to_thread(_delete_target, self._places, target_key)

    def place(self, site: Site, target_key: str) -> str:
        """Return the whole path of a playlist file. Raises InvalidInput."""
        del site
        return str(_file(self._places, target_key))


def _check(places: Places) -> Health:
    try:
        _look_at_library(places)
    except LibraryUnavailable as error:
        return Health(ok=False, reason=error.key, detail=error.detail)
    folder = places.playlists
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return Health(ok=False, reason=FolderNotWritable.key, detail=f"{folder} may not be written to.")
    return Health(ok=True)


def _look_at_library(places: Places) -> None:
    """Raise LibraryUnavailable when the folder is missing, or bare as the place of a missing disk is."""
    try:
        with os.scandir(places.root) as entries:
            bare = next(entries, None) is None
    except OSError as error:
        raise LibraryUnavailable(
            f"{places.root} cannot be read: {error.strerror}.", name=str(places.root)
        ) from error
    if bare:
        raise LibraryUnavailable(f"{places.root} is empty.", name=str(places.root))


def _file(places: Places, target_key: str) -> Path:
    if not target_key.endswith(EXTENSION) or "/" in target_key or "\0" in target_key:
        raise InvalidInput("That is not the key of a playlist in this folder.", field="target")
    return places.playlists / target_key


def _read_target(places: Places, target_key: str) -> Maybe[TargetState | None]:
    path = _file(places, target_key)
    try:
        _look_at_library(places)
        data = path.read_bytes()
    except FileNotFoundError:
        return Known(None)
    except LibraryUnavailable as error:
        return Unknown(error.key, error.detail)
    except OSError:
        return Unknown(LibraryUnavailable.key)
    playlist = m3u8.read(data)
    name = playlist.name or path.name.removesuffix(EXTENSION)
    keys = _keys(places, playlist.paths)
    return Known(TargetState(target_key=target_key, name=name, track_keys=keys, mark=playlist.mark or ""))


def _find_target(places: Places, mark: str) -> Maybe[str | None]:
    try:
        _look_at_library(places)
        with os.scandir(places.playlists) as entries:
            ours = [entry for entry in entries if entry.name.endswith(EXTENSION) and _bears(entry, mark)]
    except FileNotFoundError:
        return Known(None)
    except LibraryUnavailable as error:
        return Unknown(error.key, error.detail)
    except OSError:
        return Unknown(LibraryUnavailable.key)
    # Several are copies that the user made: the latest is the one in use.
    return Known(max(ours, key=_age).name if ours else None)


def _age(entry: os.DirEntry[str]) -> tuple[int, str]:
    try:
        return entry.stat().st_mtime_ns, entry.name
    except OSError:
        return 0, entry.name


def _bears(entry: os.DirEntry[str], mark: str) -> bool:
    """Tell whether a file bears this mark. One that may not be read is none that is ever written over."""
    try:
        now = entry.stat()
        stamp = (now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
        return _mark_of(entry.path, stamp) == mark
    except FileNotFoundError, IsADirectoryError, PermissionError:
        return False


@lru_cache(_MOST_FILES)
def _mark_of(path: str, _stamp: tuple[int, ...]) -> str | None:
    """Return the mark that a file bears as long as it has this stamp.

    Each playlist looks for its own among all: thousands of them would open each other's by the million.
    """
    with open(path, "rb") as file:  # noqa: PTH123 -- Path takes as long as all the rest
        return m3u8.mark_of(file.read(_HEAD))


def _keys(places: Places, paths: Sequence[str]) -> tuple[str, ...]:
    """Return the keys of the files that paths lead to; what lies elsewhere keeps its path as a key."""
    # Relative paths are read by the system from where the folder really is.
    root, folder = os.path.realpath(places.root), os.path.realpath(places.playlists)
    keys = []
    for path in paths:
        if m3u8.is_address(path):
            keys.append(path)
            continue
        whole = os.path.normpath(os.path.join(folder, path))  # noqa: PTH118 -- Path would collapse what it is to compare
        inside = whole.startswith(f"{root.rstrip('/')}/")
        keys.append(key_of(whole[len(root.rstrip("/")) + 1 :]) if inside else key_of(whole))
    return tuple(keys)


def _write_target(places: Places, target_key: str | None, content: TargetContent) -> str:
    _look_at_library(places)
    data = m3u8.render(content.mark, content.name, _lines(places, content.tracks))
    folder = places.playlists
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_failure(error, folder / file_stem(content.name)) from error
    stem = file_stem(content.name)
    if target_key is None or _mark(_file(places, target_key)) not in {content.mark, None}:
        # New, or another's file lies there now, which is left alone.
        key = _own_name(folder, stem, content.mark)
        _put(folder / key, data)
        return key
    key = target_key
    if not goes_with(target_key, stem):
        # The name of the file first: what it says of itself tells later that all of it took place.
        key = _own_name(folder, stem, content.mark)
        _rename(_file(places, target_key), folder / key)
    _put(folder / key, data)
    return key


def _rename(path: Path, new: Path) -> None:
    try:
        path.rename(new)
    except FileNotFoundError:
        # It was gone, and is made anew.
        return
    except OSError as error:
        raise write_failure(error, new) from error


def _lines(places: Places, tracks: Sequence[Track]) -> list[tuple[str, str, Track]]:
    """Return tracks with their relative and whole paths. Raises LibraryUnavailable when none is there."""
    root, folder = os.path.realpath(places.root), os.path.realpath(places.playlists)
    lines, below = [], []
    for track in tracks:
        if m3u8.is_address(track.key):
            lines.append((track.key, track.key, track))
            continue
        # What the user put in from elsewhere has its whole path as a key.
        foreign = foreign_path(track.key)
        whole = foreign or f"{root.rstrip('/')}/{relative_of(track.key)}"
        lines.append((os.path.relpath(whole, folder), whole, track))
        below.append(whole)
    if below and not any(os.path.lexists(whole) for whole in below):
        raise LibraryUnavailable(f"None of the files is below {places.root}.", name=str(places.root))
    return lines


def _put(path: Path, data: bytes) -> None:
    """Write what differs; the same content leaves the file as it is."""
    if _content(path) != data:
        replace_file(path, data)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise write_failure(error, path) from error


def _mark(path: Path) -> str | None:
    """Return the mark a file bears, "" when it bears none, None when there is no file."""
    data = _content(path)
    return None if data is None else m3u8.mark_of(data) or ""


def _own_name(folder: Path, stem: str, mark: str) -> str:
    """Return a name that no other file has; one with our mark is of a try that was cut short."""
    number = 1
    while True:
        name = numbered(stem, number)
        if not os.path.lexists(folder / name) or _mark(folder / name) == mark:
            return name
        number += 1


def _delete_target(places: Places, target_key: str) -> None:
    path = _file(places, target_key)
    # While the disk is missing nothing can be said to be gone.
    _look_at_library(places)
    try:
        if m3u8.mark_of(path.read_bytes()) is not None:
            path.unlink()
    except FileNotFoundError, NotADirectoryError:
        return
    except OSError as error:
        raise write_failure(error, path) from error
