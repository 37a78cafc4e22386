"""The service itself: the API, and the logins beside it."""

import json
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from fakes.serving import Served, Wire
from fakes.trakt.access import Access, Grant
from fakes.trakt.asking import Answer, Ask, Refusal
from fakes.trakt.lists import Lists
from fakes.trakt.model import Catalogue
from fakes.trakt.scrobbles import Scrobbles
from fakes.trakt.sync import Sync
from fakes.trakt.users import User, settings

_LIMITS = {"GET": (1000, timedelta(minutes=5)), "POST": (1, timedelta(seconds=1))}


class Trakt:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `now` is its clock. `strict`: it holds whoever asks to its limits of requests.
    """

    def __init__(self, port: int = 0) -> None:
        self.wire = Wire()
        self.catalogue = Catalogue()
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.access = Access(self.time)
        self.users: dict[str, User] = {}
        self.strict = False
        self.free_limit, self.vip_limit = 250, 5000
        self.free_lists, self.vip_lists = (5, 250), (100, 5000)
        """How many lists somebody may have, and how much in each."""
        self._asked: dict[tuple[str, str], deque[datetime]] = {}
        sync, scrobbles = Sync(self.catalogue, self._limit_of), Scrobbles(self.catalogue)
        lists = Lists(self.catalogue, self._lists_of)
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_post("/oauth/device/code", self.access.code)
        app.router.add_post("/oauth/device/token", self.access.device_token)
        app.router.add_post("/oauth/token", self.access.token)
        reads: dict[str, Answer] = {
            "/users/settings": self._settings,
            "/sync/last_activities": sync.last_activities,
            "/sync/history": sync.history,
            "/sync/history/{type}": sync.history,
            "/sync/history/{type}/{id}": sync.history,
            "/sync/ratings": sync.ratings,
            "/sync/ratings/{type}": sync.ratings,
            "/sync/ratings/{type}/{rating}": sync.ratings,
            "/sync/watchlist": sync.watchlist,
            "/sync/watchlist/{type}": sync.watchlist,
            "/users/{id}/lists": lists.all,
            "/users/{id}/lists/{list_id}/items/{type}": lists.items,
        }
        writes: dict[str, Answer] = {
            "/sync/history": sync.add_history,
            "/sync/history/remove": sync.remove_history,
            "/sync/ratings": sync.add_ratings,
            "/sync/ratings/remove": sync.remove_ratings,
            "/sync/watchlist": sync.add_watchlist,
            "/sync/watchlist/remove": sync.remove_watchlist,
            "/users/{id}/lists": lists.make,
            "/users/{id}/lists/{list_id}/items": lists.put_in,
            "/users/{id}/lists/{list_id}/items/remove": lists.take_out,
            "/scrobble/start": scrobbles.start,
            "/scrobble/pause": scrobbles.pause,
            "/scrobble/stop": scrobbles.stop,
        }
        for path, answer in reads.items():
            app.router.add_get(path, self._handler(answer), allow_head=False)
        for path, answer in writes.items():
            app.router.add_post(path, self._handler(answer))
        app.router.add_route("*", "/{path:.*}", _nothing)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def time(self) -> datetime:
        """Return what time it is by whatever clock the service has now."""
        return self.now()

    def add_user(self, username: str, **more: Any) -> User:
        user = User(username, self.time, **more)
        self.users[username] = user
        return user

    def let_in(self, user: User, client_id: str, *, lasts: timedelta = timedelta(days=7)) -> tuple[str, str]:
        """Return the tokens of a user as of a login that was there already."""
        access, refresh = f"access-of-{user.username}", f"refresh-of-{user.username}"
        self.access.tokens[access] = Grant(user.username, client_id, self.now() + lasts)
        self.access.refreshes[refresh] = Grant(user.username, client_id, self.now() + timedelta(days=90))
        return access, refresh

    def _limit_of(self, user: User) -> int:
        return self.vip_limit if user.vip else self.free_limit

    def _lists_of(self, user: User) -> tuple[int, int]:
        return self.vip_lists if user.vip else self.free_lists

    def _settings(self, ask: Ask) -> web.Response:
        ask.takes("extended")
        return web.json_response(settings(ask.user, self._limit_of(ask.user), self._lists_of(ask.user)))

    def _handler(self, answer: Answer) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.Response:
            try:
                user = self._admitted(request)
                ask = Ask(user, dict(request.match_info), _query(request), await _body(request), request)
                return answer(ask)
            except Refusal as refusal:
                return refusal.answer

        return handle

    def _admitted(self, request: web.Request) -> User:
        """Return who asks, once all headers are right."""
        headers = request.headers
        client_id = headers.get("trakt-api-key", "")
        if not headers.get("User-Agent") or client_id not in self.access.applications:
            raise Refusal(403)
        if headers.get("trakt-api-version") != "2" or headers.get("Content-Type") != "application/json":
            raise Refusal(412)
        grant = self.access.grant(headers.get("Authorization", ""), client_id)
        if grant is None:
            raise Refusal(401, {"WWW-Authenticate": "Bearer"})
        user = self.users[grant.username]
        if user.locked:
            raise Refusal(423, {"X-Account-Locked": "true", "X-Account-Deactivated": "false"})
        if self.strict:
            self._count(user, request.method)
        return user

    def _count(self, user: User, method: str) -> None:
        most, window = _LIMITS[method]
        now, before = self.now(), self._asked.setdefault((user.username, method), deque())
        while before and now - before[0] >= window:
            before.popleft()
        if len(before) >= most:
            rest = {"name": f"AUTHED_API_{method}_LIMIT", "limit": most, "remaining": 0}
            raise Refusal(429, {"Retry-After": "1", "X-Ratelimit": json.dumps(rest)})
        before.append(now)


def _query(request: web.Request) -> dict[str, str]:
    query = dict(request.query)
    if len(query) != len(request.query):
        raise Refusal(400)
    return query


async def _body(request: web.Request) -> dict[str, Any]:
    if request.method != "POST":
        return {}
    try:
        body = await request.json()
    except ValueError:
        raise Refusal(400) from None
    if not isinstance(body, dict):
        raise Refusal(400)
    return body


async def _nothing(request: web.Request) -> web.Response:
    """Answer what there is none of."""
    del request
    return web.Response(status=404)
