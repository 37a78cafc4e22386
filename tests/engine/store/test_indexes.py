"""Libraries kept in memory."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from syncopate.domain.media import IndexedTrack, Track
from syncopate.errors import NotFound
from syncopate.matching.index import LibraryIndex
from syncopate.store import libraries, tracks
from syncopate.store.database import Connection, Database
from syncopate.store.indexes import Indexes
from syncopate.store.libraries import Library

type Make = Callable[..., IndexedTrack]


def _take(connection: Connection, library: Library, rows: list[IndexedTrack]) -> None:
    tracks.upsert(connection, library.id, rows, library.created_at)
    tracks.remove_absent(connection, library.id, {row.track.key for row in rows})
    tracks.bump(connection, library.id)


def _held(index: LibraryIndex) -> dict[str, Track]:
    return {track.key: track for track in index.tracks()}


def test_an_index_follows_its_library(database: Database, library: Library, indexed: Make) -> None:
    indexes = Indexes()
    assert len(indexes.current(database, library.id)) == 0
    rows = [indexed(number) for number in range(1, 9)]
    with patch.object(tracks, "load", wraps=tracks.load) as load:
        for step in range(5):
            rows = [*rows[2:], indexed(20 + step), indexed(1, title=f"At {step}")]
            database.change(_take, library, rows)
            assert _held(indexes.current(database, library.id)) == {row.track.key: row.track for row in rows}
        assert load.call_count == 0, "only what changed is read"
        assert indexes.current(database, library.id) is indexes.current(database, library.id)
        database.change(tracks.bump, library.id)
        assert len(indexes.current(database, library.id)) == len({row.track.key for row in rows})
        assert load.call_count == 0


def test_after_many_changes_all_is_read(database: Database, library: Library, indexed: Make) -> None:
    indexes = Indexes()
    rows = [indexed(number) for number in range(1, 1301)]
    database.change(_take, library, rows)
    assert len(indexes.current(database, library.id)) == 1300
    database.change(_take, library, [indexed(number, title="Other") for number in range(1, 1101)])
    with patch.object(tracks, "load", wraps=tracks.load) as load:
        index = indexes.current(database, library.id)
    assert load.call_count == 1
    assert {track.title for track in _held(index).values()} == {"Other"}
    assert index.room == 1000


def test_indexes_are_kept_as_long_as_they_fit(database: Database, library: Library, indexed: Make) -> None:
    others = [
        Library(id=f"other {number}", account_id=library.account_id, name="Other", section=str(number),
                created_at=library.created_at)
        for number in range(3)
    ]  # fmt: skip
    for each in others:
        database.change(libraries.add, each)
        database.change(_take, each, [indexed(number) for number in range(1, 51)])
    size = Indexes().current(database, others[0].id).size
    indexes = Indexes(most_bytes=int(2.5 * size))
    with patch.object(tracks, "load", wraps=tracks.load) as load:
        for each in others:
            indexes.current(database, each.id)
        assert load.call_count == 3
        indexes.current(database, others[1].id)
        indexes.current(database, others[2].id)
        assert load.call_count == 3
        indexes.current(database, others[0].id)
        assert load.call_count == 4, "the one that was not used for longest had to go"
        small = Indexes(most_bytes=1)
        first = small.current(database, others[0].id)
        assert small.current(database, others[0].id) is first, "one is always kept"


def test_a_library_that_is_gone_has_no_index(database: Database, library: Library) -> None:
    indexes = Indexes()
    indexes.current(database, library.id)
    database.change(libraries.remove, library.id)
    with pytest.raises(NotFound):
        indexes.current(database, library.id)


def test_albums_are_kept_beside_their_library_and_go_with_it(
    database: Database, library: Library, indexed: Make
) -> None:
    indexes = Indexes()
    rows = [indexed(number, album=f"Album {number % 3}", artists=("A",)) for number in range(1, 13)]
    database.change(_take, library, rows)
    index, albums = indexes.with_albums(database, library.id)
    assert {track.key for album in albums for track in album.tracks} == {row.track.key for row in rows}
    assert indexes.with_albums(database, library.id) == (index, albums), "not put together again"
    assert indexes.current(database, library.id) is index
    database.change(_take, library, rows[3:])
    now, fewer = indexes.with_albums(database, library.id)
    assert now is not index
    assert {track.key for album in fewer for track in album.tracks} == {row.track.key for row in rows[3:]}


def test_albums_count_and_go_when_their_library_does(
    database: Database, library: Library, indexed: Make
) -> None:
    other = Library(
        id="other",
        account_id=library.account_id,
        name="Other",
        section="9",
        created_at=library.created_at,
    )
    database.change(libraries.add, other)
    for each in (library, other):
        database.change(_take, each, [indexed(number, album=f"{number}") for number in range(1, 51)])
    both = sum(Indexes().current(database, each.id).size for each in (library, other))
    indexes = Indexes(most_bytes=both + 1000)
    with patch.object(tracks, "load", wraps=tracks.load) as load:
        indexes.current(database, library.id)
        indexes.current(database, other.id)
        indexes.current(database, library.id)
        assert load.call_count == 2, "both fit"
        indexes.with_albums(database, library.id)
        indexes.current(database, other.id)
        assert load.call_count == 3, "with albums there is no room for the other"
        _, albums = indexes.with_albums(database, library.id)
        assert load.call_count == 4
        assert indexes.with_albums(database, library.id)[1] is albums
