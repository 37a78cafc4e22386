"""What playlists and libraries were called that are no longer there."""

from sqlalchemy import Connection, select

from syncopate.domain.event import EventType
from syncopate.store import events
from syncopate.store.tables import run_items

_REMOVALS = frozenset({EventType.LIBRARY_REMOVED, EventType.PLAYLIST_REMOVED})
_MOST = 500
"""Removals that are looked at, the latest first."""


def former_name(connection: Connection, item_id: str) -> str | None:
    """Return its last name: of the runs it was an item of, else of its removal; None when nobody knows."""
    kept = connection.execute(
        select(run_items.c.item_name)
        .where(run_items.c.item_id == item_id, run_items.c.item_name.not_in([item_id, ""]))
        .order_by(run_items.c.ended_at.desc())
        .limit(1)
    ).scalar()
    if kept is not None:
        return str(kept)
    told = (
        event.name
        for event in events.recent(connection, _MOST, _REMOVALS)
        if item_id in {event.data.get("id"), event.data.get("playlist_id")}
    )
    return next(told, None) or None
