"""Routes of decisions: the history, taking back, and accepting many reviews at once."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Id, Limit, Offset, QueryId
from syncopate.api.present.decisions import ITEMS_SHOWN, accept_result, decision_page, decision_view
from syncopate.api.wire.matching import (
    AcceptRequest,
    AcceptResult,
    BatchUndone,
    DecisionPage,
    DecisionView,
)
from syncopate.domain.media import Track
from syncopate.store import decisions, tracks
from syncopate.store.database import Connection
from syncopate.store.matches import Wanted
from syncopate.sync.decisions import Accepting, Signer, accept, acceptable, undo, undo_batch
from syncopate.sync.whereabouts import whereabouts

router = APIRouter(tags=["matches"])

Standing = Annotated[
    bool | None, Query(description="Only those that count (true), or only those taken back (false).")
]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of the decision.")]


@router.get("/decisions", responses=problems())
async def list_decisions(
    context: Context,
    _caller: Reader,
    playlist_id: QueryId = None,
    batch_id: QueryId = None,
    standing: Standing = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> DecisionPage:
    """Return what was decided, newest first, with what was taken back since."""
    page = await context.kit.database.read(
        decisions.page,
        mirror_id=playlist_id,
        batch=batch_id,
        standing=standing,
        limit=limit,
        offset=offset,
    )
    return decision_page(page, await context.kit.database.read(whereabouts, page.items))


@router.post("/decisions/{decision_id}/undo", responses=problems(404))
async def undo_decision(context: Context, caller: Controller, decision_id: Number) -> DecisionView:
    """Take one decision back; what was decided before it counts again."""
    by = Signer(name=caller.name, via=caller.origin.value)
    made = await undo(context.kit, decision_id, by)
    now = await context.kit.database.read(whereabouts, [made])
    return decision_view(made, now.get(made.id))


@router.post("/decisions/batches/{batch_id}/undo", responses=problems(404))
async def undo_decision_batch(context: Context, caller: Controller, batch_id: Id) -> BatchUndone:
    """Take back everything that was accepted at once."""
    by = Signer(name=caller.name, via=caller.origin.value)
    return BatchUndone(undone=await undo_batch(context.kit, batch_id, by))


@router.post("/matches/accept", responses=problems(404, 413))
async def accept_matches(context: Context, caller: Controller, wanted: AcceptRequest) -> AcceptResult:
    """Accept the best candidate of all reviews above a confidence; a dry run only shows which.

    At most 5,000 reviews at a time, the surest first: while `rest` is not 0, ask again.
    """
    asked = Wanted(
        mirror_id=wanted.playlist_id,
        library_id=wanted.library_id,
        query=wanted.query,
        least=wanted.min_score,
    )
    if wanted.dry_run:
        found = await acceptable(context.kit, asked)
    else:
        found = await accept(context.kit, asked, Signer(name=caller.name, via=caller.origin.value))
    shown = await context.kit.database.read(_tracks, found)
    return accept_result(found, shown, dry_run=wanted.dry_run)


def _tracks(connection: Connection, found: Accepting) -> dict[str, dict[str, Track]]:
    keys: dict[str, set[str]] = {}
    for item in found.items[:ITEMS_SHOWN]:
        keys.setdefault(item.library_id, set()).add(item.best.track_key)
    return {library_id: tracks.many(connection, library_id, wanted) for library_id, wanted in keys.items()}
