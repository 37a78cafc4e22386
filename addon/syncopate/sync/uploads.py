"""Uploaded playlist files: kept under names of our own, in which the user's stays readable."""

import asyncio
import re
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from syncopate.domain.snapshot import Complete
from syncopate.errors import SyncopateError, UnreadablePlaylist
from syncopate.providers.capability import ReadPlaylist
from syncopate.store import mirrors
from syncopate.store.mirrors import Mirror
from syncopate.sync.files import write_whole
from syncopate.sync.finishing import finished
from syncopate.sync.kit import Kit
from syncopate.sync.providers import LOCAL_FILES

COLUMN = "column."
"""What the options of a reader begin with that say which column holds what."""

_NAME_BYTES = 120
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_MARK = re.compile(r"~[0-9a-f]{8}(?=\.\w|\s|$)")


def parts_of(filename: str) -> tuple[str, str]:
    """Return stem and suffix of what a file was called elsewhere, without folders."""
    plain = filename.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = plain.rpartition(".")
    return (stem, dot + ending) if dot else (plain, "")


def unmarked(text: str) -> str:
    """Return a text for people: without the marks that tell uploads of the same name apart."""
    return _MARK.sub("", text)


@asynccontextmanager
async def kept_upload(kit: Kit, stem: str, suffix: str, data: bytes) -> AsyncGenerator[Path]:
    """Write an upload, for a block in which a playlist may come to name it; else it does not stay.

    It is so too where the block fails or is given up. Raises WriteFailed.
    """
    path = _place(kit, stem, suffix)
    try:
        await finished(asyncio.to_thread(write_whole, path, data))
        yield path
    finally:
        await remove_unnamed(kit, path)


async def remove_unnamed(kit: Kit, upload: Path) -> None:
    """Remove an upload that no playlist names. Where that cannot be known now, it is left to the clean-up."""
    with suppress(SyncopateError):
        if not await kit.database.read(mirrors.of_source, LOCAL_FILES, upload.name):
            await finished(asyncio.to_thread(upload.unlink, missing_ok=True))


async def sweep_uploads(kit: Kit, before: datetime) -> int:
    """Remove uploads last written before a time that no playlist names; return how many there were.

    They are what an end without notice leaves: between a file and its row, or a row that goes and its file.
    """
    old = await asyncio.to_thread(_written_before, kit.storage_dir / LOCAL_FILES, before)
    if not old:
        return 0
    named = {Path(each.reference).name for each in await kit.database.read(mirrors.every)}
    unnamed = [path for path in old if path.name not in named]
    for path in unnamed:
        await asyncio.to_thread(path.unlink, missing_ok=True)
    return len(unnamed)


def _written_before(folder: Path, before: datetime) -> list[Path]:
    """Return the files of a folder that are so old, also what was left of writing one."""
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.is_file() and path.stat().st_mtime < before.timestamp()]


def _place(kit: Kit, stem: str, suffix: str) -> Path:
    """Return a name of our own for an upload; the user's name stays readable in it."""
    kept = "".join(letter for letter in stem if letter.isprintable() and letter not in '/:*?"<>|\0').strip(
        " ."
    )
    whole = kept.encode("utf-8", "ignore")
    short = whole[:_NAME_BYTES].decode("utf-8", "ignore") or "playlist"
    # It becomes the name of the playlist, unless the file says one: what was cut off shows.
    short = f"{short.rstrip()}…" if len(whole) > _NAME_BYTES else short
    ending = suffix.lower() if _SUFFIX.fullmatch(suffix) else ""
    return kit.storage_dir / LOCAL_FILES / f"{short}~{uuid.uuid4().hex[:8]}{ending}"


def hold_to_entries(read: ReadPlaylist) -> None:
    """Refuse a table with headings and nothing below them: the wrong file, or not written to its end.

    Only where a file is new: one that was mirrored before and is empty now waits with its plan. Raises
    UnreadablePlaylist, with the headings, as others may be meant.
    """
    header = () if read.facts is None else read.facts.header
    if header and isinstance(read.entries, Complete) and not read.entries.items:
        name = read.playlist.name
        raise UnreadablePlaylist(
            f"{name} has headings, but no track below them.", name=name, columns=", ".join(header)
        )


def upload_of(kit: Kit, mirror: Mirror) -> Path | None:
    """Return the uploaded file that a mirror was made of, None where there is none of ours."""
    if mirror.provider != LOCAL_FILES or Path(mirror.reference).name != mirror.reference:
        return None
    return kit.storage_dir / LOCAL_FILES / mirror.reference
