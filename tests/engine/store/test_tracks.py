"""The index of a library."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat, FileStamp, IndexedTrack, Track
from syncopate.store import libraries, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Database
from syncopate.store.libraries import Library

type Make = Callable[..., IndexedTrack]


def _all(database: Database, library: Library) -> dict[str, Track]:
    return database.look(lambda c: {track.key: track for track in tracks.load(c, library.id)})


def _keep(database: Database, library: Library, *rows: IndexedTrack) -> int:
    return database.change(tracks.upsert, library.id, rows, library.created_at)


def test_a_track_comes_back_as_it_was_indexed(database: Database, library: Library, indexed: Make) -> None:
    full = indexed(1)
    bare = IndexedTrack(track=Track(key="bare.mp3", title="bare"), problem="unreadable_file")
    assert _keep(database, library, full, bare) == 2
    assert _all(database, library) == {full.track.key: full.track}, "what cannot be played is not matched"
    assert database.look(tracks.many, library.id, ["bare.mp3"]) == {"bare.mp3": bare.track}
    assert database.look(tracks.search, library.id, "bare", 10).items == ()
    assert database.look(tracks.get, library.id, full.track.key) == full.track
    assert database.look(tracks.get, library.id, "nothing") is None
    assert database.look(tracks.get, "no library", full.track.key) is None
    assert database.look(tracks.stamps, library.id) == {full.track.key: full.stamp}
    assert database.look(tracks.problems, library.id, 10) == [("bare.mp3", "unreadable_file")]


def test_only_what_differs_counts_as_changed(database: Database, library: Library, indexed: Make) -> None:
    _keep(database, library, indexed(1), indexed(2), indexed(3))
    assert _keep(database, library, indexed(1), indexed(2, title="Other"), indexed(3, ids=frozenset())) == 2
    assert database.change(tracks.upsert, library.id, [], library.created_at) == 0
    kept = _all(database, library)
    assert kept[indexed(2).track.key].title == "Other"
    assert kept[indexed(3).track.key].ids == frozenset()


def test_a_key_may_come_twice_in_one_go(database: Database, library: Library, indexed: Make) -> None:
    _keep(database, library, indexed(1, title="First"), indexed(1, title="Last"))
    assert [track.title for track in _all(database, library).values()] == ["Last"]


def test_removal_takes_what_is_absent_and_nothing_else(
    database: Database, library: Library, indexed: Make
) -> None:
    rows = [indexed(number) for number in range(1, 1201)]
    _keep(database, library, *rows)
    present = {row.track.key for row in rows[:100]}
    assert database.change(tracks.remove_absent, library.id, present | {"new"}) == 1100
    assert _all(database, library).keys() == present
    assert database.change(tracks.remove_absent, library.id, present) == 0
    assert database.change(tracks.remove_absent, library.id, ()) == 100


def test_bump_counts_anew_and_raises_the_revision(
    database: Database, library: Library, indexed: Make
) -> None:
    _keep(
        database,
        library,
        indexed(1),
        indexed(2),
        indexed(3, artists=("ARTIST",), album="album"),
        indexed(4, artists=("Other",), album="Album", album_artist=None, size=3 * 10**12),
        IndexedTrack(track=Track(key="bare.mp3", title="bare"), problem="unreadable_file"),
    )
    assert database.change(tracks.bump, library.id) == 1
    assert database.change(tracks.bump, library.id) == 2
    kept = database.look(libraries.get, library.id)
    assert kept.revision == 2
    assert (kept.tracks, kept.problems) == (4, 1)
    assert kept.size_bytes == 3 * 10**12 + 1001 + 1002 + 1003


def test_many_finds_what_is_there(database: Database, library: Library, indexed: Make) -> None:
    rows = [indexed(number) for number in range(1, 1101)]
    _keep(database, library, *rows)
    keys = [row.track.key for row in rows]
    assert database.look(tracks.many, library.id, [*keys, "nothing"]) == {
        row.track.key: row.track for row in rows
    }
    assert database.look(tracks.many, library.id, frozenset()) == {}


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("MÜLLER", ["Die schöne Müllerin"]),
        ("schöne müller", ["Die schöne Müllerin"]),
        ("STRASSE", ["Straße"]),
        ("жизнь", ["ЖИЗНЬ"]),
        ("100%", ["100% Pure"]),
        ("schone MULLER", ["Die schöne Müllerin"]),
        ("zhizn", ["ЖИЗНЬ"]),
        ("under_score", ["under_score"]),
        ("underscore", ["under_score"]),
        ("back slash", ["back\\slash"]),
        ("%", ["100% Pure"]),
        ("_", []),
        ("\\", []),
        ("band first", ["100% Pure", "under_score"]),
        ("nothing", []),
        ("'; DROP TABLE tracks; --", []),
    ],
)
def test_search_finds_words_in_any_case_and_script(
    database: Database, library: Library, indexed: Make, text: str, titles: list[str]
) -> None:
    wanted = ["Die schöne Müllerin", "Straße", "ЖИЗНЬ", "100% Pure", "under_score", "back\\slash"]
    _keep(
        database,
        library,
        *(
            indexed(
                number,
                title=title,
                artists=("Band",),
                album="First" if title in {"100% Pure", "under_score"} else "Second",
                album_artist=None,
            )
            for number, title in enumerate(wanted)
        ),
    )
    found = database.look(tracks.search, library.id, text, 10)
    assert found.total == len(titles)
    assert sorted(track.title for track in found.items) == sorted(titles)


def test_search_has_pages(database: Database, library: Library, indexed: Make) -> None:
    _keep(database, library, *(indexed(number, title=f"Song {number:02}") for number in range(25)))
    pages = [database.look(tracks.search, library.id, "song", 10, offset) for offset in (0, 10, 20)]
    assert [track.title for page in pages for track in page.items] == [
        f"Song {number:02}" for number in range(25)
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("nul\x00byte", "nul\ufffdbyte"),
        ("lone\udce4surrogate", "lone\ufffdsurrogate"),
        ("x" * 3000, "x" * 3000),
    ],
)
def test_names_no_database_takes_are_kept_as_well_as_can_be(
    database: Database, library: Library, given: str, kept: str
) -> None:
    track = Track(
        key=given,
        title=given,
        artists=(given, "a\x1fb", ""),
        album=given,
        ids=frozenset({ExternalId(IdKind.ISRC, given)}),
    )
    row = IndexedTrack(track=track, stamp=FileStamp(size=1, mtime_ns=1), problem=given)
    _keep(database, library, row)
    assert database.look(tracks.problems, library.id, 10) == [(kept, kept)]
    found = database.look(tracks.many, library.id, [kept])[kept]
    assert (found.title, found.album) == (kept, kept)
    assert found.artists == (kept, "a b")
    assert found.ids == {ExternalId(IdKind.ISRC, kept)}
    assert _keep(database, library, row) == 0
    assert database.change(tracks.remove_absent, library.id, {given}) == 0


def test_numbers_out_of_range_are_left_out(database: Database, library: Library) -> None:
    track = Track(
        key="a",
        title="a",
        duration=timedelta(days=9999),
        year=10**30,
        disc=-(10**12),
        number=2**31 - 1,
        size=10**30,
        format=AudioFormat(codec="a very long name of a codec", bitrate=10**12),
    )
    _keep(database, library, IndexedTrack(track=track))
    kept = _all(database, library)["a"]
    assert (kept.duration, kept.year, kept.disc, kept.number, kept.size) == (
        None,
        None,
        None,
        2**31 - 1,
        None,
    )
    assert kept.format == AudioFormat(codec="a very long name")


def test_ids_of_unknown_catalogues_are_left_out(database: Database, library: Library, indexed: Make) -> None:
    row = indexed(1, ids=frozenset({ExternalId(kind, f"{kind}:1:2") for kind in IdKind}))
    _keep(database, library, row)
    assert _all(database, library)[row.track.key].ids == row.track.ids


def test_libraries_do_not_mix(database: Database, library: Library, account: Account, indexed: Make) -> None:
    other = Library(
        id="other", account_id=account.id, name="Other", section="o", created_at=account.created_at
    )
    database.change(libraries.add, other)
    _keep(database, library, indexed(1))
    _keep(database, other, indexed(1, title="Other"), indexed(2))
    assert database.change(tracks.remove_absent, library.id, ()) == 1
    assert len(_all(database, other)) == 2
    database.change(libraries.remove, other.id)
    assert _all(database, other) == {}


def test_a_hundred_thousand_tracks_take_seconds(
    database: Database, library: Library, now: datetime, indexed: Make
) -> None:
    rows = [
        indexed(number, artists=(f"Artist {number // 20}",), album=f"Album {number // 10}")
        for number in range(100_000)
    ]
    began = time.perf_counter()
    assert database.change(tracks.upsert, library.id, rows, now) == 100_000
    written = time.perf_counter()
    assert database.look(lambda c: sum(1 for _ in tracks.load(c, library.id))) == 100_000
    loaded = time.perf_counter()
    # Room for a machine with much else to do: what counts is that it is no matter of minutes.
    assert written - began < 60
    assert loaded - written < 20
