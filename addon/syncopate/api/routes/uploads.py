"""Routes that take playlist files."""

import json
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import TypeAdapter, ValidationError

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Controller
from syncopate.api.inputs import Id
from syncopate.api.present.playlists import preview_view
from syncopate.api.routes.playlists import column_options, shown
from syncopate.api.wire.media import PlaylistPreview, PlaylistView
from syncopate.domain.playlist import AlbumFacts, MirrorKind, TargetPolicy
from syncopate.errors import InvalidInput
from syncopate.store.encoding import clean
from syncopate.sync import mirrors as use_cases
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.replacing import replace_file

router = APIRouter(tags=["playlists"])

PlaylistFile = Annotated[UploadFile, File(description="CSV, TSV, TXT, M3U, XSPF or JSPF.")]
Columns = Annotated[
    str, Form(max_length=10_000, description='JSON: what a column means to its heading, {"title": "Song"}.')
]
_NEW_COLUMNS = "The same for the new file; when left out, its columns are found as those of the old one were."
_COLUMNS: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


@router.post("/playlists/upload", responses=problems(404, 409, 413, 502, 507), status_code=201)
async def upload_playlist(
    context: Context,
    _caller: Controller,
    file: PlaylistFile,
    name: Annotated[str | None, Form(max_length=300)] = None,
    cover_url: Annotated[str | None, Form(max_length=2000)] = None,
    library_id: Annotated[str | None, Form(max_length=64, pattern=r"^[0-9A-Za-z_-]*$")] = None,
    member_id: Annotated[str | None, Form(max_length=64, pattern=r"^[0-9A-Za-z_-]*$")] = None,
    label: Annotated[str | None, Form(max_length=100)] = None,
    interval_days: Annotated[int | None, Form(ge=0, le=365)] = None,
    enabled: Annotated[bool, Form()] = True,  # noqa: FBT002 -- a form field
    policy: Annotated[TargetPolicy, Form()] = TargetPolicy.MIRROR,
    columns: Columns = "",
    kind: Annotated[MirrorKind, Form()] = MirrorKind.PLAYLIST,
    artist: Annotated[str, Form(max_length=300, description="Whose album it is.")] = "",
    year: Annotated[int | None, Form(ge=1, le=9999)] = None,
) -> PlaylistView:
    """Add a playlist file; `kind=album`: its entries are the tracks of an album called `name`."""
    if (artist.strip() or year) and kind is not MirrorKind.ALBUM:
        raise InvalidInput("Only an album has an artist and a year.", field="artist")
    artists = tuple(filter(None, [clean(artist).strip()]))
    new = NewMirror(
        kind=kind,
        album=AlbumFacts(artists=artists, year=year) if kind is MirrorKind.ALBUM else None,
        name=(name or "").strip() or None,
        cover_url=clean(cover_url or "").strip() or None,
        library_id=library_id or None,
        member_id=member_id or None,
        label=(label or "").strip() or None,
        interval_days=interval_days,
        enabled=enabled,
        policy=policy,
        options=column_options(_columns(columns)),
    )
    mirror = await use_cases.add_file(context.kit, file.filename or "playlist", await file.read(), new)
    return await shown(context, mirror.id)


@router.post("/playlists/preview", responses=problems(409, 413, 502, 507))
async def preview_playlist(
    context: Context, _caller: Controller, file: PlaylistFile, columns: Columns = ""
) -> PlaylistPreview:
    """Tell how a playlist file would be read; nothing of it stays."""
    options = column_options(_columns(columns))
    data = await file.read()
    read = await use_cases.preview_file(context.kit, file.filename or "playlist", data, options)
    return preview_view(read)


@router.put("/playlists/{playlist_id}/file", responses=problems(404, 413, 502, 507))
async def replace_playlist_file(
    context: Context,
    _caller: Controller,
    playlist_id: Id,
    file: PlaylistFile,
    columns: Annotated[str, Form(max_length=10_000, description=_NEW_COLUMNS)] = "",
) -> PlaylistView:
    """Put a file in the place of the uploaded one; the next sync reads it, all else stays as it is."""
    said = column_options(_columns(columns)) if columns.strip() else None
    data = await file.read()
    await replace_file(context.kit, playlist_id, file.filename or "playlist", data, said)
    return await shown(context, playlist_id)


def _columns(text: str) -> dict[str, str]:
    if not text.strip():
        return {}
    try:
        return _COLUMNS.validate_python(json.loads(text))
    except ValueError, ValidationError, RecursionError:
        raise InvalidInput("Columns are a JSON object of texts.", field="columns") from None
