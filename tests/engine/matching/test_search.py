"""Finding tracks by words."""

import pytest
from hypothesis import given, strategies
from syncopate.domain.media import Track
from syncopate.matching.keys import signs
from syncopate.matching.search import search_text, search_words


def _finds(text: str, track: Track) -> bool:
    return all(word in search_text(track) for word in search_words(text))


@pytest.mark.parametrize(
    ("text", "artist", "title"),
    [
        ("beyonce halo", "Beyoncé", "Halo"),
        ("BEYONCÉ", "Beyonce", "Halo"),
        ("acdc thunder", "AC/DC", "Thunderstruck"),
        ("ac/dc", "ACDC", "Thunderstruck"),
        ("pink", "P!nk", "So What"),
        ("p!nk", "P!nk", "So What"),
        ("kino gruppa krovi", "Кино", "Группа крови"),
        ("кино", "Кино", "Группа крови"),
        ("simon and garfunkel", "Simon & Garfunkel", "Cecilia"),
        ("simon & garfunkel", "Simon And Garfunkel", "Cecilia"),
        ("dont stop", "Fleetwood Mac", "Don’t Stop"),
        ("don't", "Fleetwood Mac", "Dont Stop"),
        ("!!!", "!!!", "Slyd"),
        ("!!!", "Nobody", "Wait!!! Stop"),
        ("wait", "Nobody", "Wait!!! Stop"),
        ("wait!!!", "Nobody", "Wait Stop"),
        ("wait !!!", "Nobody", "Wait!!! Stop"),
        ("???", "Nobody", "Who Are You???"),
        ("?", "Nobody", "(Who Are You?)"),
        ("$", "Ke$ha", "Tik Tok"),
        ("...", "Nobody", "Takk…"),
        ("★★", "Nobody", "Night★★"),
        ("+44", "Nobody", "Call +44 Now"),
        ("+44 lycanthrope", "+44", "Lycanthrope"),
        ("strasse", "Einer", "Straße"),
        ("봄날", "방탄소년단", "봄날"),
    ],
)
def test_what_people_type(text: str, artist: str, title: str) -> None:
    assert _finds(text, Track(key="k", title=title, artists=(artist,)))
    assert not _finds(f"{text} zzzz", Track(key="k", title=title, artists=(artist,)))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Wait!!!", ("!!!",)),
        ("¿Por qué?", ("¿", "?")),
        ("A$AP Rocky & N*E*R*D", ("$", "*", "*", "*")),
        ("Mr. T - Part 1 (Live), 7/8 + “more” don't_", ()),
        ("Takk… ？！", ("...", "?!")),
        ("नमस्ते ก็ 夜。", ("。",)),
        ("plain", ()),
        ("", ()),
    ],
)
def test_signs_stand_together_what_divides_words_is_none(name: str, found: tuple[str, ...]) -> None:
    assert signs(name) == found


def test_the_title_comes_first_and_nothing_is_without_end() -> None:
    track = Track(key="k", title="Title", artists=("Artist",), album="Album", album_artist="Various")
    assert search_text(track) == "title artist album various"
    assert len(search_text(Track(key="k", title="a b" * 50_000))) < 2_000
    assert len(search_words("word " * 500)) <= 12


@given(title=strategies.text(max_size=30), artist=strategies.text(max_size=20))
def test_a_track_is_found_by_its_own_name(title: str, artist: str) -> None:
    assert _finds(f"{title} {artist}", Track(key="k", title=title, artists=(artist,)))


@given(text=strategies.text(max_size=12))
def test_no_sign_is_overlooked(text: str) -> None:
    assert signs(text) == signs(f"{text} ä")
