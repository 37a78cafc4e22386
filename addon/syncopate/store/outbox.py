"""What waits to be told: left here with the change it tells of, and moved to the feed by the conductor."""

from dataclasses import replace

from sqlalchemy import Connection, delete, select

from syncopate.domain.event import TRANSIENT, Event
from syncopate.store import events
from syncopate.store.job_tables import outbox
from syncopate.store.upsert import insert_new


def put(connection: Connection, event: Event) -> None:
    """Leave an event, once whatever is repeated; of progress the latest takes the place of what waits."""
    if event.type in TRANSIENT:
        connection.execute(delete(outbox).where(outbox.c.identity == event.identity))
    insert_new(connection, outbox, events.columns_of(event))


def waiting(connection: Connection) -> bool:
    """Tell whether there is anything to tell."""
    return connection.execute(select(outbox.c.id).limit(1)).first() is not None


def take(connection: Connection, limit: int) -> list[Event]:
    """Move the oldest to the feed and return those that were never told, in order."""
    first = select(outbox.c.id).order_by(outbox.c.id).limit(limit)
    rows = connection.execute(delete(outbox).where(outbox.c.id.in_(first)).returning(*outbox.c))
    found = []
    for row in sorted(rows, key=lambda row: row.id):
        told = events.append(connection, replace(events.event_of(row), id=0))
        if told is not None:
            found.append(told)
    return found
