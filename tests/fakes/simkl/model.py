"""What the service holds: a catalogue of titles, and each user's library, where a title is on one list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

UNKNOWN = "1970-01-01T00:00:01Z"
STATUSES = ("watching", "plantowatch", "hold", "dropped", "completed")
BLOCKS = {"movies": "movies", "shows": "tv_shows", "anime": "anime"}
_PRIORITY = ("simkl", "imdb", "tmdb", "tvdb", "mal", "anidb", "anilist", "kitsu")

type Place = tuple[int, int]
"""Season and number, as the service itself counts."""


def stamp(at: datetime) -> str:
    """Return a moment as the service tells it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True, kw_only=True)
class Title:
    """One of the catalogue. `kind` is the list it comes in: movies, shows or anime; `seasons` have so many episodes.

    `tvdb` is where an episode of an anime is at TVDB. `runs`: nobody can have completed it yet.
    """

    simkl: int
    kind: str
    name: str
    year: int
    ids: dict[str, str] = field(default_factory=dict)
    seasons: dict[int, int] = field(default_factory=dict)
    film: bool = False
    tvdb: dict[Place, Place] = field(default_factory=dict)
    runs: bool = False

    @property
    def places(self) -> set[Place]:
        """All its episodes."""
        return {(season, number) for season, most in self.seasons.items() for number in range(1, most + 1)}

    @property
    def regular(self) -> set[Place]:
        """Its episodes without specials."""
        return {place for place in self.places if place[0]}


@dataclass(slots=True)
class Item:
    """A title in a library. `marked`: it was completed as a whole, and no episode was written down."""

    title: Title
    status: str
    added_at: str
    changed_at: datetime
    watched: dict[Place, str] = field(default_factory=dict)
    last_watched_at: str | None = None
    rating: int | None = None
    rated_at: str | None = None
    marked: bool = False

    @property
    def seen(self) -> dict[Place, str]:
        """All episodes that count as seen, with a date."""
        if not self.marked:
            return self.watched
        return dict.fromkeys(self.title.regular, self.last_watched_at or UNKNOWN) | self.watched


class Catalogue:
    """All titles, found by any of their ids."""

    def __init__(self) -> None:
        self.titles: dict[int, Title] = {}

    def add(self, title: Title) -> Title:
        """Take a title in."""
        self.titles[title.simkl] = title
        return title

    def find(self, ids: dict[str, Any], *, film: bool) -> list[Title]:
        """Return the titles that the first id names that names any; several, where seasons have one id."""
        for name in _PRIORITY:
            if name not in ids:
                continue
            found = [
                one
                for one in self.titles.values()
                if one.film == film
                and str(one.simkl if name == "simkl" else one.ids.get(name)) == str(ids[name])
            ]
            if found:
                return found
        return []


class Library:
    """One user's titles, and when something was done to them last."""

    def __init__(self, clock: Any) -> None:
        self._clock = clock
        self.items: dict[int, Item] = {}
        self.stamps: dict[str, dict[str, str | None]] = {
            kind: dict.fromkeys(("rated_at", "playback", "removed_from_list", *STATUSES)) for kind in BLOCKS
        }

    def touch(self, item: Item, *names: str) -> None:
        """Note that something was done to a title, in some respects."""
        now = self._clock()
        item.changed_at = now
        for name in (item.status, *names):
            self.stamps[item.title.kind][name] = stamp(now)

    def hold(self, title: Title, status: str) -> Item:
        """Return a title's item, put on a list where it is on none."""
        item = self.items.get(title.simkl)
        if item is None:
            now = self._clock()
            item = self.items[title.simkl] = Item(title, status, stamp(now), now)
        return item

    def move(self, title: Title, status: str) -> Item:
        """Put a title on a list."""
        item = self.hold(title, status)
        before = item.status
        item.status = status
        if status == "completed":
            item.marked = not title.film
            item.last_watched_at = item.last_watched_at or stamp(self._clock())
        self.touch(item, before)
        return item

    def watch(self, title: Title, places: Iterable[Place], at: str | None) -> int:
        """Write down that something was seen; return how much of it was news."""
        at = at or stamp(self._clock())
        item = self.items.get(title.simkl)
        if title.film:
            if item is not None and item.status == "completed":
                return 0
            item = self.hold(title, "completed")
            before, item.status, item.last_watched_at = item.status, "completed", at
            self.touch(item, before)
            return 1
        seen = {} if item is None else item.seen
        new = [place for place in places if place in title.places and place not in seen]
        if not new:
            return 0
        item = self.hold(title, "watching")
        before = item.status
        item.watched |= dict.fromkeys(new, at)
        item.last_watched_at = max(at, item.last_watched_at or "")
        done = title.regular <= set(item.seen) and not title.runs
        item.status = "completed" if done else "watching"
        self.touch(item, before)
        return len(new)

    def unwatch(self, title: Title, places: Iterable[Place]) -> int:
        """Take back that episodes were seen; the show stays. Return how many were."""
        item = self.items.get(title.simkl)
        if item is None:
            return 0
        item.watched, item.marked = dict(item.seen), False
        gone = [place for place in places if item.watched.pop(place, None) is not None]
        if gone:
            before, item.status = item.status, "watching" if item.status == "completed" else item.status
            self.touch(item, before)
        return len(gone)

    def remove(self, title: Title) -> bool:
        """Take a title off all lists, with all that is known of it."""
        item = self.items.pop(title.simkl, None)
        if item is None:
            return False
        self.stamps[title.kind]["removed_from_list"] = stamp(self._clock())
        return True

    def rate(self, title: Title, rating: int, at: str | None) -> Item:
        """Rate a title; one that is on no list is put on one."""
        item = self.hold(title, "completed" if title.film else "watching")
        if title.film and item.status == "completed" and item.last_watched_at is None:
            item.last_watched_at = stamp(self._clock())
        item.rating, item.rated_at = rating, at or stamp(self._clock())
        self.touch(item, "rated_at")
        return item

    def unrate(self, title: Title) -> bool:
        """Take a rating back."""
        item = self.items.get(title.simkl)
        if item is None or item.rating is None:
            return False
        item.rating = item.rated_at = None
        self.touch(item, "rated_at")
        return True

    def activities(self) -> dict[str, Any]:
        """Return when something was done last."""
        told: dict[str, Any] = {"settings": {"all": "2026-02-15T22:53:03Z"}}
        for kind, block in BLOCKS.items():
            stamps = {
                name: at
                for name, at in self.stamps[kind].items()
                if kind != "movies" or name not in {"watching", "hold"}
            }
            told[block] = {"all": max((at for at in stamps.values() if at), default=None), **stamps}
        latest = max((told[block]["all"] for block in BLOCKS.values() if told[block]["all"]), default=None)
        return {"all": latest, **told}


@dataclass(slots=True)
class User:
    """An account."""

    id: int
    name: str
    token: str
    library: Library
    playing: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """What it was told of what plays, and how that was answered."""
