"""Lists read page by page. One page that fails fails the whole list."""

from collections.abc import Callable
from functools import partial

from syncopate.errors import OddAnswer
from syncopate.providers.spotify.answers import Page
from syncopate.providers.spotify.api import Api
from syncopate.providers.spotify.client import Client
from syncopate.providers.spotify.wire import WHAT

type Ask[T] = Callable[[int, Api], Page[T]]
"""Asks for the page that begins at a place, from 0."""


async def every[T](
    client: Client, ask: Ask[T], *, first: Page[T] | None = None, exact: bool = True
) -> tuple[T, ...]:
    """Return a whole list; `first` is its beginning where that is known already.

    Raises OddAnswer when it changes meanwhile or ends too early. `exact` False: pages may be shorter than
    what they cover, for Spotify counts some things that it never shows.
    """
    page = await client.ask(partial(ask, 0)) if first is None or first.after == 0 else first
    items, size, total = [*page.items], page.size, page.total
    _hold(page, 0)
    while page.after is not None:
        start = page.after
        if start <= page.start:
            raise OddAnswer(account=WHAT)
        page = await client.ask(partial(ask, start))
        if page.total != total:
            raise OddAnswer(f"{WHAT} changed the list while it was read.", account=WHAT)
        _hold(page, start)
        items += page.items
        size += page.size
    if total is None or page.start + page.limit < total or (exact and size != total):
        raise _short(size, total)
    return tuple(items)


def _hold(page: Page[object], start: int) -> None:
    """Raise OddAnswer for another page than was asked for, and for an empty one before the end."""
    if page.start != start or (not page.size and page.total and start < page.total):
        raise _short(page.size, page.total)


async def beginning[T](
    client: Client, ask: Callable[[int, int, Api], Page[T]], limit: int, most: int
) -> tuple[T, ...]:
    """Return the first `limit` items of a list, `most` of which come at once.

    `ask` is given the size of the page and where it begins.
    """
    items: list[T] = []
    start: int | None = 0
    while start is not None and start < limit:
        page = await client.ask(partial(ask, min(most, limit - start), start))
        _hold(page, start)
        items += page.items
        if page.after is not None and page.after <= start:
            raise OddAnswer(account=WHAT)
        start = page.after
    return tuple(items[:limit])


def _short(size: int, total: int | None) -> OddAnswer:
    told = "does not say how many there are" if total is None else f"says that there are {total}"
    return OddAnswer(f"{WHAT} gives {size} items, and {told}.", account=WHAT)
