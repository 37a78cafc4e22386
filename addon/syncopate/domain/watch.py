"""What was watched, how far, how it is rated and what shall be watched: as one side says it.

Times are moments with a zone. Positions and lengths are in seconds, ratings go from 1 to 10.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache


class MediaType(StrEnum):
    """What a title is. It is a part of every identity: a film and a show may have the same number."""

    # Of the text: that of an enumeration is told by code of Python, millions of times.
    __hash__ = str.__hash__

    MOVIE = "movie"
    SHOW = "show"
    SEASON = "season"
    EPISODE = "episode"


class TitleIdKind(StrEnum):
    """Who gives an id to films, shows and episodes."""

    # Of the text: that of an enumeration is told by code of Python, millions of times.
    __hash__ = str.__hash__

    IMDB = "imdb"
    TMDB = "tmdb"
    TVDB = "tvdb"
    TRAKT = "trakt"
    SIMKL = "simkl"
    ANILIST = "anilist"
    MAL = "mal"
    ANIDB = "anidb"
    KITSU = "kitsu"
    TVMAZE = "tvmaze"
    PLEX = "plex"
    GRACENOTE = "gracenote"


class Feature(StrEnum):
    """What is kept the same, each by itself."""

    # Of the text: that of an enumeration is told by code of Python, millions of times.
    __hash__ = str.__hash__

    HISTORY = "history"
    PROGRESS = "progress"
    RATINGS = "ratings"
    WATCHLIST = "watchlist"
    LISTS = "lists"


class Side(StrEnum):
    """One of the two accounts of a link."""

    # Of the text: that of an enumeration is told by code of Python, millions of times.
    __hash__ = str.__hash__

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> Side:
        """The account at the other end."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


@dataclass(frozen=True, slots=True, order=True)
class TitleId:
    """One id, e.g. IMDb tt0111161."""

    kind: TitleIdKind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a record is about. `name` is its own, `show_name` of seasons and episodes that of the show.

    `ids` are its own; of seasons and episodes `show_ids` are those of the show, `season` and `number` their
    place in it. `last_number` is that of the last episode where a file holds several, `absolute` the number
    counted through all seasons. `path` is where its file lies, as its server writes it.
    """

    type: MediaType
    ids: frozenset[TitleId] = frozenset()
    name: str = ""
    show_name: str = ""
    year: int | None = None
    show_ids: frozenset[TitleId] = frozenset()
    season: int | None = None
    number: int | None = None
    last_number: int | None = None
    absolute: int | None = None
    aired: date | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Watched:
    """That it was seen to its end: when, as far as that is known, the oldest first; `count` may be more."""

    plays: tuple[datetime, ...] = ()
    count: int = 1

    @property
    def at(self) -> datetime | None:
        """The last time, None where none is known."""
        return self.plays[-1] if self.plays else None


@dataclass(frozen=True, slots=True)
class Position:
    """How far it was seen, and when that was."""

    seconds: float
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """How it is rated, 1 to 10, and when that was said."""

    value: float
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """That it shall be watched, and since when."""

    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InLists:
    """In which lists (collections) of the account it stands, by their names; what is in none has no value.

    Lists that fill themselves by a rule are not among them: nobody can put anything into them.
    """

    names: frozenset[str]

    @property
    def keys(self) -> frozenset[str]:
        """What the lists are known by at any account; a name of blanks alone is none."""
        return frozenset([key for name in self.names if (key := list_key(name))])

    def only(self, key: str) -> InLists | None:
        """Return the same of one list alone, as it is spelled; None where it is not in it."""
        return _in_lists(name for name in self.names if list_key(name) == key)

    def less(self, key: str) -> InLists | None:
        """Return the same without one list, however it is spelled; None where it is in no other."""
        return _in_lists(name for name in self.names if list_key(name) != key)


def _in_lists(names: Iterable[str]) -> InLists | None:
    found = frozenset(names)
    return InLists(found) if found else None


@lru_cache(maxsize=10_000)
def list_key(name: str) -> str:
    """Return what a list is known by at any account: capitals and how its words are parted do not matter."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


type Value = Watched | Position | Rating | Listed | InLists


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What is said of a title; None: nothing of that kind.

    A position at 0 says that somebody was in it, and no more: it is no value.
    """

    watched: Watched | None = None
    position: Position | None = None
    rating: Rating | None = None
    listed: Listed | None = None
    lists: InLists | None = None

    @property
    def place(self) -> Position | None:
        """How far it is seen."""
        return self.position if self.position is not None and self.position.seconds > 0 else None

    def of(self, feature: Feature) -> Value | None:
        """Return what is said in one respect."""
        match feature:
            case Feature.HISTORY:
                return self.watched
            case Feature.PROGRESS:
                return self.place
            case Feature.RATINGS:
                return self.rating
            case Feature.WATCHLIST:
                return self.listed
            case Feature.LISTS:
                return self.lists

    def having(self, feature: Feature, value: Value | None) -> Values:
        """Return the same but for one respect. Raises TypeError for what does not belong there."""
        match feature, value:
            case Feature.HISTORY, Watched() | None:
                return replace(self, watched=value)
            case Feature.PROGRESS, Position() | None:
                return replace(self, position=value)
            case Feature.RATINGS, Rating() | None:
                return replace(self, rating=value)
            case Feature.WATCHLIST, Listed() | None:
                return replace(self, listed=value)
            case Feature.LISTS, InLists() | None:
                return replace(self, lists=value)
            case _:
                raise TypeError(f"{value!r} is no {feature}")

    def told_by(self, other: Values, feature: Feature) -> Values:
        """Return the same with all that another one says in one respect, be it a position at 0."""
        value = other.position if feature is Feature.PROGRESS else other.of(feature)
        return self.having(feature, value)


NOTHING = Values()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing at one side: a file on a server, a row of a tracker.

    `key` is the side's own name for it; `added_at` tells a file from another one that took its place.
    `length` is in seconds. `section` is the key of the library it is in. `playing`: somebody watches it there
    right now.
    """

    key: str
    title: Title
    values: Values = NOTHING
    added_at: datetime | None = None
    length: float | None = None
    section: str | None = None
    playing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one side said at one time.

    Only of the features that are `complete` absence says anything. `skew` is how far its clock is ahead of
    ours, as it was measured; its times are not corrected yet.
    """

    records: tuple[Record, ...]
    complete: frozenset[Feature]
    taken_at: datetime
    skew: timedelta = timedelta()


class Plays(StrEnum):
    """What a side can hold of a title that was seen several times."""

    FLAG = "flag"
    """That it was seen."""
    LAST = "last"
    """That, and when it was the last time."""
    EVERY = "every"
    """Each time, with its date."""


class TimeKind(StrEnum):
    """What the dates of a side are."""

    WALL_CLOCK = "wall_clock"
    SESSION_START = "session_start"
    """When it was begun: it was seen to its end later, at most by its length."""
    NONE = "none"
    """No dates, or such as mean something else, as the time of a broadcast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """From where on a side takes something for seen: so much of it is seen, and so little is left.

    `share` is a part of the whole, 0 to 1; `left` are seconds, of films `left_of_film`; None: it is not asked
    for.
    """

    share: float = 0.95
    left: float | None = None
    left_of_film: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRules:
    """How a side behaves: declared by its provider.

    History and progress are of films and episodes: what is said of whole shows is said of each episode.
    `closed`: in these respects it holds nothing but what is in its library; what is absent there was removed
    with its file. `holds`: of which kinds of titles it says something, by what is said; as far as it is not
    named there, of films and episodes, ratings and lists of shows as well.
    `plays` is what it can hold; `tells_each`: it tells of each play that was seen there itself, all the same.
    `writes_dates`: a play can be given its date, else it is stamped when it is written.
    `writes` False: it can only be read.
    `clears_on_rewatch`: it takes back that something was seen when it is begun again.
    `rating_step` is the finest difference between two ratings.
    `takes_names`: it takes any title by its name, without an id.
    """

    features: frozenset[Feature]
    plays: Plays
    closed: frozenset[Feature] = frozenset()
    holds: Mapping[Feature, frozenset[MediaType]] = field(default_factory=dict)
    times: TimeKind = TimeKind.WALL_CLOCK
    tells_each: bool = False
    writes_dates: bool = True
    writes: bool = True
    clears_on_rewatch: bool = False
    ending: Ending = Ending()
    rating_step: float = 1.0
    takes_names: bool = False

    def can_hold(self, feature: Feature, kind: MediaType) -> bool:
        """Tell whether something of that kind can be said of such a title."""
        return feature in self.features and kind in self.holds.get(feature, _HELD[feature])


_PLAYED = frozenset({MediaType.MOVIE, MediaType.EPISODE})
_HELD = {
    Feature.HISTORY: _PLAYED,
    Feature.PROGRESS: _PLAYED,
    Feature.RATINGS: _PLAYED | {MediaType.SHOW},
    Feature.WATCHLIST: frozenset({MediaType.MOVIE, MediaType.SHOW}),
    Feature.LISTS: frozenset({MediaType.MOVIE, MediaType.SHOW}),
}
