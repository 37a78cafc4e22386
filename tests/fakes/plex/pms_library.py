"""Sections: what they are, what is in them, and looking through their folders anew."""

from collections.abc import Iterable

from aiohttp import web

from fakes.plex.asking import (
    USER,
    RefusedError,
    done,
    flag,
    found,
    owner_only,
    page,
    section_of,
    send,
    send_page,
    server_of,
    views_of,
)
from fakes.plex.describe import TAGS, around, nodes, pictures, section_node
from fakes.plex.media import Item, Kind, Section
from fakes.plex.nodes import Node, Scalar, container
from fakes.plex.query import FIELDS, OPERATORS, BadQueryError, Pairs, kind_of
from fakes.plex.telling import Depth

_VIEW = {Kind.ALBUM: ("album", 65592), Kind.TRACK: ("track", 65593)}
_TITLES = {Kind.MOVIE: "Movies", Kind.SHOW: "Shows", Kind.ARTIST: "Artists", Kind.ALBUM: "Albums"} | {
    Kind.TRACK: "Tracks",
    Kind.SEASON: "Seasons",
    Kind.EPISODE: "Episodes",
    Kind.COLLECTION: "Collections",
}
_SORTS = ("titleSort", "userRating", "addedAt", "lastViewedAt", "viewCount", "year", "duration")


async def library(request: web.Request) -> web.Response:
    owner_only(request)
    parts = {
        "sections": "Library Sections",
        "recentlyAdded": "Recently Added Content",
        "onDeck": "On Deck Content",
    }
    shown = [Node("Directory", {"key": key, "title": title}) for key, title in parts.items()]
    attributes: dict[str, Scalar] = {
        "allowSync": False,
        "art": "/:/resources/library-art.png",
        "content": "",
        **TAGS,
        "title1": "Plex Library",
        "title2": "",
    }
    return send(request, container(attributes, shown))


async def sections(request: web.Request) -> web.Response:
    shown = page(request, server_of(request).sections(request[USER]))
    attributes = {"allowSync": False, **TAGS, "title1": "Plex Library"}
    return send_page(request, shown, attributes, [section_node(one) for one in shown.items])


async def section(request: web.Request) -> web.Response:
    """Tell the ways into a section; what it is itself is told where all are listed."""
    one = section_of(request)
    ways = [
        ("all", f"All {_TITLES[one.kind]}"),
        ("albums", "By Album"),
        ("recentlyAdded", "Recently Added"),
        ("collections", "Collections"),
    ]
    shown = [
        Node("Directory", {"key": key, "title": title})
        for key, title in ways
        if key != "albums" or one.kind is Kind.ARTIST
    ]
    attributes: dict[str, Scalar] = {
        "allowSync": False,
        "content": "secondary",
        **TAGS,
        **pictures(one),
        "librarySectionID": one.key,
        "title1": one.title,
        "viewGroup": "secondary",
        "viewMode": 65592,
    }
    return send(request, container(attributes, shown))


def _pairs(request: web.Request) -> Pairs:
    return tuple(request.query.items())


def _listed(request: web.Request, one: Section, pairs: Pairs) -> web.Response:
    items = found(request, one, pairs)
    try:
        kind = kind_of(one, pairs)
    except BadQueryError as error:
        raise RefusedError(400) from error
    shown = page(request, items)
    group, mode = _VIEW.get(kind, (kind.word, 131_124))
    attributes: dict[str, Scalar] = {
        **around(one),
        **pictures(one),
        "nocache": True,
        "sortAsc": True,
        "title1": one.title,
        "title2": f"All {_TITLES[kind]}",
        "viewGroup": group,
        "viewMode": mode,
    }
    children = nodes(shown.items, views_of(request), Depth(guids=flag(request, "includeGuids")))
    if flag(request, "includeMeta"):
        children.append(_meta(one, kind))
        attributes["size"] = len(shown.items)
    return send_page(request, shown, attributes, children)


async def all_items(request: web.Request) -> web.Response:
    """List what a query finds in a section; the section's own kind unless `type` says."""
    return _listed(request, section_of(request), _pairs(request))


async def albums(request: web.Request) -> web.Response:
    return _listed(request, section_of(request), _of(request, Kind.ALBUM))


async def collections(request: web.Request) -> web.Response:
    return _listed(request, section_of(request), _of(request, Kind.COLLECTION))


def _of(request: web.Request, kind: Kind) -> Pairs:
    return (
        *((key, value) for key, value in request.query.items() if key != "type"),
        ("type", str(int(kind))),
    )


async def everything(request: web.Request) -> web.Response:
    """List what a query finds in all sections that can have it."""
    if "type" not in request.query:
        raise RefusedError(400)
    items: list[Item] = []
    for one in server_of(request).sections(request[USER]):
        items += found(request, one, _pairs(request))
    shown = page(request, items)
    children = nodes(shown.items, views_of(request), Depth(guids=flag(request, "includeGuids"), section=True))
    return send_page(request, shown, {"allowSync": False, **TAGS}, children)


def _meta(one: Section, kind: Kind) -> Node:
    """Tell what may be asked and how it may be sorted, as apps need it to build a query."""
    kinds = [Kind.ARTIST, Kind.ALBUM, Kind.TRACK] if one.kind is Kind.ARTIST else [one.kind]
    types = [_meta_type(one, each, active=each is kind) for each in [*kinds, Kind.COLLECTION]]
    fields = [
        Node(
            "FieldType", {"type": name}, [Node("Operator", {"key": f"{key}=", "title": key}) for key in ways]
        )
        for name, ways in OPERATORS.items()
        if name != "guid"
    ]
    return Node("Meta", {}, [*types, *fields], single=True)


def _meta_type(one: Section, kind: Kind, *, active: bool) -> Node:
    fields = FIELDS[kind]
    key = f"/library/sections/{one.key}/all?type={int(kind)}"
    parts: list[Node] = [
        Node(
            "Sort",
            {"defaultDirection": "asc", "descKey": f"{name}:desc", "key": name, "title": fields[name].title},
        )
        for name in _SORTS
        if name in fields
    ]
    parts += [
        Node("Field", {"key": f"{kind.word}.{name}", "title": field.title, "type": field.type})
        for name, field in fields.items()
    ]
    attributes = {"key": key, "type": kind.word, "title": _TITLES[kind], "active": active}
    return Node("Type", attributes, parts)


async def sorts(request: web.Request) -> web.Response:
    one = section_of(request)
    try:
        kind = kind_of(one, _pairs(request))
    except BadQueryError as error:
        raise RefusedError(400) from error
    shown = [
        Node(
            "Directory",
            {
                "default": "asc" if name == "titleSort" else None,
                "defaultDirection": "asc" if name == "titleSort" else "desc",
                "descKey": f"{name}:desc",
                "key": name,
                "title": FIELDS[kind][name].title,
            },
        )
        for name in _SORTS
        if name in FIELDS[kind]
    ]
    attributes: dict[str, Scalar] = {
        "allowSync": False,
        "content": "secondary",
        **TAGS,
        **pictures(one),
        "nocache": True,
        "title1": one.title,
        "viewGroup": "secondary",
        "viewMode": 65592,
    }
    return send(request, container(attributes, shown))


async def refresh(request: web.Request) -> web.Response:
    """Begin to look through a section's folders, or one of them; the answer does not wait for the end."""
    owner_only(request)
    server_of(request).disk.start(section_of(request), request.query.get("path"))
    return done()


async def refresh_all(request: web.Request) -> web.Response:
    owner_only(request)
    for one in server_of(request).library.sections.values():
        server_of(request).disk.start(one, None)
    return done()


async def cancel(request: web.Request) -> web.Response:
    owner_only(request)
    server_of(request).disk.cancel(section_of(request))
    return done()


async def cancel_all(request: web.Request) -> web.Response:
    owner_only(request)
    server_of(request).disk.cancel()
    return done()


def routes() -> Iterable[web.RouteDef]:
    one = r"/library/sections/{section:\d+}"
    return [
        web.get("/library", library),
        web.get("/library/sections", sections),
        web.get("/library/sections/", sections),
        web.get("/library/sections/all", sections),
        web.get("/library/all", everything),
        web.get("/library/sections/all/refresh", refresh_all),
        web.delete("/library/sections/all/refresh", cancel_all),
        web.get(one, section),
        web.get(f"{one}/all", all_items),
        web.get(f"{one}/albums", albums),
        web.get(f"{one}/collections", collections),
        web.get(f"{one}/sorts", sorts),
        web.get(f"{one}/refresh", refresh),
        web.post(f"{one}/refresh", refresh),
        web.delete(f"{one}/refresh", cancel),
    ]
