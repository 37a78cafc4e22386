"""Records of our own file: each is read piece by piece, and taken without what is odd in it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from syncopate.domain.watch import (
    InLists,
    Listed,
    MediaType,
    Position,
    Rating,
    Record,
    Title,
    TitleId,
    TitleIdKind,
    Values,
    Watched,
    list_key,
)
from syncopate.providers.local.formats.reading import LONGEST, Reading, number_in, title_id, year_in
from syncopate.providers.local.merging import names_of
from syncopate.providers.local.values import Raw, clean, number_in as finite_in, object_in

_TYPES: Mapping[object, MediaType] = {kind.value: kind for kind in MediaType}
_KINDS: Mapping[str, TitleIdKind] = {kind.value: kind for kind in TitleIdKind}
_OF_LETTERS = frozenset({TitleIdKind.PLEX, TitleIdKind.GRACENOTE})
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./:-]{0,127}")
_MOST_TIMES = 100_000
_LOWEST, _HIGHEST = 1.0, 10.0


def take_in(reading: Reading, place: int, raw: object) -> None:
    """Take in a record, or say why it is left out."""
    told = raw if isinstance(raw, dict) else {}
    about = object_in(told["title"]) if isinstance(told.get("title"), dict) else {}
    kind = _TYPES.get(about.get("type")) if _is_plain(about.get("type")) else None
    if kind is None:
        reading.skip(place, "It is about no film, show, season or episode.")
        return
    pieces = _Pieces(reading, told)
    title, values = _title(_Pieces(reading, about), kind), _values(pieces)
    key, section = (told.get(name) for name in ("key", "section"))
    record = Record(
        key=clean(key) if isinstance(key, str) else "",
        title=title,
        values=values,
        added_at=pieces.moment("added_at"),
        length=pieces.number("length", "length", 0, LONGEST),
        section=clean(section) if isinstance(section, str) else None,
        playing=told.get("playing") is True,
    )
    if not any(names_of(title)):
        reading.skip(place, "It has no id and no name that it could be found by.")
    elif values == Values():
        reading.skip(place, "It does not say what became of the title.")
    else:
        reading.take(place, record)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What is in an object; what is odd is told, and not there."""

    reading: Reading
    raw: Raw

    def odd(self, value: object, what: str) -> None:
        said = json.dumps(value)[:40] if _is_plain(value) else "A list or an object"
        self.reading.without(f"{said} is no {what}")

    def piece[T](self, name: str, what: str, read: Callable[[object], T | None]) -> T | None:
        """Return a piece as `read` understands it; None from it says that it is odd."""
        value = self.raw.get(name)
        if value is None:
            return None
        found = read(value)
        if found is None:
            self.odd(value, what)
        return found

    def whole(self, name: str, what: str) -> int | None:
        return self.piece(name, what, lambda said: number_in(said) if isinstance(said, int) else None)

    def number(self, name: str, what: str, least: float, most: float) -> float | None:
        """Return a number within bounds, both included."""
        value = self.raw.get(name)
        if value is None:
            return None
        try:
            number = finite_in(self.raw, name)
        except ValueError:
            number = least - 1
        if least <= number <= most:
            return number
        self.odd(value, what)
        return None

    def text(self, name: str, what: str) -> str:
        return self.piece(name, what, lambda said: said if isinstance(said, str) else None) or ""

    def moment(self, name: str) -> datetime | None:
        said = self.text(name, "date")
        return self.reading.moment(said)

    def inside(self, name: str, what: str) -> _Pieces | None:
        found = self.piece(name, what, lambda said: object_in(said) if isinstance(said, dict) else None)
        return None if found is None else _Pieces(self.reading, found)

    def many(self, name: str, what: str) -> list[object]:
        return self.piece(name, what, lambda said: said if isinstance(said, list) else None) or []


def _title(pieces: _Pieces, kind: MediaType) -> Title:
    return Title(
        type=kind,
        ids=_ids(pieces, "ids"),
        name=clean(pieces.text("name", "name")),
        show_name=clean(pieces.text("show_name", "name of a show")),
        year=pieces.piece("year", "year", lambda said: year_in(said) if isinstance(said, int) else None),
        show_ids=_ids(pieces, "show_ids"),
        season=pieces.whole("season", "number of a season"),
        number=pieces.whole("number", "number of an episode"),
        last_number=pieces.whole("last_number", "number of an episode"),
        absolute=pieces.whole("absolute", "number of an episode"),
        aired=pieces.piece("aired", "day", _day),
        path=pieces.text("path", "place of a file") or None,
    )


def _values(pieces: _Pieces) -> Values:
    position, rating = pieces.inside("position", "position"), pieces.inside("rating", "rating")
    watched, listed = pieces.inside("watched", "history"), pieces.inside("listed", "entry of a watchlist")
    return Values(
        watched=None if watched is None else _watched(watched),
        position=None if position is None else _position(position),
        rating=None if rating is None else _rating(rating),
        listed=None if listed is None else Listed(listed.moment("at")),
        lists=_lists(pieces),
    )


def _lists(pieces: _Pieces) -> InLists | None:
    names: set[str] = set()
    for each in pieces.many("lists", "list of names"):
        if isinstance(each, str) and list_key(each):
            names.add(clean(each))
        else:
            pieces.odd(each, "name of a list")
    return InLists(frozenset(names)) if names else None


def _position(pieces: _Pieces) -> Position | None:
    seconds = pieces.number("seconds", "position", 0, LONGEST)
    return None if seconds is None else Position(seconds, pieces.moment("at"))


def _rating(pieces: _Pieces) -> Rating | None:
    value = pieces.number("value", "rating", _LOWEST, _HIGHEST)
    return None if value is None else Rating(value, pieces.moment("at"))


def _watched(pieces: _Pieces) -> Watched:
    plays: list[datetime] = []
    for each in pieces.many("plays", "list of dates"):
        if not isinstance(each, str):
            pieces.odd(each, "date")
        elif (at := pieces.reading.moment(each)) is not None:
            plays.append(at)
    count = pieces.number("count", "number of times that it was seen", 1, _MOST_TIMES)
    return Watched(tuple(sorted(plays)), 1 if count is None else int(count))


def _ids(pieces: _Pieces, name: str) -> frozenset[TitleId]:
    found = frozenset[TitleId]()
    for each in pieces.many(name, "list of ids"):
        kind, _, value = each.partition(":") if isinstance(each, str) else ("", "", "")
        known = _KINDS.get(kind)
        ids = frozenset[TitleId]() if known is None else _id(known, value)
        if not ids:
            pieces.odd(each, "id of a kind that is known" if known is None and kind else "id")
        found |= ids
    return found


def _id(kind: TitleIdKind, value: str) -> frozenset[TitleId]:
    if kind in _OF_LETTERS:
        return frozenset({TitleId(kind, value)}) if _ID.fullmatch(value) else frozenset()
    return title_id(kind, value)


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)
