"""Playlists: every user has his own, and no one sees another's."""

from collections.abc import Iterable

from aiohttp import web

from fakes.plex.asking import (
    USER,
    RefusedError,
    done,
    flag,
    page,
    send,
    send_page,
    server_of,
    views_of,
)
from fakes.plex.describe import TAGS, node
from fakes.plex.media import Track, Video
from fakes.plex.nodes import Node, Scalar, container
from fakes.plex.playlists import Entry, Playlist, playlist_node
from fakes.plex.telling import Depth
from fakes.plex.uris import asked_for, named, playable

_KINDS = {"audio", "video", "photo"}


def _own(request: web.Request) -> Playlist:
    playlist = server_of(request).playlists.kept.get(int(request.match_info["playlist"]))
    if playlist is None or playlist.user != request[USER].id:
        raise RefusedError(404)
    return playlist


def _plain(request: web.Request) -> Playlist:
    """Return a playlist whose items may be written; those of a smart one come from its query."""
    playlist = _own(request)
    if playlist.content:
        raise RefusedError(400)
    return playlist


def _in(request: web.Request, playlist: Playlist) -> list[Track | Video]:
    if playlist.content:
        return playable(asked_for(request, playlist.content), playlist.kind)
    return [entry.item for entry in playlist.entries]


def _told(request: web.Request, playlist: Playlist, more: dict[str, Scalar] | None = None) -> web.Response:
    return send(request, container(more or {}, [playlist_node(playlist, _in(request, playlist))]))


async def listed(request: web.Request) -> web.Response:
    kind, smart, title = (request.query.get(name) for name in ("playlistType", "smart", "title"))
    if kind is not None and kind not in _KINDS:
        raise RefusedError(400)
    playlists = [
        one
        for one in server_of(request).playlists.of(request[USER].id)
        if (kind is None or one.kind == kind)
        and (smart is None or bool(one.content) == (smart in {"1", "true"}))
        and (title is None or title.casefold() in one.title.casefold())
    ]
    shown = page(request, playlists)
    return send_page(request, shown, {}, [playlist_node(one, _in(request, one)) for one in shown.items])


async def create(request: web.Request) -> web.Response:
    """Make a playlist of the items of `uri`, an empty one without it, a smart one of the query in it."""
    title, kind, uri = (request.query.get(name, "") for name in ("title", "type", "uri"))
    if not title or kind not in _KINDS:
        raise RefusedError(400)
    playlists, user = server_of(request).playlists, request[USER].id
    if flag(request, "smart"):
        playable(asked_for(request, uri), kind)
        return _told(request, playlists.add(user, title, kind=kind, content=uri))
    items = playable(named(request, uri), kind) if "uri" in request.query else []
    return _told(request, playlists.add(user, title, items, kind=kind))


async def one(request: web.Request) -> web.Response:
    return _told(request, _own(request))


async def edit(request: web.Request) -> web.Response:
    """Change title and summary."""
    playlist, query = _own(request), request.query
    title = query.get("title", query.get("title.value"))
    summary = query.get("summary", query.get("summary.value"))
    if title == "":
        raise RefusedError(400)
    playlist.title = playlist.title if title is None else title
    playlist.summary = playlist.summary if summary is None else summary
    server_of(request).playlists.touch(playlist)
    return done(204)


async def delete(request: web.Request) -> web.Response:
    playlist = _own(request)
    del server_of(request).playlists.kept[playlist.key]
    server_of(request).posters.pop(playlist.key, None)
    return done(204)


async def items(request: web.Request) -> web.Response:
    """List what is in a playlist, in its order; each place has an id of its own, save in a smart one."""
    playlist = _own(request)
    inside = _in(request, playlist)
    entries = [Entry(0, item) for item in inside] if playlist.content else playlist.entries
    shown = page(request, entries)
    attributes: dict[str, Scalar] = {
        **TAGS,
        "composite": playlist.composite,
        "duration": sum(item.duration or 0 for item in inside) // 1000,
        "leafCount": len(inside),
        "playlistType": playlist.kind,
        "ratingKey": str(playlist.key),
        "smart": bool(playlist.content),
        "title": playlist.title,
    }
    return send_page(request, shown, attributes, [_entry_node(request, entry) for entry in shown.items])


def _entry_node(request: web.Request, entry: Entry) -> Node:
    told = node(entry.item, views_of(request), Depth(guids=flag(request, "includeGuids"), section=True))
    if entry.id:
        told.attributes = {**told.attributes, "playlistItemID": entry.id}
    return told


async def add(request: web.Request) -> web.Response:
    """Append the items of `uri`; to a smart playlist it gives another query."""
    playlist, uri = _own(request), request.query.get("uri", "")
    if playlist.content:
        playable(asked_for(request, uri), playlist.kind)
        playlist.content = uri
        server_of(request).playlists.touch(playlist)
        return _told(request, playlist)
    added = playable(named(request, uri), playlist.kind)
    server_of(request).playlists.append(playlist, added)
    return _told(request, playlist, {"leafCountAdded": len(added), "leafCountRequested": len(added)})


def _place(playlist: Playlist, text: str, status: int) -> int:
    place = playlist.place(int(text)) if text.isdecimal() else None
    if place is None:
        raise RefusedError(status)
    return place


async def remove(request: web.Request) -> web.Response:
    playlist = _plain(request)
    del playlist.entries[_place(playlist, request.match_info["entry"], 404)]
    server_of(request).playlists.touch(playlist)
    return _told(request, playlist)


async def clear(request: web.Request) -> web.Response:
    playlist = _plain(request)
    playlist.entries.clear()
    server_of(request).playlists.touch(playlist)
    return _told(request, playlist)


async def move(request: web.Request) -> web.Response:
    """Put an entry behind another, or in front of all when none is named."""
    playlist, after = _plain(request), request.query.get("after")
    entry = playlist.entries[_place(playlist, request.match_info["entry"], 404)]
    if after is not None:
        _place(playlist, after, 400)
    if after != str(entry.id):
        playlist.entries.remove(entry)
        playlist.entries.insert(0 if after is None else _place(playlist, after, 400) + 1, entry)
    server_of(request).playlists.touch(playlist)
    return _told(request, playlist)


def routes() -> Iterable[web.RouteDef]:
    path = r"/playlists/{playlist:\d+}"
    return [
        web.get("/playlists", listed),
        web.post("/playlists", create),
        web.get(path, one),
        web.put(path, edit),
        web.delete(path, delete),
        web.get(f"{path}/items", items),
        web.put(f"{path}/items", add),
        web.delete(f"{path}/items", clear),
        web.delete(path + r"/items/{entry:\d+}", remove),
        web.put(path + r"/items/{entry:\d+}/move", move),
    ]
