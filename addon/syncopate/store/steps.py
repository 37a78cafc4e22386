"""The migrations themselves: which there are, and taking them on an open connection."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from syncopate.errors import DatabaseNewer
from syncopate.store.revision import MIGRATIONS, TABLE, revision_of

_FOLDER = MIGRATIONS
_LOCK = 7_362_104_881  # any number that is ours: PostgreSQL's advisory locks are told apart by it


def known() -> list[str]:
    """Return the revisions that this code knows, oldest first."""
    found = [revision.revision for revision in ScriptDirectory.from_config(_config()).walk_revisions()]
    found.reverse()
    return found


def waiting(connection: Connection) -> list[str]:
    """Return the revisions still to apply, oldest first. Raises DatabaseNewer."""
    there, at = known(), revision_of(connection)
    if at is None:
        return there
    if at not in there:
        raise DatabaseNewer(revision=at, known=there[-1])
    return there[there.index(at) + 1 :]


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Take the steps up to a revision, in the transaction of the connection."""
    command.upgrade(_config(connection), revision)


def tables_of(revision: str) -> frozenset[str]:
    """Return the names of the tables that a revision has, its own mark among them."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            upgrade(connection, revision)
            return frozenset(inspect(connection).get_table_names()) | {TABLE}
    finally:
        engine.dispose()


def keep_others_out(connection: Connection) -> None:
    """Wait until no other process takes steps; ends with the transaction. SQLite's own lock does the same."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
