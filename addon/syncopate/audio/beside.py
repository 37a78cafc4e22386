"""What lies beside a file of music: its lyrics, and the cover of its album. What is there already stays."""

import re
from enum import StrEnum
from pathlib import Path

from syncopate.atomic import replace_file

_TIMED = re.compile(r"^\s*\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]", re.MULTILINE)
_COVERS = ("cover", "folder", "front")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp")
LARGEST_LYRICS = 200_000
"""Letters of lyrics that are written, at most."""
LARGEST_COVER = 20_000_000
"""Bytes of a cover that are written, at most."""


class PictureKind(StrEnum):
    """What a picture is, as its type of media is called."""

    JPEG = "image/jpeg"
    PNG = "image/png"


def picture_kind(data: bytes) -> PictureKind | None:
    """Tell by its first bytes what a picture is; None for what players do not show."""
    if data.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    return PictureKind.PNG if data.startswith(b"\x89PNG\r\n\x1a\n") else None


def write_lyrics(music: Path, *, synced: str | None, plain: str | None, again: bool = False) -> Path | None:
    """Write lyrics beside a file: `.lrc` where they have times, else `.txt`; return where, None for nothing.

    What lies there stays unless `again`. Raises DiskFull, FolderNotWritable, WriteFailed.
    """
    timed = synced if synced and _TIMED.search(synced) else None
    text = timed or plain or synced
    if not text or not text.strip() or len(text) > LARGEST_LYRICS:
        return None
    path = music.with_suffix(".lrc" if timed else ".txt")
    there = [each for each in (music.with_suffix(".lrc"), path) if each.exists()]
    if there and not again:
        return None
    lines = (line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    replace_file(path, ("\n".join(lines).strip("\n") + "\n").encode("utf-8", "replace"))
    return path


def write_cover(folder: Path, data: bytes, *, again: bool = False) -> Path | None:
    """Write the cover of an album into its folder as `cover.jpg` or `cover.png`; return where.

    None where the folder has one, or `data` is no picture. Raises DiskFull, FolderNotWritable, WriteFailed.
    """
    kind = picture_kind(data)
    if kind is None or len(data) > LARGEST_COVER:
        return None
    if not again and any((folder / f"{name}{ending}").exists() for name in _COVERS for ending in _PICTURES):
        return None
    path = folder / ("cover.jpg" if kind is PictureKind.JPEG else "cover.png")
    replace_file(path, data)
    return path
