"""Runs: one execution of a job each, and what became of each item in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    update,
)

from syncopate.domain.run import ItemResult, ItemStatus, JobName, Progress, RunStatus, Trigger
from syncopate.errors import JobAlreadyRunning, NotFound
from syncopate.store.encoding import JsonValue
from syncopate.store.paging import Page
from syncopate.store.tables import run_items, runs
from syncopate.store.upsert import insert_new, put

_ITEM_NAMES = tuple(item.name for item in fields(ItemResult))
_ACTIVE = runs.c.status.in_((RunStatus.QUEUED, RunStatus.RUNNING))


def _latest_ended() -> Select[Any]:
    latest = select(runs.c.job, func.max(runs.c.ended_at).label("ended_at")).group_by(runs.c.job).subquery()
    same = and_(runs.c.job == latest.c.job, runs.c.ended_at == latest.c.ended_at)
    return select(runs).join(latest, same).order_by(runs.c.id)


# Every page asks these. A statement is put together and known again once, which takes longer than its answer.
_ALL_ACTIVE = select(runs).where(_ACTIVE).order_by(runs.c.requested_at, runs.c.id)
_ALL_ENDED = _latest_ended()
_ONE_ACTIVE = (
    select(runs)
    .where(runs.c.job == bindparam("one"), _ACTIVE)
    .order_by(runs.c.requested_at.desc(), runs.c.id.desc())
    .limit(1)
)
_KEYS_OF_ITEM = (
    select(run_items.c.run_id)
    .select_from(run_items.join(runs, runs.c.id == run_items.c.run_id))
    .where(run_items.c.item_id == bindparam("item"))
    .order_by(runs.c.requested_at.desc(), runs.c.id.desc())
    .limit(bindparam("most"))
)
_SOME = select(runs).where(runs.c.id.in_(bindparam("some", expanding=True)))
_SOME_OF_ITEM = select(run_items).where(
    run_items.c.item_id == bindparam("item"), run_items.c.run_id.in_(bindparam("some", expanding=True))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run.

    `arguments` are ids and choices, `slot` the time it was scheduled for, `error` an error key.
    """

    id: str
    job: JobName
    trigger: Trigger
    status: RunStatus = RunStatus.QUEUED
    arguments: Mapping[str, JsonValue] = field(default_factory=dict)
    attempt: int = 0
    slot: datetime | None = None
    requested_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    progress_at: datetime | None = None
    progress: Progress = field(default_factory=Progress)
    cancel_requested: bool = False
    error: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunItem:
    """One item of a run; `missing_entries` are those it lacked, as people read them."""

    run_id: str
    result: ItemResult
    missing_entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHistory:
    """One item with the run it was part of."""

    run: Run
    item: RunItem


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """A run with the number of its items and of those that failed."""

    run: Run
    items: int
    failed: int


def add(connection: Connection, run: Run) -> None:
    """Store a new run. Raises JobAlreadyRunning when one of that job is queued or running."""
    values = {
        "id": run.id,
        "job": run.job,
        "trigger": run.trigger,
        "status": run.status,
        "arguments": dict(run.arguments),
        "attempt": run.attempt,
        "slot": run.slot,
        "requested_at": run.requested_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "progress_at": run.progress_at,
        "done": run.progress.done,
        "total": run.progress.total,
        "current": run.progress.current,
        "cancel_requested": run.cancel_requested,
        "error": run.error,
        "detail": run.detail,
    }
    if not insert_new(connection, runs, values):
        other = running_of(connection, run.job)
        raise JobAlreadyRunning(job=run.job, run=run.id if other is None else other.id)


def get(connection: Connection, run_id: str) -> Run:
    """Return one. Raises NotFound."""
    row = connection.execute(select(runs).where(runs.c.id == run_id)).first()
    if row is None:
        raise NotFound(what="run", id=run_id)
    return _of(row)


def start(connection: Connection, run_id: str, at: datetime) -> bool:
    """Mark it running; False when it has ended already. Raises NotFound."""
    values = {"status": RunStatus.RUNNING, "started_at": func.coalesce(runs.c.started_at, at)}
    return _change_active(connection, run_id, values | {"progress_at": at})


def end(
    connection: Connection,
    run_id: str,
    status: RunStatus,
    at: datetime,
    error: str | None = None,
    detail: str = "",
) -> bool:
    """Mark it ended; False, with nothing changed, when it has ended already. Raises NotFound."""
    values = {"status": status, "ended_at": at, "error": error, "detail": detail, "current": ""}
    return _change_active(connection, run_id, values)


def set_progress(connection: Connection, run_id: str, progress: Progress, at: datetime) -> None:
    """Remember how far it is. Raises NotFound."""
    values = {"done": progress.done, "total": progress.total, "current": progress.current, "progress_at": at}
    _change_active(connection, run_id, values)


def touch(connection: Connection, run_id: str, at: datetime) -> bool:
    """Remember that it is alive; False when it has ended. Raises NotFound."""
    return _change_active(connection, run_id, {"progress_at": at})


def request_cancel(connection: Connection, run_id: str) -> bool:
    """Ask it to stop; False when it has ended already. Raises NotFound."""
    return _change_active(connection, run_id, {"cancel_requested": True})


def cancel_requested(connection: Connection, run_id: str) -> bool:
    """Tell whether it was asked to stop. Raises NotFound."""
    row = connection.execute(select(runs.c.cancel_requested).where(runs.c.id == run_id)).first()
    if row is None:
        raise NotFound(what="run", id=run_id)
    return bool(row.cancel_requested)


def next_attempt(connection: Connection, run_id: str) -> int:
    """Count an attempt and return its number, from 1. Raises NotFound."""
    number = connection.execute(
        update(runs).where(runs.c.id == run_id).values(attempt=runs.c.attempt + 1).returning(runs.c.attempt)
    ).scalar()
    if number is None:
        raise NotFound(what="run", id=run_id)
    return int(number)


def active(connection: Connection) -> list[Run]:
    """Return all that are queued or running, oldest first."""
    return [_of(row) for row in connection.execute(_ALL_ACTIVE)]


def last_of(connection: Connection, job: JobName) -> Run | None:
    """Return the latest run of a job."""
    return _latest(connection, runs.c.job == job, runs.c.requested_at)


def last_ended(connection: Connection) -> dict[JobName, Run]:
    """Return the latest run that has ended, of each job that has one."""
    return {run.job: run for run in map(_of, connection.execute(_ALL_ENDED))}


def running_of(connection: Connection, job: JobName) -> Run | None:
    """Return the run of a job that is queued or running."""
    row = connection.execute(_ONE_ACTIVE, {"one": job}).first()
    return None if row is None else _of(row)


def since_of(connection: Connection, job: JobName, moment: datetime) -> list[Run]:
    """Return the runs of a job asked for since then, oldest first."""
    statement = select(runs).where(runs.c.job == job, runs.c.requested_at >= moment)
    return [_of(row) for row in connection.execute(statement.order_by(runs.c.requested_at, runs.c.id))]


def count_of(connection: Connection, job: JobName) -> int:
    """Return how many runs of a job are kept."""
    statement = select(func.count()).select_from(runs).where(runs.c.job == job)
    return connection.execute(statement).scalar_one()


def remove_before(connection: Connection, moment: datetime) -> int:
    """Remove runs that ended before; the latest ended one of each job stays. Return how many went."""
    later = runs.alias()
    followed = (
        select(later.c.id)
        .where(
            later.c.job == runs.c.job,
            or_(
                later.c.ended_at > runs.c.ended_at,
                and_(later.c.ended_at == runs.c.ended_at, later.c.id > runs.c.id),
            ),
        )
        .exists()
    )
    return connection.execute(delete(runs).where(runs.c.ended_at < moment, followed)).rowcount


def put_item(
    connection: Connection, run_id: str, result: ItemResult, missing_entries: Sequence[str] = ()
) -> None:
    """Store what became of an item, in place of what was said of it before."""
    values = {name: getattr(result, name) for name in _ITEM_NAMES}
    put(connection, run_items, [{"run_id": run_id, **values, "missing_entries": list(missing_entries)}])


def has_item(connection: Connection, run_id: str, item_id: str) -> bool:
    """Tell whether it is known what became of an item."""
    found = select(run_items.c.item_id).where(run_items.c.run_id == run_id, run_items.c.item_id == item_id)
    return connection.execute(found).first() is not None


def count_items(connection: Connection, run_id: str) -> int:
    """Return of how many items it is known what became of them."""
    counted = select(func.count()).select_from(run_items).where(run_items.c.run_id == run_id)
    return connection.execute(counted).scalar_one()


def items(connection: Connection, run_id: str) -> list[RunItem]:
    """Return the items of a run in the order they were worked on."""
    rows = connection.execute(
        select(run_items)
        .where(run_items.c.run_id == run_id)
        .order_by(run_items.c.started_at, run_items.c.item_name, run_items.c.item_id)
    )
    return [_item(row) for row in rows]


def items_of(connection: Connection, item_id: str, limit: int) -> list[ItemHistory]:
    """Return what became of one item, latest run first."""
    order = list(connection.execute(_KEYS_OF_ITEM, {"item": item_id, "most": limit}).scalars())
    of_runs = {row.id: _of(row) for row in connection.execute(_SOME, {"some": order})}
    found = connection.execute(_SOME_OF_ITEM, {"item": item_id, "some": order})
    parts = {row.run_id: _item(row) for row in found}
    return [ItemHistory(run=of_runs[key], item=parts[key]) for key in order]


def list_page(
    connection: Connection,
    *,
    job: JobName | None = None,
    item_id: str | None = None,
    status: RunStatus | None = None,
    limit: int,
    offset: int,
) -> Page[RunSummary]:
    """Return runs, latest first; `item_id` keeps those that worked on the item."""
    conditions: list[ColumnElement[bool]] = []
    if job is not None:
        conditions.append(runs.c.job == job)
    if status is not None:
        conditions.append(runs.c.status == status)
    if item_id is not None:
        conditions.append(runs.c.id.in_(select(run_items.c.run_id).where(run_items.c.item_id == item_id)))
    total = connection.execute(select(func.count()).select_from(runs).where(*conditions)).scalar_one()
    rows = list(
        connection.execute(
            select(runs)
            .where(*conditions)
            .order_by(runs.c.requested_at.desc(), runs.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
    )
    counted = tallies(connection, [row.id for row in rows])
    summaries = []
    for row in rows:
        number, bad = counted.get(row.id, (0, 0))
        summaries.append(RunSummary(run=_of(row), items=number, failed=bad))
    return Page(items=tuple(summaries), total=total, limit=limit, offset=offset)


def tallies(connection: Connection, run_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return how many items a run has and how many of them failed, by run; those without any are left out."""
    failed = func.sum(case((run_items.c.status == ItemStatus.FAILED, 1), else_=0))
    return {
        run_id: (number, int(bad))
        for run_id, number, bad in connection.execute(
            select(run_items.c.run_id, func.count(), failed)
            .where(run_items.c.run_id.in_(run_ids))
            .group_by(run_items.c.run_id)
        )
    }


def _of(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        job=JobName(row.job),
        trigger=Trigger(row.trigger),
        status=RunStatus(row.status),
        arguments=row.arguments,
        attempt=row.attempt,
        slot=row.slot,
        requested_at=row.requested_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        progress_at=row.progress_at,
        progress=Progress(row.done, row.total, row.current),
        cancel_requested=row.cancel_requested,
        error=row.error,
        detail=row.detail,
    )


def _change_active(connection: Connection, run_id: str, values: Mapping[str, Any]) -> bool:
    statement = update(runs).where(runs.c.id == run_id, _ACTIVE).values(**values)
    if connection.execute(statement).rowcount > 0:
        return True
    if connection.execute(select(runs.c.id).where(runs.c.id == run_id)).first() is None:
        raise NotFound(what="run", id=run_id)
    return False


def _latest(connection: Connection, condition: ColumnElement[bool], by: ColumnElement[Any]) -> Run | None:
    statement = select(runs).where(condition).order_by(by.desc(), runs.c.id.desc()).limit(1)
    row = connection.execute(statement).first()
    return None if row is None else _of(row)


def _item(row: Row[Any]) -> RunItem:
    values = {name: getattr(row, name) for name in _ITEM_NAMES}
    values["status"] = ItemStatus(row.status)
    return RunItem(
        run_id=row.run_id,
        result=ItemResult(**values),
        missing_entries=tuple(row.missing_entries or ()),
    )
