"""From one order of tracks to another, with as few writes as possible."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syncopate.domain.plan import Operation, OperationKind

_MANY = 64
"""A key with more pairs of occurrences than this is compared by its n-th occurrences only."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Positions: `removed` in the old order; `moved` and `added` in the new one, ascending."""

    removed: tuple[int, ...]
    moved: tuple[int, ...]
    added: tuple[int, ...]


def difference(old: Sequence[str], new: Sequence[str]) -> Difference:
    """Compare two orders. What stands more than once is never moved, but removed and added."""
    staying = aligned(old, new)
    kept = set(staying.values())
    in_old, in_new = Counter(old), Counter(new)
    gone = [position for position in range(len(old)) if position not in staying]
    come = [position for position in range(len(new)) if position not in kept]
    return Difference(
        removed=tuple(at for at in gone if not in_old[old[at]] == in_new[old[at]] == 1),
        moved=tuple(at for at in come if in_old[new[at]] == in_new[new[at]] == 1),
        added=tuple(at for at in come if not in_old[new[at]] == in_new[new[at]] == 1),
    )


def aligned(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Return a longest common subsequence: old positions to new ones.

    Hunt and Szymanski 1977: a longest increasing run through all pairs of equal places, O(pairs log n).
    """
    tails: list[int] = []
    at: list[int] = []
    pairs: list[tuple[int, int, int]] = []
    for new_place, old_place in _pairs(old, new):
        rank = bisect_left(tails, old_place)
        pairs.append((new_place, old_place, at[rank - 1] if rank else -1))
        if rank == len(tails):
            tails.append(old_place)
            at.append(len(pairs) - 1)
        else:
            tails[rank], at[rank] = old_place, len(pairs) - 1
    found: dict[int, int] = {}
    index = at[-1] if at else -1
    while index >= 0:
        new_place, old_place, index = pairs[index]
        found[old_place] = new_place
    return found


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Give (new, old) places of equal keys, ascending by the new, descending by the old."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(old):
        places[key].append(place)
    counts = Counter(new)
    seen: Counter[str] = Counter()
    for place, key in enumerate(new):
        held = places.get(key)
        if held is None:
            continue
        if len(held) * counts[key] <= _MANY:
            yield from ((place, each) for each in reversed(held))
        elif seen[key] < len(held):
            yield place, held[seen[key]]
        seen[key] += 1


def carried_out(old: Sequence[str], operations: Sequence[Operation]) -> tuple[str, ...]:
    """Return what a target holds after these operations: what they mean, for previews and tests.

    Removals name positions of the old state and moves take their (only) track out; then added and moved
    tracks are put at their positions in ascending order.
    """
    removed = {each.position for each in operations if each.kind is OperationKind.REMOVE}
    moving = {each.track_key for each in operations if each.kind is OperationKind.MOVE}
    held = [key for position, key in enumerate(old) if position not in removed and key not in moving]
    placed = [
        (each.position, each.track_key)
        for each in operations
        if each.kind in {OperationKind.ADD, OperationKind.MOVE}
        and each.position is not None
        and each.track_key is not None
    ]
    result: list[str] = []
    staying = iter(held)
    for position, key in sorted(placed):
        while len(result) < position:
            result.append(next(staying))
        result.append(key)
    return (*result, *staying)
