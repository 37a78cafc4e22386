"""The service itself: versions 3 and 4 side by side, their logins, pages of twenty, and numbered refusals."""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from fakes.serving import FAULT, Served, Wire
from fakes.tmdb.model import Episode, Member, Movie, Show

PAGE = 20
_MESSAGES = {
    1: (201, "Success."),
    7: (401, "Invalid API key: You must be granted a valid key."),
    3: (401, "Authentication failed: You do not have permissions to access the service."),
    5: (422, "Invalid parameters: Your request parameters are incorrect."),
    12: (201, "The item/record was updated successfully."),
    13: (200, "The item/record was deleted successfully."),
    18: (400, "Validation failed."),
    22: (400, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer."),
    25: (429, "Your request count is over the allowed limit."),
    33: (401, "Invalid request token: The request token is either expired or invalid."),
    34: (404, "The resource you requested could not be found."),
    41: (422, "This request token hasn't been approved by the user."),
}
_GOOD = frozenset({1, 12, 13})
_KINDS = {"movie": "movie", "tv": "tv"}
_PAGED = frozenset({"page", "sort_by", "language"})
_SOURCES = {"imdb_id": "imdb", "tvdb_id": "tvdb"}

type Way = Callable[[web.Request, Mapping[str, Any]], Any]


class Said(Exception):
    """An answer that is a code; `plain` answers 200 whatever it is."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class FakeTmdb:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `soft`: refusals come with the status 200, as some do; `shy` many of each list are counted, but not given.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.wire = Wire()
        self.now = datetime(2026, 3, 1, 20, tzinfo=UTC)
        self.api_key = "0123456789abcdef0123456789abcdef"
        self.read_token = "eyJ.read.token"
        self.movies: dict[int, Movie] = {}
        self.shows: dict[int, Show] = {}
        self.episodes: dict[tuple[int, int, int], Episode] = {}
        self.members: list[Member] = []
        self.soft = False
        self.shy = 0
        self.between_pages: Callable[[], None] | None = None
        self._requests: dict[str, Member | None] = {}
        app = web.Application(middlewares=[self.wire.middleware()])
        v3 = "/3/{kind:movie|tv}/{id}"
        episode = "/3/tv/{id}/season/{season}/episode/{episode}/rating"
        own = frozenset({"session_id"})
        for method, path, way, allowed in (
            ("GET", "/3/authentication", self._authentication, frozenset()),
            ("POST", "/4/auth/request_token", self._request_token, frozenset()),
            ("POST", "/4/auth/access_token", self._access_token, frozenset()),
            ("POST", "/3/authentication/session/convert/4", self._convert, frozenset()),
            ("GET", "/3/account", self._account, own),
            ("GET", "/4/account/{account}/{kind:movie|tv}/{list:rated|watchlist}", self._list_4, _PAGED),
            ("GET", "/3/account/{account}/rated/tv/episodes", self._episodes, _PAGED | own),
            ("POST", "/3/account/{account}/watchlist", self._watchlist, own),
            ("POST", f"{v3}/rating", self._rate, own),
            ("DELETE", f"{v3}/rating", self._unrate, own),
            ("POST", episode, self._rate, own),
            ("DELETE", episode, self._unrate, own),
            ("GET", f"{v3}/external_ids", self._external, frozenset()),
            ("GET", "/3/find/{value}", self._find, frozenset({"external_source", "language"})),
        ):
            app.router.add_route(method, path, self._handler(way, allowed))
        app.router.add_route("*", "/{rest:.*}", self._handler(_nowhere, frozenset()))
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return what stands in for https://api.themoviedb.org."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_member(self, name: str) -> Member:
        """Make a user, logged in already."""
        number = 1000 + len(self.members)
        member = Member(number=number, object_id=f"{number:024x}", name=name)
        member.access, member.session = f"eyJ.access.{name}", f"session-of-{name}"
        self.members.append(member)
        return member

    def add_movie(self, number: int, title: str = "Heat", **more: Any) -> Movie:
        """Know a film."""
        self.movies[number] = Movie(id=number, title=title, **more)
        return self.movies[number]

    def add_show(self, number: int, name: str = "Breaking Bad", **more: Any) -> Show:
        """Know a show."""
        self.shows[number] = Show(id=number, name=name, **more)
        return self.shows[number]

    def add_episode(self, show: int, season: int, number: int, **more: Any) -> Episode:
        """Know an episode."""
        made = Episode(id=60_000 + len(self.episodes), show=show, season=season, number=number, **more)
        self.episodes[show, season, number] = made
        return made

    def rate(self, member: Member, kind: str, number: int, value: float) -> None:
        """Let a user rate something, later than all before; an episode by its own number."""
        self.now += timedelta(seconds=1)
        member.ratings.pop((kind, number), None)
        member.ratings[kind, number] = value, self.now

    def want(self, member: Member, kind: str, number: int) -> None:
        """Let a user want to see something."""
        self.now += timedelta(seconds=1)
        member.watchlist[kind, number] = self.now

    def approve(self, request_token: str, member: Member) -> None:
        """Let a user say yes in the browser."""
        self._requests[request_token] = member

    def _handler(
        self, way: Way, allowed: frozenset[str]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                self._let_in(request, allowed)
                body = json.loads(await request.read() or b"{}")
                return web.json_response(way(request, body))
            except Said as said:
                status, message = _MESSAGES[said.code]
                good = said.code in _GOOD
                told = {"success": good, "status_code": said.code, "status_message": message}
                return web.json_response(told, status=200 if self.soft and not good else status)

        return handle

    def _let_in(self, request: web.Request, allowed: frozenset[str]) -> None:
        """Hold that somebody asks who may, and only what is known. Raises Said."""
        by_key = request.query.get("api_key") == self.api_key
        if set(request.query) - allowed - {"api_key"}:
            raise Said(5)
        tokens = {self.read_token, *(one.access for one in self.members)}
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if not by_key and (kind != "Bearer" or token not in tokens):
            raise Said(7)

    def _member(self, request: web.Request) -> Member:
        session = request.query.get("session_id", "")
        found = next((one for one in self.members if session and one.session == session), None)
        if found is None or request.match_info.get("account", str(found.number)) != str(found.number):
            raise Said(3)
        return found

    def _authentication(self, _request: web.Request, _body: Mapping[str, Any]) -> Any:
        raise Said(1)

    def _request_token(self, _request: web.Request, _body: Mapping[str, Any]) -> Any:
        token = f"eyJ.request.{secrets.token_hex(4)}"
        self._requests[token] = None
        return {"status_message": "Success.", "request_token": token, "success": True, "status_code": 1}

    def _access_token(self, _request: web.Request, body: Mapping[str, Any]) -> Any:
        token = str(body.get("request_token"))
        if token not in self._requests:
            raise Said(33)
        member = self._requests[token]
        if member is None:
            raise Said(41)
        del self._requests[token]
        member.access = f"eyJ.access.{secrets.token_hex(4)}"
        return {
            "status_message": "Success.",
            "access_token": member.access,
            "account_id": member.object_id,
            "success": True,
            "status_code": 1,
        }

    def _convert(self, _request: web.Request, body: Mapping[str, Any]) -> Any:
        member = next((one for one in self.members if one.access == body.get("access_token")), None)
        if member is None:
            raise Said(3)
        member.session = secrets.token_hex(20)
        return {"success": True, "session_id": member.session}

    def _account(self, request: web.Request, _body: Mapping[str, Any]) -> Any:
        member = self._member(request)
        return {
            "avatar": {"gravatar": {"hash": ""}, "tmdb": {"avatar_path": None}},
            "id": member.number,
            "iso_639_1": "en",
            "iso_3166_1": "US",
            "name": "",
            "include_adult": False,
            "username": member.name,
        }

    def _list_4(self, request: web.Request, _body: Mapping[str, Any]) -> Any:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        account, kind, name = (request.match_info[each] for each in ("account", "kind", "list"))
        member = next((one for one in self.members if one.object_id == account), None)
        if member is None:
            raise Said(34)
        if member.access != token:
            raise Said(3)
        known: Mapping[int, Movie | Show] = self.movies if kind == "movie" else self.shows
        if name == "watchlist":
            found = [(at, known[number].row()) for (of, number), at in member.watchlist.items() if of == kind]
        else:
            found = [
                (at, known[number].row() | {"account_rating": {"created_at": _moment(at), "value": value}})
                for (of, number), (value, at) in member.ratings.items()
                if of == kind
            ]
        return self._page(request, found)

    def _episodes(self, request: web.Request, _body: Mapping[str, Any]) -> Any:
        member = self._member(request)
        known = {one.id: one for one in self.episodes.values()}
        found = [
            (at, known[number].row() | {"rating": value})
            for (kind, number), (value, at) in member.ratings.items()
            if kind == "episode"
        ]
        return self._page(request, found)

    def _page(self, request: web.Request, found: list[tuple[datetime, dict[str, Any]]]) -> Any:
        sort, number = request.query.get("sort_by", "created_at.asc"), request.query.get("page", "1")
        if sort not in {"created_at.asc", "created_at.desc"}:
            raise Said(5)
        if not (number.isdigit() and 1 <= int(number) <= 500):
            raise Said(22)
        ordered = [row for _, row in sorted(found, key=lambda pair: pair[0], reverse=sort.endswith("desc"))]
        start = (int(number) - 1) * PAGE
        rows = ordered[start : start + PAGE]
        if FAULT in request:
            rows = []
        answer = {
            "page": int(number),
            "results": rows[: len(rows) - self.shy] if self.shy else rows,
            "total_pages": max(-(-len(ordered) // PAGE), 1),
            "total_results": len(ordered),
        }
        if self.between_pages is not None:
            self.between_pages()
        return answer

    def _titled(self, request: web.Request) -> tuple[str, int]:
        """Return what is written to. Raises Said."""
        told = request.match_info
        if not told["id"].isdigit():
            raise Said(34)
        number = int(told["id"])
        if "episode" in told:
            episode = self.episodes.get((number, int(told["season"]), int(told["episode"])))
            if episode is None:
                raise Said(34)
            return "episode", episode.id
        known: Mapping[int, Movie | Show] = self.movies if told["kind"] == "movie" else self.shows
        if number not in known:
            raise Said(34)
        return told["kind"], number

    def _rate(self, request: web.Request, body: Mapping[str, Any]) -> Any:
        member, (kind, number) = self._member(request), self._titled(request)
        value = body.get("value")
        if not isinstance(value, int | float) or not 0.5 <= value <= 10 or value * 2 != int(value * 2):
            raise Said(18)
        was = (kind, number) in member.ratings
        self.rate(member, kind, number, float(value))
        raise Said(12 if was else 1)

    def _unrate(self, request: web.Request, _body: Mapping[str, Any]) -> Any:
        member, named = self._member(request), self._titled(request)
        member.ratings.pop(named, None)
        raise Said(13)

    def _watchlist(self, request: web.Request, body: Mapping[str, Any]) -> Any:
        member = self._member(request)
        kind, number, listed = (body.get(each) for each in ("media_type", "media_id", "watchlist"))
        if kind not in _KINDS or not isinstance(number, int) or not isinstance(listed, bool):
            raise Said(5)
        known: Mapping[int, Movie | Show] = self.movies if kind == "movie" else self.shows
        if number not in known:
            raise Said(34)
        was = (kind, number) in member.watchlist
        if not listed:
            member.watchlist.pop((kind, number), None)
            raise Said(13)
        if not was:
            self.want(member, kind, number)
        raise Said(12 if was else 1)

    def _external(self, request: web.Request, _body: Mapping[str, Any]) -> Any:
        kind, number = self._titled(request)
        thing: Movie | Show = self.movies[number] if kind == "movie" else self.shows[number]
        told = {"id": number, "imdb_id": thing.imdb, "wikidata_id": None, "facebook_id": None}
        return told if kind == "movie" else told | {"tvdb_id": thing.tvdb, "tvrage_id": None}

    def _find(self, request: web.Request, _body: Mapping[str, Any]) -> Any:
        source = _SOURCES.get(request.query.get("external_source", ""))
        if source is None:
            raise Said(5)
        value = request.match_info["value"]

        def named(things: Any) -> list[dict[str, Any]]:
            return [one.row() for one in things if str(getattr(one, source)) == value]

        return {
            "movie_results": named(self.movies.values()) if source == "imdb" else [],
            "person_results": [],
            "tv_results": named(self.shows.values()),
            "tv_episode_results": named(self.episodes.values()),
            "tv_season_results": [],
        }


def _nowhere(_request: web.Request, _body: Mapping[str, Any]) -> Any:
    raise Said(34)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
