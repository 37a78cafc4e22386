"""Routes of libraries."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context, Reader
from syncopate.api.inputs import Id, Limit, Offset, Text
from syncopate.api.present.services import library_view, track_view
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.media import LibraryCreate, LibraryList, LibraryPatch, LibraryView, TrackPage
from syncopate.store import accounts, libraries, tracks
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.sync import libraries as use_cases

router = APIRouter(tags=["libraries"])


@router.get("/libraries", responses=problems())
async def list_libraries(context: Context, _caller: Reader) -> LibraryList:
    """Return all libraries with their numbers."""
    return LibraryList(items=await context.kit.database.read(_every))


@router.post("/libraries", responses=problems(404, 409, 413, 502), status_code=201)
async def add_library(context: Context, _caller: Admin, wanted: LibraryCreate) -> LibraryView:
    """Add a folder, or a section of an account."""
    library = await use_cases.add_library(
        context.kit,
        name=wanted.name,
        folder=wanted.folder,
        account_id=wanted.account_id,
        section=wanted.section,
    )
    return await context.kit.database.read(_view, library)


@router.patch("/libraries/{library_id}", responses=problems(404, 409, 413))
async def rename_library(
    context: Context, _caller: Admin, library_id: Id, changes: LibraryPatch
) -> LibraryView:
    """Rename it."""
    library = await use_cases.rename_library(context.kit, library_id, changes.name)
    return await context.kit.database.read(_view, library)


@router.delete("/libraries/{library_id}", responses=problems(404), status_code=204)
async def remove_library(context: Context, _caller: Admin, library_id: Id) -> None:
    """Forget it and its index; files are left alone."""
    await use_cases.remove_library(context.kit, library_id)


@router.get("/libraries/{library_id}/tracks", responses=problems(404))
async def list_tracks(
    context: Context,
    _caller: Reader,
    library_id: Id,
    search: Text = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> TrackPage:
    """Return tracks whose title, artists or album hold all the words, however they are spelt."""

    def found(connection: Connection) -> TrackPage:
        libraries.get(connection, library_id)
        page = tracks.search(connection, library_id, search or "", limit, offset)
        return TrackPage(
            items=[track_view(library_id, track) for track in page.items],
            page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
        )

    return await context.kit.database.read(found)


def _every(connection: Connection) -> list[LibraryView]:
    return [_view(connection, library) for library in libraries.every(connection)]


def _view(connection: Connection, library: Library) -> LibraryView:
    return library_view(library, accounts.get(connection, library.account_id).provider)
