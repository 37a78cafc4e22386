"""The events of runs."""

from syncopate.domain.event import Detail, Event, EventType
from syncopate.domain.run import JobName, RunStatus
from syncopate.errors import NotFound
from syncopate.jobs.catalog import MAIN_RUN
from syncopate.jobs.outcome import counts
from syncopate.store import runs, schedules
from syncopate.store.database import Connection
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

_SYNCS = frozenset({JobName.MAIN_SYNC, JobName.SYNC_PLAYLISTS})
_BAD = frozenset({RunStatus.FAILED, RunStatus.STALLED})


async def tell_started(kit: Kit, run: Run, run_count: int) -> None:
    """Tell that a run has begun."""
    await kit.tell(
        Event(
            type=EventType.JOB_STARTED,
            at=kit.now(),
            name=run.job.value,
            status=RunStatus.RUNNING.value,
            run_id=run.id,
            run_count=run_count,
            data={"trigger": run.trigger.value},
        )
    )


async def tell_ended(kit: Kit, run_id: str) -> None:
    """Tell how a run ended; a sync that is not a part of another is also told as such."""
    run = await kit.database.read(runs.get, run_id)
    items = [item.result for item in await kit.database.read(runs.items, run_id)]
    run_count = await kit.database.read(run_count_of, run.job)
    bad = run.status in _BAD
    started, ended = run.started_at or run.requested_at, run.ended_at or kit.now()
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
    for kind in kinds:
        await kit.tell(
            Event(
                type=kind,
                at=ended,
                name=run.job.value,
                status=run.status.value,
                run_id=run.id,
                run_count=run_count,
                data=data,
            )
        )


def run_count_of(connection: Connection, job: JobName) -> int:
    """Return how often a job has run, ever."""
    try:
        return schedules.get(connection, job).run_count
    except NotFound:
        return 0
