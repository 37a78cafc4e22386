"""Libraries: one section of a server or one folder each."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    bindparam,
    delete,
    func,
    select,
    true,
    update,
)

from syncopate.errors import AlreadyExists, LibraryUnavailable, NotFound
from syncopate.store import accounts
from syncopate.store.tables import libraries
from syncopate.store.upsert import insert_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """One section or folder. `readable` None: never scanned; False: `reason` says why nothing is known.

    `unread` names the first folders of a readable one that could not be read, for people.
    `revision` rises whenever the index changes. Counts are those of the last complete scan. `shelved` names
    the state of the index that its albums and artists were put together from. `cursor` is where an
    incremental scan goes on, `audited_at` when all of it was last read.
    """

    id: str
    account_id: str
    name: str
    section: str = ""
    revision: int = 0
    readable: bool | None = None
    reason: str | None = None
    unread: str = ""
    last_scan_at: datetime | None = None
    last_complete_at: datetime | None = None
    audited_at: datetime | None = None
    cursor: str | None = None
    tracks: int = 0
    artists: int = 0
    albums: int = 0
    size_bytes: int = 0
    problems: int = 0
    shelved: str | None = None
    created_at: datetime


_NAMES = tuple(field.name for field in fields(Library))
_SUMMED = ("artists", "albums", "tracks", "size_bytes")

# Every page asks these. A statement is put together and known again once, which takes longer than its answer.
_EVERY = select(libraries).order_by(libraries.c.created_at, libraries.c.id)
_ONE = select(libraries).where(libraries.c.id == bindparam("one"))
_TOTALS = select(*(func.coalesce(func.sum(libraries.c[name]), 0) for name in _SUMMED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Counts over all libraries."""

    artists: int
    albums: int
    tracks: int
    size_bytes: int


def away(places: FromClause) -> ColumnElement[bool]:
    """Select places, aliased or not, in libraries that cannot be read now: of these nothing is known."""
    return places.c.library_id.in_(select(libraries.c.id).where(libraries.c.readable.is_(False)))


def add(connection: Connection, library: Library) -> None:
    """Store a new library. Raises NotFound for its account, AlreadyExists for its section."""
    accounts.get(connection, library.account_id)
    if not insert_new(connection, libraries, {name: getattr(library, name) for name in _NAMES}):
        raise AlreadyExists(what="library", id=library.section or library.name)


def every(connection: Connection) -> list[Library]:
    """Return all, oldest first."""
    return [_of(row) for row in connection.execute(_EVERY)]


def get(connection: Connection, library_id: str) -> Library:
    """Return one. Raises NotFound."""
    row = connection.execute(_ONE, {"one": library_id}).first()
    if row is None:
        raise NotFound(what="library", id=library_id)
    return _of(row)


def of_account(connection: Connection, account_id: str) -> list[Library]:
    """Return those of one account, oldest first."""
    rows = connection.execute(
        select(libraries)
        .where(libraries.c.account_id == account_id)
        .order_by(libraries.c.created_at, libraries.c.id)
    )
    return [_of(row) for row in rows]


def rename(connection: Connection, library_id: str, name: str) -> None:
    """Give it another name. Raises NotFound."""
    _change(connection, library_id, {"name": name})


def let_go(connection: Connection, library_id: str) -> None:
    """Say that nothing is known of it any more, before it is removed piece by piece. Raises NotFound."""
    _change(connection, library_id, {"readable": False, "reason": LibraryUnavailable.key, "cursor": None})


def remove(connection: Connection, library_id: str) -> None:
    """Remove it with its index and targets. Raises NotFound."""
    if connection.execute(delete(libraries).where(libraries.c.id == library_id)).rowcount == 0:
        raise NotFound(what="library", id=library_id)


def set_state(
    connection: Connection,
    library_id: str,
    *,
    readable: bool,
    reason: str | None,
    at: datetime,
    complete: bool,
    unread: str = "",
    audited: bool = False,
    cursor: str | None = None,
) -> None:
    """Remember how the last look at it went. Raises NotFound.

    `complete`: everything is known; `audited`: everything was read for it; `cursor` goes with what is
    complete.
    """
    values: dict[str, Any] = {"readable": readable, "reason": reason, "unread": unread, "last_scan_at": at}
    if complete:
        values |= {"last_complete_at": at, "cursor": cursor}
    if audited:
        values["audited_at"] = at
    _change(connection, library_id, values)


def begin_tally(connection: Connection, library_id: str, run_id: str | None) -> None:
    """Begin to count what a scan changes; one that goes on in its run counts on. Raises NotFound."""
    get(connection, library_id)
    another = true() if run_id is None else libraries.c.scan_run.is_distinct_from(run_id)
    connection.execute(
        update(libraries)
        .where(libraries.c.id == library_id, another)
        .values(scan_run=run_id, scan_changed=0, scan_removed=0)
    )


def count(connection: Connection, library_id: str, *, changed: int = 0, removed: int = 0) -> None:
    """Count what a scan has changed: in the same transaction. Raises NotFound."""
    _change(
        connection,
        library_id,
        {
            "scan_changed": libraries.c.scan_changed + changed,
            "scan_removed": libraries.c.scan_removed + removed,
        },
    )


def tally(connection: Connection, library_id: str) -> tuple[int, int]:
    """Return how many tracks the scan has changed and removed, before it was interrupted too."""
    found = select(libraries.c.scan_changed, libraries.c.scan_removed).where(libraries.c.id == library_id)
    row = connection.execute(found).one()
    return int(row.scan_changed), int(row.scan_removed)


def totals(connection: Connection) -> Totals:
    """Return the sums over all libraries."""
    row = connection.execute(_TOTALS).one()
    return Totals(artists=int(row[0]), albums=int(row[1]), tracks=int(row[2]), size_bytes=int(row[3]))


def _change(connection: Connection, library_id: str, values: Mapping[str, Any]) -> None:
    changed = connection.execute(update(libraries).where(libraries.c.id == library_id).values(**values))
    if changed.rowcount == 0:
        raise NotFound(what="library", id=library_id)


def _of(row: Row[Any]) -> Library:
    return Library(**{name: getattr(row, name) for name in _NAMES})
