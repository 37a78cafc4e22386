"""Single items: what they are and hold, what a user thinks of them, changes to them, their pictures."""

from aiohttp import web

from fakes.plex import pictures
from fakes.plex.asking import (
    USER,
    RefusedError,
    done,
    flag,
    item_of,
    items_of,
    owner_only,
    page,
    section_of,
    send_page,
    server_of,
    views_of,
)
from fakes.plex.describe import IDENTIFIER, TAGS, around, nodes
from fakes.plex.edits import apply
from fakes.plex.media import Album, Artist, Item, Track, leaves_of
from fakes.plex.nodes import Scalar
from fakes.plex.telling import FULL, Depth
from fakes.plex.uris import children


async def metadata(request: web.Request) -> web.Response:
    items = items_of(request, request.match_info["ids"])
    shown = page(request, items)
    told = nodes(shown.items, views_of(request), FULL)
    attributes = around(items[0].section) if len(items) == 1 else {"allowSync": True, **TAGS}
    return send_page(request, shown, attributes, told)


def _one(request: web.Request) -> Item:
    item = item_of(request, int(request.match_info["id"]))
    if item is None:
        raise RefusedError(404)
    return item


def _above(item: Item) -> dict[str, Scalar]:
    """Return what a list of an item's parts says of the item."""
    told: dict[str, Scalar] = {
        "key": str(item.key),
        "thumb": f"/library/metadata/{item.key}/thumb/{item.updated}",
        "nocache": True,
    }
    match item:
        case Artist():
            art = f"/library/metadata/{item.key}/art/{item.updated}"
            return told | {
                "art": art,
                "parentIndex": 1,
                "parentTitle": item.title,
                "summary": item.summary,
                "title1": item.section.title,
                "title2": item.title,
                "viewGroup": "album",
                "viewMode": 65592,
            }
        case Album():
            artist = item.artist
            return told | {
                "art": f"/library/metadata/{artist.key}/art/{artist.updated}",
                "grandparentRatingKey": artist.key,
                "grandparentThumb": f"/library/metadata/{artist.key}/thumb/{artist.updated}",
                "grandparentTitle": artist.title,
                "parentIndex": 1,
                "parentTitle": item.title,
                "parentYear": item.year,
                "title1": artist.title,
                "title2": item.title,
                "viewGroup": "track",
                "viewMode": 65593,
            }
        case _:
            return told | {"title2": item.title}


async def parts(request: web.Request) -> web.Response:
    """List the albums of an artist, the tracks of an album, the members of a collection."""
    item = _one(request)
    inside = children(item)
    shown = page(request, inside)
    depth = Depth(guids=flag(request, "includeGuids"), section=isinstance(item, Album))
    told = nodes(shown.items, views_of(request), depth)
    return send_page(request, shown, {**around(item.section), **_above(item)}, told)


async def leaves(request: web.Request) -> web.Response:
    item = _one(request)
    shown = page(request, leaves_of(item))
    told = nodes(shown.items, views_of(request), Depth(guids=flag(request, "includeGuids"), section=True))
    return send_page(request, shown, {**around(item.section), **_above(item)}, told)


async def delete(request: web.Request) -> web.Response:
    owner_only(request)
    server_of(request).library.remove(*items_of(request, request.match_info["ids"]))
    return done()


async def edit(request: web.Request) -> web.Response:
    """Change the items of the path."""
    owner_only(request)
    apply(server_of(request), items_of(request, request.match_info["ids"]), request.query)
    return done()


async def edit_many(request: web.Request) -> web.Response:
    """Change items of a section, named by `id`; all must be of the kind that `type` says."""
    owner_only(request)
    section_of(request)
    kind = request.query.get("type", "")
    items = items_of(request, request.query.get("id", ""))
    if not kind.isdecimal() or any(int(item.kind) != int(kind) for item in items):
        raise RefusedError(400)
    apply(server_of(request), items, request.query)
    return done()


def _asked_item(request: web.Request) -> Item:
    key = request.query.get("key", "")
    if request.query.get("identifier") != IDENTIFIER or not key.isdecimal():
        raise RefusedError(400)
    if (item := item_of(request, int(key))) is None:
        raise RefusedError(404)
    return item


async def rate(request: web.Request) -> web.Response:
    """Take a rating from 0 to 10 of the user asking; -1 takes it back."""
    item = _asked_item(request)
    try:
        rating = float(request.query.get("rating", ""))
    except ValueError as error:
        raise RefusedError(400) from error
    if rating != -1 and not 0 <= rating <= 10:
        raise RefusedError(400)
    now = server_of(request).clock.now()
    given = request.query.get("ratedAt", str(now))
    if not given.isdecimal() or int(given) > now:
        raise RefusedError(400)
    views_of(request).rate(item.guid, None if rating == -1 else rating, int(given))
    return done()


async def scrobble(request: web.Request) -> web.Response:
    """Have an item seen, and all in it; once more counts once more. It has no way to be told when that was."""
    item = _asked_item(request)
    server_of(request).mark(request[USER], item)
    return done()


async def unscrobble(request: web.Request) -> web.Response:
    item = _asked_item(request)
    for one in [item, *leaves_of(item)]:
        views_of(request).forget(one.guid)
    return done()


async def file_of(request: web.Request) -> web.Response:
    """Send a track's file: no sound, only as many bytes as a test may want to see arrive."""
    item = item_of(request, int(request.match_info["part"]) - 1_000_000)
    if not isinstance(item, Track):
        raise RefusedError(404)
    return web.Response(body=pictures.png(item.file), content_type="application/octet-stream")


def routes() -> list[web.RouteDef]:
    many, one = r"/library/metadata/{ids:[\d,]+}", r"/library/metadata/{id:\d+}"
    section = r"/library/sections/{section:\d+}/all"
    marks = [
        (method, path, handler)
        for path, handler in (("/:/rate", rate), ("/:/scrobble", scrobble), ("/:/unscrobble", unscrobble))
        for method in ("GET", "PUT")
    ]
    return [
        web.get(many, metadata),
        web.put(many, edit),
        web.delete(many, delete),
        web.put(section, edit_many),
        web.get(f"{one}/children", parts),
        web.get(f"{one}/allLeaves", leaves),
        web.get(r"/library/parts/{part:\d+}/{changed:\d+}/{name}", file_of),
        *(web.route(method, path, handler) for method, path, handler in marks),
    ]
