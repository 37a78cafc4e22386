"""Documents and their values, one odd thing at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import LeftOut, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.tidal import document, parse


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("PT4M12S", timedelta(minutes=4, seconds=12)),
        ("PT46M9S", timedelta(minutes=46, seconds=9)),
        ("PT1H", timedelta(hours=1)),
        ("P1DT2H3M4.5S", timedelta(days=1, hours=2, minutes=3, seconds=4.5)),
        ("PT0S", None),
        ("PT", None),
        ("4:12", None),
        ("", None),
        (None, None),
    ],
)
def test_durations(said: str | None, meant: timedelta | None) -> None:
    assert parse.duration(said) == meant


def test_moments() -> None:
    assert parse.moment("2025-03-01T12:00:00Z") == datetime(2025, 3, 1, 12, tzinfo=UTC)
    assert parse.moment("2025-03-01T12:00:00") == datetime(2025, 3, 1, 12, tzinfo=UTC)
    assert parse.moment("lately") is None


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "text",
        {},
        {"data": None},
        {"links": {}},
        {"data": [], "links": {"next": "/albums?include=items"}},
    ],
)
def test_what_is_no_document(answer: object) -> None:
    with pytest.raises(OddAnswer):
        document.read(answer)


def test_the_cursor_is_in_the_link_or_beside_it() -> None:
    beside = {"data": [], "links": {"next": "/albums", "meta": {"nextCursor": "abc"}}}
    assert document.read(beside).cursor == "abc"
    inside = {"data": [], "links": {"next": "/albums?include=items&page%5Bcursor%5D=a%2Bc&countryCode=US"}}
    assert document.read(inside).cursor == "a+c"
    assert document.read({"data": [], "links": {"self": "/albums"}}).cursor is None


def _named(*keys: str) -> list[dict[str, Any]]:
    return [{"id": key, "type": "tracks"} for key in keys]


def _track(key: str, **said: object) -> dict[str, Any]:
    return {"id": key, "type": "tracks", "attributes": {"title": f"Song {key}", **said}}


def test_what_nothing_is_told_of_is_left_out() -> None:
    told = {"data": _named("1", "2", "3"), "included": [_track("1"), _track("3", title=" ")], "links": {}}
    entries = parse.entries([document.read(told)])
    assert [(entry.position, entry.title) for entry in entries] == [(0, "Song 1")]
    gone = Unfit.UNAVAILABLE
    assert entries.left_out == (LeftOut(gone, place=2), LeftOut(gone, place=3))


def test_where_nothing_is_told_of_anything_it_is_odd() -> None:
    with pytest.raises(OddAnswer):
        parse.entries([document.read({"data": _named("1", "2"), "links": {}})])


def test_versions_complement_titles() -> None:
    told = {
        "data": _named("1", "2", "3"),
        "included": [
            _track("1", version="2011 Remaster"),
            _track("2", title="Song (Live)", version="Live"),
            _track("3", version=None),
        ],
        "links": {},
    }
    titles = [entry.title for entry in parse.entries([document.read(told)])]
    assert titles == ["Song 1 (2011 Remaster)", "Song (Live)", "Song 3"]


def test_odd_values_are_not_there() -> None:
    track = _track("1", isrc="nonsense", duration=7)
    track["relationships"] = {"artists": {"data": "nobody"}, "albums": []}
    name = {"id": "1", "type": "tracks", "meta": {"trackNumber": "4", "volumeNumber": True, "addedAt": 9}}
    [entry] = parse.entries([document.read({"data": [name], "included": [track, 5], "links": {}})])
    assert (entry.artists, entry.album, entry.duration, entry.number, entry.disc) == (
        (),
        None,
        None,
        None,
        None,
    )
    assert entry.ids == {ExternalId(IdKind.TIDAL, "1")}
    assert entry.added_at is None


def test_an_album_has_its_barcode_without_zeros() -> None:
    album = {"id": "9", "type": "albums", "attributes": {"title": "A", "barcodeId": "00602475093060"}}
    found = parse.source_album(document.Document((album,)), album)
    assert found.ids == {ExternalId(IdKind.TIDAL, "9"), ExternalId(IdKind.UPC, "602475093060")}
    assert found.year is None


@pytest.mark.parametrize("attributes", [{}, {"title": ""}, {"title": 5}])
def test_an_album_without_a_title_is_none(attributes: dict[str, object]) -> None:
    album = {"id": "9", "type": "albums", "attributes": attributes}
    with pytest.raises(OddAnswer):
        parse.album(document.Document((album,)), album)


def test_covers_are_the_smallest_that_is_large_enough() -> None:
    def cover(*widths: int, kind: str = "IMAGE", scheme: str = "https") -> str | None:
        files = [{"href": f"{scheme}://x/{width}.jpg", "meta": {"width": width}} for width in widths]
        art = {"id": "a", "type": "artworks", "attributes": {"mediaType": kind, "files": files}}
        album = {"id": "9", "type": "albums", "attributes": {"title": "A"}}
        album["relationships"] = {"coverArt": {"data": [{"id": "a", "type": "artworks"}]}}
        told = document.read({"data": album, "included": [art], "links": {}})
        return parse.album(told, told.first).cover_url

    assert cover(80, 1280, 640) == "https://x/640.jpg"
    assert cover(80, 320) == "https://x/320.jpg"
    assert cover() is None
    assert cover(640, kind="VIDEO") is None
    assert cover(640, scheme="http") is None
