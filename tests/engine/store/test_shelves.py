"""Albums and artists as they are kept and listed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import event
from syncopate.domain.album import AlbumKind
from syncopate.domain.media import IndexedTrack, Track
from syncopate.errors import NotFound
from syncopate.matching.artists import artist_key
from syncopate.matching.revision import MATCHER_REVISION
from syncopate.store import albums, artists, libraries, tracks
from syncopate.store.albums import Owned, Wanted
from syncopate.store.database import Database
from syncopate.store.libraries import Library
from syncopate.sync.shelving import is_shelved, shelve_library


def song(artist: str, album: str, number: int, **more: object) -> Track:
    """Return one track of an album."""
    plain = Track(
        key=f"{artist}/{album}/{number:02}.flac",
        title=f"Song {number}",
        artists=(artist,),
        album=album,
        album_artist=artist,
        number=number,
        year=1999,
        path=f"{artist}/{album}/{number:02}.flac",
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # a test names what it changes


@pytest.fixture
def shelved(database: Database, library: Library, now: datetime) -> Callable[..., None]:
    """Return a function that makes tracks the library's and puts them together."""

    def put(*held: Track) -> None:
        database.change(tracks.upsert, library.id, [IndexedTrack(track=each) for each in held], now)
        database.change(tracks.remove_absent, library.id, {each.key for each in held})
        database.change(tracks.bump, library.id)
        shelve_library(database.address, library.id)

    return put


def test_an_artist_has_12_of_14(database: Database, library: Library, shelved: Callable[..., None]) -> None:
    held = [song("Band", "First", number, track_total=14) for number in range(1, 13)]
    held += [song("Band", "No Total", number) for number in range(1, 4)]
    shelved(*held)
    page = database.look(artists.page, library.id, limit=10)
    (band,) = page.items
    assert (band.name, band.albums, band.tracks, band.owned, band.total) == ("Band", 2, 15, 12, 14)
    assert band.percent == 86
    found = database.look(albums.page, library.id, Wanted(artist_key=band.key), limit=10)
    assert {(item.title, item.owned, item.total, item.percent) for item in found.items} == {
        ("First", 12, 14, 86),
        ("No Total", 3, None, None),
    }
    first = next(item for item in found.items if item.title == "First")
    whole = database.look(albums.get, library.id, first.key)
    assert list(whole.track_keys) == [each.key for each in held[:12]]
    known = database.look(libraries.get, library.id)
    assert (known.albums, known.artists) == (2, 1)
    assert is_shelved(known)


def test_other_rules_for_names_put_all_together_anew(
    database: Database, library: Library, shelved: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelved(song("Bänd", "Fïrst", 1), song("Bänd", "Fïrst", 2))
    (before,) = database.look(albums.page, library.id, limit=9).items
    (band,) = database.look(artists.page, library.id, limit=9).items

    def other(text: str) -> str:
        return f"other {artist_key(text)}"

    monkeypatch.setattr("syncopate.matching.shelving.shelf_key", lambda text: (other(text), None))
    monkeypatch.setattr("syncopate.matching.albums_index.artist_key", other)
    assert is_shelved(database.look(libraries.get, library.id))
    monkeypatch.setattr("syncopate.sync.shelving.MATCHER_REVISION", MATCHER_REVISION + 1)
    assert not is_shelved(database.look(libraries.get, library.id))
    shelve_library(database.address, library.id)
    monkeypatch.undo()

    (after,) = database.look(albums.page, library.id, limit=9).items
    (renamed,) = database.look(artists.page, library.id, limit=9).items
    assert (after.title, renamed.name) == (before.title, band.name)
    assert after.key != before.key
    assert renamed.key != band.key
    assert not is_shelved(database.look(libraries.get, library.id)), "by rules that are not in force"


def test_filters(database: Database, library: Library, shelved: Callable[..., None]) -> None:
    shelved(
        *(song("Band", "Long", number, track_total=8) for number in range(1, 9)),
        song("Band", "Short", 1, track_total=3),
        song("Band", "Unknown", 1),
        song("Band", "Live at Home", 1, track_total=1),
        song("Кино", "Группа крови", 1, track_total=11),
    )

    def titles(wanted: Wanted) -> set[str]:
        return {item.title for item in database.look(albums.page, library.id, wanted, limit=50).items}

    assert titles(Wanted(owned=Owned.COMPLETE)) == {"Long", "Live at Home"}
    assert titles(Wanted(owned=Owned.INCOMPLETE)) == {"Short", "Группа крови"}
    assert titles(Wanted(owned=Owned.UNKNOWN)) == {"Unknown"}
    assert titles(Wanted(kinds=[AlbumKind.LIVE, AlbumKind.SINGLE])) == {"Live at Home", "Short"}
    assert titles(Wanted(query="band LONG")) == {"Long"}
    assert titles(Wanted(query="gruppa krovi")) == {"Группа крови"}
    assert titles(Wanted(query="100%")) == set()
    kinds = database.look(albums.kinds, library.id)
    assert kinds == {AlbumKind.ALBUM: 3, AlbumKind.SINGLE: 1, AlbumKind.LIVE: 1}


def test_pages_are_in_order_and_count_all(
    database: Database, library: Library, shelved: Callable[..., None]
) -> None:
    shelved(*(song(f"Band {number:02}", f"Album {number:02}", 1) for number in range(25)))
    first = database.look(albums.page, library.id, limit=10)
    last = database.look(albums.page, library.id, limit=10, offset=20)
    assert (first.total, len(first.items), len(last.items)) == (25, 10, 5)
    assert first.items[0].title == "Album 00"
    assert last.items[-1].title == "Album 24"
    assert database.look(albums.page, library.id, limit=10, offset=30).items == ()
    names = [item.name for item in database.look(artists.page, library.id, limit=30).items]
    assert names == sorted(names)
    found = database.look(artists.page, library.id, "band 07", limit=5)
    assert [item.name for item in found.items] == ["Band 07"]


def test_who_plays_on_a_compilation(
    database: Database, library: Library, shelved: Callable[..., None]
) -> None:
    guests = [song("One", "Mix", 1), song("Two", "Mix", 2), song("Three", "Mix", 3)]
    shelved(*(replace(track, album_artist="Various Artists") for track in guests), song("One", "Own", 1))
    one = next(item for item in database.look(artists.page, library.id, "one", limit=5).items)
    assert (one.albums, one.tracks) == (1, 2)
    on = database.look(albums.page, library.id, Wanted(artist_key=one.key, own=False), limit=5)
    (mix,) = on.items
    assert (mix.title, mix.artists, mix.kind) == ("Mix", (), AlbumKind.COMPILATION)
    with_albums = database.look(artists.page, library.id, with_albums=True, limit=5)
    assert [item.name for item in with_albums.items] == ["One"]


def test_only_what_changed_is_written_and_what_is_gone_is_dropped(
    database: Database, library: Library, shelved: Callable[..., None]
) -> None:
    held = [song("Band", title, 1) for title in ("A", "B", "C")]
    shelved(*held)
    before = {item.title: item.key for item in database.look(albums.page, library.id, limit=9).items}
    shelved(held[0], song("Band", "B", 1, track_total=2))
    after = {item.title: item for item in database.look(albums.page, library.id, limit=9).items}
    assert set(after) == {"A", "B"}
    assert {title: item.key for title, item in after.items()} == {title: before[title] for title in after}
    assert (after["B"].owned, after["B"].total) == (1, 2)
    shelved()
    assert database.look(albums.page, library.id, limit=9).total == 0
    assert database.look(artists.page, library.id, limit=9).total == 0


def test_a_library_takes_its_albums_along(
    database: Database, library: Library, shelved: Callable[..., None]
) -> None:
    shelved(song("Band", "A", 1))
    database.change(libraries.remove, library.id)
    assert database.look(albums.page, library.id, limit=9).total == 0


def test_what_is_not_there_is_said_so(database: Database, library: Library) -> None:
    with pytest.raises(NotFound):
        database.look(albums.get, library.id, "none")
    with pytest.raises(NotFound):
        database.look(artists.get, library.id, "none")


def test_odd_names_are_kept(database: Database, library: Library, shelved: Callable[..., None]) -> None:
    shelved(
        song("\udc80\0", "\ud800 !!!", 1),
        song("x" * 5000, "y" * 50_000, 2),
        replace(song("Nobody", "z", 3), album="   ", artists=(), album_artist=None),
        replace(song("Nobody", "w", 4), number=-3, disc=0, track_total=10**9, year=10**6),
    )
    assert database.look(albums.page, library.id, limit=9).total == 3


def test_a_list_reads_no_track(database: Database, library: Library, shelved: Callable[..., None]) -> None:
    shelved(*(song("Band", f"Album {number}", 1) for number in range(5)))
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    engine = database._engine
    event.listen(engine, "before_cursor_execute", note)
    database.look(albums.page, library.id, Wanted(query="band"), limit=5)
    database.look(artists.page, library.id, limit=5)
    # Of libraries, counts, and the page itself.
    assert len([each for each in seen if "SELECT" in each]) == 5
    assert not any("FROM tracks" in each for each in seen)
