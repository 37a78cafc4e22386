"""What needs somebody's eye at a link, as of its last plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select

from syncopate.domain.watch import Side
from syncopate.matching.keys import key
from syncopate.store.link_tables import watch_findings
from syncopate.store.paging import Page
from syncopate.store.searching import contains_folded

_ROWS = 2000


class FindingKind(StrEnum):
    """What is the matter."""

    CONFLICT = "conflict"
    """Records name each other the same and themselves differently."""
    DUPLICATE = "duplicate"
    """Several records of one side are one title."""
    NO_IDS = "no_ids"
    """No id says what it is."""
    NO_COUNTERPART = "no_counterpart"
    """The other side has no such title."""
    UNRESOLVED = "unresolved"
    """It was written, and the service said that it knows no such title."""
    IMPOSSIBLE = "impossible"
    """It says something that cannot be, as a date in the future."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One of them. `details` say more: ids, keys, paths."""

    kind: FindingKind
    side: Side | None
    label: str
    details: Mapping[str, Any] = field(default_factory=dict)


def replace(connection: Connection, link_id: str, findings: Iterable[Finding]) -> None:
    """Keep these, and no others."""
    connection.execute(delete(watch_findings).where(watch_findings.c.link_id == link_id))
    _insert(connection, link_id, findings, 0)


def _insert(connection: Connection, link_id: str, findings: Iterable[Finding], first: int) -> None:
    rows = (
        {
            "link_id": link_id,
            "number": number,
            "kind": each.kind.value,
            "side": None if each.side is None else each.side.value,
            "label": each.label,
            "folded": key(each.label),
            "body": dict(each.details),
        }
        for number, each in enumerate(findings, first)
    )
    for part in batched(rows, _ROWS, strict=False):
        connection.execute(insert(watch_findings), list(part))


def of_kind(connection: Connection, link_id: str, kind: FindingKind) -> list[Finding]:
    """Return all of one kind, in order."""
    rows = connection.execute(
        select(watch_findings)
        .where(watch_findings.c.link_id == link_id, watch_findings.c.kind == kind.value)
        .order_by(watch_findings.c.number)
    )
    return [_finding(row) for row in rows]


def replace_kind(
    connection: Connection, link_id: str, kind: FindingKind, findings: Iterable[Finding]
) -> None:
    """Keep these of one kind, and no others of it."""
    connection.execute(
        delete(watch_findings).where(watch_findings.c.link_id == link_id, watch_findings.c.kind == kind.value)
    )
    last = connection.execute(
        select(func.max(watch_findings.c.number)).where(watch_findings.c.link_id == link_id)
    ).scalar_one()
    _insert(connection, link_id, findings, 0 if last is None else last + 1)


def counts(connection: Connection, link_id: str) -> Mapping[FindingKind, int]:
    """Return how many there are of each kind."""
    rows = connection.execute(
        select(watch_findings.c.kind, func.count())
        .where(watch_findings.c.link_id == link_id)
        .group_by(watch_findings.c.kind)
    )
    return {FindingKind(kind): count for kind, count in rows}


def page(
    connection: Connection, link_id: str, *, kind: FindingKind | None, text: str, limit: int, offset: int
) -> Page[Finding]:
    """Return a page of them."""
    conditions = [watch_findings.c.link_id == link_id]
    if kind is not None:
        conditions.append(watch_findings.c.kind == kind.value)
    conditions += [contains_folded(watch_findings.c.folded, word) for word in key(text).split()]
    where = and_(*conditions)
    total = connection.execute(select(func.count()).select_from(watch_findings).where(where)).scalar_one()
    statement = select(watch_findings).where(where).order_by(watch_findings.c.number)
    rows = connection.execute(statement.limit(limit).offset(offset))
    return Page(items=tuple(_finding(row) for row in rows), total=total, limit=limit, offset=offset)


def _finding(row: Row[Any]) -> Finding:
    return Finding(
        kind=FindingKind(row.kind),
        side=None if row.side is None else Side(row.side),
        label=row.label,
        details=row.body,
    )
