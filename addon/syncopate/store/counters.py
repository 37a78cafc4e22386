"""Counters that only rise."""

from sqlalchemy import Connection, select, update

from syncopate.store.tables import counters
from syncopate.store.upsert import insert_new


def raise_(connection: Connection, name: str) -> int:
    """Raise a counter by one and return it."""
    insert_new(connection, counters, {"name": name, "value": 0})
    raised = connection.execute(
        update(counters)
        .where(counters.c.name == name)
        .values(value=counters.c.value + 1)
        .returning(counters.c.value)
    ).scalar_one()
    return int(raised)


def value(connection: Connection, name: str) -> int:
    """Return a counter, 0 when it was never raised."""
    return connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar() or 0
