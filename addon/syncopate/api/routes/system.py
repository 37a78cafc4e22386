"""Routes of the engine itself."""

import asyncio

from fastapi import APIRouter, Response

from syncopate.access.keys import Scope
from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.context import ApiContext
from syncopate.api.present.services import account_view
from syncopate.api.present.system import counts_view, event_view, info_view, problem_view
from syncopate.api.routes.jobs import job_views
from syncopate.api.wire.overview import Status
from syncopate.api.wire.system import HealthCheck, HealthReport, Info, Profile
from syncopate.errors import SyncopateError
from syncopate.store import accounts, events, settings
from syncopate.sync.overview import counts, problems as open_matters

router = APIRouter(tags=["system"])

_EVENTS = 20


@router.get("/info", responses=problems())
async def read_info(context: Context, _caller: Reader) -> Info:
    """Return who this engine is."""
    return info_view(context.engine)


@router.get(
    "/health",
    responses={
        422: problems()[422],
        503: {"model": HealthReport, "description": "Something does not work."},
    },
)
async def read_health(context: Context, response: Response) -> HealthReport:
    """Tell whether the engine works. Needs no key; the status is 503 when it does not."""
    checks = [await _database(context)]
    checks += [
        HealthCheck(name=fact.name, ok=fact.ok, key=fact.key, detail=fact.detail)
        for fact in await context.checks()
    ]
    good = all(check.ok for check in checks)
    response.status_code = 200 if good else 503
    return HealthReport(ok=good, version=context.engine.version, checks=checks)


@router.get("/status", responses=problems())
async def read_status(context: Context, _caller: Reader) -> Status:
    """Return all a dashboard shows, in one read."""
    stored = await context.kit.database.read(accounts.every)
    recent = await context.kit.database.read(events.recent, _EVENTS)
    return Status(
        info=info_view(context.engine),
        counts=counts_view(await counts(context.kit)),
        jobs=await job_views(context),
        accounts=[account_view(account) for account in stored],
        problems=[problem_view(problem) for problem in await open_matters(context.kit)],
        events=[event_view(event) for event in recent],
    )


@router.get("/me", responses=problems())
async def read_me(caller: Reader) -> Profile:
    """Return who is asking, and what they may do."""
    return Profile(name=caller.name, scopes=[scope for scope in Scope if caller.may(scope)])


async def _database(context: ApiContext) -> HealthCheck:
    try:
        await context.kit.database.read(settings.every)
        # Reading goes on while another program keeps the database locked; nothing is kept any more then.
        await asyncio.to_thread(context.kit.database.prove_writable)
    except SyncopateError as error:
        return HealthCheck(name="database", ok=False, key=error.key)
    return HealthCheck(name="database", ok=True)
