"""Inserts that meet what is there already: the one place that knows both dialects."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Table,
    TableValuedAlias,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

# Without it the count of an INSERT is not kept by every driver.
_COUNTED = {"preserve_rowcount": True}
_KEYS = 500


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def identity(table: Table) -> list[str]:
    """Return by which columns a row is told from others: the primary key, or what is unique beside an id."""
    unique = next((each for each in table.constraints if isinstance(each, UniqueConstraint)), None)
    columns = table.primary_key if unique is None or table.autoincrement_column is None else unique.columns
    return [column.name for column in columns]


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
    """Insert rows or update those with the same identity; return how many were new or different.

    All rows have the same columns; a row that differs only in the columns of `ignore` is left as it is.
    """
    if not rows:
        return 0
    names = list(rows[0])
    keys = identity(table)
    values = [name for name in names if name not in keys]
    compared = [name for name in values if name not in ignore]
    come = _all_at_once(table, names)
    statement = (
        sqlite.insert(table)
        if connection.dialect.name == "sqlite"
        else postgresql.insert(table).from_select(names, select(*come.c))
    )
    if values:
        statement = statement.on_conflict_do_update(
            index_elements=keys,
            set_={name: statement.excluded[name] for name in values},
            where=or_(*(table.c[name].is_distinct_from(statement.excluded[name]) for name in compared)),
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    if isinstance(statement, sqlite.Insert):
        return _put_each(connection, table, statement, rows)
    # No row may come twice in one statement: the last one counts.
    last = {tuple(row[name] for name in keys): row for row in rows}.values()
    given = {name: [row[name] for row in last] for name in names}
    return connection.execute(statement, given, execution_options=_COUNTED).rowcount


def _put_each(
    connection: Connection, table: Table, statement: sqlite.Insert, rows: Sequence[Mapping[str, Any]]
) -> int:
    """Hand rows to the driver, each value made what it takes: half the time of `execute`, row after row."""
    dialect, names = connection.dialect, list(rows[0])
    compiled = statement.compile(dialect=dialect, column_keys=names)
    makers = {name: table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names}
    steps = [(name, makers[name]) for name in compiled.positiontup or ()]
    made = [tuple([row[name] if make is None else make(row[name]) for name, make in steps]) for row in rows]
    return connection.exec_driver_sql(str(compiled), made, execution_options=_COUNTED).rowcount


def _all_at_once(table: Table, names: Sequence[str]) -> TableValuedAlias:
    """Return rows given as a list a column, which a server takes in one question."""
    columns = (bindparam(name, type_=postgresql.ARRAY(table.c[name].type, dimensions=1)) for name in names)
    return func.unnest(*columns).table_valued(*names, name="come").render_derived()


def held(
    connection: Connection, table: Table, library_id: str, keys: Collection[str], names: Sequence[str]
) -> Iterator[Row[Any]]:
    """Give the key and more columns of those rows of a library that are there.

    Each is found by the primary key, also where a server does not know yet how much a table has grown.
    """
    columns = [table.c[name] for name in ("key", *names)]
    of = table.c.library_id == library_id
    for part in batched(keys, _KEYS, strict=False):
        if connection.dialect.name == "sqlite":
            statement = select(*columns).where(of, table.c.key.in_(bindparam("keys", expanding=True)))
        else:
            wanted = (
                func.unnest(bindparam("keys", type_=postgresql.ARRAY(Text)))
                .table_valued("wanted")
                .render_derived()
            )
            one = select(*columns).where(of, table.c.key == wanted.c.wanted).limit(1).lateral("one")
            statement = select(*one.c).select_from(wanted.join(one, true()))
        yield from connection.execute(statement, {"keys": list(part)})


def insert_texts(connection: Connection, table: Table, rows: Sequence[tuple[str, ...]]) -> None:
    """Insert rows of a table of texts, each with all columns in order; what is there already stays.

    For the many and small: nothing is converted, and a server is asked once for all of them.
    """
    names = [column.name for column in table.columns]
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table.name} ({_quoted(names)}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608
        _many(connection, statement, rows)
    else:
        statement = f"INSERT INTO {table.name} ({_quoted(names)}) SELECT * FROM {_arrays(names)} AS come"  # noqa: S608
        _at_once(connection, f"{statement} ON CONFLICT DO NOTHING", rows)


def delete_texts(connection: Connection, table: Table, rows: Sequence[tuple[str, ...]]) -> None:
    """Delete the rows with these primary keys from a table of texts, the key's columns first in each."""
    names = [column.name for column in table.primary_key]
    keys = [row[: len(names)] for row in rows]
    if connection.dialect.name == "sqlite":
        same = " AND ".join(f'"{name}" = ?' for name in names)
        _many(connection, f"DELETE FROM {table.name} WHERE {same}", keys)  # noqa: S608
    else:
        same = " AND ".join(f'{table.name}."{name}" = gone."{name}"' for name in names)
        gone = f"{_arrays(names)} AS gone({_quoted(names)})"
        _at_once(connection, f"DELETE FROM {table.name} USING {gone} WHERE {same}", keys)  # noqa: S608


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _arrays(names: Sequence[str]) -> str:
    return f"unnest({', '.join(['%s::text[]'] * len(names))})"


def _many(connection: Connection, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, list(rows))


def _at_once(connection: Connection, statement: str, rows: Sequence[tuple[str, ...]]) -> None:
    if rows:
        connection.exec_driver_sql(statement, tuple(list(column) for column in zip(*rows, strict=True)))
