"""Routes of runs."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Id, Limit, Offset, QueryId
from syncopate.api.present.jobs import run_detail, run_page, run_view
from syncopate.api.wire.jobs import RunDetail, RunPage, RunView
from syncopate.domain.run import JobName, RunStatus
from syncopate.store import runs
from syncopate.store.database import Connection

router = APIRouter(tags=["runs"])


@router.get("/runs", responses=problems())
async def list_runs(
    context: Context,
    _caller: Reader,
    job: JobName | None = None,
    item_id: QueryId = None,
    status: RunStatus | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> RunPage:
    """Return runs, newest first; `item_id` keeps those that worked on a playlist or library."""
    page = await context.kit.database.read(
        runs.list_page, job=job, item_id=item_id, status=status, limit=limit, offset=offset
    )
    return run_page(page)


@router.get("/runs/{run_id}", responses=problems(404))
async def read_run(context: Context, _caller: Reader, run_id: Id) -> RunDetail:
    """Return one run with its items."""

    def found(connection: Connection) -> RunDetail:
        run = runs.get(connection, run_id)
        return run_detail(run, runs.items(connection, run_id), runs.tallies(connection, [run_id]))

    return await context.kit.database.read(found)


@router.post("/runs/{run_id}/cancel", responses=problems(404, 409))
async def cancel_run(context: Context, _caller: Controller, run_id: Id) -> RunView:
    """End it as soon as it can be."""
    run = await context.jobs.cancel(run_id)
    return run_view(run, await context.kit.database.read(runs.tallies, [run_id]))
