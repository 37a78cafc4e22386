"""What is missing: rows for pages and the API, CSV, and the four lists that other tools read."""

import asyncio
import csv
import io
from collections.abc import Iterable
from pathlib import Path

from syncopate.domain.ids import IdKind, parse_link, track_link
from syncopate.domain.playlist import Entry
from syncopate.errors import NotFound
from syncopate.store import matches
from syncopate.store.matches import MissingRow
from syncopate.sync.files import write_whole
from syncopate.sync.kit import Kit

TRACK_LISTS = {"missing_tracks_spotify.txt": IdKind.SPOTIFY, "missing_tracks_tidal.txt": IdKind.TIDAL}
ALBUM_LISTS = ("missing_albums_spotify.txt", "missing_albums_tidal.txt")
"""Written empty until albums are mirrored: tools that read them find them, and nothing stale."""
LISTS = (*TRACK_LISTS, *ALBUM_LISTS)

_COLUMNS = ("artist", "title", "album", "playlist", "duration_ms", "isrc", "link")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def missing_rows(kit: Kit) -> list[MissingRow]:
    """Return every entry known to be missing, by playlist and position; none of a library that is away."""
    return await kit.database.read(lambda connection: list(matches.missing(connection)))


async def write_lists(kit: Kit) -> list[Path]:
    """Write the four lists anew, each whole or not at all. Raises WriteFailed and what is below it.

    They hold what was missing when each library was last read: tools that follow them would take a line that
    goes for a track that was found. What is told to people says unknown until the library is back.
    """
    rows = await _last_known(kit)
    return await asyncio.to_thread(_write_all, kit.share_dir, rows)


def _write_all(folder: Path, rows: list[MissingRow]) -> list[Path]:
    paths = []
    for name in LISTS:
        path = folder / name
        write_whole(path, lines_of(name, rows).encode())
        paths.append(path)
    return paths


async def list_text(kit: Kit, name: str) -> str:
    """Return what a list holds now. Raises NotFound."""
    if name not in LISTS:
        raise NotFound(what="list", id=name)
    return lines_of(name, await _last_known(kit))


async def _last_known(kit: Kit) -> list[MissingRow]:
    return await kit.database.read(lambda connection: list(matches.missing(connection, last_known=True)))


def lines_of(name: str, rows: Iterable[MissingRow]) -> str:
    """Return one link a line, each once, in order."""
    kind = TRACK_LISTS.get(name)
    links = dict.fromkeys(link for row in rows if kind and (link := _link(row.entry, kind)))
    return "".join(f"{link}\n" for link in links)


def link_of(entry: Entry) -> str | None:
    """Return the best public link of an entry."""
    ordered = (IdKind.SPOTIFY, IdKind.TIDAL, IdKind.DEEZER, IdKind.YOUTUBE, IdKind.MB_RECORDING)
    return next((link for kind in ordered if (link := _link(entry, kind))), None)


def csv_of(rows: Iterable[MissingRow]) -> str:
    """Return a table for spreadsheets; cells that they would run as formulas are quoted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        entry = row.entry
        isrc = next((item.value for item in entry.ids if item.kind is IdKind.ISRC), "")
        duration = "" if entry.duration is None else str(int(entry.duration.total_seconds() * 1000))
        cells = (", ".join(entry.artists), entry.title, entry.album or "", row.mirror_name)
        writer.writerow([*(_safe(cell) for cell in cells), duration, isrc, link_of(entry) or ""])
    return text.getvalue()


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _link(entry: Entry, kind: IdKind) -> str | None:
    """Return a link that really is one: what cannot be read back is left out."""
    for item in sorted(entry.ids):
        link = track_link(item) if item.kind is kind else None
        if link is not None and link.split() == [link] and parse_link(link) is not None:
            return link
    return None
