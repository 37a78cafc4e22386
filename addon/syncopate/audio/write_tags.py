"""Writing the tags of a file: on a copy beside it, read back, and put in its place whole or not at all."""

import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from syncopate.atomic import name_beside, sync_folder, write_failure
from syncopate.audio.beside import picture_kind
from syncopate.audio.facts import Tags
from syncopate.audio.formats import Loader
from syncopate.audio.tag_changes import (
    NewTags,
    TagChange,
    TagField,
    TagPolicy,
    changes,
    new_ids,
)
from syncopate.audio.tag_writers import WRITERS, TagWriter
from syncopate.audio.tags import BAD_BYTES, open_tagged
from syncopate.audio.tools import READING, run, source
from syncopate.domain.ids import IdKind
from syncopate.domain.snapshot import Known, Maybe, Unknown

NOT_TAGGABLE = "not_taggable"
"""Its kind of file has no tags that we write."""
BROKEN = "broken_file"
SOUND_CHANGED = "sound_changed"
"""After writing it would not sound as before: the file was left alone."""
NOT_KEPT = "tags_not_kept"
"""What was written does not read back: the file was left alone."""
CHANGED_MEANWHILE = "changed_meanwhile"
"""Somebody else wrote to it: the file was left as they have it."""

_WITHIN = timedelta(minutes=2)
_SAME_LENGTH = 0.05


@dataclass(frozen=True, slots=True)
class _Open:
    """An open file's tags: who reads them, who writes them, what they say."""

    loader: Loader
    audio: Any
    writer: TagWriter
    tags: Tags


def preview_tags(path: Path, new: NewTags, policy: TagPolicy) -> Maybe[tuple[TagChange, ...]]:
    """Return what `write_tags` would change, and change nothing. Raises WriteFailed where the disk fails."""
    try:
        opened = _opened(path)
    except OSError as error:
        raise write_failure(error, path) from error
    return opened if isinstance(opened, Unknown) else Known(_changes(opened.value, new, policy))


def write_tags(path: Path, new: NewTags, policy: TagPolicy) -> Maybe[tuple[TagChange, ...]]:
    """Write what is new into a file and return what was changed; Unknown where it was left alone, with why.

    A file that says all that already is not touched. Raises DiskFull, FolderNotWritable, WriteFailed.
    """
    beside = name_beside(path)
    try:
        opened = _opened(path)
        if isinstance(opened, Unknown):
            return opened
        wanted = _changes(opened.value, new, policy)
        if not wanted:
            return Known(())
        with ExitStack() as undo:
            undo.callback(beside.unlink, missing_ok=True)
            before = _stamp(path)
            _copy(path, beside)
            refused = _write(beside, path, opened.value, new, policy, wanted)
            if refused is None and _stamp(path) != before:
                refused = Unknown(CHANGED_MEANWHILE, f"{path.name} was changed by somebody else.")
            if refused is not None:
                return refused
            beside.replace(path)
            undo.pop_all()
        sync_folder(path.parent)
    except OSError as error:
        raise write_failure(error, path) from error
    return Known(wanted)


def _opened(path: Path, name: str | None = None) -> Maybe[_Open]:
    with path.open("rb") as file:
        found = open_tagged(file, name or path.name)
    if found is None:
        return Unknown(BROKEN, f"{path.name} is damaged, or no file of music.")
    loader, audio = found
    writer = WRITERS.get(loader.name)
    if writer is None:
        return Unknown(NOT_TAGGABLE, f"Tags of {loader.codec} files are not written.")
    tags = Tags() if audio.tags is None else loader.family.tags(loader.family.texts(audio.tags))
    return Known(_Open(loader, audio, writer(audio), tags))


def _changes(opened: _Open, new: NewTags, policy: TagPolicy) -> tuple[TagChange, ...]:
    cover = new.cover if new.cover is not None and picture_kind(new.cover) is not None else None
    return changes(
        opened.tags,
        replace(new, cover=cover),
        policy,
        has_cover=opened.writer.has_cover(),
        has_loudness=opened.writer.has_loudness(),
    )


def _copy(path: Path, beside: Path) -> None:
    beside.unlink(missing_ok=True)
    shutil.copyfile(path, beside)
    owner = path.stat()
    with suppress(OSError):
        os.chown(beside, owner.st_uid, owner.st_gid)
    shutil.copymode(path, beside)


def _write(
    beside: Path, path: Path, was: _Open, new: NewTags, policy: TagPolicy, wanted: tuple[TagChange, ...]
) -> Unknown | None:
    """Write into the copy and look at what came of it; None where all is well."""
    copied = _opened(beside, path.name)
    if isinstance(copied, Unknown):
        return copied
    there, fields = copied.value, {change.field for change in wanted}
    there.writer.write(_values(there.tags, new, fields))
    if TagField.IDS in fields:
        there.writer.write_ids(_ids(there.tags, new, policy))
    kind = picture_kind(new.cover) if new.cover is not None else None
    if TagField.COVER in fields and new.cover is not None and kind is not None:
        there.writer.write_cover(new.cover, kind)
    if TagField.LOUDNESS in fields and new.loudness is not None:
        there.writer.write_loudness(new.loudness)
    try:
        with beside.open("rb+") as file:
            there.audio.save(file)
            file.flush()
            os.fsync(file.fileno())
    except BAD_BYTES as error:
        if isinstance(error.__context__, OSError):
            raise error.__context__ from error
        return Unknown(BROKEN, f"The tags of {path.name} cannot be written.")
    return _refused(beside, path, was, new, policy)


def _refused(beside: Path, path: Path, was: _Open, new: NewTags, policy: TagPolicy) -> Unknown | None:
    again = _opened(beside, path.name)
    if isinstance(again, Unknown):
        return again
    left = _changes(again.value, replace(new, cover=None, loudness=None), policy)
    if left:
        names = ", ".join(change.field.value for change in left)
        return Unknown(NOT_KEPT, f"{path.name} does not keep {names}.")
    if not _sounds_alike(path, beside, was, again.value):
        return Unknown(SOUND_CHANGED, f"{path.name} would not sound as before.")
    return None


def _values(now: Tags, new: NewTags, fields: set[TagField]) -> Mapping[TagField, list[str]]:
    """Return the fields to write as texts; a number takes its total along, and the other way round."""
    single = {
        TagField.TITLE: new.title,
        TagField.ALBUM: new.album,
        TagField.ALBUM_ARTIST: new.album_artist,
        TagField.DATE: new.date,
    }
    values = {field: [text] for field, text in single.items() if field in fields and text is not None}
    if TagField.ARTISTS in fields:
        values[TagField.ARTISTS] = list(new.artists)
    if TagField.GENRES in fields:
        values[TagField.GENRES] = list(new.genres)
    if TagField.RELEASE_TYPE in fields and new.release_type:
        values[TagField.RELEASE_TYPE] = [part.strip() for part in new.release_type.split(";")]
    numbers = {
        TagField.NUMBER: (new.number, now.number),
        TagField.TRACK_TOTAL: (new.track_total, now.track_total),
        TagField.DISC: (new.disc, now.disc),
        TagField.DISC_TOTAL: (new.disc_total, now.disc_total),
    }
    for pair in ((TagField.NUMBER, TagField.TRACK_TOTAL), (TagField.DISC, TagField.DISC_TOTAL)):
        if fields.isdisjoint(pair):
            continue
        for field in pair:
            said, there = numbers[field]
            number = said if field in fields else there
            if number is not None:
                values[field] = [str(number)]
    return values


def _ids(now: Tags, new: NewTags, policy: TagPolicy) -> Mapping[IdKind, list[str]]:
    """Return the ids of each kind that changes: all that are said anew."""
    kinds = {each.kind for each in new_ids(now, new, policy)}
    return {kind: sorted(each.value for each in new.ids if each.kind is kind) for kind in sorted(kinds)}


def _sounds_alike(path: Path, beside: Path, was: _Open, now: _Open) -> bool:
    """Compare what was never to be touched: format, length, and the sound itself where ffmpeg is there."""
    if was.loader.name != now.loader.name:
        return False
    info, after = was.audio.info, now.audio.info
    if abs(float(info.length) - float(after.length)) > _SAME_LENGTH:
        return False
    one, other = _sound_digest(path), _sound_digest(beside)
    return isinstance(one, Unknown) or one == other


def _sound_digest(path: Path) -> Maybe[bytes]:
    """Return a digest of the packets of the sound, as they are stored."""
    ran = run(
        "ffmpeg",
        (
            *(*READING, "-v", "error", "-i", source(path), "-map", "0:a:0", "-c", "copy"),
            *("-f", "md5", "-"),
        ),
        within=_WITHIN,
    )
    if isinstance(ran, Unknown):
        return ran
    return Known(ran.value.output) if not ran.value.code else Unknown(BROKEN)


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns
