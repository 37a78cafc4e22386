"""Pure: which titles are one, and what becomes of what is known when something is added or taken back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import (
    Feature,
    InLists,
    Listed,
    MediaType,
    Position,
    Rating,
    Title,
    TitleId,
    Value,
    Values,
    Watched,
    list_key,
)
from syncopate.providers.local.manifest import MANIFEST
from syncopate.providers.local.values import clean

_LOWEST, _HIGHEST = 1.0, 10.0
_EVER = datetime.min.replace(tzinfo=UTC)


def names_of(title: Title) -> Iterator[str]:
    """Return what a title can be found by, the surest first; its type is in each.

    What has no ids is known by its name and year, as far as that is told, or by where its file lies.
    """
    for name in _names_of(title):
        # Bytes in the name of a file that are no text cannot be looked for as they are.
        yield name.encode("utf-8", "backslashreplace").decode("utf-8")


def _names_of(title: Title) -> Iterator[str]:
    kind = title.type.value
    for each in sorted(title.ids):
        yield f"{kind}|{each.kind.value}|{each.value}"
    for each in sorted(title.show_ids):
        for place in _places(title):
            yield f"{kind}|{each.kind.value}|{each.value}|{place}"
    if title.ids or title.show_ids:
        return
    own = (title.show_name or title.name).strip().casefold()
    if own and kind in {MediaType.MOVIE, MediaType.SHOW}:
        yield f"{kind}|named|{own}|{title.year or ''}"
    elif own:
        yield from (f"{kind}|named|{own}|{title.year or ''}|{place}" for place in _places(title))
    if title.path:
        yield f"{kind}|path|{title.path}"


def _places(title: Title) -> Iterator[str]:
    """Return where a season or an episode is in its show."""
    if title.type is MediaType.SEASON and title.season is not None:
        yield f"s{title.season}"
    elif title.type is MediaType.EPISODE:
        if title.season is not None and title.number is not None:
            yield f"s{title.season}e{title.number}"
        elif title.absolute is not None:
            yield f"a{title.absolute}"
        elif title.aired is not None:
            yield f"d{title.aired.isoformat()}"


def may_be_one(one: Title, other: Title) -> bool:
    """Tell whether no id says that two titles are different ones; a file of episodes is none of these."""
    if one.last_number != other.last_number:
        return False
    return one.type is other.type and _agree(one.ids, other.ids) and _agree(one.show_ids, other.show_ids)


def united(known: Title, told: Title) -> Title:
    """Return a title with what another one, which is the same, knows besides."""
    return replace(
        known,
        ids=known.ids | told.ids,
        show_ids=known.show_ids | told.show_ids,
        name=known.name or told.name,
        show_name=known.show_name or told.show_name,
        year=told.year if known.year is None else known.year,
        season=told.season if known.season is None else known.season,
        number=told.number if known.number is None else known.number,
        absolute=told.absolute if known.absolute is None else known.absolute,
        aired=told.aired if known.aired is None else known.aired,
    )


def kept(title: Title) -> Title:
    """Return a title as it is kept: where its file lies says nothing where there are ids."""
    path = None if title.ids or title.show_ids else title.path
    return replace(title, path=path, name=clean(title.name), show_name=clean(title.show_name))


def moved(known: Title, told: Title) -> Title:
    """Return a title with where its file lies now, where it is known by that."""
    return replace(known, path=told.path) if known.path and told.path else known


def _agree(ids: Iterable[TitleId], others: Iterable[TitleId]) -> bool:
    """Tell whether two who have ids of one kind share one of these."""
    mine, theirs = _by_kind(ids), _by_kind(others)
    return all(mine[kind] & theirs[kind] for kind in mine.keys() & theirs.keys())


def _by_kind(ids: Iterable[TitleId]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in ids:
        found[each.kind].add(each.value)
    return found


def written(values: Values, operation: WatchOperation) -> Values:
    """Return what is said after a write; the same where it was so before. Raises TypeError for odd values."""
    feature, value = operation.feature, operation.value
    match operation.action:
        case Action.WATCH:
            if not isinstance(value, Watched):
                raise TypeError(f"{value!r} is no {feature}")
            seen = seen_as_well(values.watched, value)
            # Whoever has seen it to its end is nowhere in it any more.
            return values if seen == values.watched else replace(values, watched=seen, position=None)
        case Action.UNWATCH:
            return replace(values, watched=_seen_less(values.watched, value))
        case Action.UNPLACE | Action.UNRATE | Action.UNLIST:
            return values.having(feature, None)
        case Action.PLACE | Action.RATE | Action.LIST:
            if value is None:
                raise TypeError(f"nothing is no {feature}")
            if isinstance(value, Listed) and values.listed is not None:
                return values
            return values.having(feature, _in_scale(value))
        case Action.ENLIST | Action.DELIST as action:
            return replace(values, lists=_listed(values.lists, action, clean(operation.list_name)))


def _listed(known: InLists | None, action: Action, name: str) -> InLists | None:
    if action is Action.ENLIST:
        return in_as_well(known, (name,))
    return None if known is None else known.less(list_key(name))


def in_as_well(known: InLists | None, names: Iterable[str]) -> InLists | None:
    """Return lists with more of them; one that is there keeps its spelling."""
    found = {} if known is None else {list_key(name): name for name in sorted(known.names)}
    for name in sorted(names):
        if key := list_key(name):
            found.setdefault(key, name)
    if known is not None and found.keys() <= known.keys:
        return known
    return InLists(frozenset(found.values())) if found else None


def added(kind: MediaType, values: Values, more: Values) -> Values:
    """Return what is said by both: every time it was seen, every list, and of all else the newest."""
    held = {each: more.of(each) for each in Feature if MANIFEST.watch and MANIFEST.watch.can_hold(each, kind)}
    seen, listed = held.get(Feature.HISTORY), held.get(Feature.WATCHLIST)
    lists = held.get(Feature.LISTS)
    return Values(
        watched=seen_as_well(values.watched, seen) if isinstance(seen, Watched) else values.watched,
        position=_newer(values.position, held.get(Feature.PROGRESS)),
        rating=_newer(values.rating, _in_scale(held.get(Feature.RATINGS))),
        listed=values.listed or (listed if isinstance(listed, Listed) else None),
        lists=in_as_well(values.lists, lists.names) if isinstance(lists, InLists) else values.lists,
    )


def seen_as_well(known: Watched | None, told: Watched) -> Watched:
    """Return the times of both; one and the same moment is one time."""
    if known is None:
        return Watched(tuple(sorted(set(told.plays))), max(told.count, len(set(told.plays)), 1))
    plays = tuple(sorted({*known.plays, *told.plays}))
    return Watched(plays, max(known.count, told.count, len(plays)))


def _in_scale[T: Value | None](value: T) -> T | Rating:
    """Return a value, a rating within the scale: what is out of it could not be read again."""
    if isinstance(value, Rating) and not _LOWEST <= value.value <= _HIGHEST:
        return replace(value, value=min(max(value.value, _LOWEST), _HIGHEST))
    return value


def _seen_less(known: Watched | None, value: Value | None) -> Watched | None:
    """Return what is left of the times it was seen; None as a value takes back all."""
    if known is None or not isinstance(value, Watched):
        return None
    plays = tuple(play for play in known.plays if play not in value.plays)
    if plays == known.plays:
        return known
    return Watched(plays, len(plays)) if plays else None


def _newer[T: (Position, Rating)](known: T | None, told: Value | None) -> T | None:
    """Return the newer of two, the known one where no date says which; of another kind nothing is taken."""
    if known is None:
        return told  # type: ignore[return-value] # of its feature
    if isinstance(told, type(known)) and (told.at or _EVER) > (known.at or _EVER):
        return told
    return known
