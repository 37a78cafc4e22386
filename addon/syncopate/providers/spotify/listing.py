"""Lists read page by page. One page that fails fails the whole list."""

from collections.abc import Callable
from functools import partial

from syncopate.errors import OddAnswer
from syncopate.providers.spotify.api import Api
from syncopate.providers.spotify.client import Client
from syncopate.providers.spotify.parse import Page
from syncopate.providers.spotify.wire import WHAT

type Ask[T] = Callable[[int, Api], Page[T]]
"""Asks for the page that begins at a place, from 0."""


async def every[T](
    client: Client, ask: Ask[T], *, first: Page[T] | None = None, exact: bool = True
) -> tuple[T, ...]:
    """Return a whole list; `first` is its beginning where that is known already.

    Raises OddAnswer when it changes meanwhile or ends too early. `exact` False: its total counts what is
    never shown, so it may have fewer items, but not none.
    """
    known = first is not None and (first.size > 0 or not first.more)
    page = first if first is not None and known else await client.ask(partial(ask, 0))
    items, size, total = [*page.items], page.size, page.total
    while page.more:
        page = await client.ask(partial(ask, size))
        if page.total != total:
            raise OddAnswer(f"{WHAT} changed the list while it was read.", account=WHAT)
        if not page.size:
            raise _short(size, total)
        items += page.items
        size += page.size
    if total is not None and size < (total if exact else min(total, 1)):
        raise _short(size, total)
    return tuple(items)


async def beginning[T](
    client: Client, ask: Callable[[int, int, Api], Page[T]], limit: int, most: int
) -> tuple[T, ...]:
    """Return the first `limit` items of a list, `most` of which come at once.

    `ask` is given the size of the page and where it begins.
    """
    items: list[T] = []
    asked, more = 0, True
    while asked < limit and more:
        page = await client.ask(partial(ask, min(most, limit - asked), asked))
        if not page.size and page.total and page.total > asked:
            raise _short(asked, page.total)
        items += page.items
        asked += page.size
        more = page.more and page.size > 0
    return tuple(items)


def _short(size: int, total: int | None) -> OddAnswer:
    said = f"{WHAT} gives {size} items, though it says that there are {total}."
    return OddAnswer(said, account=WHAT)
