"""Items as they come, made tracks: tables."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat
from syncopate.errors import OddAnswer
from syncopate.providers._mediabrowser import parse, raw

_A, _B = "a1111111-1111-4111-8111-111111111111", "b1111111-1111-4111-8111-111111111111"


def _track(**item: Any) -> Any:
    return parse.indexed_track({"Id": "1", "Type": "Audio", "Name": "Song", **item}, "Jellyfin").track


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        ({"Artists": ["A", " B ", ""]}, ("A", "B")),
        ({"Artists": ["A", "A"]}, ("A",)),
        ({"Artists": [], "AlbumArtist": "C"}, ("C",)),
        ({"Artists": [], "AlbumArtists": [{"Name": "C"}, {"Name": "D"}], "AlbumArtist": "C"}, ("C", "D")),
        ({"ArtistItems": [{"Name": "A", "Id": "2"}]}, ("A",)),
        ({"Artists": None, "ArtistItems": "odd"}, ()),
        ({}, ()),
    ],
)
def test_artists(item: dict[str, Any], wanted: tuple[str, ...]) -> None:
    assert _track(**item).artists == wanted


@pytest.mark.parametrize(
    ("ids", "wanted"),
    [
        ({"MusicBrainzTrack": _A}, {(IdKind.MB_TRACK, _A)}),
        ({"MusicBrainzRecording": _A.upper()}, {(IdKind.MB_RECORDING, _A)}),
        ({"MusicBrainzTrack": _A, "MusicBrainzRecording": _B}, {(IdKind.MB_TRACK, _A), (IdKind.MB_RECORDING, _B)}),
        ({"MusicBrainzAlbum": _A, "MusicBrainzReleaseGroup": _B}, {(IdKind.MB_RELEASE, _A), (IdKind.MB_RELEASE_GROUP, _B)}),
        ({"MusicBrainzAlbum": f"{_A};{_B}"}, {(IdKind.MB_RELEASE, _A), (IdKind.MB_RELEASE, _B)}),
        ({"MusicBrainzArtist": _A, "MusicBrainzAlbumArtist": _B}, set()),
        ({"Isrc": "GB-AYE-06-01498"}, {(IdKind.ISRC, "GBAYE0601498")}),
        ({"ISRC": "GBAYE0601498/GBAYE0601499"}, {(IdKind.ISRC, "GBAYE0601498"), (IdKind.ISRC, "GBAYE0601499")}),
        ({"AcoustId": _A}, {(IdKind.ACOUSTID, _A)}),
        ({"MusicBrainzTrack": "nonsense", "Isrc": None, "Syncopate": _A}, set()),
    ],
)  # fmt: skip
def test_ids(ids: dict[str, Any], wanted: set[tuple[IdKind, str]]) -> None:
    assert _track(ProviderIds=ids).ids == {ExternalId(*one) for one in wanted}


def _source(codec: str | None, container: str = "x", **stream: Any) -> dict[str, Any]:
    sound = {"Type": "Audio", "Codec": codec, **stream}
    cover = {"Type": "EmbeddedImage", "Codec": "mjpeg", "BitDepth": 8}
    return {"MediaSources": [{"Container": container, "Bitrate": 297_598, "MediaStreams": [cover, sound]}]}


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (
            _source("flac", BitRate=912_345, SampleRate=96_000, BitDepth=24),
            AudioFormat(codec="flac", bitrate=912, sample_rate=96_000, bit_depth=24, lossless=True),
        ),
        (
            _source("aac", BitRate=278_038, SampleRate=44_100, BitDepth=32),
            AudioFormat(codec="aac", bitrate=278, sample_rate=44_100),
        ),
        (_source("MP3"), AudioFormat(codec="mp3", bitrate=298)),
        (_source("pcm_s16le", "wav", BitDepth=16), AudioFormat(codec="wav", bitrate=298, bit_depth=16, lossless=True)),
        (_source("pcm_s24be", "aiff"), AudioFormat(codec="aiff", bitrate=298, lossless=True)),
        (_source("dsd_lsbf_planar"), AudioFormat(codec="dsd", bitrate=298, lossless=True)),
        (_source("alac"), AudioFormat(codec="alac", bitrate=298, lossless=True)),
        (_source("wmav2"), AudioFormat(codec="wma", bitrate=298)),
        (_source("opus", BitRate=-5, SampleRate="48000"), AudioFormat(codec="opus", bitrate=298)),
        (_source(None), None),
        ({"MediaSources": []}, None),
        ({}, None),
        (
            {"MediaStreams": [{"Type": "Audio", "Codec": "vorbis", "BitRate": 160_000}]},
            AudioFormat(codec="vorbis", bitrate=160),
        ),
    ],
)  # fmt: skip
def test_format(item: dict[str, Any], wanted: AudioFormat | None) -> None:
    assert _track(**item).format == wanted


@pytest.mark.parametrize(
    ("item", "title"),
    [
        ({"Name": " Song "}, "Song"),
        ({"Name": "", "Path": "/music/a/03 Song.flac"}, "03 Song"),
        ({"Name": None, "Path": "D:\\music\\Song.v2.mp3"}, "Song.v2"),
        ({"Name": None}, "1"),
    ],
)
def test_title(item: dict[str, Any], title: str) -> None:
    assert _track(**item).title == title


def test_numbers_that_say_nothing() -> None:
    track = _track(IndexNumber=0, ParentIndexNumber=0, ProductionYear=0, RunTimeTicks=0, AlbumId="")
    assert (track.number, track.disc, track.year, track.duration, track.album_key) == (None,) * 5
    odd = _track(IndexNumber="3", ParentIndexNumber=True, ProductionYear=-1, RunTimeTicks=1.5)
    assert (odd.number, odd.disc, odd.year, odd.duration) == (None,) * 4


def test_times() -> None:
    track = _track(RunTimeTicks=2_464_333_790, DateCreated="2024-05-06T07:08:09.1234567Z")
    assert track.duration == timedelta(seconds=246.433379)
    assert track.added_at == datetime(2024, 5, 6, 7, 8, 9, 123456, UTC)
    assert _track(DateCreated="2024-05-06T07:08:09").added_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert _track(DateCreated="nonsense").added_at is None


@pytest.mark.parametrize("item", [{"Type": "MusicAlbum"}, {"Id": None}, {"Id": 5}, {"Type": None}])
def test_what_is_no_track(item: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        _track(**item)


@pytest.mark.parametrize("answer", [None, [], "", 1, True])
def test_what_is_no_object(answer: object) -> None:
    with pytest.raises(OddAnswer):
        raw.thing(answer, "Jellyfin")


@pytest.mark.parametrize("answer", [None, {}, "", [1], [None]])
def test_what_is_no_list(answer: object) -> None:
    with pytest.raises(OddAnswer):
        raw.things(answer, "Jellyfin")


@pytest.mark.parametrize("user", [{}, {"Id": "1"}, {"Name": "a"}, {"Id": 1, "Name": "a"}])
def test_what_is_no_user(user: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        parse.server_user(user, "Jellyfin")


def test_users() -> None:
    admin = parse.server_user({"Id": "1", "Name": "a", "Policy": {"IsAdministrator": True}}, "Jellyfin")
    assert (admin.key, admin.name, admin.admin, admin.protected) == ("1", "a", True, False)
    assert not parse.server_user({"Id": "1", "Name": "a"}, "Jellyfin").admin
    assert parse.is_disabled({"Policy": {"IsDisabled": True}})
    assert not parse.is_disabled({})
