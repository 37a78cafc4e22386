"""From keys to numbered rows, held in sorted arrays of 8 bytes a posting.

Keys are hashed with Python's own hash, which differs from process to process: postings are for memory only,
never for a file or another process.
"""

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Sequence

_ROW_BITS = 24
_ROW_MASK = (1 << _ROW_BITS) - 1
_HASH_BITS = 40
_HASH_MASK = (1 << _HASH_BITS) - 1
_PART_BITS = 8
_PART_SHIFT = _ROW_BITS + _HASH_BITS - _PART_BITS
_PARTS = 1 << _PART_BITS
_NUMBER = "Q"

MAX_ROWS = 1 << _ROW_BITS
"""How many rows can be numbered."""


def posting(row: int, *name: Hashable) -> int:
    """One posting: 40 bits of the key's hash, 24 bits of the row."""
    return ((hash(name) & _HASH_MASK) << _ROW_BITS) | row


class Writer:
    """Takes postings in any order, beside those `held`. Parted by hash: sorting needs memory for one part."""

    __slots__ = ("_parts",)

    def __init__(self, held: Postings | None = None) -> None:
        before = held.parts if held is not None else [array(_NUMBER)] * _PARTS
        self._parts = [array(_NUMBER, part) for part in before]

    def add(self, row: int, *name: Hashable) -> None:
        """Add a row to a key."""
        value = ((hash(name) & _HASH_MASK) << _ROW_BITS) | row
        self._parts[value >> _PART_SHIFT].append(value)

    def close(self) -> Postings:
        """Sort what was added; the writer is empty afterwards."""
        parts, self._parts = self._parts, []
        for number, part in enumerate(parts):
            parts[number] = array(_NUMBER, sorted(part))
        return Postings(parts)


class Postings:
    """Rows by key. Keys are hashed: a row found must be compared, a key not found is certainly not there."""

    __slots__ = ("_parts",)

    def __init__(self, parts: list[array[int]]) -> None:
        self._parts = parts

    @property
    def parts(self) -> Sequence[array[int]]:
        """All postings, in order."""
        return self._parts

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return sum(len(part) * part.itemsize for part in self._parts)

    def find(self, *name: Hashable, limit: int) -> list[int]:
        """Return the first rows of a key, in order, `limit` at most, none twice."""
        low = (hash(name) & _HASH_MASK) << _ROW_BITS
        held = self._parts[low >> _PART_SHIFT]
        at = bisect_left(held, low)
        high = low | _ROW_MASK
        rows: list[int] = []
        for value in held[at : at + limit]:
            if value > high:
                break
            row = value & _ROW_MASK
            if not rows or rows[-1] != row:
                rows.append(row)
        return rows

    def count(self, *name: Hashable) -> int:
        """Return how many postings a key has."""
        low = (hash(name) & _HASH_MASK) << _ROW_BITS
        held = self._parts[low >> _PART_SHIFT]
        start = bisect_left(held, low)
        return bisect_left(held, low + (1 << _ROW_BITS), start) - start

    def holds(self, row: int, *name: Hashable) -> bool:
        """Return whether a key has this row."""
        value = ((hash(name) & _HASH_MASK) << _ROW_BITS) | row
        held = self._parts[value >> _PART_SHIFT]
        at = bisect_left(held, value)
        return at < len(held) and held[at] == value
