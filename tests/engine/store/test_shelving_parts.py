"""Putting a large library together in small parts: short transactions, whole albums, and what cuts it short."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Table, event, select
from syncopate.domain.media import IndexedTrack, Track
from syncopate.store import libraries, shelves, tracks
from syncopate.store.browse_tables import album_genres, genres, library_sums, listed_tracks
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.shelf_tables import album_artists, albums, artists
from syncopate.sync.shelving import is_shelved, shelve_library

MOST = 6
"""How many rows of a table a transaction writes here, and tracks of an album at most."""

_TABLES: tuple[Table, ...] = (
    albums,
    artists,
    album_artists,
    album_genres,
    genres,
    library_sums,
    listed_tracks,
)


class Cut(BaseException):
    """As a power cut: nothing that is written afterwards gets through."""


def song(album: int, number: int, artist: str | None = None) -> Track:
    """Return a track of one of many albums; every third album has a guest."""
    band = artist or f"Band {album % 7}"
    key = f"{album:03}/{number}.flac"
    return Track(
        key=key,
        title=f"Song {album} {number}",
        artists=(band, "Guest") if album % 3 == 0 else (band,),
        album=f"Album {album}" if album % 10 else None,
        album_artist=band,
        number=number,
        year=1990 + album % 20,
        genres=(("Rock", "rock", "Jazz")[album % 3],),
        path=key,
    )


def many(count: int = 40) -> list[Track]:
    """Return the tracks of some albums, three each; every tenth has none."""
    return [song(album, number) for album in range(1, count + 1) for number in (1, 2, 3)]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make parts so small that few albums need many of them."""
    monkeypatch.setattr(shelves, "BATCH", MOST)
    monkeypatch.setattr(shelves, "GONE", 2)


@pytest.fixture
def index(database: Database, library: Library, now: datetime) -> Callable[[list[Track]], None]:
    """Return a function that makes tracks those of the library, without putting them together."""

    def put(held: list[Track]) -> None:
        database.change(tracks.upsert, library.id, [IndexedTrack(track=each) for each in held], now)
        database.change(tracks.remove_absent, library.id, {each.key for each in held})
        database.change(tracks.bump, library.id)

    return put


def held(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables, but for the ids that were given to them."""
    return {
        table.name: sorted((tuple(row) for row in database.look(_all, table)), key=repr) for table in _TABLES
    }


def _all(connection: Connection, table: Table) -> list[Any]:
    return list(connection.execute(select(*(column for column in table.c if column.name != "id"))).all())


@contextmanager
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Counter[str]]]:
    """Count the rows that each transaction writes or drops, by the table."""
    found: list[Counter[str]] = []
    change = Database.change

    def counted(self: Database, function: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        rows: Counter[str] = Counter()

        def note(
            _connection: object,
            cursor: Any,
            statement: str,
            _parameters: object,
            _context: object,
            _many: bool,
        ) -> None:
            words = statement.split()
            if words[0] in {"INSERT", "UPDATE", "DELETE"}:
                rows[words[1 if words[0] == "UPDATE" else 2].strip('"')] += max(cursor.rowcount, 0)

        event.listen(self._engine, "after_cursor_execute", note)
        try:
            return change(self, function, *args, **kw)
        finally:
            event.remove(self._engine, "after_cursor_execute", note)
            found.append(rows)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "change", counted)
        yield found


def cut_after(monkeypatch: pytest.MonkeyPatch, parts: int) -> None:
    """Let so many transactions through, then none."""
    change, left = Database.change, iter(range(parts))

    def cut(self: Database, function: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        if next(left, None) is None:
            raise Cut
        return change(self, function, *args, **kw)

    monkeypatch.setattr(Database, "change", cut)


def test_no_transaction_writes_many_rows(
    database: Database,
    library: Library,
    index: Callable[[list[Track]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index(many())
    with written(monkeypatch) as first:
        shelve_library(database.address, library.id)
    assert sum(rows["albums"] for rows in first) == 36
    assert sum(rows["listed_tracks"] for rows in first) == 108
    index(many(4))
    with written(monkeypatch) as then:
        shelve_library(database.address, library.id)
    assert sum(rows["albums"] for rows in then) == 32, "those that are gone"
    for rows in (*first, *then):
        assert rows["listed_tracks"] <= MOST
        assert sum(rows.values()) <= 4 * MOST, rows
    assert [rows for rows in first if "libraries" in rows and rows.total() == 1][-1] == first[-1]


def test_what_is_the_same_is_not_written(
    database: Database,
    library: Library,
    index: Callable[[list[Track]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held_tracks = many()
    index(held_tracks)
    shelve_library(database.address, library.id)
    before = held(database)
    database.change(tracks.bump, library.id)
    with written(monkeypatch) as same:
        shelve_library(database.address, library.id)
    assert same == [Counter(libraries=1)], "the mark alone"
    assert held(database) == before

    index([replace(held_tracks[0], year=2001), *held_tracks[1:]])
    shelve_library(database.address, library.id)
    index([replace(held_tracks[0], year=2001), replace(held_tracks[1], size=5), *held_tracks[2:]])
    with written(monkeypatch) as one:
        shelve_library(database.address, library.id)
    assert sum(one, Counter()) == Counter(albums=1, library_sums=1, libraries=2)
    assert is_shelved(database.look(libraries.get, library.id))


@pytest.mark.parametrize("parts", [1, 2, 5, 9, 14, 18, 20, 22])
def test_what_was_cut_short_is_made_good(
    database: Database,
    library: Library,
    index: Callable[[list[Track]], None],
    monkeypatch: pytest.MonkeyPatch,
    parts: int,
) -> None:
    index(many())
    shelve_library(database.address, library.id)
    # Other guests and titles, some albums gone, some new.
    other = [replace(each, title=f"{each.title}!", genres=("Folk",), size=1) for each in many(50)[30:]]
    index(other)
    with monkeypatch.context() as patched:
        cut_after(patched, parts)
        with pytest.raises(Cut):
            shelve_library(database.address, library.id)
    assert not is_shelved(database.look(libraries.get, library.id))
    _no_album_is_half(database)
    shelve_library(database.address, library.id)
    assert is_shelved(database.look(libraries.get, library.id))
    mended = held(database)

    # As if it had never been otherwise.
    database.change(_empty)
    database.change(tracks.bump, library.id)
    shelve_library(database.address, library.id)
    assert held(database) == mended


def test_two_at_once_leave_it_to_be_done_again(
    database: Database,
    library: Library,
    index: Callable[[list[Track]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index(many())
    change, calls = Database.change, iter(range(10**6))

    def disturbed(self: Database, function: Callable[..., Any], *args: Any, **kw: Any) -> Any:
        if next(calls) == 5:
            change(self, shelves.write, library.id, "~another", [])
        return change(self, function, *args, **kw)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "change", disturbed)
        shelve_library(database.address, library.id)
    assert next(calls) > 6
    assert not is_shelved(database.look(libraries.get, library.id))
    shelve_library(database.address, library.id)
    assert is_shelved(database.look(libraries.get, library.id))


def _empty(connection: Connection) -> None:
    for table in _TABLES:
        if table is not listed_tracks:
            connection.execute(table.delete())
    connection.execute(listed_tracks.update().values(shelf=None))


def _no_album_is_half(database: Database) -> None:
    """Each album has its links, genres and sizes either all as before or all as they are now."""
    kept = database.look(_all, albums)
    links, found = database.look(_all, album_artists), database.look(_all, album_genres)
    for row in kept:
        new = row.size_bytes > 0
        named = {each.genre for each in found if each.album_key == row.key}
        assert named == {"folk"} if new else "folk" not in named, row.title
        assert [each for each in links if each.album_key == row.key and each.own], row.title
        if new:
            on = {each.shelf for each in database.look(_all, listed_tracks) if each.key in row.track_keys}
            assert on == {row.key}, row.title
