"""A copy as a file of its own: gzip, one JSON document a line, whatever database it came from.

The first line tells what it is. Then come the tables, each a line with its columns and a line a row, the
counters that give out ids, and the number of rows: without that the file is not whole. What is sealed stays
sealed.
"""

import base64
import gzip
import json
import os
import zlib
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched, groupby
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, inspect, select, text

from syncopate.errors import InvalidInput

_FORMAT = 1
_ROWS = 1000
_COMPRESSION = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a copy says of itself."""

    revision: str
    tables: frozenset[str]


def write(connection: Connection, revision: str, names: frozenset[str], file: Path) -> None:
    """Write the tables of these names as the connection sees them. Raises OSError."""
    # As they are, not as this code has them: they may be of an earlier version.
    tables = _reflected(connection, names).sorted_tables
    total = 0
    with (
        file.open("wb") as raw,
        gzip.open(raw, "wt", compresslevel=_COMPRESSION, encoding="utf-8", newline="\n") as out,
    ):
        _put(out, {"copy": _FORMAT, "revision": revision, "tables": [table.name for table in tables]})
        for table in tables:
            _put(out, {"table": table.name, "columns": [column.name for column in table.columns]})
            # Fetched in parts: a library may have a million tracks.
            for part in connection.execute(
                select(table), execution_options={"yield_per": _ROWS}
            ).partitions():
                out.writelines(f"{json.dumps([_plain(value) for value in row])}\n" for row in part)
                total += len(part)
        for table in tables:
            for column in table.columns:
                if (value := _counter(connection, table.name, column.name)) is not None:
                    _put(out, {"counter": [table.name, column.name], "value": value})
        _put(out, {"rows": total})
        out.close()
        os.fsync(raw.fileno())


def head(file: Path) -> Head:
    """Return what a copy says of itself. Raises InvalidInput when it is none, or not whole."""
    documents = _documents(file)
    found = _head(next(documents, None), file)
    rows, last = 0, None
    for last in documents:
        rows += isinstance(last, list)
    if last != {"rows": rows}:
        raise InvalidInput(f"{file} is not whole.", path=str(file))
    return found


def fill(connection: Connection, file: Path) -> None:
    """Put the rows of a copy into tables of its revision, instead of what is there. Raises InvalidInput."""
    documents = _documents(file)
    there = _reflected(connection, _head(next(documents, None), file).tables)
    for table in reversed(there.sorted_tables):
        connection.execute(table.delete())
    into, columns = "", list[str]()
    for are_rows, group in groupby(documents, lambda document: isinstance(document, list)):
        if are_rows:
            _insert(connection, there, into, columns, group)
            continue
        for document in group:
            match document:
                case {"table": str(into), "columns": [*columns]}:
                    _require_known(into, there, file)
                case {"counter": [str(table), str(column)], "value": int(value)}:
                    _require_known(table, there, file)
                    _set_counter(connection, table, column, value)


def _require_known(name: str, there: MetaData, file: Path) -> None:
    """Raise InvalidInput where a copy goes on with a table that its head does not name."""
    if name not in there.tables:
        raise InvalidInput(f"{file} names a table that is not its own: {name}.", path=str(file))


def _insert(
    connection: Connection, there: MetaData, name: str, columns: Sequence[str], rows: Iterable[Any]
) -> None:
    table = there.tables[name]
    for part in batched(rows, _ROWS, strict=False):
        values = [dict(zip(columns, map(_valued, row), strict=True)) for row in part]
        connection.execute(table.insert(), values)


def _reflected(connection: Connection, names: frozenset[str]) -> MetaData:
    found = MetaData()
    there = names & set(inspect(connection).get_table_names())
    found.reflect(connection, only=sorted(there), resolve_fks=False)
    return found


def _documents(file: Path) -> Generator[object]:
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise InvalidInput(f"{file} cannot be read as a copy of a database.", path=str(file)) from error


def _head(document: object, file: Path) -> Head:
    match document:
        case {"copy": int(form), "revision": str(revision), "tables": [*tables]} if form == _FORMAT:
            return Head(revision=revision, tables=frozenset(map(str, tables)))
    raise InvalidInput(f"{file} is not a copy of a database that this version can read.", path=str(file))


def _put(out: IO[str], document: Mapping[str, object]) -> None:
    out.write(f"{json.dumps(document)}\n")


def _plain(value: object) -> object:
    match value:
        case None | str() | int() | float():
            return value
        case datetime():
            return {"at": value.astimezone(UTC).isoformat()}
        case bytes() | memoryview():
            return {"bytes": base64.b64encode(value).decode("ascii")}
    raise TypeError(f"{type(value).__name__} has no place in a copy")


def _valued(value: object) -> object:
    match value:
        case {"at": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"bytes": str(encoded)}:
            return base64.b64decode(encoded)
    return value


def _sequence(connection: Connection, table: str, column: str) -> str | None:
    if connection.dialect.name != "postgresql":
        return None
    found: str | None = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": f'"{table}"', "column": column}
    )
    return found


def _counter(connection: Connection, table: str, column: str) -> int | None:
    """Return the last id that was given out, 0 for none yet, None for a column that counts nothing."""
    name = _sequence(connection, table, column)
    if name is None:
        return None
    last, used = connection.execute(text(f"SELECT last_value, is_called FROM {name}")).one()  # noqa: S608 -- quoted by the server
    return int(last) if used else 0


def _set_counter(connection: Connection, table: str, column: str, value: int) -> None:
    name = _sequence(connection, table, column)
    if name is not None:
        given = {"name": name, "value": max(value, 1), "used": value > 0}
        connection.execute(text("SELECT setval(CAST(:name AS regclass), :value, :used)"), given)
