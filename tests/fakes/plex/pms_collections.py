"""Collections: of a section and one kind, the same for every user, written by the owner."""

from collections.abc import Iterable

from aiohttp import web

from fakes.plex.asking import (
    RefusedError,
    done,
    flag,
    item_of,
    owner_only,
    page,
    section_of,
    send,
    send_page,
    server_of,
    views_of,
)
from fakes.plex.describe import around, node, nodes
from fakes.plex.edits import apply
from fakes.plex.media import Collection, Item, Kind
from fakes.plex.nodes import container
from fakes.plex.telling import FULL, Depth
from fakes.plex.uris import asked_for, named


def _one(request: web.Request) -> Collection:
    item = item_of(request, int(request.match_info["collection"]))
    if not isinstance(item, Collection):
        raise RefusedError(404)
    return item


def _plain(request: web.Request) -> Collection:
    """Return a collection whose members may be written, by who may."""
    collection = _one(request)
    owner_only(request)
    if collection.content:
        raise RefusedError(400)
    return collection


def _inside(request: web.Request, collection: Collection) -> list[Item]:
    return asked_for(request, collection.content) if collection.content else list(collection.members)


def _told(request: web.Request, collection: Collection) -> web.Response:
    if collection.content:
        collection.members = _inside(request, collection)
    told = node(collection, views_of(request), FULL)
    return send(request, container(around(collection.section), [told]))


def _fitting(items: list[Item], kind: Kind, section: int) -> list[Item]:
    """Return the items, each once; refused with 400 when one is of another kind or section."""
    if any(item.kind is not kind or item.section.key != section for item in items):
        raise RefusedError(400)
    return list(dict.fromkeys(items))


async def create(request: web.Request) -> web.Response:
    owner_only(request)
    query = request.query
    title, uri = query.get("title", ""), query.get("uri", "")
    try:
        kind = Kind(int(query.get("type", "")))
    except ValueError as error:
        raise RefusedError(400) from error
    if not title or kind is Kind.COLLECTION or not query.get("sectionId"):
        raise RefusedError(400)
    section = section_of(request, query["sectionId"])
    library = server_of(request).library
    if flag(request, "smart"):
        members = _fitting(asked_for(request, uri), kind, section.key)
        return _told(request, library.add_collection(section, title, kind, members=members, content=uri))
    members = _fitting(named(request, uri), kind, section.key) if "uri" in query else []
    return _told(request, library.add_collection(section, title, kind, members=members))


async def one(request: web.Request) -> web.Response:
    return _told(request, _one(request))


async def edit(request: web.Request) -> web.Response:
    owner_only(request)
    apply(server_of(request), [_one(request)], request.query)
    return done()


async def delete(request: web.Request) -> web.Response:
    owner_only(request)
    server_of(request).library.remove(_one(request))
    return done()


async def inside(request: web.Request) -> web.Response:
    collection = _one(request)
    shown = page(request, _inside(request, collection))
    told = nodes(shown.items, views_of(request), Depth(guids=flag(request, "includeGuids"), section=True))
    return send_page(request, shown, {**around(collection.section), "key": str(collection.key)}, told)


async def add(request: web.Request) -> web.Response:
    """Add the items of `uri`; those in it already stay where they are."""
    collection = _plain(request)
    items = _fitting(named(request, request.query.get("uri", "")), collection.of, collection.section.key)
    server_of(request).library.edit(collection, members=list(dict.fromkeys([*collection.members, *items])))
    return _told(request, collection)


def _member(collection: Collection, text: str, status: int) -> Item:
    member = next((one for one in collection.members if str(one.key) == text), None)
    if member is None:
        raise RefusedError(status)
    return member


async def remove(request: web.Request) -> web.Response:
    """Take an item out; with the last one the collection goes."""
    collection = _plain(request)
    member = _member(collection, request.match_info["item"], 404)
    library = server_of(request).library
    library.edit(collection, members=[one for one in collection.members if one is not member])
    if not collection.members:
        library.remove(collection)
    return _told(request, collection)


async def move(request: web.Request) -> web.Response:
    """Put an item behind another, or in front of all when none is named."""
    collection, after = _plain(request), request.query.get("after")
    member = _member(collection, request.match_info["item"], 404)
    behind = None if after is None else _member(collection, after, 400)
    if behind is not member:
        others = [one for one in collection.members if one is not member]
        others.insert(0 if behind is None else others.index(behind) + 1, member)
        server_of(request).library.edit(collection, members=others)
    return _told(request, collection)


def routes() -> Iterable[web.RouteDef]:
    path = r"/library/collections/{collection:\d+}"
    return [
        web.post("/library/collections", create),
        web.get(path, one),
        web.put(path, edit),
        web.delete(path, delete),
        web.delete(r"/library/sections/{section:\d+}/collection/{collection:\d+}", delete),
        web.get(f"{path}/children", inside),
        web.get(f"{path}/items", inside),
        web.put(f"{path}/items", add),
        web.delete(path + r"/items/{item:\d+}", remove),
        web.put(path + r"/items/{item:\d+}/move", move),
    ]
