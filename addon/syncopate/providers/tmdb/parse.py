"""Rows of TMDB as titles, and keys as what is written to (pure)."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from syncopate.domain.watch import (
    Listed,
    MediaType,
    Rating,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Value,
    Values,
)
from syncopate.errors import OddAnswer
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.raw import Raw, inside, place, text, whole
from syncopate.providers.tmdb.client import WHAT

PATHS = {MediaType.MOVIE: "movie", MediaType.SHOW: "tv"}
LOWEST, HIGHEST, STEP = 0.5, 10.0, 0.5
_LEAST = 1.0
"""What is said at least of ratings everywhere: half a star of ten is a whole one."""
_KEY = re.compile(r"(movie|show):([1-9][0-9]*)|episode:([1-9][0-9]*):([0-9]+):([0-9]+)")
_EXTERNAL = {"imdb_id": TitleIdKind.IMDB, "tvdb_id": TitleIdKind.TVDB}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is written to: a film or show by its number, an episode by its show and its place there."""

    kind: MediaType
    number: int
    season: int | None = None
    episode: int | None = None

    @property
    def path(self) -> str:
        """Its place in the API."""
        if self.kind is MediaType.EPISODE:
            return f"/3/tv/{self.number}/season/{self.season}/episode/{self.episode}"
        return f"/3/{PATHS[self.kind]}/{self.number}"

    @property
    def key(self) -> str:
        """The key of its record."""
        if self.kind is MediaType.EPISODE:
            return f"episode:{self.number}:{self.season}:{self.episode}"
        return f"{self.kind.value}:{self.number}"


def target_of(key: str) -> Target | None:
    """Return what a key of ours names, None where it is none."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    if found[1]:
        return Target(kind=MediaType(found[1]), number=int(found[2]))
    return Target(kind=MediaType.EPISODE, number=int(found[3]), season=int(found[4]), episode=int(found[5]))


def named_in(title: Title) -> Target | None:
    """Return what a title's own ids name here, None where they name nothing, or several things."""
    if title.type in PATHS:
        number = _number(title.ids)
        return None if number is None else Target(kind=title.type, number=number)
    if title.type is MediaType.EPISODE:
        return episode_of(title, _number(title.show_ids))
    return None


def episode_of(title: Title, show: int | None) -> Target | None:
    """Return the place of an episode in a show, None where it has none."""
    if show is None or title.season is None or title.number is None:
        return None
    return Target(kind=MediaType.EPISODE, number=show, season=title.season, episode=title.number)


def rated(raw: Raw, kind: MediaType, notes: Notes) -> Record:
    """Return a row of the ratings. Raises OddAnswer where it does not say what it is."""
    target = _target(raw, kind)
    told = inside(raw, "account_rating")
    value = told.get("value") if told else raw.get("rating")
    if isinstance(value, bool) or not isinstance(value, int | float) or not LOWEST <= value <= HIGHEST:
        raise OddAnswer(f"{WHAT} gives {str(value)[:20]!r} as a rating.", account=WHAT)
    at = _moment(told, notes, target.key)
    return _record(raw, target, Rating(max(float(value), _LEAST), at))


def wanted(raw: Raw, kind: MediaType) -> Record:
    """Return a row of the watchlist; since when it is there nobody tells."""
    return _record(raw, _target(raw, kind), Listed())


def rating_out(value: float) -> float:
    """Return a rating as it is taken here."""
    return min(max(round(value / STEP) * STEP, LOWEST), HIGHEST)


def ids_in(raw: Raw, number: int, notes: Notes) -> frozenset[TitleId]:
    """Return what others call a film or show, and this one."""
    return notes.ids(raw, _EXTERNAL, str(number)) | {TitleId(TitleIdKind.TMDB, str(number))}


def _target(raw: Raw, kind: MediaType) -> Target:
    if kind is MediaType.EPISODE:
        return Target(
            kind=kind,
            number=place(raw, "show_id", WHAT),
            season=place(raw, "season_number", WHAT),
            episode=place(raw, "episode_number", WHAT),
        )
    return Target(kind=kind, number=place(raw, "id", WHAT))


def _record(raw: Raw, target: Target, value: Value) -> Record:
    number = whole(raw, "id")
    own = frozenset({TitleId(TitleIdKind.TMDB, str(number))}) if number else frozenset[TitleId]()
    day = _day(text(raw, "release_date") or text(raw, "first_air_date") or text(raw, "air_date"))
    if target.kind is MediaType.EPISODE:
        title = Title(
            type=target.kind,
            ids=own,
            name=text(raw, "name"),
            show_ids=frozenset({TitleId(TitleIdKind.TMDB, str(target.number))}),
            season=target.season,
            number=target.episode,
            aired=day,
        )
    else:
        name, year = text(raw, "title") or text(raw, "name"), None if day is None else day.year
        title = Title(type=target.kind, ids=own, name=name, year=year)
    values = Values(rating=value) if isinstance(value, Rating) else Values(listed=Listed())
    return Record(key=target.key, title=title, values=values)


def _moment(told: Raw, notes: Notes, key: str) -> datetime | None:
    return notes.moment(told, "created_at", key) if told else None


def _day(said: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(said)
    return None


def _number(ids: Iterable[TitleId]) -> int | None:
    told = {each.value for each in ids if each.kind is TitleIdKind.TMDB}
    value = told.pop() if len(told) == 1 else ""
    return int(value) if value.isascii() and value.isdigit() and int(value) else None
