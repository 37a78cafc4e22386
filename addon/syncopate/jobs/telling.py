"""The events of runs: left in the outbox with the change they tell of, then told at once if possible."""

from collections.abc import Collection
from datetime import datetime

from syncopate.domain.event import Detail, Event, EventType
from syncopate.domain.run import ItemResult, ItemStatus, JobName, RunStatus
from syncopate.errors import NotFound
from syncopate.jobs.border import attempt
from syncopate.jobs.catalog import MAIN_RUN, MIRRORED
from syncopate.jobs.outcome import counts
from syncopate.store import accounts, libraries, links, mirrors, outbox, runs, schedules, watch_captures
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.former_names import former_name
from syncopate.store.results import put_result
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

_SYNCS = frozenset({JobName.MAIN_SYNC, *MIRRORED})
_BAD = frozenset({RunStatus.FAILED, RunStatus.STALLED})


def leave_started(connection: Connection, run: Run, run_count: int) -> Event:
    """Leave what tells that a run has begun."""
    event = Event(
        type=EventType.JOB_STARTED,
        at=run.started_at or run.requested_at,
        name=run.job.value,
        status=RunStatus.RUNNING.value,
        run_id=run.id,
        run_count=run_count,
        data={"trigger": run.trigger.value},
    )
    outbox.put(connection, event)
    return event


def leave_ended(connection: Connection, run_id: str) -> list[Event]:
    """Leave what tells how a run ended; a sync that is not a part of another is also told as such."""
    run = runs.get(connection, run_id)
    items = [item.result for item in runs.items(connection, run_id)]
    bad = run.status in _BAD
    started, ended = run.started_at or run.requested_at, run.ended_at or run.requested_at
    data: dict[str, Detail] = {
        **counts(items),
        "trigger": run.trigger.value,
        "error": run.error,
        "detail": run.detail,
        "duration_ms": round((ended - started).total_seconds() * 1000),
    }
    kinds = [EventType.JOB_FAILED if bad else EventType.JOB_FINISHED]
    if run.job in _SYNCS and run.status is not RunStatus.CANCELLED and MAIN_RUN not in run.arguments:
        kinds.append(EventType.SYNC_FAILED if bad else EventType.SYNC_FINISHED)
    events = [
        Event(
            type=kind,
            at=ended,
            name=run.job.value,
            status=run.status.value,
            run_id=run.id,
            run_count=run_count_of(connection, run.job),
            data=data,
        )
        for kind in kinds
    ]
    for event in events:
        outbox.put(connection, event)
    return events


async def tell_left(kit: Kit, *events: Event) -> None:
    """Tell what was left in the outbox without waiting for its turn; told twice, it counts once."""
    for event in events:
        await attempt(kit.tell(event), f"Telling {event.type.value}")


def put_undone(connection: Connection, run_id: str, undone: Collection[str], at: datetime) -> None:
    """Store for items a run did not get to that they were cancelled; what is known of others stays."""
    for item_id in undone:
        if not runs.has_item(connection, run_id, item_id):
            result = ItemResult(
                item_id=item_id,
                item_name=name_of(connection, item_id),
                status=ItemStatus.CANCELLED,
                started_at=at,
                ended_at=at,
            )
            put_result(connection, run_id, result)


def name_of(connection: Connection, item_id: str) -> str:
    """Return what a playlist, library, link or captured account is called, or was; else its id."""
    for get in (mirrors.get, libraries.get, links.get, _captured):
        try:
            return get(connection, item_id).name
        except NotFound:
            continue
    return former_name(connection, item_id) or item_id


def _captured(connection: Connection, capture_id: str) -> Account:
    return accounts.get(connection, watch_captures.one(connection, capture_id).account_id)


async def end_run(
    kit: Kit,
    run_id: str,
    status: RunStatus,
    *,
    error: str | None = None,
    detail: str = "",
    undone: Collection[str] = (),
) -> bool:
    """End a run and tell; False, with nothing changed, when it has ended. Raises NotFound."""
    at = kit.now()

    def end(connection: Connection) -> list[Event] | None:
        if not runs.end(connection, run_id, status, at, error=error, detail=detail):
            return None
        put_undone(connection, run_id, undone, at)
        return leave_ended(connection, run_id)

    events = await kit.database.write(end)
    await tell_left(kit, *(events or ()))
    return events is not None


def run_count_of(connection: Connection, job: JobName) -> int:
    """Return how often a job has run, ever."""
    try:
        return schedules.get(connection, job).run_count
    except NotFound:
        return 0
