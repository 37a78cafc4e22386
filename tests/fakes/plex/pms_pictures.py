"""Pictures of items, playlists and sections: shown, made smaller, and given by hand."""

import hashlib
from urllib.parse import quote

from aiohttp import web

from fakes.plex.asking import USER, RefusedError, done, item_of, owner_only, section_of, send, server_of
from fakes.plex.nodes import Node, container
from fakes.plex.pictures import is_picture, png
from fakes.plex.playlists import Playlist, Poster

_GIVEN = {"posters", "arts", "thumb", "art", "poster"}


def _picture(data: bytes) -> web.Response:
    return web.Response(body=data, content_type="image/png", headers={"X-Plex-Protocol": "1.0"})


def _key(request: web.Request) -> int:
    """Return the ratingKey in the path, refused when there is no item or playlist of the user under it."""
    key = int(request.match_info["id"])
    if item_of(request, key) is None and _playlist(request, key) is None:
        raise RefusedError(404)
    return key


def _playlist(request: web.Request, key: int) -> Playlist | None:
    playlist = server_of(request).playlists.kept.get(key)
    return playlist if playlist is not None and playlist.user == request[USER].id else None


def _shown(request: web.Request, key: int, element: str) -> web.Response:
    given = server_of(request).posters.get(key, []) if element != "art" else []
    return _picture(given[-1].data if given else png(f"{element}/{key}"))


async def picture(request: web.Request) -> web.Response:
    return _shown(request, _key(request), request.match_info["element"])


async def composite(request: web.Request) -> web.Response:
    return _shown(request, _key(request), "composite")


async def section_composite(request: web.Request) -> web.Response:
    return _picture(png(f"section/{section_of(request).key}"))


async def resource(request: web.Request) -> web.Response:
    return _picture(png(request.match_info["name"]))


async def transcode(request: web.Request) -> web.Response:
    """Send the picture at a path of this server in the size asked for."""
    url = request.query.get("url", "")
    sides = [request.query.get("width", ""), request.query.get("height", "")]
    if not url.startswith("/") or not all(side.isdecimal() and int(side) > 0 for side in sides):
        raise RefusedError(400)
    numbers = [int(part) for part in url.split("?")[0].split("/") if part.isdecimal()]
    key = numbers[0] if numbers else 0
    if item_of(request, key) is None and _playlist(request, key) is None:
        raise RefusedError(404)
    return _picture(png(url, int(sides[0]), int(sides[1])))


async def give(request: web.Request) -> web.Response:
    """Take a picture: the body, or a `url` to fetch it from, which is only noted here."""
    key = _key(request)
    if item_of(request, key) is not None:
        owner_only(request)
    if request.match_info["element"] not in _GIVEN:
        raise RefusedError(404)
    url, body = request.query.get("url", ""), await request.read()
    if url.startswith("upload://"):
        _choose(request, key, url)
        return done()
    if (url and not url.startswith(("http://", "https://"))) or (not url and not is_picture(body)):
        raise RefusedError(400)
    data = png(url) if url else body
    name = f"upload://posters/{hashlib.sha256(data).hexdigest()[:40]}"
    given = server_of(request).posters.setdefault(key, [])
    given[:] = [one for one in given if one.key != name]
    given.append(Poster(name, url, data))
    _touch(request, key)
    return done()


def _choose(request: web.Request, key: int, name: str) -> None:
    given = server_of(request).posters.get(key, [])
    chosen = next((one for one in given if one.key == name), None)
    if chosen is None:
        raise RefusedError(400)
    given.remove(chosen)
    given.append(chosen)
    _touch(request, key)


def _touch(request: web.Request, key: int) -> None:
    """Let the picture's address change, as it does with the time of the last change."""
    server = server_of(request)
    if (playlist := server.playlists.kept.get(key)) is not None:
        server.playlists.touch(playlist)
    elif (item := item_of(request, key)) is not None:
        server.library.edit(item)


async def given(request: web.Request) -> web.Response:
    """List the pictures there are to choose from."""
    key = _key(request)
    posters = server_of(request).posters.get(key, [])
    shown = [
        Node(
            "Photo",
            {
                "key": f"/library/metadata/{key}/file?url={quote(one.key, safe='')}",
                "ratingKey": one.key,
                "thumb": f"/library/metadata/{key}/file?url={quote(one.key, safe='')}",
                "selected": one is posters[-1],
            },
            name="Metadata",
        )
        for one in posters
    ]
    return send(request, container({"identifier": "com.plexapp.plugins.library"}, shown))


def routes() -> list[web.RouteDef]:
    item, playlist = r"/library/metadata/{id:\d+}", r"/playlists/{id:\d+}"
    element = "{element:thumb|art|poster|composite}"
    return [
        web.get(f"{item}/{element}", picture),
        web.get(f"{item}/{element}" + r"/{time:\d+}", picture),
        web.get(f"{item}/posters", given),
        web.get(f"{playlist}/posters", given),
        web.post(item + "/{element:posters|arts|thumb|art|poster}", give),
        web.put(item + "/{element:thumb|art|poster}", give),
        web.post(playlist + "/{element:posters|arts}", give),
        web.get(playlist + r"/composite/{time:\d+}", composite),
        web.get(r"/library/collections/{id:\d+}/composite/{time:\d+}", composite),
        web.get(r"/library/sections/{section:\d+}/composite/{time:\d+}", section_composite),
        web.get("/photo/:/transcode", transcode),
        web.get(r"/:/resources/{name:[\w.-]+}", resource),
    ]
