"""What a server and plex.tv say, read as values: tables of what is and what is odd."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import AudioFormat
from syncopate.errors import OddAnswer
from syncopate.providers.plex import marks, parse, parse_tv
from syncopate.providers.plex.account import has_no_pin, pins_in
from syncopate.providers.plex.parse_tv import Reach, Way

_UUID = "12345678-1234-4234-8234-123456789abc"
_TRACK: dict[str, Any] = {
    "ratingKey": "42",
    "type": "track",
    "guid": "plex://track/5d07",
    "title": "Rolling",
    "originalTitle": "Adele feat. Somebody",
    "grandparentTitle": "Adele",
    "parentTitle": "21",
    "parentRatingKey": "41",
    "parentYear": 2011,
    "index": 1,
    "parentIndex": 2,
    "duration": 228_093,
    "addedAt": 1_700_000_000,
    "updatedAt": 1_700_000_050,
    "Guid": [{"id": f"mbid://{_UUID.upper()}"}, {"id": "other://1"}],
    "Media": [
        {
            "bitrate": 911,
            "audioCodec": "flac",
            "container": "flac",
            "Part": [
                {
                    "file": "/music/Adele/21/01.flac",
                    "size": 26_000_000,
                    "Stream": [{"streamType": 2, "samplingRate": 44100, "bitDepth": 16}],
                }
            ],
        }
    ],
}


def test_a_whole_track() -> None:
    track = parse.track(_TRACK)
    assert (track.key, track.title, track.artists) == ("42", "Rolling", ("Adele feat. Somebody",))
    assert (track.album, track.album_artist, track.album_key) == ("21", "Adele", "41")
    assert (track.disc, track.number, track.year) == (2, 1, 2011)
    assert track.duration == timedelta(milliseconds=228_093)
    assert track.added_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert track.ids == {ExternalId(IdKind.MB_TRACK, _UUID)}
    assert (track.path, track.size) == ("/music/Adele/21/01.flac", 26_000_000)
    assert track.format == AudioFormat(
        codec="flac", bitrate=911, sample_rate=44100, bit_depth=16, lossless=True
    )
    assert track.genres == ()


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"originalTitle": None}, "artists", ("Adele",)),
        ({"originalTitle": "", "grandparentTitle": "[Unknown Artist]"}, "artists", ()),
        ({"parentTitle": "[Unknown Album]"}, "album", None),
        ({"title": None}, "title", ""),
        ({"title": "A\0B "}, "title", "AB"),
        ({"parentYear": "1999"}, "year", 1999),
        ({"parentYear": 0}, "year", None),
        ({"parentYear": 123_456}, "year", None),
        ({"index": None}, "number", None),
        ({"duration": None}, "duration", None),
        ({"duration": 0}, "duration", None),
        ({"addedAt": 10**18}, "added_at", None),
        ({"ratingKey": 42}, "key", "42"),
        ({"Media": []}, "path", None),
        ({"Media": [{"audioCodec": "mp3", "Part": [{"size": 1}]}]}, "path", None),
        ({"Media": [{"container": "mp3", "Part": [{"file": "/a.mp3"}]}]}, "format", AudioFormat(codec="mp3")),
        ({"Media": [{"Part": [{"file": "/a"}]}]}, "format", None),
        ({"Guid": [{"id": "mbid://no-uuid"}]}, "ids", frozenset()),
        ({"Guid": [], "guid": f"mbid://{_UUID}"}, "ids", {ExternalId(IdKind.MB_TRACK, _UUID)}),
        ({"Guid": [], "parentGuid": f"mbid://{_UUID}"}, "ids", {ExternalId(IdKind.MB_RELEASE, _UUID)}),
    ],
)
def test_what_is_left_out_or_odd_is_not_known(change: dict[str, Any], field: str, value: object) -> None:
    assert getattr(parse.track({**_TRACK, **change}), field) == value


@pytest.mark.parametrize(
    "change",
    [
        {"ratingKey": None},
        {"ratingKey": ""},
        {"ratingKey": True},
        {"type": "album"},
        {"Guid": "x"},
        {"Media": [1]},
    ],
)
def test_what_is_no_track_is_an_odd_answer(change: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        parse.track({**_TRACK, **change})


def test_a_track_in_several_files() -> None:
    media = [{"Part": [{"file": "/a.mp3"}, {}]}, {"Part": [{"file": "/a.flac"}]}]
    assert parse.paths({**_TRACK, "Media": media}) == ("/a.mp3", "/a.flac")


@pytest.mark.parametrize(
    ("held", "items", "total"),
    [
        ({"size": 0, "totalSize": 0}, 0, 0),
        ({"size": 1, "totalSize": 7, "Metadata": [_TRACK]}, 1, 7),
        ({"size": 1, "totalSize": "7", "Metadata": [_TRACK]}, 1, 7),
        ({"size": 1, "Metadata": [_TRACK]}, 1, 1),
    ],
)
def test_pages(held: dict[str, Any], items: int, total: int) -> None:
    page = parse.page({"MediaContainer": held}, parse.key_of)
    assert (len(page.items), page.total) == (items, total)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        {"errors": [{"code": 1}]},
        {"MediaContainer": None},
        {"MediaContainer": {}},
        {"MediaContainer": {"size": 2, "Metadata": [_TRACK]}},
        {"MediaContainer": {"totalSize": 1, "Metadata": {"ratingKey": "1"}}},
        {"MediaContainer": {"totalSize": 1, "Metadata": [{"title": "no key"}]}},
    ],
)
def test_what_is_no_page_is_never_an_empty_one(answer: object) -> None:
    with pytest.raises(OddAnswer):
        parse.page(answer, parse.key_of)


def test_only_sections_with_music() -> None:
    listed = [
        {"key": "1", "type": "movie", "title": "Films"},
        {
            "key": "3",
            "type": "artist",
            "title": "Music",
            "contentChangedAt": 7,
            "updatedAt": 8,
            "scannedAt": 9,
            "refreshing": True,
            "Location": [{"path": "/music"}, {"path": ""}],
        },
    ]
    (section,) = parse.sections({"MediaContainer": {"size": 2, "Directory": listed}})
    assert (section.key, section.name, section.folders) == ("3", "Music", ("/music",))
    assert (section.marker, section.refreshing) == ("7/8/9", True)
    assert parse.sections({"MediaContainer": {"size": 0}}) == ()


@pytest.mark.parametrize(
    ("smart", "is_smart"), [(True, True), ("1", True), (1, True), (False, False), ("0", False)]
)
def test_smart_however_it_is_written(smart: object, is_smart: bool) -> None:
    assert parse.kept({"ratingKey": "1", "smart": smart}).smart is is_smart


# --- Marks ------------------------------------------------------------------------------------------------


def test_a_mark_is_the_last_line_and_comes_off_again() -> None:
    summary = marks.marked("Songs for the evening\nand night ", "m-1")
    assert summary.splitlines() == ["Songs for the evening", "and night", "", "Kept by Syncopate · m-1"]
    assert marks.mark_of("Evening", summary) == "m-1"
    assert marks.described(summary) == "Songs for the evening\nand night"
    assert marks.marked("", "m-1") == "Kept by Syncopate · m-1"
    assert marks.described("Kept by Syncopate · m-1") == ""


@pytest.mark.parametrize(
    ("title", "summary", "mark"),
    [
        ("Evening", "", None),
        ("Evening", "Kept by Syncopate", None),
        ("Evening", "It is Kept by Syncopate · m", None),
        ("Evening", "Kept by Syncopate · m\nmy own words", "m"),
        (marks.unfinished("Evening", _UUID), "", _UUID),
        (f"Evening{_UUID}", "", None),
        (marks.unfinished("Evening", _UUID), "Kept by Syncopate · m", "m"),
    ],
)
def test_marks_are_found(title: str, summary: str, mark: str | None) -> None:
    assert marks.mark_of(title, summary) == mark


# --- plex.tv ----------------------------------------------------------------------------------------------


def test_ways_to_a_server_best_first() -> None:
    def way(uri: str, address: str, **more: bool) -> dict[str, Any]:
        return {"uri": uri, "address": address, "port": 32400, "local": False, "relay": False, **more}

    resource = {
        "name": "Attic",
        "provides": "server",
        "clientIdentifier": "machine",
        "accessToken": "secret-token",
        "owned": False,
        "sourceTitle": "Rita",
        "presence": True,
        "httpsRequired": False,
        "connections": [
            way("https://relay.plex.direct:8443", "203.0.113.1", relay=True),
            way("https://out.plex.direct:32400", "203.0.113.7"),
            way("https://in.plex.direct:32400", "192.168.1.5", local=True),
            way("https://six.plex.direct:32400", "fd00::5", local=True),
            way("gopher://odd", "192.168.1.6", local=True),
        ],
    }
    (server,) = parse_tv.servers([resource, {"provides": "client,player", "connections": []}])
    assert server.ways == (
        Way(Reach.LOCAL, "https://in.plex.direct:32400"),
        Way(Reach.LOCAL, "https://six.plex.direct:32400"),
        Way(Reach.LOCAL_PLAIN, "http://192.168.1.5:32400"),
        Way(Reach.LOCAL_PLAIN, "http://[fd00::5]:32400"),
        Way(Reach.REMOTE, "https://out.plex.direct:32400"),
        Way(Reach.RELAY, "https://relay.plex.direct:8443"),
    )
    assert server.label == "Attic (shared by Rita)"
    assert "secret-token" not in repr(server)
    (guarded,) = parse_tv.servers([{**resource, "httpsRequired": True}])
    assert all(way.address.startswith("https://") for way in guarded.ways)


@pytest.mark.parametrize("answer", [None, {}, {"errors": []}, [1], "page"])
def test_odd_answers_of_plex_tv(answer: object) -> None:
    with pytest.raises(OddAnswer):
        parse_tv.servers(answer)
    with pytest.raises(OddAnswer):
        parse_tv.users(answer)
    with pytest.raises(OddAnswer):
        parse_tv.token(answer)
    with pytest.raises(OddAnswer):
        parse_tv.pin(answer)


def test_pins_of_users() -> None:
    assert pins_in("Kim=1234, Otto = 56=78 ;no pair,=9, Ann=\nZoë=0000") == {
        "kim": "1234",
        "otto = 56": "78",
        "zoë": "0000",
    }
    assert pins_in("") == {}


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        *(("", False), (" ,\n;", False), ("Kim=1", False), ("Kim=1, Otto=2;", False), ("Kim=1\n", False)),
        *(("Kim 1", True), ("Kim: 1", True), ("Kim", True), ("Kim=", True), ("=1", True), ("Kim=1, 2", True)),
    ],
)
def test_what_is_no_pin(text: str, odd: bool) -> None:
    assert has_no_pin(text) is odd
