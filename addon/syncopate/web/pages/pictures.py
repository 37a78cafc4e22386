"""Covers of servers and services, passed on to whoever looks at the pages."""

from collections.abc import Awaitable

from starlette.responses import Response

from syncopate.domain.server import Picture
from syncopate.errors import SyncopateError
from syncopate.sync.artwork import KEPT, TRIED_AGAIN, ServiceCovers, cover_of
from syncopate.web.visit import Visit

_HEADERS = {
    "Cache-Control": f"private, max-age={KEPT.total_seconds():.0f}",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
_NONE = {"Cache-Control": f"private, max-age={TRIED_AGAIN.total_seconds():.0f}"}
"""What is not to be had is asked for by no page again for a while; initials stand there meanwhile."""

_LONGEST_KEY = 4096
_PIXELS = 300


async def cover(visit: Visit) -> Response:
    """Return the cover of a track's album; where there is none, what the page shows below it is seen."""
    key = visit.request.query_params.get("key", "")[:_LONGEST_KEY]
    return await _passed_on(cover_of(visit.kit, visit.request.path_params["id"], key, _PIXELS))


async def service_cover(visit: Visit) -> Response:
    """Return the cover that lies at an address of a service; `u` is that address."""
    covers: ServiceCovers = visit.request.state.covers
    return await _passed_on(covers.get(visit.kit, visit.request.query_params.get("u", "")[:_LONGEST_KEY]))


async def _passed_on(asked: Awaitable[Picture]) -> Response:
    try:
        picture = await asked
    except SyncopateError as error:
        return Response(status_code=error.status, headers=_NONE)
    return Response(picture.content, media_type=picture.content_type, headers=_HEADERS)
