"""What SIMKL's library says, as records."""

from datetime import UTC, datetime
from typing import Any

import pytest
from syncopate.domain.watch import Listed, MediaType, Rating, TitleIdKind, Watched
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.notes import Notes
from syncopate.providers.simkl.parse import Entry, entries

from .conftest import named

NOW = datetime(2026, 6, 1, tzinfo=UTC)
IDS = {"simkl": 53992, "slug": "the-matrix", "imdb": "tt0133093", "tmdb": "603", "tvdb": "169"}


def movie(**more: Any) -> dict[str, Any]:
    told = {
        "added_to_watchlist_at": "2026-01-01T10:00:00Z",
        "last_watched_at": "2026-02-02T20:30:00Z",
        "user_rated_at": None,
        "user_rating": None,
        "status": "completed",
        "movie": {"title": "The Matrix", "year": 1999, "ids": IDS},
    }
    return told | more


def anime(**more: Any) -> dict[str, Any]:
    told = {
        "status": "watching",
        "anime_type": "tv",
        "watched_episodes_count": 2,
        "mapped_tvdb_seasons": [2],
        "show": {
            "title": "Titans 2",
            "year": 2017,
            "ids": {"simkl": 7, "mal": "25777", "tvdb": "267440", "tmdb": "1429"},
        },
        "seasons": [
            {
                "number": 1,
                "episodes": [
                    {
                        "number": 1,
                        "watched_at": "2026-03-01T10:00:00Z",
                        "tvdb": {"season": 2, "episode": 1},
                    },
                    {"number": 2, "watched_at": "2026-03-02T10:00:00Z"},
                ],
            }
        ],
    }
    return told | more


def one(kind: str, raw: dict[str, Any]) -> tuple[Entry, Notes]:
    notes = Notes("SIMKL", NOW)
    (entry,) = entries({kind: [raw]}, (kind,), notes)
    return entry, notes


def test_a_film_that_was_seen() -> None:
    entry, notes = one("movies", movie(user_rating=8, user_rated_at="2026-02-02T21:00:00Z"))
    record = entry.record
    assert (record.key, record.title.type, record.title.year) == ("movie:53992", MediaType.MOVIE, 1999)
    assert record.title.ids == named(simkl="53992", imdb="tt0133093", tmdb="603", tvdb="169")
    assert record.values.watched == Watched((datetime(2026, 2, 2, 20, 30, tzinfo=UTC),))
    assert record.values.rating == Rating(8.0, datetime(2026, 2, 2, 21, tzinfo=UTC))
    assert record.values.listed is None
    assert notes.problems == ()


@pytest.mark.parametrize("status", ["plantowatch", "dropped"])
def test_a_film_on_another_list_was_not_seen(status: str) -> None:
    entry, _ = one("movies", movie(status=status))
    assert entry.record.values.watched is None
    listed = Listed(datetime(2026, 1, 1, 10, tzinfo=UTC)) if status == "plantowatch" else None
    assert entry.record.values.listed == listed


@pytest.mark.parametrize(
    ("said", "plays", "problems"),
    [
        ("2026-02-02T20:30:00", (datetime(2026, 2, 2, 20, 30, tzinfo=UTC),), 0),
        ("2026-02-02T21:30:00+01:00", (datetime(2026, 2, 2, 20, 30, tzinfo=UTC),), 0),
        ("1970-01-01T00:00:01Z", (), 0),
        (None, (), 0),
        ("1956-01-01T00:00:00Z", (), 1),
        ("2031-01-01T00:00:00Z", (), 1),
        ("yesterday", (), 1),
        ("0001-01-01T00:00:00+23:00", (), 1),
    ],
)
def test_dates(said: str | None, plays: tuple[datetime, ...], problems: int) -> None:
    entry, notes = one("movies", movie(last_watched_at=said))
    assert entry.record.values.watched == Watched(plays)
    assert len(notes.problems) == problems


def test_bad_ids_are_told_and_left_out() -> None:
    ids = {"simkl": 1, "imdb": "0133093", "tmdb": -3, "tvdb": "the-matrix", "mal": True, "anidb": ""}
    entry, notes = one("movies", movie(movie={"title": "", "year": None, "ids": ids}))
    assert entry.record.title.ids == named(simkl="1")
    assert {each.id.rpartition(":")[2] for each in notes.problems} == {"imdb", "tmdb", "mal"}


@pytest.mark.parametrize(
    "raw",
    [
        movie(movie={"title": "Nobody", "ids": {"imdb": "tt0133093"}}),
        movie(movie=None),
        movie(status="paused"),
        movie(status=None),
        movie(user_rating=11),
        movie(user_rating="good"),
        anime(seasons=[{"number": None, "episodes": []}]),
        anime(seasons=[{"number": 1, "episodes": [{"watched_at": "2026-03-01T10:00:00Z"}]}]),
        anime(seasons={"1": []}),
    ],
)
def test_what_cannot_be_understood_is_not_passed_over(raw: dict[str, Any]) -> None:
    kind = "movies" if "movie" in raw else "anime"
    with pytest.raises(OddAnswer):
        entries({kind: [raw]}, (kind,), Notes("SIMKL", NOW))


def test_specials_are_of_season_nought() -> None:
    seasons = [{"number": 0, "episodes": [{"number": 3, "watched_at": "2026-03-01T10:00:00Z"}]}]
    show = {"title": "Who", "year": 2005, "ids": {"simkl": 5, "tvdb": 78804}}
    entry, _ = one("shows", {"status": "hold", "show": show, "seasons": seasons})
    (special,) = entry.episodes
    assert (special.key, special.title.season, special.title.number) == ("episode:5:0:3", 0, 3)
    assert special.title.show_ids == named(simkl="5", tvdb="78804")
    assert entry.regular == 0


def test_anime_is_told_as_tvdb_counts_it_where_that_is_known() -> None:
    entry, _ = one("anime", anime())
    first, second = entry.episodes
    assert (first.title.season, first.title.number) == (2, 1)
    assert first.title.show_ids == named(tvdb="267440", tmdb="1429")
    assert first.key == "episode:7:1:1"
    assert (second.title.season, second.title.number) == (1, 2)
    assert second.title.show_ids == named(simkl="7", mal="25777")


def test_a_later_season_of_anime_is_not_the_show() -> None:
    entry, _ = one("anime", anime())
    assert entry.record.title.ids == named(simkl="7", mal="25777")
    entry, _ = one("anime", anime(mapped_tvdb_seasons=[1]))
    assert {each.kind for each in entry.record.title.ids} >= {TitleIdKind.TVDB, TitleIdKind.TMDB}


def test_a_film_among_anime_is_a_film() -> None:
    entry, _ = one("anime", anime(anime_type="movie", status="completed", mapped_tvdb_seasons=[]))
    assert (entry.record.key, entry.record.title.type) == ("anime:7", MediaType.MOVIE)
    assert entry.record.values.watched == Watched()
    assert entry.episodes == ()
