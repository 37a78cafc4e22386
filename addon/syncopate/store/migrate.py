"""Bringing a database to the present schema: a short step of its own before anything else opens it."""

import logging
import os
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from syncopate.errors import DatabaseNewer, DiskFull, FolderNotWritable, WriteFailed
from syncopate.store.database import Database
from syncopate.store.revision import MIGRATIONS, current, head, is_current, revision_of

__all__ = ["current", "head", "is_current", "migrate"]

_FOLDER = MIGRATIONS
_KEPT_COPIES = 3
_LOCK = 7_362_104_881  # any number that is ours: PostgreSQL's advisory locks are told apart by it
_PATIENCE = timedelta(minutes=1)
_LOG = logging.getLogger(__name__)


def migrate(url: str) -> list[str]:
    """Bring the schema up to date and return the revisions applied.

    An SQLite file is copied first (`<file>.before-<revision>`, the latest three are kept). Raises
    DatabaseNewer, DatabaseBusy, WriteFailed; what was there before is then untouched.
    """
    database = Database.open(url, patience=_PATIENCE)
    try:
        if database.file is not None:
            _prepare_place(database.file)
        waiting = database.look(_waiting)
        if not waiting:
            return []
        at = database.look(revision_of)
        if at is not None and database.file is not None:
            _copy(database.file, waiting[-1])
        applied = database.change(_upgrade)
    finally:
        database.close()
    _LOG.info("database migrated: %s", ", ".join(applied))
    return applied


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _waiting(connection: Connection) -> list[str]:
    """Return the revisions still to apply, oldest first. Raises DatabaseNewer."""
    script = ScriptDirectory.from_config(_config())
    known = [revision.revision for revision in script.walk_revisions()]
    known.reverse()
    at = revision_of(connection)
    if at is None:
        return known
    if at not in known:
        raise DatabaseNewer(revision=at, known=known[-1])
    return known[known.index(at) + 1 :]


def _upgrade(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    # Another process may have been faster while this one waited for the lock.
    waiting = _waiting(connection)
    if waiting:
        command.upgrade(_config(connection), "head")
    return waiting


def _prepare_place(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # What is in it is nobody else's business: SQLite gives its log files the mode of this one.
        file.touch(mode=0o600)
    except OSError as error:
        raise FolderNotWritable(path=str(file.parent)) from error


def _copy(file: Path, revision: str) -> None:
    """Make a consistent copy, whole or not at all. Raises WriteFailed."""
    copy = file.with_name(f"{file.name}.before-{revision}")
    unfinished = copy.with_name(f"{copy.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        unfinished.replace(copy)
        os.utime(copy)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        kind = DiskFull if "full" in str(error) or "No space" in str(error) else WriteFailed
        raise kind(path=str(copy)) from error
    _forget_old_copies(file)


def _forget_old_copies(file: Path) -> None:
    copies = [path for path in file.parent.glob(f"{file.name}.before-*") if path.suffix != ".part"]
    copies.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in copies[_KEPT_COPIES:]:
        path.unlink(missing_ok=True)
