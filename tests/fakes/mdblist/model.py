"""What the service holds: a catalogue of titles, and of each user what was watched, rated and put on the watchlist."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

ACTIVITIES = (
    "watchlisted_at",
    "watched_at",
    "season_watched_at",
    "episode_watched_at",
    "rated_at",
    "collected_at",
    "dropped_at",
    "paused_at",
    "episode_paused_at",
    "list_updated_at",
)

type Key = tuple[int, int | None, int | None]
"""TMDb's number of a film or show, with season and number below it."""


def stamp(at: datetime) -> str:
    """Return a moment as the service tells it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True, kw_only=True)
class Title:
    """A film, or a show with so many episodes in each season. `fatal`: the service fails over it."""

    tmdb: int
    imdb: str
    name: str
    year: int
    film: bool
    tvdb: int | None = None
    seasons: dict[int, int] = field(default_factory=dict)
    fatal: bool = False

    @property
    def ids(self) -> dict[str, Any]:
        """Its ids. That of Trakt is TMDb's, as in the service's own examples."""
        return {"trakt": self.tmdb, "imdb": self.imdb, "tmdb": self.tmdb, "mdblist": f"a{self.tmdb:x}"}

    @property
    def about(self) -> dict[str, Any]:
        """What is told of it wherever it is named."""
        return {"title": self.name, "year": self.year, "ids": self.ids}

    def holds(self, season: int, number: int) -> bool:
        """Tell whether there is such an episode."""
        return 1 <= number <= self.seasons.get(season, 0)


@dataclass(slots=True)
class Account:
    """A user. Rows of what is not seen any more stay, without a date, and are not told."""

    name: str
    key: str
    clock: Callable[[], datetime]
    watched: dict[Key, str | None] = field(default_factory=dict)
    ratings: dict[Key, tuple[int, str]] = field(default_factory=dict)
    watchlist: dict[int, str] = field(default_factory=dict)
    stamps: dict[str, str | None] = field(default_factory=lambda: dict.fromkeys(ACTIVITIES))
    playing: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    requests: int = 0

    def touch(self, *names: str) -> None:
        """Note that something was done."""
        now = stamp(self.clock())
        self.stamps |= dict.fromkeys(names, now)

    def watch(self, title: Title, season: int | None = None, number: int | None = None, at: str = "") -> None:
        """Write down when something was seen last."""
        self.watched[title.tmdb, season, number] = at or stamp(self.clock())
        self.touch("watched_at" if title.film else "episode_watched_at")

    def unwatch(self, title: Title, season: int | None = None, number: int | None = None) -> bool:
        """Take it back; the row stays. Return whether it was seen."""
        key = (title.tmdb, season, number)
        if self.watched.get(key) is None:
            return False
        self.watched[key] = None
        self.touch("watched_at" if title.film else "episode_watched_at")
        return True

    def rate(self, key: Key, rating: int, at: str = "") -> None:
        """Rate something."""
        self.ratings[key] = (rating, at or stamp(self.clock()))
        self.touch("rated_at")

    def unrate(self, key: Key) -> bool:
        """Take a rating back."""
        gone = self.ratings.pop(key, None) is not None
        if gone:
            self.touch("rated_at")
        return gone

    def list(self, title: Title) -> bool:
        """Put something on the watchlist; return whether it was not there."""
        if title.tmdb in self.watchlist:
            return False
        self.watchlist[title.tmdb] = self.clock().strftime("%Y-%m-%d %H:%M:%S.%f")
        self.touch("watchlisted_at")
        return True

    def unlist(self, title: Title) -> bool:
        """Take something off the watchlist."""
        gone = self.watchlist.pop(title.tmdb, None) is not None
        if gone:
            self.touch("watchlisted_at")
        return gone


def places(title: Title, sent: dict[str, Any]) -> Iterator[tuple[int | None, int | None, dict[str, Any]]]:
    """Yield what is named of a show, and what is said of it: the show, a season, or episodes."""
    if not sent.get("seasons"):
        yield None, None, sent
        return
    for season in sent["seasons"]:
        if not season.get("episodes"):
            yield season["number"], None, season
        for episode in season.get("episodes", []):
            yield season["number"], episode["number"], episode
