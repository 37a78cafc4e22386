"""Titles taken apart."""

import time

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.matching import Decisions, LibraryIndex, match_entry
from syncopate.matching.versions import album_versions, read_title


def versions(title: str) -> set[str]:
    return {str(each) for each in read_title(title).versions}


@pytest.mark.parametrize(
    "title",
    [
        "Live Forever", "Long Live", "Live and Let Die", "Birds of a Feather", "Magical Mystery Tour", "In the Mix",
        "Cover Me", "Take On Me", "Session", "Defeater", "Undefeated", "Demolition Man", "The Edit of Love", "Remixed Feelings",
        "Love (The Way We Live)", "Sweet Child O' Mine", "Live",
    ],
)  # fmt: skip
def test_version_words_inside_a_title_are_words(title: str) -> None:
    assert read_title(title).versions == frozenset()


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Come As You Are (Live)", {"live"}),
        ("Hey Jude - Live", {"live"}),
        ("Hello (Live at the Royal Albert Hall)", {"royal albert hall live"}),
        ("Creep - Remastered Live", {"live"}),
        ("Carolina (En Directo / 2005)", {"2005 live"}),
        ("Carolina (Versión 1988)", {"1988 version"}),
        ("Cinema (Skrillex Remix)", {"skrillex remix"}),
        ("Cinema - Skrillex Remix", {"skrillex remix"}),
        ("Porcelain (Torsten Stenzel Mix)", {"torsten stenzel remix"}),
        ("Calma - Remix", {"remix"}),
        ("Levels - Radio Edit", {"radio edit"}),
        ("Levels (Radio Mix)", {"radio edit"}),
        ("Levels (Extended Mix)", {"extended"}),
        ("Song (Single Version)", {"edit"}),
        ("Strobe - Original Mix", set()),
        ("Song (Album Version)", set()),
        ("Song (2019 Mix)", set()),
        ("Song (2011 Remastered Version)", set()),
        ("Layla (Acoustic)", {"acoustic"}),
        ("Layla Acoustic Version", {"acoustic"}),
        ("Shy Away (MTV Unplugged Live)", {"unplugged"}),
        ("Love Story (Taylor's Version)", {"taylors version"}),
        ("99 Red Balloons (English Version)", {"english language"}),
        ("Tune (A Cappella)", {"acappella"}),
        ("Tune - Sped Up", {"sped up"}),
        ("Tune (Slowed + Reverb)", {"reverb slowed"}),
        ("曲（Live）", {"live"}),
        ("Levels (Skrillex Remix) [2011 Remaster]", {"skrillex remix"}),
    ],
)
def test_versions_are_read_where_they_can_be(title: str, expected: set[str]) -> None:
    assert versions(title) == expected


@pytest.mark.parametrize(
    ("title", "base", "full"),
    [
        ("1999 - 2019 Remaster", "1999", "1999"),
        ("03 - Stronger", "stronger", "stronger"),
        ("(I Can't Get No) Satisfaction", "satisfaction", "i cant get no satisfaction"),
        (
            "Llamando a la tierra (Serenade From the Stars)",
            "llamando a la tierra",
            "llamando a la tierra serenade from the stars",
        ),
        ('Let It Go (From "Frozen")', "let it go", "let it go"),
        ("...", "...", "..."),
        ("( )", "()", "()"),
        ("(G)I-DLE", "g i dle", "g i dle"),
        ("1-800-273-8255", "1 800 273 8255", "1 800 273 8255"),
        ("Work (feat. Drake)", "work", "work"),
        ("Undefeated ft. Somebody", "undefeated", "undefeated"),
        ("(Live)", "live", "live"),
        ("Bugatti 2013", "bugatti 2013", "bugatti 2013"),
    ],
)
def test_what_is_left_is_the_title(title: str, base: str, full: str) -> None:
    read = read_title(title)
    assert (read.base, read.full) == (base, full)


def test_featured_artists_are_read() -> None:
    assert read_title("Stay (with Justin Bieber)").featured == ("Justin Bieber",)
    assert read_title("Work (feat. Drake)").featured == ("Drake",)
    assert read_title("Tune featuring A & B").featured == ("A & B",)


def test_an_album_can_say_the_version_of_its_tracks() -> None:
    assert {each.kind for each in album_versions("MTV Unplugged in New York")} == {"unplugged"}
    assert {each.kind for each in album_versions("Live at Wembley '86")} == {"live"}
    assert album_versions("Live Through This") == frozenset()


@given(st.text(min_size=1, max_size=60))
def test_any_text_can_be_read(title: str) -> None:
    read = read_title(title)
    assert bool(read.base) == bool(title.strip()) or not title.isprintable()


@pytest.mark.alone
@pytest.mark.parametrize(
    "piece", [" ", "(", "(a", " - ", "feat. ", "9", ", ", "a ", "**", "a**", "pt 1 ", "[x] "]
)
def test_absurd_titles_cost_no_time(piece: str) -> None:
    title = piece * 10_000 + "remastered"
    begun = time.perf_counter()
    held = Track(key="1", title=title, artists=(title,), path=title)
    wanted = Entry(position=0, title=title + "!", artists=(title,), path=title)
    match_entry(wanted, LibraryIndex.build([held]), Decisions())
    assert time.perf_counter() - begun < 1
