"""Routes of what a server has to choose from, and of telling it that its files have changed."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.inputs import Id
from syncopate.api.present.servers import section_view, user_view
from syncopate.api.wire.servers import (
    ListedRequest,
    ListedView,
    RefreshRequest,
    SectionList,
    ServerUserList,
)
from syncopate.store import libraries
from syncopate.sync import refreshing, servers

router = APIRouter(tags=["accounts"])


@router.get("/accounts/{account_id}/sections", responses=problems(404, 409, 502))
async def list_sections(context: Context, _caller: Reader, account_id: Id) -> SectionList:
    """Return the parts of an account's server that hold music."""
    found = await servers.sections_of(context.kit, account_id)
    known = await context.kit.database.read(libraries.of_account, account_id)
    return SectionList(items=[section_view(section, known) for section in found])


@router.get("/accounts/{account_id}/users", responses=problems(404, 409, 502))
async def list_server_users(context: Context, _caller: Reader, account_id: Id) -> ServerUserList:
    """Return the users of an account's server that playlists can be kept for."""
    return ServerUserList(items=[user_view(user) for user in await servers.users_of(context.kit, account_id)])


@router.post("/libraries/{library_id}/refresh", responses=problems(404, 409, 413, 502), status_code=202)
async def refresh_library(
    context: Context, _caller: Controller, library_id: Id, wanted: RefreshRequest | None = None
) -> None:
    """Have the library's server look at a folder, or at all of it."""
    await refreshing.refresh_folder(context.kit, library_id, wanted.folder if wanted else None)


@router.post("/libraries/{library_id}/listed", responses=problems(404, 409, 413, 502))
async def await_listed(
    context: Context, _caller: Controller, library_id: Id, wanted: ListedRequest
) -> ListedView:
    """Wait until the library's server lists a file, and return its track."""
    found = await refreshing.await_listed(context.kit, library_id, wanted.path, wanted.seconds)
    return ListedView(track_key=found)
