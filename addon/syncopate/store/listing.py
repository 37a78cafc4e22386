"""Keeping what browsing asks in step with the tracks: only what is other than before is written."""

from collections.abc import Collection, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from syncopate.domain.ids import IdKind
from syncopate.domain.media import FileStamp, Track
from syncopate.matching.ordering import genre_key, sort_text
from syncopate.matching.search import search_text
from syncopate.store.browse_tables import listed_tracks, track_genres, track_ids
from syncopate.store.encoding import decode_ids, decode_names
from syncopate.store.tables import libraries, tracks
from syncopate.store.upsert import delete_texts, held, insert_texts, put

type _Texts = tuple[str, ...]

_PARAMETERS = 500
_LONGEST_ID = 200
_MOST_DISC, _MOST_NUMBER = 999, 9_999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING: frozenset[_Texts] = frozenset()
_AS_WRITTEN = frozenset({IdKind.SPOTIFY, IdKind.TIDAL, IdKind.DEEZER, IdKind.APPLE, IdKind.YOUTUBE})


@dataclass(frozen=True, slots=True)
class Known:
    """What is there of a track before it is stored again."""

    ids: str | None
    genres: str | None
    added_at: datetime | None
    problem: str | None


def known(connection: Connection, library_id: str, keys: Collection[str]) -> dict[str, Known]:
    """Return what is there of these tracks."""
    names = ("ids", "genres", "added_at", "problem")
    return {
        row.key: Known(row.ids, row.genres, row.added_at, row.problem)
        for row in held(connection, tracks, library_id, keys, names)
    }


def is_new(connection: Connection, library_id: str) -> bool:
    """Tell whether a library was never read to its end: what it holds may be there for long."""
    last = select(libraries.c.last_complete_at).where(libraries.c.id == library_id)
    return connection.execute(last).scalar() is None


def since(stamp: FileStamp | None, at: datetime, *, new: bool) -> datetime:
    """Return since when a file that is seen for the first time is there: since now.

    In a new library since it was last written, which is nearer the truth than the day of the first scan.
    """
    if not new or stamp is None or stamp.mtime_ns <= 0:
        return at
    try:
        written = _EPOCH + timedelta(microseconds=stamp.mtime_ns // 1000)
    except OverflowError:
        return at
    return min(written, at)


def id_value(kind: IdKind, value: str) -> str:
    """Return the one spelling of an id by which it is found."""
    if kind in _AS_WRITTEN:
        return value
    return value.upper() if kind is IdKind.ISRC else value.lower()


def follow(
    connection: Connection,
    library_id: str,
    stored: Sequence[tuple[Track, Mapping[str, Any]]],
    before: Mapping[str, Known],
) -> None:
    """Take tracks that were stored, each with its row, into what browsing asks."""
    rows = [listed(track, row) for track, row in stored if row["problem"] is None]
    put(connection, listed_tracks, rows)
    ids, genres = _Changes(track_ids), _Changes(track_genres)
    broken = []
    for _track, row in stored:
        key, was = row["key"], before.get(row["key"])
        playable, listed_before = row["problem"] is None, was is not None and was.problem is None
        if listed_before and not playable:
            broken.append(key)
        ids.turn(
            _ids(library_id, key, was.ids if was and listed_before else None),
            _ids(library_id, key, row["ids"] if playable else None),
        )
        genres.turn(
            _genres(library_id, key, was.genres if was and listed_before else None),
            _genres(library_id, key, row["genres"] if playable else None),
        )
    ids.write(connection)
    genres.write(connection)
    _unlist(connection, library_id, broken)


def forget(connection: Connection, library_id: str, keys: Collection[str]) -> None:
    """Take tracks out that are about to be removed."""
    ids, genres = _Changes(track_ids), _Changes(track_genres)
    for key, was in known(connection, library_id, keys).items():
        if was.problem is None:
            ids.turn(_ids(library_id, key, was.ids), _NOTHING)
            genres.turn(_genres(library_id, key, was.genres), _NOTHING)
    ids.write(connection)
    genres.write(connection)
    _unlist(connection, library_id, keys)


def listed(track: Track, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a track as lists have it; `row` is what is stored of it."""
    artist = track.artists[0] if track.artists else track.album_artist
    place = min(max(track.disc or 1, 0), _MOST_DISC) * (_MOST_NUMBER + 1)
    return {
        "library_id": row["library_id"],
        "key": row["key"],
        "sort": sort_text(track.title),
        "artist_sort": sort_text(artist),
        "album_sort": sort_text(track.album),
        "place": place + min(max(track.number or 0, 0), _MOST_NUMBER),
        "year": row["year"],
        "duration_ms": row["duration_ms"],
        "added_at": row["added_at"],
        "folded": search_text(track),
    }


class _Changes:
    """Rows that come to a table of texts and that go, the primary key first."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._come: list[_Texts] = []
        self._gone: list[_Texts] = []

    def turn(self, before: AbstractSet[_Texts], after: AbstractSet[_Texts]) -> None:
        """Note what is other now."""
        self._gone.extend(before - after)
        self._come.extend(after - before)

    def write(self, connection: Connection) -> None:
        """Write it."""
        delete_texts(connection, self._table, self._gone)
        insert_texts(connection, self._table, self._come)


def _ids(library_id: str, key: str, encoded: str | None) -> AbstractSet[_Texts]:
    if not encoded:
        return _NOTHING
    return {
        (each.kind.value, value, library_id, key)
        for each in decode_ids(encoded)
        if 0 < len(value := id_value(each.kind, each.value)) <= _LONGEST_ID
    }


def genres_of(encoded: str | None) -> dict[str, str]:
    """Return the genres of a track as it is stored: what all spellings have in common, and its own one."""
    names: dict[str, str] = {}
    for name in decode_names(encoded) if encoded else ():
        names.setdefault(genre_key(name), name)
    names.pop("", None)
    return names


def _genres(library_id: str, key: str, encoded: str | None) -> AbstractSet[_Texts]:
    if not encoded:
        return _NOTHING
    return {(library_id, genre, key, name) for genre, name in genres_of(encoded).items()}


def _unlist(connection: Connection, library_id: str, keys: Collection[str]) -> None:
    for part in batched(keys, _PARAMETERS, strict=False):
        connection.execute(
            delete(listed_tracks).where(
                listed_tracks.c.library_id == library_id, listed_tracks.c.key.in_(part)
            )
        )
