"""The library in memory."""

import random
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.postings import Postings, posting


def test_tracks_are_found_by_their_key(track: Callable[..., Track]) -> None:
    index = LibraryIndex.build([track("a.flac", ("A", "B")), track("b.flac", ("A", "C"))])
    found = index.track("b.flac")
    assert len(index) == 2
    assert found is not None
    assert found.title == "C"
    assert index.track("c.flac") is None


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


def test_postings_keep_rows_in_order() -> None:
    postings = Postings([posting(row, "k", row % 2) for row in (5, 4, 3, 2, 1, 0)])
    assert postings.find("k", 0) == [0, 2, 4]
    assert postings.find("k", 0, limit=2) == [0, 2]
    assert postings.count("k", 1) == 3
    assert postings.find("k", 2) == []


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
    begun = time.perf_counter()
    index = LibraryIndex.build(tracks)
    built = time.perf_counter() - begun
    entries = []
    for number in range(2_000):
        held = dice.choice(tracks)
        title = held.title if number % 2 else " ".join(dice.choices(words, k=3))
        entries.append(Entry(position=number, title=title, artists=held.artists, duration=held.duration))
    begun = time.perf_counter()
    found = [match_entry(entry, index, Decisions()) for entry in entries]
    matched = time.perf_counter() - begun
    assert sum(each.track_key is not None for each in found) >= 990
    assert built < 3
    assert matched < 3
