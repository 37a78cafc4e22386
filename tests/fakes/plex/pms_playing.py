"""What is being played: how far players are, who plays what, and whoever listens for it."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from fakes.plex.asking import USER, RefusedError, item_of, owner_only, send, server_of, views_of
from fakes.plex.describe import node
from fakes.plex.media import Item
from fakes.plex.nodes import Node, container
from fakes.plex.server import MediaServer, Session
from fakes.plex.telling import Depth

_STATES = {"playing", "paused", "buffering", "stopped"}


async def timeline(request: web.Request) -> web.Response:
    """Take how far a player is. Without the length of the whole, nothing comes of it."""
    query, client = request.query, request.headers.get("X-Plex-Client-Identifier")
    key, at, length = query.get("ratingKey", ""), query.get("time", ""), query.get("duration", "")
    if not client or query.get("state") not in _STATES or not key.isdecimal() or not at.isdecimal():
        raise RefusedError(400)
    if query.get("key") != f"/library/metadata/{key}":
        raise RefusedError(400)
    if (item := item_of(request, int(key))) is None:
        raise RefusedError(404)
    if length.isdecimal() and int(length):
        server_of(request).report(request[USER], item, int(at), int(length))
    return send(request, container({}))


async def sessions(request: web.Request) -> web.Response:
    owner_only(request)
    server = server_of(request)
    shown = [
        _session(server, one, node(one.item, views_of(request), Depth(section=True)))
        for one in server.sessions
    ]
    return send(request, container({}, shown))


def _session(server: MediaServer, session: Session, shown: Node) -> Node:
    number = 1 if session.user is server.owner else session.user.id
    attributes = {**shown.attributes, "sessionKey": session.key, "viewOffset": session.offset}
    user = {"id": str(number), "thumb": session.user.thumb, "title": session.user.title}
    player = {
        "address": "192.0.2.11",
        "machineIdentifier": session.player,
        "platform": "Android",
        "product": "Plex for Android (TV)",
        "state": session.state,
        "title": "Television",
        "local": True,
        "userID": number,
    }
    own = [
        Node("User", user, single=True),
        Node("Player", player, single=True),
        Node("Session", {"id": f"session-{session.key}", "bandwidth": 7000, "location": "lan"}, single=True),
    ]
    return Node(shown.tag, attributes, [*shown.children, *own], name="Metadata")


async def notifications(request: web.Request) -> web.StreamResponse:
    """Keep a connection open, over which a user is told what happens."""
    socket = web.WebSocketResponse()
    if not socket.can_prepare(request).ok:
        raise RefusedError(400)
    await socket.prepare(request)
    told = server_of(request).listening

    async def send_on(message: str) -> None:
        with suppress(ConnectionError):
            if message:
                await socket.send_str(message)
            else:
                await socket.close()

    told.append(send_on)
    try:
        async for message in socket:
            if message.type is WSMsgType.ERROR:
                break
    finally:
        told.remove(send_on)
    return socket


async def tell(server: MediaServer, kind: str, element: str, *told: Mapping[str, Any]) -> None:
    """Tell all who listen."""
    held = {"type": kind, "size": len(told), element: list(told)}
    await say(server, json.dumps({"NotificationContainer": held}))


async def say(server: MediaServer, message: str) -> None:
    """Send a message as it is to all who listen; an empty one closes their connections."""
    for one in list(server.listening):
        await one(message)


async def listened_to(server: MediaServer) -> None:
    """Wait until somebody listens."""
    while not server.listening:  # noqa: ASYNC110 -- nobody tells when it is so
        await asyncio.sleep(0.005)


async def tell_state(server: MediaServer, session: Session, state: str, offset: int) -> None:
    """Have a player be in a state, and tell it."""
    session.state, session.offset = state, offset
    if state == "stopped":
        server.sessions.remove(session)
    note = {
        "sessionKey": session.key,
        "clientIdentifier": session.player,
        "guid": "",
        "ratingKey": str(session.item.key),
        "url": "",
        "key": f"/library/metadata/{session.item.key}",
        "viewOffset": offset,
        "playQueueItemID": 17_659,
        "state": state,
    }
    await tell(server, "playing", "PlaySessionStateNotification", note)


async def tell_refreshed(server: MediaServer, item: Item) -> None:
    """Tell that an item was looked at anew: so a server tells also that somebody marked it as seen."""
    activity = {
        "uuid": "c30c1edc-8df0-4713-a7f1-f1373f6db8e9",
        "type": "library.refresh.items",
        "cancellable": False,
        "userID": 1,
        "title": "Refreshing",
        "subtitle": "",
        "progress": 100,
        "Context": {"key": f"/library/metadata/{item.key}"},
    }
    for event in ("started", "updated", "ended"):
        await tell(server, "activity", "ActivityNotification", {"event": event, "Activity": activity})


def routes() -> list[web.RouteDef]:
    return [
        web.post("/:/timeline", timeline),
        web.get("/:/timeline", timeline),
        web.get("/status/sessions", sessions),
        web.get("/:/websockets/notifications", notifications),
    ]
