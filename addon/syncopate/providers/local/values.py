"""Titles and what is said of them as JSON and back, without a loss; what cannot be is a ValueError."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import cast

from syncopate.domain.watch import (
    InLists,
    Listed,
    MediaType,
    Position,
    Rating,
    Title,
    TitleId,
    TitleIdKind,
    Watched,
)

type Raw = dict[str, object]
"""An object of JSON."""

_UNSAFE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Return a text with NUL and lone surrogates as U+FFFD: neither can be written to a file of text."""
    return _UNSAFE.sub("\ufffd", text)


def title_out(title: Title) -> Raw:
    """Return a title as JSON; what says nothing is left out."""
    told: Raw = {
        "type": title.type.value,
        "ids": _ids_out(title.ids),
        "name": title.name,
        "show_name": title.show_name,
        "year": title.year,
        "show_ids": _ids_out(title.show_ids),
        "season": title.season,
        "number": title.number,
        "last_number": title.last_number,
        "absolute": title.absolute,
        "aired": title.aired and title.aired.isoformat(),
        "path": title.path,
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def title_in(raw: object) -> Title:
    """Return the title that JSON tells. Raises ValueError."""
    told = object_in(raw)
    aired = _text(told, "aired")
    return Title(
        type=MediaType(_text(told, "type")),
        ids=_ids_in(told.get("ids", [])),
        name=clean(_text(told, "name")),
        show_name=clean(_text(told, "show_name")),
        year=whole_in(told, "year"),
        show_ids=_ids_in(told.get("show_ids", [])),
        season=whole_in(told, "season"),
        number=whole_in(told, "number"),
        last_number=whole_in(told, "last_number"),
        absolute=whole_in(told, "absolute"),
        aired=date.fromisoformat(aired) if aired else None,
        path=_text(told, "path") or None,
    )


def watched_out(watched: Watched) -> Raw:
    """Return that something was seen as JSON."""
    return {"plays": [time_out(play) for play in watched.plays], "count": watched.count}


def watched_in(raw: object) -> Watched:
    """Return that something was seen. Raises ValueError."""
    told = object_in(raw)
    plays = told.get("plays", [])
    if not isinstance(plays, list):
        raise ValueError("plays are no list")  # noqa: TRY004 -- all that is wrong is one error
    return Watched(tuple(sorted(time_in(play) for play in plays)), whole_in(told, "count") or 1)


def position_out(position: Position) -> Raw:
    """Return a position as JSON."""
    return {"seconds": position.seconds, "at": position.at and time_out(position.at)}


def position_in(raw: object) -> Position:
    """Return a position. Raises ValueError."""
    told = object_in(raw)
    return Position(number_in(told, "seconds"), _at_in(told))


def rating_out(rating: Rating) -> Raw:
    """Return a rating as JSON."""
    return {"value": rating.value, "at": rating.at and time_out(rating.at)}


def rating_in(raw: object) -> Rating:
    """Return a rating. Raises ValueError."""
    told = object_in(raw)
    value = number_in(told, "value")
    if not 1 <= value <= 10:  # noqa: PLR2004 -- the domain's scale
        raise ValueError("ratings go from 1 to 10")
    return Rating(value, _at_in(told))


def listed_out(listed: Listed) -> Raw:
    """Return that something is on the list as JSON."""
    return {"at": listed.at and time_out(listed.at)}


def listed_in(raw: object) -> Listed:
    """Return that something is on the list. Raises ValueError."""
    return Listed(_at_in(object_in(raw)))


def lists_out(lists: InLists) -> list[str]:
    """Return in which lists something is as JSON."""
    return sorted(lists.names)


def lists_in(raw: object) -> InLists | None:
    """Return in which lists something is, None where it is in none. Raises ValueError."""
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise ValueError("lists are no names")
    names = frozenset(clean(each) for each in raw if each.strip())
    return InLists(names) if names else None


def time_out(at: datetime) -> str:
    """Return a time as text, in UTC."""
    return at.astimezone(UTC).isoformat()


def time_in(said: object) -> datetime:
    """Return the time that a text says; without a zone it is UTC. Raises ValueError."""
    if not isinstance(said, str):
        raise ValueError("a time is no text")  # noqa: TRY004 -- all that is wrong is one error
    at = datetime.fromisoformat(said)
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a time is before all time, or after it") from error


def object_in(raw: object) -> Raw:
    """Return an object of JSON as one. Raises ValueError."""
    if not isinstance(raw, dict):
        raise ValueError("something is no object")  # noqa: TRY004 -- all that is wrong is one error
    return cast("Raw", raw)


def number_in(told: Raw, name: str) -> float:
    """Return a number. Raises ValueError."""
    value = told.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} is no number")  # noqa: TRY004 -- all that is wrong is one error
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ValueError(f"{name} is no number")
    return number


def whole_in(told: Raw, name: str) -> int | None:
    """Return a whole number, None where none is told. Raises ValueError."""
    value = told.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError(f"{name} is no whole number")


def _text(told: Raw, name: str) -> str:
    value = told.get(name, "")
    if isinstance(value, str):
        return value
    raise ValueError(f"{name} is no text")


def _at_in(told: Raw) -> datetime | None:
    said = told.get("at")
    return None if said is None else time_in(said)


def _ids_out(ids: Iterable[TitleId]) -> list[str]:
    return [f"{each.kind.value}:{each.value}" for each in sorted(ids)]


def _ids_in(raw: object) -> frozenset[TitleId]:
    if not isinstance(raw, list):
        raise ValueError("ids are no list")  # noqa: TRY004 -- all that is wrong is one error
    found: set[TitleId] = set()
    for each in raw:
        kind, colon, value = each.partition(":") if isinstance(each, str) else ("", "", "")
        if not (colon and value):
            raise ValueError("an id is none")
        found.add(TitleId(TitleIdKind(kind), value))
    return frozenset(found)
