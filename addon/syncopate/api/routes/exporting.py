"""The route of exports: a playlist or album as a file."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import AfterValidator

from syncopate.api.answers import problems
from syncopate.api.auth import Context, Reader
from syncopate.api.inputs import Id, QueryId
from syncopate.domain.export import ExportFormat
from syncopate.store.encoding import clean
from syncopate.sync.exporting import MEDIA_TYPES, ExportRequest, export_mirror

router = APIRouter(tags=["playlists"])

_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in dict.fromkeys(MEDIA_TYPES.values())
        },
        "headers": {
            "Content-Disposition": {
                "description": "What the file is called.",
                "required": True,
                "schema": {"type": "string"},
            }
        },
    }
}
_HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}

Format = Annotated[
    ExportFormat | None,
    Query(
        alias="format",
        description="M3U and M3U8 name files, TXT links; the others hold every entry. M3U8, with links TXT.",
    ),
]
Links = Annotated[
    str | None,
    AfterValidator(lambda text: text and clean(text)),
    Query(
        max_length=100, description="The service whose links entries get, e.g. spotify: those known by now."
    ),
]
PathFrom = Annotated[
    str | None,
    AfterValidator(lambda text: text and clean(text)),
    Query(max_length=4096, description="What paths begin with as the library has them."),
]
PathTo = Annotated[
    str | None,
    AfterValidator(lambda text: text and clean(text)),
    Query(max_length=4096, description="What they begin with where they are played."),
]


@router.get(
    "/playlists/{playlist_id}/export", responses=problems(404, 409, 502) | _FILE, response_class=Response
)
async def export_playlist(
    context: Context,
    _caller: Reader,
    playlist_id: Id,
    form: Format = None,
    links: Links = None,
    library_id: QueryId = None,
    path_from: PathFrom = None,
    path_to: PathTo = None,
) -> Response:
    """Return a playlist or album as a file, with the files of `library_id`, else of its first library.

    M3U and M3U8 leave out what has no file, with a comment; a library that does not tell where its files are
    is refused for them. Paths begin as the setting `export.paths` says, unless `path_from` fits.
    No service is asked for links: identifying an entry at a service makes its link known.
    """
    form = form or (ExportFormat.M3U8 if links is None else ExportFormat.TXT)
    request = ExportRequest(
        format=form, links=links, library_id=library_id, path_from=path_from, path_to=path_to
    )
    export = await export_mirror(context.kit, playlist_id, request)
    headers = {**_HEADERS, "Content-Disposition": export.disposition}
    return Response(content=export.data, media_type=export.media_type, headers=headers)
