"""Raw answers to values: what is of another kind than told is not there."""

from datetime import UTC, datetime
from typing import Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, LeftOut, Unfit
from syncopate.errors import OddAnswer
from syncopate.providers.spotify import answers, parse

TRACK = {"id": "1", "name": "One", "type": "track", "artists": [{"name": "Anna"}, {"name": None}, None]}


def a_page(**more: Any) -> dict[str, Any]:
    return {"items": [], "limit": 50, "next": None, "offset": 0, "total": 0, **more}


@pytest.mark.parametrize("raw", [None, [], "x", 3, {}, {"items": None}, {"items": {"total": 3}}])
def test_what_is_no_page(raw: object) -> None:
    with pytest.raises(OddAnswer):
        answers.page(raw, parse.liked_item)


@pytest.mark.parametrize(
    ("address", "after"),
    [
        (None, None),
        ("https://api.spotify.com/v1/me/tracks?offset=50&limit=50", 50),
        ("https://elsewhere.example/x?limit=50&offset=100&locale=en-US,en;q%3D0.5", 100),
        ("https://api.spotify.com/v1/me/tracks", -1),
        ("https://api.spotify.com/v1/me/tracks?offset=soon", -1),
    ],
)
def test_of_the_next_page_only_its_place_is_taken(address: str | None, after: int | None) -> None:
    assert answers.page(a_page(next=address), parse.liked_item).after == after


@pytest.mark.parametrize("names", [("item",), ("track",), ("track", "item")])
def test_both_names_of_what_is_in_a_playlist(names: tuple[str, ...]) -> None:
    entry = parse.playlist_item(dict.fromkeys(names, TRACK))
    assert isinstance(entry, Entry)
    assert (entry.title, entry.artists) == ("One", ("Anna",))
    assert parse.playlist_item(dict.fromkeys(names)) == LeftOut(Unfit.UNAVAILABLE)
    assert parse.playlist_item({"track": None, "item": TRACK}) == entry
    assert parse.playlist_item({"track": TRACK, "item": None}) == entry


def test_an_item_of_neither_name_is_odd() -> None:
    with pytest.raises(OddAnswer):
        parse.playlist_item({"added_at": "2026-01-01T00:00:00Z", "content": TRACK})


@pytest.mark.parametrize("names", [("items",), ("tracks",), ("tracks", "items")])
def test_both_names_of_the_list_in_a_playlist(names: tuple[str, ...]) -> None:
    whole = a_page(items=[{"item": TRACK}], total=1)
    found = parse.playlist({"id": "p", **dict.fromkeys(names, whole)})
    assert found.first is not None
    assert (len(found.first.items), found.source.count, found.source.name) == (1, 1, "p")
    seven, none = {"href": "x", "total": 7}, {"href": "x", "total": 0}
    counted = parse.playlist({"id": "p", **dict.fromkeys(names, seven)})
    assert counted.first is not None
    assert (counted.first.size, counted.first.after, counted.source.count) == (0, 0, 7)
    empty = parse.playlist({"id": "p", **dict.fromkeys(names, none)})
    assert empty.first is not None
    assert (empty.first.total, empty.first.after) == (0, None)


def test_a_playlist_without_a_list_is_withheld() -> None:
    assert parse.playlist({"id": "p", "tracks": None}).first is None
    with pytest.raises(OddAnswer):
        parse.playlist({"name": "no id"})


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-02-23T13:28:26Z", datetime(2026, 2, 23, 13, 28, 26, tzinfo=UTC)),
        ("2026-02-23T13:28:26.497Z", datetime(2026, 2, 23, 13, 28, 26, 497_000, tzinfo=UTC)),
        ("2026-02-23T13:28:26", datetime(2026, 2, 23, 13, 28, 26, tzinfo=UTC)),
        ("1970-01-01T00:00:00Z", None),
        ("yesterday", None),
        (None, None),
        (1_700_000_000, None),
    ],
)
def test_moments(said: object, moment: datetime | None) -> None:
    assert answers.moment({"at": said}, "at") == moment


@pytest.mark.parametrize(("said", "year"), [("1999", 1999), ("1999-05-01", 1999), ("0000", None), ("", None)])
def test_years(said: str, year: int | None) -> None:
    assert parse.year({"release_date": said}) == year


def test_the_largest_picture() -> None:
    pictures = [
        {"url": "s", "width": 64},
        {"url": "l", "width": 640},
        {"url": None, "width": 900},
        {"width": 1},
    ]
    assert parse.cover({"images": pictures}) == "l"
    assert parse.cover({"images": [{"url": "first", "width": None}, {"url": "second"}]}) == "first"
    assert parse.cover({"images": None}) is None


def test_what_is_no_music_is_no_entry() -> None:
    assert parse.entry({**TRACK, "type": "episode"}) == LeftOut(Unfit.PODCAST, "One")
    assert parse.entry({**TRACK, "name": " "}) == LeftOut(Unfit.UNAVAILABLE)
    emptied = answers.page(a_page(items=[{"track": TRACK}, None], total=2), parse.liked_item, parse.GONE)
    assert emptied.items[1] == LeftOut(Unfit.UNAVAILABLE), "a place with nothing in it is one all the same"
    bare = parse.entry({"name": "Bare", "disc_number": 0, "duration_ms": "long", "track_number": True})
    assert isinstance(bare, Entry)
    assert (bare.disc, bare.number, bare.duration, bare.ids) == (None, None, None, frozenset())


def test_codes() -> None:
    raw = {"id": "1", "linked_from": {"id": "0"}, "external_ids": {"isrc": "de-a12-03-00001", "ean": "x"}}
    assert parse.track_ids(raw) == {ExternalId(IdKind.SPOTIFY, "0"), ExternalId(IdKind.ISRC, "DEA120300001")}
    assert parse.track_ids({"external_ids": {"isrc": "none"}}) == frozenset()
    told = parse.isrcs({"tracks": [raw, None, {"id": "2"}]})
    assert told == dict.fromkeys(("0", "1"), ExternalId(IdKind.ISRC, "DEA120300001"))


def test_who_one_is() -> None:
    assert parse.user({"id": "anna", "display_name": None}).name == "anna"
    with pytest.raises(OddAnswer):
        parse.user({"display_name": "Anna"})
