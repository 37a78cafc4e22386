"""Settings the user changed, by name; secret ones sealed."""

from datetime import datetime

from sqlalchemy import Connection, delete, inspect, select

from syncopate.store import upsert
from syncopate.store.encoding import JsonValue
from syncopate.store.tables import settings

LEARNED = "learned."
"""What begins so was found out and is no setting."""

_EVERY = (
    select(settings.c.name, settings.c.value)
    .where(settings.c.value.is_not(None), ~settings.c.name.startswith(LEARNED, autoescape=True))
    .order_by(settings.c.name)
)


def get(connection: Connection, name: str) -> JsonValue:
    """Return a value, None when it was never set."""
    value: JsonValue = connection.execute(select(settings.c.value).where(settings.c.name == name)).scalar()
    return value


def put(connection: Connection, name: str, value: JsonValue, at: datetime) -> None:
    """Store a value."""
    upsert.put(connection, settings, [{"name": name, "value": value, "updated_at": at}])


def get_secret(connection: Connection, name: str) -> bytes | None:
    """Return a sealed value, None when it was never set."""
    blob = connection.execute(select(settings.c.secret).where(settings.c.name == name)).scalar()
    return None if blob is None else bytes(blob)


def put_secret(connection: Connection, name: str, blob: bytes | None, at: datetime) -> None:
    """Store a sealed value, None to forget it."""
    upsert.put(connection, settings, [{"name": name, "secret": blob, "updated_at": at}])


def has_secret(connection: Connection, name: str) -> bool:
    """Tell whether a sealed value is there."""
    return get_secret(connection, name) is not None


def forget(connection: Connection, name: str) -> None:
    """Remove a value, if there are settings at all: the tables may be of another version, or none."""
    if inspect(connection).has_table(settings.name):
        connection.execute(delete(settings).where(settings.c.name == name))


def every(connection: Connection) -> dict[str, JsonValue]:
    """Return all plain values; secrets are left out."""
    return {row.name: row.value for row in connection.execute(_EVERY)}
