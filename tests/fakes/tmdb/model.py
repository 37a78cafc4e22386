"""What the service knows: films, shows and episodes, and who has rated them or wants to see them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True, kw_only=True)
class Movie:
    """A film."""

    id: int
    title: str
    released: str = "1995-12-15"
    imdb: str | None = None
    tvdb: int | None = None

    def row(self) -> dict[str, Any]:
        """Return it as lists tell it."""
        return {
            "adult": False,
            "backdrop_path": None,
            "genre_ids": [28],
            "id": self.id,
            "original_language": "en",
            "original_title": self.title,
            "overview": "",
            "popularity": 1.5,
            "poster_path": None,
            "release_date": self.released,
            "title": self.title,
            "video": False,
            "vote_average": 7.9,
            "vote_count": 10,
        }


@dataclass(slots=True, kw_only=True)
class Show:
    """A show."""

    id: int
    name: str
    aired: str = "2008-01-20"
    imdb: str | None = None
    tvdb: int | None = None

    def row(self) -> dict[str, Any]:
        """Return it as lists tell it."""
        return {
            "adult": False,
            "backdrop_path": None,
            "genre_ids": [18],
            "id": self.id,
            "origin_country": ["US"],
            "original_language": "en",
            "original_name": self.name,
            "overview": "",
            "popularity": 1.5,
            "poster_path": None,
            "first_air_date": self.aired,
            "name": self.name,
            "vote_average": 8.9,
            "vote_count": 10,
        }


@dataclass(slots=True, kw_only=True)
class Episode:
    """An episode of a show."""

    id: int
    show: int
    season: int
    number: int
    name: str = "Pilot"
    aired: str = "2008-01-20"
    imdb: str | None = None
    tvdb: int | None = None

    def row(self) -> dict[str, Any]:
        """Return it as lists tell it."""
        return {
            "air_date": self.aired,
            "episode_number": self.number,
            "id": self.id,
            "name": self.name,
            "overview": "",
            "production_code": "",
            "runtime": 45,
            "season_number": self.season,
            "show_id": self.show,
            "still_path": None,
            "vote_average": 8.1,
            "vote_count": 10,
        }


@dataclass(slots=True, kw_only=True)
class Member:
    """A user. Ratings and lists are by kind ("movie", "tv", "episode") and number, the oldest first."""

    number: int
    object_id: str
    name: str
    ratings: dict[tuple[str, int], tuple[float, datetime]] = field(default_factory=dict)
    watchlist: dict[tuple[str, int], datetime] = field(default_factory=dict)
    access: str | None = None
    session: str | None = None
