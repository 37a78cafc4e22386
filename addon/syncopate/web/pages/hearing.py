"""Hearing a track of the library before deciding."""

from starlette.responses import FileResponse, Response

from syncopate.store.libraries import Library
from syncopate.sync.listening import can_be_heard, is_audible, sound_of
from syncopate.web.visit import Visit

_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
_LONGEST_KEY = 4096


async def play(visit: Visit) -> Response:
    """Play one track, whole or in parts."""
    key = visit.request.query_params.get("key", "")[:_LONGEST_KEY]
    sound = await sound_of(visit.kit, visit.request.path_params["id"], key)
    return FileResponse(sound.path, media_type=sound.media_type, headers=_HEADERS)


async def audible(visit: Visit, library_id: str) -> bool:
    """Tell whether this visitor may hear the tracks of a library, and can."""
    return _may_hear(visit) and await can_be_heard(visit.kit, library_id)


async def library_audible(visit: Visit, library: Library) -> bool:
    """Tell the same of a library that was read already."""
    return _may_hear(visit) and await is_audible(visit.kit, library)


def _may_hear(visit: Visit) -> bool:
    return visit.visitor is not None and visit.visitor.may("control")
