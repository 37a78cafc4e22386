"""Which page of a list is shown."""

from typing import Protocol

from syncopate.store.paging import Page


class Read[T](Protocol):
    """Reads a part of a list."""

    def __call__(self, *, limit: int, offset: int) -> Page[T]:
        """Return what is there from `offset` on, and how many there are in all."""
        ...


def within(number: int, size: int, total: int) -> int:
    """Return the number of a page, the last one's where it lies beyond that; the first one is 1."""
    return min(number, max(-(-total // size), 1))


def paged[T](read: Read[T], number: int, size: int) -> Page[T]:
    """Return a page of a list, the last one where there are not as many.

    Only a page beyond the last is read twice: what is shown says itself how many there are.
    """
    page = read(limit=size, offset=(number - 1) * size)
    last = within(number, size, page.total)
    return page if last == number else read(limit=size, offset=(last - 1) * size)
