"""The playlist files we write, as bytes. Pure.

Comments are UTF-8. Paths are the bytes of the file's name: players hand them to the system as they stand.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote_from_bytes, unquote_to_bytes

from syncopate.domain.media import Track

_MARK = "#SYNCOPATE:"
_BOM = b"\xef\xbb\xbf"
_MARK_LINE = re.compile(rb"^#SYNCOPATE:([^\n]*)", re.MULTILINE)
_LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LIKE_A_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\S+$")
_FILE_URI = b"file://"


@dataclass(frozen=True, slots=True)
class PlaylistFile:
    """What a playlist file holds: its name if it says one, paths as written, our mark if it is ours."""

    name: str | None
    paths: tuple[str, ...]
    mark: str | None


def render(mark: str, name: str, places: Iterable[tuple[str, str, Track]]) -> bytes:
    """Write a playlist. A place is a relative path, the whole path, and the track."""
    lines = [
        b"#EXTM3U",
        f"#PLAYLIST:{_one_line(name)}".encode("utf-8", "replace"),
        f"{_MARK}{_one_line(mark)}".encode("utf-8", "replace"),
    ]
    for relative, whole, track in places:
        seconds = -1 if track.duration is None else round(track.duration.total_seconds())
        said = " - ".join(filter(None, (", ".join(track.artists), track.title)))
        lines += [
            f"#EXTINF:{seconds},{_one_line(said)}".encode("utf-8", "replace"),
            _path_line(relative, whole),
        ]
    return b"\n".join(lines) + b"\n"


def read(data: bytes) -> PlaylistFile:
    """Read a playlist back; never raises."""
    name, mark, paths = None, None, []
    for raw in data.removeprefix(_BOM).split(b"\n"):
        line = raw.removesuffix(b"\r")
        if line.startswith(b"#"):
            text = line.decode("utf-8", "replace")
            if mark is None and text.startswith(_MARK):
                mark = text.removeprefix(_MARK).strip()
            elif name is None and text.startswith("#PLAYLIST:"):
                name = text.removeprefix("#PLAYLIST:").strip() or None
        else:
            path = unquote_to_bytes(line.removeprefix(_FILE_URI)) if line.startswith(_FILE_URI) else line
            if path.strip():
                paths.append(os.fsdecode(path))
    return PlaylistFile(name, tuple(paths), mark)


def mark_of(data: bytes) -> str | None:
    """Return the mark alone, as `read` does; None for a playlist that is not ours."""
    found = _MARK_LINE.search(data.removeprefix(_BOM))
    return None if found is None else found[1].decode("utf-8", "replace").strip()


def is_address(text: str) -> bool:
    """Tell whether this is a stream's address: no path that we make has two slashes in a row."""
    return _ADDRESS.match(text) is not None


def _path_line(relative: str, whole: str) -> bytes:
    if is_address(relative):
        return relative.encode("utf-8", "replace")
    if "\n" in relative or "\r" in relative:
        # A line cannot hold it: only the percent-encoded form can, and that is known for whole paths alone.
        return _FILE_URI + quote_from_bytes(os.fsencode(whole)).encode("ascii")
    if relative[:1] in {"#", "/"} or relative[:1].isspace() or _LIKE_A_SCHEME.match(relative):
        return b"./" + os.fsencode(relative)
    return os.fsencode(relative)


def _one_line(text: str) -> str:
    return _LINE_BREAKS.sub(" ", text).strip()
