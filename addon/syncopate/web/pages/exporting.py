"""Exporting a playlist: the file itself, and having it saved after each sync."""

from starlette.responses import Response

from syncopate.domain.export import ExportFormat
from syncopate.errors import InvalidInput, SyncopateError
from syncopate.store import exports, mirrors
from syncopate.sync.exporting import ExportRequest, export_mirror
from syncopate.sync.saving import change_export
from syncopate.web.export_words import FORMATS
from syncopate.web.pages import playlist_form
from syncopate.web.view.links import segment
from syncopate.web.visit import Visit

FORM = "/export"
_LONGEST_PATH = 4096
_FORMATS = {item.value for item in ExportFormat}


async def download(visit: Visit) -> Response:
    """Give it as a file; without a format the address leads to the playlist."""
    mirror_id = visit.request.path_params["id"]
    asked = visit.parameter("format")
    if asked not in _FORMATS:
        return visit.to(f"playlists/{segment(mirror_id)}")
    request = ExportRequest(
        format=ExportFormat(asked),
        links=visit.parameter("links") or None,
        library_id=visit.parameter("library_id") or None,
        path_from=visit.parameter("path_from")[:_LONGEST_PATH],
        path_to=visit.parameter("path_to")[:_LONGEST_PATH],
    )
    export = await export_mirror(visit.kit, mirror_id, request)
    headers = {"Content-Disposition": export.disposition}
    return Response(export.data, media_type=export.media_type, headers=headers)


async def save(visit: Visit) -> Response:
    """Have it saved after each sync, or no more; what cannot be is shown again as it was chosen."""
    mirror_id = visit.request.path_params["id"]
    before = await visit.kit.database.read(mirrors.get, mirror_id)
    try:
        asked = visit.field("export")
        if asked and asked not in FORMATS:
            raise InvalidInput("Choose what it shall be saved as.", field="export")
        after = await change_export(visit.kit, mirror_id, ExportFormat(asked) if asked else None)
    except SyncopateError as error:
        return await playlist_form.again(visit, error, FORM)
    if not asked:
        return visit.back("unchanged" if exports.format_of(before) is None else "export_ended")
    return visit.back("export_saved" if exports.files_of(after) else "export_later")
