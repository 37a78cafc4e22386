"""Routes of identities: which recording of a catalogue an entry is."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Limit, Offset, QueryId
from syncopate.api.present.sources import identity_page, identity_view
from syncopate.api.wire.sources import (
    Cleared,
    IdentityCountView,
    IdentityDecision,
    IdentityName,
    IdentityPage,
    IdentityStats,
    IdentityView,
)
from syncopate.domain.match import Verdict
from syncopate.store import identities
from syncopate.sync.identifying import forget_identity, put_right

router = APIRouter(tags=["sources"])


@router.get("/identities", responses=problems())
async def list_identities(
    context: Context,
    _caller: Reader,
    verdict: Verdict | None = None,
    catalogue: QueryId = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> IdentityPage:
    """Return what entries were found to be in catalogues."""
    page = await context.kit.database.read(
        identities.list_page, verdict=verdict, catalogue=catalogue, limit=limit, offset=offset
    )
    return identity_page(page)


@router.get("/identities/stats", responses=problems())
async def read_stats(context: Context, _caller: Reader) -> IdentityStats:
    """Return how many are known, by catalogue and verdict."""
    counted = await context.kit.database.read(identities.counts)
    return IdentityStats(
        items=[
            IdentityCountView(
                catalogue=each.catalogue, verdict=each.verdict, count=each.count, by_hand=each.by_hand
            )
            for each in counted
        ]
    )


@router.post("/identities/decide", responses=problems(404, 409, 413))
async def decide(context: Context, _caller: Controller, wanted: IdentityDecision) -> IdentityView:
    """Put right what an entry is; it is remembered, and the next sync goes by it."""
    said = await put_right(context.kit, wanted.identity, wanted.catalogue, key=wanted.key, link=wanted.link)
    return identity_view(said)


@router.post("/identities/forget", responses=problems(404, 409, 413), status_code=204)
async def forget(context: Context, _caller: Controller, wanted: IdentityName) -> None:
    """Forget what an entry is, also what was said by hand; it is looked for anew."""
    await forget_identity(context.kit, wanted.identity, wanted.catalogue)


@router.delete("/identities", responses=problems())
async def clear(context: Context, _caller: Controller, catalogue: QueryId = None) -> Cleared:
    """Forget all that was found, of one catalogue or of all; what was said by hand stays."""
    return Cleared(forgotten=await context.kit.database.write(identities.clear, catalogue))
