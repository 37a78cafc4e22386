"""Routes of playlists."""

from collections.abc import Mapping
from dataclasses import replace

from fastapi import APIRouter

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller, Reader
from syncopate.api.context import ApiContext
from syncopate.api.inputs import Id, Label, Limit, Offset, Text
from syncopate.api.present.jobs import run_view
from syncopate.api.present.mirrored import album_facts, mirrored_album_view
from syncopate.api.present.playlists import (
    entries_of,
    left_out_page,
    plan_view,
    playlist_page,
    playlist_view,
)
from syncopate.api.wire.albums import MirroredAlbumView
from syncopate.api.wire.jobs import RunStarted
from syncopate.api.wire.media import (
    PlanView,
    PlaylistCreate,
    PlaylistPage,
    PlaylistPatch,
    PlaylistView,
    SyncRequest,
)
from syncopate.api.wire.mirrored import LeftOutPage
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import Trigger
from syncopate.errors import InvalidInput
from syncopate.jobs.facade import sync_of
from syncopate.store import mirrors
from syncopate.store.mirrors import UNSET, MirrorChanges
from syncopate.sync import mirrors as use_cases
from syncopate.sync.albums import mirrored_album
from syncopate.sync.linking import add_linked
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.preview import preview_plan
from syncopate.sync.saving import change_export

router = APIRouter(tags=["playlists"])


@router.get("/playlists", responses=problems())
async def list_playlists(
    context: Context,
    _caller: Reader,
    kind: MirrorKind | None = None,
    label: Label = None,
    query: Text = None,
    enabled: bool | None = None,  # noqa: FBT001 -- a query parameter
    limit: Limit = 100,
    offset: Offset = 0,
) -> PlaylistPage:
    """Return playlists and albums by name, or those of one kind."""
    page = await context.kit.database.read(
        mirrors.list_page, kind=kind, label=label, query=query, enabled=enabled, limit=limit, offset=offset
    )
    return playlist_page(page, context.kit.zone)


@router.post("/playlists", responses=problems(404, 409, 413, 502, 507), status_code=201)
async def add_playlist(context: Context, _caller: Controller, wanted: PlaylistCreate) -> PlaylistView:
    """Add a playlist or an album by a provider's reference, or with its tracks given."""
    if wanted.album is not None and wanted.kind is not MirrorKind.ALBUM:
        raise InvalidInput("Only an album takes what is known of one.", field="album")
    new = NewMirror(
        kind=wanted.kind,
        album=None if wanted.album is None else album_facts(wanted.album),
        account_id=wanted.account_id,
        name=wanted.name,
        cover_url=wanted.cover_url,
        library_id=wanted.library_id,
        member_id=wanted.member_id,
        label=wanted.label,
        interval_days=wanted.interval_days,
        enabled=wanted.enabled,
        policy=wanted.policy,
        options=column_options(wanted.columns),
    )
    if wanted.tracks is not None:
        if wanted.name is None or wanted.reference is not None or wanted.provider is not None:
            raise InvalidInput("Tracks need a name, and no provider or reference.", field="tracks")
        mirror = await use_cases.add_tracks(context.kit, entries_of(wanted.tracks), wanted.name, new)
    elif wanted.link is not None:
        if wanted.reference is not None or wanted.provider is not None:
            raise InvalidInput("A link says itself what it is.", field="link")
        mirror = await add_linked(context.kit, wanted.link, new)
    else:
        if not wanted.provider or not wanted.reference:
            raise InvalidInput(
                "A link is needed, or a provider and a reference, or tracks.", field="reference"
            )
        chosen = replace(new, provider=wanted.provider, reference=wanted.reference)
        mirror = await use_cases.add_mirror(context.kit, chosen)
    return await shown(context, mirror.id)


@router.get("/playlists/{playlist_id}", responses=problems(404))
async def read_playlist(context: Context, _caller: Reader, playlist_id: Id) -> PlaylistView:
    """Return one playlist or album."""
    return await shown(context, playlist_id)


@router.get("/playlists/{playlist_id}/left-out", responses=problems(404))
async def list_left_out(
    context: Context, _caller: Reader, playlist_id: Id, limit: Limit = 100, offset: Offset = 0
) -> LeftOutPage:
    """Return what stands in the source's playlist and is no entry, and why: podcasts, what is gone."""
    mirror = await context.kit.database.read(mirrors.get, playlist_id)
    return left_out_page(mirror.left_out, limit=limit, offset=offset)


@router.get("/playlists/{playlist_id}/album", responses=problems(404))
async def read_mirrored_album(context: Context, _caller: Reader, playlist_id: Id) -> MirroredAlbumView:
    """Return which album of the library a mirrored album is, and where each of its tracks was found."""
    return mirrored_album_view(await mirrored_album(context.kit, playlist_id))


@router.patch("/playlists/{playlist_id}", responses=problems(404, 409, 413, 502, 507))
async def change_playlist(
    context: Context, _caller: Controller, playlist_id: Id, changes: PlaylistPatch
) -> PlaylistView:
    """Change what is named; null takes the user's name, the label or the library away."""
    named = changes.model_fields_set
    if "account_id" in named:
        await use_cases.read_by(context.kit, playlist_id, changes.account_id)
    await use_cases.change_mirror(
        context.kit,
        playlist_id,
        MirrorChanges(
            custom_name=changes.name if "name" in named else UNSET,
            label=(changes.label or None) if "label" in named else UNSET,
            interval_days=UNSET if changes.interval_days is None else changes.interval_days,
            enabled=UNSET if changes.enabled is None else changes.enabled,
            policy=UNSET if changes.policy is None else changes.policy,
            member_id=changes.member_id if "member_id" in named else UNSET,
            expires_at=None if changes.keep else UNSET,
            custom_cover=(changes.cover_url or None) if "cover_url" in named else UNSET,
        ),
        changes.library_id if "library_id" in named else UNSET,
    )
    if "export" in named:
        await change_export(context.kit, playlist_id, changes.export)
    return await shown(context, playlist_id)


@router.delete("/playlists/{playlist_id}", responses=problems(404, 409, 502, 507), status_code=204)
async def remove_playlist(
    context: Context,
    _caller: Controller,
    playlist_id: Id,
    delete_target: bool = False,  # noqa: FBT001, FBT002 -- a query parameter
) -> None:
    """Remove it; its copy on the library stays unless asked otherwise."""
    await use_cases.remove_mirror(context.kit, playlist_id, delete_target=delete_target)


@router.post("/playlists/{playlist_id}/sync", responses=problems(404, 409, 413), status_code=202)
async def sync_playlist(
    context: Context, _caller: Controller, playlist_id: Id, wanted: SyncRequest | None = None
) -> RunStarted:
    """Sync it now, due or not; `approve` lets the plans with these digests through."""
    mirror = await context.kit.database.read(mirrors.get, playlist_id)
    job, arguments = sync_of(mirror, approve=_digests(None if wanted is None else wanted.approve))
    run = await context.jobs.run(job, Trigger.API, arguments)
    return RunStarted(run=run_view(run, {}))


@router.get("/playlists/{playlist_id}/plan", responses=problems(404, 409, 502))
async def read_plan(context: Context, _caller: Reader, playlist_id: Id) -> PlanView:
    """Return what a sync would write now; writes nothing."""
    return plan_view(await preview_plan(context.kit, playlist_id))


def _digests(approve: str | list[str] | None) -> list[str]:
    return [approve] if isinstance(approve, str) else approve or []


async def shown(context: ApiContext, playlist_id: str) -> PlaylistView:
    """Return a playlist as the wire has it. Raises NotFound."""
    return playlist_view(await context.kit.database.read(mirrors.summary, playlist_id), context.kit.zone)


def column_options(columns: Mapping[str, str]) -> dict[str, str]:
    """Return the reader's options for what a column means to its heading."""
    return {f"column.{role}": heading for role, heading in columns.items()}
