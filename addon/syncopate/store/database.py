"""The border to SQLAlchemy: one engine, short transactions, one way out of the event loop.

Functions of this package are synchronous and take a `Connection`; callers on the event loop go through
`Database.read` and `Database.write`, workers through `look` and `change`.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from syncopate.errors import DatabaseBusy

_BUSY_SECONDS = 10
_LOCKED = ("database is locked", "database table is locked", "could not obtain lock", "lock timeout")


class Database:
    """One database, SQLite (WAL) or PostgreSQL."""

    def __init__(self, engine: Engine, url: URL) -> None:
        self._engine = engine
        self.url = url

    @classmethod
    def open(cls, url: str) -> Self:
        """Open it; the schema must be there already (see `migrate`)."""
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(
                parsed, connect_args={"timeout": _BUSY_SECONDS}, pool_size=8, max_overflow=8
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(_with_driver(parsed), pool_pre_ping=True, pool_size=8, max_overflow=8)
        return cls(engine, parsed)

    @property
    def is_sqlite(self) -> bool:
        """True when it is a file of ours."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def address(self) -> str:
        """The whole URL, password included: for worker processes, never for people."""
        return self.url.render_as_string(hide_password=False)

    @property
    def file(self) -> Path | None:
        """The database file, None for PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def look[**P, T](
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Run a reading function. Raises DatabaseBusy."""
        try:
            with self._engine.connect().execution_options(syncopate_read=True) as connection:
                return function(connection, *args, **kw)
        except OperationalError as error:
            raise _translated(error) from error

    def change[**P, T](
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Run a writing function in one transaction: whole or not at all. Raises DatabaseBusy."""
        try:
            with self._engine.begin() as connection:
                return function(connection, *args, **kw)
        except OperationalError as error:
            raise _translated(error) from error

    async def read[**P, T](
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Do `look` off the event loop."""
        return await asyncio.to_thread(lambda: self.look(function, *args, **kw))

    async def write[**P, T](
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Do `change` off the event loop; once begun it ends, even if the caller is cancelled."""
        return await asyncio.shield(asyncio.to_thread(lambda: self.change(function, *args, **kw)))

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _translated(error: OperationalError) -> Exception:
    return DatabaseBusy() if any(text in str(error.orig) for text in _LOCKED) else error


def _prepare_sqlite(connection: object, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]  # the driver's own BEGIN comes too late
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a DBAPI connection
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("syncopate_read", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
