"""History: what changed in the sources of mirrors."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from syncopate.domain.history import ChangeCounts, ChangeKind, SourceChange
from syncopate.store.ids import new_id
from syncopate.store.paging import Page
from syncopate.store.source_tables import mirror_changes as table

MOST = 5_000
"""Changes that are kept of one mirror, the latest; older ones go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptChange:
    """A change, and when it was seen, by which run."""

    id: str
    at: datetime
    run_id: str | None
    change: SourceChange


def add(
    connection: Connection, mirror_id: str, changes: Sequence[SourceChange], at: datetime, run_id: str | None
) -> None:
    """Store changes in the order given; of very many only the last are kept."""
    rows = [
        {
            "id": new_id(),
            "mirror_id": mirror_id,
            "at": at,
            "run_id": run_id,
            "kind": change.kind,
            "label": change.label,
            "place": change.place,
            "before": change.before,
            "by": change.by,
        }
        for change in changes[-MOST:]
    ]
    if not rows:
        return
    connection.execute(insert(table), rows)
    _forget_old(connection, mirror_id)


def of_run(connection: Connection, mirror_id: str, run_id: str) -> ChangeCounts:
    """Return how many entries of a mirror came, went and moved by what a run read."""
    rows = connection.execute(
        select(table.c.kind, func.count().label("number"))
        .where(table.c.mirror_id == mirror_id, table.c.run_id == run_id)
        .group_by(table.c.kind)
    )
    found = {row.kind: row.number for row in rows}
    return ChangeCounts(
        added=found.get(ChangeKind.ADDED, 0),
        removed=found.get(ChangeKind.REMOVED, 0),
        moved=found.get(ChangeKind.MOVED, 0),
    )


def list_page(connection: Connection, mirror_id: str, *, limit: int, offset: int) -> Page[KeptChange]:
    """Return a mirror's changes, the latest first."""
    mine = table.c.mirror_id == mirror_id
    total = connection.execute(select(func.count()).select_from(table).where(mine)).scalar_one()
    rows = connection.execute(
        select(table).where(mine).order_by(table.c.id.desc()).limit(limit).offset(offset)
    )
    found = tuple(
        KeptChange(
            id=row.id,
            at=row.at,
            run_id=row.run_id,
            change=SourceChange(
                kind=ChangeKind(row.kind), label=row.label, place=row.place, before=row.before, by=row.by
            ),
        )
        for row in rows
    )
    return Page(items=found, total=total, limit=limit, offset=offset)


def counts_at(
    connection: Connection, mirror_id: str, times: Collection[datetime]
) -> dict[datetime, ChangeCounts]:
    """Return how many entries of a mirror came, went and moved at each of some times."""
    if not times:
        return {}
    rows = connection.execute(
        select(table.c.at, table.c.kind, func.count())
        .where(table.c.mirror_id == mirror_id, table.c.at.in_(times))
        .group_by(table.c.at, table.c.kind)
    )
    found: dict[datetime, Counter[str]] = {at: Counter() for at in times}
    for at, kind, count in rows:
        found[at][kind] = count
    return {
        at: ChangeCounts(
            added=kinds[ChangeKind.ADDED], removed=kinds[ChangeKind.REMOVED], moved=kinds[ChangeKind.MOVED]
        )
        for at, kinds in found.items()
    }


def _forget_old(connection: Connection, mirror_id: str) -> None:
    mine = table.c.mirror_id == mirror_id
    last = connection.execute(
        select(table.c.id).where(mine).order_by(table.c.id.desc()).limit(1).offset(MOST)
    ).scalar_one_or_none()
    if last is not None:
        connection.execute(delete(table).where(mine, table.c.id <= last))
