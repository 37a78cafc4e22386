"""What requests have to be like, and lists page by page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fakes.serving import FAULT
from fakes.trakt.users import User

MOST, USUAL = 250, 100
"""Rows of a page at most, and where nobody says how many."""
PAGING = frozenset({"page", "limit"})


class Refusal(Exception):
    """A request that is not done; what is refused mostly has a status and nothing more."""

    def __init__(
        self, status: int, headers: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(status)
        self.status, self.headers, self.body = status, dict(headers or {}), body

    @property
    def answer(self) -> web.Response:
        if self.body is None:
            return web.Response(status=self.status, headers=self.headers)
        return web.json_response(self.body, status=self.status, headers=self.headers)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request of a user: parts of its path, its query, its body."""

    user: User
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, Any]
    request: web.Request

    def takes(self, *names: str) -> None:
        """Refuse what is not documented."""
        if set(self.query) - set(names):
            raise Refusal(400)

    def list(self, rows: Sequence[Any], *, whole: bool = False) -> web.Response:
        """Return a page of a list; `whole`: all of it where no page is asked for."""
        self.takes(*PAGING, "extended", "start_at", "end_at")
        if whole and not PAGING & set(self.query):
            return web.json_response(list(rows))
        page = max(_number(self.query.get("page"), 1), 1)
        limit = min(max(_number(self.query.get("limit"), USUAL), 1), MOST)
        shown = [] if FAULT in self.request else rows[(page - 1) * limit : page * limit]
        headers = {
            "X-Pagination-Page": str(page),
            "X-Pagination-Limit": str(limit),
            "X-Pagination-Page-Count": str(-(-len(rows) // limit)),
            "X-Pagination-Item-Count": str(len(rows)),
        }
        return web.json_response(list(shown), headers=headers)


type Answer = Callable[[Ask], web.Response]


def _number(said: str | None, otherwise: int) -> int:
    if said is None:
        return otherwise
    if not said.isdecimal():
        raise Refusal(400)
    return int(said)
