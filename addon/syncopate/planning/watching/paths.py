"""Files of two sides that are the same one, by the names of folders and file from the end on."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from syncopate.domain.watch import Side

type Placed = tuple[int, Side, str, bool]
"""A number of the caller's, the side, the path, and whether an id names it as well."""


def components(path: str) -> tuple[str, ...]:
    """Return the names in a path of any system, the file's first; capitals do not matter.

    A slash is the separator where there is one: only names of Windows have none, and they cannot hold one.
    """
    separator = "/" if "/" in path else "\\"
    names = unicodedata.normalize("NFC", path).casefold().split(separator)
    return tuple(name for name in reversed(names) if name)


def same_files(files: Iterable[Placed]) -> Iterator[tuple[int, int]]:
    """Return pairs of numbers, one of each side: each is the other's nearest, and no other is as near.

    Nearest is with which most names from the end on are shared. Two that ids name both are left to these.
    """
    by_name: dict[str, list[tuple[int, Side, tuple[str, ...], bool]]] = defaultdict(list)
    for number, side, path, named in files:
        names = components(path)
        if names:
            by_name[names[0]].append((number, side, names, named))
    for alike in by_name.values():
        left = [each for each in alike if each[1] is Side.LEFT]
        right = [each for each in alike if each[1] is Side.RIGHT]
        for number, _, names, named in left:
            nearest = _nearest(names, [each[2] for each in right])
            if nearest is None or (named and right[nearest][3]):
                continue
            back = _nearest(right[nearest][2], [each[2] for each in left])
            if back is not None and left[back][0] == number:
                yield number, right[nearest][0]


def _nearest(names: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> int | None:
    """Return which of others shares most with this one, None where several do."""
    shared = [_shared(names, other) for other in others]
    most = max(shared, default=0)
    return shared.index(most) if most and shared.count(most) == 1 else None


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count
