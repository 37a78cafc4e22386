"""How titles, what is said of them and what is known of them lie in columns: by the hundred thousand."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from sys import intern
from typing import Any

from syncopate.domain.link import Action, Base, Because, Ready, WatchOperation
from syncopate.domain.watch import (
    NOTHING,
    Feature,
    InLists,
    Listed,
    MediaType,
    Position,
    Rating,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Value,
    Values,
    Watched,
)
from syncopate.store.encoding import clean

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TYPES = {each.value: each for each in MediaType}
_KINDS = {each.value: each for each in TitleIdKind}
_FEATURES = {each.value: each for each in Feature}
_SIDES = {each.value: each for each in Side}
_NO_IDS: frozenset[TitleId] = frozenset()


def packed(value: object) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, separators=(",", ":"))


def moment_in(at: datetime | None) -> int | None:
    """Return a moment as whole microseconds since 1970."""
    return None if at is None else (at - _EPOCH) // _MICROSECOND


def moment_of(microseconds: int | None) -> datetime | None:
    """Undo `moment_in`."""
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def encode_title(title: Title) -> str:
    """Return a title as text: the same for equal ones."""
    return packed(_title(title))


def decode_title(text: str) -> Title:
    """Undo `encode_title`."""
    return _as_title(json.loads(text))


def encode_values(values: Values) -> str:
    """Return what is said as text, "" for nothing."""
    return "" if values == NOTHING else packed(_values(values))


def decode_values(text: str) -> Values:
    """Undo `encode_values`."""
    return _as_values(json.loads(text)) if text else NOTHING


def encode_base(base: Base, seen_at: Mapping[Feature, datetime]) -> str:
    """Return what is known of a title at one side.

    Most was seen when all was: a time of `seen_at` is left out, so that a base that is as it was is the same
    text also when it was seen once more.
    """
    more: list[list[str]] = [
        sorted(base.taking),
        sorted(clean(each) for each in base.stands_in),
        sorted(clean(each) for each in base.taking_in),
    ]
    while more and not more[-1]:
        more.pop()
    return packed(
        [
            base.side.value,
            _title(base.title),
            {clean(key): moment_in(added) for key, added in sorted(base.keys.items())},
            _values(base.seen),
            {
                feature.value: 0 if seen_at.get(feature) == at else moment_in(at)
                for feature, at in sorted(base.seen_at.items())
            },
            _values(base.wrote),
            {feature.value: moment_in(at) for feature, at in sorted(base.wrote_at.items())},
            sorted(base.stands),
            *more,
        ]
    )


class Bases:
    """Undoes `encode_base`; what all have in common is made once."""

    def __init__(self, seen_at: Mapping[Side, Mapping[Feature, datetime]]) -> None:
        self._seen_at = seen_at
        self._known: dict[tuple[str, tuple[tuple[str, int], ...]], dict[Feature, datetime]] = {}

    def decode(self, text: str) -> Base:
        """Return the base."""
        # What few have comes last, and is left out where there is none.
        side, title, keys, seen, seen_at, wrote, wrote_at, stands, *more = json.loads(text)
        taking, stands_in, taking_in = [*more, (), (), ()][:3]
        return Base(
            side=_SIDES[side],
            title=_as_title(title),
            keys={key: moment_of(added) for key, added in keys.items()},
            seen=_as_values(seen),
            seen_at=self._times(side, seen_at),
            wrote=_as_values(wrote),
            wrote_at={_FEATURES[name]: _EPOCH + timedelta(microseconds=at) for name, at in wrote_at.items()},
            stands=frozenset(_FEATURES[name] for name in stands),
            taking=frozenset(_FEATURES[name] for name in taking),
            stands_in=frozenset(stands_in),
            taking_in=frozenset(taking_in),
        )

    def _times(self, side: str, seen_at: Mapping[str, int]) -> dict[Feature, datetime]:
        name = side, tuple(seen_at.items())
        found = self._known.get(name)
        if found is None:
            common = self._seen_at.get(_SIDES[side], {})
            found = self._known[name] = {}
            for each, at in seen_at.items():
                feature = _FEATURES[each]
                when = common.get(feature) if at == 0 else _EPOCH + timedelta(microseconds=at)
                if when is not None:
                    found[feature] = when
        return found


def base_id(base: Base) -> str:
    """Return what a base is known by: the side, the title and its records there."""
    return digest(packed([base.side.value, _title(base.title), sorted(base.keys)]))


def digest(text: str) -> str:
    """Return 32 signs that stand for a text."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def encode_operation(operation: WatchOperation) -> str:
    """Return a write as text."""
    return packed(
        [
            operation.side.value,
            operation.feature.value,
            operation.action.value,
            _title(operation.title),
            [clean(key) for key in operation.keys],
            _value(operation.value),
            _value(operation.before),
            operation.because.value,
            operation.ready.value,
            operation.again,
            *([clean(operation.list_name)] if operation.list_name else ()),
        ]
    )


def decode_operation(text: str) -> WatchOperation:
    """Undo `encode_operation`."""
    side, feature, action, title, keys, value, before, because, ready, again, *more = json.loads(text)
    about = _FEATURES[feature]
    return WatchOperation(
        side=_SIDES[side],
        feature=about,
        action=Action(action),
        title=_as_title(title),
        keys=tuple(keys),
        value=_as_value(about, value),
        before=_as_value(about, before),
        because=Because(because),
        ready=Ready(ready),
        again=again,
        list_name=more[0] if more else "",
    )


def mark_of(operation: WatchOperation) -> str:
    """Return what is the same for a write that does the same to the same title, whenever it is planned."""
    return digest(packed([*_aim(operation), _value(operation.value)]))


def aim_of(operation: WatchOperation) -> str:
    """Return what is the same for writes of a kind to a title, whatever is written."""
    return digest(packed([*_aim(operation), operation.list_name]))


def _aim(operation: WatchOperation) -> list[object]:
    return [
        operation.side.value,
        operation.action.value,
        operation.title.type.value,
        _ids(operation.title.ids),
        _ids(operation.title.show_ids),
        operation.title.season,
        operation.title.number
        if operation.title.last_number is None
        else [operation.title.number, operation.title.last_number],
        # What has no id is told by what it is called.
        "" if operation.title.ids or operation.title.show_ids else operation.title.name,
        operation.title.path if not operation.title.ids and not operation.title.show_ids else None,
    ]


def label_of(title: Title) -> str:
    """Return what people call a title."""
    name = title.name or (title.path or "").replace("\\", "/").rpartition("/")[2]
    year = f" ({title.year})" if title.year else ""
    if title.type is MediaType.SEASON:
        return f"{title.show_name or name}{year} S{title.season or 0:02}"
    if title.type is not MediaType.EPISODE:
        return f"{name}{year}" if name else _named_by_id(title)
    last = "" if title.last_number is None else f"-E{title.last_number:02}"
    place = (
        f" S{title.season or 0:02}E{title.number:02}{last}"
        if title.number is not None
        else f" {title.absolute or title.aired or ''}".rstrip()
    )
    own = f" · {name}" if name and title.show_name else ""
    return f"{title.show_name or name or _named_by_id(title)}{place}{own}"


def _named_by_id(title: Title) -> str:
    first = min(title.ids | title.show_ids, default=None)
    return "?" if first is None else f"{first.kind.value} {first.value}"


def _ids(ids: frozenset[TitleId]) -> list[str]:
    return sorted([f"{each.kind.value}:{clean(each.value)}" for each in ids])


@lru_cache(maxsize=200_000)
def _as_id(text: str) -> TitleId | None:
    kind, _, value = text.partition(":")
    known = _KINDS.get(kind)
    return None if known is None else TitleId(known, value)


def _as_ids(texts: Sequence[str]) -> frozenset[TitleId]:
    # Kinds that are not known are those of a newer engine.
    return frozenset([each for text in texts if (each := _as_id(text)) is not None]) if texts else _NO_IDS


@lru_cache(maxsize=50_000)
def _of_show(texts: tuple[str, ...]) -> frozenset[TitleId]:
    """Return the ids of a show: all its episodes share one set, which takes 216 bytes."""
    return _as_ids(texts)


def _title(title: Title) -> list[object]:
    return [
        title.type.value,
        _ids(title.ids),
        clean(title.name),
        clean(title.show_name),
        title.year,
        _ids(title.show_ids),
        title.season,
        title.number,
        title.last_number,
        title.absolute,
        None if title.aired is None else title.aired.isoformat(),
        None if title.path is None else clean(title.path),
    ]


def _as_title(value: list[Any]) -> Title:
    kind, ids, name, show_name, year, show_ids, season, number, last, absolute, aired, path = value
    return Title(
        type=_TYPES[kind],
        ids=_as_ids(ids),
        # Both sides, and what is known of them, call it the same.
        name=intern(name),
        show_name=intern(show_name),
        year=year,
        show_ids=_of_show(tuple(show_ids)) if show_ids else _NO_IDS,
        season=season,
        number=number,
        last_number=last,
        absolute=absolute,
        aired=None if aired is None else date.fromisoformat(aired),
        path=path,
    )


def _values(values: Values) -> list[object]:
    said: list[object] = [_value(values.watched), _value(values.position), _value(values.rating)]
    said.append(_value(values.listed))
    # Most titles are in no list: it is told only of the others.
    return said if values.lists is None else [*said, _value(values.lists)]


def _as_values(value: list[Any]) -> Values:
    watched, position, rating, listed, *more = value
    if watched is position is rating is listed is None and not more:
        return NOTHING
    return Values(
        watched=None if watched is None else _as_watched(watched),
        position=None if position is None else Position(position[0], moment_of(position[1])),
        rating=None if rating is None else Rating(rating[0], moment_of(rating[1])),
        listed=None if listed is None else Listed(moment_of(listed[0])),
        lists=_as_lists(more[0]) if more else None,
    )


def _value(value: Value | None) -> list[object] | None:
    match value:
        case None:
            return None
        case Watched():
            return [[moment_in(play) for play in value.plays], value.count]
        case Position():
            return [value.seconds, moment_in(value.at)]
        case Rating():
            return [value.value, moment_in(value.at)]
        case Listed():
            return [moment_in(value.at)]
        case InLists():
            return [*sorted(clean(name) for name in value.names)]


def _as_value(feature: Feature, value: list[Any] | None) -> Value | None:
    if value is None:
        return None
    match feature:
        case Feature.HISTORY:
            return _as_watched(value)
        case Feature.PROGRESS:
            return Position(value[0], moment_of(value[1]))
        case Feature.RATINGS:
            return Rating(value[0], moment_of(value[1]))
        case Feature.WATCHLIST:
            return Listed(moment_of(value[0]))
        case Feature.LISTS:
            return _as_lists(value)


def _as_lists(value: list[Any]) -> InLists:
    return InLists(frozenset([intern(name) for name in value]))


def _as_watched(value: list[Any]) -> Watched:
    return Watched(tuple([_EPOCH + timedelta(microseconds=at) for at in value[0]]), value[1])
