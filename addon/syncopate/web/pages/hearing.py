"""Hearing a track of the library before deciding."""

from starlette.responses import FileResponse, Response

from syncopate.store import targets
from syncopate.sync.listening import can_be_heard, sound_of
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
    may = visit.visitor is not None and visit.visitor.may("control")
    return may and await can_be_heard(visit.kit, library_id)


async def playlist_audible(visit: Visit, mirror_id: str) -> bool:
    """Tell the same of the library that a playlist is kept in."""
    target = next(iter(await visit.kit.database.read(targets.of_mirror, mirror_id)), None)
    return target is not None and await audible(visit, target.library_id)
