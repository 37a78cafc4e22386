"""Work that a command does as a run, so that the log shows it like any other."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence

from syncopate.domain.run import ItemResult, ItemStatus, JobName, RunStatus, Trigger
from syncopate.errors import DatabaseBusy, Interrupted, SyncopateError
from syncopate.jobs.catalog import TITLES
from syncopate.jobs.owner import BEAT_SECONDS, OWNER, end_interrupted, present_owner
from syncopate.store import runs
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

BAD = frozenset({ItemStatus.FAILED, ItemStatus.UNKNOWN, ItemStatus.HELD, ItemStatus.NOT_CONFIGURED})
"""What makes a command end with 1."""


async def recorded(
    kit: Kit, job: JobName, work: Callable[[str], Awaitable[None]], results: Sequence[ItemResult]
) -> None:
    """Do the work as a run; `results` are what it has come to by its end. Raises Interrupted."""
    run = Run(
        id=str(uuid.uuid7()),
        job=job,
        trigger=Trigger.COMMAND_LINE,
        status=RunStatus.QUEUED,
        arguments={OWNER: await asyncio.to_thread(present_owner)},
        requested_at=kit.now(),
    )
    # A command that was killed left its run open.
    await end_interrupted(kit)
    await kit.database.write(runs.add, run)
    await kit.database.write(runs.start, run.id, kit.now())
    status, error, detail = RunStatus.FAILED, "internal_error", ""
    try:
        await _alive(kit, run, work(run.id))
        good = not any(result.status in BAD for result in results)
        status, error = (RunStatus.SUCCEEDED, "") if good else (RunStatus.PARTIAL, "")
    except asyncio.CancelledError:
        status, error = RunStatus.CANCELLED, ""
        raise
    except SyncopateError as failure:
        error, detail = failure.key, failure.detail
        raise
    finally:
        await kit.database.write(runs.end, run.id, status, kit.now(), error or None, detail)


async def _alive(kit: Kit, run: Run, work: Awaitable[None]) -> None:
    """Do the work and say all the while that it is alive. Raises Interrupted when its run was ended."""
    working = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({working}, timeout=BEAT_SECONDS))[0]:
            try:
                if not await kit.database.write(runs.touch, run.id, kit.now()):
                    raise Interrupted(job=TITLES[run.job])
            except DatabaseBusy:
                continue
        await working
    finally:
        working.cancel()
        await asyncio.wait({working})
