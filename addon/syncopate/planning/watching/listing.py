"""Lists of accounts: each is decided by itself, as the watchlist is, and each side keeps its spelling."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from syncopate.domain.link import Base, LinkPolicy, WatchOperation
from syncopate.domain.watch import Feature, InLists, Side, Values, View, list_key

type Spellings = Mapping[Side, Mapping[str, str]]
"""How each side spells its lists, by their keys."""


def spellings(views: Mapping[Side, View], bases: Iterable[Base]) -> Spellings:
    """Return how each side spells the lists that it has, or had when it was last seen.

    Where it spells one in several ways the first in order counts.
    """
    had: dict[Side, dict[str, str]] = {side: {} for side in Side}
    for base in bases:
        _learn(had[base.side], base.seen.lists)
    for side, view in views.items():
        has: dict[str, str] = {}
        for record in view.records:
            _learn(has, record.values.lists)
        had[side] |= has
    return had


def _learn(known: dict[str, str], lists: InLists | None) -> None:
    for name in () if lists is None else lists.names:
        key = list_key(name)
        if key and (key not in known or name < known[key]):
            known[key] = name


def lists_in(said: Iterable[Values], policy: LinkPolicy) -> Sequence[str]:
    """Return the keys of the lists that are kept in step and somebody says something of, in order."""
    keys = {key for values in said if values.lists is not None for key in values.lists.keys}
    return sorted(key for key in keys if policy.takes_list(key))


def in_list(values: Values, key: str) -> Values:
    """Return what is said, of lists of one alone."""
    return values if values.lists is None else replace(values, lists=values.lists.only(key))


def base_in(base: Base, key: str) -> Base:
    """Return what is known, of lists of one alone."""
    return replace(
        base,
        seen=in_list(base.seen, key),
        wrote=in_list(base.wrote, key),
        stands=_marked(base.stands, there=key in base.stands_in),
        taking=_marked(base.taking, there=key in base.taking_in),
    )


def base_with(base: Base, one: Base, key: str) -> Base:
    """Return what is known, with what `one`, made by `base_in`, says now of one list."""
    return replace(
        base,
        seen=_with(base.seen, one.seen, key),
        wrote=_with(base.wrote, one.wrote, key),
        seen_at=one.seen_at,
        stands_in=_keyed(base.stands_in, key, there=Feature.LISTS in one.stands),
        taking_in=_keyed(base.taking_in, key, there=Feature.LISTS in one.taking),
    )


def _marked(features: frozenset[Feature], *, there: bool) -> frozenset[Feature]:
    return features | {Feature.LISTS} if there else features - {Feature.LISTS}


def _keyed(keys: frozenset[str], key: str, *, there: bool) -> frozenset[str]:
    return keys | {key} if there else keys - {key}


def _with(values: Values, one: Values, key: str) -> Values:
    others = None if values.lists is None else values.lists.less(key)
    if one.lists is None or others is None:
        return replace(values, lists=one.lists or others)
    return replace(values, lists=InLists(others.names | one.lists.names))


def enlisted(values: Values, name: str) -> Values:
    """Return what is said once something was put into a list; where it is in it, it keeps its spelling."""
    lists, key = values.lists, list_key(name)
    if lists is not None and key in lists.keys:
        return values
    return replace(values, lists=InLists(frozenset({name}) | (lists.names if lists else frozenset())))


def delisted(values: Values, name: str) -> Values:
    """Return what is said once something was taken off a list, however it is spelled."""
    return values if values.lists is None else replace(values, lists=values.lists.less(list_key(name)))


def of_lists(
    operations: Iterable[WatchOperation], key: str, names: Mapping[Side, Mapping[str, str]]
) -> Iterator[WatchOperation]:
    """Return the writes of one list with its name: as the side spells it that is written to.

    A side that has a list twice, spelled in two ways, is written to once for each.
    """
    for each in operations:
        if each.action.removes:
            there = each.before.names if isinstance(each.before, InLists) else frozenset[str]()
            yield from (_named(each, name) for name in sorted(there))
        elif isinstance(each.value, InLists):
            yield _named(each, names.get(each.side, {}).get(key) or min(each.value.names))


def _named(operation: WatchOperation, name: str) -> WatchOperation:
    return replace(operation, value=InLists(frozenset({name})), list_name=name)
