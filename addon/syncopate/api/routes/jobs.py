"""Routes of jobs and their schedules."""

from collections.abc import Sequence

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.context import ApiContext
from syncopate.api.present.jobs import job_view, run_view, schedule_of
from syncopate.api.wire.jobs import JobList, JobView, RunRequest, RunStarted, RunView, ScheduleView
from syncopate.domain.run import JobName, Trigger
from syncopate.errors import NotFound
from syncopate.jobs.facade import JobOverview
from syncopate.store import runs

router = APIRouter(tags=["jobs"])


@router.get("/jobs", responses=problems())
async def list_jobs(context: Context, _caller: Reader) -> JobList:
    """Return all jobs: what runs, what ran last, when they run next."""
    return JobList(items=await job_views(context))


@router.post("/jobs/{name}/run", responses=problems(404, 409, 413), status_code=202)
async def run_job(
    context: Context, _caller: Controller, name: JobName, wanted: RunRequest | None = None
) -> RunStarted:
    """Run it now."""
    run = await context.jobs.run(name, Trigger.API, wanted.arguments if wanted else {})
    return RunStarted(run=run_view(run, {}))


@router.post("/jobs/{name}/cancel", responses=problems(404, 409))
async def cancel_job(context: Context, _caller: Controller, name: JobName) -> RunView:
    """End its present run."""
    running = await context.kit.database.read(runs.running_of, name)
    if running is None:
        raise NotFound(f"{name.value} is not running.", what="run", id=name.value)
    run = await context.jobs.cancel(running.id)
    return run_view(run, await context.kit.database.read(runs.tallies, [run.id]))


@router.put("/jobs/{name}/schedule", responses=problems(404, 409, 413))
async def change_schedule(
    context: Context, _caller: Controller, name: JobName, schedule: ScheduleView
) -> JobView:
    """Say when it runs."""
    await context.jobs.set_schedule(name, schedule_of(schedule))
    return next(view for view in await job_views(context) if view.name is name)


async def job_views(context: ApiContext) -> list[JobView]:
    """Return all jobs as the wire has them."""
    jobs = await context.jobs.overview()
    tallies = await context.kit.database.read(runs.tallies, _run_ids(jobs))
    return [job_view(job, tallies) for job in jobs]


def _run_ids(jobs: Sequence[JobOverview]) -> list[str]:
    return [run.id for job in jobs for run in (job.running, job.last) if run is not None]
