"""What answers of a server mean, film by film: ids of all ages, lengths, dates, ratings; and cursors."""

from typing import Any

import pytest
from syncopate.domain.watch import MediaType, Position, TitleId, TitleIdKind, Watched
from syncopate.errors import OddAnswer
from syncopate.providers.plex.guids import guid_of, named
from syncopate.providers.plex.listing import Lens
from syncopate.providers.plex.parse_titles import Video, video, video_or_none
from syncopate.providers.plex.reading_cursor import Cursor, Shelf, cursor_in

_PLEX = "5d776825880197001ec967c6"


def _raw(kind: str = "movie", **more: Any) -> dict[str, Any]:
    return {"ratingKey": "7", "type": kind, "title": "One", "guid": f"plex://{kind}/{_PLEX}", **more}


@pytest.mark.parametrize(
    ("kind", "guid", "own", "show"),
    [
        ("movie", f"plex://movie/{_PLEX}", {("plex", _PLEX)}, set()),
        ("show", f"plex://show/{_PLEX}", {("plex", _PLEX)}, set()),
        ("episode", f"plex://episode/{_PLEX}", {("plex", _PLEX)}, set()),
        # A film that was matched as something else says nothing.
        ("movie", f"plex://show/{_PLEX}", set(), set()),
        ("movie", "com.plexapp.agents.imdb://tt0123456?lang=en", {("imdb", "tt0123456")}, set()),
        ("movie", "com.plexapp.agents.themoviedb://603?lang=de", {("tmdb", "603")}, set()),
        ("movie", "com.plexapp.agents.xbmcnfo://tt0123456?lang=en", {("imdb", "tt0123456")}, set()),
        ("show", "com.plexapp.agents.thetvdb://73141?lang=en", {("tvdb", "73141")}, set()),
        ("show", "com.plexapp.agents.xbmcnfotv://73141?lang=en", {("tvdb", "73141")}, set()),
        ("season", "com.plexapp.agents.thetvdb://73141/1?lang=en", set(), {("tvdb", "73141")}),
        ("episode", "com.plexapp.agents.thetvdb://73141/1/2?lang=en", set(), {("tvdb", "73141")}),
        ("episode", "com.plexapp.agents.themoviedb://1399/1/2?lang=en", set(), {("tmdb", "1399")}),
        ("show", "com.plexapp.agents.hama://tvdb-371310?lang=en", {("tvdb", "371310")}, set()),
        ("show", "com.plexapp.agents.hama://tvdb4-371310?lang=en", {("tvdb", "371310")}, set()),
        ("show", "com.plexapp.agents.hama://anidb-12?lang=en", {("anidb", "12")}, set()),
        ("episode", "com.plexapp.agents.hama://anidb-12/1/3?lang=en", set(), {("anidb", "12")}),
        ("movie", "com.plexapp.agents.none://abcdef?lang=xn", set(), set()),
        ("movie", "local://60293", set(), set()),
        ("movie", "tv.plex.agents.custom.me://movie/1", set(), set()),
        ("movie", "", set(), set()),
    ],
)
def test_guids_of_all_ages(
    kind: str, guid: str, own: set[tuple[str, str]], show: set[tuple[str, str]]
) -> None:
    found = named({"guid": guid}, MediaType(kind))
    assert {(one.kind.value, one.value) for one in found.own} == own
    assert {(one.kind.value, one.value) for one in found.show} == show
    assert found.bad == ()


@pytest.mark.parametrize(
    "guid",
    [
        "imdb://nm0000001",
        "imdb://tt1",
        "imdb://",
        "tmdb://0",
        "tmdb://-5",
        "tmdb://12a",
        "tvdb://1/2",
        "tmdb://١",
    ],
)
def test_what_is_no_id_is_told_and_left_out(guid: str) -> None:
    found = video(_raw(Guid=[{"id": guid}, {"id": "tvdb://5"}]))
    assert {one.value for one in found.record.title.ids} == {_PLEX, "5"}
    assert [one.detail for one in found.problems] == [f"Plex tells an id that is none: {guid}."]


def test_ids_are_written_as_plex_writes_them() -> None:
    assert guid_of(TitleId(TitleIdKind.TMDB, "603"), MediaType.MOVIE) == "tmdb://603"
    assert guid_of(TitleId(TitleIdKind.PLEX, _PLEX), MediaType.SHOW) == f"plex://show/{_PLEX}"
    assert guid_of(TitleId(TitleIdKind.TRAKT, "1"), MediaType.MOVIE) is None


def test_an_episode_has_its_place_and_a_special_too() -> None:
    found = video(
        _raw(
            "episode",
            parentIndex=0,
            index=0,
            grandparentTitle="Show",
            grandparentRatingKey="3",
            grandparentGuid="com.plexapp.agents.thetvdb://73141?lang=en",
            originallyAvailableAt="2004-09-22",
            year=2004,
        )
    )
    title = found.record.title
    assert (title.season, title.number, title.show_name, title.year) == (0, 0, "Show", None)
    assert (found.show, str(title.aired)) == ("3", "2004-09-22")
    assert title.show_ids == {TitleId(TitleIdKind.TVDB, "73141")}


@pytest.mark.parametrize(
    ("more", "length", "path"),
    [
        ({}, None, None),
        ({"duration": 60_500}, 60.5, None),
        ({"Media": [{"Part": [{"file": "/a", "duration": 5000}]}]}, 5.0, "/a"),
        ({"duration": 9000, "Media": [{"Part": [{"file": "/a", "duration": 5000}]}]}, 9.0, "/a"),
        (
            {
                "duration": 1,
                "Media": [
                    {"Part": [{"file": "/a", "duration": 5000}, {"file": "/b", "duration": 2500}]},
                    {"Part": [{"file": "/other", "duration": 99_000}]},
                ],
            },
            7.5,
            "/a",
        ),
        (
            {"duration": 9000, "Media": [{"Part": [{"file": "/a", "duration": 5000}, {"file": "/b"}]}]},
            9.0,
            "/a",
        ),
        ({"Media": []}, None, None),
    ],
)
def test_lengths_and_files(more: dict[str, Any], length: float | None, path: str | None) -> None:
    found = video(_raw(**more)).record
    assert (found.length, found.title.path) == (length, path)


@pytest.mark.parametrize(
    ("more", "watched", "position", "rating"),
    [
        ({}, None, None, None),
        ({"viewCount": 0, "viewOffset": 0, "userRating": 0, "lastViewedAt": 0}, None, None, None),
        ({"viewCount": 2}, Watched((), 2), None, None),
        ({"viewOffset": 1500}, None, Position(1.5), None),
        ({"userRating": 10}, None, None, 10.0),
        ({"userRating": "7.5"}, None, None, 7.5),
        ({"userRating": 0.5}, None, None, 1.0),
        ({"userRating": "much"}, None, None, None),
        ({"userRating": True}, None, None, None),
    ],
)
def test_what_is_said_without_dates(
    more: dict[str, Any], watched: Watched | None, position: Position | None, rating: float | None
) -> None:
    values = video(_raw(**more)).record.values
    assert (values.watched, values.position) == (watched, position)
    assert (values.rating.value if values.rating else None) == rating


@pytest.mark.parametrize(
    "more",
    [
        {"viewCount": 1, "lastViewedAt": 99_999_999_999},
        {"viewCount": 1, "lastViewedAt": -1},
        {"viewCount": 1, "lastViewedAt": "yesterday"},
        {"viewCount": 1, "lastViewedAt": 10**30},
    ],
)
def test_impossible_dates_are_told_and_left_out(more: dict[str, Any]) -> None:
    found = video(_raw(**more))
    assert found.record.values.watched == Watched((), 1)
    assert len(found.problems) == 1
    assert found.problems[0].detail.startswith("Plex tells an impossible time")


@pytest.mark.parametrize(
    "raw", [{}, {"type": "movie"}, {"type": "track", "ratingKey": "1"}, {"ratingKey": "1"}]
)
def test_what_is_no_title_is_odd(raw: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        video(raw)


def test_trailers_are_none() -> None:
    assert video_or_none({"type": "clip", "ratingKey": "1"}) is None
    assert isinstance(video_or_none(_raw()), Video)


def test_a_cursor_is_read_back_and_small() -> None:
    keys = frozenset(str(number) for number in range(1000, 51_000))
    shelf = Shelf(
        marker="1/2/3",
        keys={MediaType.EPISODE: keys, MediaType.SHOW: frozenset({"5"})},
        having={(MediaType.EPISODE, Lens.VIEWED): frozenset(list(keys)[:20_000])},
    )
    cursor = Cursor(place="machine/user", since=17, shelves={"2": shelf}, recent={"1001": 5})
    text = str(cursor)
    assert cursor_in(text) == cursor
    assert len(text) < 40_000
    assert cursor_in(text[:-8]) is None
    assert cursor_in(None) is None
