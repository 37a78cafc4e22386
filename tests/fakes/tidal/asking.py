"""Requests as the API means them: what is asked by whom; refusals; pages with cursors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fakes.tidal.access import Grant
from fakes.tidal.model import User
from fakes.tidal.resources import DEEPEST, MOST, RELATIONS, Tree

JSON_API = "application/vnd.api+json"
PAGE = 20
_PREFIX = "3nI1"
_DETAILS = {
    400: "Invalid request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Resource not found",
    405: "HTTP method not allowed",
    406: "No acceptable response media type",
}


class Refusal(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, detail: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail or _DETAILS[status]


def refuse(refusal: Refusal) -> web.Response:
    body = {"errors": [{"status": str(refusal.status), "detail": refusal.detail}]}
    return web.json_response(body, status=refusal.status, content_type=JSON_API)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: its query, who it is for (None: for an application only), what that may see."""

    query: Mapping[str, str]
    grant: Grant
    user: User | None
    parts: Mapping[str, str]

    @property
    def me(self) -> User:
        """Return who asks; applications are nobody."""
        if self.user is None:
            raise Refusal(403)
        return self.user

    def takes(self, *names: str) -> None:
        """Refuse what is not documented."""
        for name in self.query:
            if name not in names:
                raise Refusal(400, f"Unknown parameter {name}")

    def scoped(self, scope: str) -> None:
        """Refuse a user whose token was not given that scope; it is of users alone."""
        if self.user is not None and scope not in self.grant.scopes:
            raise Refusal(403)

    def tree(self, kind: str) -> Tree:
        """Return what is to come along with resources of a kind."""
        found: Tree = {}
        for path in filter(None, self.query.get("include", "").split(",")):
            at, below = kind, found
            steps = path.split(".")
            if len(steps) > DEEPEST:
                raise Refusal(400, f"Include paths have {DEEPEST} levels at most")
            for step in steps:
                if step not in RELATIONS[at]:
                    raise Refusal(400, f"Invalid include path {path}")
                below, at = below.setdefault(step, {}), RELATIONS[at][step]
        if _count(found) > MOST:
            raise Refusal(400, f"No more than {MOST} resources may be included")
        return found

    def page[T](self, things: Sequence[T], path: str) -> tuple[Sequence[T], dict[str, Any]]:
        """Return the page that is asked for and its links."""
        cursor = self.query.get("page[cursor]", f"{_PREFIX}0")
        begin = cursor.removeprefix(_PREFIX)
        if not cursor.startswith(_PREFIX) or not begin.isdecimal() or int(begin) > len(things):
            raise Refusal(400, "Invalid cursor")
        first, after = int(begin), int(begin) + PAGE
        links: dict[str, Any] = {"self": self._link(path, None if first == 0 else cursor)}
        if after < len(things):
            links["next"] = self._link(path, f"{_PREFIX}{after}")
            links["meta"] = {"nextCursor": f"{_PREFIX}{after}"}
        return things[first:after], links

    def _link(self, path: str, cursor: str | None) -> str:
        pairs = {name: value for name, value in self.query.items() if name != "page[cursor]"}
        if cursor is not None:
            pairs["page[cursor]"] = cursor
        asked = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs.items())
        return f"{path}?{asked}" if asked else path


def _quoted(text: str) -> str:
    return (
        text.replace("[", "%5B")
        .replace("]", "%5D")
        .replace(",", "%2C")
        .replace(" ", "%20")
        .replace("&", "%26")
    )


def _count(tree: Tree) -> int:
    return sum(1 + _count(below) for below in tree.values())
