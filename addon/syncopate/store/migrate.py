"""Bringing a database to the present schema: a short step of its own before anything else opens it."""

import logging
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from syncopate.errors import FolderNotWritable, InvalidInput
from syncopate.store import copies, steps
from syncopate.store.database import Database
from syncopate.store.revision import current, head, is_current, revision_of

__all__ = ["current", "head", "is_current", "migrate"]

_PATIENCE = timedelta(minutes=1)
_LOG = logging.getLogger(__name__)


def migrate(url: str, folder: Path | None = None) -> list[str]:
    """Bring the schema up to date and return the revisions applied.

    A copy is made first (see `copies`), of PostgreSQL into `folder`. Raises DatabaseNewer, DatabaseBusy,
    WriteFailed; what was there before is then untouched.
    """
    database = Database.open(url, patience=_PATIENCE)
    try:
        if database.file is not None:
            prepare_place(database.file)
        if not database.look(steps.waiting):
            return []
        place = folder if database.file is None else database.file.parent
        applied = database.change(_upgrade, database, place)
    finally:
        database.close()
    _LOG.info("database migrated: %s", ", ".join(applied))
    return applied


def _upgrade(connection: Connection, database: Database, folder: Path | None) -> list[str]:
    steps.keep_others_out(connection)
    # Another process may have been faster while this one waited.
    waiting = steps.waiting(connection)
    if waiting:
        if revision_of(connection) is not None:
            # Now nobody else can take steps: it is never a copy of what another has changed already.
            if folder is None:
                raise InvalidInput("A folder for the copy of the database must be given.")
            copies.make(database, waiting[-1], folder)
        steps.upgrade(connection)
    return waiting


def prepare_place(file: Path) -> None:
    """Make an SQLite file where there is none, for its owner alone. Raises FolderNotWritable."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # What is in it is nobody else's business: SQLite gives its log files the mode of this one.
        file.touch(mode=0o600)
    except OSError as error:
        raise FolderNotWritable(path=str(file.parent)) from error
