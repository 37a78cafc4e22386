"""Inserts that meet what is there already: the one place that knows both dialects."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Table, or_
from sqlalchemy.dialects import postgresql, sqlite

# Without it the count of an INSERT is not kept by every driver.
_COUNTED = {"preserve_rowcount": True}


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert one row; False when a unique constraint says it is there already (nothing is changed)."""
    statement = _insert(connection, table).values(**row).on_conflict_do_nothing()
    return connection.execute(statement, execution_options=_COUNTED).rowcount > 0


def insert_for_id(connection: Connection, table: Table, row: Mapping[str, Any]) -> int | None:
    """Insert one row and return its id; None when a unique constraint says it is there already."""
    statement = _insert(connection, table).values(**row).on_conflict_do_nothing().returning(table.c.id)
    made: int | None = connection.execute(statement).scalar()
    return made


def hold(connection: Connection, table: Table, row: Mapping[str, Any]) -> Row[Any]:
    """Return the row with this primary key, made when it is not there; nobody else changes it meanwhile."""
    keys = [column.name for column in table.primary_key]
    statement = _insert(connection, table).values(**row)
    # An update that changes nothing: it takes the lock.
    held = statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in keys}
    ).returning(*table.c)
    return connection.execute(held).one()


def put(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, ignore: Sequence[str] = ()
) -> int:
    """Insert rows or update those with the same primary key; return how many were new or different.

    All rows have the same columns; a row that differs only in the columns of `ignore` is left as it is.
    """
    if not rows:
        return 0
    statement = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    values = [name for name in rows[0] if name not in keys]
    compared = [name for name in values if name not in ignore]
    statement = statement.on_conflict_do_update(
        index_elements=keys,
        set_={name: statement.excluded[name] for name in values},
        where=or_(*(table.c[name].is_distinct_from(statement.excluded[name]) for name in compared)),
    )
    return connection.execute(statement, list(rows), execution_options=_COUNTED).rowcount
