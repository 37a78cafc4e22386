"""The albums of a library, put together from its tracks: listed without reading a single track."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from syncopate.domain.album import AlbumKind, percent
from syncopate.errors import NotFound
from syncopate.matching.keys import key
from syncopate.matching.search import search_words
from syncopate.store.encoding import decode_names
from syncopate.store.paging import Page
from syncopate.store.searching import begins_folded, contains_folded
from syncopate.store.shelf_tables import album_artists, albums


class Owned(StrEnum):
    """How much of an album is there. UNKNOWN: nobody says how many tracks it has."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumRow:
    """One album as it is listed. `total` is None when nobody says; `complete` None when it is not known."""

    key: str
    title: str
    artists: tuple[str, ...]
    kind: AlbumKind
    year: int | None
    owned: int
    total: int | None
    complete: bool | None
    duration: timedelta
    track_keys: Sequence[str] = ()

    @property
    def percent(self) -> int | None:
        """Whole per cent, None where the total is not known."""
        return None if self.total is None else percent(self.owned, self.total)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which albums to list: by words, kinds, how much is there, artist; `own` False: what they play on."""

    query: str = ""
    kinds: Collection[AlbumKind] = ()
    owned: Owned | None = None
    artist_key: str | None = None
    own: bool = True


_LISTED = tuple(column for column in albums.c if column.name not in {"library_id", "folded", "track_keys"})
_EVERYTHING = Wanted()


def page(
    connection: Connection, library_id: str, wanted: Wanted = _EVERYTHING, *, limit: int, offset: int = 0
) -> Page[AlbumRow]:
    """Return a page of albums: by title, those of one artist by year."""
    conditions = _conditions(library_id, wanted)
    total = connection.execute(
        _of(select(func.count()).select_from(albums), wanted).where(*conditions)
    ).scalar_one()
    order: tuple[ColumnElement[Any], ...] = (albums.c.folded, albums.c.key)
    if wanted.artist_key is not None:
        order = (albums.c.year.is_(None), albums.c.year, *order)
    elif wanted.query:
        begins = begins_folded(albums.c.folded, " ".join(key(word) for word in wanted.query.split()))
        order = (begins.desc(), *order)
    statement = _of(select(*_LISTED), wanted).where(*conditions).order_by(*order).limit(limit).offset(offset)
    items = tuple(map(_row, connection.execute(statement))) if total > offset else ()
    return Page(items=items, total=total, limit=limit, offset=offset)


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


def kinds(connection: Connection, library_id: str, artist_key: str | None = None) -> dict[AlbumKind, int]:
    """Return how many albums there are of each kind, of one artist if wanted."""
    wanted = Wanted(artist_key=artist_key)
    rows = connection.execute(
        _of(select(albums.c.kind, func.count()).select_from(albums), wanted)
        .where(*_conditions(library_id, wanted))
        .group_by(albums.c.kind)
    )
    return {AlbumKind(kind): count for kind, count in rows}


def _of(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.artist_key is None:
        return statement
    link = and_(
        album_artists.c.library_id == albums.c.library_id,
        album_artists.c.album_key == albums.c.key,
        album_artists.c.artist_key == wanted.artist_key,
        album_artists.c.own == wanted.own,
    )
    return statement.join(album_artists, link)


def _conditions(library_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [albums.c.library_id == library_id]
    found.extend(contains_folded(albums.c.folded, word) for word in search_words(wanted.query))
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
        key=row.key,
        title=row.title,
        artists=decode_names(row.artists),
        kind=AlbumKind(row.kind),
        year=row.year,
        owned=row.owned,
        total=row.total,
        complete=row.complete,
        duration=timedelta(milliseconds=row.duration_ms),
        track_keys=track_keys,
    )
