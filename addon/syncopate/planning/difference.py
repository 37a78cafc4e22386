"""From one order of tracks to another, with as few writes as possible.

The n-th occurrence of a key is a thing of its own, so nothing stands twice and the longest common
subsequence is a longest increasing one (patience sorting, O(n log n)).
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.plan import Operation, OperationKind

type Spot = tuple[str, int]
"""A key and which of its occurrences."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Positions: `removed` in the old order; `moved` and `added` in the new one, ascending."""

    removed: tuple[int, ...]
    moved: tuple[int, ...]
    added: tuple[int, ...]


def spots(keys: Sequence[str]) -> list[Spot]:
    """Return the keys with their occurrences numbered."""
    seen: Counter[str] = Counter()
    numbered: list[Spot] = []
    for key in keys:
        numbered.append((key, seen[key]))
        seen[key] += 1
    return numbered


def difference(old: Sequence[str], new: Sequence[str]) -> Difference:
    """Compare two orders. What stands more than once is never moved, but removed and added."""
    before, after = spots(old), spots(new)
    place = {spot: position for position, spot in enumerate(before)}
    shared = [position for position, spot in enumerate(after) if spot in place]
    staying = {shared[index] for index in _increasing([place[after[position]] for position in shared])}
    twice = {key for counted in (Counter(old), Counter(new)) for key, count in counted.items() if count > 1}
    restless = [position for position in shared if position not in staying]
    again = {position for position in restless if after[position][0] in twice}
    wanted = set(after)
    gone = {position for position, spot in enumerate(before) if spot not in wanted}
    gone |= {place[after[position]] for position in again}
    fresh = {position for position, spot in enumerate(after) if spot not in place} | again
    return Difference(
        removed=tuple(sorted(gone)),
        moved=tuple(position for position in restless if position not in again),
        added=tuple(sorted(fresh)),
    )


def _increasing(values: Sequence[int]) -> list[int]:
    """Return the indices of a longest increasing subsequence of distinct values."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        rank = bisect_left(tails, value)
        before.append(at[rank - 1] if rank else -1)
        if rank == len(tails):
            tails.append(value)
            at.append(index)
        else:
            tails[rank], at[rank] = value, index
    chain: list[int] = []
    index = at[-1] if at else -1
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


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
