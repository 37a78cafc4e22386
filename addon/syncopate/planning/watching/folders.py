"""Folders that are one folder under two names: found by the files that two sides both have."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from syncopate.planning.watching.paths import components

_LEAST = 2
"""So many files have to say it: two may be called alike by chance."""
_MOST = 20


def folder_rules(theirs: Iterable[str], ours: Iterable[str]) -> list[tuple[str, str]]:
    """Return which folder of theirs is which of ours, those of most files first; none that are called alike.

    Files are taken for the same where each side has but one of that name. What lies below such a folder is
    called the same at both sides.
    """
    there, here = _by_name(theirs), _by_name(ours)
    told = Counter(
        pair
        for name, path in there.items()
        if path is not None and (other := here.get(name)) is not None
        for pair in _parting(path, other)
    )
    agreed: dict[str, str] = {}
    for (one, other), count in told.most_common():
        if count >= _LEAST and one not in agreed:
            agreed[one] = other
    return list(agreed.items())[:_MOST]


def _by_name(paths: Iterable[str]) -> dict[str, str | None]:
    """Return files by their names; None: several are called so."""
    found: dict[str, str | None] = {}
    for path in paths:
        name = next(iter(components(path)), "")
        found[name] = None if name in found else path
    return found


def _parting(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Give the folders from which on both paths are called the same."""
    first, second = _names(one), _names(other)
    shared = 0
    for name, also in zip(reversed(first), reversed(second), strict=False):
        if name.casefold() != also.casefold():
            break
        shared += 1
    # The root of a path is a folder as well, and where all is alike there is nothing to say.
    shared = min(shared, len(first) - 1, len(second) - 1)
    theirs, ours = _joined(first[:-shared], one), _joined(second[:-shared], other)
    if shared and theirs != ours:
        yield theirs, ours


def _names(path: str) -> list[str]:
    """Return the names in a path in order, its root the first of them."""
    separator = _separator(path)
    root = path[: len(path) - len(path.lstrip(separator))]
    return [*([root] if root else []), *(name for name in path.split(separator) if name)]


def _joined(names: Sequence[str], path: str) -> str:
    separator = _separator(path)
    if names and set(names[0]) == {separator}:
        return names[0] + separator.join(names[1:])
    # A drive alone is its root.
    return f"{names[0]}{separator}" if len(names) == 1 and separator == "\\" else separator.join(names)


def _separator(path: str) -> str:
    return "/" if "/" in path else "\\"
