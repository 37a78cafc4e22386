"""Lists read page by page, or their beginning."""

from collections.abc import Mapping

from syncopate.errors import OddAnswer
from syncopate.providers.lastfm.client import LARGEST_PAGE, Client
from syncopate.providers.lastfm.parse import WHAT, Raw

MOST = LARGEST_PAGE
"""How many of a list without end are read."""


async def every(client: Client, method: str, inside: str, values: Mapping[str, str]) -> tuple[Raw, ...]:
    """Return a whole list. Raises OddAnswer when it is not as long as it says, or changes meanwhile."""
    page = await client.page(method, inside, values, 1)
    total, items, number = page.total, [*page.items], 1
    if total is None:
        raise OddAnswer(account=WHAT)
    while len(items) < total and page.items:
        number += 1
        page = await client.page(method, inside, values, number)
        if page.total != total:
            raise OddAnswer(f"{WHAT} changed the list while it was read.", account=WHAT)
        items += page.items
    if len(items) != total:
        raise _short(len(items), total)
    return tuple(items)


async def first(
    client: Client, method: str, inside: str, values: Mapping[str, str], *, counted: bool = False
) -> tuple[Raw, ...]:
    """Return the beginning of a list. Raises OddAnswer when nothing is there though something should be.

    `counted`: its total can be relied on. Those of tags, artists and charts count what nobody is ever shown.
    """
    page = await client.page(method, inside, values, 1)
    items = page.items[:MOST]
    wanted = min(page.total or 0, MOST)
    if len(items) < wanted and (counted or not items):
        raise _short(len(items), wanted)
    return items


def _short(found: int, told: int) -> OddAnswer:
    return OddAnswer(f"{WHAT} gives {found} tracks, though it says that there are {told}.", account=WHAT)
