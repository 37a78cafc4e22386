"""Tracks of libraries as they are browsed: narrowed and in order, or by what catalogues call them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, select, tuple_

from syncopate.domain.ids import IdKind
from syncopate.domain.media import Track
from syncopate.errors import NotFound
from syncopate.matching.ordering import genre_key
from syncopate.store import choosing, tracks, words
from syncopate.store.browse_tables import listed_tracks, track_genres, track_ids
from syncopate.store.encoding import clean, decode_names
from syncopate.store.listing import id_value
from syncopate.store.paging import Page
from syncopate.store.tables import libraries, tracks as tracks_table

_MOST = 500
_PARAMETERS = 200


class TrackOrder(StrEnum):
    """What tracks are put in order by."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    YEAR = "year"
    ADDED = "added"
    DURATION = "duration"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTrack:
    """A track of a library, the key of the album it was put on, its genres, and since when it is there."""

    library_id: str
    track: Track
    album_key: str | None
    genres: tuple[str, ...]
    added_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedTracks:
    """Which tracks to list: by words, letter (A to Z, "#"), years and genre; by title when no order is named.

    What begins with the words comes first.
    """

    query: str = ""
    letter: str | None = None
    since: int | None = None
    until: int | None = None
    genre: str | None = None
    order: TrackOrder | None = None
    descending: bool = False


type Place = tuple[str, str]
"""A library and a key in it."""

_LISTED = listed_tracks.c
_ORDERS: dict[TrackOrder, tuple[ColumnElement[Any], ...]] = {
    TrackOrder.TITLE: (_LISTED.sort,),
    TrackOrder.ARTIST: (_LISTED.artist_sort, _LISTED.album_sort, _LISTED.place),
    TrackOrder.ALBUM: (_LISTED.album_sort, _LISTED.place),
    TrackOrder.YEAR: (_LISTED.year,),
    TrackOrder.ADDED: (_LISTED.added_at,),
    TrackOrder.DURATION: (_LISTED.duration_ms,),
}
_UNKNOWN_LAST = frozenset({TrackOrder.YEAR, TrackOrder.DURATION})


def page(
    connection: Connection, library_id: str | None, wanted: WantedTracks, *, limit: int, offset: int = 0
) -> Page[ListedTrack]:
    """Return a page of the tracks of a library that can be played, None: of all libraries."""
    library_id = choosing.the_only(connection, library_id)
    conditions = _conditions(library_id, wanted)
    found = words.sought(connection, listed_tracks, library_id, wanted.query, libraries.c.tracks)
    total = _count(connection, library_id, wanted, found)
    places: list[Place] = []
    if total > offset:
        statement = _of(select(_LISTED.library_id, _LISTED.key), wanted)
        rows = words.rows(
            connection, found, statement, conditions, _order(wanted), limit=limit, offset=offset
        )
        places = [(row.library_id, row.key) for row in rows]
    return Page(items=tuple(at(connection, places)), total=total, limit=limit, offset=offset)


def letters(connection: Connection, library_id: str | None) -> frozenset[str]:
    """Return the letters that titles begin with."""
    within = choosing.of_library(listed_tracks, choosing.the_only(connection, library_id))
    return choosing.letters(connection, listed_tracks, within)


def at(connection: Connection, places: Sequence[Place]) -> list[ListedTrack]:
    """Return the tracks that are at these places, in their order."""
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for library_id, key in places:
        keys[library_id].append(key)
    found: dict[Place, ListedTrack] = {}
    for library_id, wanted in keys.items():
        held = tracks.many(connection, library_id, wanted)
        for key, shelf, added_at, genres in _more(connection, library_id, wanted):
            found[library_id, key] = ListedTrack(
                library_id=library_id,
                track=held[key],
                album_key=shelf,
                genres=decode_names(genres or ""),
                added_at=added_at,
            )
    return [found[place] for place in places if place in found]


def get(connection: Connection, library_id: str, key: str) -> ListedTrack:
    """Return one track that can be played. Raises NotFound."""
    found = at(connection, [(library_id, key)])
    if not found:
        raise NotFound(what="track", id=key)
    return found[0]


def with_id(connection: Connection, kind: IdKind, value: str, library_id: str | None = None) -> list[Place]:
    """Return where there is something that a catalogue calls so."""
    rows = connection.execute(
        select(track_ids.c.library_id, track_ids.c.key)
        .where(
            track_ids.c.kind == kind.value,
            track_ids.c.value == id_value(kind, clean(value)),
            *choosing.of_library(track_ids, library_id),
        )
        .order_by(track_ids.c.library_id, track_ids.c.key)
        .limit(_MOST)
    )
    return [(row.library_id, row.key) for row in rows]


def with_path(connection: Connection, path: str, libraries: Collection[str]) -> list[Place]:
    """Return where there is the file of this path, as its library says it."""
    table, said = tracks_table.c, clean(path)
    named_so = [place for place in with_key(connection, path, libraries) if _path(connection, place) == said]
    rows = connection.execute(
        select(table.library_id, table.key)
        # As the index says it: keys that are paths are found by themselves.
        .where(table.path == said, literal_column("path <> key"), table.library_id.in_(libraries))
        .order_by(table.library_id, table.key)
        .limit(_MOST)
    )
    return [*named_so, *((row.library_id, row.key) for row in rows)]


def with_key(connection: Connection, key: str, libraries: Collection[str]) -> list[Place]:
    """Return where there is a track of this key."""
    rows = connection.execute(
        select(_LISTED.library_id)
        .where(_LISTED.library_id.in_(libraries), _LISTED.key == clean(key))
        .order_by(_LISTED.library_id)
    )
    return [(library_id, clean(key)) for library_id in rows.scalars()]


def _count(connection: Connection, library_id: str | None, wanted: WantedTracks, found: words.Sought) -> int:
    of, conditions = choosing.of_library(listed_tracks, library_id), _conditions(library_id, wanted)
    alone = len(conditions) == len(of)
    if alone and wanted.genre is None and found.hits is not None:
        return found.hits
    if alone and wanted.genre is not None and not found.words:
        # A genre alone is counted where it is kept.
        statement = select(func.count()).where(
            *choosing.of_library(track_genres, library_id), track_genres.c.genre == genre_key(wanted.genre)
        )
    else:
        statement = _of(select(func.count()).select_from(listed_tracks), wanted)
        statement = statement.where(*conditions, *found.conditions())
    return int(connection.execute(statement).scalar_one())


def _path(connection: Connection, place: Place) -> str | None:
    library_id, key = place
    of = (tracks_table.c.library_id == library_id, tracks_table.c.key == key)
    found: str | None = connection.execute(select(tracks_table.c.path).where(*of)).scalar()
    return found


def _more(
    connection: Connection, library_id: str, keys: Sequence[str]
) -> list[tuple[str, str | None, datetime, str | None]]:
    """Return album, time and genres of tracks that can be played."""
    same = and_(tracks_table.c.library_id == _LISTED.library_id, tracks_table.c.key == _LISTED.key)
    columns = (_LISTED.key, _LISTED.shelf, _LISTED.added_at, tracks_table.c.genres)
    found: list[tuple[str, str | None, datetime, str | None]] = []
    for start in range(0, len(keys), _PARAMETERS):
        part = keys[start : start + _PARAMETERS]
        rows = connection.execute(
            select(*columns)
            .join(tracks_table, same)
            .where(tuple_(_LISTED.library_id, _LISTED.key).in_([(library_id, key) for key in part]))
        )
        found.extend((row.key, row.shelf, row.added_at, row.genres) for row in rows)
    return found


def _order(wanted: WantedTracks) -> tuple[ColumnElement[Any], ...] | None:
    """Return what tracks are put in order by; None: as they are named."""
    if wanted.order is None:
        return None
    columns = (*_ORDERS[wanted.order], _LISTED.key)
    turned = tuple(column.desc() for column in columns) if wanted.descending else columns
    return (columns[0].is_(None), *turned) if wanted.order in _UNKNOWN_LAST else turned


def _of(statement: Select[Any], wanted: WantedTracks) -> Select[Any]:
    if wanted.genre is None:
        return statement
    has = and_(
        track_genres.c.library_id == _LISTED.library_id,
        track_genres.c.key == _LISTED.key,
        track_genres.c.genre == genre_key(wanted.genre),
    )
    return statement.join(track_genres, has)


def _conditions(library_id: str | None, wanted: WantedTracks) -> list[ColumnElement[bool]]:
    return [
        *choosing.of_library(listed_tracks, library_id),
        *choosing.at_letter(_LISTED.sort, wanted.letter),
        *choosing.of_years(_LISTED.year, wanted.since, wanted.until),
    ]
