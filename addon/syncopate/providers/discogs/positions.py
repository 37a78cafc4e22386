"""Where a track is on a release: discs and numbers from what people write, as the guidelines have it.

"7", "1-03", "1.3", "CD2-4", "DVD1", "A", "B2", "AA". The sides of
records come in pairs, A and B on the first; the tracks of a disc are counted over both, as files of it are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_PLAIN = re.compile(r"(?:([0-9]+)[-.])?0*([1-9][0-9]*)[a-z]?")
_MEDIUM = re.compile(r"([A-Za-z]{2,10}) ?([0-9]*)[-. ]0*([1-9][0-9]*)[a-z]?")
_MEDIUM_ALONE = re.compile(r"([A-Za-z]{2,10}) ?0*([1-9][0-9]*)[a-z]?")
_SIDE = re.compile(r"([A-Z])(\1?)[-.]?(?:[0-9]+)?[a-z]?")
_PART = re.compile(r"(.*[0-9A-Z])(?:\.[0-9]+|\.?[a-z])")
_SIDES = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on an album, both from 1; None where it is not told."""

    disc: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """`disc` as it is told for this medium; without a `number` the tracks of a disc are counted."""

    medium: str
    disc: int
    number: int | None


def spots(positions: Sequence[str]) -> tuple[Spot, ...]:
    """Return where the tracks of a release are, in their order.

    Where there are several kinds of medium, each disc of each kind is one of the whole, as they come.
    """
    read = [_read(one.strip()) for one in positions]
    known = [one for one in read if one is not None]
    discs = list(dict.fromkeys((one.medium, one.disc) for one in known))
    several = len({one.medium for one in known}) > 1
    counted: dict[tuple[str, int], int] = {}
    found: list[Spot] = []
    for one in read:
        if one is None:
            found.append(Spot())
            continue
        key = (one.medium, one.disc)
        counted[key] = counted.get(key, 0) + 1
        disc = discs.index(key) + 1 if several else one.disc
        found.append(Spot(disc, counted[key] if one.number is None else one.number))
    return tuple(found)


def whole_of(parts: Sequence[str]) -> str | None:
    """Return the position of the track that these are parts of ("C1.1", "C1.2"), None for tracks."""
    found = [_PART.fullmatch(part.strip()) for part in parts]
    bases = {one[1] for one in found if one}
    return bases.pop() if len(bases) == 1 and all(found) else None


def _read(position: str) -> _Read | None:
    if found := _PLAIN.fullmatch(position):
        return _Read("", int(found[1] or 1) or 1, int(found[2]))
    if found := _SIDE.fullmatch(position):
        # "AA" is the other side where both are said to be the first.
        side = ord(found[1]) - ord("A") + (1 if found[2] else 0)
        return _Read("side", side // _SIDES + 1, None)
    if found := _MEDIUM.fullmatch(position):
        return _Read(found[1].upper(), int(found[2] or 1) or 1, int(found[3]))
    if found := _MEDIUM_ALONE.fullmatch(position):
        return _Read(found[1].upper(), 1, int(found[2]))
    return None
