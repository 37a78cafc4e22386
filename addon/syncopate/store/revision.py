"""Which schema a database has, and which this code needs: told without the migration tool and its memory."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from syncopate.errors import DatabaseNewer, DatabaseOutdated
from syncopate.store.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
TABLE = "alembic_version"


def head() -> str:
    """Return the revision that this code needs: migrations are files named by revision, in order."""
    found = [path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py")]
    if not found:
        raise RuntimeError("the package lacks its migrations")
    return max(found)


def current(url: str) -> str | None:
    """Return the revision of a database, None when it is empty or not there; a look makes no file."""
    database = Database.open(url)
    try:
        if database.file is not None and not database.file.exists():
            return None
        return database.look(revision_of)
    finally:
        database.close()


def is_current(url: str) -> bool:
    """Tell whether the database has the schema that this code needs."""
    return current(url) == head()


def require_current(url: str) -> None:
    """Hold a database to the schema that this code needs. Raises DatabaseOutdated, DatabaseNewer."""
    found, known = current(url), head()
    if found is not None and found > known:
        raise DatabaseNewer(revision=found, known=known)
    if found is None:
        raise DatabaseOutdated("There is no database yet: run `syncopate migrate` first.")
    if found != known:
        raise DatabaseOutdated


def revision_of(connection: Connection) -> str | None:
    """Return the revision of an open database, None when it is empty."""
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalar()  # noqa: S608 -- a name of ours
    return found
