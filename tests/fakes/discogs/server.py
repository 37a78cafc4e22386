"""The API itself: its addresses, who may ask and how often."""

from collections.abc import Callable, Sequence
from typing import Any, Self

from aiohttp import web

from fakes.discogs import shapes
from fakes.discogs.model import Database, Release, User
from fakes.serving import FAULT, Handler, Served, Wire

_PAGED = frozenset({"page", "per_page"})
_SORTED = _PAGED | {"sort", "sort_order"}
_SEARCHED = _PAGED | {"q", "type", "title", "release_title", "artist", "track", "barcode", "year", "format"}
_SORTS = frozenset({"label", "artist", "title", "catno", "format", "rating", "added", "year"})
_TYPES = frozenset({"release", "master", "artist", "label"})
_MOST = 100


class Refusal(Exception):
    """An answer that is a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Discogs:
    """An asynchronous context manager: the API runs inside of it at `address`.

    `remaining` is how many requests are still answered; those after them come too fast.
    """

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.database = Database()
        self.remaining = 1_000_000
        app = web.Application(middlewares=[self.wire.middleware(), self._around()])
        ways: Sequence[tuple[str, Callable[[web.Request], Any], frozenset[str]]] = (
            ("/", self._root, frozenset()),
            ("/oauth/identity", self._identity, frozenset()),
            ("/releases/{id}", self._release, frozenset({"curr_abbr"})),
            ("/masters/{id}", self._master, frozenset()),
            ("/users/{user}/collection/folders/{folder}/releases", self._collection, _SORTED),
            ("/users/{user}/wants", self._wants, _SORTED),
            ("/database/search", self._search, _SEARCHED),
        )
        for path, make, names in ways:
            app.router.add_route("*", path, self._serving(make, names))
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return the address to give to clients."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def _around(self) -> Any:
        @web.middleware
        async def around(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                self._may_ask(request)
                answer = await handler(request)
            except Refusal as refusal:
                answer = web.json_response({"message": str(refusal)}, status=refusal.status)
            except web.HTTPNotFound:
                answer = web.json_response({"message": "The requested resource was not found."}, status=404)
            answer.headers["X-Discogs-Ratelimit"] = "60"
            answer.headers["X-Discogs-Ratelimit-Remaining"] = str(max(self.remaining, 0))
            return answer

        return around

    def _may_ask(self, request: web.Request) -> None:
        agent = request.headers.get("User-Agent", "")
        if not agent or agent.startswith("Python"):
            raise Refusal(403, "You are unauthorized to access this resource.")
        self.remaining -= 1
        if self.remaining < 0:
            raise Refusal(429, "You are making requests too quickly.")

    def _serving(self, make: Callable[[web.Request], Any], names: frozenset[str]) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            if request.method != "GET":
                raise Refusal(405, "The requested method is not allowed.")
            unknown = set(request.query) - names
            if unknown or len(request.query) != len(set(request.query)):
                raise Refusal(400, f"Unknown parameters: {sorted(unknown)}")
            return web.json_response(make(request))

        return serve

    def _asking(self, request: web.Request) -> User | None:
        """Return who asks, None for nobody. A token that is none is refused everywhere."""
        said = request.headers.get("Authorization")
        if said is None:
            return None
        kind, _, token = said.partition(" token=")
        found = [one for one in self.database.users.values() if one.token == token]
        if kind != "Discogs" or not found:
            raise Refusal(401, "Invalid consumer token. Please register an app before making requests.")
        return found[0]

    def _somebody(self, request: web.Request) -> User:
        user = self._asking(request)
        if user is None:
            raise Refusal(401, "You must authenticate to access this resource.")
        return user

    def _root(self, request: web.Request) -> Any:
        self._asking(request)
        return {"hello": "Welcome to the Discogs API.", "api_version": "v2", "statistics": {"releases": 1}}

    def _identity(self, request: web.Request) -> Any:
        user = self._somebody(request)
        return {"id": 1, "username": user.name, "resource_url": "x", "consumer_name": "y"}

    def _release(self, request: web.Request) -> Any:
        self._asking(request)
        return shapes.whole(self._one(request.match_info["id"], "Release"))

    def _master(self, request: web.Request) -> Any:
        self._asking(request)
        key = request.match_info["id"]
        main = self.database.masters.get(int(key)) if key.isdecimal() else None
        if main is None:
            raise Refusal(404, "Master not found.")
        release = self._one(str(main), "Release")
        return {"id": int(key), "main_release": main, "title": release.title, "year": release.year}

    def _one(self, key: str, what: str) -> Release:
        found = self.database.releases.get(int(key)) if key.isdecimal() else None
        if found is None:
            raise Refusal(404, f"{what} not found.")
        return found

    def _collection(self, request: web.Request) -> Any:
        user = self._own(request)
        if request.match_info["folder"] != "0":
            raise Refusal(404, "Folder not found.")
        found = [
            {
                "id": key,
                "instance_id": 500 + at,
                "date_added": "2024-01-02T03:04:05-08:00",
                "rating": 0,
                "basic_information": shapes.listed(self.database.releases[key]),
            }
            for at, key in enumerate(user.collection)
        ]
        return self._page(request, "releases", found)

    def _wants(self, request: web.Request) -> Any:
        found = [
            {"id": key, "rating": 0, "basic_information": shapes.listed(self.database.releases[key])}
            for key in self._own(request).wants
        ]
        return self._page(request, "wants", found)

    def _own(self, request: web.Request) -> User:
        user = self._somebody(request)
        if user.name != request.match_info["user"]:
            raise Refusal(403, "You don't have permission to access this resource.")
        if request.query.get("sort", "added") not in _SORTS:
            raise Refusal(422, "Invalid sort.")
        return user

    def _search(self, request: web.Request) -> Any:
        self._somebody(request)
        kind = request.query.get("type", "release")
        if kind not in _TYPES:
            raise Refusal(422, "Invalid type.")
        if kind == "artist":
            people = {
                one["id"]: one for release in self.database.releases.values() for one in release.artists
            }
            words = request.query.get("q", "").casefold()
            found = [shapes.artist_hit(one) for one in people.values() if words in one["name"].casefold()]
            return self._page(request, "results", found)
        hits = [one for one in self.database.releases.values() if _matches(one, request.query)]
        return self._page(request, "results", [shapes.hit(one) for one in hits])

    def _page(self, request: web.Request, name: str, rows: Sequence[dict[str, Any]]) -> Any:
        size = int(request.query.get("per_page", "50"))
        number = int(request.query.get("page", "1"))
        if not 1 <= size <= _MOST or number < 1:
            raise Refusal(422, "Invalid page.")
        pages = max(1, -(-len(rows) // size))
        if number > pages:
            raise Refusal(404, "That page does not exist.")
        shown = [] if FAULT in request else list(rows[(number - 1) * size : number * size])
        told = {"page": number, "pages": pages, "per_page": size, "items": len(rows), "urls": {}}
        return {"pagination": told, name: shown}


def _matches(release: Release, wanted: Any) -> bool:
    codes = " ".join(code.replace(" ", "").replace("-", "") for code in release.barcodes)
    titles = " ".join(line["title"] for line in release.tracklist)
    artists = " ".join(f"{one['name']} {one['anv']}" for one in release.artists)
    told = {
        "barcode": codes,
        "track": titles,
        "artist": artists,
        "release_title": release.title,
        "q": f"{artists} {release.title} {titles}",
    }
    return all(
        all(word in told[name].casefold() for word in value.casefold().split())
        for name, value in wanted.items()
        if name in told
    )
