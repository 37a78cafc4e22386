"""The service itself: its ways in, its rate limit, and how tests change it from outside."""

import re
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

from fakes.listenbrainz.model import BOT, Feedback, Playlist, Track, User
from fakes.serving import FAULT, Served, Wire

type Way = Callable[[web.Request, User | None], dict[str, Any]]

LARGEST_PAGE = 100
_AGENT = re.compile(r"\S.*/\d\S* \( \S+ \)")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PAGED = frozenset({"count", "offset"})


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error


class FakeListenBrainz:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `requests` may come in `seconds`, as it tells in its headers; more are refused.
    """

    def __init__(self, *, requests: int = 1000, seconds: float = 10.0, port: int = 0) -> None:
        self.wire = Wire()
        self.users: dict[str, User] = {}
        self.playlists: list[Playlist] = []
        self.feedback: dict[str, list[Feedback]] = {}
        self.requests = requests
        self.seconds = seconds
        self._began = 0.0
        self._asked = 0
        self._ticks = datetime(2025, 6, 1, tzinfo=UTC)
        app = web.Application(middlewares=[self.wire.middleware()])
        for path, allowed, way in (
            ("/1/validate-token", frozenset(), self._validate),
            ("/1/status/service-status", frozenset(), lambda _request, _user: {"time": int(time.time())}),
            ("/1/user/{user}/playlists", _PAGED, self._own),
            ("/1/user/{user}/playlists/createdfor", _PAGED, self._created_for),
            ("/1/user/{user}/playlists/collaborator", _PAGED, self._collaborator),
            ("/1/user/{user}/playlists/recommendations", frozenset(), self._recommended),
            ("/1/playlist/{mbid}", frozenset({"fetch_metadata"}), self._playlist),
            ("/1/feedback/user/{user}/get-feedback", _PAGED | {"score", "metadata"}, self._get_feedback),
        ):
            app.router.add_get(path, self._handler(way, allowed))
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return what stands in for https://api.listenbrainz.org."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_user(self, name: str) -> User:
        """Make an account."""
        user = User(name=name, token=f"token-of-{name}")
        self.users[name.casefold()] = user
        self.feedback[name] = []
        return user

    def add(self, creator: str, title: str, tracks: Sequence[Track] = (), **more: Any) -> Playlist:
        """Make a playlist."""
        made = Playlist(title=title, creator=creator, tracks=list(tracks), created=self._now(), **more)
        self.playlists.append(made)
        return made

    def make_for(self, user: str, patch: str, title: str, tracks: Sequence[Track] = ()) -> Playlist:
        """Make a playlist for a user; the one of its kind that was made before is gone."""
        self.playlists = [one for one in self.playlists if (one.created_for, one.patch) != (user, patch)]
        description = f"<p>Made for {user} &amp; nobody else, by <b>{patch}</b>.</p>"
        return self.add(BOT, title, tracks, created_for=user, patch=patch, description=description)

    def edit(self, playlist: Playlist, tracks: Sequence[Track]) -> None:
        """Let a playlist hold something else."""
        playlist.tracks, playlist.changed = list(tracks), self._now()

    def love(self, user: str, feedback: Feedback) -> None:
        """Let a user love or hate something, later than all before."""
        feedback.created = int(self._now().timestamp())
        self.feedback[user].append(feedback)

    def _now(self) -> datetime:
        """Return a time that is later at every look."""
        self._ticks += timedelta(seconds=1)
        return self._ticks

    def _handler(
        self, way: Way, allowed: frozenset[str]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            headers = self._counted()
            try:
                self._hold_to_limit()
                body = way(request, self._let_in(request, allowed))
            except Refusal as refusal:
                told = {"code": refusal.status, "error": refusal.error}
                return web.json_response(told, status=refusal.status, headers=headers)
            return web.json_response(body, headers=headers)

        return handle

    def _counted(self) -> dict[str, str]:
        now = time.monotonic()
        if now >= self._began + self.seconds:
            self._began, self._asked = now, 0
        self._asked += 1
        left = self._began + self.seconds - now
        return {
            "X-RateLimit-Limit": str(self.requests),
            "X-RateLimit-Remaining": str(max(self.requests - self._asked, 0)),
            "X-RateLimit-Reset-In": f"{left:.3f}" if self.seconds < 1 else str(round(left)),
        }

    def _hold_to_limit(self) -> None:
        if self._asked > self.requests:
            raise Refusal(429, "You have exceeded your rate limit. See the X-RateLimit-* headers.")

    def _let_in(self, request: web.Request, allowed: frozenset[str]) -> User | None:
        """Return who asks, None for anybody. Raises Refusal."""
        if not _AGENT.fullmatch(request.headers.get("User-Agent", "")):
            raise Refusal(403, "Tell who you are.")
        if odd := set(request.query) - allowed:
            raise Refusal(400, f"Unknown parameters: {', '.join(sorted(odd))}")
        given = request.headers.get("Authorization")
        if given is None:
            return None
        kind, _, token = given.partition(" ")
        user = next((one for one in self.users.values() if one.token == token), None)
        if kind != "Token" or (user is None and not request.path.endswith("/validate-token")):
            raise Refusal(401, "Invalid authorization token.")
        return user

    def _validate(self, request: web.Request, user: User | None) -> dict[str, Any]:
        if "Authorization" not in request.headers:
            raise Refusal(400, "You need to provide an Authorization token.")
        if user is None:
            return {"code": 200, "message": "Token invalid.", "valid": False}
        return {"code": 200, "message": "Token valid.", "valid": True, "user_name": user.name}

    def _user(self, request: web.Request) -> User:
        name = request.match_info["user"]
        if name.casefold() not in self.users:
            raise Refusal(404, f"Cannot find user: {name}")
        return self.users[name.casefold()]

    def _own(self, request: web.Request, asker: User | None) -> dict[str, Any]:
        name = self._user(request).name
        return self._listed(
            request, [one for one in self.playlists if one.creator == name and one.visible(asker)]
        )

    def _created_for(self, request: web.Request, _: User | None) -> dict[str, Any]:
        name = self._user(request).name
        return self._listed(request, [one for one in self.playlists if one.created_for == name])

    def _collaborator(self, request: web.Request, asker: User | None) -> dict[str, Any]:
        name = self._user(request).name
        found = [one for one in self.playlists if name in one.collaborators and one.visible(asker)]
        return self._listed(request, found)

    def _recommended(self, request: web.Request, _: User | None) -> dict[str, Any]:
        name = self._user(request).name
        found = [one for one in self.playlists if one.created_for == name and one.patch.startswith("weekly")]
        told = [one.told(tracks=False) for one in reversed(found)]
        told = told[:-1] if FAULT in request else told
        return {"playlists": told, "playlist_count": len(found), "count": len(found), "offset": 0}

    def _listed(self, request: web.Request, found: Sequence[Playlist]) -> dict[str, Any]:
        """Return a page of playlists, the newest first."""
        count, offset = _number(request, "count", 25), _number(request, "offset", 0)
        page = [] if FAULT in request else list(reversed(found))[offset : offset + min(count, LARGEST_PAGE)]
        told = [one.told(tracks=False) for one in page]
        return {"playlists": told, "playlist_count": len(found), "count": count, "offset": offset}

    def _playlist(self, request: web.Request, asker: User | None) -> dict[str, Any]:
        mbid, metadata = request.match_info["mbid"], request.query.get("fetch_metadata", "true")
        if not _UUID.fullmatch(mbid):
            raise Refusal(400, "Provided playlist ID is invalid.")
        if metadata not in {"true", "false"}:
            raise Refusal(400, "Invalid fetch_metadata argument.")
        found = next((one for one in self.playlists if one.mbid == mbid), None)
        if found is None or not found.visible(asker):
            raise Refusal(404, f"Cannot find playlist: {mbid}")
        return found.told(tracks=True, metadata=metadata == "true")

    def _get_feedback(self, request: web.Request, _: User | None) -> dict[str, Any]:
        user, score = self._user(request).name, request.query.get("score")
        if score not in {None, "1", "-1"}:
            raise Refusal(400, "Score can have a value of 1 or -1.")
        found = [one for one in self.feedback[user] if score is None or one.score == int(score)]
        count, offset = _number(request, "count", 25), _number(request, "offset", 0)
        page = list(reversed(found))[offset : offset + min(count, LARGEST_PAGE)]
        metadata = request.query.get("metadata") == "true"
        told = [] if FAULT in request else [one.told(user, metadata=metadata) for one in page]
        return {"feedback": told, "count": len(told), "total_count": len(found), "offset": offset}


def _number(request: web.Request, name: str, default: int) -> int:
    value = request.query.get(name, str(default))
    if not value.isdecimal():
        raise Refusal(400, f"'{name}' should be a non-negative integer")
    return int(value)
