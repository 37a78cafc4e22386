"""A schema of another library in our PostgreSQL database, which holds nothing that is not known here too."""

from sqlalchemy import Connection, text


def drop_schema(connection: Connection, name: str) -> None:
    """Remove it with all that is in it, if it is there."""
    quoted = connection.dialect.identifier_preparer.quote(name)
    connection.execute(text(f"DROP SCHEMA IF EXISTS {quoted} CASCADE"))


def has_schema(connection: Connection, name: str) -> bool:
    """Tell whether it is there."""
    found = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
    return connection.execute(found, {"name": name}).first() is not None
