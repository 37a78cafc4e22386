"""What MDBList's rows say, as records."""

from datetime import UTC, datetime
from typing import Any

import pytest
from engine.providers.in_step import ids
from syncopate.domain.watch import Feature, Listed, MediaType, Rating, Watched
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.notes import Notes
from syncopate.providers.mdblist.client import rest_of
from syncopate.providers.mdblist.parse import records

NOW = datetime(2026, 6, 1, tzinfo=UTC)
FILM = {"title": "Batman Begins", "year": 2005, "ids": {"trakt": 272, "imdb": "tt0372784", "tmdb": 272}}
SHOW = {"title": "Breaking Bad", "year": 2008, "ids": {"tmdb": 1396, "imdb": "tt0903747", "mdblist": "8plj"}}
EPISODE = {"season": 1, "number": 2, "name": "Cat", "ids": {"tmdb": 62086}, "show": SHOW}


def told(feature: Feature, **lists: list[dict[str, Any]]) -> tuple[list[Any], Notes]:
    notes = Notes("MDBList", NOW)
    return list(records(lists, feature, notes)), notes


def test_films_and_episodes_that_were_seen() -> None:
    found, _ = told(
        Feature.HISTORY,
        movies=[{"last_watched_at": "2025-10-21T12:00:00Z", "movie": FILM}],
        episodes=[{"last_watched_at": "2025-10-15T20:00:00Z", "episode": EPISODE}],
        shows=[{"last_watched_at": "2025-10-15T20:00:00Z", "show": SHOW}],
        seasons=[{"last_watched_at": "2025-10-15T20:00:00Z", "season": {"number": 1, "show": SHOW}}],
    )
    film, episode = found
    assert film.key == "movie:272"
    assert film.title.ids == ids(imdb="tt0372784", tmdb="272")
    assert film.values.watched == Watched((datetime(2025, 10, 21, 12, tzinfo=UTC),))
    assert (episode.key, episode.title.type) == ("episode:1396:1:2", MediaType.EPISODE)
    assert (episode.title.ids, episode.title.show_ids) == (
        ids(tmdb="62086"),
        ids(tmdb="1396", imdb="tt0903747"),
    )


@pytest.mark.parametrize(
    ("said", "watched", "problems"),
    [
        (None, None, 0),
        ("", None, 0),
        ("2025-10-21T12:00:00", Watched((datetime(2025, 10, 21, 12, tzinfo=UTC),)), 0),
        ("1970-01-01T00:00:00Z", Watched(), 0),
        ("1912-04-15T00:00:00Z", Watched(), 1),
        ("2040-01-01T00:00:00Z", Watched(), 1),
        ("soon", Watched(), 1),
    ],
)
def test_dates(said: str | None, watched: Watched | None, problems: int) -> None:
    found, notes = told(Feature.HISTORY, movies=[{"last_watched_at": said, "movie": FILM}])
    assert [each.values.watched for each in found] == ([] if watched is None else [watched])
    assert len(notes.problems) == problems


def test_ratings_of_everything() -> None:
    rated = {"rated_at": "2025-10-21T14:00:00Z"}
    found, _ = told(
        Feature.RATINGS,
        movies=[{**rated, "rating": 8, "movie": FILM}, {**rated, "rating": None, "movie": SHOW}],
        shows=[{**rated, "rating": 9, "show": SHOW}],
        seasons=[{**rated, "rating": 7, "season": {"number": 0, "show": SHOW}}],
        episodes=[{**rated, "rating": 10, "episode": EPISODE}],
    )
    assert {each.key: each.values.rating.value for each in found} == {
        "movie:272": 8.0,
        "show:1396": 9.0,
        "season:1396:0": 7.0,
        "episode:1396:1:2": 10.0,
    }
    assert found[0].values.rating == Rating(8.0, datetime(2025, 10, 21, 14, tzinfo=UTC))


def test_the_watchlist() -> None:
    row = {
        "id": 94951,
        "title": "Mythic Quest",
        "imdb_id": "tt8879940",
        "tvdb_id": 362829,
        "release_year": 2020,
    }
    found, _ = told(
        Feature.WATCHLIST, movies=[], shows=[{**row, "watchlist_at": "2025-02-09 20:55:26.000000"}]
    )
    (show,) = found
    assert (show.key, show.title.year) == ("show:94951", 2020)
    assert show.title.ids == ids(imdb="tt8879940", tmdb="94951", tvdb="362829")
    assert show.values.listed == Listed(datetime(2025, 2, 9, 20, 55, 26, tzinfo=UTC))


def test_a_title_is_called_by_its_imdb_id_where_it_has_no_other() -> None:
    film = {"title": "Old", "ids": {"imdb": "tt0000012", "tmdb": None}}
    found, _ = told(Feature.HISTORY, movies=[{"last_watched_at": "2025-10-21T12:00:00Z", "movie": film}])
    assert found[0].key == "movie:tt0000012"


@pytest.mark.parametrize(
    ("feature", "lists"),
    [
        (Feature.HISTORY, {"movies": [{"last_watched_at": "2025-01-01T00:00:00Z", "movie": {"title": "A"}}]}),
        (Feature.HISTORY, {"movies": [{"last_watched_at": "2025-01-01T00:00:00Z"}]}),
        (
            Feature.HISTORY,
            {"episodes": [{"last_watched_at": "2025-01-01T00:00:00Z", "episode": {"show": SHOW}}]},
        ),
        (Feature.RATINGS, {"movies": [{"rating": 11, "movie": FILM}]}),
        (Feature.RATINGS, {"movies": [{"rating": True, "movie": FILM}]}),
        (Feature.WATCHLIST, {"movies": [{"id": None, "imdb_id": None, "title": "A"}]}),
    ],
)
def test_what_cannot_be_understood_is_not_passed_over(feature: Feature, lists: dict[str, Any]) -> None:
    with pytest.raises(OddAnswer):
        told(feature, **lists)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"X-RateLimit-Remaining": "1", "X-RateLimit-Reset": "60"}, 0.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "60"}, 60.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1700000000"}, 0.0),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "later"}, 0.0),
    ],
)
def test_the_rest_of_the_day(headers: dict[str, str], seconds: float) -> None:
    assert rest_of(headers) == seconds
