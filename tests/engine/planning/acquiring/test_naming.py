"""What templates are filled with, and names where nothing is organised."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.download import Wanted, WantKind
from syncopate.domain.media import AudioFormat
from syncopate.planning.acquiring.naming import album_type, filed_of, place_as_fetched, quality_label
from syncopate.planning.acquiring.templates import parse_template, place_of


def test_a_want_fills_a_template() -> None:
    wanted = Wanted(
        kind=WantKind.TRACK,
        title="Wonderwall",
        artists=("Oasis", "Guest"),
        album="Morning Glory",
        disc=2,
        disc_total=2,
        number=3,
        year=1995,
        track_total=12,
        genres=("Britpop", "Rock"),
    )
    filed = filed_of(wanted, AudioFormat(codec="flac", bit_depth=24, lossless=True), "Friday")
    template = parse_template(
        "$playlist/$genre/$albumtype/$albumartist/$artist/$album ($year) [$quality]/$discnum-$track $title"
    )
    assert place_of(filed, ".flac", template) == (
        "Friday/Britpop/Album/Oasis/Oasis, Guest/Morning Glory (1995) [FLAC 24bit]/2-03 Wonderwall.flac"
    )


@pytest.mark.parametrize(
    ("sound", "label"),
    [
        (AudioFormat(codec="flac", lossless=True), "FLAC"),
        (AudioFormat(codec="mp3", bitrate=320), "MP3-320"),
        (AudioFormat(codec="opus"), "OPUS"),
        (None, ""),
    ],
)
def test_a_sound_in_short(sound: AudioFormat | None, label: str) -> None:
    assert quality_label(sound) == label


@pytest.mark.parametrize(
    ("said", "tracks", "name"),
    [
        ("album", 4, "Album"),
        ("album; compilation", 20, "Compilation"),
        ("album; live", 20, "Album"),
        ("ep", 8, "EP"),
        ("single", None, "Single"),
        (None, 2, "Single"),
        (None, 5, "EP"),
        (None, 7, "Album"),
        (None, None, "Album"),
        ("broadcast", None, "Album"),
    ],
)
def test_the_type_of_an_album(said: str | None, tracks: int | None, name: str) -> None:
    assert album_type(said, tracks) == name


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (
            r"@@x\Music\Oasis - Morning Glory (1995)\03 Wonderwall.flac",
            "Oasis - Morning Glory (1995)/03 Wonderwall.flac",
        ),
        (r"C:\song.mp3", "song.flac"),
        ("../../etc/passwd", "etc/passwd.flac"),
        ("a.b.c.mp3", "a.b.c.flac"),
        ("", "Untitled.flac"),
        ("/..", "Untitled.flac"),
    ],
)
def test_where_nothing_is_organised_names_stay_as_they_came(path: str, place: str) -> None:
    assert place_as_fetched(path, ".flac") == place


@given(st.text(max_size=400))
def test_also_then_nothing_leaves_the_library(path: str) -> None:
    place = PurePosixPath(place_as_fetched(path, ".flac"))
    assert not place.is_absolute()
    assert 1 <= len(place.parts) <= 2
    assert ".." not in place.parts
    assert all(len(part.encode()) <= 240 for part in place.parts)
