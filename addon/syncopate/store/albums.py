"""The albums of libraries, put together from their tracks: listed without reading a single track."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from syncopate.domain.album import AlbumKind, percent
from syncopate.errors import NotFound
from syncopate.matching.ordering import genre_key
from syncopate.store import choosing, words
from syncopate.store.browse_tables import album_genres
from syncopate.store.encoding import decode_names
from syncopate.store.paging import Page
from syncopate.store.shelf_tables import album_artists, albums
from syncopate.store.tables import libraries


class Owned(StrEnum):
    """How much of an album is there. UNKNOWN: nobody says how many tracks it has."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"


class AlbumOrder(StrEnum):
    """What albums are put in order by."""

    TITLE = "title"
    ARTIST = "artist"
    YEAR = "year"
    ADDED = "added"
    TRACKS = "tracks"
    DURATION = "duration"
    SIZE = "size"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumRow:
    """One album as it is listed. `total` is None when nobody says; `complete` None when it is not known.

    `added_at` is when the last of its tracks came; `cover_key` a track that has its cover.
    """

    library_id: str
    key: str
    title: str
    artists: tuple[str, ...]
    kind: AlbumKind
    year: int | None
    owned: int
    total: int | None
    complete: bool | None
    duration: timedelta
    size_bytes: int
    added_at: datetime | None
    cover_key: str | None
    track_keys: Sequence[str] = ()

    @property
    def percent(self) -> int | None:
        """Whole per cent, None where the total is not known."""
        return None if self.total is None else percent(self.owned, self.total)

    @property
    def missing(self) -> int | None:
        """How many tracks lack, None where the total is not known."""
        return None if self.total is None else max(self.total - self.owned, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which albums to list: by words, kinds, how much is there, artist; `own` False: what they play on.

    `letter` is one of A to Z or "#", `since` and `until` are years. Without an order it is by title, those of
    an artist by year; what begins with the words comes first.
    """

    query: str = ""
    kinds: Collection[AlbumKind] = ()
    owned: Owned | None = None
    artist_key: str | None = None
    own: bool = True
    letter: str | None = None
    since: int | None = None
    until: int | None = None
    genre: str | None = None
    order: AlbumOrder | None = None
    descending: bool = False


_LISTED = tuple(
    column for column in albums.c if column.name not in {"folded", "sort", "artist_sort", "track_keys"}
)
_EVERYTHING = Wanted()
_ORDERS = {
    AlbumOrder.TITLE: albums.c.sort,
    AlbumOrder.ARTIST: albums.c.artist_sort,
    AlbumOrder.YEAR: albums.c.year,
    AlbumOrder.ADDED: albums.c.added_at,
    AlbumOrder.TRACKS: albums.c.owned,
    AlbumOrder.DURATION: albums.c.duration_ms,
    AlbumOrder.SIZE: albums.c.size_bytes,
}


def page(
    connection: Connection,
    library_id: str | None,
    wanted: Wanted = _EVERYTHING,
    *,
    limit: int,
    offset: int = 0,
) -> Page[AlbumRow]:
    """Return a page of the albums of a library, None: of all."""
    library_id = choosing.the_only(connection, library_id)
    conditions = _conditions(library_id, wanted)
    found = words.sought(connection, albums, library_id, wanted.query, libraries.c.albums)
    total = _count(connection, library_id, wanted, found)
    items: tuple[AlbumRow, ...] = ()
    if total > offset:
        listed = _of(select(*_LISTED), wanted)
        rows = words.rows(connection, found, listed, conditions, _order(wanted), limit=limit, offset=offset)
        items = tuple(map(_row, rows))
    return Page(items=items, total=total, limit=limit, offset=offset)


def _count(connection: Connection, library_id: str | None, wanted: Wanted, found: words.Sought) -> int:
    everything = replace(_EVERYTHING, order=wanted.order, descending=wanted.descending)
    if found.hits is not None and wanted == replace(everything, query=wanted.query):
        return found.hits
    statement = _of(select(func.count()).select_from(albums), wanted)
    if wanted.genre is not None and wanted == replace(everything, genre=wanted.genre):
        # A genre alone is counted where it is kept.
        statement = select(func.count()).where(
            *choosing.of_library(album_genres, library_id), album_genres.c.genre == genre_key(wanted.genre)
        )
        return int(connection.execute(statement).scalar_one())
    conditions = (*_conditions(library_id, wanted), *found.conditions())
    return int(connection.execute(statement.where(*conditions)).scalar_one())


def letters(connection: Connection, library_id: str | None) -> frozenset[str]:
    """Return the letters that titles begin with."""
    return choosing.letters(connection, albums, choosing.of_library(albums, library_id))


def _order(wanted: Wanted) -> tuple[ColumnElement[Any], ...] | None:
    """Return what albums are put in order by; None: as they are named."""
    by_title = (albums.c.sort, albums.c.key)
    if wanted.order is not None:
        column = _ORDERS[wanted.order]
        # The same way at both: that is the order of an index, to be read from either end.
        turned = (column.desc(), albums.c.key.desc()) if wanted.descending else (column, albums.c.key)
        if wanted.order in {AlbumOrder.TITLE, AlbumOrder.ADDED}:
            return turned
        return (column.is_(None), turned[0], *by_title)
    if wanted.artist_key is not None:
        return (albums.c.year.is_(None), albums.c.year, *by_title)
    return None


def get(connection: Connection, library_id: str, album_key: str) -> AlbumRow:
    """Return one album with the keys of its tracks, in order. Raises NotFound."""
    found = connection.execute(
        select(*_LISTED, albums.c.track_keys).where(
            albums.c.library_id == library_id, albums.c.key == album_key
        )
    ).first()
    if found is None:
        raise NotFound(what="album", id=album_key)
    return _row(found, tuple(found.track_keys))


def some(connection: Connection, library_id: str, album_keys: Collection[str]) -> dict[str, AlbumRow]:
    """Return those of the albums that are there."""
    rows = connection.execute(
        select(*_LISTED).where(albums.c.library_id == library_id, albums.c.key.in_(list(album_keys)))
    )
    return {row.key: _row(row) for row in rows}


def kinds(
    connection: Connection, library_id: str | None, artist_key: str | None = None
) -> dict[AlbumKind, int]:
    """Return how many albums there are of each kind, of one artist if wanted."""
    wanted = Wanted(artist_key=artist_key)
    rows = connection.execute(
        _of(select(albums.c.kind, func.count()).select_from(albums), wanted)
        .where(*_conditions(library_id, wanted))
        .group_by(albums.c.kind)
    )
    return {AlbumKind(kind): count for kind, count in rows}


def _of(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.genre is not None:
        has = and_(
            album_genres.c.library_id == albums.c.library_id,
            album_genres.c.album_key == albums.c.key,
            album_genres.c.genre == genre_key(wanted.genre),
        )
        statement = statement.join(album_genres, has)
    if wanted.artist_key is None:
        return statement
    link = and_(
        album_artists.c.library_id == albums.c.library_id,
        album_artists.c.album_key == albums.c.key,
        album_artists.c.artist_key == wanted.artist_key,
        album_artists.c.own == wanted.own,
    )
    return statement.join(album_artists, link)


def _conditions(library_id: str | None, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        *choosing.of_library(albums, library_id),
        *choosing.at_letter(albums.c.sort, wanted.letter),
        *choosing.of_years(albums.c.year, wanted.since, wanted.until),
    ]
    if wanted.kinds:
        found.append(albums.c.kind.in_([kind.value for kind in wanted.kinds]))
    match wanted.owned:
        case Owned.COMPLETE:
            found.append(albums.c.complete.is_(True))
        case Owned.INCOMPLETE:
            found.append(albums.c.complete.is_(False))
        case Owned.UNKNOWN:
            found.append(albums.c.complete.is_(None))
    return found


def _row(row: Row[*tuple[Any, ...]], track_keys: Sequence[str] = ()) -> AlbumRow:
    return AlbumRow(
        library_id=row.library_id,
        key=row.key,
        title=row.title,
        artists=decode_names(row.artists),
        kind=AlbumKind(row.kind),
        year=row.year,
        owned=row.owned,
        total=row.total,
        complete=row.complete,
        duration=timedelta(milliseconds=row.duration_ms),
        size_bytes=row.size_bytes,
        added_at=row.added_at,
        cover_key=row.cover_key,
        track_keys=track_keys,
    )
