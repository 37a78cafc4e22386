"""The user's own lists: which there are, and which titles stand in which.

The time of their last change is told among that of all else; where that is as before nothing is read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.watch import InLists, Record, Values
from syncopate.errors import OddAnswer
from syncopate.providers.trakt import parse
from syncopate.providers.trakt.client import Client
from syncopate.providers.trakt.cursors import Cursor, Stamps
from syncopate.providers.trakt.lists import Listing, listing, read_list
from syncopate.providers.trakt.parse import Row
from syncopate.providers.trakt.raw import WHAT, inside, text, thing, whole
from syncopate.providers.trakt.standing import Read

PATH = "users/me/lists"
_KINDS = "movie,show,season,episode"
"""What is read of a list: people may stand there as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalList:
    """One list. Several may have the same name."""

    key: int
    name: str

    @property
    def items(self) -> str:
        """Where titles are put into it."""
        return f"{PATH}/{self.key}/items"


async def personal_lists(client: Client) -> Sequence[PersonalList]:
    """Return all lists. Raises OddAnswer for one without a name, and as `Client`."""
    return [personal_list(raw) for raw in await read_list(client, PATH, counted=False)]


def personal_list(value: object) -> PersonalList:
    """Return a list as it is told. Raises OddAnswer."""
    raw = thing(value) or {}
    key, name = whole(inside(raw, "ids"), "trakt"), text(raw, "name")
    if key is None or name is None:
        raise OddAnswer(f"{WHAT} tells a list without its name or number.", account=WHAT)
    return PersonalList(key=key, name=name)


async def read_personal(
    client: Client, known: Cursor | None, stamps: Stamps | None, now: datetime
) -> Read | None:
    """Return all that stands in any list, None where none changed since `known`. Raises as `read_list`."""
    if known is not None and known.stamps == stamps:
        return None
    names: dict[str, set[str]] = {}
    rows: dict[str, Row] = {}
    unread = 0
    for one in await personal_lists(client):
        found = await _rows(client, one, now)
        unread += found.unread
        for row in found.rows:
            names.setdefault(row.key, set()).add(one.name)
            rows.setdefault(row.key, row)
    cursor = Cursor(stamps=stamps or (), total=len(rows))
    every = Listing(rows=tuple(rows.values()), unread=unread)
    return Read(records=_records(rows, names), cursor=cursor, listing=every)


async def _rows(client: Client, one: PersonalList, now: datetime) -> Listing:
    found = listing(await read_list(client, f"{one.items}/{_KINDS}"), parse.listed, now)
    if len({row.key for row in found.rows}) != len(found.rows):
        raise OddAnswer(f"{WHAT} changed a list while it was read.", account=WHAT)
    return found


def _records(rows: Mapping[str, Row], names: Mapping[str, set[str]]) -> Sequence[Record]:
    return [
        Record(key=key, title=row.title, values=Values(lists=InLists(frozenset(names[key]))))
        for key, row in rows.items()
    ]
