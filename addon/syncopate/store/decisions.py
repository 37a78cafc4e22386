"""Decisions: what the user ruled about entries."""

from collections.abc import Collection
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from syncopate.domain.match import Decision, Ruling
from syncopate.store import counters
from syncopate.store.tables import decisions

_COUNTER = "decisions"
_PARAMETERS = 500


def add(connection: Connection, decision: Decision, at: datetime, by: str) -> None:
    """Store a ruling. IS and NEVER replace all earlier ones of the entry; IS_NOT replaces those it denies."""
    earlier = connection.execute(
        select(decisions).where(decisions.c.entry_identity == decision.entry_identity)
    )
    replaced = [row.id for row in earlier if _replaces(decision, _of(row))]
    if replaced:
        connection.execute(delete(decisions).where(decisions.c.id.in_(replaced)))
    connection.execute(
        insert(decisions).values(
            entry_identity=decision.entry_identity,
            ruling=decision.ruling,
            track_key=decision.track_key,
            track_identities=sorted(decision.track_identities),
            decided_at=at,
            decided_by=by,
        )
    )
    counters.raise_(connection, _COUNTER)


def clear(connection: Connection, entry_identity: str) -> int:
    """Forget all rulings about an entry; return how many there were."""
    gone = connection.execute(delete(decisions).where(decisions.c.entry_identity == entry_identity)).rowcount
    if gone:
        counters.raise_(connection, _COUNTER)
    return gone


def every(connection: Connection) -> list[Decision]:
    """Return all, oldest first."""
    return [_of(row) for row in connection.execute(select(decisions).order_by(decisions.c.id))]


def of(connection: Connection, entry_identity: str) -> list[Decision]:
    """Return the rulings about one entry, oldest first."""
    rows = connection.execute(
        select(decisions).where(decisions.c.entry_identity == entry_identity).order_by(decisions.c.id)
    )
    return [_of(row) for row in rows]


def of_many(connection: Connection, entry_identities: Collection[str]) -> dict[str, Decision]:
    """Return the ruling that counts for each entry: its IS or NEVER, else its latest."""
    found: dict[str, Decision] = {}
    for part in batched(entry_identities, _PARAMETERS, strict=False):
        rows = connection.execute(
            select(decisions).where(decisions.c.entry_identity.in_(part)).order_by(decisions.c.id)
        )
        for decision in map(_of, rows):
            known = found.get(decision.entry_identity)
            if known is None or known.ruling is Ruling.IS_NOT:
                found[decision.entry_identity] = decision
    return found


def revision(connection: Connection) -> int:
    """Return a number that rises whenever decisions change."""
    return counters.value(connection, _COUNTER)


def _replaces(new: Decision, old: Decision) -> bool:
    if new.ruling is not Ruling.IS_NOT:
        return True
    if old.ruling is Ruling.NEVER:
        return False
    same_key = old.track_key is not None and old.track_key == new.track_key
    return same_key or not old.track_identities.isdisjoint(new.track_identities)


def _of(row: Row[Any]) -> Decision:
    return Decision(row.entry_identity, Ruling(row.ruling), row.track_key, frozenset(row.track_identities))
