"""What a source lists, parted into entries and what is none: nothing of it goes without a word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from syncopate.domain.playlist import Entry, LeftOut, Unfit

_MOST_WITHHELD = 10_000
"""A count beyond anything is no reason to make as many."""

type Listed = Entry | LeftOut
"""A place in a source's list."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """A list in order: the entries, and what was left out of them."""

    entries: tuple[Entry, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        """Yield the entries."""
        return iter(self.entries)

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self.entries)


def sift(listed: Iterable[Listed]) -> Sifted:
    """Part a whole list; entries get their positions, and what is left out its place, by where they stand."""
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for place, one in enumerate(listed, 1):
        if isinstance(one, LeftOut):
            left_out.append(replace(one, place=place))
        else:
            at = len(entries)
            entries.append(one if one.position == at else replace(one, position=at))
    return Sifted(tuple(entries), tuple(left_out))


def withheld(sifted: Sifted, count: int | None) -> Sifted:
    """Return a list with what is not given of the `count` that the source says it has, if it says that."""
    lacking = min((count or 0) - len(sifted.entries) - len(sifted.left_out), _MOST_WITHHELD)
    if lacking <= 0:
        return sifted
    return replace(sifted, left_out=(*sifted.left_out, *(LeftOut(Unfit.UNAVAILABLE),) * lacking))
