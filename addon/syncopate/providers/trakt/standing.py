"""Lists in which each title stands once, as ratings and the watchlist."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.watch import Record, Values
from syncopate.errors import OddAnswer
from syncopate.providers.trakt.client import Client
from syncopate.providers.trakt.cursors import Cursor, Stamps
from syncopate.providers.trakt.lists import Listing, Parse, listing, read_list
from syncopate.providers.trakt.parse import Row
from syncopate.providers.trakt.raw import WHAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a list is, how its rows are read, what they say.

    `counted`: its length is asked for as well, for nothing else tells surely that something was taken away.
    """

    path: str
    parse: Parse
    values: Callable[[Row], Values]
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """All of a list, where reading goes on, and what could not be read."""

    records: Sequence[Record]
    cursor: Cursor
    listing: Listing


async def read_standing(
    client: Client, here: Standing, known: Cursor | None, stamps: Stamps | None, now: datetime
) -> Read | None:
    """Return a list, None where nothing changed since `known`. Raises OddAnswer, and as `Client`."""
    if known is not None and known.stamps == stamps:
        if not here.counted:
            return None
        if (await client.page(here.path, 1, limit=1)).total == known.total:
            return None
    raws = await read_list(client, here.path)
    found = listing(raws, here.parse, now)
    if len({row.key for row in found.rows}) != len(found.rows):
        raise OddAnswer(f"{WHAT} changed a list while it was read.", account=WHAT)
    records = [Record(key=row.key, title=row.title, values=here.values(row)) for row in found.rows]
    return Read(records=records, cursor=Cursor(stamps=stamps or (), total=len(raws)), listing=found)
