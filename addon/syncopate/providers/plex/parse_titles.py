"""What a server says of films, shows, seasons and episodes, as records."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from syncopate.domain.problem import Problem
from syncopate.domain.watch import (
    MediaType,
    Position,
    Rating,
    Record,
    Title,
    TitleId,
    Values,
    Watched,
)
from syncopate.errors import OddAnswer
from syncopate.providers.plex.fields import WHAT, Raw, listed, moment, needed, number, positive, text
from syncopate.providers.plex.guids import named

_LAST_YEAR = 9999
_LOWEST, _BEST = 1.0, 10.0
_AHEAD = timedelta(days=1)
"""How far a server's clock may be ahead before its dates are impossible."""
_SEASON = "Season"


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """One item of a server. What was seen under one `guid` is the same in all libraries of the server.

    `show` is the key of its show, "" where it has none. `viewed` and `rated` are when that was said last, in
    the server's seconds, 0: never; `stars`: it has a rating, whether that is a good one or not.
    """

    record: Record
    guid: str
    show: str
    viewed: int
    rated: int
    stars: bool = False
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """The server's name for it."""
        return self.record.key


def video(raw: Raw) -> Video:
    """Return an item. Raises OddAnswer for what is no film, show, season or episode."""
    kind = kind_of(raw)
    if kind is None:
        raise OddAnswer(account=WHAT)
    key, problems = needed(raw, "ratingKey"), list[Problem]()
    title = _title(raw, kind)
    for bad in named(raw, kind).bad:
        problems.append(_problem(key, "id", title, f"Plex tells an id that is none: {bad}."))
    if _told_apart(title.ids):
        problems.append(_problem(key, "ids", title, "Plex tells several ids of one kind."))
    values, odd = _values(raw)
    problems += [_problem(key, name, title, said) for name, said in odd]
    return Video(
        record=Record(
            key=key,
            title=title,
            values=values,
            added_at=moment(raw, "addedAt"),
            length=_length(raw),
            section=text(raw, "librarySectionID"),
        ),
        guid=text(raw, "guid") or key,
        show=_show_key(raw, kind),
        viewed=positive(raw, "lastViewedAt") or 0,
        rated=positive(raw, "lastRatedAt") or 0,
        stars=(_given(raw) or 0) > 0,
        problems=tuple(problems),
    )


def video_or_none(raw: Raw) -> Video | None:
    """Return an item, None for one that is something else, as a trailer."""
    return None if kind_of(raw) is None else video(raw)


def kind_of(raw: Raw) -> MediaType | None:
    """Return what an item is, None for what is no title."""
    said = text(raw, "type")
    return MediaType(said) if said in set(MediaType) else None


def of_show(one: Video, show: Video) -> Video:
    """Return a season or an episode with what is known of its show."""
    title = one.record.title
    joined = replace(
        title,
        show_ids=title.show_ids | show.record.title.ids,
        show_name=title.show_name or show.record.title.name,
    )
    return replace(one, record=replace(one.record, title=joined))


def in_section(one: Video, section: str) -> Video:
    """Return an item of a list that is all of one section, and does not say so of each item."""
    return replace(one, record=replace(one.record, section=one.record.section or section))


def _title(raw: Raw, kind: MediaType) -> Title:
    called = named(raw, kind)
    episode, season = kind is MediaType.EPISODE, kind is MediaType.SEASON
    shown = "grandparentTitle" if episode else "parentTitle" if season else ""
    files = _files(raw)
    year = positive(raw, "year") if kind in {MediaType.MOVIE, MediaType.SHOW} else None
    return Title(
        type=kind,
        ids=called.own,
        name=text(raw, "title") or "",
        show_name=(text(raw, shown) or "") if shown else "",
        year=year if year is not None and year <= _LAST_YEAR else None,
        show_ids=called.show,
        season=number(raw, "parentIndex") if episode else number(raw, "index") if season else None,
        number=number(raw, "index") if episode else None,
        aired=_day(text(raw, "originallyAvailableAt")),
        path=next((path for part in files if (path := text(part, "file"))), None),
    )


def _show_key(raw: Raw, kind: MediaType) -> str:
    name = {MediaType.EPISODE: "grandparentRatingKey", MediaType.SEASON: "parentRatingKey"}.get(kind)
    return "" if name is None else text(raw, name) or ""


def _files(raw: Raw) -> Sequence[Raw]:
    """Return the files of the first version: several are parts of one item."""
    first = next(listed(raw, "Media"), None)
    return [] if first is None else list(listed(first, "Part"))


def _length(raw: Raw) -> float | None:
    """Return how long it is in seconds: its parts together, where there are several."""
    parts = [positive(part, "duration") for part in _files(raw)]
    told = [one for one in parts if one is not None]
    if len(told) > 1 and len(told) == len(parts):
        return sum(told) / 1000
    milliseconds = positive(raw, "duration") or next(iter(told), None)
    return None if milliseconds is None else milliseconds / 1000


def _values(raw: Raw) -> tuple[Values, list[tuple[str, str]]]:
    """Return what the user asking says of it, and what of that is impossible.

    Plex has one time for both, when it was played last: once it was begun anew, that is no longer the time
    at which it was seen to its end.
    """
    odd: list[tuple[str, str]] = []
    at = _past(raw, "lastViewedAt", "it was seen", odd)
    plays, offset = positive(raw, "viewCount"), positive(raw, "viewOffset")
    watched = None
    if plays is not None:
        watched = Watched(() if at is None or offset is not None else (at,), plays)
    return Values(
        watched=watched,
        position=None if offset is None else Position(offset / 1000, at),
        rating=_rating(raw, odd),
    ), odd


def _rating(raw: Raw, odd: list[tuple[str, str]]) -> Rating | None:
    given = _given(raw)
    if not given:
        return None
    if not 0 < given <= _BEST:
        odd.append(("rating", f"Plex tells a rating that is none: {given:g}."))
        return None
    return Rating(max(given, _LOWEST), _past(raw, "lastRatedAt", "it was rated", odd))


def _given(raw: Raw) -> float | None:
    """Return the stars that were given, two for each."""
    given = raw.get("userRating")
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return None
    try:
        found = float(given)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _past(raw: Raw, name: str, what: str, odd: list[tuple[str, str]]) -> datetime | None:
    """Return a moment that may have been, None for others."""
    seconds = raw.get(name)
    if seconds in (None, 0, "0"):
        return None
    found = moment(raw, name)
    if found is None or found > datetime.now(UTC) + _AHEAD:
        odd.append((name, f"Plex tells an impossible time at which {what}: {seconds}."))
        return None
    return found


def _day(said: str | None) -> date | None:
    try:
        return None if said is None else date.fromisoformat(said[:10])
    except ValueError:
        return None


def _told_apart(ids: frozenset[TitleId]) -> bool:
    return len({one.kind for one in ids}) < len(ids)


def _problem(key: str, name: str, title: Title, said: str) -> Problem:
    return Problem(id=f"plex:{key}:{name}", key=OddAnswer.key, title=_called(title), detail=said)


def _called(title: Title) -> str:
    if title.type is MediaType.EPISODE and title.season is not None and title.number is not None:
        return f"{title.show_name} S{title.season:02}E{title.number:02}"
    if title.type is MediaType.SEASON:
        return f"{title.show_name} {title.name or _SEASON}"
    return title.name


def problems_in(videos: Sequence[Video]) -> Iterator[Problem]:
    """Give what is wrong with items."""
    for one in videos:
        yield from one.problems
