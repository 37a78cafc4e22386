"""Keeping albums and artists as they were put together: only what is other than before is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, or_, select, update

from syncopate.domain.album import LibraryAlbum
from syncopate.matching.search import names_text
from syncopate.store.encoding import encode_names
from syncopate.store.shelf_tables import album_artists, albums, artists
from syncopate.store.tables import libraries
from syncopate.store.upsert import put

_BATCH = 1000
_GONE = 200
_MOST_MS = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvedArtist:
    """One artist to keep. `own` and `on` are keys of albums: theirs, and others they play on."""

    key: str
    name: str
    tracks: int
    owned: int
    total: int
    own: Sequence[str]
    on: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Rows of all albums and artists of a library."""

    albums: list[dict[str, Any]]
    artists: list[dict[str, Any]]
    links: list[dict[str, Any]]


def shelf_of(library_id: str, held: Iterable[LibraryAlbum], people: Iterable[ShelvedArtist]) -> Shelf:
    """Make rows; takes albums one at a time."""
    rows = Shelf([], [], [])
    for album in held:
        rows.albums.append(_album(library_id, album))
    for artist in people:
        rows.artists.append(
            {
                "library_id": library_id,
                "key": artist.key,
                "name": artist.name,
                "albums": len(artist.own),
                "tracks": artist.tracks,
                "owned": artist.owned,
                "total": artist.total,
                "folded": names_text((artist.name,)),
            }
        )
        for keys, own in ((artist.own, True), (artist.on, False)):
            rows.links.extend(
                {"library_id": library_id, "artist_key": artist.key, "album_key": key, "own": own}
                for key in keys
            )
    return rows


def keep(connection: Connection, library_id: str, shelf: Shelf, mark: str) -> None:
    """Store all of them, drop what is gone, and count; `mark` names the state of the index they are of."""
    for table, rows in ((albums, shelf.albums), (artists, shelf.artists), (album_artists, shelf.links)):
        for part in batched(rows, _BATCH, strict=False):
            put(connection, table, list(part))
        _drop_absent(connection, table, library_id, rows)
    connection.execute(
        update(libraries)
        .where(libraries.c.id == library_id)
        .values(albums=len(shelf.albums), artists=len(shelf.artists), shelved=mark)
    )


def _album(library_id: str, album: LibraryAlbum) -> dict[str, Any]:
    lengths = (track.duration.total_seconds() for track in album.tracks if track.duration is not None)
    return {
        "library_id": library_id,
        "key": album.key,
        "title": album.title,
        "artists": encode_names(album.artists),
        "kind": album.kind.value,
        "year": album.year,
        "owned": album.completeness.owned,
        "total": album.completeness.total,
        "complete": album.completeness.complete,
        "duration_ms": min(round(sum(lengths) * 1000), _MOST_MS),
        "track_keys": [track.key for track in album.tracks],
        "folded": names_text((album.title, *album.artists)),
    }


def _drop_absent(
    connection: Connection, table: Table, library_id: str, rows: Sequence[dict[str, Any]]
) -> None:
    names = [column.name for column in table.primary_key if column.name != "library_id"]
    columns = [table.c[name] for name in names]
    there = {tuple(row[name] for name in names) for row in rows}
    known = connection.execute(select(*columns).where(table.c.library_id == library_id))
    gone = [tuple(row) for row in known if tuple(row) not in there]
    for part in batched(gone, _GONE, strict=False):
        one_of = or_(
            *(and_(*(column == value for column, value in zip(columns, key, strict=True))) for key in part)
        )
        connection.execute(delete(table).where(table.c.library_id == library_id, one_of))
