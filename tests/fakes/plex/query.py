"""Plex's media queries: filters with their operators, orders, and limits."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fakes.plex.media import Album, Artist, Collection, Item, Kind, Section, Views, above

type Pairs = Sequence[tuple[str, str]]
type Value = Callable[[Any, Views], Any]

PREFIXES: Final = {kind.word: kind for kind in Kind}
_NAME = re.compile(r"(?:([a-z]+)\.)?([A-Za-z]+)(!=|>>|<<|>|<|!|=)?")
_UNIT: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604_800, "mon": 2_592_000, "y": 31_536_000}
_IGNORED = re.compile(
    r"X-Plex-.*|include[A-Z].*|exclude[A-Z].*|async[A-Z].*|check[A-Z].*|type|sort|limit|skipRefresh"
)


class BadQueryError(ValueError):
    """No such field, operator, order or value."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind: what may be asked of it is told by its `type`."""

    type: str
    title: str
    value: Value


def title_sort(title: str) -> str:
    """Return the title without an article at its beginning, as Plex sorts."""
    return re.sub(r"^(the|a|an) ", "", title.casefold())


def _genres(item: Any, _: Views) -> tuple[str, ...]:
    return tuple(item.genres) if isinstance(item, Artist | Album) else ()


_COMMON: Final[dict[str, Field]] = {
    "title": Field("string", "Title", lambda item, _: item.title),
    "titleSort": Field("string", "Sort Title", lambda item, _: title_sort(item.title)),
    "addedAt": Field("date", "Date Added", lambda item, _: item.added),
    "updatedAt": Field("date", "Date Updated", lambda item, _: item.updated),
    "guid": Field("guid", "Guid", lambda item, _: item.guid),
    "id": Field("integer", "Rating Key", lambda item, _: item.key),
    "label": Field("tag", "Labels", lambda item, _: tuple(getattr(item, "labels", ()))),
}
_SEEN: Final[dict[str, Field]] = {
    "userRating": Field("integer", "Rating", lambda item, views: views.ratings.get(item.guid, (-1.0, 0))[0]),
    "lastRatedAt": Field("date", "Date Rated", lambda item, views: views.ratings.get(item.guid, (0.0, 0))[1]),
    "lastViewedAt": Field("date", "Last Played", lambda item, views: views.last(item.guid)),
    "viewCount": Field("integer", "Plays", lambda item, views: views.plays.get(item.guid, (0, 0))[0]),
    "unwatched": Field("boolean", "Unplayed", lambda item, views: item.guid not in views.plays),
    "collection": Field(
        "tag",
        "Collection",
        lambda item, _: tuple(
            one.title
            for one in item.section.of(Kind.COLLECTION).values()
            if isinstance(one, Collection) and item in one.members
        ),
    ),
}
FIELDS: Final[dict[Kind, dict[str, Field]]] = {
    Kind.ARTIST: _COMMON | _SEEN | {"genre": Field("tag", "Genre", _genres)},
    Kind.ALBUM: _COMMON
    | _SEEN
    | {
        "genre": Field("tag", "Genre", _genres),
        "year": Field("integer", "Year", lambda item, _: item.year),
        "studio": Field("string", "Record Label", lambda item, _: item.studio),
    },
    Kind.TRACK: _COMMON
    | _SEEN
    | {
        "duration": Field("integer", "Duration", lambda item, _: item.duration),
        "index": Field("integer", "Track Number", lambda item, _: item.index),
        "absoluteIndex": Field("integer", "Absolute Index", lambda item, _: (item.disc, item.index or 0)),
    },
    Kind.COLLECTION: _COMMON,
    Kind.MOVIE: _COMMON | _SEEN | {"year": Field("integer", "Year", lambda item, _: item.year)},
    Kind.SHOW: _COMMON | _SEEN | {"year": Field("integer", "Year", lambda item, _: item.year)},
    Kind.SEASON: _COMMON | _SEEN | {"index": Field("integer", "Season", lambda item, _: item.index)},
    Kind.EPISODE: _COMMON | _SEEN | {"index": Field("integer", "Episode", lambda item, _: item.index)},
}
_ORDER: Final = {
    Kind.ALBUM: "artist.titleSort,year,titleSort",
    Kind.TRACK: "artist.titleSort,album.year,album.titleSort,absoluteIndex",
}
OPERATORS: Final[dict[str, dict[str, Callable[[Any, Any], bool]]]] = {
    "string": {
        "": lambda have, want: want in have.casefold(),
        "!": lambda have, want: want not in have.casefold(),
        "=": lambda have, want: have.casefold() == want,
        "!=": lambda have, want: have.casefold() != want,
        "<": lambda have, want: have.casefold().startswith(want),
        ">": lambda have, want: have.casefold().endswith(want),
    },
    "integer": {
        "": lambda have, want: have in want,
        "!": lambda have, want: have not in want,
        ">>": lambda have, want: have > want[0],
        "<<": lambda have, want: have < want[0],
        ">": lambda have, want: have >= want[0],
        "<": lambda have, want: have <= want[0],
    },
    "tag": {
        "": lambda have, want: any(tag.casefold() in want for tag in have),
        "!": lambda have, want: not any(tag.casefold() in want for tag in have),
    },
    "boolean": {"": lambda have, want: have is want, "!": lambda have, want: have is not want},
    "guid": {"": lambda have, want: have == want},
}
OPERATORS["date"] = OPERATORS["integer"]


def field_of(kind: Kind, prefix: str | None, name: str) -> tuple[Value, str]:
    """Return how to read a field of an item, or of what it belongs to, and the field's type."""
    on = kind if prefix is None else PREFIXES.get(prefix)
    found = FIELDS[on].get(name) if on in FIELDS else None
    if found is None or on is None or on > kind:
        raise BadQueryError(f"{prefix}.{name}")
    value = found.value
    if on is kind:
        return value, found.type
    return lambda item, views: value(above(item, on), views), found.type


def _wanted(kind: str, text: str, now: int) -> Any:
    """Return the value as the field's type has it."""
    match kind:
        case "string":
            return text.casefold()
        case "tag":
            return {one.casefold() for one in text.split(",")}
        case "guid":
            return text
        case "boolean" if text in {"0", "1"}:
            return text == "1"
        case "date" if found := re.fullmatch(r"-(\d+)(s|m|h|d|w|mon|y)", text):
            return [now - int(found[1]) * _UNIT[found[2]]]
        case "integer" | "date":
            return [float(one) for one in text.split(",")]
        case _:
            raise BadQueryError(text)


def _tests(kind: Kind, pairs: Pairs, now: int) -> list[Callable[[Item, Views], bool]]:
    tests: list[Callable[[Item, Views], bool]] = []
    for name, text in pairs:
        if _IGNORED.fullmatch(name):
            continue
        if (parts := _NAME.fullmatch(name)) is None:
            raise BadQueryError(name)
        value, kind_of_value = field_of(kind, parts[1], parts[2])
        if (operator := OPERATORS[kind_of_value].get(parts[3] or "")) is None:
            raise BadQueryError(name)
        try:
            wanted = _wanted(kind_of_value, text, now)
        except ValueError as error:
            raise BadQueryError(name) from error
        tests.append(_test(value, operator, wanted))
    return tests


def _test(value: Value, operator: Callable[[Any, Any], bool], wanted: Any) -> Callable[[Item, Views], bool]:
    def test(item: Item, views: Views) -> bool:
        have = value(item, views)
        return have is not None and operator(have, wanted)

    return test


def _sorted(items: Iterable[Item], kind: Kind, sort: str, views: Views) -> list[Item]:
    """Sort by all orders given; what is equal keeps the order it was added in."""
    found = sorted(items, key=lambda item: item.key)
    for part in reversed(sort.split(",")):
        match = re.fullmatch(r"(?:([a-z]+)\.)?([A-Za-z]+)(?::(asc|desc|nullsLast))?", part)
        if match is None:
            raise BadQueryError(part)
        value, _ = field_of(kind, match[1], match[2])
        found.sort(key=_order(value, views), reverse=match[3] == "desc")
    return found


def _order(value: Value, views: Views) -> Callable[[Item], tuple[bool, Any]]:
    def order(item: Item) -> tuple[bool, Any]:
        have = value(item, views)
        return (have is not None, 0 if have is None else have)

    return order


def kind_of(section: Section, pairs: Pairs) -> Kind:
    """Return the kind a query asks for by `type`, else the section's own."""
    text = dict(pairs).get("type")
    if text is None:
        return section.kind
    try:
        return Kind(int(text))
    except ValueError as error:
        raise BadQueryError(text) from error


def listing(section: Section, pairs: Pairs, views: Views, now: int) -> tuple[Item, ...]:
    """Return what a query finds, in order; `BadQueryError` when it cannot be answered."""
    kind = kind_of(section, pairs)
    asked = dict(pairs)
    own = [pair for pair in pairs if not _IGNORED.fullmatch(pair[0])]
    sort, limit = asked.get("sort", _ORDER.get(kind, "titleSort")), asked.get("limit", "")
    cached = (kind, tuple(own), sort, limit, _passing(own, sort, views, now))
    if (known := section.lists.get(cached)) is not None:
        return known
    tests = _tests(kind, own, now)
    found = (item for item in section.of(kind).values() if all(test(item, views) for test in tests))
    answer = tuple(_sorted(found, kind, sort, views))
    if limit:
        if not limit.isdecimal():
            raise BadQueryError(limit)
        answer = answer[: int(limit)]
    if len(section.lists) >= 16:
        section.lists.clear()
    section.lists[cached] = answer
    return answer


def _passing(own: Pairs, sort: str, views: Views, now: int) -> object:
    """Return what a list rests on besides the section's items: the user's views, and the time."""
    names = " ".join([sort, *(name for name, _ in own)])
    seen = any(re.search(rf"\b{name}\b", names) for name in _SEEN)
    return (id(views), views.version) if seen else None, now if any(v.startswith("-") for _, v in own) else 0


def matching(items: Iterable[Item], text: str) -> list[Item]:
    """Return what a person searching by words means: every word begins a word of the title."""
    words = re.findall(r"\w+", text.casefold())
    return [
        item
        for item in items
        if words and all(re.search(rf"\b{re.escape(word)}", item.title.casefold()) for word in words)
    ]
