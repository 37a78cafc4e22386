"""Routes of where a playlist is kept, what would be written there, and how it is played."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Id
from syncopate.api.present.servers import play_view, target_plan, target_view
from syncopate.api.wire.servers import PlayList, TargetCreate, TargetList, TargetPlanList, TargetView
from syncopate.store import libraries, mirrors, targets
from syncopate.store.database import Connection
from syncopate.sync import targets as use_cases
from syncopate.sync.preview import preview_plans

router = APIRouter(tags=["playlists"])


@router.get("/playlists/{playlist_id}/targets", responses=problems(404))
async def list_targets(context: Context, _caller: Reader, playlist_id: Id) -> TargetList:
    """Return where it is kept, oldest target first."""

    def found(connection: Connection) -> list[TargetView]:
        mirrors.get(connection, playlist_id)
        views = []
        for target in targets.of_mirror(connection, playlist_id):
            library = libraries.get(connection, target.library_id)
            views.append(target_view(target.as_known(readable=library.readable), library.name))
        return views

    return TargetList(items=await context.kit.database.read(found))


@router.post("/playlists/{playlist_id}/targets", responses=problems(404, 409, 413, 502), status_code=201)
async def add_target(
    context: Context, _caller: Controller, playlist_id: Id, wanted: TargetCreate
) -> TargetView:
    """Keep it on a library too: as what, and for which user of the server."""
    target = await use_cases.add_target(
        context.kit, playlist_id, wanted.library_id, kind=wanted.kind, user=wanted.user
    )
    library = await context.kit.database.read(libraries.get, target.library_id)
    return target_view(target, library.name)


@router.delete(
    "/playlists/{playlist_id}/targets/{target_id}", responses=problems(404, 409, 502, 507), status_code=204
)
async def remove_target(
    context: Context,
    _caller: Controller,
    playlist_id: Id,
    target_id: Id,
    delete: bool = False,  # noqa: FBT001, FBT002 -- a query parameter
) -> None:
    """Keep it there no more; what was written stays unless asked otherwise.

    The last one stays with the kind `nothing`: what is missing there is still shown.
    """
    await use_cases.remove_target(context.kit, playlist_id, target_id, delete=delete)


@router.get("/playlists/{playlist_id}/plans", responses=problems(404, 409, 502))
async def read_plans(context: Context, _caller: Reader, playlist_id: Id) -> TargetPlanList:
    """Return what a sync would write now, for each target; writes nothing."""
    found = await preview_plans(context.kit, playlist_id)
    return TargetPlanList(items=[target_plan(preview) for preview in found])


@router.get("/playlists/{playlist_id}/play", responses=problems(404))
async def read_play_ids(context: Context, _caller: Reader, playlist_id: Id) -> PlayList:
    """Return what Home Assistant's media players take to play it, and the files of its tracks."""
    return PlayList(items=[play_view(one) for one in await use_cases.playing_of(context.kit, playlist_id)])
