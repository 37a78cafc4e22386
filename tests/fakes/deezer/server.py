"""The server itself: which paths there are, its pages, its errors, and how tests change it from outside."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Self

from aiohttp import web

from fakes.deezer.model import Album, Artist, Music, Track, User
from fakes.deezer.shapes import API, Shapes
from fakes.serving import FAULT, Served, Wire

MOST, USUAL = 100, 25
"""How many things of a list may be asked for, and are given where nobody asks."""
_ERRORS = {
    4: ("Exception", "Quota limit exceeded"),
    100: ("Exception", "Items limit exceeded"),
    200: (
        "OAuthException",
        "An active access token must be used to query information about the current user",
    ),
    300: ("OAuthException", "Invalid OAuth access token."),
    500: ("ParameterException", "Wrong parameter"),
    501: ("MissingParameterException", "Missing parameters: q"),
    600: ("InvalidQueryException", "Invalid query"),
    700: ("Exception", "Service busy"),
    800: ("DataException", "no data"),
}
_FIELD = re.compile(r'(artist|track|album):"([^"]*)"')


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


type Query = Mapping[str, str]


class Deezer:
    """An asynchronous context manager: the API runs inside of it at `address`."""

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.music = Music()
        self.shapes = Shapes(self.music)
        self._refusals: list[tuple[int, str, int | None]] = []
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_route("*", "/{path:.*}", self._dispatch)
        self._served = Served(app, port)
        self._paths: tuple[tuple[re.Pattern[str], Callable[[str, Query], Any], frozenset[str]], ...] = tuple(
            (re.compile(pattern), way, frozenset(names))
            for pattern, way, names in (
                (r"/infos", self._infos, ()),
                (r"/playlist/(\d+)", self._playlist, ()),
                (r"/playlist/(\d+)/tracks", self._playlist_tracks, ("index", "limit")),
                (r"/album/((?:upc:)?\d+)", self._album, ()),
                (r"/album/(\d+)/tracks", self._album_tracks, ("index", "limit")),
                (r"/track/((?:isrc:)?\w+)", self._track, ()),
                (r"/artist/(\d+)", self._artist, ()),
                (r"/artist/(\d+)/albums", self._artist_albums, ("index", "limit")),
                (r"/user/(\d+)", self._user, ()),
                (r"/user/(\d+/(?:playlists|albums|artists))", self._user_list, ("index", "limit")),
                (r"/genre", self._genres, ("index", "limit")),
                (r"/genre/(\d+)", self._genre, ()),
                (r"/chart/(\d+/(?:tracks|playlists|albums))", self._chart, ("index", "limit")),
                (r"/(search(?:/album|/artist)?)", self._search, ("q", "strict", "index", "limit")),
            )
        )

    @property
    def address(self) -> str:
        """Return where it is reached."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def refuse(self, code: int, path: str = "*", times: int | None = None) -> None:
        """From now on answer with this error to paths that match a pattern."""
        self._refusals.append((code, path, times))

    def heal(self) -> None:
        """Answer rightly again."""
        self._refusals.clear()
        self.wire.heal()

    async def _dispatch(self, request: web.Request) -> web.Response:
        if request.method != "GET":
            return web.Response(status=405, headers={"Allow": "GET"})
        try:
            told = self._told(request)
        except Refusal as refusal:
            kind, message = _ERRORS[refusal.code]
            told = {"error": {"type": kind, "message": message, "code": refusal.code}}
        body = json.dumps(told).replace("/", "\\/").encode()
        return web.Response(body=body, content_type="application/json", charset="utf-8")

    def _told(self, request: web.Request) -> dict[str, Any]:
        """Return what is asked for. Raises Refusal."""
        self._look(request.path)
        found = self._found(request.path)
        if found is None:
            # As the real one: a path it does not know is a query it does not understand.
            raise Refusal(600)
        way, named, allowed = found
        if set(request.query) - allowed:
            raise Refusal(500)
        told: dict[str, Any] = way(named, request.query)
        return told | {"data": []} if FAULT in request and "data" in told else told

    def _found(self, path: str) -> tuple[Callable[[str, Query], Any], str, frozenset[str]] | None:
        for pattern, way, allowed in self._paths:
            match = pattern.fullmatch(path)
            if match:
                return way, match[1] if pattern.groups else "", allowed
        return None

    def _look(self, path: str) -> None:
        for at, (code, pattern, times) in enumerate(self._refusals):
            if fnmatchcase(path, pattern) and times != 0:
                self._refusals[at] = (code, pattern, None if times is None else times - 1)
                raise Refusal(code)

    def _infos(self, _: str, __: Query) -> dict[str, Any]:
        return {"country_iso": "DE", "country": "Germany", "open": True, "hosts": {"stream": ""}}

    def _playlist(self, number: str, _: Query) -> dict[str, Any]:
        playlist = _in(self.music.playlists, number)
        if playlist.private:
            raise Refusal(200)
        return self.shapes.playlist(playlist)

    def _playlist_tracks(self, number: str, query: Query) -> dict[str, Any]:
        playlist = _in(self.music.playlists, number)
        if playlist.private:
            raise Refusal(200)
        place = _place(query)
        told = [
            self.shapes.track_of_playlist(self.music.tracks[key], added)
            for key, added in playlist.tracks[place]
            if key not in playlist.hidden
        ]
        listed = _listed(told, f"playlist/{number}/tracks", place, len(playlist.tracks))
        return listed | {"checksum": playlist.checksum}

    def _album(self, named: str, _: Query) -> dict[str, Any]:
        if named.startswith("upc:"):
            code = named.removeprefix("upc:")
            found = next((one for one in self.music.albums.values() if one.upc == code), None)
            if found is None:
                raise Refusal(800)
            return self.shapes.album(found)
        return self.shapes.album(_in(self.music.albums, named))

    def _album_tracks(self, number: str, query: Query) -> dict[str, Any]:
        album = _in(self.music.albums, number)
        place = _place(query)
        told = [self.shapes.track_of_album(self.music.tracks[key]) for key in album.tracks[place]]
        return _listed(told, f"album/{number}/tracks", place, len(album.tracks))

    def _track(self, named: str, _: Query) -> dict[str, Any]:
        if named.startswith("isrc:"):
            code = named.removeprefix("isrc:")
            found = next((one for one in self.music.tracks.values() if one.isrc == code), None)
            if found is None:
                raise Refusal(800)
            return self.shapes.track(found)
        return self.shapes.track(_in(self.music.tracks, named))

    def _artist(self, number: str, _: Query) -> dict[str, Any]:
        return self.shapes.artist(_in(self.music.artists, number))

    def _artist_albums(self, number: str, query: Query) -> dict[str, Any]:
        artist = _in(self.music.artists, number)
        place = _place(query)
        told = [
            self.shapes.album_in_list(self.music.albums[key], artist=False) for key in artist.albums[place]
        ]
        return _listed(told, f"artist/{number}/albums", place, len(artist.albums))

    def _user(self, number: str, _: Query) -> dict[str, Any]:
        return self.shapes.user(_in(self.music.users, number))

    def _user_list(self, named: str, query: Query) -> dict[str, Any]:
        number, _, kind = named.partition("/")
        user: User = _in(self.music.users, number)
        if user.private:
            raise Refusal(200)
        place = _place(query)
        music, shapes = self.music, self.shapes
        match kind:
            case "playlists":
                keys = [key for key in user.playlists if not music.playlists[key].private]
                told = [shapes.playlist_in_list(music.playlists[key]) for key in keys[place]]
            case "albums":
                keys = user.albums
                told = [
                    shapes.album_in_list(music.albums[key]) | {"time_add": 1338501600} for key in keys[place]
                ]
            case _:
                keys = user.artists
                told = [shapes.artist(music.artists[key]) | {"time_add": 1258243200} for key in keys[place]]
        return _listed(told, f"user/{named}", place, len(keys)) | {"checksum": f"{hash(tuple(keys)):x}"}

    def _genres(self, _: str, query: Query) -> dict[str, Any]:
        told = [self.shapes.genre(number, name) for number, name in self.music.genres.items()]
        return {"data": told[_place(query)]}

    def _genre(self, number: str, _: Query) -> dict[str, Any]:
        return self.shapes.genre(int(number), _in(self.music.genres, number))

    def _chart(self, named: str, query: Query) -> dict[str, Any]:
        number, _, kind = named.partition("/")
        if int(number) not in self.music.genres:
            raise Refusal(800)
        place = _place(query, usual=10)
        music, shapes = self.music, self.shapes
        match kind:
            case "tracks":
                keys = music.charts[int(number)]
                told = [
                    shapes.track_in_list(music.tracks[key]) | {"position": at}
                    for at, key in enumerate(keys[place], 1)
                ]
            case "playlists":
                keys = music.chart_playlists[int(number)]
                told = [shapes.playlist_in_chart(music.playlists[key]) for key in keys[place]]
            case _:
                keys = [key for key, one in music.albums.items() if int(number) in {0, one.genre}]
                told = [shapes.album_found(music.albums[key]) for key in keys[place]]
        return {"data": told, "total": len(keys)}

    def _search(self, named: str, query: Query) -> dict[str, Any]:
        if not query.get("q", "").strip():
            raise Refusal(501)
        strict = query.get("strict") == "on"
        fields = {name: value.casefold() for name, value in _FIELD.findall(query["q"])}
        words = _FIELD.sub(" ", query["q"]).casefold().split()
        place = _place(query)

        def fits(said: Mapping[str, str]) -> bool:
            told = {name: value.casefold() for name, value in said.items()}
            every = " ".join(told.values()).split()
            named = all(
                value == told.get(name, "") if strict else value in told.get(name, "")
                for name, value in fields.items()
            )
            return named and all(word in every for word in words)

        music, shapes = self.music, self.shapes
        hits: Sequence[dict[str, Any]]
        match named:
            case "search":
                tracks = [one for one in music.tracks.values() if fits(self._said(one))]
                hits = [shapes.track_in_list(one) for one in tracks]
            case "search/album":
                hits = [shapes.album_found(one) for one in music.albums.values() if fits(self._said(one))]
            case _:
                hits = [shapes.artist(one) for one in music.artists.values() if fits(self._said(one))]
        return _listed(list(hits[place]), named, place, len(hits), q=query["q"])

    def _said(self, one: Track | Album | Artist) -> dict[str, str]:
        match one:
            case Track():
                names = " ".join(self.music.artists[key].name for key in one.artists[:1])
                return {"artist": names, "track": one.title, "album": self.music.albums[one.album].title}
            case Album():
                return {"artist": self.music.artists[one.artist].name, "album": one.title}
            case Artist():
                return {"artist": one.name}


def _in[T](held: Mapping[int, T], number: str) -> T:
    """Return a thing by its number; there is no data for one that is not there."""
    if int(number) not in held:
        raise Refusal(800)
    return held[int(number)]


def _place(query: Query, usual: int = USUAL) -> slice:
    """Return which part of a list is asked for; more at a time than is allowed is refused."""
    index, limit = query.get("index", "0"), query.get("limit", str(usual))
    if not (index.isdecimal() and limit.isdecimal()):
        raise Refusal(500)
    if int(limit) > MOST:
        raise Refusal(100)
    return slice(int(index), int(index) + int(limit))


def _listed(told: list[dict[str, Any]], path: str, place: slice, total: int, **more: str) -> dict[str, Any]:
    """Return a page, with the address of the next where there is one."""
    page: dict[str, Any] = {"data": told, "total": total}
    if place.stop < total:
        page["next"] = f"{API}/{path}?limit={place.stop - place.start}&index={place.stop}"
        page["next"] += "".join(f"&{name}={value}" for name, value in more.items())
    return page
