"""Saving exports by themselves: after each sync as a file in the folder of playlists beside our lists."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

from syncopate.atomic import write_failure
from syncopate.domain.event import Event, EventType
from syncopate.domain.export import ExportFormat
from syncopate.domain.file_names import file_stem, goes_with, numbered
from syncopate.domain.run import ItemResult
from syncopate.errors import LibraryUnavailable, NotConfigured, SyncopateError
from syncopate.store import exports, mirrors
from syncopate.store.mirrors import Mirror
from syncopate.sync.exporting import Export, ExportRequest, export_mirror
from syncopate.sync.files import write_whole
from syncopate.sync.kit import Kit

_FOLDER = "playlists"
_TURN = "exports"
"""One file at a time is named and written: names are unique among all mirrors."""


def folder_of(kit: Kit) -> Path:
    """Return where exports are saved."""
    return kit.share_dir / _FOLDER


async def change_export(kit: Kit, mirror_id: str, form: ExportFormat | None) -> Mirror:
    """Have a mirror saved as that after each sync, and now where it is known already; None: no more.

    Raises NotFound, PathsUnknown for a library that does not tell its files, WriteFailed and what is below
    it; then nothing is changed.
    """
    before = await kit.database.read(mirrors.get, mirror_id)
    known = form is None or await _is_known(kit, mirror_id, form)
    await kit.database.write(exports.choose, mirror_id, form)
    if known:
        try:
            await save_export(kit, mirror_id)
        except SyncopateError:
            await kit.database.write(exports.choose, mirror_id, exports.format_of(before))
            raise
    after = await kit.database.read(mirrors.get, mirror_id)
    if exports.format_of(after) is not exports.format_of(before):
        data = {"playlist_id": after.id, "label": after.label}
        await kit.tell(
            Event(type=EventType.PLAYLIST_UPDATED, at=kit.now(), name=after.name, status="updated", data=data)
        )
    return after


async def _is_known(kit: Kit, mirror_id: str, form: ExportFormat) -> bool:
    """Tell whether there is something to save before the next sync. Raises PathsUnknown."""
    try:
        export = await export_mirror(kit, mirror_id, ExportRequest(format=form))
    except NotConfigured, LibraryUnavailable:
        return False
    return export.known > 0


async def save_export(kit: Kit, mirror_id: str) -> None:
    """Bring the file of a mirror up to date, and take those away that it had under other names.

    Raises NotFound, WriteFailed and what is below it, and as `export_mirror` does.
    """
    async with kit.turns[_TURN]:
        mirror = await kit.database.read(mirrors.get, mirror_id)
        form = exports.format_of(mirror)
        if form is None:
            await _take_away(kit, mirror, exports.files_of(mirror))
            return
        export = await export_mirror(kit, mirror_id, ExportRequest(format=form))
        choosing = partial(_name, folder_of(kit), export)
        name, *old = await kit.database.write(exports.claim, mirror_id, choosing)
        await asyncio.to_thread(_put, folder_of(kit) / name, export.data)
        await _take_away(kit, mirror, old, name)


async def saved(kit: Kit, result: ItemResult) -> ItemResult:
    """Save what a sync has made of a mirror; what keeps it from that is told and fails nothing."""
    mirror = await kit.database.read(mirrors.get, result.item_id)
    if exports.format_of(mirror) is None:
        return result
    try:
        await save_export(kit, mirror.id)
    except SyncopateError as error:
        told = f"The export was not saved: {error.detail}"
        return replace(result, detail=" ".join(part for part in (result.detail, told) if part))
    return result


async def forget_export(kit: Kit, mirror: Mirror) -> None:
    """Take the files of a mirror away that is no more; what cannot be deleted stays. Raises Unreachable."""
    async with kit.turns[_TURN]:
        for name in exports.files_of(mirror):
            try:
                await asyncio.to_thread((folder_of(kit) / name).unlink, missing_ok=True)
            except OSError:
                continue


async def _take_away(kit: Kit, mirror: Mirror, names: Sequence[str], kept: str | None = None) -> None:
    """Delete files of a mirror; what cannot be deleted stays ours, and is tried again."""
    if not names:
        return
    folder = folder_of(kit)
    for name in names:
        await asyncio.to_thread(_delete, folder / name, None if kept is None else folder / kept)
    await kit.database.write(exports.set_files, mirror.id, () if kept is None else (kept,))


def _delete(path: Path, kept: Path | None) -> None:
    try:
        # Where letters of both cases are the same, a new name may be that of the same file.
        if kept is None or not (path.exists() and kept.exists() and path.samefile(kept)):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise write_failure(error, path) from error


def _put(path: Path, data: bytes) -> None:
    """Write a file unless it is so already."""
    try:
        same = path.is_file() and path.read_bytes() == data
    except OSError:
        same = False
    if not same:
        write_whole(path, data)


def _name(folder: Path, export: Export, ours: Sequence[str], others: frozenset[str]) -> str:
    """Return what the file is called: as it was, else the first name that nobody has."""
    stem, extension = file_stem(export.name), f".{export.format.value}"
    if ours and goes_with(ours[0], stem, extension):
        return ours[0]
    taken = {name.casefold() for name in others}
    mine = {name.casefold() for name in ours}
    for number in count(1):
        name = numbered(stem, number, extension)
        if name.casefold() in taken:
            continue
        if name.casefold() in mine or not os.path.lexists(folder / name):
            return name
    raise AssertionError("there is always one more")
