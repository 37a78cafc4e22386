"""Whole lists, page by page: all of one, or why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncopate.errors import OddAnswer
from syncopate.providers.trakt.client import Client, Page
from syncopate.providers.trakt.parse import Row
from syncopate.providers.trakt.raw import WHAT

type Parse = Callable[[object, datetime], Row | None]

_TRIES = 2
"""How often a list is read that changes meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All rows of a list that can be read, in its order; `unread` is how many cannot."""

    rows: Sequence[Row]
    unread: int


async def read_list(
    client: Client, path: str, first: Page | None = None, *, counted: bool = True
) -> tuple[object, ...]:
    """Return all rows of a list, as they came; `first` is its first page where that was read already.

    `counted` False: it may come without being counted, and is one page then.

    Raises OddAnswer where it has not as many as it says, or goes on changing while it is read; and as
    `Client`.
    """
    for _ in range(_TRIES):
        page = first or await client.page(path, 1, counted=counted)
        first = None
        rows = list(page.rows)
        for number in range(2, page.pages + 1):
            rows += (await client.page(path, number, counted=counted)).rows
        # Whatever comes or goes meanwhile moves rows from page to page, and makes more or fewer of them.
        if len(rows) == page.total:
            return tuple(rows)
    said = f"{WHAT} gives {len(rows)} of a list of {page.total}, or it changed while it was read."
    raise OddAnswer(said, account=WHAT)


def listing(raws: Sequence[object], parse: Parse, now: datetime) -> Listing:
    """Return what the rows of a list say."""
    found = [parse(raw, now) for raw in raws]
    rows = [row for row in found if row is not None]
    return Listing(rows=rows, unread=len(found) - len(rows))
