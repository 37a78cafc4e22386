"""The server itself, for both hosts: the iTunes API and the site; and how tests change it from outside."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from fakes.apple_music.model import Album, Music
from fakes.apple_music.pages import Pages
from fakes.apple_music.shapes import Shapes
from fakes.serving import FAULT, Served, Wire

MOST, USUAL = 200, 50
"""How many things may be asked for, and are given where nobody asks."""
_LOOKUP = frozenset({"id", "upc", "entity", "limit", "country"})
_SEARCH = frozenset({"term", "media", "entity", "limit", "country"})
_SHOPS = frozenset({"us", "de", "gb"})


class Wrong(Exception):
    """A request with a value that is none."""

    def __init__(self, *names: str) -> None:
        super().__init__(f"Invalid value(s) for key(s): [{', '.join(names)}]")


class AppleMusic:
    """An asynchronous context manager: both hosts run inside of it at `address`."""

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.music = Music()
        self.shapes = Shapes(self.music)
        self.pages = Pages(self.music)
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/lookup", self._api)
        app.router.add_get("/search", self._api)
        app.router.add_get("/{country}/playlist/{name}/{key}", self._playlist)
        app.router.add_get("/{country}/new", self._new)
        app.router.add_route("*", "/{path:.*}", self._nothing)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where it is reached."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    async def _api(self, request: web.Request) -> web.Response:
        status = 200
        try:
            found = self._lookup(request.query) if request.path == "/lookup" else self._search(request.query)
            if FAULT in request:
                # What was counted is not all there: of an album there is only what it is called.
                left = [one for one in found if one["wrapperType"] == "collection" and "id" in request.query]
                told: dict[str, Any] = {"resultCount": len(found), "results": left}
            else:
                told = {"resultCount": len(found), "results": found}
        except Wrong as wrong:
            told, status = {"errorMessage": str(wrong), "queryParameters": {}}, 400
        body = f"\n\n\n{json.dumps(told, ensure_ascii=False)}\n\n\n".encode()
        return web.Response(status=status, body=body, content_type="text/javascript", charset="utf-8")

    def _lookup(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        country, limit = _asked(query, _LOOKUP)
        entity = query.get("entity")
        if entity not in {None, "song"} or ("id" in query) == ("upc" in query):
            raise Wrong("entity", "id")
        if "upc" in query:
            albums = [one for one in self.music.albums.values() if one.upc == query["upc"]]
            return [told for album in albums for told in self._album(album, country, entity, limit)]
        keys = query["id"].split(",")
        if not all(key.isdecimal() for key in keys):
            raise Wrong("id")
        found: list[dict[str, Any]] = []
        for key in map(int, keys):
            if key in self.music.albums:
                found += self._album(self.music.albums[key], country, entity, limit)
            elif key in self.music.songs and country in self._of(key).countries:
                found.append(self.shapes.song(self.music.songs[key], country))
        return found

    def _album(self, album: Album, country: str, entity: str | None, limit: int) -> list[dict[str, Any]]:
        if country not in album.countries:
            return []
        sold = [self.music.songs[key] for key in album.songs if key not in album.withheld]
        songs = [self.shapes.song(song, country) for song in sold[:limit]] if entity else []
        return [self.shapes.album(album, country), *songs]

    def _search(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        country, limit = _asked(query, _SEARCH)
        words, entity = query.get("term", "").casefold().split(), query.get("entity", "")
        if not words or query.get("media") != "music":
            raise Wrong("term", "media")

        def fits(said: Sequence[str]) -> bool:
            told = " ".join(said).casefold().split()
            return all(word in told for word in words)

        music, shapes = self.music, self.shapes
        found: list[dict[str, Any]]
        match entity:
            case "song":
                songs = [
                    one
                    for one in music.songs.values()
                    if country in self._of(one.id).countries and not one.video
                ]
                hits = [one for one in songs if fits((one.artist, one.title, self._of(one.id).title))]
                found = [shapes.song(one, country) for one in hits]
            case "album":
                albums = [one for one in music.albums.values() if country in one.countries]
                found = [shapes.album(one, country) for one in albums if fits((one.artist, one.title))]
            case "musicArtist":
                found = [shapes.artist(name, country) for name in music.artists if fits((name,))]
            case _:
                raise Wrong("entity")
        return found[:limit]

    def _of(self, song: int) -> Album:
        return self.music.albums[self.music.songs[song].album]

    async def _playlist(self, request: web.Request) -> web.Response:
        playlist = self.music.playlists.get(request.match_info["key"])
        if playlist is None or request.match_info["country"] not in _SHOPS or request.query_string:
            return await self._nothing(request)
        told = self.pages.playlist(playlist, request.match_info["country"], empty=FAULT in request)
        return web.Response(text=told, content_type="text/html")

    async def _new(self, request: web.Request) -> web.Response:
        del request
        return web.Response(text=self.pages.plain("New"), content_type="text/html")

    async def _nothing(self, request: web.Request) -> web.Response:
        if request.method != "GET":
            return web.Response(status=405, headers={"Allow": "GET"})
        return web.Response(status=404, text=self.pages.plain("Not found"), content_type="text/html")


def _asked(query: Mapping[str, str], known: frozenset[str]) -> tuple[str, int]:
    """Return in which shop, and how many things are asked for."""
    country, limit = query.get("country", "us"), query.get("limit", str(USUAL))
    unknown = sorted(set(query) - known)
    if unknown or country not in _SHOPS or not limit.isdecimal() or not 0 < int(limit) <= MOST:
        raise Wrong(*(unknown or ["country", "limit"]))
    return country, int(limit)
