"""Each family of tags says the same thing in its own words."""

from collections.abc import Callable

import pytest
from syncopate.audio import mapping
from syncopate.audio.facts import Tags
from syncopate.domain.ids import ExternalId, IdKind

_RECORDING = "b1a9c0e9-d987-4042-ae91-78d6a3267d69"
_TRACK = "c1a9c0e9-d987-4042-ae91-78d6a3267d69"
_GROUP = "e1a9c0e9-d987-4042-ae91-78d6a3267d69"
_RELEASE = "d1a9c0e9-d987-4042-ae91-78d6a3267d69"

_WANTED = Tags(
    title="Get Lucky",
    artists=("Daft Punk", "Pharrell Williams"),
    album="Random Access Memories",
    album_artist="Daft Punk",
    disc=1,
    number=8,
    track_total=13,
    disc_total=1,
    year=2013,
    release_type="album; live",
    ids=frozenset(
        {
            ExternalId(IdKind.ISRC, "USQX91300108"),
            ExternalId(IdKind.MB_RECORDING, _RECORDING),
            ExternalId(IdKind.MB_TRACK, _TRACK),
            ExternalId(IdKind.MB_RELEASE, _RELEASE),
            ExternalId(IdKind.MB_RELEASE_GROUP, _GROUP),
            ExternalId(IdKind.UPC, "88883716861"),
        }
    ),
)


def test_vorbis() -> None:
    assert (
        mapping.from_vorbis(
            {
                "title": ["Get Lucky"],
                "artist": ["Daft Punk", "Pharrell Williams"],
                "album": ["Random Access Memories"],
                "albumartist": ["Daft Punk"],
                "tracknumber": ["08/13"],
                "discnumber": ["1"],
                "totaldiscs": ["1"],
                "releasetype": ["Album", "Live"],
                "barcode": ["0088883716861"],
                "musicbrainz_releasegroupid": [_GROUP],
                "date": ["2013-05-17"],
                "isrc": ["US-QX9-13-00108"],
                "musicbrainz_trackid": [_RECORDING.upper()],
                "musicbrainz_releasetrackid": [_TRACK],
                "musicbrainz_albumid": [_RELEASE],
            }
        )
        == _WANTED
    )


def test_id3() -> None:
    assert (
        mapping.from_id3(
            {
                "tit2": ["Get Lucky"],
                "tpe1": ["Daft Punk feat. Pharrell Williams"],
                "txxx:artists": ["Daft Punk", "Pharrell Williams"],
                "talb": ["Random Access Memories\0\0"],
                "tpe2": ["Daft Punk"],
                "trck": ["8/13"],
                "tpos": ["1/1"],
                "txxx:musicbrainz album type": ["album/live"],
                "txxx:barcode": ["888837-16861"],
                "txxx:musicbrainz release group id": [_GROUP],
                "tdrc": ["2013"],
                "tsrc": ["USQX91300108"],
                "ufid:http://musicbrainz.org": [_RECORDING],
                "txxx:musicbrainz release track id": [_TRACK],
                "txxx:musicbrainz album id": [_RELEASE],
            }
        )
        == _WANTED
    )


def test_mp4() -> None:
    assert (
        mapping.from_mp4(
            {
                "\xa9nam": ["Get Lucky"],
                "\xa9art": ["Daft Punk", "Pharrell Williams"],
                "\xa9alb": ["Random Access Memories"],
                "aart": ["Daft Punk"],
                "trkn": ["8/13"],
                "disk": ["1/1"],
                "musicbrainz album type": ["album", "live"],
                "barcode": ["088883716861"],
                "musicbrainz release group id": [_GROUP],
                "\xa9day": ["2013-05-17T00:00:00Z"],
                "isrc": ["USQX91300108"],
                "musicbrainz track id": [_RECORDING],
                "musicbrainz release track id": [_TRACK],
                "musicbrainz album id": [_RELEASE],
            }
        )
        == _WANTED
    )


def test_ape_and_asf() -> None:
    ids = {"isrc": ["USQX91300108"], "musicbrainz_trackid": [_RECORDING]}
    ape = mapping.from_ape({"title": ["A"], "artist": ["B", "C"], "track": ["3/4"], "year": ["1999"], **ids})
    assert (ape.title, ape.artists, ape.number, ape.year, len(ape.ids)) == ("A", ("B", "C"), 3, 1999, 2)
    asf = mapping.from_asf(
        {
            "title": ["A"],
            "author": ["B"],
            "wm/albumtitle": ["D"],
            "wm/year": ["1999"],
            "wm/isrc": ["USQX91300108"],
        }
    )
    assert (asf.title, asf.artists, asf.album, asf.year, len(asf.ids)) == ("A", ("B",), "D", 1999, 1)


@pytest.mark.parametrize(
    ("number", "total", "found"),
    [
        ("8/13", None, 13),
        ("8", "13", 13),
        ("8 of 13", None, 13),
        ("/13", None, 13),
        ("0/13", None, 13),
        ("8/13", "14", 14),
        ("8", None, None),
        ("8/", None, None),
        ("8/0", None, None),
        ("1/99999", None, None),
    ],
)
def test_how_many_tracks_there_are(number: str, total: str | None, found: int | None) -> None:
    tags = {"tracknumber": [number], "discnumber": [number], **({"tracktotal": [total]} if total else {})}
    assert mapping.from_vorbis(tags).track_total == found


def test_a_compilation_flag_is_a_kind_of_release() -> None:
    assert mapping.from_id3({"tcmp": ["1"]}).release_type == "compilation"
    assert mapping.from_id3({"tcmp": ["0"]}).release_type is None
    assert mapping.from_mp4({"cpil": ["1"], "releasetype": ["Album"]}).release_type == "album; compilation"


@pytest.mark.parametrize("code", ["", "0", "12345", "none", "000000000000", "1234567890123456"])
def test_what_is_no_barcode_is_left_out(code: str) -> None:
    assert mapping.from_vorbis({"barcode": [code]}).ids == frozenset()


@pytest.mark.parametrize("isrc", ["", "unknown", "USQX9130010", "US-QX9-13-001089", "0000000000000"])
def test_what_is_no_isrc_is_left_out(isrc: str) -> None:
    assert mapping.from_vorbis({"isrc": [isrc]}).ids == frozenset()


def test_nothing_said() -> None:
    assert (
        mapping.from_vorbis({"title": ["  "], "tracknumber": ["A1"], "date": ["0000"], "disc": ["0"]})
        == Tags()
    )


@pytest.mark.parametrize(
    ("family", "name"),
    [
        (mapping.from_vorbis, "genre"),
        (mapping.from_ape, "genre"),
        (mapping.from_asf, "wm/genre"),
        (mapping.from_id3, "tcon"),
        (mapping.from_mp4, "\xa9gen"),
    ],
)
def test_genres_of_every_family(family: Callable[[dict[str, list[str]]], Tags], name: str) -> None:
    assert family({name: ["Rock", "Trip Hop"]}).genres == ("Rock", "Trip Hop")
    assert family({}).genres == ()


@pytest.mark.parametrize(
    ("said", "genres"),
    [
        (["Rock; Pop"], ("Rock", "Pop")),
        (["rock, Pop ,ROCK"], ("rock", "Pop")),
        (["Folk, World, & Country"], ("Folk, World, & Country",)),
        (["Hip-Hop/Rap"], ("Hip-Hop/Rap",)),
        (["Jazz / Soul"], ("Jazz", "Soul")),
        (["Drum & Bass"], ("Drum & Bass",)),
        (["17", " ", "\0"], ()),
        (["x" * 500], ("x" * 100,)),
        (
            [f"Genre {letter}" for letter in "abcdefghijklmnopqrstuvwxyz"],
            tuple(f"Genre {c}" for c in "abcdefghijklmnopqrst"),
        ),
    ],
)
def test_several_genres_in_one_value(said: list[str], genres: tuple[str, ...]) -> None:
    assert mapping.from_vorbis({"genre": said}).genres == genres
