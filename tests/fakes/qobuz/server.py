"""The service itself: the API below /api.json/0.2, the shop's pages beside it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from fakes.qobuz.model import Music
from fakes.qobuz.pages import album_page, rows
from fakes.serving import FAULT, Served, Wire

type Query = Mapping[str, str]
type Method = Callable[[Query], dict[str, Any]]

APP_ID, TOKEN = "123456789", "token-of-anna"
LARGEST = 500
_PAGED = ("limit", "offset")


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Qobuz:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `wants_user`: it answers nobody without a token. `shows`: how many tracks an album's page has in the end.
    """

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.music = Music()
        self.anna = self.music.add_user("anna")
        self.token = TOKEN
        self.wants_user = False
        self.shows = 999
        self._user: int | None = None
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_route("*", "/api.json/0.2/{method:.*}", self._api)
        app.router.add_get("/{store:[a-z]{2}-[a-z]{2}}/album/-/{id}", self._page)
        app.router.add_get("/v4/ajax/album/load-tracks", self._more)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where everything is."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    async def _api(self, request: web.Request) -> web.Response:
        try:
            told = self._asked(request)
        except Refusal as refusal:
            body = {"status": "error", "code": refusal.status, "message": refusal.message}
            return web.json_response(body, status=refusal.status)
        return web.json_response(_emptied(told) if FAULT in request else told)

    def _asked(self, request: web.Request) -> dict[str, Any]:
        if request.headers.getall("X-App-Id", []) != [APP_ID]:
            raise Refusal(400, "Invalid or missing app_id parameter")
        token = request.headers.get("X-User-Auth-Token")
        if (token is None and self.wants_user) or (token is not None and token != self.token):
            raise Refusal(401, "User authentication is required.")
        self._user = None if token is None else self.anna
        methods: dict[str, tuple[Method, tuple[str, ...]]] = {
            "playlist/get": (self._playlist, ("playlist_id", "extra", *_PAGED)),
            "playlist/getUserPlaylists": (self._playlists, _PAGED),
            "album/get": (self._album, ("album_id", *_PAGED)),
            "artist/get": (self._artist, ("artist_id", "extra", *_PAGED)),
            "favorite/getUserFavorites": (self._favourites, ("type", *_PAGED)),
            "track/search": (self._tracks, ("query", *_PAGED)),
            "album/search": (self._albums, ("query", *_PAGED)),
            "artist/search": (self._artists, ("query", *_PAGED)),
        }
        found = methods.get(request.match_info["method"])
        if found is None or request.method != "GET":
            raise Refusal(404, "No such method")
        method, names = found
        if set(request.query) - set(names):
            raise Refusal(400, "Invalid argument")
        return method(dict(request.query))

    def _playlist(self, query: Query) -> dict[str, Any]:
        found = self.music.playlists.get(_number(query, "playlist_id"))
        if found is None or not (found.public or self._user == found.owner):
            raise Refusal(404, "No result matching given argument")
        told = self.music.told_playlist(found)
        if query.get("extra") != "tracks":
            return told
        placed = [
            {**self.music.told_track(key), "position": place, "created_at": added, "playlist_track_id": place}
            for place, (key, added) in enumerate(zip(found.tracks, found.added, strict=True), 1)
        ]
        return told | {"tracks": _part(placed, query)}

    def _playlists(self, query: Query) -> dict[str, Any]:
        mine = [one for one in self.music.playlists.values() if one.owner == self._need_user()]
        return {"playlists": _part([self.music.told_playlist(one) for one in mine], query)}

    def _album(self, query: Query) -> dict[str, Any]:
        found = self.music.albums.get(query.get("album_id", ""))
        if found is None:
            raise Refusal(404, "No result matching given argument")
        tracks = [self.music.told_track(key, with_album=False) for key in found.tracks]
        return self.music.told_album(found) | {"tracks": _part(tracks, query)}

    def _artist(self, query: Query) -> dict[str, Any]:
        key = _number(query, "artist_id")
        if key not in self.music.artists:
            raise Refusal(404, "No result matching given argument")
        albums = [self.music.told_album(one) for one in self.music.albums.values() if one.artist == key]
        return self.music.told_artist(key) | {"albums": _part(albums, query)}

    def _favourites(self, query: Query) -> dict[str, Any]:
        self._need_user()
        kind = query.get("type", "")
        makers: dict[str, Callable[[Any], dict[str, Any]]] = {
            "tracks": self.music.told_track,
            "albums": lambda key: self.music.told_album(self.music.albums[key]),
            "artists": self.music.told_artist,
        }
        if kind not in makers:
            raise Refusal(400, "Invalid argument")
        return {kind: _part([makers[kind](key) for key in self.music.favourites[kind]], query)}

    def _need_user(self) -> int:
        if self._user is None:
            raise Refusal(401, "User authentication is required.")
        return self._user

    def _tracks(self, query: Query) -> dict[str, Any]:
        music = self.music
        found = [
            music.told_track(key)
            for key, one in music.tracks.items()
            if _fits(query, one.title, one.performer or "", code=one.isrc)
        ]
        return {"query": query["query"], "tracks": _part(found, query)}

    def _albums(self, query: Query) -> dict[str, Any]:
        music = self.music
        found = [
            music.told_album(one)
            for one in music.albums.values()
            if _fits(query, one.title, music.artists[one.artist], code=one.upc)
        ]
        return {"query": query["query"], "albums": _part(found, query)}

    def _artists(self, query: Query) -> dict[str, Any]:
        found = [
            self.music.told_artist(key) for key, name in self.music.artists.items() if _fits(query, name)
        ]
        return {"query": query["query"], "artists": _part(found, query)}

    async def _page(self, request: web.Request) -> web.Response:
        album = self.music.albums.get(request.match_info["id"])
        if album is None:
            return _html("<!DOCTYPE html><html><body>Nothing here</body></html>", 404)
        return _html(album_page(self.music, album))

    async def _more(self, request: web.Request) -> web.Response:
        query = dict(request.query)
        album = self.music.albums.get(query.get("albumId", ""))
        if album is None or set(query) != {"albumId", "offset", "limit", "store"}:
            return _html("", 404)
        first = _number(query, "offset")
        tracks = [self.music.tracks[key] for key in album.tracks]
        discs = max(track.disc for track in tracks)
        return _html(rows(tracks[first : self.shows], discs, tracks[first - 1].disc))


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html")


def _number(query: Query, name: str) -> int:
    value = query.get(name, "")
    if not value.isdecimal():
        raise Refusal(400, "Invalid argument")
    return int(value)


def _part(items: Sequence[dict[str, Any]], query: Query) -> dict[str, Any]:
    limit = _number(query, "limit") if "limit" in query else 50
    offset = _number(query, "offset") if "offset" in query else 0
    if not 1 <= limit <= LARGEST:
        raise Refusal(400, "Invalid argument")
    return {"offset": offset, "limit": limit, "total": len(items), "items": items[offset : offset + limit]}


def _fits(query: Query, *told: str, code: str = "") -> bool:
    """Tell whether every word is in what is told, or is the code."""
    everything, code = " ".join(told).casefold(), code.casefold()
    words = query.get("query", "").casefold().split()
    return bool(words) and all(word in everything or word in {code, code.lstrip("0")} for word in words)


def _emptied(told: dict[str, Any]) -> dict[str, Any]:
    """Return a list without what is in it, though its total stays."""
    return {
        name: {**value, "items": []} if isinstance(value, dict) and "items" in value else value
        for name, value in told.items()
    }
