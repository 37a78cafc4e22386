"""Albums of which something is missing, where one is kept in several libraries."""

from collections.abc import Callable
from datetime import datetime

import pytest
from syncopate.domain.album import Whereabouts
from syncopate.domain.match import Verdict
from syncopate.domain.playlist import MirrorKind
from syncopate.store import album_matches, libraries, targets
from syncopate.store.accounts import Account
from syncopate.store.album_matches import AlbumRecord, TrackPlace
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.missing_albums import missing_albums
from syncopate.store.targets import Target

HERE, MISSING = TrackPlace(Whereabouts.HERE), TrackPlace(Whereabouts.MISSING)


@pytest.fixture
def places(
    database: Database, make_mirror: Callable[..., Mirror], library: Library, account: Account
) -> tuple[Target, Target]:
    """Keep an album in two libraries."""
    second = Library(id="l2", account_id=account.id, name="Attic", section="2", created_at=account.created_at)
    database.change(libraries.add, second)
    mirror = make_mirror(kind=MirrorKind.ALBUM)
    first, other = (database.change(targets.ensure, mirror.id, one.id) for one in (library, second))
    return first, other


def _record(*tracks: TrackPlace) -> AlbumRecord:
    owned = sum(track == HERE for track in tracks)
    found = Verdict.MATCH if owned else Verdict.MISSING
    return AlbumRecord(verdict=found, reason="same_id", owned=owned, total=len(tracks), tracks=tracks)


def _missing(database: Database, *, last_known: bool = False) -> list[tuple[str, int]]:
    found = database.look(lambda connection: missing_albums(connection, last_known=last_known))
    return [(each.library_name, each.record.owned) for each in found]


def test_what_one_library_has_whole_is_not_missing(database: Database, places: tuple[Target, Target]) -> None:
    first, other = places
    database.change(album_matches.replace, first.id, _record(HERE, MISSING))
    assert len(_missing(database)) == 1, "the other one was never matched and says nothing"
    database.change(album_matches.replace, other.id, _record(HERE, HERE))
    assert _missing(database) == []


def test_what_the_libraries_have_together_is_not_missing(
    database: Database, places: tuple[Target, Target]
) -> None:
    first, other = places
    database.change(album_matches.replace, first.id, _record(HERE, MISSING))
    database.change(album_matches.replace, other.id, _record(MISSING, HERE))
    assert _missing(database) == []


def test_it_is_told_as_in_the_library_that_has_most(
    database: Database, places: tuple[Target, Target]
) -> None:
    first, other = places
    database.change(album_matches.replace, first.id, _record(MISSING, HERE, MISSING))
    database.change(album_matches.replace, other.id, _record(HERE, HERE, MISSING))
    assert _missing(database) == [("Attic", 2)]


def test_where_no_tracks_are_known_each_must_lack_some(
    database: Database, places: tuple[Target, Target]
) -> None:
    first, other = places
    part = AlbumRecord(verdict=Verdict.MATCH, reason="same_id", owned=3, total=5)
    whole = AlbumRecord(verdict=Verdict.MATCH, reason="same_id", owned=5, total=5)
    database.change(album_matches.replace, first.id, part)
    database.change(album_matches.replace, other.id, part)
    assert [owned for _, owned in _missing(database)] == [3]
    database.change(album_matches.replace, other.id, whole)
    assert _missing(database) == []


def test_what_may_lie_in_a_library_that_is_away_is_unknown(
    database: Database, places: tuple[Target, Target], now: datetime
) -> None:
    first, other = places
    database.change(album_matches.replace, first.id, _record(HERE, MISSING))
    database.change(album_matches.replace, other.id, _record(HERE, MISSING))
    gone = {"readable": False, "reason": "library_unavailable", "at": now, "complete": False}
    database.change(libraries.set_state, other.library_id, **gone)
    assert _missing(database) == []
    assert len(_missing(database, last_known=True)) == 1
