"""Plans of links: what was to be done, why it waited, and what became of each write."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import batched
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from syncopate.domain.link import Action, Became, WatchOperation, WatchOutcome
from syncopate.domain.watch import Feature, Side, list_key
from syncopate.errors import NotFound
from syncopate.matching.keys import key
from syncopate.planning.watching.guarding import Caution, Held
from syncopate.store.encoding import clean
from syncopate.store.link_tables import watch_operations, watch_plans
from syncopate.store.watch_encoding import decode_operation, encode_operation, label_of, mark_of

_KEPT = 10
"""Plans of a link that are kept, besides one that waits."""
_ROWS = 2000


class PlanState(StrEnum):
    """What became of a plan."""

    PREVIEW = "preview"
    """It was to be looked at; nothing waits for it."""
    HELD = "held"
    """It waits for the user."""
    APPROVED = "approved"
    """The user said yes: the next run does it, as far as it is the same then."""
    APPLYING = "applying"
    DONE = "done"
    DISCARDED = "discarded"
    REPLACED = "replaced"
    """A later one took its place before anything was done."""


_WAITING = (PlanState.PREVIEW, PlanState.HELD, PlanState.APPROVED)
_REPLACES = {
    # A look takes the place of other looks: what waits for the user goes on waiting.
    PlanState.PREVIEW: (PlanState.PREVIEW,),
    # A yes holds until all is done: who is cut short meanwhile goes on by it.
    PlanState.APPLYING: (PlanState.PREVIEW, PlanState.HELD),
}
"""Whose place a plan takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """One plan. `counts` are its operations by what became of them.

    `digest` names what it would do: the same for plans that would do the same, whenever they are made.
    """

    id: str
    link_id: str
    run_id: str | None
    made_at: datetime
    state: PlanState
    reasons: tuple[Held, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    digest: str
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOperation:
    """One write of a plan. `base` is what was known of the title at that side, encoded, under `base_id`.

    `untried` is why it was not tried: DEFERRED or CANCELLED.
    """

    number: int
    operation: WatchOperation
    label: str
    mark: str
    base_id: str
    base: str
    sent_at: datetime | None = None
    outcome: WatchOutcome | None = None
    untried: str | None = None


def add(connection: Connection, plan: StoredPlan, operations: Iterable[StoredOperation]) -> None:
    """Store a plan; what waited or was shown of its link before is replaced by it, old ones go."""
    others = watch_plans.c.link_id == plan.link_id
    waiting = watch_plans.c.state.in_(_REPLACES.get(plan.state, _WAITING))
    connection.execute(
        update(watch_plans)
        .where(others, waiting)
        .values(state=PlanState.REPLACED.value, ended_at=plan.made_at)
    )
    connection.execute(
        insert(watch_plans).values(
            id=plan.id,
            link_id=plan.link_id,
            run_id=plan.run_id,
            made_at=plan.made_at,
            state=plan.state.value,
            reasons=[_reason(each) for each in plan.reasons],
            counts=dict(plan.counts),
            digest=plan.digest,
            ended_at=plan.ended_at,
        )
    )
    for part in batched((_row(plan.id, each) for each in operations), _ROWS, strict=False):
        connection.execute(insert(watch_operations), list(part))
    kept = select(watch_plans.c.id).where(others).order_by(watch_plans.c.id.desc()).limit(_KEPT)
    old = list(connection.execute(kept).scalars())
    # The user's last no is remembered, whatever was planned since.
    refused = latest(connection, plan.link_id, PlanState.DISCARDED)
    old += [] if refused is None else [refused.id]
    waits = watch_plans.c.state.in_([PlanState.HELD, PlanState.APPROVED])
    connection.execute(delete(watch_plans).where(others, watch_plans.c.id.not_in(old), ~waits))


def get(connection: Connection, plan_id: str) -> StoredPlan:
    """Return one plan. Raises NotFound."""
    row = connection.execute(select(watch_plans).where(watch_plans.c.id == plan_id)).one_or_none()
    if row is None:
        raise NotFound(what="plan", id=plan_id)
    return _plan(row)


def latest(connection: Connection, link_id: str, *states: PlanState) -> StoredPlan | None:
    """Return the newest plan of a link, of these states if any are named."""
    statement = select(watch_plans).where(watch_plans.c.link_id == link_id)
    if states:
        statement = statement.where(watch_plans.c.state.in_(states))
    row = connection.execute(statement.order_by(watch_plans.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _plan(row)


def of_link(connection: Connection, link_id: str) -> list[StoredPlan]:
    """Return the plans of a link that are kept, the newest first."""
    statement = select(watch_plans).where(watch_plans.c.link_id == link_id)
    return [_plan(row) for row in connection.execute(statement.order_by(watch_plans.c.id.desc()))]


def held(connection: Connection) -> list[StoredPlan]:
    """Return all plans that wait for the user, the oldest first."""
    statement = select(watch_plans).where(watch_plans.c.state == PlanState.HELD.value)
    return [_plan(row) for row in connection.execute(statement.order_by(watch_plans.c.id))]


def set_state(connection: Connection, plan_id: str, state: PlanState, at: datetime) -> bool:
    """Give a plan another state; False where it has ended already. What is discarded waits no more."""
    over = {PlanState.DONE, PlanState.DISCARDED, PlanState.REPLACED}
    plan = get(connection, plan_id)
    planned = plan.counts.get("planned", 0)
    counts = {"planned": planned, CANCELLED: planned} if state is PlanState.DISCARDED else plan.counts
    done = connection.execute(
        update(watch_plans)
        .where(watch_plans.c.id == plan_id, watch_plans.c.state.not_in(over))
        .values(state=state.value, ended_at=at if state in over else None, counts=dict(counts))
    )
    return done.rowcount > 0


def take_back_no(connection: Connection, link_id: str, at: datetime) -> bool:
    """Forget that plans of a link were discarded: what they held is planned as if it were new."""
    done = connection.execute(
        update(watch_plans)
        .where(watch_plans.c.link_id == link_id, watch_plans.c.state == PlanState.DISCARDED.value)
        .values(state=PlanState.REPLACED.value, ended_at=at)
    )
    return done.rowcount > 0


def finish(connection: Connection, plan_id: str, at: datetime) -> Mapping[str, int]:
    """End a plan that was applied, and the yes that it went by. Return its sums."""
    counts = _end(connection, plan_id, at)
    for each in of_link(connection, get(connection, plan_id).link_id):
        if each.state is PlanState.APPROVED and each.id < plan_id:
            set_state(connection, each.id, PlanState.REPLACED, at)
    return counts


def _end(connection: Connection, plan_id: str, at: datetime) -> Mapping[str, int]:
    """End a plan: what has no outcome was cancelled. Return its sums."""
    connection.execute(
        update(watch_operations)
        .where(watch_operations.c.plan_id == plan_id, watch_operations.c.became.is_(None))
        .values(became=CANCELLED)
    )
    counts = sums(connection, plan_id)
    connection.execute(
        update(watch_plans)
        .where(watch_plans.c.id == plan_id)
        .values(state=PlanState.DONE.value, counts=dict(counts), ended_at=at)
    )
    return counts


CANCELLED, DEFERRED = "cancelled", "deferred"
"""What becomes of writes that are not tried, beside what `Became` says of those that are."""


def sums(connection: Connection, plan_id: str) -> Mapping[str, int]:
    """Return how many writes a plan has, and how many ended in which way."""
    column = func.coalesce(watch_operations.c.became, "pending")
    rows = connection.execute(
        select(column, func.count()).where(watch_operations.c.plan_id == plan_id).group_by(column)
    )
    counted = {row[0]: row[1] for row in rows}
    return {"planned": sum(counted.values()), **counted}


def applied_in(
    connection: Connection, link_id: str, run_id: str | None, plan_id: str
) -> Mapping[Action, int]:
    """Return how many writes a run of a link applied, by action: also before it was cut short."""
    of_run = watch_plans.c.id == plan_id
    if run_id is not None:
        of_run = and_(watch_plans.c.link_id == link_id, watch_plans.c.run_id == run_id)
    rows = connection.execute(
        select(watch_operations.c.action, func.count())
        .join(watch_plans, watch_plans.c.id == watch_operations.c.plan_id)
        .where(of_run, watch_operations.c.became == Became.APPLIED.value)
        .group_by(watch_operations.c.action)
    )
    return {Action(action): count for action, count in rows}


def pending(connection: Connection, plan_id: str) -> list[StoredOperation]:
    """Return the writes of a plan without outcome, in order."""
    rows = connection.execute(
        select(watch_operations)
        .where(watch_operations.c.plan_id == plan_id, watch_operations.c.became.is_(None))
        .order_by(watch_operations.c.number)
    )
    return [operation_of(row) for row in rows]


def marks(connection: Connection, plan_id: str) -> frozenset[str]:
    """Return what its writes are told by, whenever they are planned."""
    statement = select(watch_operations.c.mark).where(watch_operations.c.plan_id == plan_id)
    return frozenset(connection.execute(statement).scalars())


def sent(connection: Connection, plan_id: str) -> Mapping[int, tuple[datetime, bool]]:
    """Return when its writes were sent, and whether each is known to be done, by number.

    Those that surely failed are left out.
    """
    columns = watch_operations.c
    rows = connection.execute(
        select(columns.number, columns.sent_at, columns.became).where(
            columns.plan_id == plan_id, columns.sent_at.is_not(None)
        )
    )
    doubtful = {None, CANCELLED, Became.IN_DOUBT.value}
    return {
        row.number: (row.sent_at, row.became in _DONE)
        for row in rows
        if row.became in _DONE or row.became in doubtful
    }


_DONE = frozenset({Became.APPLIED.value, Became.UNCHANGED.value})


def send(connection: Connection, plan_id: str, numbers: Collection[int], at: datetime) -> None:
    """Keep that some writes are sent now."""
    statement = (
        update(watch_operations)
        .where(watch_operations.c.plan_id == plan_id, watch_operations.c.number == bindparam("at"))
        .values(sent_at=at)
    )
    if numbers:
        connection.execute(statement, [{"at": number} for number in numbers])


def close_interrupted(connection: Connection, link_id: str, at: datetime) -> None:
    """End the plan of a link that was cut short: what was sent without an answer is in doubt."""
    for plan in of_link(connection, link_id):
        if plan.state is PlanState.APPLYING:
            connection.execute(
                update(watch_operations)
                .where(
                    watch_operations.c.plan_id == plan.id,
                    watch_operations.c.became.is_(None),
                    watch_operations.c.sent_at.is_not(None),
                )
                .values(became=Became.IN_DOUBT.value)
            )
            _end(connection, plan.id, at)


def settle(connection: Connection, plan_id: str, outcomes: Mapping[int, WatchOutcome | str]) -> None:
    """Keep what became of some writes."""
    rows = [
        {
            "at": number,
            "said": outcome if isinstance(outcome, str) else outcome.became.value,
            "why": None if isinstance(outcome, str) else outcome.reason,
            "more": "" if isinstance(outcome, str) else outcome.detail,
        }
        for number, outcome in outcomes.items()
    ]
    statement = (
        update(watch_operations)
        .where(watch_operations.c.plan_id == plan_id, watch_operations.c.number == bindparam("at"))
        .values(became=bindparam("said"), reason=bindparam("why"), detail=bindparam("more"))
    )
    if rows:
        connection.execute(statement, rows)


def stored(
    operations: Sequence[WatchOperation], bases: Collection[tuple[str, str]]
) -> Iterable[StoredOperation]:
    """Return writes as they are stored, each with its base."""
    for number, (operation, (base_id, base)) in enumerate(zip(operations, bases, strict=True)):
        yield StoredOperation(
            number=number,
            operation=operation,
            label=label_of(operation.title),
            mark=mark_of(operation),
            base_id=base_id,
            base=base,
        )


def _row(plan_id: str, each: StoredOperation) -> dict[str, Any]:
    operation = each.operation
    return {
        "plan_id": plan_id,
        "number": each.number,
        "side": operation.side.value,
        "feature": operation.feature.value,
        "action": operation.action.value,
        "because": operation.because.value,
        "ready": operation.ready.value,
        "label": each.label,
        "folded": key(f"{each.label} {operation.list_name}"),
        "list_key": list_key(clean(operation.list_name)),
        "mark": each.mark,
        "body": encode_operation(operation),
        "base_id": each.base_id,
        "base": each.base,
        "became": None if each.outcome is None else each.outcome.became.value,
    }


def operation_of(row: Row[Any]) -> StoredOperation:
    """Make a write of a whole row."""
    known = row.became in [*Became]
    return StoredOperation(
        number=row.number,
        operation=decode_operation(row.body),
        label=row.label,
        mark=row.mark,
        base_id=row.base_id,
        base=row.base,
        sent_at=row.sent_at,
        outcome=WatchOutcome(Became(row.became), row.reason, row.detail) if known else None,
        untried=None if known else row.became,
    )


def _plan(row: Row[Any]) -> StoredPlan:
    return StoredPlan(
        id=row.id,
        link_id=row.link_id,
        run_id=row.run_id,
        made_at=row.made_at,
        state=PlanState(row.state),
        reasons=tuple(_as_reason(each) for each in row.reasons),
        counts=row.counts,
        digest=row.digest,
        ended_at=row.ended_at,
    )


def _reason(held: Held) -> Mapping[str, Any]:
    return {
        "because": held.because.value,
        "side": None if held.side is None else held.side.value,
        "feature": None if held.feature is None else held.feature.value,
        "removals": held.removals,
        "of": held.of,
        "list_name": clean(held.list_name),
    }


def _as_reason(value: Mapping[str, Any]) -> Held:
    return Held(
        because=Caution(value["because"]),
        side=None if value["side"] is None else Side(value["side"]),
        feature=None if value["feature"] is None else Feature(value["feature"]),
        removals=value["removals"],
        of=value["of"],
        list_name=value.get("list_name", ""),
    )
