"""The way back: a copy of the database put in the place of what is there."""

import logging
import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, text

from syncopate.errors import DatabaseBusy, DatabaseNewer, DiskFull, InvalidInput, WriteFailed
from syncopate.store import copies, portable, steps
from syncopate.store.database import Database
from syncopate.store.migrate import prepare_place

_PATIENCE = timedelta(minutes=1)
_NAMED = 5
_MAGIC = b"SQLite format 3\0"
_LOG = logging.getLogger(__name__)


def examine(url: str, file: Path) -> str:
    """Return the revision of a copy. Raises InvalidInput when it is none for this database, DatabaseNewer."""
    database = Database.open(url)
    database.close()
    try:
        with file.open("rb") as opened:
            is_sqlite = opened.read(len(_MAGIC)) == _MAGIC
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.", path=str(file)) from error
    if is_sqlite != database.is_sqlite:
        kind = "an SQLite" if database.is_sqlite else "a PostgreSQL"
        raise InvalidInput(
            f"{file} is not a copy of {kind} database, which the present one is.", path=str(file)
        )
    head = None if is_sqlite else portable.head(file)
    revision = _revision_in(file) if head is None else head.revision
    known = steps.known()
    if revision not in known:
        raise DatabaseNewer(revision=revision, known=known[-1])
    if head is not None and (foreign := head.tables - steps.tables_of(revision)):
        names = ", ".join(sorted(foreign)[:_NAMED])
        raise InvalidInput(f"{file} names tables that are none of ours: {names}.", path=str(file))
    return revision


def restore(url: str, file: Path, folder: Path) -> Path | None:
    """Put a copy in the place of what is there, whole or not at all; return the copy made of that before.

    Nothing else may use the database. None: there was nothing, or nothing that could be read; a broken SQLite
    file is then kept as `<file>.broken`. Raises as `examine`, DatabaseBusy, WriteFailed.
    """
    revision = examine(url, file)
    database = Database.open(url, patience=_PATIENCE)
    try:
        if database.file is not None:
            before = _restore_file(database, database.file, file)
        else:
            before = database.change(_restore_tables, database, file, folder)
    finally:
        database.close()
    _LOG.info("database restored from %s, with schema %s", file, revision)
    return before


def _restore_tables(connection: Connection, database: Database, file: Path, folder: Path) -> Path | None:
    steps.keep_others_out(connection)
    copy = portable.head(file)
    there = database.look(copies.tables_here)
    before = _copy_present(database, folder, file) if there else None
    quoted = connection.dialect.identifier_preparer.quote_identifier
    # Also what is in the way of the tables that are made now.
    for name in sorted(there | steps.tables_of(copy.revision)):
        connection.execute(text(f"DROP TABLE IF EXISTS {quoted(name)} CASCADE"))
    steps.upgrade(connection, copy.revision)
    portable.fill(connection, file)
    return before


def _copy_present(database: Database, folder: Path, file: Path) -> Path:
    name = copies.unused_name(database, "restore", folder)
    return copies.make(database, name, folder, spared=file)


def _restore_file(database: Database, present: Path, file: Path) -> Path | None:
    before = None
    if present.exists() and present.stat().st_size:
        if _sound(present):
            before = _copy_present(database, present.parent, file)
        else:
            _set_aside(present)
    prepare_place(present)
    end = time.monotonic() + _PATIENCE.total_seconds()

    def patient(_status: int, _left: int, _pages: int) -> None:
        # A lock of somebody else would be waited for without end.
        if time.monotonic() > end:
            raise DatabaseBusy

    try:
        with closing(_reading(file)) as source, closing(sqlite3.connect(present)) as target:
            source.backup(target, progress=patient)
    except sqlite3.Error as error:
        raise (DiskFull if "full" in str(error) else WriteFailed)(path=str(present)) from error
    return before


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)


def _sound(file: Path) -> bool:
    try:
        with closing(_reading(file)) as connection:
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        raise DatabaseBusy from error
    except sqlite3.DatabaseError:
        return False
    return bool(found == ("ok",))


def _set_aside(file: Path) -> None:
    try:
        for ending in ("-wal", "-shm", ""):
            part = file.with_name(f"{file.name}{ending}")
            if part.exists():
                part.replace(file.with_name(f"{file.name}.broken{ending}"))
    except OSError as error:
        raise WriteFailed(path=str(file)) from error


def _revision_in(file: Path) -> str:
    """Return the revision of an SQLite file. Raises InvalidInput when it is damaged, or not one of ours."""
    if not _sound(file):
        raise InvalidInput(f"{file} is damaged.", path=str(file))
    try:
        with closing(_reading(file)) as connection:
            (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise InvalidInput(f"{file} is not a copy of a database of ours.", path=str(file)) from error
    return str(found)
