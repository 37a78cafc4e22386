"""Uploaded playlist files: kept under names of our own, in which the user's stays readable."""

import re
import uuid
from pathlib import Path

from syncopate.domain.snapshot import Complete
from syncopate.errors import UnreadablePlaylist
from syncopate.providers.capability import ReadPlaylist
from syncopate.store.mirrors import Mirror
from syncopate.sync.files import write_whole
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


def keep_upload(kit: Kit, stem: str, suffix: str, data: bytes) -> Path:
    """Write an upload under a name of our own; the user's name stays readable in it. Raises WriteFailed."""
    folder = kit.storage_dir / LOCAL_FILES
    kept = "".join(letter for letter in stem if letter.isprintable() and letter not in '/:*?"<>|\0').strip(
        " ."
    )
    short = kept.encode("utf-8", "ignore")[:_NAME_BYTES].decode("utf-8", "ignore") or "playlist"
    ending = suffix.lower() if _SUFFIX.fullmatch(suffix) else ""
    path = folder / f"{short}~{uuid.uuid4().hex[:8]}{ending}"
    write_whole(path, data)
    return path


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
