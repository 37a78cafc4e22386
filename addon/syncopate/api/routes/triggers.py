"""The short triggers: one address a part, for scripts, bookmarks and set-ups of old."""

from typing import Annotated

from fastapi import APIRouter, Path

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller
from syncopate.api.context import ApiContext
from syncopate.api.present.jobs import run_view
from syncopate.api.wire.jobs import TriggerAnswer, TriggerResult
from syncopate.domain.run import JobName, Trigger
from syncopate.errors import NotConfigured, NotFound

router = APIRouter(tags=["triggers"])

Part = Annotated[
    str,
    Path(max_length=64, description="playlists, albums, users, lidarr, slskd, mqtt or all."),
]
_JOBS = {
    "playlists": JobName.SYNC_PLAYLISTS,
    "albums": JobName.SYNC_ALBUMS,
    "users": JobName.SYNC_USERS,
    "mqtt": JobName.PUBLISH_MQTT,
    "all": JobName.MAIN_SYNC,
}
_NOT_THERE = {
    "lidarr": "This version does not hand anything over to Lidarr.",
    "slskd": "This version does not search or download with slskd.",
}


@router.post("/sync/{part}", responses=problems(404, 409))
async def trigger(context: Context, _caller: Controller, part: Part) -> TriggerAnswer:
    """Start a part, or tell that it is not configured."""
    return await _start(context, part)


@router.get("/sync/{part}", responses=problems(404, 409))
async def trigger_by_get(context: Context, _caller: Controller, part: Part) -> TriggerAnswer:
    """Do the same for those who can only open an address."""
    return await _start(context, part)


async def _start(context: ApiContext, part: str) -> TriggerAnswer:
    if part in _NOT_THERE:
        return TriggerAnswer(result=TriggerResult.NOT_CONFIGURED, what=part, detail=_NOT_THERE[part])
    job = _JOBS.get(part)
    if job is None:
        raise NotFound(what="trigger", id=part)
    try:
        run = await context.jobs.run(job, Trigger.API, {})
    except NotConfigured as error:
        return TriggerAnswer(result=TriggerResult.NOT_CONFIGURED, what=part, detail=error.detail)
    return TriggerAnswer(
        result=TriggerResult.STARTED, what=part, run=run_view(run, {}), detail=f"{job.value} was started."
    )
