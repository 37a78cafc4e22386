"""Routes of sources: links, shelves, what changed, and what the user says of a source."""

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context, Controller, Reader
from syncopate.api.inputs import Id, Limit, Offset, QueryId, Shelf, Words
from syncopate.api.present.playlists import playlist_view
from syncopate.api.present.sources import (
    budget_view,
    changes_page,
    looked_view,
    owner_view,
    recognised_view,
    search_view,
    shelf_view,
)
from syncopate.api.wire.media import PlaylistView
from syncopate.api.wire.sources import (
    BudgetView,
    CacheList,
    CacheView,
    CatalogueSearch,
    Cleared,
    LinkRequest,
    LinkView,
    OwnerPatch,
    OwnerView,
    ShelfView,
    SourceAcceptance,
    SourceChangePage,
)
from syncopate.providers.catalogue import FoundKind
from syncopate.store import accounts, history, mirrors, owners
from syncopate.store.owners import Owner
from syncopate.sync.budgets import budget_of
from syncopate.sync.catalogues import search_catalogue
from syncopate.sync.linking import MIRRORED, look_at, recognise
from syncopate.sync.recent import set_owner
from syncopate.sync.source_words import accept_source, keep_gone
from syncopate.sync.sources import read_shelf, refresh_shelves, remembered

router = APIRouter(tags=["sources"])


@router.post("/sources/link", responses=problems(404, 409, 413, 502))
async def read_link(context: Context, _caller: Controller, wanted: LinkRequest) -> LinkView:
    """Tell what a link is, and read it where it can be mirrored; nothing is added."""
    found = await recognise(context.kit, wanted.link)
    if found.linked.kind not in MIRRORED:
        return recognised_view(found)
    looked = await look_at(
        context.kit,
        found.manifest.domain,
        found.linked.reference,
        wanted.account_id,
        accounts_known=found.accounts,
    )
    return looked_view(looked)


@router.get("/sources/shelf", responses=problems(404, 409, 502))
async def read_shelf_of(
    context: Context,
    _caller: Controller,
    provider: QueryId = None,
    account_id: QueryId = None,
    shelf: Shelf = "",
    limit: Limit = 100,
    offset: Offset = 0,
) -> ShelfView:
    """Return what an account, or a service that needs none, has on a shelf; without a key the first one."""
    found = await read_shelf(context.kit, provider=provider, account_id=account_id, key=shelf)
    return shelf_view(found, limit, offset)


@router.get("/sources/search", responses=problems(404, 409, 502))
async def search_sources(
    context: Context,
    _caller: Controller,
    query: Words,
    kind: FoundKind = FoundKind.TRACK,
    provider: QueryId = None,
    limit: Limit = 20,
) -> CatalogueSearch:
    """Search a catalogue, or the first that answers; one that has to rest is stood in for."""
    return search_view(await search_catalogue(context.kit, query, kind, limit, provider))


@router.get("/sources/caches", responses=problems())
async def list_caches(context: Context, _caller: Reader) -> CacheList:
    """Return how many answers of services are remembered for long."""
    known = await remembered(context.kit)
    return CacheList(items=[CacheView(provider=domain, remembered=count) for domain, count in known.items()])


@router.delete("/sources/caches/{provider}", responses=problems(404))
async def clear_cache(context: Context, _caller: Controller, provider: Id) -> Cleared:
    """Forget what is remembered of a service, so that it is asked anew."""
    return Cleared(forgotten=await refresh_shelves(context.kit, provider))


@router.get("/playlists/{playlist_id}/changes", responses=problems(404))
async def list_changes(
    context: Context, _caller: Reader, playlist_id: Id, limit: Limit = 100, offset: Offset = 0
) -> SourceChangePage:
    """Return what changed at the source of a playlist or album, the latest first."""
    await context.kit.database.read(mirrors.get, playlist_id)
    return changes_page(
        await context.kit.database.read(history.list_page, playlist_id, limit=limit, offset=offset)
    )


@router.post("/playlists/{playlist_id}/source/accept", responses=problems(404, 409, 413))
async def accept(
    context: Context, _caller: Controller, playlist_id: Id, wanted: SourceAcceptance
) -> PlaylistView:
    """Say that a source that shrank is right: the next sync takes over what it says."""
    await accept_source(context.kit, playlist_id, wanted.digest)
    return await _shown(context, playlist_id)


@router.post("/playlists/{playlist_id}/source/keep", responses=problems(404, 409))
async def keep(context: Context, _caller: Controller, playlist_id: Id) -> PlaylistView:
    """Keep a playlist whose source is gone as it is, and ask for it no more."""
    await keep_gone(context.kit, playlist_id)
    return await _shown(context, playlist_id)


async def _shown(context: Context, playlist_id: str) -> PlaylistView:
    return playlist_view(await context.kit.database.read(mirrors.summary, playlist_id), context.kit.zone)


@router.get("/accounts/{account_id}/owner", responses=problems(404))
async def read_owner(context: Context, _caller: Reader, account_id: Id) -> OwnerView:
    """Return whose an account is."""
    await context.kit.database.read(accounts.get, account_id)
    return owner_view(await context.kit.database.read(owners.of_account, account_id))


@router.put("/accounts/{account_id}/owner", responses=problems(404, 409, 413))
async def put_owner(context: Context, _caller: Admin, account_id: Id, wanted: OwnerPatch) -> OwnerView:
    """Say whose an account is, and whether what is listened to with it is mirrored."""
    owner = Owner(account_id=account_id, member_id=wanted.member_id, recent_days=wanted.recent_days)
    return owner_view(await set_owner(context.kit, owner))


@router.get("/accounts/{account_id}/budget", responses=problems(404))
async def read_budget(context: Context, _caller: Reader, account_id: Id) -> BudgetView:
    """Return how an account stands with its service: requests of late, and whether it has to rest."""
    account = await context.kit.database.read(accounts.get, account_id)
    await context.kit.connections.paces.refresh()
    return budget_view(account_id, budget_of(context.kit, account), context.kit.now())
