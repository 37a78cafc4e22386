"""M3U and M3U8: the files of what was matched, with comments about the rest.

M3U8 is UTF-8 by its name and has no mark: MPD takes what begins with one for a plain list of files.
M3U has no encoding by its name. Players for Windows, and devices that know nothing else, read it in the
system's own, here Windows-1252; VLC and Kodi look whether it is UTF-8, and take all else for Latin-1. So it
is Windows-1252 where that has every letter, and where nobody could take the bytes for UTF-8. Else it is UTF-8
with a mark: foobar2000, Winamp and VLC know by it what it is, and to those that know no mark the first line
is a file that is not there, while the others are right.
"""

import re
from collections.abc import Iterator

from syncopate.domain.export import is_windows_path
from syncopate.domain.match import Verdict
from syncopate.sync.formats.exported import Exported, Row, artists_line, one_line
from syncopate.sync.formats.uris import file_uri, is_address

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def write_m3u8(exported: Exported) -> bytes:
    """Write it in UTF-8."""
    return _text(exported).encode("utf-8", "replace")


def write_m3u(exported: Exported) -> bytes:
    """Write it in Windows-1252, or in UTF-8 with a mark."""
    text = _text(exported)
    try:
        data = text.encode("cp1252")
    except UnicodeEncodeError:
        return text.encode("utf-8-sig", "replace")
    return data if text.isascii() or not _is_utf8(data) else text.encode("utf-8-sig")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _text(exported: Exported) -> str:
    lines = ["#EXTM3U", f"#PLAYLIST:{one_line(exported.name)}"]
    for row in exported.rows:
        lines += _lines(row)
    return "\n".join(lines) + "\n"


def _lines(row: Row) -> Iterator[str]:
    artists, title = artists_line(row.entry), one_line(row.entry.title)
    said = f"{artists} - {title}" if artists else title
    if row.path is None:
        yield f"# {'no file' if row.verdict is Verdict.MATCH else row.verdict.value}: {said}"
        return
    # How long a file plays is said by the file.
    length = (row.track.duration if row.track else None) or row.entry.duration
    yield f"#EXTINF:{-1 if length is None else round(length.total_seconds())},{said}"
    if artists:
        yield f"#EXTART:{artists}"
    if album := one_line(row.entry.album or ""):
        yield f"#EXTALB:{album}"
    yield _path_line(row.path)


def _path_line(path: str) -> str:
    """Return a path as it is. What a line cannot hold is written as a URI, which is known for whole paths."""
    whole = path.startswith("/") or is_windows_path(path) or is_address(path)
    if whole:
        return path if _fits(path) else file_uri(path)
    plain = path if _fits(path) else one_line(path)
    # What is relative must not look like a comment, or like an address of some scheme.
    return plain if not plain.startswith("#") and ":" not in plain.partition("/")[0] else f"./{plain}"


def _fits(path: str) -> bool:
    """Tell whether a line can hold a path: text without breaks in it or blanks at its ends."""
    return path.strip() == path and _UNFIT.search(path) is None
