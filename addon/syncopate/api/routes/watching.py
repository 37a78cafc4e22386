"""Routes of what single accounts say, of captures, and of what the user says of titles."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Query, UploadFile
from fastapi.responses import Response

from syncopate.api.answers import problems
from syncopate.api.auth import Admin, Context, Controller, Reader
from syncopate.api.inputs import Id, Limit, Offset, QueryId, Text
from syncopate.api.present.jobs import run_view
from syncopate.api.present.links import counts_view, record_view
from syncopate.api.wire.base import Pagination
from syncopate.api.wire.jobs import RunStarted
from syncopate.api.wire.watching import (
    CaptureList,
    CaptureView,
    FileFormatList,
    FileFormatView,
    ImportResult,
    OddRowView,
    OverrideCreate,
    OverrideList,
    OverrideView,
    RecordDelete,
    RecordPage,
    SectionList,
    SectionView,
    WrittenView,
)
from syncopate.domain.run import JobName, Trigger
from syncopate.domain.snapshot import Complete, Failed
from syncopate.domain.watch import MediaType, TitleId
from syncopate.errors import InvalidInput, Unreachable, error_with_key
from syncopate.store import accounts, watch_captures, watch_overrides, watch_records
from syncopate.store.database import Connection
from syncopate.store.watch_captures import Capture
from syncopate.store.watch_overrides import Override, OwnKey
from syncopate.sync.providers import isolated, sections_of
from syncopate.sync.watch import saying
from syncopate.sync.watch.deciding import (
    Restored,
    delete_record,
)
from syncopate.sync.watch.files import bring_in, formats, write_out

router = APIRouter(tags=["watching"])

WatchFile = Annotated[
    UploadFile, File(description="JSON of ours or of Trakt, CSV of Trakt, Letterboxd or IMDb.")
]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/accounts/{account_id}/watched", responses=problems(404))
async def list_watched(
    context: Context,
    _caller: Reader,
    account_id: Id,
    kind: Annotated[MediaType | None, Query(alias="type")] = None,
    search: Text = None,
    everything: bool = False,  # noqa: FBT001, FBT002 -- a query parameter
    limit: Limit = 100,
    offset: Offset = 0,
) -> RecordPage:
    """Return what an account says, as it was read last; `everything`: also what it says nothing of."""

    def found(connection: Connection) -> RecordPage:
        accounts.get(connection, account_id)
        page = watch_records.page(
            connection,
            account_id,
            text=search or "",
            kind=kind,
            said=not everything,
            limit=limit,
            offset=offset,
        )
        return RecordPage(
            items=[record_view(each) for each in page.items],
            page=Pagination(total=page.total, limit=page.limit, offset=page.offset),
        )

    return await context.kit.database.read(found)


@router.post("/accounts/{account_id}/watched/delete", responses=problems(404, 409, 413, 502))
async def delete_watched(
    context: Context, _caller: Controller, account_id: Id, wanted: RecordDelete
) -> WrittenView:
    """Take away what an account says of one record; its state is captured first."""
    written = await delete_record(context.kit, account_id, wanted.key, frozenset(wanted.features or ()))
    return _written(written)


@router.get("/watch/formats", responses=problems())
async def list_watch_formats(context: Context, _caller: Reader) -> FileFormatList:
    """Return the kinds of files that what was watched can be written as."""
    return FileFormatList(
        items=[
            FileFormatView(name=each.name, label=each.label, file_name=each.file_name)
            for each in await formats(context.kit)
        ]
    )


@router.get("/accounts/{account_id}/watched/export", responses=problems(404, 409) | _FILE)
async def export_watched(
    context: Context,
    _caller: Reader,
    account_id: Id,
    form: Annotated[str, Query(alias="format", max_length=40)] = "syncopate",
) -> Response:
    """Return what an account says as a file."""
    written, content = await write_out(context.kit, account_id, form)
    headers = {
        "Content-Disposition": f'attachment; filename="{written.file_name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=written.content_type, headers=headers)


@router.post("/accounts/{account_id}/watched/import", responses=problems(404, 409, 413))
async def import_watched(
    context: Context, _caller: Controller, account_id: Id, file: WatchFile
) -> ImportResult:
    """Add what a file of another tracker tells to a tracker of our own."""
    came = await bring_in(context.kit, account_id, file.filename or "", await file.read())
    return ImportResult(
        format=came.format,
        records=came.records,
        changed=came.changed,
        odd=[OddRowView(line=each.line, reason=each.reason, kept=each.kept) for each in came.odd],
    )


@router.get("/accounts/{account_id}/watched/sections", responses=problems(404, 409, 502))
async def list_watched_sections(context: Context, _caller: Reader, account_id: Id) -> SectionList:
    """Return the libraries of films and shows on an account's server."""
    source = await sections_of(context.kit, account_id)
    told = await isolated(source.sections(), account_id)
    if not isinstance(told, Complete):
        detail = told.detail if isinstance(told, Failed) else ""
        raise error_with_key(told.reason, Unreachable)(detail)
    return SectionList(
        items=[
            SectionView(
                key=each.key, name=each.name, type=each.type, paths=list(each.paths), count=each.count
            )
            for each in told.items
        ]
    )


@router.get("/captures", responses=problems())
async def list_captures(context: Context, _caller: Reader, account_id: QueryId = None) -> CaptureList:
    """Return the states that can be restored, the newest first."""

    def found(connection: Connection) -> CaptureList:
        return CaptureList(
            items=[
                capture_view(each, accounts.get(connection, each.account_id).name)
                for each in watch_captures.every(connection, account_id)
            ]
        )

    return await context.kit.database.read(found)


@router.post("/captures/{capture_id}/restore", responses=problems(404, 409), status_code=202)
async def restore_watch_capture(context: Context, _caller: Controller, capture_id: Id) -> RunStarted:
    """Bring an account back to that state, in a run; what it is now is captured first."""
    run = await context.jobs.run(JobName.RESTORE_CAPTURE, Trigger.API, {"capture_id": capture_id})
    return RunStarted(run=run_view(run, {}))


@router.delete("/captures/{capture_id}", responses=problems(404), status_code=204)
async def remove_capture(context: Context, _caller: Admin, capture_id: Id) -> None:
    """Forget a capture."""
    await context.kit.database.write(watch_captures.remove, capture_id)


@router.get("/watch/overrides", responses=problems())
async def list_overrides(context: Context, _caller: Reader, link_id: QueryId = None) -> OverrideList:
    """Return what the user said of titles, everywhere or as it holds at one link."""
    found = await context.kit.database.read(watch_overrides.every, link_id)
    return OverrideList(items=[override_view(each) for each in found])


@router.post("/watch/overrides", responses=problems(404, 413), status_code=201)
async def add_watch_override(context: Context, _caller: Controller, wanted: OverrideCreate) -> OverrideView:
    """Have a title never touched, or say what an id, or a record without one, really is."""
    if wanted.account_id is not None and wanted.key is not None and wanted.about is None:
        said = await saying.say_of_record(
            context.kit,
            account_id=wanted.account_id,
            key=wanted.key,
            kind=wanted.type,
            same_as=wanted.same_as,
            link_id=wanted.link_id,
            label=wanted.label,
        )
        return override_view(said)
    if wanted.about is None or wanted.account_id is not None or wanted.key is not None:
        raise InvalidInput("Say it of an id, or of a record by its account and its key there.", field="about")
    if wanted.type is None:
        raise InvalidInput("Say what the id is of.", field="type")
    said = await saying.say_of_id(
        context.kit,
        kind=wanted.type,
        about=wanted.about,
        same_as=wanted.same_as,
        link_id=wanted.link_id,
        label=wanted.label,
    )
    return override_view(said)


@router.delete("/watch/overrides/{override_id}", responses=problems(404), status_code=204)
async def remove_watch_override(context: Context, _caller: Controller, override_id: Id) -> None:
    """Take such a word back."""
    await saying.take_back(context.kit, override_id)


def capture_view(capture: Capture, account: str) -> CaptureView:
    """Return a capture as the wire has it."""
    return CaptureView(
        id=capture.id,
        account_id=capture.account_id,
        account=account,
        link_id=capture.link_id,
        run_id=capture.run_id,
        made_at=capture.made_at,
        features=sorted(capture.features),
        records=capture.records,
    )


def override_view(override: Override) -> OverrideView:
    """Return what was said of a title as the wire has it."""
    about = override.about
    return OverrideView(
        id=override.id,
        link_id=override.link_id,
        type=override.type,
        about=f"{about.kind.value}:{about.value}" if isinstance(about, TitleId) else None,
        account_id=about.account_id if isinstance(about, OwnKey) else None,
        key=about.key if isinstance(about, OwnKey) else None,
        same_as=None if override.same is None else f"{override.same.kind.value}:{override.same.value}",
        label=override.label,
        created_at=override.created_at,
    )


def _written(restored: Restored) -> WrittenView:
    return WrittenView(
        account=restored.account.name, counts=counts_view(restored.sums), reasons=list(restored.reasons)
    )
