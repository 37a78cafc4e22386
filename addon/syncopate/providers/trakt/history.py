"""What was watched: all plays, or those that came since, where it is sure that nothing else changed.

The list has the latest play first, by the time that it is dated. A play that comes with an old date stands
somewhere below, one that is taken back leaves a gap there. So new plays are read alone only where they stand
above the ones that were on top before, these follow unchanged, and the list has grown by just as many. Old
plays that were exchanged for as many others meanwhile are found when all is read again.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.watch import MediaType, Record, Values, Watched
from syncopate.errors import OddAnswer
from syncopate.providers.trakt import parse
from syncopate.providers.trakt.client import Client, Page
from syncopate.providers.trakt.cursors import Cursor, Stamps
from syncopate.providers.trakt.lists import Listing, listing, read_list
from syncopate.providers.trakt.parse import Row
from syncopate.providers.trakt.raw import WHAT, thing, whole

PATH = "sync/history"
_TOP = 10
"""Plays from the top on that are remembered."""
_LISTS = {MediaType.MOVIE: "movies", MediaType.EPISODE: "episodes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read: all (`complete`), or what changed; where reading goes on, what could not be read."""

    records: Sequence[Record]
    complete: bool
    cursor: Cursor
    listing: Listing


async def read_history(
    client: Client, known: Cursor | None, stamps: Stamps | None, now: datetime
) -> Read | None:
    """Return the plays, None where nothing changed since `known`. Raises OddAnswer, and as `Client`."""
    if known is not None and known.stamps == stamps:
        page = await client.page(PATH, 1, limit=1)
        if page.total == known.total and _ids(page.rows) == known.newest[:1]:
            return None
    first = await client.page(PATH, 1)
    if known is not None and stamps is not None and first.pages > 1:
        new = _new(first, known)
        if new and (changed := await _changed(client, first, new, now)) is not None:
            return _read(changed, first, stamps, complete=False)
    raws = await read_list(client, PATH, first)
    found = listing(raws, parse.play, now)
    if len({row.id for row in found.rows}) != len(found.rows):
        raise OddAnswer(f"{WHAT} changed the history while it was read.", account=WHAT)
    return _read(found, Page(rows=raws, pages=1, total=len(raws)), stamps or (), complete=True)


def plays_path(key: str) -> str | None:
    """Return where all plays of a title stand, None for what has none."""
    kind, _, number = key.partition(":")
    lists = {str(each): name for each, name in _LISTS.items()}
    return f"{PATH}/{lists[kind]}/{number}" if kind in lists and number.isdecimal() else None


def _new(first: Page, known: Cursor) -> Sequence[object]:
    """Return the rows above those that were on top before; () where more than that has changed."""
    ids, top = _ids(first.rows), known.newest
    if not top or top[0] not in ids:
        return ()
    count = ids.index(top[0])
    below = ids[count : count + len(top)]
    if below != top[: len(below)] or first.total != known.total + count:
        return ()
    return first.rows[:count]


async def _changed(client: Client, first: Page, new: Sequence[object], now: datetime) -> Listing | None:
    """Return all plays of the titles that were watched; None where reading everything is no more work."""
    fresh = listing(new, parse.play, now)
    keys = sorted({row.key for row in fresh.rows})
    if fresh.unread or len(keys) >= first.pages - 1:
        return None
    rows: list[Row] = []
    for key in keys:
        path = plays_path(key)
        found = None if path is None else listing(await read_list(client, path), parse.play, now)
        if found is None or found.unread or any(row.key != key for row in found.rows):
            return None
        rows += found.rows
    if not {row.id for row in fresh.rows} <= {row.id for row in rows}:
        return None
    return Listing(rows=rows, unread=0)


def _read(found: Listing, top: Page, stamps: Stamps, *, complete: bool) -> Read:
    cursor = Cursor(stamps=stamps, total=top.total, newest=_ids(top.rows)[:_TOP])
    return Read(records=_records(found.rows), complete=complete, cursor=cursor, listing=found)


def _ids(rows: Sequence[object]) -> tuple[int, ...]:
    """Return the numbers of plays; -1 stands for one without."""
    ids = (whole(thing(row) or {}, "id") for row in rows)
    return tuple(-1 if one is None else one for one in ids)


def _records(rows: Sequence[Row]) -> list[Record]:
    """Return a record for each title, with all its plays, the oldest first."""
    by_key: Mapping[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[row.key].append(row)
    return [
        Record(key=key, title=plays[0].title, values=Values(watched=_watched(plays)))
        for key, plays in by_key.items()
    ]


def _watched(plays: Sequence[Row]) -> Watched:
    return Watched(tuple(sorted(play.at for play in plays if play.at is not None)), len(plays))
