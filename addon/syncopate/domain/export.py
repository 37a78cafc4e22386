"""Exports of playlists: the formats there are, and paths as another machine has them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ExportFormat(StrEnum):
    """What a playlist can be exported as; the value is the ending of its files."""

    M3U = "m3u"
    M3U8 = "m3u8"
    CSV = "csv"
    XSPF = "xspf"
    JSPF = "jspf"
    TXT = "txt"

    @property
    def files_only(self) -> bool:
        """Tell whether it holds files and nothing else: what has no file is left out."""
        return self in {ExportFormat.M3U, ExportFormat.M3U8}

    @property
    def links_only(self) -> bool:
        """Tell whether it holds links at one service and nothing else: which one has to be said."""
        return self is ExportFormat.TXT


_BETWEEN = "=>"
_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|$)")
_SEPARATORS = re.compile(r"[\\/]")


def is_windows_path(path: str) -> bool:
    r"""Tell whether a path is whole as Windows writes them: with a drive, or a share (\\server\share)."""
    return path.startswith("\\\\") or _DRIVE.match(path) is not None


@dataclass(frozen=True, slots=True)
class PathPrefix:
    """What paths begin with here, and what they begin with where the playlist is played."""

    start: str
    instead: str

    def applied(self, path: str) -> str | None:
        """Return a path as it is there, None when it does not begin so; an empty start is for relative ones.

        Whole names of folders count, on Windows whatever their case.
        """
        windows = is_windows_path(path)
        parts = _parts(path, windows=windows)
        start = _parts(self.start, windows=windows) if self.start else []
        while len(start) > 1 and not start[-1]:
            start.pop()
        if not start and (windows or path.startswith("/")):
            return None
        same = (
            _plain(one, windows=windows) == _plain(other, windows=windows)
            for one, other in zip(parts, start, strict=False)
        )
        if len(parts) < len(start) or not all(same):
            return None
        return self._joined(parts[len(start) :], windows=windows)

    def _joined(self, rest: list[str], *, windows: bool) -> str:
        """Put what is left behind what it shall begin with, with the separators of that."""
        if not self.instead:
            return ("\\" if windows else "/").join(rest)
        drive = _DRIVE.match(self.instead) is not None and "/" not in self.instead
        separator = "\\" if drive or "\\" in self.instead else "/"
        if not rest:
            return self.instead
        return separator.join((self.instead.rstrip("/" if separator == "/" else "\\/"), *rest))


def _parts(path: str, *, windows: bool) -> list[str]:
    return _SEPARATORS.split(path) if windows else path.split("/")


def _plain(part: str, *, windows: bool) -> str:
    text = unicodedata.normalize("NFC", part)
    return text.casefold() if windows else text


def prefixes_of(text: str) -> tuple[PathPrefix, ...]:
    """Read lines of "FROM => TO", the longest FROM first; lines that are none say nothing."""
    found = [prefix for line in text.splitlines() if (prefix := _prefix(line))]
    return tuple(sorted(found, key=lambda prefix: len(prefix.start), reverse=True))


def wrong_prefix(text: str) -> int | None:
    """Return the first line (from 1) that is no "FROM => TO"; empty lines say nothing and are none."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and _prefix(line) is None:
            return number
    return None


def _prefix(line: str) -> PathPrefix | None:
    start, between, instead = (part.strip() for part in line.partition(_BETWEEN))
    return PathPrefix(start, instead) if between and start != instead else None


def mapped(path: str, prefixes: Iterable[PathPrefix]) -> str:
    """Return a path as the first prefix that fits makes it; as it is where none does."""
    return next((there for prefix in prefixes if (there := prefix.applied(path)) is not None), path)
