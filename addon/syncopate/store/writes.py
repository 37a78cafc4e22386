"""Writes: the intent before each outside call, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from syncopate.domain.plan import OutcomeKind, PlaylistPlan
from syncopate.errors import NotFound
from syncopate.store.encoding import decode_plan, encode_plan
from syncopate.store.tables import writes


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One plan sent to a target; no `outcome` yet: it may or may not have taken place.

    It is settled once the target was read after it, and what it left there is known as ours.
    """

    id: str
    run_id: str
    target_id: str
    digest: str
    plan: PlaylistPlan
    intended_at: datetime
    ended_at: datetime | None = None
    outcome: OutcomeKind | None = None
    error: str | None = None


def intend(connection: Connection, write: Write) -> None:
    """Store what is about to be sent; commit before sending it."""
    connection.execute(
        insert(writes).values(
            id=write.id,
            run_id=write.run_id,
            target_id=write.target_id,
            digest=write.digest,
            plan=encode_plan(write.plan),
            intended_at=write.intended_at,
            ended_at=write.ended_at,
            outcome=write.outcome,
            error=write.error,
        )
    )


def end(
    connection: Connection, write_id: str, outcome: OutcomeKind, at: datetime, error: str | None = None
) -> None:
    """Store what became of it. Raises NotFound."""
    changed = connection.execute(
        update(writes).where(writes.c.id == write_id).values(outcome=outcome, ended_at=at, error=error)
    )
    if changed.rowcount == 0:
        raise NotFound(what="write", id=write_id)


def applied_in(connection: Connection, run_id: str, target_id: str) -> list[Write]:
    """Return those of one run that took place, oldest first."""
    rows = connection.execute(
        select(writes)
        .where(
            writes.c.run_id == run_id,
            writes.c.target_id == target_id,
            writes.c.outcome == OutcomeKind.APPLIED,
        )
        .order_by(writes.c.intended_at, writes.c.id)
    )
    return [_of(row) for row in rows]


def unsettled_of(connection: Connection, target_id: str) -> list[Write]:
    """Return those of which nobody has looked since what they left, oldest first."""
    rows = connection.execute(
        select(writes)
        .where(writes.c.target_id == target_id, ~writes.c.settled)
        .order_by(writes.c.intended_at, writes.c.id)
    )
    return [_of(row) for row in rows]


def settle(connection: Connection, target_id: str) -> None:
    """Remember that what all of a target left is known, and whose it is."""
    connection.execute(
        update(writes).where(writes.c.target_id == target_id, ~writes.c.settled).values(settled=True)
    )


def remove_before(connection: Connection, moment: datetime) -> int:
    """Remove settled ones that were intended before; return how many went."""
    old = (writes.c.settled, writes.c.intended_at < moment)
    return connection.execute(delete(writes).where(*old)).rowcount


def last_of(connection: Connection, target_id: str, limit: int) -> list[Write]:
    """Return the latest, latest first."""
    rows = connection.execute(
        select(writes)
        .where(writes.c.target_id == target_id)
        .order_by(writes.c.intended_at.desc(), writes.c.id.desc())
        .limit(limit)
    )
    return [_of(row) for row in rows]


def _of(row: Row[Any]) -> Write:
    return Write(
        id=row.id,
        run_id=row.run_id,
        target_id=row.target_id,
        digest=row.digest,
        plan=decode_plan(row.plan),
        intended_at=row.intended_at,
        ended_at=row.ended_at,
        outcome=None if row.outcome is None else OutcomeKind(row.outcome),
        error=row.error,
    )
