"""Route that explains a match."""

from typing import Annotated

from fastapi import APIRouter, Query

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.inputs import QueryId
from syncopate.api.present.explaining import explanation_view
from syncopate.api.wire.matching import ExplanationView
from syncopate.store.encoding import clean
from syncopate.sync.explaining import entry_from, explain_in

router = APIRouter(tags=["matches"])

Title = Annotated[str, Query(min_length=1, max_length=1000, description="The title.")]
Artists = Annotated[list[str] | None, Query(max_length=20, description="An artist; several times for more.")]
Album = Annotated[str | None, Query(max_length=1000, description="The album.")]
Duration = Annotated[int | None, Query(ge=0, le=86_400_000, description="Its length in milliseconds.")]
Isrc = Annotated[str | None, Query(max_length=20, description="Its ISRC.")]


@router.get("/match/explain", responses=problems(404, 409))
async def explain_match(
    context: Context,
    _caller: Reader,
    title: Title,
    artist: Artists = None,
    album: Album = None,
    duration_ms: Duration = None,
    isrc: Isrc = None,
    library: QueryId = None,
) -> ExplanationView:
    """Show how a name is read, which tracks are compared with it, and what speaks for and against each."""
    entry = entry_from(
        title=clean(title),
        artists=tuple(clean(name)[:1000] for name in artist or ()),
        album=album and clean(album),
        duration_ms=duration_ms,
        isrc=isrc,
    )
    return explanation_view(await explain_in(context.kit, entry, library))
