"""From keys to numbered rows, held in one sorted array of 8 bytes a posting."""

from array import array
from bisect import bisect_left
from collections.abc import Hashable

_ROW_BITS = 24
_ROW_MASK = (1 << _ROW_BITS) - 1
_HASH_MASK = (1 << 40) - 1

MAX_ROWS = 1 << _ROW_BITS
"""How many rows can be numbered."""


def posting(row: int, *name: Hashable) -> int:
    """One posting: 40 bits of the key's hash, 24 bits of the row."""
    return ((hash(name) & _HASH_MASK) << _ROW_BITS) | row


class Postings:
    """Rows by key. Keys are hashed: a row found must be compared, a key not found is certainly not there."""

    __slots__ = ("_sorted",)

    def __init__(self, postings: list[int]) -> None:
        """Take the postings over; the list is sorted in place."""
        postings.sort()
        self._sorted = array("Q", postings)

    def find(self, *name: Hashable, limit: int = 64) -> list[int]:
        """Return the first rows of a key, in order, `limit` at most, none twice."""
        low = (hash(name) & _HASH_MASK) << _ROW_BITS
        held = self._sorted
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
        start = bisect_left(self._sorted, low)
        return bisect_left(self._sorted, low + (1 << _ROW_BITS), start) - start
