"""A request to the API: what may be in it, and pages."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fakes.serving import FAULT
from fakes.spotify.model import User
from fakes.spotify.shapes import API

UNSHOWN = object()
"""A place in a list that counts, though nothing is shown there, not even that."""


class Refusal(Exception):
    """Is answered with this status and message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message

    @property
    def answer(self) -> web.Response:
        """Return it as the API words it."""
        return answered({"error": {"status": self.status, "message": self.message}}, self.status)


def answered(body: Any, status: int = 200) -> web.Response:
    """Return an answer."""
    text = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(body=text, status=status, content_type="application/json")


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked, by whom."""

    request: web.Request
    user: User
    scopes: frozenset[str]

    @property
    def query(self) -> Mapping[str, str]:
        """The query."""
        return self.request.query

    @property
    def key(self) -> str:
        """The id in the path."""
        return self.request.match_info["key"]

    def only(self, *names: str) -> None:
        """Refuse what is not among these names."""
        for name in self.query:
            if name not in names:
                raise Refusal(400, f"Unknown parameter {name}")

    def scope(self, *names: str) -> None:
        """Refuse whoever lacks one of these scopes."""
        if not set(names) <= self.scopes:
            raise Refusal(403, "Insufficient client scope")

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """Return a number of the query. Raises Refusal."""
        said = self.query.get(name)
        if said is None:
            return default
        if not said.isdecimal() or not least <= int(said) <= most:
            raise Refusal(400, f"Invalid {name}")
        return int(said)

    def page[T](
        self, found: Sequence[T], shape: Callable[[T], Any], *, most: int = 50, default: int = 20
    ) -> dict[str, Any]:
        """Return a page of a list as the query wants it, each thing on it told by `shape`."""
        limit = self.number("limit", default, 1, most)
        offset = self.number("offset", 0, 0, 100_000)
        return self.part(found, shape, offset, limit, self.request.path)

    def part[T](
        self, found: Sequence[T], shape: Callable[[T], Any], offset: int, limit: int, path: str
    ) -> dict[str, Any]:
        """Return a part of a list."""
        shown = [] if FAULT in self.request else found[offset : offset + limit]
        items = [shape(one) for one in shown if one is not UNSHOWN]
        here = f"{API}{path.removeprefix('/v1')}"
        more = FAULT not in self.request and offset + limit < len(found)
        return {
            "href": f"{here}?offset={offset}&limit={limit}",
            "items": items,
            "limit": limit,
            "next": f"{here}?offset={offset + limit}&limit={limit}" if more else None,
            "offset": offset,
            "previous": f"{here}?offset={max(offset - limit, 0)}&limit={limit}" if offset else None,
            "total": len(found),
        }
