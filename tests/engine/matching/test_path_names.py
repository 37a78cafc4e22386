"""What paths say, as people, ripping programs and release groups write them."""

import pytest
from hypothesis import given, settings, strategies as st
from syncopate.matching.path_names import PathReading, album_folder, read_path

NAMES = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="/\\\x00"), min_size=1, max_size=20
)


@pytest.mark.parametrize(
    ("path", "first"),
    [
        (
            r"@@abc\Music\AC-DC\1979 - Highway to Hell\02 - Girls Got Rhythm.flac",
            PathReading(
                title="Girls Got Rhythm", artist="AC-DC", album="Highway to Hell", number=2, year=1979
            ),
        ),
        (
            r"C:\Music\Pink Floyd\The Wall\CD2\06 Comfortably Numb.mp3",
            PathReading(title="Comfortably Numb", artist="Pink Floyd", album="The Wall", disc=2, number=6),
        ),
        (
            "Ariana Grande/thank u, next/7 Rings.flac",
            PathReading(title="7 Rings", artist="Ariana Grande", album="thank u, next"),
        ),
        ("Nena - 99 Luftballons.mp3", PathReading(title="99 Luftballons", artist="Nena")),
        (
            "Various Artists/Awesome Mix Vol. 1/01 - Blue Swede - Hooked on a Feeling.mp3",
            PathReading(
                title="Hooked on a Feeling", artist="Blue Swede", album="Awesome Mix Vol. 1", number=1
            ),
        ),
        (
            "Artist - Album (2001) [FLAC]/1-05 Title.flac",
            PathReading(title="Title", artist="Artist", album="Album", disc=1, number=5, year=2001),
        ),
        (
            "102-phil_collins-girl_(why_you_wanna_make_me_blue).flac",
            PathReading(title="girl (why you wanna make me blue)", artist="phil collins", disc=1, number=2),
        ),
        ("01-weezer-africa-0f640cbf.mp3", PathReading(title="africa", artist="weezer", number=1)),
        ("B2. Song.flac", PathReading(title="Song", disc=1, number=2)),
    ],
)
def test_the_likeliest_reading(path: str, first: PathReading) -> None:
    assert read_path(path)[0] == first


def test_a_lone_folder_may_be_an_album_or_an_artist() -> None:
    said = {(reading.artist, reading.album) for reading in read_path("Logic/1-800-273-8255.mp3")}
    assert said >= {("Logic", None), (None, "Logic")}
    assert any(reading.title == "1-800-273-8255" for reading in read_path("Logic/1-800-273-8255.mp3"))


def test_folders_never_name_the_title() -> None:
    readings = read_path("Black Sabbath/Black Sabbath/04 - N.I.B..flac")
    assert {reading.title for reading in readings} & {"Black Sabbath"} == set()


@pytest.mark.parametrize("path", ["", "/", ".mp3", "///", "C:\\"])
def test_a_path_without_a_name_says_nothing(path: str) -> None:
    assert read_path(path) == ()


@settings(max_examples=200)
@given(
    st.lists(NAMES, min_size=1, max_size=6), st.sampled_from("/\\"), st.sampled_from([".flac", ".mp3", ""])
)
def test_any_path_is_read(names: list[str], between: str, ending: str) -> None:
    for reading in read_path(between.join(names) + ending):
        assert reading.title.strip()
        assert reading.number is None or reading.number > 0


@pytest.mark.parametrize(
    ("folder", "album"),
    [
        (r"@@x\Oasis\Morning Glory\CD1", r"@@x\Oasis\Morning Glory"),
        ("Oasis/Morning Glory/Disc 2/", "Oasis/Morning Glory"),
        ("Oasis/Morning Glory/", "Oasis/Morning Glory"),
        ("CD1", "CD1"),
        ("Oasis/Discovery", "Oasis/Discovery"),
        ("", ""),
    ],
)
def test_the_folders_of_discs_lie_in_that_of_their_album(folder: str, album: str) -> None:
    assert album_folder(folder) == album
