"""Which page of a list is shown."""

import pytest
from syncopate.store.paging import Page
from syncopate.web.view.paging import paged, within


class Numbers:
    """A list of numbers that counts how often it is read."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.reads = 0

    def __call__(self, *, limit: int, offset: int) -> Page[int]:
        self.reads += 1
        items = tuple(range(self.total)[offset : offset + limit])
        return Page(items=items, total=self.total, limit=limit, offset=offset)


@pytest.mark.parametrize(
    ("asked", "total", "shown", "first", "reads"),
    [
        (1, 0, 1, None, 1),
        (9, 0, 1, None, 2),
        (1, 25, 1, 0, 1),
        (3, 25, 3, 20, 1),
        (4, 25, 3, 20, 2),
        (9_999_999, 25, 3, 20, 2),
        (3, 20, 2, 10, 2),
    ],
)
def test_beyond_the_last_page_is_the_last_page(
    asked: int, total: int, shown: int, first: int | None, reads: int
) -> None:
    numbers = Numbers(total)
    page = paged(numbers, asked, 10)
    assert page.number == shown == within(asked, 10, total)
    assert next(iter(page.items), None) == first
    assert numbers.reads == reads, "what is shown is read and counted once"
