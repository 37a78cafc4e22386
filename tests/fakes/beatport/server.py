"""The site itself: its addresses, and how tests change it from outside."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Self

from aiohttp import web

from fakes.beatport import shapes
from fakes.beatport.model import Genre, Release, Shop
from fakes.serving import FAULT, Served, Wire

type Answer = tuple[dict[str, Any], str]
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_PAGED = frozenset({"page", "per_page"})
_MOST = 150


class Beatport:
    """An asynchronous context manager: the site runs inside of it at `address`. `usual` rows are on a page."""

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.shop = Shop()
        self.usual = 25
        self.changed_layout = False
        """Whether its scripts are handed something else now."""
        app = web.Application(middlewares=[self.wire.middleware()])
        for path, make, names in self._ways_in():
            app.router.add_route("*", path, self._serving(path, make, names))
        app.router.add_route("*", "/{path:.*}", self._not_found)
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

    def _ways_in(self) -> Sequence[tuple[str, Callable[[web.Request], Answer], frozenset[str]]]:
        none: frozenset[str] = frozenset()
        below = "/genre/{slug}/{id}"
        return (
            ("/", self._home, none),
            ("/top-100", lambda ask: self._top(ask, self.shop.home.top, "top-100"), none),
            ("/hype-100", lambda ask: self._top(ask, self.shop.home.hype, "hype-100"), none),
            ("/top-100-releases", self._top_releases, none),
            (below, self._genre, none),
            (f"{below}/top-100", lambda ask: self._top(ask, self._of(ask).top, "top-100"), none),
            (f"{below}/hype-100", lambda ask: self._top(ask, self._of(ask).hype, "hype-100"), none),
            (f"{below}/tracks", self._genre_tracks, _PAGED),
            (f"{below}/releases", self._genre_releases, _PAGED),
            (f"{below}/charts", self._genre_charts, _PAGED),
            ("/chart/{slug}/{id}", self._chart, _PAGED),
            ("/release/{slug}/{id}", self._release, _PAGED),
            ("/artist/{slug}/{id}/releases", self._artist_releases, _PAGED),
            ("/playlists/share/{id}", self._playlist, _PAGED),
            ("/search/{what}", self._search, frozenset({"q"})),
        )

    def _serving(self, path: str, make: Callable[[web.Request], Answer], names: frozenset[str]) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            if request.method != "GET":
                return web.Response(status=405)
            if set(request.query) - names or len(request.query) != len(set(request.query)):
                return web.Response(status=400, text="unknown parameter")
            agent = request.headers.get("User-Agent", "")
            if not agent or agent.startswith("Python"):
                return web.Response(
                    status=403, text="<html>Just a moment...</html>", content_type="text/html"
                )
            try:
                queries, body = make(request)
            except KeyError, ValueError:
                return await self._not_found(request)
            if self.changed_layout:
                queries = {"dehydratedState": {"queries": []}}
            head = shapes.menu(list(self.shop.genres.values()))
            page = shapes.html(queries, head + body, path.replace("{", "[").replace("}", "]"))
            return web.Response(text=page, content_type="text/html")

        return serve

    async def _not_found(self, request: web.Request) -> web.StreamResponse:
        del request
        page = shapes.html({"statusCode": 404}, "<h1>This page could not be found</h1>", "/404")
        return web.Response(status=404, text=page, content_type="text/html")

    def _of(self, request: web.Request) -> Genre:
        return self.shop.genres[int(request.match_info["id"])]

    def _rows(self, request: web.Request, rows: Sequence[dict[str, Any]], usual: int = 0) -> dict[str, Any]:
        """Make one page of a list; an empty one where that is the fault."""
        size = int(request.query.get("per_page", usual or self.usual))
        number = int(request.query.get("page", "1"))
        if not 1 <= size <= _MOST or number < 1:
            raise ValueError
        shown = [] if FAULT in request else rows[(number - 1) * size : number * size]
        return {
            # There is a next page, whether there is one or not.
            "next": f"api-internal.beatportprod.com/v4/x/?page={number + 1}&per_page={size}",
            "previous": None,
            "count": len(rows),
            "page": str(number),
            "per_page": size,
            "results": list(shown),
        }

    def _tracks(self, keys: Sequence[int]) -> list[dict[str, Any]]:
        return [shapes.track(self.shop, self.shop.tracks[key]) for key in keys]

    def _found(self, keys: Sequence[int]) -> list[Release]:
        return [self.shop.releases[key] for key in keys if key in self.shop.releases]

    def _home(self, request: web.Request) -> Answer:
        home, shop = self.shop.home, self.shop
        body = "".join(
            (
                shapes.slider("New on Beatport", "release", self._found(home.latest), "new-releases"),
                shapes.slider("Staff Picks", "release", self._found(home.staff_picks)),
                shapes.slider("Hype Picks", "release", self._found(home.hype_picks), "hype-picks"),
                shapes.slider(
                    "Charts of the week",
                    "chart",
                    [shop.charts[key] for key in home.charts],
                    "featured-charts",
                ),
            )
        )
        queries = [
            shapes.query(["home-top-10"], self._rows(request, self._tracks(home.top[:10]))),
            shapes.query(["new-releases"], [shapes.release(one) for one in self._found(home.latest)]),
            shapes.query(["featured"], {"results": [shapes.chart(shop.charts[key]) for key in home.charts]}),
        ]
        return {"dehydratedState": {"queries": queries}}, body

    def _top(self, request: web.Request, keys: Sequence[int], name: str) -> Answer:
        rows = self._rows(request, self._tracks(keys[:100]), 100)
        queries = [shapes.query([f"{name}-tracks-per_page=100"], rows)]
        if "id" in request.match_info:
            queries.insert(0, shapes.query(["genre", self._of(request).id], shapes.genre(self._of(request))))
        return {"dehydratedState": {"queries": queries}}, ""

    def _top_releases(self, request: web.Request) -> Answer:
        rows = [shapes.release(one) for one in self._found(self.shop.top_releases)]
        return {"dehydratedState": {"queries": [shapes.query(["top"], self._rows(request, rows, 100))]}}, ""

    def _genre(self, request: web.Request) -> Answer:
        genre, charts = self._of(request), self.shop.charts
        body = "".join(
            (
                f"<h1>{genre.name}</h1>",
                shapes.slider(f"{genre.name} Latest Releases", "release", self._found(genre.latest)),
                shapes.slider(f"{genre.name} Staff Picks", "release", self._found(genre.staff_picks)),
                shapes.slider(f"{genre.name} Hype Picks", "release", self._found(genre.hype_picks)),
                shapes.slider("Featured Charts", "chart", [charts[key] for key in genre.charts]),
            )
        )
        queries = [
            shapes.query(["genre", genre.id], shapes.genre(genre)),
            shapes.query(["picks"], [shapes.release(one) for one in self._found(genre.staff_picks)]),
            shapes.query(["top"], self._rows(request, self._tracks(genre.top[:10]))),
            shapes.query(["hype"], self._rows(request, self._tracks(genre.hype[:10]))),
        ]
        return {"dehydratedState": {"queries": queries}}, body

    def _below(self, request: web.Request, key: str, rows: Sequence[dict[str, Any]]) -> Answer:
        genre = shapes.query(["genre"], shapes.genre(self._of(request)))
        return {"dehydratedState": {"queries": [genre, shapes.query([key], self._rows(request, rows))]}}, ""

    def _genre_tracks(self, request: web.Request) -> Answer:
        return self._below(request, "tracks", self._tracks(self._of(request).newest))

    def _genre_releases(self, request: web.Request) -> Answer:
        rows = [shapes.release(one) for one in self._found(self._of(request).latest)]
        return self._below(request, "releases", rows)

    def _genre_charts(self, request: web.Request) -> Answer:
        charts = [shapes.chart(self.shop.charts[key]) for key in self._of(request).charts]
        return self._below(request, "charts", charts)

    def _chart(self, request: web.Request) -> Answer:
        chart = self.shop.charts[int(request.match_info["id"])]
        rows = self._rows(request, self._tracks(chart.tracks))
        queries = [
            shapes.query([f"chart-{chart.id}"], shapes.chart(chart)),
            shapes.query([f"chart-{chart.id}-tracks"], rows),
        ]
        return {"dehydratedState": {"queries": queries}}, ""

    def _release(self, request: web.Request) -> Answer:
        one = self.shop.releases[int(request.match_info["id"])]
        shown = self._tracks([key for key in one.tracks if key not in one.hidden])
        beside = self._tracks([key for key in self.shop.tracks if key not in one.tracks][:5])
        queries = [
            shapes.query(["release", {"id": one.id}], shapes.release(one)),
            # In no order of its own.
            shapes.query(["tracks", {"release_id": one.id}], self._rows(request, shown[::-1], 100)),
            shapes.query(["also-bought"], {"results": beside}),
        ]
        return {"dehydratedState": {"queries": queries}, "release": shapes.release(one)}, ""

    def _artist_releases(self, request: web.Request) -> Answer:
        who = self.shop.artists[int(request.match_info["id"])]
        rows = [shapes.release(one) for one in self.shop.releases.values() if who in one.artists]
        queries = [
            shapes.query(["artist", who.id], shapes.artist(who)),
            shapes.query(["releases"], self._rows(request, rows)),
        ]
        return {"dehydratedState": {"queries": queries}}, ""

    def _playlist(self, request: web.Request) -> Answer:
        one = self.shop.playlists[int(request.match_info["id"])]
        rows = [
            {"id": 1 + at, "position": 1 + at, "track": row}
            for at, row in enumerate(self._tracks(one.tracks))
        ]
        key = f"catalog-playlist-{one.id}-page={request.query.get('page', '1')}"
        queries = [
            shapes.query([f"catalog-playlist-{one.id}"], shapes.playlist(one)),
            shapes.query([key], self._rows(request, rows)),
        ]
        return {"dehydratedState": {"queries": queries}}, ""

    def _search(self, request: web.Request) -> Answer:
        words = request.query["q"].casefold().split()
        hits = self._hits(request.match_info["what"])
        found = [row for said, row in hits if all(word in said.casefold() for word in words)]
        data = {"data": [] if FAULT in request else found[:25]}
        return {"dehydratedState": {"queries": [shapes.query(["search", request.query["q"]], data)]}}, ""

    def _hits(self, what: str) -> list[tuple[str, Mapping[str, Any]]]:
        shop = self.shop
        match what:
            case "tracks":
                return [
                    (
                        f"{' '.join(who.name for who in one.artists)} {one.name} {one.mix} {one.isrc}",
                        shapes.searched_track(shop, one),
                    )
                    for one in shop.tracks.values()
                ]
            case "releases":
                return [
                    (f"{one.artists[0].name} {one.name} {one.upc}", shapes.searched_release(one))
                    for one in shop.releases.values()
                ]
            case "artists":
                return [(one.name, shapes.searched_artist(one)) for one in shop.artists.values()]
            case _:
                raise KeyError(what)
