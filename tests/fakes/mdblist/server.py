"""The service itself: its ways in, its pages, its requests of a day, and how tests change it from outside."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

from aiohttp import web

from fakes.mdblist import writes
from fakes.mdblist.model import Account, Key, Title
from fakes.mdblist.writes import Refusal
from fakes.serving import FAULT, Served, Wire

type Way = Callable[[web.Request, Account, dict[str, Any]], Any]

_PAGED = frozenset({"offset", "limit", "since", "cursor"})
_LARGEST_PAGE = 1000
_LISTS = ("movies", "shows", "seasons", "episodes")
_WRITES: dict[str, Callable[..., dict[str, Any]]] = {
    "/sync/watched": writes.add_watched,
    "/sync/watched/remove": writes.remove_watched,
    "/sync/ratings": writes.add_ratings,
    "/sync/ratings/remove": writes.remove_ratings,
    "/watchlist/items/add": writes.add_to_watchlist,
    "/watchlist/items/remove": writes.remove_from_watchlist,
}


class FakeMdblist:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `now` is its time, a second later with each thing that is done; `ahead` is by how much its answers are
    dated too late. `largest_page` is how many rows of a list a page has at most; `by_cursor`: pages are told
    by cursors instead. `requests` are those of a day.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.wire = Wire()
        self.titles: list[Title] = []
        self.accounts: dict[str, Account] = {}
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.ahead = timedelta()
        self.largest_page = _LARGEST_PAGE
        self.by_cursor = False
        self.requests = 1000
        self.keeps_writes = True
        """False: writes are answered as if nothing had been done, and are not."""
        self.names_missed = False
        """Whether it tells what it did not find by name, which the contract does not say."""
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/user", self._handler(self._user))
        app.router.add_get("/sync/last_activities", self._handler(lambda _r, who, _b: who.stamps))
        app.router.add_get("/sync/watched", self._handler(self._watched, _PAGED))
        app.router.add_get("/sync/ratings", self._handler(self._ratings, _PAGED))
        app.router.add_get("/watchlist/items", self._handler(self._watchlist, _PAGED))
        for path, write in _WRITES.items():
            app.router.add_post(path, self._handler(self._write(write)))
        app.router.add_post("/scrobble/{action:start|pause|stop}", self._handler(self._scrobble))
        app.router.add_route("*", "/{path:.*}", _nothing)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return what stands in for https://api.mdblist.com."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def tick(self) -> datetime:
        """Return its time, a second later than at the last look."""
        self.now += timedelta(seconds=1)
        return self.now

    def add_account(self, name: str) -> Account:
        """Make an account."""
        made = Account(name, f"key-of-{name}", self.tick)
        self.accounts[made.key] = made
        return made

    def add(self, name: str, *, film: bool = True, **more: Any) -> Title:
        """Put a title into the catalogue."""
        number = len(self.titles) + 1
        made = Title(tmdb=600 + number, imdb=f"tt{2000000 + number}", name=name, year=1990, film=film)
        for field, value in more.items():
            setattr(made, field, value)
        self.titles.append(made)
        return made

    def _handler(
        self, way: Way, allowed: frozenset[str] = frozenset()
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                who = self._let_in(request, allowed | {"apikey"})
                told = way(request, who, await self._body(request))
            except Refusal as refusal:
                return self._answer({"error": refusal.error}, refusal.status, None)
            status = 201 if request.path == "/scrobble/start" else 200
            return self._answer(told, status, who)

        return handle

    def _let_in(self, request: web.Request, allowed: frozenset[str]) -> Account:
        who = self.accounts.get(request.query.get("apikey", ""))
        if who is None:
            raise Refusal(403, "Invalid API key!")
        if odd := set(request.query) - allowed:
            raise Refusal(400, f"Unknown parameters: {', '.join(sorted(odd))}")
        who.requests += 1
        if who.requests > self.requests:
            raise Refusal(429, "API Limit Reached!")
        return who

    async def _body(self, request: web.Request) -> dict[str, Any]:
        if request.method != "POST":
            return {}
        try:
            body = json.loads(await request.read())
        except ValueError:
            raise Refusal(400, "No JSON") from None
        if not isinstance(body, dict) or request.content_type != "application/json":
            raise Refusal(400, "No object")
        return body

    def _user(self, _: web.Request, who: Account, _body: dict[str, Any]) -> dict[str, Any]:
        return {
            "user_id": 3,
            "username": who.name,
            "name": who.name,
            "api_requests": self.requests,
            "api_requests_count": who.requests,
            "plan": "Free",
            "auth_method": "apikey",
        }

    def _title(self, key: Key) -> Title:
        return next(one for one in self.titles if one.tmdb == key[0])

    def _watched(self, request: web.Request, who: Account, _: dict[str, Any]) -> dict[str, Any]:
        seen = [(key, {"last_watched_at": at}) for key, at in who.watched.items() if at is not None]
        return self._page(request, self._sorted(seen))

    def _ratings(self, request: web.Request, who: Account, _: dict[str, Any]) -> dict[str, Any]:
        rated = [(key, {"rated_at": at, "rating": rating}) for key, (rating, at) in who.ratings.items()]
        return self._page(request, self._sorted(rated))

    def _sorted(self, rows: Sequence[tuple[Key, dict[str, Any]]]) -> dict[str, list[Any]]:
        """Return rows by what they are about, with that."""
        found: dict[str, list[Any]] = {name: [] for name in _LISTS}
        for key, said in rows:
            title, (_, season, number) = self._title(key), key
            if title.film:
                found["movies"].append({**said, "movie": title.about})
            elif season is None:
                found["shows"].append({**said, "show": title.about})
            elif number is None:
                below = {"number": season, "name": f"Season {season}", "ids": {"tmdb": 3000 + season}}
                found["seasons"].append({**said, "season": {**below, "show": title.about}})
            else:
                ids = {"tmdb": title.tmdb * 10_000 + season * 100 + number}
                below = {"season": season, "number": number, "name": f"Part {number}", "ids": ids}
                found["episodes"].append({**said, "episode": {**below, "show": title.about}})
        return found

    def _watchlist(self, request: web.Request, who: Account, _: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, list[Any]] = {"movies": [], "shows": []}
        for rank, (tmdb, at) in enumerate(who.watchlist.items()):
            title = self._title((tmdb, None, None))
            kind = "movie" if title.film else "show"
            row = {"id": tmdb, "adult": 0, "title": title.name, "imdb_id": title.imdb, "tvdb_id": title.tvdb}
            row |= {"language": "en", "mediatype": kind, "release_year": title.year, "watchlist_at": at}
            found[f"{kind}s"].append({**row, "spoken_language": "en", "country": "us", "rank": rank})
        page = self._page(request, found)
        offset = page["pagination"].pop("offset")
        page["pagination"]["page"] = offset // page["pagination"]["limit"] + 1
        return page

    def _page(self, request: web.Request, found: dict[str, list[Any]]) -> dict[str, Any]:
        """Return a page of each list, and how many there are in all."""
        try:
            offset = int(request.query.get("cursor") or request.query.get("offset", "0"))
            limit = min(int(request.query.get("limit", "100")), self.largest_page)
        except ValueError:
            raise Refusal(400, "Not a number") from None
        onward = offset + limit
        more = any(len(rows) > onward for rows in found.values())
        told: dict[str, Any] = {name: rows[offset:onward] for name, rows in found.items()}
        if FAULT in request:
            told = {name: [] for name in found}
        totals = {f"total_{name}": len(rows) for name, rows in found.items()}
        pagination: dict[str, Any] = {"offset": offset, "limit": limit, **totals, "has_more": more}
        if self.by_cursor:
            pagination = {"limit": limit, **totals, "next_cursor": str(onward) if more else None, "offset": 0}
        return {**told, "pagination": pagination}

    def _write(self, write: Callable[..., dict[str, Any]]) -> Way:
        def done(_: web.Request, who: Account, body: dict[str, Any]) -> dict[str, Any]:
            if not self.keeps_writes:
                return {}
            told = write(self.titles, who, body)
            if not self.names_missed and "updated" in told:
                told.pop("not_found")
            return told

        return done

    def _scrobble(self, request: web.Request, who: Account, body: dict[str, Any]) -> dict[str, Any]:
        action, progress = request.match_info["action"], body.get("progress")
        if not isinstance(progress, int | float):
            raise Refusal(400, {"progress": ["This field is required."]})
        about = body.get("movie") or body.get("show")
        if about is None:
            raise Refusal(400, {"non_field_errors": ["Either 'movie' or 'show' must be provided"]})
        title = writes.find(self.titles, about.get("ids", {}), film="movie" in body)
        season = about.get("season", {})
        place = (season.get("number"), season.get("episode", {}).get("number"))
        if title is None or not (title.film or title.holds(*place)):
            raise Refusal(404, "Movie not found in database")
        done = action == "stop" and progress >= 80
        who.playing.append(("scrobble" if done else action, body))
        if done:
            who.watch(title, *(() if title.film else place))
            return {"action": "scrobble", "progress": progress, "watched_at": "2025-11-06T22:00:00Z"}
        times = {"started_at": "2025-11-06T20:00:00Z", "expires_at": "2025-11-06T22:15:00Z"}
        paused = None if action == "start" else "2025-11-06T20:45:15Z"
        told = {
            "id": 12345,
            "action": action,
            "progress": progress,
            **times,
            "paused_at": paused,
            "episode": None,
        }
        return {**told, "movie": title.about} if title.film else told

    def _answer(self, told: Any, status: int, who: Account | None) -> web.Response:
        headers = {"Date": format_datetime(datetime.now(UTC) + self.ahead, usegmt=True)}
        if who is not None:
            reset = datetime.now(UTC) + timedelta(hours=5)
            headers["X-RateLimit-Limit"] = str(self.requests)
            headers["X-RateLimit-Remaining"] = str(self.requests - who.requests)
            headers["X-RateLimit-Reset"] = str(int(reset.timestamp()))
        elif status == 429:
            headers["Retry-After"] = "18000"
        return web.json_response(told, status=status, headers=headers)


async def _nothing(request: web.Request) -> web.Response:
    del request
    return web.json_response({"detail": "Not found."}, status=404)
