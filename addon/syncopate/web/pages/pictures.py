"""Covers of servers and services, passed on to whoever looks at the pages."""

from starlette.responses import Response

from syncopate.sync.artwork import KEPT, ServiceCovers, cover_of
from syncopate.web.visit import Visit

_HEADERS = {
    "Cache-Control": f"private, max-age={KEPT.total_seconds():.0f}",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
_LONGEST_KEY = 4096
_PIXELS = 300


async def cover(visit: Visit) -> Response:
    """Return the cover of a track's album; where there is none, what the page shows below it is seen."""
    key = visit.request.query_params.get("key", "")[:_LONGEST_KEY]
    picture = await cover_of(visit.kit, visit.request.path_params["id"], key, _PIXELS)
    return Response(picture.content, media_type=picture.content_type, headers=_HEADERS)


async def service_cover(visit: Visit) -> Response:
    """Return the cover that lies at an address of a service; `u` is that address."""
    covers: ServiceCovers = visit.request.state.covers
    picture = await covers.get(visit.kit, visit.request.query_params.get("u", "")[:_LONGEST_KEY])
    return Response(picture.content, media_type=picture.content_type, headers=_HEADERS)
