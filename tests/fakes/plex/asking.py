"""How a server reads a request and answers it: tokens, pages, XML or JSON, refusals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate

from aiohttp import web

from fakes.plex.media import Item, Section, Views
from fakes.plex.nodes import Node, Scalar, as_json, as_xml, container
from fakes.plex.people import User
from fakes.plex.query import BadQueryError, Pairs, listing
from fakes.plex.server import MediaServer
from fakes.serving import FAULT, Handler

SERVER: web.AppKey[MediaServer] = web.AppKey("server", MediaServer)
USER: web.RequestKey[User] = web.RequestKey("user", User)
LONGEST_LINE = 8192
_OPEN = {"/identity"}
_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    414: "Request-URI Too Long",
    500: "Internal Server Error",
}


class RefusedError(Exception):
    """The request is answered with this status and a page that says so."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _page(status: int) -> web.Response:
    words = f"{status} {_WORDS.get(status, 'Error')}"
    text = (
        f"<html><head><title>{_WORDS.get(status, 'Error')}</title></head><body><h1>{words}</h1></body></html>"
    )
    return web.Response(
        status=status, text=text, content_type="text/html", headers={"X-Plex-Protocol": "1.0"}
    )


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let in who has a token of this server, and turn every refusal into the page a server sends."""
    if len(f"{request.method} {request.raw_path} HTTP/1.1") > LONGEST_LINE:
        return _page(414)
    if request.path not in _OPEN:
        token = request.headers.get("X-Plex-Token") or request.query.get("X-Plex-Token", "")
        if (user := request.app[SERVER].whose(token)) is None:
            return _page(401)
        request[USER] = user
    try:
        return await handler(request)
    except RefusedError as refusal:
        return _page(refusal.status)
    except web.HTTPException as error:
        return _page(error.status)


def wants_json(request: web.Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def send(request: web.Request, node: Node, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer with the element, in the form asked for."""
    told = formatdate(server_of(request).clock.now(), usegmt=True)
    every = {"X-Plex-Protocol": "1.0", "Cache-Control": "no-cache", "Date": told, **(headers or {})}
    if wants_json(request):
        return web.Response(body=as_json(node), content_type="application/json", headers=every)
    return web.Response(body=as_xml(node), content_type="text/xml", charset="utf-8", headers=every)


def done(status: int = 200) -> web.Response:
    """Answer that it was done, with nothing more to say."""
    if status == 204:
        return web.Response(status=204, headers={"X-Plex-Protocol": "1.0"})
    return web.Response(status=status, body=b"", content_type="text/html", headers={"X-Plex-Protocol": "1.0"})


@dataclass(frozen=True, slots=True)
class Page[T]:
    """The part of a list that was asked for, and what the answer says of it."""

    items: Sequence[T]
    attributes: Mapping[str, Scalar]
    headers: Mapping[str, str]


def page[T](request: web.Request, items: Sequence[T]) -> Page[T]:
    """Return the part asked for by X-Plex-Container-Start and -Size, in the query or the headers."""
    start, size = _bound(request, "X-Plex-Container-Start"), _bound(request, "X-Plex-Container-Size")
    first = start or 0
    part = items[first:] if size is None else items[first : first + size]
    if FAULT in request:
        part = []
    if start is None and size is None and FAULT not in request:
        return Page(part, {}, {})
    return Page(
        part,
        {"totalSize": len(items), "offset": first},
        {"X-Plex-Container-Start": str(first), "X-Plex-Container-Total-Size": str(len(items))},
    )


def _bound(request: web.Request, name: str) -> int | None:
    text = request.query.get(name, request.headers.get(name))
    if text is None:
        return None
    if not text.isdecimal():
        raise RefusedError(400)
    return int(text)


def send_page[T](
    request: web.Request, shown: Page[T], attributes: Mapping[str, Scalar], nodes: Sequence[Node]
) -> web.Response:
    """Answer with a part of a list."""
    return send(request, container({**shown.attributes, **attributes}, nodes), shown.headers)


def server_of(request: web.Request) -> MediaServer:
    return request.app[SERVER]


def views_of(request: web.Request) -> Views:
    return server_of(request).views(request[USER])


def owner_only(request: web.Request) -> None:
    """Refuse whoever does not own the server."""
    if request[USER] is not server_of(request).owner:
        raise RefusedError(403)


def section_of(request: web.Request, key: str | None = None) -> Section:
    """Return the section of the path, refused when there is none the user may see."""
    text = request.match_info["section"] if key is None else key
    section = server_of(request).library.sections.get(int(text)) if text.isdecimal() else None
    if section is None or not server_of(request).may_see(request[USER], section):
        raise RefusedError(404)
    return section


def item_of(request: web.Request, key: int) -> Item | None:
    """Return the item, None when there is none the user may see."""
    server = server_of(request)
    item = server.library.items.get(key)
    return item if item is not None and server.may_see(request[USER], item.section) else None


def items_of(request: web.Request, keys: str) -> list[Item]:
    """Return the items of a comma list, those not there left out; refused when none is."""
    numbers = [int(key) for key in keys.split(",") if key.isdecimal()]
    found = [item for key in numbers if (item := item_of(request, key)) is not None]
    if not found:
        raise RefusedError(404)
    return found


def flag(request: web.Request, name: str) -> bool:
    return request.query.get(name) in {"1", "true"}


def found(request: web.Request, section: Section, pairs: Pairs) -> tuple[Item, ...]:
    """Return what a query of a section finds, refused when it cannot be answered."""
    try:
        return listing(section, pairs, views_of(request), server_of(request).clock.now())
    except BadQueryError as error:
        raise RefusedError(400) from error
