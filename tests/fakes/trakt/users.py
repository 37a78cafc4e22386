"""What users have said: plays, ratings, watchlist, and when they did so last."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fakes.trakt.model import LISTS, Json, Thing

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of plays whose time nobody knows."""


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


@dataclass(slots=True)
class Play:
    id: int
    thing: Thing
    at: datetime
    action: str = "watch"

    @property
    def row(self) -> Json:
        made: Json = {"id": self.id, "watched_at": stamp(self.at), "action": self.action}
        return {**made, "type": self.thing.kind, **self.thing.about}


@dataclass(slots=True)
class Rated:
    thing: Thing
    rating: int
    at: datetime

    @property
    def row(self) -> Json:
        made: Json = {"rated_at": stamp(self.at), "rating": self.rating}
        return {**made, "type": self.thing.kind, **self.thing.about}


@dataclass(slots=True)
class Listed:
    id: int
    thing: Thing
    at: datetime

    def row(self, rank: int) -> Json:
        made: Json = {"rank": rank, "id": self.id, "listed_at": stamp(self.at), "notes": None}
        return {**made, "type": self.thing.kind, **self.thing.about}


@dataclass(slots=True, eq=False)
class Personal:
    """A list that a user has made."""

    id: int
    name: str
    at: datetime
    said: Json = field(default_factory=dict)
    entries: list[Listed] = field(default_factory=list)
    updated: datetime = EPOCH

    @property
    def slug(self) -> str:
        return "-".join(self.name.casefold().split())

    @property
    def things(self) -> list[Thing]:
        return [each.thing for each in self.entries]


@dataclass(slots=True)
class Scrobbled:
    thing: Thing
    at: datetime
    until: datetime


@dataclass(slots=True)
class User:
    """`watching` is what plays now, `paused` how much of what was left in the middle, in percent."""

    username: str
    now: Callable[[], datetime]
    vip: bool = False
    locked: bool = False
    uuid: str = field(default_factory=lambda: uuid.uuid4().hex)
    plays: list[Play] = field(default_factory=list)
    ratings: list[Rated] = field(default_factory=list)
    watchlist: list[Listed] = field(default_factory=list)
    lists: list[Personal] = field(default_factory=list)
    changed: dict[tuple[str, str], datetime] = field(default_factory=dict)
    watching: Thing | None = None
    paused: dict[tuple[str, int], float] = field(default_factory=dict)
    scrobbled: list[Scrobbled] = field(default_factory=list)
    _ids: int = 1_000_000

    def touch(self, kind: str, name: str) -> None:
        """Note that something changed: by a moment later than anything before."""
        at = max((self.now(), *(each + timedelta(milliseconds=1) for each in self.changed.values())))
        self.changed[LISTS.get(kind, kind), name] = at

    def watch(self, thing: Thing, at: datetime, action: str = "watch") -> Play:
        """Add a play; what was seen is wanted no more."""
        play = Play(self.next_id(), thing, at.replace(microsecond=0), action)
        self.plays.append(play)
        self.touch(thing.kind, "watched_at")
        self.unlist(thing)
        if thing.show is not None:
            self.unlist(thing.show)
        return play

    def unwatch(self, plays: list[Play]) -> None:
        for play in plays:
            self.plays.remove(play)
            self.touch(play.thing.kind, "watched_at")

    def rate(self, thing: Thing, rating: int, at: datetime) -> None:
        self.ratings = [each for each in self.ratings if each.thing is not thing]
        self.ratings.append(Rated(thing, rating, at.replace(microsecond=0)))
        self.touch(thing.kind, "rated_at")

    def unrate(self, thing: Thing) -> bool:
        there = [each for each in self.ratings if each.thing is thing]
        self.ratings = [each for each in self.ratings if each.thing is not thing]
        if there:
            self.touch(thing.kind, "rated_at")
        return bool(there)

    def list(self, thing: Thing, at: datetime | None = None) -> bool:
        if any(each.thing is thing for each in self.watchlist):
            return False
        self.watchlist.append(Listed(self.next_id(), thing, (at or self.now()).replace(microsecond=0)))
        self._listed(thing)
        return True

    def unlist(self, thing: Thing) -> bool:
        there = any(each.thing is thing for each in self.watchlist)
        self.watchlist = [each for each in self.watchlist if each.thing is not thing]
        if there:
            self._listed(thing)
        return there

    def make_list(self, name: str, **said: Any) -> Personal:
        made = Personal(self.next_id(), name, self.now(), said)
        self.lists.append(made)
        self._changed(made)
        return made

    def enlist(self, into: Personal, *things: Thing) -> list[Thing]:
        """Put titles into a list; return those that were not there."""
        new = [each for each in dict.fromkeys(things) if each not in into.things]
        at = self.now().replace(microsecond=0)
        into.entries += [Listed(self.next_id(), each, at) for each in new]
        if new:
            self._changed(into)
        return new

    def delist(self, out_of: Personal, *things: Thing) -> list[Thing]:
        """Take titles out of a list; return those that were there."""
        gone = [each for each in dict.fromkeys(things) if each in out_of.things]
        out_of.entries = [each for each in out_of.entries if each.thing not in gone]
        if gone:
            self._changed(out_of)
        return gone

    def drop_list(self, one: Personal) -> None:
        self.lists.remove(one)
        self.touch("lists", "updated_at")

    def history(self) -> list[Play]:
        """Return all plays, the latest first."""
        return sorted(self.plays, key=lambda play: (play.at, play.id), reverse=True)

    def next_id(self) -> int:
        self._ids += 7
        return self._ids

    def _changed(self, one: Personal) -> None:
        self.touch("lists", "updated_at")
        one.updated = self.changed["lists", "updated_at"]

    def _listed(self, thing: Thing) -> None:
        self.touch(thing.kind, "watchlisted_at")
        self.touch("watchlist", "updated_at")


_ACTIVITIES = {
    "movies": "watched_at collected_at rated_at watchlisted_at favorited_at commented_at paused_at hidden_at",
    "episodes": "watched_at collected_at rated_at watchlisted_at commented_at paused_at",
    "shows": "rated_at watchlisted_at favorited_at commented_at hidden_at dropped_at",
    "seasons": "rated_at watchlisted_at commented_at hidden_at",
    "comments": "liked_at reacted_at blocked_at",
    "lists": "liked_at reacted_at updated_at commented_at",
    "watchlist": "updated_at",
    "favorites": "updated_at",
    "collaborations": "updated_at",
    "account": "settings_at followed_at following_at pending_at requested_at",
    "saved_filters": "updated_at",
    "notes": "updated_at",
}
_JOINED = datetime(2020, 1, 1, tzinfo=UTC)


def activities(user: User) -> Json:
    """Return when a user did what last."""
    made: Json = {"all": stamp(max(user.changed.values(), default=_JOINED))}
    for kind, names in _ACTIVITIES.items():
        made[kind] = {name: stamp(user.changed.get((kind, name), _JOINED)) for name in names.split()}
    return made


def settings(user: User, watchlist_limit: int, list_limits: tuple[int, int]) -> Json:
    return {
        "user": {
            "username": user.username,
            "private": False,
            "name": user.username.title(),
            "vip": user.vip,
            "vip_ep": False,
            "director": False,
            "ids": {"slug": user.username, "uuid": user.uuid},
            "joined_at": stamp(_JOINED),
            "images": {"avatar": {"full": "https://walter.trakt.tv/placeholder.png"}},
            "vip_og": False,
            "vip_years": 1 if user.vip else 0,
        },
        "permissions": {"commenting": True, "liking": True, "following": True},
        "account": {"timezone": "Europe/Berlin", "date_format": "dmy", "time_24hr": True},
        "limits": {
            "list": {"count": list_limits[0], "item_count": list_limits[1]},
            "watchlist": {"item_count": watchlist_limit},
            "favorites": {"item_count": 100},
        },
    }
