"""What was played to its end on the server, by whom and when: a row for each time."""

import re
from collections.abc import Callable, Mapping

from aiohttp import web

from fakes.plex.asking import USER, RefusedError, page, send_page, server_of
from fakes.plex.media import Episode, Item, leaves_of
from fakes.plex.nodes import Node, Scalar
from fakes.plex.server import MediaServer, Seen
from fakes.plex.telling import thumb

_BOUND: Mapping[str, Callable[[int, int], bool]] = {
    "viewedAt": lambda at, bound: at == bound,
    "viewedAt>": lambda at, bound: at >= bound,
    "viewedAt<": lambda at, bound: at <= bound,
    "viewedAt>>": lambda at, bound: at > bound,
    "viewedAt<<": lambda at, bound: at < bound,
}
"""What stands before the equals sign: "later than or then" is written viewedAt>=, which is one of them."""
_OTHERS = {"accountID", "librarySectionID", "metadataItemID", "sort"}


async def history(request: web.Request) -> web.Response:
    """Tell an owner of everybody, others of themselves."""
    server, user = server_of(request), request[USER]
    if user.id in server.without_history:
        raise RefusedError(403)
    known = {*_BOUND, *_OTHERS}
    if [name for name in request.query if name not in known and not re.match("X-Plex-|(in|ex)clude", name)]:
        raise RefusedError(400)
    found = [one for one in server.history if user is server.owner or one.user is user]
    items = {one.guid: one for one in reversed(server.library.items.values())}
    for name, holds in _BOUND.items():
        if (bound := _number(request, name)) is not None:
            found = [one for one in found if holds(one.at, bound)]
    if (account := _number(request, "accountID")) is not None:
        found = [one for one in found if _account(server, one) == account]
    if (section := _number(request, "librarySectionID")) is not None:
        found = [one for one in found if one.guid in items and items[one.guid].section.key == section]
    if (key := _number(request, "metadataItemID")) is not None:
        guids = (
            {one.guid for one in leaves_of(server.library.items[key])} if key in server.library.items else ()
        )
        found = [one for one in found if one.guid in guids]
    shown = page(request, _sorted(server, found, request.query.get("sort", "viewedAt")))
    return send_page(request, shown, {}, [_node(server, one, items.get(one.guid)) for one in shown.items])


def _account(server: MediaServer, seen: Seen) -> int:
    """Return what a server calls a user: its owner is the first."""
    return 1 if seen.user is server.owner else seen.user.id


def _at(_: MediaServer, seen: Seen) -> int:
    return seen.at


_ORDERS: Mapping[str, Callable[[MediaServer, Seen], int]] = {"viewedAt": _at, "accountID": _account}


def _sorted(server: MediaServer, found: list[Seen], orders: str) -> list[Seen]:
    for order in reversed(orders.split(",")):
        name, _, way = order.partition(":")
        if name not in _ORDERS or way not in {"", "asc", "desc"}:
            raise RefusedError(400)
        told = _ORDERS[name]
        found = sorted(found, key=lambda one, told=told: told(server, one), reverse=way == "desc")  # type: ignore[misc]
    return found


def _node(server: MediaServer, seen: Seen, item: Item | None) -> Node:
    """Return a row. Of what is there no more, no key is told."""
    attributes: dict[str, Scalar] = {
        "historyKey": f"/status/sessions/history/{seen.id}",
        **({} if item is None else _about(item)),
        "title": seen.title,
        "type": seen.kind.word,
        "viewedAt": seen.at,
        "accountID": _account(server, seen),
        "deviceID": 5,
    }
    return Node("Video", attributes, name="Metadata")


def _about(item: Item) -> dict[str, Scalar]:
    told: dict[str, Scalar] = {
        "key": f"/library/metadata/{item.key}",
        "ratingKey": str(item.key),
        "librarySectionID": str(item.section.key),
        "thumb": thumb(item),
    }
    if isinstance(item, Episode):
        told |= {
            "parentKey": f"/library/metadata/{item.season.key}",
            "grandparentKey": f"/library/metadata/{item.show.key}",
            "grandparentTitle": item.show.title,
            "index": item.index,
            "parentIndex": item.season.index,
            "originallyAvailableAt": item.aired or None,
        }
    return told


def _number(request: web.Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is not None and not text.isdecimal():
        raise RefusedError(400)
    return None if text is None else int(text)


def routes() -> list[web.RouteDef]:
    return [web.get("/status/sessions/history/all", history)]
