"""The library in memory."""

import random
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings, strategies as st
from matching.pacing import pace
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.identity import track_identities
from syncopate.matching.reading import read_entry
from syncopate.matching.retrieve import by_exact_name, by_likeness


def test_tracks_are_found_by_their_key(track: Callable[..., Track]) -> None:
    index = LibraryIndex.build([track("a.flac", ("A", "B")), track("b.flac", ("A", "C"))])
    found = index.track("b.flac")
    assert len(index) == 2
    assert found is not None
    assert found.title == "C"
    assert index.track("c.flac") is None


def test_of_a_thousand_files_that_end_alike_some_are_given(track: Callable[..., Track]) -> None:
    index = LibraryIndex.build(
        [track(f"{n}/CD1/01.mp3", ("A", "T")) for n in range(1000)] + [track("CD1/01.mp3", ("A", "T"))]
    )
    rows, length = index.by_path("x/CD1/01.mp3")
    assert ([index.key_at(row) for row in rows], length) == (["CD1/01.mp3"], 2)
    rows, length = index.by_path("CD2/01.mp3")
    assert (len(rows), length) == (16, 1)
    rows, length = index.by_path("/music/700/CD1/01.mp3")
    assert ([index.key_at(row) for row in rows], length) == (["700/CD1/01.mp3"], 3)


@pytest.mark.parametrize("title", ["Intro", "L**e", "x" * 100_000, "love me " * 10_000, "Lvoe Mee", "!!!"])
@pytest.mark.parametrize(
    "artists", [(), ("Prolific Person",), ("a b " * 20_000,), tuple(map(str, range(999)))]
)
def test_nothing_takes_long(crowd: LibraryIndex, title: str, artists: tuple[str, ...]) -> None:
    entry = Entry(position=0, title=title, artists=artists, path="CD1/01.mp3")
    slower = pace()
    begun = time.thread_time()
    rows = by_likeness(read_entry(entry), crowd)
    assert time.thread_time() - begun < 0.4 * slower
    assert len(rows) <= 32
    match_entry(entry, crowd, Decisions())
    assert time.thread_time() - begun < max(slower, pace())


@pytest.fixture(scope="module")
def crowd() -> LibraryIndex:
    """Return a library of a few titles that come again thousands of times."""
    return LibraryIndex.build(
        Track(
            key=f"{number}",
            title=("Intro", "Love", "Love Me", "Untitled", "!!!")[number % 5],
            artists=("Prolific Person" if number % 2 else f"{number}",),
            duration=timedelta(seconds=30 + number % 300),
            path=f"/music/{number}/CD1/01.mp3",
        )
        for number in range(10_000)
    )


def test_an_empty_library_is_an_index_too() -> None:
    index = LibraryIndex.build([])
    assert len(index) == 0
    assert index.by_name("a", "b") == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("Björk/Debut/01 Human.flac", ["0"]),
        ("/music/björk/DEBUT/01 human.FLAC", ["0"]),
        (r"C:\Music\Bjo" + "\u0308" + r"rk\Debut\01 Human.flac", ["0"]),
        ("Debut/01 Human.flac", ["0"]),
        ("Other/01 Human.flac", ["0", "1"]),
        ("../Post/./01 Human.flac", ["1"]),
        ("nowhere.flac", []),
        ("", []),
    ],
)
def test_paths_are_found_by_their_end(track: Callable[..., Track], path: str, expected: list[str]) -> None:
    index = LibraryIndex.build(
        [
            track("0", ("Björk", "Human"), path="Björk/Debut/01 Human.flac"),
            track("1", ("Björk", "Human"), path="Björk/Post/01 Human.flac"),
        ]
    )
    assert [index.at(row).key for row in index.by_path(path)[0]] == expected


def test_a_track_in_the_root_wins_over_deeper_ones(track: Callable[..., Track]) -> None:
    index = LibraryIndex.build([track("a.mp3", ("A", "T")), track("x/a.mp3", ("A", "T"))])
    assert [index.at(row).key for row in index.by_path("a.mp3")[0]] == ["a.mp3"]


def test_twenty_thousand_tracks_are_quick() -> None:
    dice = random.Random(7)
    words = ["".join(dice.choices("abcdefghijklmnoprstuvw", k=dice.randint(3, 9))) for _ in range(4000)]
    tracks = []
    for number in range(20_000):
        artist = f"{words[number // 12 % 4000]} {words[number // 12 * 7 % 4000]}".title()
        title = " ".join(dice.choices(words, k=dice.randint(1, 4))) + (
            " (Remastered 2011)" if number % 9 == 0 else ""
        )
        tracks.append(
            Track(
                key=f"{artist}/{number // 12}/{number % 12:02} {title}.flac",
                title=title,
                artists=(artist,),
                duration=timedelta(seconds=120 + number % 200),
            )
        )
    begun = time.thread_time()
    index = LibraryIndex.build(tracks)
    built = time.thread_time() - begun
    entries = []
    for number in range(2_000):
        held = dice.choice(tracks)
        title = held.title if number % 2 else " ".join(dice.choices(words, k=3))
        entries.append(Entry(position=number, title=title, artists=held.artists, duration=held.duration))
    begun = time.thread_time()
    found = [match_entry(entry, index, Decisions()) for entry in entries]
    matched = time.thread_time() - begun
    assert sum(each.track_key is not None for each in found) >= 990
    assert built < 3
    assert matched < 3


def test_what_changed_is_taken_in(track: Callable[..., Track]) -> None:
    index = LibraryIndex.build(track(f"{number}.flac", ("A", f"Song {number}")) for number in range(20))
    later = index.with_changes(
        [track("3.flac", ("A", "Other")), track("new.flac", ("A", "Song 4"))], ["4.flac", "5.flac", "no.flac"]
    )
    assert len(index) == 20
    assert len(later) == 19
    assert index.track("4.flac") is not None, "the index before is as it was"
    assert later.track("4.flac") is None
    found = later.track("3.flac")
    assert found is not None
    assert found.title == "Other"
    assert [later.key_at(row) for row in later.by_name("a", "song4")] == ["new.flac"]
    assert later.by_name("a", "song3") == []
    assert not later.by_word("5")
    again = later.with_changes([track("5.flac", ("B", "Song 5"))], ["3.flac", "new.flac"])
    assert len(again) == 18
    assert again.knows_artist("b")
    assert not again.with_changes([], ["5.flac"]).knows_artist("b")
    assert {each.key for each in again.tracks()} == {f"{n}.flac" for n in range(20)} - {"3.flac", "4.flac"}


def test_what_is_gone_is_not_known_any_more(track: Callable[..., Track]) -> None:
    index = LibraryIndex.build(
        [track("1.flac", ("Beatles", "Yesterday")), track("2.flac", ("Stones", "Angie"))]
    )
    assert index.artists_like("Beatels") == set()
    assert index.artists_like("beatels") == index.artists_with("beatles") == {"beatles"}
    assert index.words_like("yesterdya") == ["yesterday"]
    later = index.with_changes([], ["1.flac"])
    assert not later.knows_artist("beatles")
    assert (later.tracks_by("beatles"), later.tracks_with("yesterday")) == (0, 0)
    assert later.artists_like("beatels") == later.artists_with("beatles") == set()
    assert later.words_like("yesterdya") == []
    assert later.knows_artist("stones")


def test_an_index_that_changed_much_is_written_anew(track: Callable[..., Track]) -> None:
    index = LibraryIndex.build(track(f"{number}.flac", ("A", f"Song {number}")) for number in range(3000))
    assert index.room == 1000
    later = index.with_changes([track(f"{n}.flac", ("B", f"Song {n}")) for n in range(700)], [])
    assert (len(later), later.room) == (3000, 0), "700 rows are out of date, 700 are new"
    anew = later.with_changes([track("x.flac", ("B", "Song"))], map("{}.flac".format, range(400)))
    assert (len(anew), anew.room) == (2601, 1000)
    assert anew.tracks_by("b") == 301


_ARTISTS = ("The Beatles", "The Beetles", "Кино", "Kino", "AC/DC", "Simon & Garfunkel", "", "Various Artists")
_TITLES = (
    *("Yesterday", "Yesterdya", "Hey Jude", "Hey Jude (Live)", "Hey Jude, Pt. 2", "Intro", "F**k You"),
    *("The Beatles - Yesterday", "Love Me Do", "Lvoe Me Do", "Кукушка", "Help! - Remastered 2009"),
)
_HELD = st.builds(
    Track,
    key=st.sampled_from([f"{folder}/{name}" for folder in "AB" for name in ("1.mp3", "2.mp3", "3", "4.mp3")]),
    title=st.sampled_from(_TITLES),
    artists=st.sampled_from(_ARTISTS).map(lambda name: (name,) if name else ()),
    album=st.sampled_from((None, "Album", "Other")),
    album_artist=st.sampled_from((None, "The Beatles")),
    duration=st.sampled_from((None, 120, 121, 125, 200)).map(lambda s: s and timedelta(seconds=s)),
    ids=st.sampled_from((frozenset(), frozenset({ExternalId(IdKind.ISRC, "GBAYE0601498")}))),
)
_WANTED = st.builds(
    Entry,
    position=st.just(0),
    title=st.sampled_from(_TITLES),
    artists=st.sampled_from(_ARTISTS).map(lambda name: (name,) if name else ()),
    album=st.sampled_from((None, "Album")),
    duration=st.sampled_from((None, 120, 200)).map(lambda s: s and timedelta(seconds=s)),
    path=st.sampled_from((None, "B/1.mp3", "x/A/2.mp3", "4.mp3")),
)
_CHANGES = st.tuples(
    st.lists(_HELD, max_size=4), st.lists(st.sampled_from(["A/1.mp3", "A/3", "B/2.mp3"]), max_size=2)
)


@given(st.lists(_HELD, max_size=8), st.lists(_CHANGES, max_size=4), st.lists(_WANTED, min_size=1, max_size=4))
def test_any_changes_give_what_a_fresh_index_gives(
    first: list[Track], changes: list[tuple[list[Track], list[str]]], wanted: list[Entry]
) -> None:
    held = {each.key: each for each in first}
    index = LibraryIndex.build(held.values())
    for changed, removed in changes:
        index = index.with_changes(changed, removed)
        held = {key: each for key, each in held.items() if key not in removed}
        held |= {each.key: each for each in changed}
    fresh = LibraryIndex.build(held[key] for key in sorted(held))
    assert {each.key: each for each in index.tracks()} == held
    assert [index.at(row) for row in index.rows()] == list(index.tracks())
    assert len(index) == len(fresh) == len(held)
    for entry in wanted:
        assert match_entry(entry, index, Decisions()) == match_entry(entry, fresh, Decisions())
    for each in held.values():
        assert _keys(index, index.by_identities(track_identities(each))) == _keys(
            fresh, fresh.by_identities(track_identities(each))
        )
        assert index.track(each.key) == each


_CROWD = [
    Track(
        key=f"{number:04}",
        title=f"Kapitel {1 if number % 8 else number}",
        artists=("Reader",),
        album=f"Book {number // 50}",
        duration=timedelta(seconds=60 + number),
        ids=frozenset({ExternalId(IdKind.ISRC, "GBAYE0601498")}),
    )
    for number in range(900)
]


@settings(max_examples=10, deadline=None)
@given(
    st.integers(700, 900),
    st.lists(st.tuples(st.integers(0, 200), st.integers(300, 800), st.booleans()), min_size=1, max_size=3),
    st.lists(st.integers(0, 899), min_size=1, max_size=8),
)
def test_of_a_crowd_the_living_are_found_behind_those_gone(
    number: int, changes: list[tuple[int, int, bool]], wanted: list[int]
) -> None:
    index = LibraryIndex.build(_CROWD[:number])
    for start, count, back in changes:
        part = _CROWD[start : start + count]
        index = index.with_changes(part if back else [], [each.key for each in part])
    fresh = LibraryIndex.build(index.tracks())
    looks: list[Callable[[LibraryIndex], list[int]]] = [
        lambda held: held.by_name("reader", "kapitel1"),
        lambda held: held.by_title("kapitel1", 65),
        lambda held: held.by_artist("reader"),
        lambda held: held.by_album("book3"),
        lambda held: held.by_word("kapitel"),
        lambda held: held.by_ids({ExternalId(IdKind.ISRC, "GBAYE0601498")}),
        lambda held: held.by_identities(track_identities(_CROWD[wanted[0]])),
    ]
    for look in looks:
        assert [index.at(row) for row in look(index)] == [fresh.at(row) for row in look(fresh)]
    assert index.tracks_by("reader") == fresh.tracks_by("reader")
    assert index.tracks_with("kapitel") == fresh.tracks_with("kapitel")
    for each in (_CROWD[place] for place in wanted):
        entry = _asking_for(each)
        assert match_entry(entry, index, Decisions()) == match_entry(entry, fresh, Decisions())


def test_after_six_hundred_chapters_are_gone_every_other_is_found(track: Callable[..., Track]) -> None:
    chapters = [
        track(f"{number:04}", ("Reader", "Kapitel 1", 60 + 20 * number, f"Buch {number}"))
        for number in range(1500)
    ]
    index = LibraryIndex.build(chapters)
    assert index.room >= 600
    later = index.with_changes([], [each.key for each in chapters[:600]])
    for each in chapters[600::10]:
        entry = _asking_for(each)
        assert match_entry(entry, later, Decisions()).track_key == each.key
    assert not later.with_changes([], [each.key for each in chapters[600:1000]]).by_album("buch700")


def _asking_for(track: Track) -> Entry:
    return Entry(
        position=0, title=track.title, artists=track.artists, album=track.album, duration=track.duration
    )


def _keys(index: LibraryIndex, rows: list[int]) -> set[str]:
    return {index.key_at(row) for row in rows}


def test_a_long_name_is_known_again(track: Callable[..., Track]) -> None:
    long = track("a.flac", ("A", "na " * 400, 100))
    index = LibraryIndex.build([track("b.flac", ("A", "na " * 399, 100)), long])
    assert _keys(index, index.by_identities(track_identities(long))) == {"a.flac"}


def test_an_index_is_small() -> None:
    tracks = _made(6_000)
    LibraryIndex.build(tracks)  # what is remembered of names is of fixed size, and not counted
    tracemalloc.start()
    try:
        index = LibraryIndex.build(tracks)
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held / len(index) < 500, "bytes a track"
    assert peak / len(index) < 900
    assert 0.5 < index.size / held < 1.2


def test_many_of_one_title_are_told_apart() -> None:
    tracks = [
        Track(
            key=f"{number}.flac",
            title="Intro",
            artists=(f"Some Band {number}",),
            album=f"Record {number}",
            duration=timedelta(seconds=30 + number % 400),
        )
        for number in range(6000)
    ]
    index = LibraryIndex.build(tracks)
    begun = time.thread_time()
    for number in range(5000, 5050):
        seconds = timedelta(seconds=30 + number % 400)
        misspelt = Entry(position=0, title="Intro", artists=(f"Some Bnad {number}",), duration=seconds)
        assert f"{number}.flac" in _found(misspelt, index)
        nobody = Entry(position=0, title="Intro", album=f"Record {number}", duration=seconds)
        assert f"{number}.flac" in _found(nobody, index)
    assert (time.thread_time() - begun) / 100 < 0.05


def test_one_artist_may_have_most_of_a_library() -> None:
    tracks = _made(20_000, artist="Prolific Person")
    index = LibraryIndex.build(tracks)
    dice = random.Random(3)
    found = 0
    begun = time.thread_time()
    for held in dice.sample(tracks, 100):
        at = dice.randrange(len(held.title) - 1)
        slip = held.title[:at] + held.title[at + 1] + held.title[at] + held.title[at + 2 :]
        entry = Entry(position=0, title=slip, artists=("Prolific Preson",), duration=held.duration)
        rows = by_likeness(read_entry(entry), index)
        assert len(rows) <= 32
        found += held.key in _keys(index, rows)
    assert found >= 90
    assert (time.thread_time() - begun) / 100 < 0.05


@pytest.mark.parametrize(
    ("artist", "title"),
    [
        ("The Beatels", "Yesterdya"),
        ("Beatels", "Yesterday"),
        ("The Beatles", "Yestrday"),
        ("Roling Stones", "Paint It Blakc"),
        ("The Rolling Stnoes", "Painted Black"),
        ("Kino", "Кукушка"),
        ("Кино", "Kukushka"),
        ("", "The Rolling Stones - Paint It Black"),
    ],
)
def test_two_slips_at_once_are_still_found(artist: str, title: str) -> None:
    held = [
        Track(key="1", title="Yesterday", artists=("The Beatles",)),
        Track(key="2", title="Paint It, Black", artists=("The Rolling Stones",)),
        Track(key="3", title="Кукушка", artists=("Кино",)),
        Track(key="4", title="Kukushka", artists=("Кино",)),
    ]
    index = LibraryIndex.build([*_made(3000), *held])
    entry = Entry(position=0, title=title, artists=(artist,) if artist else ())
    assert _found(entry, index) & {"1", "2", "3", "4"}


def _found(entry: Entry, index: LibraryIndex) -> set[str]:
    reading = read_entry(entry)
    return _keys(index, by_exact_name(reading, index) + by_likeness(reading, index))


def _made(count: int, artist: str | None = None) -> list[Track]:
    dice = random.Random(7)
    words = ["".join(dice.choices("abcdefghijklmnoprstuvw", k=dice.randint(4, 9))) for _ in range(4000)]
    return [
        Track(
            key=f"{artist or words[number // 24 % 4000]}/{words[number // 12 % 4000]}/{number % 12:02}.flac",
            title=" ".join(dice.choices(words, k=dice.randint(1, 4))).title(),
            artists=(artist or words[number // 24 % 4000].title(),),
            album=words[number // 12 % 4000],
            duration=timedelta(seconds=120 + number % 200),
        )
        for number in range(count)
    ]
