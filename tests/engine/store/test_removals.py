"""What a library lost of late, and what of it changed."""

from collections.abc import Callable

import pytest
from syncopate.domain.media import IndexedTrack
from syncopate.errors import NotFound
from syncopate.store import libraries, removals, tracks
from syncopate.store.database import Connection, Database
from syncopate.store.libraries import Library

type Make = Callable[..., IndexedTrack]


def _scan(database: Database, library: Library, *rows: IndexedTrack) -> int:
    """Take tracks in as a scan does; return the revision after."""

    def take(connection: Connection) -> int:
        if tracks.upsert(connection, library.id, rows, library.created_at):
            tracks.raise_revision(connection, library.id)
        return tracks.revision_of(connection, library.id)

    return database.change(take)


def _keep_only(database: Database, library: Library, *present: IndexedTrack) -> int:
    def take(connection: Connection) -> int:
        if tracks.remove_absent(connection, library.id, {row.track.key for row in present}):
            tracks.raise_revision(connection, library.id)
        return tracks.revision_of(connection, library.id)

    return database.change(take)


def _since(database: Database, library: Library, revision: int) -> tuple[set[str], set[str]] | None:
    found = database.look(tracks.changes, library.id, revision, 10_000)
    return None if found is None else ({track.key for track in found.changed}, set(found.removed))


def test_what_changed_is_told_by_revision(database: Database, library: Library, indexed: Make) -> None:
    one, two, three = (indexed(number) for number in (1, 2, 3))
    first = _scan(database, library, one, two)
    second = _scan(database, library, one, indexed(2, title="Other"), three)
    third = _keep_only(database, library, two, three)
    assert (first, second, third) == (1, 2, 3)
    assert _since(database, library, 0) == ({two.track.key, three.track.key}, {one.track.key})
    assert _since(database, library, first) == ({two.track.key, three.track.key}, {one.track.key})
    assert _since(database, library, second) == (set(), {one.track.key})
    assert _since(database, library, third) == (set(), set())
    found = database.look(tracks.changes, library.id, second, 10)
    assert found is not None
    assert found.revision == third


def test_a_scan_that_finds_nothing_new_writes_nothing(
    database: Database, library: Library, indexed: Make
) -> None:
    first = _scan(database, library, indexed(1), indexed(2))
    assert _scan(database, library, indexed(1), indexed(2)) == first
    assert _since(database, library, first) == (set(), set())


def test_what_is_there_again_is_told_with_what_is_gone(
    database: Database, library: Library, indexed: Make
) -> None:
    first = _scan(database, library, indexed(1))
    _keep_only(database, library)
    _scan(database, library, indexed(1))
    assert _since(database, library, first) == ({indexed(1).track.key}, {indexed(1).track.key})


def test_what_cannot_be_played_any_more_is_gone(database: Database, library: Library, indexed: Make) -> None:
    sound = indexed(1)
    first = _scan(database, library, sound)
    _scan(database, library, IndexedTrack(track=sound.track, stamp=sound.stamp, problem="unreadable_file"))
    assert _since(database, library, first) == (set(), {sound.track.key})
    second = _scan(database, library, sound)
    assert _since(database, library, second - 1) == ({sound.track.key}, set())


def test_too_many_changes_are_not_told(database: Database, library: Library, indexed: Make) -> None:
    rows = [indexed(number) for number in range(1, 31)]
    _scan(database, library, *rows)
    assert database.look(tracks.changes, library.id, 0, 29) is None
    assert database.look(tracks.changes, library.id, 0, 30) is not None
    revision = _keep_only(database, library, *rows[20:])
    assert database.look(tracks.changes, library.id, revision - 1, 19) is None
    assert database.look(tracks.changes, library.id, revision - 1, 20) is not None


@pytest.mark.parametrize("at_once", [True, False])
def test_of_very_many_removals_only_the_revision_is_kept(
    database: Database, library: Library, indexed: Make, *, at_once: bool
) -> None:
    rows = [indexed(number) for number in range(1, 1202)]
    first = _scan(database, library, *rows)
    if not at_once:
        _keep_only(database, library, *rows[600:])
        assert len(database.look(removals.since, library.id, first) or ()) == 600
    last = _keep_only(database, library, rows[-1])
    assert database.look(removals.since, library.id, last - 1) is None
    assert database.look(removals.since, library.id, last) == []
    _keep_only(database, library)
    assert database.look(removals.since, library.id, last) == [rows[-1].track.key]


def test_they_go_with_the_library(database: Database, library: Library, indexed: Make) -> None:
    _scan(database, library, indexed(1))
    _keep_only(database, library)
    database.change(libraries.remove, library.id)
    assert database.look(removals.since, library.id, 0) is None
    with pytest.raises(NotFound):
        database.look(tracks.changes, library.id, 0, 10)
    assert database.look(removals.next_revision, library.id) == 1
