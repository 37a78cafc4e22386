"""The service itself: one address, a key, and answers that tell by themselves whether they are good."""

from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from fakes.serving import FAULT, Served, Wire
from fakes.tautulli.model import Item, Play, User

_LENGTH = 25
_COLUMNS = frozenset(
    {
        "date",
        "friendly_name",
        "ip_address",
        "platform",
        "player",
        "full_title",
        "started",
        "stopped",
        "duration",
    }
)
_HISTORY = frozenset(
    {
        "grouping",
        "include_activity",
        "user",
        "user_id",
        "rating_key",
        "media_type",
        "order_column",
        "order_dir",
        "start",
        "length",
        "search",
    }
)


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class FakeTautulli:
    """An asynchronous context manager: the service runs inside of it at `address`.

    `old`: errors come with the status 200, as before version 2.5. `database_broken`: so do histories, empty.
    """

    def __init__(self, *, port: int = 0) -> None:
        self.wire = Wire()
        self.key = "0123456789abcdef0123456789abcdef"
        self.users: list[User] = []
        self.items: dict[int, Item] = {}
        self.plays: list[Play] = []
        self.old = False
        self.database_broken = False
        self.between_pages: Callable[[], None] | None = None
        self._rows = 0
        app = web.Application(middlewares=[self.wire.middleware()])
        app.router.add_get("/api/v2", self._handle)
        self._served = Served(app, port)

    @property
    def address(self) -> str:
        """Return where it runs."""
        return self._served.address

    async def __aenter__(self) -> Self:
        await self._served.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._served.__aexit__()

    def add_user(self, user_id: int, username: str, friendly_name: str = "") -> User:
        """Know a user."""
        user = User(user_id=user_id, username=username, friendly_name=friendly_name)
        self.users.append(user)
        return user

    def add(self, key: int, kind: str, title: str, guid: str, *guids: str, **more: Any) -> Item:
        """Have something on the server."""
        item = Item(key=key, kind=kind, title=title, guid=guid, guids=list(guids), **more)
        self.items[key] = item
        return item

    def play(self, user: User, item: Item, stopped: int | None, percent: int = 100, **more: Any) -> Play:
        """Let somebody play something; what is `stopped` at None broke off."""
        self._rows += 1
        started = more.pop("started", (stopped or 1_700_000_000) - 3600)
        play = Play(
            row=self._rows, user=user, item=item, started=started, stopped=stopped, percent=percent, **more
        )
        self.plays.append(play)
        return play

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            data = self._answer(request)
        except Refusal as refusal:
            told = {"result": "error", "message": refusal.message, "data": {}}
            return web.json_response({"response": told}, status=200 if self.old else refusal.status)
        return web.json_response({"response": {"result": "success", "message": None, "data": data}})

    def _answer(self, request: web.Request) -> Any:
        query = dict(request.query)
        if query.pop("apikey", None) is None:
            raise Refusal(401, "Parameter apikey is required")
        if request.query["apikey"] != self.key:
            raise Refusal(401, "Invalid apikey")
        match query.pop("cmd", None):
            case "get_users" if not query:
                return [user.told() for user in self.users]
            case "get_history" if query.keys() <= _HISTORY:
                return self._history(request, query)
            case "get_metadata" if query.keys() == {"rating_key"}:
                return self._metadata(query["rating_key"])
            case None:
                raise Refusal(400, "Parameter cmd is required.")
            case command:
                raise Refusal(400, f"Unknown command: {command}")

    def _history(self, request: web.Request, query: dict[str, str]) -> Any:
        if self.database_broken:
            empty = {"recordsFiltered": 0, "recordsTotal": 0, "draw": 0, "data": []}
            return empty | {"error": "Unable to execute database query."}
        if query.get("order_column", "date") not in _COLUMNS:
            raise Refusal(400, "Unknown column")
        kinds, active = query.get("media_type", "").split(","), query.get("include_activity") == "1"
        found = [
            play
            for play in self.plays
            if (not query.get("user_id") or str(play.user.user_id) == query["user_id"])
            and (kinds == [""] or play.item.kind in kinds)
            and (play.state is None or active)
        ]
        column = query.get("order_column", "date").replace("date", "started")
        down = query.get("order_dir", "desc") == "desc"
        found.sort(key=lambda play: (getattr(play, column) or 0, play.row), reverse=down)
        start, length = int(query.get("start", 0)), int(query.get("length", _LENGTH))
        rows = found[start : start + length]
        if FAULT in request:
            rows = []
        answer = {
            "draw": 1,
            "recordsTotal": len(self.plays),
            "recordsFiltered": len(found),
            "total_duration": "1 hr",
            "filter_duration": "1 hr",
            "data": [play.told(self.items.get(play.item.show or 0)) for play in rows],
        }
        if self.between_pages is not None:
            self.between_pages()
        return answer

    def _metadata(self, key: str) -> Any:
        item = self.items.get(int(key)) if key.isdigit() else None
        if item is None or item.gone:
            return {}
        return {
            "media_type": item.kind,
            "rating_key": str(item.key),
            "title": item.title,
            "year": str(item.year),
            "guid": item.guid,
            "guids": item.guids,
            "parent_guids": [],
            "grandparent_guids": [],
        }
