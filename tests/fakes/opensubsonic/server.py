"""The server itself: its ways in, its envelope, and how tests change it from outside."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Self
from urllib.parse import parse_qsl
from xml.sax.saxutils import quoteattr

from aiohttp import web

from fakes.opensubsonic.access import Access, read_version
from fakes.opensubsonic.asking import Ask, Refusal
from fakes.opensubsonic.browsing import Browsing
from fakes.opensubsonic.model import Music, User
from fakes.opensubsonic.playlists import Playlists
from fakes.opensubsonic.shapes import Shapes
from fakes.serving import FAULT, Served, Wire
from fakes.subsonic.proxy import emptied

type Method = Callable[[Ask], dict[str, Any]]

PASSWORD = "sesame"
"""Of users for whom none is named."""
EXTENSIONS: Mapping[str, list[int]] = {
    "formPost": [1],
    "apiKeyAuthentication": [1],
    "transcodeOffset": [1],
    "songLyrics": [1],
}


class OpenSubsonic:
    """An asynchronous context manager: the server runs inside of it at `address`.

    `extensions` None: an old server that knows nothing of OpenSubsonic. `root` stands before real paths.
    """

    def __init__(
        self,
        *,
        version: str = "1.16.1",
        product: str = "navidrome",
        extensions: Mapping[str, list[int]] | None = EXTENSIONS,
        root: str = "",
        real_paths: bool = True,
        base: str = "",
        port: int = 0,
    ) -> None:
        self.version = version
        self.product = product
        self.extensions = extensions
        self.wire = Wire()
        self.music = Music()
        self._ticks = datetime.now(UTC).replace(microsecond=0)
        shapes = Shapes(self.music, rich=extensions is not None, root=root, real_paths=real_paths)
        self.access = Access(read_version(version), extensions or {})
        self.browsing = Browsing(self.music, shapes)
        self.playlists = Playlists(self.music, shapes, self._now)
        self.playlists.version = read_version(version)
        self._refusals: list[tuple[int, str, int | None]] = []
        self._methods = self._ways_in()
        app = web.Application(middlewares=[self.wire.middleware()], client_max_size=64 << 20)
        app.router.add_route("*", f"{base}/rest/{{method}}", self._dispatch)
        app.router.add_route("*", "/{path:.*}", _page)
        self._served = Served(app, port)
        self._base = base

    @property
    def address(self) -> str:
        """Return the address to give to clients."""
        return f"{self._served.address}{self._base}"

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_user(self, name: str, password: str = PASSWORD, **more: Any) -> User:
        """Make an account."""
        user = User(name=name, password=password, **more)
        self.access.users[name] = user
        return user

    def remove_song(self, song_id: str) -> None:
        """Let a song be gone, from playlists and favourites too."""
        self.music.remove_song(song_id)
        self.playlists.forget(song_id)
        for user in self.access.users.values():
            user.starred.pop(song_id, None)

    def refuse(self, code: int, method: str = "*", times: int | None = None) -> None:
        """From now on answer with status "failed" and this code to methods that match a pattern."""
        self._refusals.append((code, method, times))

    def heal(self) -> None:
        """Answer rightly again."""
        self._refusals.clear()
        self.wire.heal()

    def _ways_in(self) -> dict[str, Method]:
        music, lists = self.browsing, self.playlists
        known: dict[str, Method] = {
            "ping": lambda _: {},
            "getLicense": lambda _: {"license": {"valid": True}},
            "getMusicFolders": music.get_music_folders,
            "getIndexes": music.get_indexes,
            "getMusicDirectory": music.get_music_directory,
            "getArtists": music.get_artists,
            "getAlbumList2": music.get_album_list2,
            "getAlbum": music.get_album,
            "getSong": music.get_song,
            "getRandomSongs": music.get_random_songs,
            "search3": music.search3,
            "getScanStatus": music.get_scan_status,
            "startScan": music.start_scan,
            "getPlaylists": lists.get_playlists,
            "getPlaylist": lists.get_playlist,
            "createPlaylist": lists.create_playlist,
            "updatePlaylist": lists.update_playlist,
            "deletePlaylist": lists.delete_playlist,
            "star": lists.star,
            "unstar": lists.unstar,
            "getStarred2": lists.get_starred2,
        }
        if self.extensions is not None and "apiKeyAuthentication" in self.extensions:
            known["tokenInfo"] = lambda ask: {"tokenInfo": {"username": ask.user.name}}
        return known

    async def _dispatch(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].removesuffix(".view")
        pairs = list(request.query.items())
        allowed = ("GET", "POST") if "formPost" in (self.extensions or {}) else ("GET",)
        if request.method not in allowed:
            return web.Response(status=405, headers={"Allow": ", ".join(allowed)})
        if request.content_type == "application/x-www-form-urlencoded":
            pairs += parse_qsl((await request.read()).decode(), keep_blank_values=True)
        given = dict(pairs)
        try:
            if method == "getOpenSubsonicExtensions" and self.extensions is not None:
                listed = [{"name": name, "versions": found} for name, found in self.extensions.items()]
                return self._answer(request, given, {"openSubsonicExtensions": listed})
            ask = self._asked(method, pairs, given)
            if method == "getCoverArt":
                return web.Response(body=self.browsing.picture(ask), content_type="image/png")
            if method not in self._methods:
                return web.Response(status=404, text="404 page not found\n")
            return self._answer(request, given, self._methods[method](ask))
        except Refusal as refusal:
            error = {"code": refusal.code, "message": refusal.message}
            return self._answer(request, given, {"error": error})

    def _asked(self, method: str, pairs: list[tuple[str, str]], given: Mapping[str, str]) -> Ask:
        """Return what is asked by whom. Raises Refusal."""
        self.access.speaks(given)
        user = self.access.user(given)
        for at, (code, pattern, times) in enumerate(self._refusals):
            if fnmatchcase(method, pattern) and times != 0:
                self._refusals[at] = (code, pattern, None if times is None else times - 1)
                raise Refusal(code)
        return Ask.of(pairs, user)

    def _answer(self, request: web.Request, given: Mapping[str, str], inside: dict[str, Any]) -> web.Response:
        envelope: dict[str, Any] = {
            "status": "failed" if "error" in inside else "ok",
            "version": self.version,
        }
        if self.extensions is not None:
            envelope |= {"type": self.product, "serverVersion": "0.58.0 (fake)", "openSubsonic": True}
        inside = emptied(inside) if FAULT in request else inside
        if given.get("f") != "json":
            named = " ".join(f"{name}={quoteattr(str(value))}" for name, value in envelope.items())
            text = f'<subsonic-response xmlns="http://subsonic.org/restapi" {named}></subsonic-response>'
            return web.Response(text=text, content_type="application/xml")
        body = json.dumps({"subsonic-response": envelope | inside}, ensure_ascii=False).encode()
        return web.Response(body=body, content_type="application/json")

    def _now(self) -> datetime:
        """Return a time that is later at every look."""
        self._ticks += timedelta(seconds=1)
        return self._ticks


async def _page(request: web.Request) -> web.Response:
    """Show the web page that is served beside the API."""
    del request
    return web.Response(text="<!DOCTYPE html><html><body>Music</body></html>", content_type="text/html")
