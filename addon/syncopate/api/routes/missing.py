"""Routes of what is missing."""

from enum import StrEnum

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.inputs import Limit, Offset, QueryId
from syncopate.api.present.mirrored import missing_album_page
from syncopate.api.present.playlists import missing_page
from syncopate.api.wire.media import MissingPage
from syncopate.api.wire.mirrored import MissingAlbumPage
from syncopate.store import missing
from syncopate.sync.missing import csv_of, list_text, missing_rows
from syncopate.sync.missing_albums import albums_csv, missing_albums

router = APIRouter(tags=["missing"])


class CsvResponse(PlainTextResponse):
    """A table as a file to save."""

    media_type = "text/csv"


class MissingList(StrEnum):
    """The text files there are, without their ending."""

    TRACKS_SPOTIFY = "missing_tracks_spotify"
    TRACKS_TIDAL = "missing_tracks_tidal"
    ALBUMS_SPOTIFY = "missing_albums_spotify"
    ALBUMS_TIDAL = "missing_albums_tidal"


@router.get("/missing", responses=problems())
async def list_missing(
    context: Context,
    _caller: Reader,
    playlist_id: QueryId = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> MissingPage:
    """Return entries that no library has, those of albums too; `playlist_id` may name an album."""
    page = await context.kit.database.read(missing.page, mirror_id=playlist_id, limit=limit, offset=offset)
    return missing_page(page)


@router.get("/missing.csv", responses=problems(), response_class=CsvResponse)
async def export_missing(context: Context, _caller: Reader) -> CsvResponse:
    """Return the same as a table: artist, title, album, playlist, duration, ISRC, link."""
    table = csv_of(await missing_rows(context.kit))
    return CsvResponse(table, headers={"Content-Disposition": 'attachment; filename="missing.csv"'})


@router.get("/missing/albums", responses=problems())
async def list_missing_albums(
    context: Context, _caller: Reader, limit: Limit = 100, offset: Offset = 0
) -> MissingAlbumPage:
    """Return mirrored albums of which a library lacks tracks."""
    return missing_album_page(await missing_albums(context.kit), limit=limit, offset=offset)


@router.get("/missing/albums.csv", responses=problems(), response_class=CsvResponse)
async def export_missing_albums(context: Context, _caller: Reader) -> CsvResponse:
    """Return the same as a table: artist, title, year, owned, total, link."""
    table = albums_csv(await missing_albums(context.kit))
    return CsvResponse(table, headers={"Content-Disposition": 'attachment; filename="missing_albums.csv"'})


@router.get("/missing/{file}.txt", responses=problems(), response_class=PlainTextResponse)
async def read_missing_list(context: Context, _caller: Reader, file: MissingList) -> PlainTextResponse:
    """Return one of the text files: a link a line."""
    return PlainTextResponse(await list_text(context.kit, f"{file.value}.txt"))
