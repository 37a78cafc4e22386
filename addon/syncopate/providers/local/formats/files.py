"""Which format a file is of, by what is in it; archives are read file by file."""

import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from syncopate.domain.watch import Record
from syncopate.errors import InvalidInput, PayloadTooLarge
from syncopate.providers.importing import FileFormat, Imported, OddRow
from syncopate.providers.local.formats import imdb, letterboxd, own, rows, trakt
from syncopate.providers.local.formats.reading import decoded, table

_MOST_BYTES = 200_000_000
_ARCHIVE = b"PK\x03\x04"
_DAMAGES = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, RuntimeError, EOFError, OSError)
"""What the libraries raise that take archives apart."""
_READ = frozenset({".csv", ".json"})
_ELSEWHERE = frozenset({"deleted", "orphaned", "likes", "lists", "comments", "__MACOSX"})
"""Folders in archives: what is in them was taken back, or is something else."""

_CSV = "text/csv"
WRITTEN = (
    FileFormat(
        name=own.NAME,
        label="Syncopate (everything)",
        file_name="syncopate.json",
        content_type="application/json",
    ),
    FileFormat(name=rows.NAME, label="Table (CSV)", file_name="watched.csv", content_type=_CSV),
    FileFormat(
        name="trakt-history", label="Trakt: history (CSV)", file_name="trakt-history.csv", content_type=_CSV
    ),
    FileFormat(
        name="trakt-ratings", label="Trakt: ratings (CSV)", file_name="trakt-ratings.csv", content_type=_CSV
    ),
    FileFormat(
        name="trakt-watchlist",
        label="Trakt: watchlist (CSV)",
        file_name="trakt-watchlist.csv",
        content_type=_CSV,
    ),
    FileFormat(
        name=letterboxd.NAME,
        label="Letterboxd: diary and ratings (CSV)",
        file_name="letterboxd.csv",
        content_type=_CSV,
    ),
    FileFormat(
        name="letterboxd-watchlist",
        label="Letterboxd: watchlist (CSV)",
        file_name="letterboxd-watchlist.csv",
        content_type=_CSV,
    ),
    FileFormat(
        name="imdb-ratings", label="IMDb: ratings (CSV)", file_name="imdb-ratings.csv", content_type=_CSV
    ),
    FileFormat(
        name="imdb-watchlist",
        label="IMDb: watchlist (CSV)",
        file_name="imdb-watchlist.csv",
        content_type=_CSV,
    ),
)
_WRITERS: Mapping[str, Callable[[Sequence[Record]], bytes]] = {
    own.NAME: own.write,
    rows.NAME: rows.write,
    "trakt-history": partial(rows.write_in, rows.HISTORY),
    "trakt-ratings": partial(rows.write_in, rows.RATINGS),
    "trakt-watchlist": partial(rows.write_in, rows.WATCHLIST),
    letterboxd.NAME: letterboxd.write,
    "letterboxd-watchlist": letterboxd.write_watchlist,
    "imdb-ratings": imdb.write_ratings,
    "imdb-watchlist": imdb.write_watchlist,
}

_TABLES: tuple[tuple[Callable[[frozenset[str]], bool], Callable[[str, str, datetime], Imported]], ...] = (
    (letterboxd.is_one, letterboxd.read),
    (imdb.is_one, imdb.read),
    (rows.is_one, rows.read),
)


def read(name: str, content: bytes, now: datetime) -> Imported:
    """Return what a file tells. Raises InvalidInput."""
    if len(content) > _MOST_BYTES:
        raise PayloadTooLarge(limit="200 MB")
    return (_archive if content.startswith(_ARCHIVE) else _plain)(name, content, now)


def _plain(name: str, content: bytes, now: datetime) -> Imported:
    text = decoded(name, content)
    if text.lstrip()[:1] in {"{", "["}:
        return _document(name, text, now)
    columns, _ = table(name, text)
    for is_one, read_table in _TABLES:
        if is_one(columns):
            return read_table(name, text, now)
    known = ", ".join(sorted(columns))[:200] or "none"
    raise InvalidInput(f"{name} is of no known kind; its columns: {known}.")


def write(format_name: str, records: Sequence[Record]) -> bytes:
    """Return a file. Raises InvalidInput for an unknown format."""
    if format_name not in _WRITERS:
        raise InvalidInput(f"There are no files of the kind {format_name[:40]!r}.", field="format")
    return _WRITERS[format_name](records)


def _document(name: str, text: str, now: datetime) -> Imported:
    document: object = None
    with suppress(ValueError, RecursionError):
        document = json.loads(text)
    if document is None:
        raise InvalidInput(f"{name} is damaged: it is no JSON.")
    if own.is_own(document):
        return own.read(name, document, now)
    if trakt.is_one(document):
        return trakt.read(name, document, now)
    raise InvalidInput(f"{name} is of no known kind.")


def _archive(name: str, content: bytes, now: datetime) -> Imported:
    """Return what the files of an archive tell; those that say nothing of this are passed over."""
    found: list[Imported] = []
    odd: list[OddRow] = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for each in _members(archive):
                inner = PurePosixPath(each.filename).name
                told = archive.read(each)
                try:
                    found.append(_plain(inner, told, now))
                except InvalidInput as error:
                    odd.append(OddRow(0, (error.detail,)))
    except _DAMAGES as error:
        raise InvalidInput(f"{name} is a damaged archive.") from error
    if not found:
        raise InvalidInput(f"{name} holds no file of a known kind.")
    records = tuple(record for one in found for record in one.records)
    rows_told = (replace(row, reasons=(f"{one.format}:", *row.reasons)) for one in found for row in one.odd)
    return Imported(format=found[0].format, records=records, odd=(*rows_told, *odd))


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files that are read. Raises PayloadTooLarge where they say that they are large."""
    members = [
        each
        for each in archive.infolist()
        if PurePosixPath(each.filename).suffix.casefold() in _READ
        and not _ELSEWHERE & set(PurePosixPath(each.filename).parts)
    ]
    if sum(each.file_size for each in members) > _MOST_BYTES:
        raise PayloadTooLarge(limit="200 MB")
    return members
