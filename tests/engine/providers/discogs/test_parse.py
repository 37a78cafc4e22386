"""Positions, tracklists, credits and codes, as people write them."""

from datetime import timedelta
from typing import Any

import pytest
from fakes.discogs.model import artist, heading, index, track
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.errors import OddAnswer
from syncopate.providers.catalogue import FoundKind
from syncopate.providers.discogs.parse import entries_of, hit_of, owned_of, release_of
from syncopate.providers.discogs.positions import Spot, spots, whole_of
from syncopate.providers.discogs.raw import artists_of, length_of
from syncopate.providers.discogs.tracks import tracks_of


@pytest.mark.parametrize(
    ("positions", "places"),
    [
        (["1", "2", "03"], [(1, 1), (1, 2), (1, 3)]),
        (["1-1", "1-02", "2-1", "13-5"], [(1, 1), (1, 2), (2, 1), (13, 5)]),
        (["1.1", "2.03"], [(1, 1), (2, 3)]),
        (["CD1-1", "CD2-10"], [(1, 1), (2, 10)]),
        (["CD-1", "CD 2"], [(1, 1), (1, 2)]),
        (["CD1-1", "CD2-1", "DVD1-1", "CD1-2", "DVD2-7"], [(1, 1), (2, 1), (3, 1), (1, 2), (4, 7)]),
        (["1", "2", "Video 1"], [(1, 1), (1, 2), (2, 1)]),
        (["A1", "A2", "B1", "B2"], [(1, 1), (1, 2), (1, 3), (1, 4)]),
        (["A", "B1", "B2"], [(1, 1), (1, 2), (1, 3)]),
        (["A1", "B1", "C1", "D1", "D2", "E"], [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 1)]),
        (["A", "AA"], [(1, 1), (1, 2)]),
        (["A1a", "A1b"], [(1, 1), (1, 2)]),
        (["1a", "1b"], [(1, 1), (1, 1)]),
        (["CD1-1", "A1", "B1", "C1"], [(1, 1), (2, 1), (2, 2), (3, 1)]),
        (["", "?", "A side", "1-"], [(None, None)] * 4),
        ([], []),
    ],
)
def test_positions(positions: list[str], places: list[tuple[int | None, int | None]]) -> None:
    assert list(spots(positions)) == [Spot(*place) for place in places]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["C1.1", "C1.2"], "C1"),
        (["3a", "3b"], "3"),
        (["A1.a", "A1.b"], "A1"),
        (["DVD2-1", "DVD2-2"], None),
        (["1", "2"], None),
        (["C1.1", "C2.1"], None),
        (["C1.1", ""], None),
        ([], None),
    ],
)
def test_parts(parts: list[str], whole: str | None) -> None:
    assert whole_of(parts) == whole


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("5:48", 348),
        ("0:25", 25),
        ("75:00", 4500),
        ("1:02:03", 3723),
        ("", None),
        ("0:00", None),
        ("5.48", None),
    ],
)
def test_lengths(told: str, seconds: int | None) -> None:
    assert length_of(told) == (None if seconds is None else timedelta(seconds=seconds))


def test_artists_as_they_are_credited() -> None:
    credited = [
        artist("Nirvana (2)", join="&"),
        artist("Gioacchino Rossini", anv="Rossini", join="Read By"),
        artist("Prince (Rama)"),
        artist("Nirvana (2)"),
    ]
    assert artists_of({"artists": credited}) == ("Nirvana", "Rossini", "Prince (Rama)")
    assert artists_of({"artists": [artist("Various", artist_id=194)]}) == ()
    assert artists_of({"artists": "Nirvana"}) == ()


def test_a_tracklist() -> None:
    told = {
        "tracklist": [
            heading("Disc"),
            track("1", "One", "1:00"),
            index("Whole", [track("2.1", "a", "1:00"), track("2.2", "b", "2:00")]),
            index("Untimed", [track("3.1", "a", "1:00"), track("3.2", "b", "")]),
            index("Timed", [track("4a", "a", ""), track("4b", "b", "")], duration="9:09"),
            index("Placed", [track("", "a", "1:00")], position="5"),
            index("Concert", [track("6", "Six", "6:00"), track("7", "Seven", "7:00")], duration="13:00"),
        ]
    }
    found = tracks_of(told)
    seconds = [one.duration.total_seconds() if one.duration else None for one in found]
    assert [(one.title, one.spot.number) for one in found] == [
        ("One", 1),
        ("Whole", 2),
        ("Untimed", 3),
        ("Timed", 4),
        ("Placed", 5),
        ("Six", 6),
        ("Seven", 7),
    ]
    assert seconds == [60, 180, None, 549, 60, 360, 420]


def test_tracks_below_a_name_are_by_those_that_it_is_by() -> None:
    lines = [index("Set", [track("1", "x"), track("2", "y", artists=[artist("Own")])])]
    lines[0]["artists"] = [artist("Band")]
    assert [one.artists for one in tracks_of({"tracklist": lines})] == [("Band",), ("Own",)]


def told(**more: Any) -> dict[str, Any]:
    return {"id": 7, "title": "T", "artists": [artist("A")], "tracklist": [track("1", "x")], **more}


def test_a_release() -> None:
    codes = [
        {"type": "Barcode", "value": "9 338684 000223"},
        {"type": "Barcode", "value": "EG42698-01 optimal"},
        {"type": "Matrix / Runout", "value": "0190295950255"},
    ]
    images = [{"type": "secondary", "uri": "https://i/2"}, {"type": "primary", "uri": "https://i/1"}]
    release = release_of(told(year=0, identifiers=codes, images=images))
    assert release.ids == {ExternalId(IdKind.DISCOGS, "7"), ExternalId(IdKind.UPC, "9338684000223")}
    assert (release.year, release.cover_url) == (None, "https://i/1")
    assert (
        release_of(told(thumb="https://i/3", images=[{"type": "primary", "uri": ""}])).cover_url
        == "https://i/3"
    )
    (entry,) = entries_of(release)
    assert (entry.title, entry.artists, entry.album, entry.ids) == ("x", ("A",), "T", frozenset())


@pytest.mark.parametrize("more", [{"id": 0}, {"title": " "}, {"tracklist": None}, {"tracklist": {}}])
def test_what_is_no_release(more: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        release_of(told(**more))


@pytest.mark.parametrize(
    ("title", "artists", "name"),
    [
        ("Rick Astley - Never Gonna Give You Up", ("Rick Astley",), "Never Gonna Give You Up"),
        ("Nirvana (2) - A - B", ("Nirvana",), "A - B"),
        ("Prince* - 1999", ("Prince",), "1999"),
        ("Various - Hits", (), "Hits"),
        ("Untitled", (), "Untitled"),
    ],
)
def test_hits(title: str, artists: tuple[str, ...], name: str) -> None:
    found = hit_of(
        {"id": 7, "type": "release", "title": title, "year": "1987", "barcode": ["0825646493166", "X"]}
    )
    assert found is not None
    assert (found.artists, found.title, found.year, found.reference) == (artists, name, 1987, "album:7")
    assert found.ids == {ExternalId(IdKind.DISCOGS, "7"), ExternalId(IdKind.UPC, "825646493166")}


def test_other_hits() -> None:
    person = hit_of({"id": 7, "type": "artist", "title": "Nirvana (2)"})
    assert person is not None
    assert (person.kind, person.title, person.reference) == (FoundKind.ARTIST, "Nirvana", None)
    assert hit_of({"id": 7, "type": "label", "title": "L"}) is None
    assert hit_of({"type": "release", "title": "T"}) is None
    assert owned_of({"id": 7, "basic_information": {"title": ""}}) is None
    assert owned_of({"basic_information": {"title": "T"}}) is None
