"""The API's own page, to read and to try: relative addresses, nothing from other hosts, no inline scripts."""

import asyncio
import re
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from syncopate.access.callers import SESSION_COOKIE
from syncopate.access.sessions import hash_token
from syncopate.api.auth import Context, Reader
from syncopate.api.context import ApiContext
from syncopate.errors import NotFound
from syncopate.store import sessions

router = APIRouter(include_in_schema=False)

_STATIC = Path(__file__).parent.parent / "static"
_FILES = {
    "swagger-ui-bundle.js": _STATIC / "swagger-ui-5.32.15" / "swagger-ui-bundle.js",
    "swagger-ui.css": _STATIC / "swagger-ui-5.32.15" / "swagger-ui.css",
    "page.css": _STATIC / "page.css",
    "try.js": _STATIC / "try.js",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Syncopate API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css{query}">
<link rel="stylesheet" href="docs/page.css{query}">
</head>
<body>
<nav class="back" aria-label="Syncopate"><a href="../">← Back to Syncopate</a></nav>
<main id="try" data-contract="openapi.json{query}" data-csrf="{csrf}"></main>
<script src="docs/swagger-ui-bundle.js{query}"></script>
<script src="docs/try.js{query}"></script>
</body>
</html>
"""


@router.get("/docs")
async def show_docs(request: Request, context: Context, _caller: Reader) -> HTMLResponse:
    """Return the page. A key in its address is handed on to its files, as they need one too."""
    key = request.query_params.get("api_key")
    page = _PAGE.format(
        query=f"?api_key={escape(quote(key, safe=''))}" if key else "",
        csrf=escape(await _csrf(request, context)),
    )
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page, headers=headers)


@router.get("/docs/{file}")
async def read_docs_file(_caller: Reader, file: str) -> Response:
    """Return a file of the page."""
    if file not in _FILES:
        raise NotFound(what="file", id=file)
    headers = {"X-Content-Type-Options": "nosniff"}
    if file == "swagger-ui.css":
        return Response(await asyncio.to_thread(_style), media_type="text/css", headers=headers)
    return FileResponse(_FILES[file], headers=headers)


@cache
def _style() -> bytes:
    """Return the style without the address of a map that is not here, which browsers would ask for."""
    return re.sub(rb"/\*# sourceMappingURL=[^*]*\*/", b"", _FILES["swagger-ui.css"].read_bytes())


@router.get("/openapi.json")
def read_contract(request: Request, _caller: Reader) -> JSONResponse:
    """Return the contract; paths in it count from where this lies, whatever the prefix."""
    return JSONResponse({**request.app.state.document(), "servers": [{"url": ".."}]})


async def _csrf(request: Request, context: ApiContext) -> str:
    """Return the token that a signed-in browser's changes need."""
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return ""
    session = await context.kit.database.read(sessions.by_hash, hash_token(token))
    return "" if session is None else session.csrf
