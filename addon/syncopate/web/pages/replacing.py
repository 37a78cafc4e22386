"""A new file for a playlist that was made of an uploaded one."""

from starlette.datastructures import UploadFile
from starlette.responses import Response

from syncopate.errors import InvalidInput, SyncopateError
from syncopate.sync.replacing import replace_file
from syncopate.web.pages import playlist_form
from syncopate.web.visit import Visit

FORM = "/file"


async def replace(visit: Visit) -> Response:
    """Take it in place of the old one; what cannot be read changes nothing, and the page says why."""
    file = visit.form.get("file")
    try:
        data = await file.read() if isinstance(file, UploadFile) else b""
        if not isinstance(file, UploadFile) or not file.filename or not data:
            raise InvalidInput("Choose a file that holds something.", field="file")
        await replace_file(visit.kit, visit.request.path_params["id"], file.filename, data)
    except SyncopateError as error:
        return await playlist_form.again(visit, error, FORM)
    return visit.back("file_replaced")
