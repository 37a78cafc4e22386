"""What names of files that people share say of the music in them."""

from dataclasses import dataclass

import pytest
from syncopate.providers._fetching.shared_path import Named, read_path


@dataclass(frozen=True)
class Case:
    path: str
    title: str
    artist: str | None = None
    album: str | None = None
    number: int | None = None
    disc: int | None = None
    year: int | None = None


CASES = (
    Case(
        "@@x\\Music\\Pink Floyd\\1979 - The Wall\\CD1\\05 - Another Brick in the Wall, Pt. 2.flac",
        "Another Brick in the Wall, Pt. 2",
        "Pink Floyd",
        "The Wall",
        5,
        1,
        1979,
    ),
    Case(
        "Pink Floyd - The Wall (1979) [FLAC]\\Disc 2\\03. Nobody Home.flac",
        "Nobody Home",
        "Pink Floyd",
        "The Wall",
        3,
        2,
        1979,
    ),
    Case(
        "music/Oasis/(What's the Story) Morning Glory/03 Wonderwall.mp3",
        "Wonderwall",
        "Oasis",
        "(What's the Story) Morning Glory",
        3,
    ),
    Case("Oasis - Wonderwall.mp3", "Wonderwall", "Oasis"),
    Case("stuff\\Oasis - 03 - Wonderwall.mp3", "Wonderwall", "Oasis", "stuff", 3),
    Case(
        "D:\\FLAC\\Adele\\Albums\\2011 - 21 {XLCD 520} [24-44.1]\\01-Rolling in the Deep.flac",
        "Rolling in the Deep",
        "Adele",
        "21",
        1,
        None,
        2011,
    ),
    Case(
        "Taylor Swift - 1989 (2014) [320]\\Taylor Swift - 1989 - 06 - Shake It Off.mp3",
        "Shake It Off",
        "Taylor Swift",
        "1989",
        6,
        None,
        2014,
    ),
    Case(
        "Taylor Swift\\1989 (Taylor's Version)\\1-06 Shake It Off (Taylor's Version).m4a",
        "Shake It Off (Taylor's Version)",
        "Taylor Swift",
        "1989 (Taylor's Version)",
        6,
        1,
    ),
    Case(
        "Queen\\Live Killers [1979]\\105 - Bicycle Race.mp3",
        "Bicycle Race",
        "Queen",
        "Live Killers",
        5,
        1,
        1979,
    ),
    Case("Nena\\99 Luftballons\\99 Luftballons.mp3", "99 Luftballons", "Nena", "99 Luftballons"),
    Case("Ariana Grande\\thank u, next\\10. 7 rings.flac", "7 rings", "Ariana Grande", "thank u, next", 10),
    Case("Ariana Grande\\thank u, next\\7 rings.flac", "7 rings", "Ariana Grande", "thank u, next"),
    Case(
        "VA - Awesome Mix Vol. 1 (2014)\\01 Blue Swede - Hooked on a Feeling.mp3",
        "Hooked on a Feeling",
        "Blue Swede",
        "Awesome Mix Vol. 1",
        1,
        None,
        2014,
    ),
    Case("Various Artists\\Now 50\\2-03 - ABBA - Voulez-Vous.mp3", "Voulez-Vous", "ABBA", "Now 50", 3, 2),
    Case(
        "Compilations\\Kompakt Total 5\\07 - Superpitcher - Mushroom.flac",
        "Mushroom",
        "Superpitcher",
        "Kompakt Total 5",
        7,
    ),
    Case(
        "Elton John\\Live in Australia\\11 - Candle in the Wind - Live.mp3",
        "Candle in the Wind - Live",
        "Elton John",
        "Live in Australia",
        11,
    ),
    Case(
        "Elton John\\Honky Château\\05 Elton John - Rocket Man.mp3",
        "Rocket Man",
        "Elton John",
        "Honky Château",
        5,
    ),
    Case(
        "The Clash\\London Calling\\A1 - London Calling.flac",
        "London Calling",
        "The Clash",
        "London Calling",
        1,
    ),
    Case(
        "kraftwerk-autobahn-1974\\01-kraftwerk-autobahn.mp3",
        "autobahn",
        "kraftwerk",
        "autobahn",
        1,
        None,
        1974,
    ),
    Case("Kraftwerk_-_Autobahn\\01_-_Autobahn.mp3", "Autobahn", "Kraftwerk", "Autobahn", 1),
    Case(
        "Boards of Canada\\[1998] Music Has the Right to Children\\[05] Roygbiv.flac",
        "Roygbiv",
        "Boards of Canada",
        "Music Has the Right to Children",
        5,
        None,
        1998,
    ),
    Case(
        "Boards of Canada\\Discography\\Geogaddi (Japanese Edition)\\08 - 1969.mp3",
        "1969",
        "Boards of Canada",
        "Geogaddi (Japanese Edition)",
        8,
    ),
    Case(
        "澤野弘之\\進撃の巨人 OST (2013)\\12. Vogel im Käfig.flac",
        "Vogel im Käfig",
        "澤野弘之",
        "進撃の巨人 OST",
        12,
        None,
        2013,
    ),
    Case("AC_DC\\Back in Black\\06 - Back in Black.mp3", "Back in Black", "AC DC", "Back in Black", 6),
    Case("flac\\Track.flac", "Track"),
    Case("x.mp3", "x"),
    Case("...", "..."),
    Case("", "?"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.path)
def test_paths(case: Case) -> None:
    found = read_path(case.path)
    assert (found.title, found.artists[0] if found.artists else None, found.album) == (
        case.title,
        case.artist,
        case.album,
    )
    assert (found.number, found.disc, found.year) == (case.number, case.disc, case.year)


def test_who_is_looked_for_decides_what_is_open() -> None:
    path = "80s\\Queen - Jazz\\01 - Mustapha - Queen.mp3"
    assert read_path(path).artists == ("80s",)
    found = read_path(path, ["Queen"])
    assert (found.artists, found.album, found.title) == (("Queen",), "Jazz", "Mustapha")
    label = "Stax\\Best of\\05 - Otis Redding - Respect.mp3"
    assert read_path(label).title == "Otis Redding - Respect"
    found = read_path(label, ["Otis Redding"])
    assert (found.artists, found.title) == (("Otis Redding",), "Respect")


def test_a_number_that_is_looked_for_is_part_of_the_title() -> None:
    assert read_path("Green Day\\21st Century\\21 Guns.mp3").number == 21
    found = read_path("Green Day\\21st Century\\21 Guns.mp3", ["Green Day"], "21 Guns")
    assert (found.title, found.number) == ("21 Guns", None)
    found = read_path("Green Day\\21st Century\\16 - 21 Guns.mp3", ["Green Day"], "21 Guns")
    assert (found.title, found.number) == ("21 Guns", 16)
    found = read_path("Taylor Swift\\Red\\22 - 22.mp3", ["Taylor Swift"], "22")
    assert (found.title, found.number) == ("22", 22)


def test_all_of_a_folder_have_it_alike() -> None:
    first, second = read_path("a/b\\1 - x.mp3"), read_path("a\\b/2 - y.mp3")
    assert first.folder == second.folder == "a\\b"
    assert Named(title="x").folder == ""
