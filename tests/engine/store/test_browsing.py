"""Lists of artists, albums, tracks and genres: narrowed, in order, by an index where one can."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from syncopate.domain.ids import IdKind
from syncopate.domain.media import AudioFormat, IndexedTrack, Track
from syncopate.errors import NotFound
from syncopate.matching.ordering import genre_key, sort_text
from syncopate.store import albums, artists, genres, libraries, library_sums, track_lists, tracks
from syncopate.store.accounts import Account
from syncopate.store.albums import AlbumOrder, Owned, Wanted
from syncopate.store.artists import ArtistOrder, WantedArtists
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.store.track_lists import TrackOrder, WantedTracks
from syncopate.sync.shelving import shelve_library

FLAC = AudioFormat(codec="flac", lossless=True)
MP3 = AudioFormat(codec="mp3", bitrate=320)


def song(artist: str, album: str, number: int, title: str, year: int | None, **more: Any) -> Track:
    """Return a track of an album."""
    values: dict[str, Any] = {
        "key": f"{artist}/{album}/{number:02}",
        "title": title,
        "artists": (artist,),
        "album": album,
        "album_artist": artist,
        "number": number,
        "year": year,
        "duration": timedelta(minutes=number),
        "size": 100 * number,
        "path": f"/music/{artist}/{album}/{number:02}.flac",
        "format": FLAC,
    }
    return Track(**(values | more))


def held(now: datetime) -> list[Track]:
    """Return the tracks of a small library."""
    return [
        song("The Beatles", "Help!", 1, "Help!", 1965, genres=("Rock", "Pop"), track_total=2),
        song("The Beatles", "Help!", 2, "The Night Before", 1965, genres=("Rock",), track_total=2),
        song("Ásgeir", "In the Silence", 1, "Higher", 2013, genres=("indie folk",), track_total=10),
        song("Кино", "Группа крови", 1, "Группа крови", 1988, genres=("ROCK",), format=MP3),
        song("2Pac", "All Eyez on Me", 1, "Ambitionz", 1996, genres=("Hip-Hop",)),
        song("Zappa", "Hot Rats", 1, "Peaches", None, genres=("Jazz", "rock"), added_at=now + timedelta(1)),
    ]


@pytest.fixture
def shelved(database: Database, library: Library, now: datetime) -> Library:
    """Return a library with albums."""
    rows = [IndexedTrack(track=track) for track in held(now)]
    database.change(tracks.upsert, library.id, rows, now)
    database.change(tracks.bump, library.id)
    shelve_library(database.address, library.id)
    return library


@pytest.fixture
def attic(database: Database, account: Account, shelved: Library, now: datetime) -> Library:
    """Return a second library with one track."""
    other = Library(id="library-2", account_id=account.id, name="Attic", section="attic", created_at=now)
    database.change(libraries.add, other)
    row = IndexedTrack(track=song("Zappa", "Apostrophe", 1, "Cosmik Debris", 1974, genres=("Rock",)))
    database.change(tracks.upsert, other.id, [row], now)
    database.change(tracks.bump, other.id)
    shelve_library(database.address, other.id)
    return other


@pytest.mark.parametrize(
    ("name", "sorted_by"),
    [
        ("The Beatles", "beatles"),
        ("The The", "the"),
        ("The", "the"),
        ("Theory", "theory"),
        ("Ásgeir", "asgeir"),
        ("AC/DC", "ac dc"),
        ("!!!", "!!!"),
        (None, ""),
        ("x" * 500, "x" * 80),
    ],
)
def test_names_in_order(name: str | None, sorted_by: str) -> None:
    assert sort_text(name) == sorted_by


def test_spellings_of_a_genre() -> None:
    assert {genre_key(name) for name in ("Hip-Hop", "hip hop", "HipHop", "Hip Hop ")} == {"hiphop"}
    assert genre_key(" - ") != ""


def test_artists_by_letter(database: Database, shelved: Library) -> None:
    def names(letter: str | None) -> list[str]:
        wanted = WantedArtists(letter=letter)
        return [item.name for item in database.look(artists.chosen, shelved.id, wanted, limit=9).items]

    assert names(None) == ["2Pac", "Ásgeir", "The Beatles", "Zappa", "Кино"]
    assert names("A") == ["Ásgeir"]
    assert names("B") == ["The Beatles"]
    assert names("T") == []
    assert names("#") == ["2Pac", "Кино"]
    assert database.look(artists.letters, shelved.id) == {"#", "A", "B", "Z"}
    assert database.look(albums.letters, None) == {"#", "A", "H", "I"}


def test_artists_by_genre_years_and_numbers(database: Database, shelved: Library) -> None:
    def names(**wanted: Any) -> list[str]:
        page = database.look(artists.chosen, None, WantedArtists(**wanted), limit=9)
        assert page.total == len(page.items)
        return [item.name for item in page.items]

    assert names(genre="rock") == ["The Beatles", "Zappa", "Кино"]
    assert names(genre="Hip Hop") == ["2Pac"]
    assert names(since=1980, until=1999) == ["2Pac", "Кино"]
    assert names(genre="rock", until=1970) == ["The Beatles"]
    assert names(query="beatles") == ["The Beatles"]
    assert names(order=ArtistOrder.TRACKS, descending=True)[0] == "The Beatles"
    assert names(order=ArtistOrder.NAME, descending=True)[0] == "Кино"


def test_albums_narrowed_and_in_order(database: Database, shelved: Library) -> None:
    def titles(**wanted: Any) -> list[str]:
        page = database.look(albums.page, None, Wanted(**wanted), limit=9)
        assert page.total == len(page.items)
        return [item.title for item in page.items]

    assert titles() == ["All Eyez on Me", "Help!", "Hot Rats", "In the Silence", "Группа крови"]
    assert titles(letter="H") == ["Help!", "Hot Rats"]
    assert titles(genre="ROCK", order=AlbumOrder.YEAR) == ["Help!", "Группа крови", "Hot Rats"]
    assert titles(genre="rock", order=AlbumOrder.YEAR, descending=True) == [
        "Группа крови",
        "Help!",
        "Hot Rats",
    ]
    assert titles(since=1960, until=1969) == ["Help!"]
    assert titles(owned=Owned.INCOMPLETE) == ["In the Silence"]
    assert titles(order=AlbumOrder.ARTIST)[:2] == ["All Eyez on Me", "In the Silence"]
    assert titles(order=AlbumOrder.ADDED, descending=True)[0] == "Hot Rats"
    assert titles(order=AlbumOrder.SIZE, descending=True)[0] == "Help!"
    (album,) = database.look(albums.page, None, Wanted(query="in the silence"), limit=1).items
    assert (album.owned, album.total, album.missing, album.percent) == (1, 10, 9, 10)
    assert (album.library_id, album.cover_key) == (shelved.id, "Ásgeir/In the Silence/01")
    assert database.look(genres.of_album, shelved.id, album.key) == ["indie folk"]


def test_tracks_narrowed_and_in_order(database: Database, shelved: Library) -> None:
    def titles(**wanted: Any) -> list[str]:
        page = database.look(track_lists.page, None, WantedTracks(**wanted), limit=9)
        assert page.total == len(page.items)
        return [item.track.title for item in page.items]

    assert titles() == ["Ambitionz", "Help!", "Higher", "The Night Before", "Peaches", "Группа крови"]
    assert titles(letter="N") == ["The Night Before"]
    assert titles(genre="rock") == ["Help!", "The Night Before", "Peaches", "Группа крови"]
    assert titles(genre="rock", query="night") == ["The Night Before"]
    assert titles(since=1988) == ["Ambitionz", "Higher", "Группа крови"]
    assert titles(order=TrackOrder.ARTIST)[:3] == ["Ambitionz", "Higher", "Help!"]
    assert titles(order=TrackOrder.YEAR)[-1] == "Peaches", "what is not known comes last"
    assert titles(order=TrackOrder.YEAR, descending=True)[-1] == "Peaches"
    assert titles(order=TrackOrder.ADDED, descending=True)[0] == "Peaches"
    assert titles(order=TrackOrder.DURATION, descending=True)[0] == "The Night Before"
    assert titles(query="beatles help") == ["Help!", "The Night Before"]


def test_pages_of_tracks(database: Database, shelved: Library) -> None:
    first = database.look(track_lists.page, shelved.id, WantedTracks(), limit=4)
    rest = database.look(track_lists.page, shelved.id, WantedTracks(), limit=4, offset=4)
    beyond = database.look(track_lists.page, shelved.id, WantedTracks(), limit=4, offset=400)
    assert [len(page.items) for page in (first, rest, beyond)] == [4, 2, 0]
    assert {page.total for page in (first, rest, beyond)} == {6}


def test_a_track_knows_its_album(database: Database, shelved: Library) -> None:
    found = database.look(track_lists.get, shelved.id, "The Beatles/Help!/01")
    assert found.genres == ("Rock", "Pop")
    assert found.album_key is not None
    assert database.look(albums.get, shelved.id, found.album_key).title == "Help!"
    with pytest.raises(NotFound):
        database.look(track_lists.get, shelved.id, "nothing")


def test_several_libraries(database: Database, shelved: Library, attic: Library) -> None:
    assert database.look(track_lists.page, None, WantedTracks(), limit=1).total == 7
    assert database.look(track_lists.page, attic.id, WantedTracks(), limit=9).total == 1
    both = database.look(artists.chosen, None, WantedArtists(letter="Z"), limit=9)
    assert {item.library_id for item in both.items} == {shelved.id, attic.id}
    rock = database.look(genres.named, "rock")
    assert rock is not None
    assert (rock.name, rock.tracks, rock.albums) == ("Rock", 5, 4)
    places = [(attic.id, "Zappa/Apostrophe/01"), (shelved.id, "Zappa/Hot Rats/01")]
    assert [item.library_id for item in database.look(track_lists.at, places)] == [attic.id, shelved.id]


def test_genres(database: Database, shelved: Library) -> None:
    page = database.look(genres.page, shelved.id, limit=9)
    assert [(item.name, item.tracks, item.albums) for item in page.items] == [
        ("Rock", 4, 3),
        ("Hip-Hop", 1, 1),
        ("indie folk", 1, 1),
        ("Jazz", 1, 1),
        ("Pop", 1, 1),
    ]
    assert [item.name for item in database.look(genres.page, None, "hip", limit=9).items] == ["Hip-Hop"]
    assert database.look(genres.named, "nothing") is None
    by_name = database.look(genres.page, None, limit=2, offset=1, by_name=True)
    assert ([item.name for item in by_name.items], by_name.total) == (["indie folk", "Jazz"], 5)


def test_sums(database: Database, shelved: Library, attic: Library) -> None:
    stats = database.look(library_sums.stats, shelved.id)
    assert (stats.artists, stats.albums, stats.tracks, stats.lossless) == (5, 5, 6, 5)
    assert (stats.complete, stats.incomplete) == (1, 1)
    assert (stats.size_bytes, stats.duration) == (700, timedelta(minutes=7))
    assert [(share.name, share.lossless, share.tracks) for share in stats.codecs] == [
        ("flac", True, 5),
        ("mp3", False, 1),
    ]
    assert [(share.name, share.tracks) for share in stats.decades] == [
        (None, 1),
        ("1960", 2),
        ("1980", 1),
        ("1990", 1),
        ("2010", 1),
    ]
    assert database.look(library_sums.stats).tracks == 7
    nothing = database.look(library_sums.stats, "none")
    assert (nothing.tracks, nothing.albums, list(nothing.codecs)) == (0, 0, [])
    assert attic.id


def test_a_path_and_a_key_are_found(database: Database, shelved: Library, now: datetime) -> None:
    of = [shelved.id]
    place = (shelved.id, "2Pac/All Eyez on Me/01")
    assert database.look(track_lists.with_path, "/music/2Pac/All Eyez on Me/01.flac", of) == [place]
    assert database.look(track_lists.with_key, place[1], of) == [place]
    assert database.look(track_lists.with_path, place[1], of) == []
    named = IndexedTrack(track=Track(key="a/b.flac", title="b", path="a/b.flac"))
    database.change(tracks.upsert, shelved.id, [named], now)
    assert database.look(track_lists.with_path, "a/b.flac", of) == [(shelved.id, "a/b.flac")]
    assert database.look(track_lists.with_path, "a/b.flac", []) == []


def test_albums_of_the_shelf_follow_the_tracks(database: Database, shelved: Library, now: datetime) -> None:
    moved = song("The Beatles", "Rarities", 1, "Help!", 1965, key="The Beatles/Help!/01", genres=("Beat",))
    database.change(tracks.upsert, shelved.id, [IndexedTrack(track=moved)], now)
    database.change(tracks.bump, shelved.id)
    shelve_library(database.address, shelved.id)
    found = database.look(track_lists.get, shelved.id, moved.key)
    assert found.album_key is not None
    assert database.look(albums.get, shelved.id, found.album_key).title == "Rarities"
    assert database.look(genres.named, "pop") is None
    database.change(tracks.remove_absent, shelved.id, ())
    database.change(tracks.bump, shelved.id)
    shelve_library(database.address, shelved.id)
    assert database.look(genres.page, None, limit=9).total == 0
    assert database.look(library_sums.stats).tracks == 0


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Gather what is asked of the database."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            seen.append((statement, parameters))

    event.listen(database._engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database._engine, "before_cursor_execute", note)


QUESTIONS: list[tuple[str, Callable[[Any, str], Any]]] = [
    ("tracks", lambda c, of: track_lists.page(c, of, WantedTracks(), limit=5)),
    ("letter", lambda c, of: track_lists.page(c, of, WantedTracks(letter="H"), limit=5)),
    (
        "added",
        lambda c, of: track_lists.page(c, of, WantedTracks(order=TrackOrder.ADDED, descending=True), limit=5),
    ),
    ("genre", lambda c, of: track_lists.page(c, of, WantedTracks(genre="rock"), limit=5)),
    ("albums", lambda c, of: albums.page(c, of, limit=5)),
    ("recent", lambda c, of: albums.page(c, of, Wanted(order=AlbumOrder.ADDED, descending=True), limit=5)),
    ("artists", lambda c, of: artists.chosen(c, of, WantedArtists(letter="B"), limit=5)),
    ("isrc", lambda c, _l: track_lists.with_id(c, IdKind.ISRC, "GB0000000001")),
    ("path", lambda c, of: track_lists.with_path(c, "/music/2Pac/All Eyez on Me/01.flac", [of])),
    ("key", lambda c, of: track_lists.with_key(c, "2Pac/All Eyez on Me/01", [of])),
    ("stats", library_sums.stats),
]
IN_ORDER = {"tracks", "letter", "added", "albums", "recent", "artists", "isrc"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("name", "ask"), QUESTIONS, ids=[name for name, _ in QUESTIONS])
def test_an_index_answers(
    database: Database, shelved: Library, name: str, ask: Callable[[Any, str], Any]
) -> None:
    with statements(database) as asked:
        database.look(lambda c: ask(c, shelved.id))
    assert asked
    for statement, parameters in asked:
        plan = database.look(
            lambda c, s=statement, p=parameters: [
                str(row[3]) for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", p)
            ]
        )
        # Whole tables are walked by no question, and a list that an index has in order is not sorted.
        assert not [step for step in plan if step.startswith("SCAN tracks")], (statement, plan)
        assert not [step for step in plan if step.startswith("SCAN listed_tracks")], (statement, plan)
        if name in IN_ORDER:
            assert not [step for step in plan if "TEMP B-TREE" in step], (statement, plan)


def test_nothing_is_left_of_a_library(database: Database, shelved: Library) -> None:
    database.change(libraries.remove, shelved.id)
    for table in ("listed_tracks", "track_ids", "track_genres", "genres", "album_genres", "library_sums"):
        assert database.look(lambda c, t=table: c.execute(text(f"SELECT count(*) FROM {t}")).scalar()) == 0  # noqa: S608
