"""Events that are kept: the feed, and what a client that was away catches up on.

Each is kept once: what was kept before, by its identity, is not kept, and so not told, again.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from syncopate.domain.event import TRANSIENT, Event, EventType
from syncopate.store.tables import events
from syncopate.store.upsert import insert_for_id

_LATEST = select(events.c.id).order_by(events.c.id.desc()).limit(1)


def append(connection: Connection, event: Event) -> Event | None:
    """Store an event and return it with its id, None when it was told before; transient ones are left."""
    if event.type in TRANSIENT:
        return event
    event_id = insert_for_id(connection, events, columns_of(event))
    return None if event_id is None else replace(event, id=event_id)


def columns_of(event: Event) -> dict[str, Any]:
    """Return what is stored of an event."""
    return {
        "type": event.type,
        "at": event.at,
        "name": event.name,
        "status": event.status,
        "run_id": event.run_id,
        "run_count": event.run_count,
        "data": dict(event.data),
        "identity": event.identity,
    }


def recent(
    connection: Connection,
    limit: int,
    types: Collection[EventType] | None = None,
    before_id: int | None = None,
) -> list[Event]:
    """Return the latest, latest first; `before_id` goes on where an earlier answer ended."""
    statement = select(events).order_by(events.c.id.desc()).limit(limit)
    if types is not None:
        statement = statement.where(events.c.type.in_(list(types)))
    if before_id is not None:
        statement = statement.where(events.c.id < before_id)
    return [event_of(row) for row in connection.execute(statement)]


def latest_id(connection: Connection) -> int:
    """Return the id of the latest, 0 where there is none."""
    return connection.execute(_LATEST).scalar() or 0


def since(connection: Connection, event_id: int, limit: int) -> list[Event]:
    """Return what came after an event, in order."""
    statement = select(events).where(events.c.id > event_id).order_by(events.c.id).limit(limit)
    return [event_of(row) for row in connection.execute(statement)]


def remove_before(connection: Connection, moment: datetime) -> int:
    """Remove what is older; return how many."""
    return connection.execute(delete(events).where(events.c.at < moment)).rowcount


def event_of(row: Row[Any]) -> Event:
    """Return the event of a row, of this table or the outbox."""
    return Event(
        type=EventType(row.type),
        at=row.at,
        name=row.name,
        status=row.status,
        run_id=row.run_id,
        run_count=row.run_count,
        data=row.data,
        id=row.id,
    )
