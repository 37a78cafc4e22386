"""Keeping albums and artists as they were put together: only what is other than before is written.

It is written in many short transactions, an album with all that belongs to it in one of them. Meanwhile the
library bears a `claim` in place of the mark that says of what state of the index its albums are; the mark
comes last, so that what was cut short is put together again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, delete, or_, select, update

from syncopate.store.browse_tables import album_genres, genres, library_sums, listed_tracks
from syncopate.store.shelf_rows import Row
from syncopate.store.shelf_tables import album_artists, albums, artists
from syncopate.store.tables import libraries
from syncopate.store.upsert import identity, put

BATCH = 1000
"""Rows of a table that one transaction writes, more or less: more of them would keep others out."""

GONE = 200
"""Keys that one transaction drops."""

_PARAMETERS = 500
_SCOPES: Mapping[Table, str] = {
    albums: "key",
    album_artists: "album_key",
    album_genres: "album_key",
    artists: "key",
    genres: "genre",
    library_sums: "codec",
}
"""The column that says to what a row belongs, for each table of a shelf."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is other than before: rows to write, and primary keys (without the library) of rows to drop."""

    table: Table
    rows: Sequence[Row]
    gone: Sequence[tuple[object, ...]] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.gone)


@dataclass(frozen=True, slots=True)
class Batch:
    """Albums with all that belongs to them. `moves`: tracks that are on another album now, None: on none."""

    keys: list[str] = field(default_factory=list)
    albums: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    genres: list[Row] = field(default_factory=list)
    moves: dict[str, str | None] = field(default_factory=dict)


def changes_of(connection: Connection, library_id: str, batch: Batch) -> list[Change]:
    """Compare albums with what is kept of them."""
    parts = ((albums, batch.albums), (album_artists, batch.links), (album_genres, batch.genres))
    found = (change_of(connection, library_id, table, rows, batch.keys) for table, rows in parts)
    return [change for change in found if change]


def change_of(
    connection: Connection, library_id: str, table: Table, rows: Sequence[Row], scope: Collection[str]
) -> Change:
    """Compare rows with those kept that belong to any of the `scope`."""
    names = _keys(table)
    fresh = {tuple(row[name] for name in names): row for row in rows}
    there: set[tuple[object, ...]] = set()
    gone: list[tuple[object, ...]] = []
    column = table.c[_SCOPES[table]]
    belongs: ColumnElement[bool] = column.in_(bindparam("scope", expanding=True))
    if column.name == "album_key":
        # SQLite would rather read all rows of the library than look albums up one by one.
        belongs = and_(column.between(bindparam("first"), bindparam("last")), belongs)
    statement = select(table).where(table.c.library_id == library_id, belongs)
    for part in batched(sorted(scope), _PARAMETERS, strict=False):
        asked = {"scope": list(part), "first": part[0], "last": part[-1]}
        for kept in connection.execute(statement, asked).mappings():
            key = tuple(kept[name] for name in names)
            row = fresh.get(key)
            if row is None:
                gone.append(key)
            elif all(kept[name] == value for name, value in row.items()):
                there.add(key)
    return Change(table, [row for key, row in fresh.items() if key not in there], gone)


def absent(connection: Connection, library_id: str, table: Table, known: Collection[str]) -> list[str]:
    """Return what kept rows belong to that is not among the `known`."""
    column = table.c[_SCOPES[table]]
    rows = connection.execute(
        select(column)
        .distinct()
        .where(table.c.library_id == library_id)
        .order_by(column)
        .execution_options(yield_per=BATCH)
    )
    return [each for each in rows.scalars() if each not in known]


def write(
    connection: Connection,
    library_id: str,
    claim: str,
    changes: Sequence[Change],
    moves: Sequence[tuple[str, str | None]] = (),
) -> bool:
    """Write changes, and which albums tracks are on now, under a claim; tell whether it was there already."""
    claimed = _claimed(connection, library_id, claim)
    for change in changes:
        _drop(connection, library_id, change)
        put(connection, change.table, change.rows)
    _move(connection, library_id, moves)
    return claimed


def _move(connection: Connection, library_id: str, moves: Sequence[tuple[str, str | None]]) -> None:
    statement = (
        update(listed_tracks)
        .where(listed_tracks.c.library_id == library_id, listed_tracks.c.key == bindparam("of"))
        .values(shelf=bindparam("album"))
    )
    rows = [{"of": key, "album": album} for key, album in moves]
    if rows:
        connection.execute(statement, rows)


def drop_albums(connection: Connection, library_id: str, claim: str, keys: Collection[str]) -> bool:
    """Drop albums with all that belongs to them; returns as `write`."""
    claimed = _claimed(connection, library_id, claim)
    for table in (albums, album_artists, album_genres):
        _drop_scope(connection, library_id, table, keys)
    return claimed


def drop(connection: Connection, library_id: str, claim: str, table: Table, keys: Collection[str]) -> bool:
    """Drop artists, genres or sums; returns as `write`."""
    claimed = _claimed(connection, library_id, claim)
    _drop_scope(connection, library_id, table, keys)
    return claimed


def drop_some_albums(connection: Connection, library_id: str, most: int) -> int:
    """Remove some albums of a library that is to be removed, at most so many; return how many."""
    return _drop_some(connection, albums, library_id, most)


def drop_some_artists(connection: Connection, library_id: str, most: int) -> int:
    """Do the same to artists."""
    return _drop_some(connection, artists, library_id, most)


def _drop_some(connection: Connection, table: Table, library_id: str, most: int) -> int:
    some = select(table.c.id).where(table.c.library_id == library_id).limit(most)
    return connection.execute(delete(table).where(table.c.id.in_(some))).rowcount


def settle(
    connection: Connection, library_id: str, held: str | None, mark: str, *, counts: tuple[int, int]
) -> bool:
    """Say that albums and artists (so many) are those of the index that `mark` names.

    False, and nothing is said, when the library does not bear what it did: another one is at it.
    """
    return (
        connection.execute(
            update(libraries)
            .where(libraries.c.id == library_id, libraries.c.shelved.is_not_distinct_from(held))
            .values(albums=counts[0], artists=counts[1], shelved=mark)
        ).rowcount
        > 0
    )


def _claimed(connection: Connection, library_id: str, claim: str) -> bool:
    """Put the claim on the library; tell whether it was there already."""
    return (
        connection.execute(
            update(libraries)
            .where(libraries.c.id == library_id, libraries.c.shelved.is_distinct_from(claim))
            .values(shelved=claim)
        ).rowcount
        == 0
    )


def _keys(table: Table) -> list[str]:
    return [name for name in identity(table) if name != "library_id"]


def _drop(connection: Connection, library_id: str, change: Change) -> None:
    table = change.table
    columns = [table.c[name] for name in _keys(table)]
    for part in batched(change.gone, GONE, strict=False):
        one_of = or_(
            *(and_(*(column == value for column, value in zip(columns, key, strict=True))) for key in part)
        )
        connection.execute(delete(table).where(table.c.library_id == library_id, one_of))


def _drop_scope(connection: Connection, library_id: str, table: Table, keys: Collection[str]) -> None:
    for part in batched(keys, _PARAMETERS, strict=False):
        connection.execute(
            delete(table).where(table.c.library_id == library_id, table.c[_SCOPES[table]].in_(part))
        )
