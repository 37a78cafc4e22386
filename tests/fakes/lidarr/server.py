"""The service itself: settings, the catalogue, albums, and commands."""

import json
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

from fakes.lidarr.model import Album, Artist
from fakes.serving import Served, Wire

_SEARCHED = "2026-03-01T20:00:00Z"


class FakeLidarr:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `catalogue` is what anybody could add; albums with a number are Lidarr's own. `commands` are what it was
    told to do.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.wire = Wire()
        self.key = "0123456789abcdef0123456789abcdef"
        self.name = "Lidarr"
        self.folders = ["/music", "/more"]
        self.quality = {1: "Any", 2: "Lossless"}
        self.metadata = {1: "Standard", 2: "Everything"}
        self.labels: dict[int, str] = {}
        self.catalogue: list[Album] = []
        self.commands: list[dict[str, Any]] = []
        self._numbers = 0
        app = web.Application(middlewares=[self.wire.middleware()])
        for method, path, allowed, handler in (
            ("GET", "/system/status", (), self._status),
            ("GET", "/rootfolder", (), self._folders),
            ("GET", "/qualityprofile", (), self._quality),
            ("GET", "/metadataprofile", (), self._metadata),
            ("GET", "/tag", (), self._tags),
            ("POST", "/tag", (), self._make_tag),
            ("GET", "/album/lookup", ("term",), self._look_up),
            ("GET", "/album", ("foreignAlbumId",), self._albums),
            ("POST", "/album", (), self._add),
            ("PUT", "/album/monitor", (), self._monitor),
            ("GET", "/album/{id}", (), self._album),
            ("POST", "/command", (), self._command),
        ):
            app.router.add_route(method, f"/api/v1{path}", self._held(handler, frozenset(allowed)))
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where it runs."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add(self, artist: Artist | str, title: str, **more: Any) -> Album:
        """Have an album in the catalogue."""
        known = Artist(name=artist) if isinstance(artist, str) else artist
        made = Album(title=title, artist=known, **more)
        self.catalogue.append(made)
        return made

    def own(self, album: Album, **with_: Any) -> Album:
        """Have Lidarr itself have an album."""
        if not album.artist.number:
            album.artist.number, album.artist.added_with = self._next(), with_
        album.number = album.number or self._next()
        return album

    def _next(self) -> int:
        self._numbers += 1
        return self._numbers

    def _held(
        self, handler: Callable[[web.Request], Awaitable[web.StreamResponse]], allowed: frozenset[str]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def held(request: web.Request) -> web.StreamResponse:
            if request.headers.get("X-Api-Key") != self.key:
                return web.json_response({"error": "Unauthorized"}, status=401)
            if request.query.keys() - allowed:
                return web.Response(status=400)
            return await handler(request)

        return held

    async def _status(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"appName": self.name, "instanceName": self.name, "version": "2.14.5.4836"})

    async def _folders(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(
            [
                {
                    "id": number,
                    "name": path.strip("/"),
                    "path": path,
                    "defaultMetadataProfileId": 2,
                    "defaultQualityProfileId": 2,
                    "defaultMonitorOption": "all",
                    "defaultNewItemMonitorOption": "all",
                    "defaultTags": [],
                    "accessible": True,
                    "freeSpace": 1000,
                    "totalSpace": 2000,
                }
                for number, path in enumerate(self.folders, 1)
            ]
        )

    async def _quality(self, _: web.Request) -> web.StreamResponse:
        return web.json_response([{"id": key, "name": name} for key, name in self.quality.items()])

    async def _metadata(self, _: web.Request) -> web.StreamResponse:
        return web.json_response([{"id": key, "name": name} for key, name in self.metadata.items()])

    async def _tags(self, _: web.Request) -> web.StreamResponse:
        return web.json_response([{"id": key, "label": label} for key, label in self.labels.items()])

    async def _make_tag(self, request: web.Request) -> web.StreamResponse:
        body = await _object(request)
        if body is None or body.keys() != {"label"}:
            return _wrong("label")
        number = self._next()
        self.labels[number] = str(body["label"]).lower()
        return web.json_response({"id": number, "label": self.labels[number]}, status=201)

    async def _look_up(self, request: web.Request) -> web.StreamResponse:
        term = request.query.get("term", "").strip()
        if not term:
            return web.json_response([])
        prefix, colon, key = term.partition(":")
        if colon and prefix in {"lidarr", "lidarrid", "mbid"}:
            found = [each for each in self.catalogue if each.key == key.strip()]
        else:
            words = set(_words(term))
            found = [each for each in self.catalogue if words & set(_words(each.title))]
        # What it has already it tells by its number alone; how much came of it is told elsewhere.
        told = [each.told() for each in found]
        return web.json_response(
            [{name: each[name] for name in each if name != "statistics"} for each in told]
        )

    def _own(self, number: object) -> Album | None:
        return next((each for each in self.catalogue if each.number and each.number == number), None)

    async def _albums(self, request: web.Request) -> web.StreamResponse:
        key = request.query.get("foreignAlbumId")
        found = [each.told() for each in self.catalogue if each.number and key in {None, each.key}]
        return web.json_response(found)

    async def _album(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["id"]
        album = self._own(int(number)) if number.isdigit() else None
        if album is None:
            return web.json_response({"message": "NotFound"}, status=404)
        return web.json_response(album.told())

    async def _add(self, request: web.Request) -> web.StreamResponse:
        body = await _object(request)
        if body is None:
            return _wrong("")
        given = body.get("artist") or {}
        album = next((each for each in self.catalogue if each.key == body.get("foreignAlbumId")), None)
        for name, good in (
            ("foreignAlbumId", album is not None and not album.number),
            (
                "artist.foreignArtistId",
                album is not None and given.get("foreignArtistId") == album.artist.key,
            ),
            ("artist.qualityProfileId", given.get("qualityProfileId") in self.quality),
            ("artist.metadataProfileId", given.get("metadataProfileId") in self.metadata),
            ("artist.rootFolderPath", given.get("rootFolderPath") in self.folders),
            ("artist.tags", set(given.get("tags") or ()) <= self.labels.keys()),
        ):
            if not good:
                return _wrong(name)
        assert album is not None
        self.own(album, **given)
        album.monitored = bool(body.get("monitored"))
        if (body.get("addOptions") or {}).get("searchForNewAlbum"):
            self._search(album)
        told = album.told()
        # What it counts it counts later.
        return web.json_response({name: told[name] for name in told if name != "statistics"}, status=201)

    async def _monitor(self, request: web.Request) -> web.StreamResponse:
        body = await _object(request)
        if body is None or body.keys() != {"albumIds", "monitored"}:
            return _wrong("albumIds")
        for number in body["albumIds"]:
            if (album := self._own(number)) is not None:
                album.monitored = body["monitored"]
        return web.json_response([], status=202)

    async def _command(self, request: web.Request) -> web.StreamResponse:
        body = await _object(request)
        if body is None or body.keys() != {"name", "albumIds"} or body["name"] != "AlbumSearch":
            return _wrong("name")
        self.commands.append(body)
        for number in body["albumIds"]:
            if (album := self._own(number)) is not None:
                self._search(album)
        return web.json_response({"id": self._next(), "name": "AlbumSearch", "status": "queued"}, status=201)

    def _search(self, album: Album) -> None:
        album.searches += 1
        album.last_search = _SEARCHED


async def _object(request: web.Request) -> dict[str, Any] | None:
    if request.content_type != "application/json":
        return None
    try:
        found = await request.json()
    except json.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _wrong(name: str) -> web.Response:
    told = [{"propertyName": name, "errorMessage": "Wrong", "severity": "error"}]
    return web.json_response(told, status=400)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()
