"""What browsing asks follows the tracks: ids, genres, since when they are there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import FileStamp, IndexedTrack, Track
from syncopate.store import libraries, track_lists, tracks
from syncopate.store.accounts import Account
from syncopate.store.browse_tables import listed_tracks, track_genres, track_ids
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.track_lists import WantedTracks

type Make = Callable[..., IndexedTrack]
type Keep = Callable[..., int]


@pytest.fixture
def keep(database: Database, library: Library, now: datetime) -> Keep:
    """Return a function that stores tracks."""

    def put(*rows: IndexedTrack, at: datetime = now) -> int:
        return database.change(tracks.upsert, library.id, rows, at)

    return put


def _genres(database: Database) -> set[tuple[str, str, str]]:
    columns = (track_genres.c.genre, track_genres.c.name, track_genres.c.key)
    return {tuple(row) for row in database.look(lambda c: c.execute(select(*columns)).all())}  # type: ignore[misc]


def _ids(database: Database) -> set[tuple[str, str]]:
    return {
        tuple(row)  # type: ignore[misc]
        for row in database.look(lambda c: c.execute(select(track_ids.c.kind, track_ids.c.value)).all())
    }


def _added(database: Database, library: Library, key: str) -> datetime:
    return database.look(track_lists.get, library.id, key).added_at


def test_ids_are_found_however_they_are_spelt(
    database: Database, library: Library, indexed: Make, keep: Keep
) -> None:
    release = "B1A9C0E9-D987-4042-AE91-78D6A3267D69"
    ids = {
        ExternalId(IdKind.ISRC, "gbaye0601498"),
        ExternalId(IdKind.MB_RELEASE, release),
        ExternalId(IdKind.SPOTIFY, "AbC"),
        ExternalId(IdKind.TIDAL, "7" * 300),
    }
    keep(indexed(1, ids=frozenset(ids)), indexed(2))
    place = [(library.id, indexed(1).track.key)]
    for kind, value in (
        (IdKind.ISRC, "GBAYE0601498"),
        (IdKind.MB_RELEASE, release.lower()),
        (IdKind.SPOTIFY, "AbC"),
    ):
        assert database.look(track_lists.with_id, kind, value) == place
        assert database.look(track_lists.with_id, kind, value, library.id) == place
        assert database.look(track_lists.with_id, kind, value, "another") == []
    assert database.look(track_lists.with_id, IdKind.SPOTIFY, "abc") == []
    assert database.look(track_lists.with_id, IdKind.DEEZER, "AbC") == []
    assert database.look(track_lists.with_id, IdKind.TIDAL, "7" * 300) == [], "nobody's id is that long"


def test_what_changes_is_followed_and_nothing_else(
    database: Database, library: Library, indexed: Make, keep: Keep
) -> None:
    isrc = ExternalId(IdKind.ISRC, "GB0000000001")
    keep(indexed(1, genres=("Rock", "ROCK", "Hip Hop"), ids=frozenset({isrc})), indexed(2, genres=("Jazz",)))
    key, other = indexed(1).track.key, indexed(2).track.key
    assert _genres(database) == {("rock", "Rock", key), ("hiphop", "Hip Hop", key), ("jazz", "Jazz", other)}
    keep(indexed(1, genres=("rock",), ids=frozenset({ExternalId(IdKind.ISRC, "GB0000000009")})))
    assert _genres(database) == {("rock", "rock", key), ("jazz", "Jazz", other)}
    assert _ids(database) == {("isrc", "GB0000000009"), ("isrc", "GB0000000002")}
    database.change(tracks.remove_absent, library.id, {key})
    assert _genres(database) == {("rock", "rock", key)}
    assert _ids(database) == {("isrc", "GB0000000009")}
    assert database.look(track_lists.page, library.id, WantedTracks(), limit=9).total == 1


def test_what_cannot_be_played_is_not_listed(
    database: Database, library: Library, indexed: Make, keep: Keep
) -> None:
    good = indexed(1, genres=("Rock",))
    keep(good)
    keep(replace(good, problem="broken_file"))
    assert (_genres(database), _ids(database)) == (set(), set())
    assert database.look(track_lists.page, library.id, WantedTracks(), limit=9).items == ()
    keep(good)
    assert len(_genres(database)) == len(_ids(database)) == 1
    assert database.look(track_lists.page, library.id, WantedTracks(), limit=9).total == 1


def test_a_new_library_takes_the_time_its_files_were_written(
    database: Database, library: Library, indexed: Make, keep: Keep, now: datetime
) -> None:
    written = now - timedelta(days=400)
    odd = {"zero": 0, "tomorrow": int((now + timedelta(days=1)).timestamp()) * 10**9, "endless": 2**63 - 1}
    keep(replace(indexed(1), stamp=FileStamp(size=1, mtime_ns=int(written.timestamp()) * 10**9)))
    for name, mtime in odd.items():
        keep(IndexedTrack(track=Track(key=name, title=name), stamp=FileStamp(size=1, mtime_ns=mtime)))
    keep(IndexedTrack(track=Track(key="item", title="of a server without files")))
    assert _added(database, library, indexed(1).track.key) == written.replace(microsecond=0)
    assert {_added(database, library, name) for name in (*odd, "item")} == {now}


def test_later_it_counts_when_a_file_is_first_seen_and_stays(
    database: Database, library: Library, indexed: Make, keep: Keep, now: datetime
) -> None:
    database.change(
        lambda c: libraries.set_state(c, library.id, readable=True, reason=None, at=now, complete=True)
    )
    key = indexed(1).track.key
    keep(indexed(1), at=now)
    keep(indexed(1, title="Retagged"), at=now + timedelta(days=3))
    assert _added(database, library, key) == now
    said = datetime(2020, 5, 1, tzinfo=UTC)
    keep(indexed(1, title="Retagged", added_at=said), at=now + timedelta(days=4))
    assert _added(database, library, key) == said, "a server knows better"
    assert keep(indexed(1, title="Retagged", added_at=said), at=now + timedelta(days=5)) == 0


def test_one_library_leaves_the_other_alone(
    database: Database, library: Library, account: Account, indexed: Make, keep: Keep, now: datetime
) -> None:
    other = Library(id="library-2", account_id=account.id, name="Attic", section="attic", created_at=now)
    database.change(libraries.add, other)
    keep(indexed(1, genres=("Rock",)))
    database.change(tracks.upsert, other.id, [indexed(1, genres=("Rock",))], now)
    found = database.look(track_lists.with_id, IdKind.ISRC, "GB0000000001")
    assert found == [(library.id, indexed(1).track.key), (other.id, indexed(1).track.key)]
    database.change(libraries.remove, library.id)
    assert database.look(track_lists.with_id, IdKind.ISRC, "GB0000000001") == found[1:]
    for table in (track_ids, track_genres, listed_tracks):
        assert database.look(lambda c, t=table: c.execute(select(func.count()).select_from(t)).scalar()) == 1


def test_other_rules_for_names_are_followed(
    database: Database, library: Library, indexed: Make, keep: Keep
) -> None:
    keep(indexed(1, title="The Song"))
    before = database.look(track_lists.page, library.id, WantedTracks(query="song"), limit=9)
    assert before.total == 1
    database.change(
        lambda c: c.execute(listed_tracks.update().values(folded="other", sort="other", artist_sort="other"))
    )
    assert database.look(track_lists.page, library.id, WantedTracks(query="song"), limit=9).total == 0
    assert database.change(tracks.fold, library.id) == 1
    assert database.look(track_lists.page, library.id, WantedTracks(query="song"), limit=9) == before
    assert database.change(tracks.fold, library.id) == 0
