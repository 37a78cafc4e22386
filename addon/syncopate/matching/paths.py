"""Paths as playlists write them: any separator, any root, any case."""

import unicodedata

from syncopate.domain.media import Track
from syncopate.matching.path_names import PathReading, read_path
from syncopate.matching.remembered import LONGEST_PATH, remembered

__all__ = ["PathReading", "components", "path_of", "read_path", "shared_suffix"]


@remembered(1 << 12, longest=LONGEST_PATH)
def components(path: str) -> tuple[str, ...]:
    """Return the names of a path, tolerant of case and Unicode form; drives, "." and ".." dropped."""
    plain = path.replace("\\", "/")
    if not plain.isascii():
        plain = unicodedata.normalize("NFC", plain)
    names = plain.casefold().split("/")
    return tuple(name for name in names if name and name not in {".", ".."} and not name.endswith(":"))


def path_of(track: Track) -> str | None:
    """Where a track lies as far as known: its path, or a key that is one."""
    if track.path is not None:
        return track.path
    return track.key if "." in track.key else None


def shared_suffix(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many names from the end on are equal."""
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        count += 1
    return count
