"""The route of covers: pictures of servers, without their tokens."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.inputs import Id
from syncopate.sync.artwork import KINDS, cover_of

router = APIRouter(tags=["libraries"])

HEADERS = {
    "Cache-Control": "private, max-age=86400",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What goes with a picture: it is seen, never run."""

TrackKey = Annotated[str, Query(min_length=1, max_length=4096, description="The track whose cover it is.")]
Size = Annotated[int, Query(ge=16, le=1000, description="Pixels of width, where the server scales.")]
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(KINDS)}}
}


@router.get(
    "/libraries/{library_id}/cover", responses=problems(404, 409, 502) | _PICTURE, response_class=Response
)
async def read_cover(
    context: Context, _caller: Reader, library_id: Id, track_key: TrackKey, size: Size = 300
) -> Response:
    """Return the cover of a track's album as its server has it."""
    picture = await cover_of(context.kit, library_id, track_key, size)
    return Response(content=picture.content, media_type=picture.content_type, headers=HEADERS)
