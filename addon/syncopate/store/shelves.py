"""Keeping albums and artists as they were put together: only what is other than before is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, or_, select, update

from syncopate.domain.album import LibraryAlbum
from syncopate.matching.ordering import sort_text
from syncopate.matching.search import names_text
from syncopate.store import genres
from syncopate.store.browse_tables import album_genres, genres as genres_table, library_sums, listed_tracks
from syncopate.store.encoding import encode_names
from syncopate.store.library_sums import sums_of
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
    """Rows of all albums and artists of a library; `moves` are tracks that are on another album now."""

    albums: list[dict[str, Any]]
    artists: list[dict[str, Any]]
    links: list[dict[str, Any]]
    genres: list[dict[str, Any]] = field(default_factory=list)
    album_genres: list[dict[str, Any]] = field(default_factory=list)
    sums: list[dict[str, Any]] = field(default_factory=list)
    moves: list[dict[str, str | None]] = field(default_factory=list)


def shelf_of(library_id: str, held: Iterable[LibraryAlbum], people: Iterable[ShelvedArtist]) -> Shelf:
    """Make rows; takes albums one at a time."""
    rows = Shelf([], [], [])
    covers: dict[str, str | None] = {}
    for album in held:
        rows.albums.append(_album(library_id, album))
        covers[album.key] = rows.albums[-1]["cover_key"]
    for artist in people:
        shown = filter(None, map(covers.get, (*artist.own, *artist.on)))
        rows.artists.append(
            {
                "library_id": library_id,
                "key": artist.key,
                "name": artist.name,
                "albums": len(artist.own),
                "tracks": artist.tracks,
                "owned": artist.owned,
                "total": artist.total,
                "cover_key": next(shown, None),
                "sort": sort_text(artist.name),
                "folded": names_text((artist.name,)),
            }
        )
        for keys, own in ((artist.own, True), (artist.on, False)):
            rows.links.extend(
                {"library_id": library_id, "artist_key": artist.key, "album_key": key, "own": own}
                for key in keys
            )
    return rows


def complete(connection: Connection, library_id: str, shelf: Shelf) -> None:
    """Add what the index says beside the tracks themselves: since when, which genres, and the sums."""
    where = {key: album["key"] for album in shelf.albums for key in album["track_keys"]}
    added: dict[str, datetime] = {}
    listed = select(listed_tracks.c.key, listed_tracks.c.shelf, listed_tracks.c.added_at)
    for row in connection.execute(listed.where(listed_tracks.c.library_id == library_id)):
        key, before, at = row
        album = where.get(key)
        if album != before:
            shelf.moves.append({"of": key, "album": album})
        if album is not None and (album not in added or at > added[album]):
            added[album] = at
    for album in shelf.albums:
        album["added_at"] = added.get(album["key"])
    found = genres.gather(connection, library_id, where)
    shelf.genres.extend(found.genres)
    shelf.album_genres.extend(found.albums)
    shelf.sums.extend(sums_of(connection, library_id))


def keep(connection: Connection, library_id: str, shelf: Shelf, mark: str) -> None:
    """Store all of them, drop what is gone, and count; `mark` names the state of the index they are of."""
    for table, rows in (
        (albums, shelf.albums),
        (artists, shelf.artists),
        (album_artists, shelf.links),
        (genres_table, shelf.genres),
        (album_genres, shelf.album_genres),
        (library_sums, shelf.sums),
    ):
        for part in batched(rows, _BATCH, strict=False):
            put(connection, table, list(part))
        _drop_absent(connection, table, library_id, rows)
    _move(connection, library_id, shelf.moves)
    connection.execute(
        update(libraries)
        .where(libraries.c.id == library_id)
        .values(albums=len(shelf.albums), artists=len(shelf.artists), shelved=mark)
    )


def _move(connection: Connection, library_id: str, moves: Sequence[Mapping[str, str | None]]) -> None:
    statement = (
        update(listed_tracks)
        .where(listed_tracks.c.library_id == library_id, listed_tracks.c.key == bindparam("of"))
        .values(shelf=bindparam("album"))
    )
    for part in batched(moves, _BATCH, strict=False):
        connection.execute(statement, list(part))


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
        "size_bytes": sum(track.size or 0 for track in album.tracks),
        "added_at": None,
        "cover_key": album.tracks[0].key if album.tracks else None,
        "sort": sort_text(album.title),
        "artist_sort": sort_text(album.artists[0] if album.artists else None),
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
