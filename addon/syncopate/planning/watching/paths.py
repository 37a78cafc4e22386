"""Files of two sides that are the same one, by the names of folders and file from the end on."""

import unicodedata
from collections.abc import Iterable, Iterator

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
    given = list(files)
    # Where ids name everything, as they mostly do, no path is even taken apart.
    wanted = {name for _, _, path, named in given if not named and (name := _file_name(path))}
    if not wanted:
        return
    left, right = _Ends(), _Ends()
    for number, side, path, named in given:
        if _file_name(path) in wanted:
            (left if side is Side.LEFT else right).add(number, components(path), named=named)
    for number in left:
        nearest = right.nearest_to(left.names_of(number))
        if nearest is None or (left.is_named(number) and right.is_named(nearest)):
            continue
        if left.nearest_to(right.names_of(nearest)) == number:
            yield number, nearest


class _Ends:
    """Files of one side by how their paths end."""

    def __init__(self) -> None:
        self._files: dict[int, tuple[tuple[str, ...], bool]] = {}
        self._by_end: dict[tuple[str, ...], int | None] = {}
        """None: several files end so."""

    def add(self, number: int, names: tuple[str, ...], *, named: bool) -> None:
        """Take a file in."""
        self._files[number] = names, named
        for count in range(1, len(names) + 1):
            end = names[:count]
            self._by_end[end] = None if end in self._by_end else number

    def __iter__(self) -> Iterator[int]:
        """Give the files, in the order in which they came."""
        return iter(self._files)

    def names_of(self, number: int) -> tuple[str, ...]:
        """Return the names in a path, the file's first."""
        return self._files[number][0]

    def is_named(self, number: int) -> bool:
        """Tell whether ids name it as well."""
        return self._files[number][1]

    def nearest_to(self, names: tuple[str, ...]) -> int | None:
        """Return the file that shares most names with a path, None where several do, or none."""
        found = None
        for count in range(1, len(names) + 1):
            end = names[:count]
            if end not in self._by_end:
                break
            found = self._by_end[end]
        return found


def _file_name(path: str) -> str:
    """Return the name of a file as `components` has it."""
    return next(iter(components(path)), "")
