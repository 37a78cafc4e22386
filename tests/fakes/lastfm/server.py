"""The service itself: one way in, methods by name."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any, Self

from aiohttp import web

from fakes.lastfm import model
from fakes.lastfm.model import LastfmAlbum, LastfmTrack, LastfmUser, Refusal, one_or_many, shown
from fakes.serving import FAULT, Served, Wire

KEY = "0123456789abcdef0123456789abcdef"
_COMMON = frozenset({"method", "api_key", "format"})
_PERIODS = frozenset({"overall", "7day", "1month", "3month", "6month", "12month"})
_LARGEST = 1000

type Asked = dict[str, str]
type Answer = dict[str, Any]


class FakeLastfm:
    """An asynchronous context manager: Last.fm is at `address` inside of it.

    `single_alone`: a list of one is no list. `largest` is the most that a page has, whatever is asked for.
    """

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.keys = {KEY}
        self.users: dict[str, LastfmUser] = {}
        self.albums: list[LastfmAlbum] = []
        self.tags: dict[str, list[LastfmTrack]] = {}
        self.artists: dict[str, list[LastfmTrack]] = {}
        self.similar: dict[tuple[str, str], list[LastfmTrack]] = {}
        self.chart: list[LastfmTrack] = []
        self.single_alone = True
        self.largest = _LARGEST
        self._refusals: list[tuple[Refusal, str, int | None]] = []
        self._methods: dict[str, tuple[Callable[[Asked], Answer], frozenset[str], frozenset[str]]] = {
            "user.getInfo": (self._user_info, _set("user"), _set()),
            "user.getLovedTracks": (self._loved, _set("user"), _set("limit", "page")),
            "user.getTopTracks": (self._top, _set("user"), _set("period", "limit", "page")),
            "tag.getTopTracks": (self._tag, _set("tag"), _set("limit", "page")),
            "chart.getTopTracks": (self._chart, _set(), _set("limit", "page")),
            "chart.getTopArtists": (self._top_artists, _set(), _set("limit", "page")),
            "chart.getTopTags": (self._top_tags, _set(), _set("limit", "page")),
            "artist.getTopTracks": (self._artist, _set("artist"), _set("autocorrect", "limit", "page")),
            "artist.getTopAlbums": (
                self._artist_albums,
                _set("artist"),
                _set("autocorrect", "limit", "page"),
            ),
            "track.getSimilar": (self._similar, _set("artist", "track"), _set("autocorrect", "limit")),
            "album.getInfo": (self._album, _set("artist", "album"), _set("autocorrect")),
            "track.search": (self._find_tracks, _set("track"), _set("artist", "limit", "page")),
            "album.search": (self._find_albums, _set("album"), _set("limit", "page")),
            "artist.search": (self._find_artists, _set("artist"), _set("limit", "page")),
        }
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/2.0/", self._dispatch)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where it is."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_user(self, name: str) -> LastfmUser:
        """Make a user who loves nothing yet."""
        user = self.users[name.casefold()] = LastfmUser(name)
        return user

    def refuse(self, refusal: Refusal, method: str = "*", times: int | None = None) -> None:
        """From now on refuse methods that match a pattern."""
        self._refusals.append((refusal, method, times))

    async def _dispatch(self, request: web.Request) -> web.Response:
        try:
            answer = self._answer(dict(request.query), request)
        except Refusal as refusal:
            said = {"error": refusal.code, "message": refusal.message}
            return web.json_response(said, status=refusal.status)
        return web.json_response(answer)

    def _answer(self, asked: Asked, request: web.Request) -> Answer:
        if asked.get("format") != "json" or len(request.query) != len(asked):
            raise Refusal(6)
        if asked.get("api_key") not in self.keys:
            raise Refusal(10)
        method = asked.get("method", "")
        if method not in self._methods:
            raise Refusal(3)
        for at, (refusal, pattern, times) in enumerate(self._refusals):
            if fnmatchcase(method, pattern) and times != 0:
                self._refusals[at] = (refusal, pattern, None if times is None else times - 1)
                raise refusal
        answer, needed, known = self._methods[method]
        given = set(asked) - _COMMON
        if given - needed - known or any(not asked.get(name) for name in needed):
            raise Refusal(6)
        self._empty = FAULT in request
        return answer(asked)

    def _user(self, asked: Asked) -> LastfmUser:
        user = self.users.get(asked["user"].casefold())
        if user is None:
            raise Refusal(6, "User not found", status=404)
        return user

    def _user_info(self, asked: Asked) -> Answer:
        return {"user": {"name": self._user(asked).name, "playcount": "1"}}

    def _loved(self, asked: Asked) -> Answer:
        user = self._user(asked)
        if user.hidden:
            raise Refusal(17)
        return {
            "lovedtracks": self._page(
                asked, "track", [model.loved(one) for one in user.loved], user=user.name
            )
        }

    def _top(self, asked: Asked) -> Answer:
        user, period = self._user(asked), asked.get("period", "overall")
        if period not in _PERIODS:
            raise Refusal(6)
        if user.hidden:
            raise Refusal(17)
        return {"toptracks": self._page(asked, "track", _ranked(user.top.get(period, [])), user=user.name)}

    def _tag(self, asked: Asked) -> Answer:
        # A tag that nobody uses has no tracks: it is not refused.
        return {
            "tracks": self._page(asked, "track", _ranked(self.tags.get(asked["tag"], [])), tag=asked["tag"])
        }

    def _chart(self, asked: Asked) -> Answer:
        return {"tracks": self._page(asked, "track", [shown(one) for one in self.chart])}

    def _top_artists(self, asked: Asked) -> Answer:
        named = [model.named(name) | {"image": model.pictures()} for name in self.artists]
        return {"artists": self._page(asked, "artist", named)}

    def _top_tags(self, asked: Asked) -> Answer:
        named = [{"name": name, "url": f"https://www.last.fm/tag/{name}", "reach": "1"} for name in self.tags]
        return {"tags": self._page(asked, "tag", named)}

    def _artist(self, asked: Asked) -> Answer:
        tracks = self.artists.get(asked["artist"])
        if tracks is None:
            raise Refusal(6, "The artist you supplied could not be found")
        ranked = _ranked(tracks)
        for one in ranked:
            del one["duration"]
        return {"toptracks": self._page(asked, "track", ranked, artist=asked["artist"])}

    def _artist_albums(self, asked: Asked) -> Answer:
        if asked["artist"] not in self.artists:
            raise Refusal(6, "The artist you supplied could not be found")
        albums = [_found_album(one, nested=True) for one in self.albums if one.artist == asked["artist"]]
        albums.append(_found_album(LastfmAlbum("(null)", asked["artist"]), nested=True))
        return {"topalbums": self._page(asked, "album", albums, artist=asked["artist"])}

    def _similar(self, asked: Asked) -> Answer:
        tracks = self.similar.get((asked["artist"], asked["track"]))
        if tracks is None:
            raise Refusal(6, "Track not found", status=200)
        limit = int(asked.get("limit", "100"))
        listed = [shown(one, numbers=True) for one in tracks[:limit]]
        return {"similartracks": {"track": listed, "@attr": {"artist": asked["artist"]}}}

    def _album(self, asked: Asked) -> Answer:
        wanted = (asked["artist"].casefold(), asked["album"].casefold())
        album = next(
            (one for one in self.albums if (one.artist.casefold(), one.title.casefold()) == wanted), None
        )
        if album is None:
            raise Refusal(6, "Album not found", status=404)
        said: Answer = {"name": album.title, "artist": album.artist, "image": model.pictures(album.cover)}
        tracks = [shown(one, rank, numbers=True) for rank, one in enumerate(album.tracks, 1)]
        if tracks:
            said["tracks"] = {"track": one_or_many(tracks)}
        return {"album": said}

    def _find_tracks(self, asked: Asked) -> Answer:
        every = {(one.title, one.artist): one for tracks in self.artists.values() for one in tracks}
        words = f"{asked['track']} {asked.get('artist', '')}".casefold().split()
        hits = [one for one in every.values() if _holds(f"{one.title} {one.artist}", words)]
        listed = [
            {"name": one.title, "artist": one.artist, "url": "https://x/", "mbid": one.mbid} for one in hits
        ]
        return self._results(asked, "track", [one | {"image": model.pictures()} for one in listed])

    def _find_albums(self, asked: Asked) -> Answer:
        words = asked["album"].casefold().split()
        hits = [one for one in self.albums if _holds(f"{one.title} {one.artist}", words)]
        return self._results(asked, "album", [_found_album(one) for one in hits])

    def _find_artists(self, asked: Asked) -> Answer:
        names = [name for name in self.artists if _holds(name, asked["artist"].casefold().split())]
        return self._results(
            asked, "artist", [model.named(name) | {"image": model.pictures()} for name in names]
        )

    def _results(self, asked: Asked, kind: str, hits: list[Answer]) -> Answer:
        limit = int(asked.get("limit", "30"))
        return {
            "results": {
                "opensearch:totalResults": str(len(hits)),
                "opensearch:itemsPerPage": str(limit),
                f"{kind}matches": {kind: hits[:limit]},
            }
        }

    def _page(self, asked: Asked, name: str, items: list[Answer], **more: str) -> Answer:
        limit, number = int(asked.get("limit", "50")), int(asked.get("page", "1"))
        if not 1 <= limit <= _LARGEST or number < 1:
            raise Refusal(6)
        limit = min(limit, self.largest)
        part = [] if self._empty else items[(number - 1) * limit : number * limit]
        about = {
            "page": str(number),
            "perPage": str(limit),
            "totalPages": str(-(-len(items) // limit)),
            "total": str(len(items)),
        }
        return {name: one_or_many(part) if self.single_alone else part, "@attr": about | more}


def _ranked(tracks: list[LastfmTrack]) -> list[Answer]:
    return [shown(one, rank) for rank, one in enumerate(tracks, 1)]


def _found_album(album: LastfmAlbum, *, nested: bool = False) -> Answer:
    artist = model.named(album.artist) if nested else album.artist
    return {"name": album.title, "artist": artist, "url": "https://x/", "image": model.pictures(album.cover)}


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text.casefold() for word in words)


def _set(*names: str) -> frozenset[str]:
    return frozenset(names)
