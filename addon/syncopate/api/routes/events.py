"""Routes of events."""

from typing import Annotated

from fastapi import APIRouter, Query

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.inputs import Limit
from syncopate.api.present.system import event_view
from syncopate.api.wire.system import EventList
from syncopate.store import events

router = APIRouter(tags=["events"])

EventId = Annotated[int | None, Query(ge=1, le=2**53, description="Go on before the event with this id.")]


@router.get("/events", responses=problems())
async def list_events(
    context: Context, _caller: Reader, limit: Limit = 50, before: EventId = None
) -> EventList:
    """Return what happened, newest first."""
    found = await context.kit.database.read(events.recent, limit, before_id=before)
    return EventList(items=[event_view(event) for event in found])
