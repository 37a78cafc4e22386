"""Each family of tags says the same thing in its own words."""

import pytest
from syncopate.audio import mapping
from syncopate.audio.facts import Tags
from syncopate.domain.ids import ExternalId, IdKind

_RECORDING = "b1a9c0e9-d987-4042-ae91-78d6a3267d69"
_TRACK = "c1a9c0e9-d987-4042-ae91-78d6a3267d69"
_RELEASE = "d1a9c0e9-d987-4042-ae91-78d6a3267d69"

_WANTED = Tags(
    title="Get Lucky",
    artists=("Daft Punk", "Pharrell Williams"),
    album="Random Access Memories",
    album_artist="Daft Punk",
    disc=1,
    number=8,
    year=2013,
    ids=frozenset(
        {
            ExternalId(IdKind.ISRC, "USQX91300108"),
            ExternalId(IdKind.MB_RECORDING, _RECORDING),
            ExternalId(IdKind.MB_TRACK, _TRACK),
            ExternalId(IdKind.MB_RELEASE, _RELEASE),
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
                "trkn": ["8"],
                "disk": ["1"],
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


@pytest.mark.parametrize("isrc", ["", "unknown", "USQX9130010", "US-QX9-13-001089", "0000000000000"])
def test_what_is_no_isrc_is_left_out(isrc: str) -> None:
    assert mapping.from_vorbis({"isrc": [isrc]}).ids == frozenset()


def test_nothing_said() -> None:
    assert (
        mapping.from_vorbis({"title": ["  "], "tracknumber": ["A1"], "date": ["0000"], "disc": ["0"]})
        == Tags()
    )
