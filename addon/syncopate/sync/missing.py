"""What is missing: rows for pages and the API, CSV, and the four lists that other tools read."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, MirrorKind
from syncopate.errors import NotFound
from syncopate.store import missing as stored, missing_albums as stored_albums
from syncopate.store.database import Connection
from syncopate.store.missing import MissingRow
from syncopate.sync.files import write_whole
from syncopate.sync.formats.uris import best_link, link_in
from syncopate.sync.kit import Kit
from syncopate.sync.linked import known_albums
from syncopate.sync.missing_albums import ALBUM_LISTS, album_lines
from syncopate.sync.spreadsheet import table_of

TRACK_LISTS = {"missing_tracks_spotify.txt": IdKind.SPOTIFY, "missing_tracks_tidal.txt": IdKind.TIDAL}
LISTS = (*TRACK_LISTS, *ALBUM_LISTS)

_COLUMNS = ("artist", "title", "album", "playlist", "duration_ms", "isrc", "link")


async def missing_rows(kit: Kit) -> list[MissingRow]:
    """Return every entry known to be missing, by playlist and position; none of a library that is away."""
    return await kit.database.read(lambda connection: list(stored.rows(connection)))


async def write_lists(kit: Kit) -> list[Path]:
    """Write the four lists anew, each whole or not at all. Raises WriteFailed and what is below it.

    They hold what was missing when each library was last read: tools that follow them would take a line that
    goes for a track that was found. What is told to people says unknown until the library is back.
    """
    texts = await list_texts(kit)
    return await asyncio.to_thread(_write_all, kit.share_dir, texts)


def _write_all(folder: Path, texts: Mapping[str, str]) -> list[Path]:
    paths = []
    for name, text in texts.items():
        path = folder / name
        write_whole(path, text.encode())
        paths.append(path)
    return paths


async def list_texts(kit: Kit) -> dict[str, str]:
    """Return what each list holds now. What an album lacks is told as the album, not track by track."""
    return await kit.database.read(texts_of)


def texts_of(connection: Connection) -> dict[str, str]:
    """Return what each list holds now."""
    albums = stored_albums.missing_albums(connection, last_known=True)
    services = [kind.value for kind in TRACK_LISTS.values()]
    known = stored.last_known_ids(connection, MirrorKind.PLAYLIST, services)
    tracks = {name: lines_of(name, known[kind.value]) for name, kind in TRACK_LISTS.items()}
    mirrored = [each.mirror for each in albums]
    return tracks | {
        name: album_lines(kind, albums, known_albums(connection, kind.value, mirrored))
        for name, kind in ALBUM_LISTS.items()
    }


async def list_text(kit: Kit, name: str) -> str:
    """Return what a list holds now. Raises NotFound."""
    if name not in LISTS:
        raise NotFound(what="list", id=name)
    return (await list_texts(kit))[name]


def lines_of(name: str, tracks: Iterable[Collection[ExternalId]]) -> str:
    """Return the lines of a list of tracks: one link a line, each once, in order."""
    kind = TRACK_LISTS[name]
    links = dict.fromkeys(link for ids in tracks if (link := link_in(ids, kind)))
    return "".join(f"{link}\n" for link in links)


def link_of(entry: Entry) -> str | None:
    """Return the best public link of an entry."""
    return best_link(entry.ids)


def csv_of(rows: Iterable[MissingRow]) -> str:
    """Return a table for spreadsheets."""
    return table_of(_COLUMNS, map(_cells, rows))


def _cells(row: MissingRow) -> tuple[str | int | None, ...]:
    entry = row.entry
    isrc = next((item.value for item in entry.ids if item.kind is IdKind.ISRC), None)
    duration = None if entry.duration is None else int(entry.duration.total_seconds() * 1000)
    named = (", ".join(entry.artists), entry.title, entry.album, row.mirror_name)
    return (*named, duration, isrc, link_of(entry))
