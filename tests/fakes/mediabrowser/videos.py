"""Films, series with their seasons, and episodes."""

from dataclasses import dataclass, field
from datetime import datetime

from fakes.mediabrowser.model import Item, Library, UserData

TICKS = 10_000_000
"""A second, in steps of 100 ns."""


@dataclass(slots=True, kw_only=True, eq=False)
class Video(Item):
    """Anything of a library of films or shows; `virtual`: there is no file, the catalogue only says so."""

    library: Library
    seconds: float = 0.0
    premiere: datetime | None = None
    virtual: bool = False

    @property
    def ticks(self) -> int:
        """Return its length in steps of 100 ns."""
        return round(self.seconds * TICKS)


@dataclass(slots=True, kw_only=True, eq=False)
class Movie(Video):
    """A film."""


@dataclass(slots=True, kw_only=True, eq=False)
class Series(Video):
    """A show."""

    seasons: dict[int, Season] = field(default_factory=dict)
    episodes: list[Episode] = field(default_factory=list)


@dataclass(slots=True, kw_only=True, eq=False)
class Season(Video):
    """A season of a show; 0 holds specials."""

    series: Series
    number: int


@dataclass(slots=True, kw_only=True, eq=False)
class Episode(Video):
    """An episode, or several in one file up to `end`; `number` None: the server does not know which."""

    series: Series
    season: Season | None
    number: int | None
    end: int | None = None


def playable(item: Item) -> bool:
    """Tell whether it has a length of its own."""
    return isinstance(item, Movie | Episode)


def above(item: Item) -> list[Item]:
    """Return what an item is in, the nearest first, a library last."""
    match item:
        case Episode():
            return [*([] if item.season is None else [item.season]), item.series, item.library]
        case Season():
            return [item.series, item.library]
        case Video():
            return [item.library]
        case _:
            return []


def leaves(item: Item) -> list[Item]:
    """Return what is played when it is: the episodes of shows and seasons, else it itself."""
    match item:
        case Series():
            return list(item.episodes)
        case Season():
            return [one for one in item.series.episodes if one.season is item]
        case _:
            return [item]


def below(item: Video, *, recursive: bool) -> list[Video]:
    """Return what a show or season holds: a show its seasons first."""
    match item:
        case Series() if recursive:
            return [*item.seasons.values(), *item.episodes]
        case Series():
            return list(item.seasons.values())
        case Season():
            return [one for one in item.series.episodes if one.season is item]
        case _:
            return []


def mark_played(data: UserData, at: datetime | None, now: datetime) -> None:
    """Say that something was seen; a date counts as one play more, without one an older date stays."""
    if at is not None:
        data.plays += 1
    data.plays = max(data.plays, 1)
    data.position = 0
    data.last_played = at or data.last_played or now
    data.played, data.saved = True, now


def mark_unplayed(data: UserData, now: datetime) -> None:
    """Say that it was not: nothing is left of its plays, nor of where it was left."""
    data.plays, data.position, data.last_played = 0, 0, None
    data.played, data.saved = False, now


def begin(data: UserData, now: datetime, *, clears: bool) -> None:
    """Begin to play something; `clears`: what was seen is not seen from now on."""
    data.plays += 1
    data.last_played, data.saved = now, now
    if clears:
        data.played = False


def leave(item: Video, data: UserData, position: int, now: datetime) -> bool:
    """Leave something at a place, in ticks; return whether that counts as its end: 90 % or the last second.

    Who saw less than 5 % has seen nothing, and what is shorter than 5 minutes has no place to go on from.
    """
    data.saved = now
    seen, length = False, item.ticks
    share = position / length if length else 1.0
    if position > 0 and share < 0.05:
        position = 0
    elif position > 0 and (share > 0.9 or position >= length - TICKS or item.seconds < 300):
        position, seen = 0, True
    data.position = position
    data.played = data.played or seen
    return seen
