"""The service itself: its ways in, its login by a code, and how tests change it from outside."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

from aiohttp import web

from fakes.serving import FAULT, Served, Wire
from fakes.simkl import writes
from fakes.simkl.model import STATUSES, Catalogue, Library, Title, User
from fakes.simkl.shapes import media, row
from fakes.simkl.writes import Refusal

type Way = Callable[[web.Request, User, dict[str, Any]], Any]

_KINDS = ("shows", "anime", "movies")
_APP = frozenset({"client_id", "app-name", "app-version"})
_FILTERS = frozenset({"extended", "date_from", "episode_watched_at", "include_all_episodes"})
_WRITES = {
    "/sync/history": writes.add_history,
    "/sync/history/remove": writes.remove_history,
    "/sync/ratings": writes.add_ratings,
    "/sync/ratings/remove": writes.remove_ratings,
    "/sync/add-to-list": writes.add_to_list,
}


class FakeSimkl:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `now` is its time, a second later with each thing that is done. `keeps_pace`: whoever writes twice in a
    second is refused. `ahead` is by how much its answers are dated too late.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.wire = Wire()
        self.catalogue = Catalogue()
        self.users: dict[str, User] = {}
        self.applications = {"app"}
        self.codes: dict[str, str | None] = {}
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.ahead = timedelta()
        self.keeps_pace = False
        self.keeps_writes = True
        """False: writes are answered as if they were done, and are not."""
        self._written = datetime.min.replace(tzinfo=UTC)
        self._made = 0
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/oauth/pin", self._open(self._pin))
        app.router.add_get("/oauth/pin/{code}", self._open(self._polled))
        app.router.add_post("/users/settings", self._handler(self._settings))
        app.router.add_get("/sync/activities", self._handler(lambda _r, user, _b: user.library.activities()))
        for path in ("/sync/all-items", "/sync/all-items/{kind}", "/sync/all-items/{kind}/{status}"):
            app.router.add_get(path, self._handler(self._all_items, _FILTERS))
        for path, write in _WRITES.items():
            app.router.add_post(path, self._handler(self._write(write), status=201))
        app.router.add_post("/scrobble/{action:start|pause|stop}", self._handler(self._scrobble, status=201))
        app.router.add_route("*", "/{path:.*}", _nothing)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return what stands in for https://api.simkl.com."""
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

    def add_user(self, name: str) -> User:
        """Make an account, and let our application in."""
        user = User(len(self.users) + 1001, name, f"token-of-{name}", Library(self.tick))
        self.users[user.token] = user
        return user

    def add(self, kind: str, name: str, **more: Any) -> Title:
        """Put a title into the catalogue, with ids of its own unless told."""
        self._made += 1
        number = self._made
        ids = {"imdb": f"tt{1000000 + number}", "tmdb": str(5000 + number)}
        title = Title(simkl=50000 + number, kind=kind, name=name, year=2000 + number % 20, ids=ids)
        title.film = kind == "movies"
        for field, value in more.items():
            setattr(title, field, value)
        return self.catalogue.add(title)

    def enter(self, code: str, user: User) -> None:
        """Let somebody enter a code at the service's page."""
        self.codes[code] = user.token

    def _open(self, way: Callable[[web.Request], Any]) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                self._hold_to_application(request, _APP)
                return self._answer(way(request), 200)
            except Refusal as refusal:
                return self._refuse(refusal)

        return handle

    def _handler(
        self, way: Way, allowed: frozenset[str] = frozenset(), *, status: int = 200
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            try:
                self._hold_to_application(request, _APP | allowed)
                user = self._let_in(request)
                return self._answer(way(request, user, await self._body(request)), status)
            except Refusal as refusal:
                return self._refuse(refusal)

        return handle

    def _hold_to_application(self, request: web.Request, allowed: frozenset[str]) -> None:
        client = request.query.get("client_id") or request.headers.get("simkl-api-key")
        if client not in self.applications:
            raise Refusal(412, "client_id_failed", "Your client_id is wrong. Try another one")
        if not request.headers.get("User-Agent", "").startswith(request.query.get("app-name", "?")):
            raise Refusal(403, "user_agent_failed")
        if odd := set(request.query) - allowed:
            raise Refusal(400, "wrong_parameter", ", ".join(sorted(odd)))
        if missing := _APP - set(request.query):
            raise Refusal(400, "empty_field", ", ".join(sorted(missing)))

    def _let_in(self, request: web.Request) -> User:
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer" or token not in self.users:
            raise Refusal(401, "user_token_failed")
        return self.users[token]

    async def _body(self, request: web.Request) -> dict[str, Any]:
        if request.method != "POST":
            return {}
        if self.keeps_pace:
            before, self._written = self._written, datetime.now(UTC)
            if self._written - before < timedelta(seconds=0.95):
                raise Refusal(429, "rate_limit")
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise Refusal(400, "wrong_parameter") from None
        if not isinstance(body, dict) or request.content_type != "application/json":
            raise Refusal(400, "wrong_parameter")
        return body

    def _pin(self, _: web.Request) -> dict[str, Any]:
        code = f"PIN{len(self.codes):02}"
        self.codes[code] = None
        page = "https://simkl.com/pin"
        return {
            "result": "OK",
            "device_code": "DEVICE_CODE",
            "user_code": code,
            "verification_uri": page,
            "verification_url": page,
            "expires_in": 900,
            "interval": 5,
        }

    def _polled(self, request: web.Request) -> dict[str, Any]:
        code = request.match_info["code"]
        if code not in self.codes:
            return self._pin(request)
        token = self.codes[code]
        if token is None:
            return {"result": "KO", "message": "Authorization pending"}
        del self.codes[code]
        return {"result": "OK", "access_token": token}

    def _settings(self, _: web.Request, user: User, _body: dict[str, Any]) -> dict[str, Any]:
        return {
            "user": {"name": user.name, "joined_at": "2018-06-12T14:23:08.000Z", "gender": "", "age": ""},
            "account": {"id": user.id, "timezone": "Europe/Lisbon", "type": "free"},
        }

    def _all_items(self, request: web.Request, user: User, _: dict[str, Any]) -> Any:
        asked = dict(request.query)
        kind, status = request.match_info.get("kind", ""), request.match_info.get("status", "")
        if kind and kind not in {*_KINDS, "all"}:
            raise Refusal(404, "url_failed")
        since = None
        if "date_from" in asked:
            try:
                since = datetime.fromisoformat(asked["date_from"])
            except ValueError:
                raise Refusal(400, "wrong_parameter", "date_from") from None
        told: dict[str, list[Any]] = {}
        for one in _KINDS if kind in {"", "all"} else (kind,):
            found = [
                row(item, asked)
                for item in user.library.items.values()
                if item.title.kind == one
                and (status not in STATUSES or item.status == status)
                and (since is None or item.changed_at > since)
            ]
            if FAULT in request:
                found = []
            if found:
                told[one] = found
        return told or None

    def _write(self, write: Callable[..., dict[str, Any]]) -> Way:
        def done(_: web.Request, user: User, body: dict[str, Any]) -> dict[str, Any]:
            if self.keeps_writes:
                return write(self.catalogue, user.library, body)
            return {"deleted": {}, "added": {}, "not_found": {"movies": [], "shows": []}}

        return done

    def _scrobble(self, request: web.Request, user: User, body: dict[str, Any]) -> dict[str, Any]:
        action = request.match_info["action"]
        progress = body.get("progress")
        if not isinstance(progress, int | float) or not 0 <= progress <= 100:
            raise Refusal(400, "wrong_parameter", "progress")
        about = body.get("movie") or body.get("show") or body.get("anime")
        if about is None:
            raise Refusal(400, "empty_field", "movie")
        found = self.catalogue.find(about.get("ids", {}), film="movie" in body)
        if not found:
            raise Refusal(404, "id_err")
        title, episode = found[0], body.get("episode", {})
        place = (episode.get("season", 1), episode.get("number", 0))
        if not title.film and place not in title.places:
            raise Refusal(404, "id_err")
        done = action == "stop" and progress >= 80
        if done and not user.library.watch(title, [place], None):
            raise Refusal(409, "already_scrobbled")
        became = "scrobble" if done else "pause" if action == "stop" else action
        user.playing.append((became, body))
        return {
            "id": 10916890,
            "action": became,
            "progress": progress,
            "movie" if title.film else "show": media(title),
        }

    def _answer(self, told: Any, status: int) -> web.Response:
        headers = {"Date": format_datetime(datetime.now(UTC) + self.ahead, usegmt=True)}
        return web.json_response(told, status=status, headers=headers)

    def _refuse(self, refusal: Refusal) -> web.Response:
        told = {"error": refusal.error, "code": refusal.status, "message": refusal.message}
        return web.json_response(told, status=refusal.status)


async def _nothing(request: web.Request) -> web.Response:
    del request
    return web.json_response({"error": "url_failed", "code": 404}, status=404)
