"""Decisions: what the user ruled about entries, with all that was ruled before and taken back since."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    true,
    update,
)

from syncopate.domain.match import Decision, Ruling
from syncopate.domain.playlist import Entry
from syncopate.errors import NotFound
from syncopate.matching.decisions import Decisions, renamed
from syncopate.matching.identity import entry_identities
from syncopate.store import counters
from syncopate.store.described import entry_document, entry_of, track_document, track_of
from syncopate.store.mirror_questions import SHOWN_NAME
from syncopate.store.paging import Page
from syncopate.store.tables import decision_names, decisions, mirrors

_COUNTER = "decisions"
_PARAMETERS = 500
_STANDS = decisions.c.undone_at.is_(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who decides, by which way in, and when. A `batch` is what was accepted at once."""

    at: datetime
    by: str
    via: str = ""
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One decision of the history. `mirror_id`: the playlist it was made in, `score`: how sure we were."""

    decision: Decision
    signed: Signature
    mirror_id: str | None = None
    mirror_name: str | None = None
    score: float | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def id(self) -> int:
        """Its number."""
        return self.decision.id or 0


def add(
    connection: Connection,
    decision: Decision,
    signed: Signature,
    *,
    mirror_id: str | None = None,
    score: float | None = None,
) -> int:
    """Store a ruling and return its number. Earlier ones stay in the history: the latest counts."""
    values = _values(decision, signed, mirror_id, score)
    number = connection.execute(insert(decisions).values(**values).returning(decisions.c.id)).scalar_one()
    _name(connection, [(int(number), decision)])
    counters.raise_(connection, _COUNTER)
    return int(number)


def add_batch(
    connection: Connection, rulings: Sequence[tuple[Decision, str, float | None]], signed: Signature
) -> None:
    """Store many rulings at once: each with its playlist and how sure we were."""
    if not rulings:
        return
    values = [_values(decision, signed, mirror_id, score) for decision, mirror_id, score in rulings]
    numbers = connection.execute(
        insert(decisions).returning(decisions.c.id, sort_by_parameter_order=True), values
    ).scalars()
    _name(connection, zip(map(int, numbers), (decision for decision, _, _ in rulings), strict=True))
    counters.raise_(connection, _COUNTER)


def undo(connection: Connection, number: int, at: datetime, by: str) -> Decision | None:
    """Take one ruling back: what stood before it counts again; None when it was undone. Raises NotFound."""
    decision = get(connection, number).decision
    decision = replace(decision, entry_names=_names(connection, decisions.c.id == number)[number])
    return decision if _undo(connection, decisions.c.id == number, at, by) else None


def undo_batch(connection: Connection, batch: str, at: datetime, by: str) -> list[Decision]:
    """Take back what was accepted at once, as far as it was not yet. Raises NotFound."""
    rows: list[Row[Any]] = list(
        connection.execute(select(decisions).where(decisions.c.batch == batch).order_by(decisions.c.id))
    )
    if not rows:
        raise NotFound(what="batch of decisions", id=batch)
    names = _names(connection, decisions.c.batch == batch)
    _undo(connection, decisions.c.batch == batch, at, by)
    return [_of(row, names.get(row.id, frozenset())) for row in rows if row.undone_at is None]


def clear(connection: Connection, numbers: Collection[int], at: datetime, by: str) -> int:
    """Take back several rulings; return how many stood."""
    return _undo(connection, decisions.c.id.in_(numbers), at, by) if numbers else 0


def every(connection: Connection) -> list[Decision]:
    """Return all that stand, oldest first."""
    names = _names(connection, _STANDS)
    rows = connection.execute(select(decisions).where(_STANDS).order_by(decisions.c.id))
    return [_of(row, names[row.id]) for row in rows]


def named(connection: Connection, names: Collection[str]) -> list[Decision]:
    """Return those that stand and bear one of these names, oldest first."""
    found: dict[int, set[str]] = {}
    for part in batched(names, _PARAMETERS, strict=False):
        rows = connection.execute(
            select(decision_names.c.decision_id, decision_names.c.name).where(decision_names.c.name.in_(part))
        )
        for number, name in rows:
            found.setdefault(number, set()).add(name)
    made: list[Decision] = []
    for numbers in batched(sorted(found), _PARAMETERS, strict=False):
        standing: Iterable[Row[Any]] = connection.execute(
            select(decisions).where(decisions.c.id.in_(numbers), _STANDS).order_by(decisions.c.id)
        )
        made.extend(_of(row, frozenset(found[row.id])) for row in standing)
    return made


def on(connection: Connection, entries: Iterable[Entry], library_id: str | None = None) -> Decisions:
    """Return all that was ruled on these entries, as it holds in one library."""
    names = {name for entry in entries for name in entry_identities(entry)}
    return Decisions.of(named(connection, names), library_id)


def get(connection: Connection, number: int) -> Made:
    """Return one of the history. Raises NotFound."""
    row = connection.execute(_history().where(decisions.c.id == number)).first()
    if row is None:
        raise NotFound(what="decision", id=str(number))
    return _made(row)


def page(
    connection: Connection,
    *,
    mirror_id: str | None = None,
    batch: str | None = None,
    standing: bool | None = None,
    limit: int,
    offset: int,
) -> Page[Made]:
    """Return the history, newest first; `standing` tells those in force from those taken back."""
    conditions: list[ColumnElement[bool]] = []
    if mirror_id is not None:
        conditions.append(decisions.c.mirror_id == mirror_id)
    if batch is not None:
        conditions.append(decisions.c.batch == batch)
    if standing is not None:
        conditions.append(_STANDS if standing else ~_STANDS)
    total = connection.execute(select(func.count()).select_from(decisions).where(*conditions)).scalar_one()
    rows = connection.execute(
        _history().where(*conditions).order_by(decisions.c.id.desc()).limit(limit).offset(offset)
    )
    return Page(items=tuple(map(_made, rows)), total=total, limit=limit, offset=offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing the user did: a decision, or many at once; `standing` is how many of them count."""

    latest: Made
    count: int
    standing: int


def acts(connection: Connection, *, limit: int, offset: int = 0) -> Page[Act]:
    """Return what the user did, newest first; what was accepted or refused at once is one act."""
    own = func.coalesce(decisions.c.batch, cast(decisions.c.id, Text))
    grouped = (
        select(
            func.max(decisions.c.id).label("latest"),
            func.count().label("count"),
            func.sum(case((_STANDS, 1), else_=0)).label("standing"),
        )
        .group_by(own)
        .subquery()
    )
    total = connection.execute(select(func.count()).select_from(grouped)).scalar_one()
    rows = connection.execute(
        _history()
        .add_columns(grouped.c.count.label("done_at_once"), grouped.c.standing.label("standing"))
        .join(grouped, grouped.c.latest == decisions.c.id)
        .order_by(decisions.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    items = tuple(Act(latest=_made(row), count=row.done_at_once, standing=int(row.standing)) for row in rows)
    return Page(items=items, total=total, limit=limit, offset=offset)


def revision(connection: Connection) -> int:
    """Return a number that rises whenever decisions change."""
    return counters.value(connection, _COUNTER)


def rename(connection: Connection) -> int:
    """Make all names anew, as they are read now; return how many decisions have others."""
    changed = 0
    names = _names(connection, true())
    rows: list[Row[Any]] = list(connection.execute(select(decisions).order_by(decisions.c.id)))
    for row in rows:
        old = _of(row, names.get(row.id, frozenset()))
        new = renamed(old)
        if new == old:
            continue
        changed += 1
        connection.execute(
            update(decisions)
            .where(decisions.c.id == row.id)
            .values(entry_identity=new.entry_identity, track_identities=sorted(new.track_identities))
        )
        connection.execute(delete(decision_names).where(decision_names.c.decision_id == row.id))
        _name(connection, [(row.id, new)])
    if changed:
        counters.raise_(connection, _COUNTER)
    return changed


def _undo(connection: Connection, which: ColumnElement[bool], at: datetime, by: str) -> int:
    undone = connection.execute(
        update(decisions).where(which, _STANDS).values(undone_at=at, undone_by=by)
    ).rowcount
    if undone:
        counters.raise_(connection, _COUNTER)
    return undone


def _names(connection: Connection, which: ColumnElement[bool]) -> dict[int, frozenset[str]]:
    """Return all names of some decisions."""
    found: dict[int, set[str]] = {}
    rows = connection.execute(
        select(decision_names.c.decision_id, decision_names.c.name)
        .join(decisions, decisions.c.id == decision_names.c.decision_id)
        .where(which)
    )
    for number, name in rows:
        found.setdefault(number, set()).add(name)
    return {number: frozenset(names) for number, names in found.items()}


def _name(connection: Connection, rulings: Iterable[tuple[int, Decision]]) -> None:
    connection.execute(
        insert(decision_names),
        [
            {"name": name, "decision_id": number}
            for number, decision in rulings
            for name in sorted(decision.names)
        ],
    )


def _values(
    decision: Decision, signed: Signature, mirror_id: str | None, score: float | None
) -> dict[str, Any]:
    return {
        "entry_identity": decision.entry_identity,
        "ruling": decision.ruling,
        "entry": {} if decision.entry is None else entry_document(decision.entry),
        "library_id": decision.library_id,
        "track_key": decision.track_key,
        "track": None if decision.track is None else track_document(decision.track),
        "track_identities": sorted(decision.track_identities),
        "mirror_id": mirror_id,
        "score": score,
        "batch": signed.batch,
        "decided_at": signed.at,
        "decided_by": signed.by,
        "decided_via": signed.via,
    }


def _history() -> Select[Any]:
    return select(decisions, SHOWN_NAME.label("mirror_name")).join(
        mirrors, mirrors.c.id == decisions.c.mirror_id, isouter=True
    )


def _made(row: Row[Any]) -> Made:
    signed = Signature(at=row.decided_at, by=row.decided_by, via=row.decided_via, batch=row.batch)
    return Made(
        decision=_of(row),
        signed=signed,
        mirror_id=row.mirror_id,
        mirror_name=row.mirror_name,
        score=row.score,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )


def _of(row: Row[Any], names: frozenset[str] = frozenset()) -> Decision:
    return Decision(
        entry_identity=row.entry_identity,
        ruling=Ruling(row.ruling),
        track_key=row.track_key,
        track_identities=frozenset(row.track_identities),
        entry_names=names,
        library_id=row.library_id,
        entry=entry_of(row.entry) if row.entry else None,
        track=None if row.track is None else track_of(row.track),
        id=row.id,
    )
