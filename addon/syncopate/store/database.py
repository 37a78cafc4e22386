"""The border to SQLAlchemy: one engine, short transactions, one way out of the event loop.

Functions of this package are synchronous and take a `Connection`; callers on the event loop go through
`Database.read` and `Database.write`, workers through `look` and `change`.
"""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from contextvars import copy_context
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Concatenate, Self

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from syncopate.errors import (
    DatabaseBusy,
    DiskFull,
    FolderNotWritable,
    InvalidInput,
    SyncopateError,
    Unreachable,
)

_CONNECTIONS = 8
_PATIENCE = timedelta(seconds=10)
_SHORT_PATIENCE = timedelta(seconds=2)
_LOCKED = ("database is locked", "database table is locked", "could not obtain lock", "lock timeout")
_FULL = ("database or disk is full", "no space left on device")
_READ_ONLY = ("readonly database", "unable to open database file")
_AWAY = ("connection failed", "connection refused", "server closed the connection", "connection is lost")

__all__ = ["FAILURES", "Connection", "Database"]

FAILURES: tuple[type[Exception], ...] = (SyncopateError, SQLAlchemyError)
"""What a database raises that does not work, whatever is wrong with it."""


class Database:
    """One database, SQLite (WAL) or PostgreSQL."""

    def __init__(self, engine: Engine, url: URL) -> None:
        self._engine = engine
        self.url = url
        # Apart from each other: what waits for its turn to write keeps nobody from reading. SQLite has one
        # turn, and who queues for it here comes as soon as it is free; who asks the file tries and sleeps.
        self._readers = ThreadPoolExecutor(_CONNECTIONS, "database-read")
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else _CONNECTIONS, "database-write")
        self._lock = threading.Lock()
        self._at_work = 0
        self._closed = False
        self._statistics = 0
        event.listen(engine, "checkout", self._renew)

    @classmethod
    def open(cls, url: str, *, patience: timedelta = _PATIENCE) -> Self:
        """Open it; the schema must be there already (see `migrate`). A lock is waited for with `patience`.

        Raises InvalidInput for an address that is none.
        """
        try:
            parsed = make_url(url)
        except ArgumentError:
            # The address may hold a password: it is not repeated.
            raise InvalidInput("SYNCOPATE_DATABASE_URL is not the address of a database.") from None
        milliseconds = patience // timedelta(milliseconds=1)
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(parsed, pool_size=_CONNECTIONS, max_overflow=_CONNECTIONS)
            event.listen(engine, "connect", partial(_prepare_sqlite, milliseconds))
            event.listen(engine, "begin", _begin_sqlite)
        else:
            engine = create_engine(
                with_driver(parsed),
                pool_pre_ping=True,
                pool_size=_CONNECTIONS,
                max_overflow=_CONNECTIONS,
            )
            event.listen(engine, "connect", partial(_prepare_postgresql, milliseconds))
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
        """Run a reading function. Raises DatabaseBusy, or Unreachable."""
        try:
            with self._work(), self._engine.connect().execution_options(syncopate_read=True) as connection:
                return function(connection, *args, **kw)
        except OperationalError as error:
            raise self._translated(error) from error

    def change[**P, T](
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Run a writing function in one transaction: whole or not at all. Raises as `look`, WriteFailed."""
        try:
            with self._work(), self._engine.begin() as connection:
                return function(connection, *args, **kw)
        except OperationalError as error:
            raise self._translated(error) from error

    async def read[**P, T](
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Do `look` off the event loop."""
        return await _within(self._readers, lambda: self.look(function, *args, **kw))

    async def write[**P, T](
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """Do `change` off the event loop; once begun it ends, even if the caller is cancelled."""
        return await asyncio.shield(_within(self._writers, lambda: self.change(function, *args, **kw)))

    async def refresh_statistics(self) -> None:
        """Let SQLite see how tables have grown, for it to choose indexes by; PostgreSQL does so by itself."""
        if self.is_sqlite:
            await self.write(_analyse)
            # What is open goes on with what it knew: it is replaced as soon as it is asked for.
            self._statistics += 1

    def prove_writable(self, patience: timedelta = _SHORT_PATIENCE) -> None:
        """Take the right to write and give it back. Raises DatabaseBusy when another keeps it longer."""
        if self.file is None:
            # Only single rows are locked there, never the whole.
            return
        address = f"{self.file.absolute().as_uri()}?mode=rw"
        try:
            with closing(
                sqlite3.connect(address, timeout=patience.total_seconds(), isolation_level=None, uri=True)
            ) as connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise self._meaning(str(error)) or error from error

    def close(self) -> None:
        """Give all connections back, once what was begun has ended."""
        self._readers.shutdown()
        self._writers.shutdown()
        with self._lock:
            self._closed = True
            if not self._at_work:
                self._engine.dispose()

    @contextmanager
    def _work(self) -> Generator[None]:
        """Count who uses connections: whoever does once it is closed, still or again, closes them."""
        with self._lock:
            self._at_work += 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work -= 1
                if self._closed and not self._at_work:
                    self._engine.dispose()

    def _renew(self, _connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        """Have a connection replaced that was opened before the last look at how tables have grown."""
        if entry.info.setdefault("statistics", self._statistics) != self._statistics:
            raise DisconnectionError

    def _translated(self, error: OperationalError) -> Exception:
        text = str(error.orig).casefold()
        if (meant := self._meaning(text)) is not None:
            return meant
        if not self.is_sqlite and (error.connection_invalidated or any(part in text for part in _AWAY)):
            return Unreachable(what="The database")
        return error

    def _meaning(self, text: str) -> SyncopateError | None:
        text = text.casefold()
        path = "the database" if self.file is None else str(self.file)
        if any(part in text for part in _LOCKED):
            return DatabaseBusy()
        if any(part in text for part in _FULL):
            return DiskFull(path=path)
        if any(part in text for part in _READ_ONLY):
            return FolderNotWritable(path=path if self.file is None else str(self.file.parent))
        return None


def _within[T](threads: ThreadPoolExecutor, function: Callable[[], T]) -> asyncio.Future[T]:
    """Run a function in one of the threads, in the context it is called from."""
    return asyncio.get_running_loop().run_in_executor(threads, copy_context().run, function)


def with_driver(url: URL) -> URL:
    """Return the address with the driver that is installed."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _prepare_sqlite(milliseconds: int, connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={milliseconds}")
    _switch_to_wal(cursor, milliseconds)
    for pragma in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-512",  # in KiB, for each connection; the system keeps the file in memory anyway
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: Any, milliseconds: int) -> None:
    """Use a write-ahead log. The switch itself does not wait for another's lock, so we do."""
    end = time.monotonic() + milliseconds / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def _prepare_postgresql(milliseconds: int, connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.execute(f"SET lock_timeout = {milliseconds}")
    connection.commit()


def _analyse(connection: Connection) -> None:
    # A sample of each table: that takes less than a second where there are a million tracks.
    connection.exec_driver_sql("PRAGMA analysis_limit=400")
    connection.exec_driver_sql("ANALYZE")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("syncopate_read", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
