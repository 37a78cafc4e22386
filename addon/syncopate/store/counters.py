"""Counters that only rise."""

from sqlalchemy import Connection, insert, select, update

from syncopate.store.tables import counters


def raise_(connection: Connection, name: str) -> int:
    """Raise a counter by one and return it."""
    raised = connection.execute(
        update(counters)
        .where(counters.c.name == name)
        .values(value=counters.c.value + 1)
        .returning(counters.c.value)
    ).scalar()
    if raised is None:
        connection.execute(insert(counters).values(name=name, value=1))
        return 1
    return int(raised)


def value(connection: Connection, name: str) -> int:
    """Return a counter, 0 when it was never raised."""
    return connection.execute(select(counters.c.value).where(counters.c.name == name)).scalar() or 0
