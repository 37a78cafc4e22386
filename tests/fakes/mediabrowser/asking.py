"""A request as handlers take it, its refusals, and the table of routes both servers look up whatever its case."""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from fakes.mediabrowser.access import Caller


class Needs(Enum):
    """Who may ask for something."""

    NOTHING = auto()
    USER = auto()
    ADMIN = auto()


@dataclass(eq=False)
class Refusal(Exception):
    """An answer that is none; `thrown`: the server said it by an exception, so with a plain text."""

    status: int
    detail: str = ""
    thrown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request; names of parameters count whatever their case."""

    request: web.Request
    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: bytes

    @property
    def content_type(self) -> str:
        """Return the content type without its parameters; "" where none is said."""
        return self.request.headers.get("Content-Type", "").partition(";")[0].strip().casefold()

    def text(self, name: str) -> str | None:
        """Return a query parameter; None when it is absent or empty."""
        values = self.query.get(name.casefold())
        return values[0] or None if values else None

    def listed(self, name: str) -> list[str]:
        """Return a query parameter that is a list, by commas or by repeating."""
        values = self.query.get(name.casefold(), [])
        return [part.strip() for value in values for part in value.split(",") if part.strip()]

    def number(self, name: str) -> int | None:
        """Return a whole number; 400 when it is none."""
        text = self.text(name)
        try:
            return None if text is None else int(text)
        except ValueError:
            raise Refusal(400, f"The value '{text}' is not valid.") from None

    def flag(self, name: str) -> bool | None:
        """Return a truth; 400 when it is none."""
        text = self.text(name)
        if text is None:
            return None
        if text.casefold() not in {"true", "false"}:
            raise Refusal(400, f"The value '{text}' is not valid.")
        return text.casefold() == "true"

    def moment(self, name: str) -> datetime | None:
        """Return a moment, UTC where no zone is said; 400 when it is none."""
        text = self.text(name)
        return None if text is None else to_moment(text)


def to_moment(text: str) -> datetime:
    """Return a moment, UTC where no zone is said; 400 when it is none."""
    try:
        moment = datetime.fromisoformat(_to_microseconds(text))
    except ValueError:
        raise Refusal(400, f"The value '{text}' is not valid.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _to_microseconds(text: str) -> str:
    """Shorten the seven digits of .NET to six."""
    head, dot, rest = text.partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return f"{head}.{digits[:6]}{rest[len(digits) :]}" if dot else text


@dataclass(frozen=True, slots=True)
class Body(Mapping[str, Any]):
    """A JSON object whose names count whatever their case."""

    content: Mapping[str, Any]
    _known: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._known.update({name.casefold(): name for name in self.content})

    def __getitem__(self, name: str) -> Any:
        return self.content[self._known[name.casefold()]]

    def __iter__(self) -> Iterator[str]:
        return iter(self.content)

    def __len__(self) -> int:
        return len(self.content)

    def take[Value](self, name: str, kind: type[Value]) -> Value | None:
        """Return a value of a kind, None when it is absent or null; 400 when it is of another one."""
        value = self.get(name) if name.casefold() in self._known else None
        if value is None or isinstance(value, kind):
            return value
        raise Refusal(400, f"The JSON value of {name} could not be converted.")

    def strings(self, name: str) -> list[str] | None:
        """Return a list of texts, None when it is absent or null."""
        values = self.take(name, list)
        if values is None or all(isinstance(one, str) for one in values):
            return values
        raise Refusal(400, f"The JSON value of {name} could not be converted.")


def json_object(body: bytes) -> Body:
    """Read a JSON object; 400 when it is none."""
    try:
        value = json.loads(body)
    except ValueError:
        raise Refusal(400, "The body is no JSON.") from None
    if not isinstance(value, dict):
        raise Refusal(400, "The body is no JSON object.")
    return Body(value)


def json_answer(value: Any, status: int = 200) -> web.Response:
    """Answer JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return web.Response(body=body, status=status, content_type="application/json", charset="utf-8")


type Answering = Callable[[Ask], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """One way in."""

    method: str
    segments: tuple[str, ...]
    needs: Needs
    handler: Answering

    def match(self, parts: list[str]) -> dict[str, str] | None:
        """Return the values of its open segments, None when the path is another one."""
        found: dict[str, str] = {}
        for segment, part in zip(self.segments, parts, strict=True):
            if segment.startswith("{"):
                if not part:
                    return None
                found[segment[1:-1]] = part
            elif segment.casefold() != part.casefold():
                return None
        return found


class Routes:
    """All ways in; where several fit, the one with the earliest plain segment counts."""

    def __init__(self) -> None:
        self._by_length: dict[int, list[Route]] = {}

    def add(self, methods: str, pattern: str, handler: Answering, needs: Needs = Needs.USER) -> None:
        """Add a path for methods like "GET HEAD"; `{name}` is an open segment."""
        segments = tuple(pattern.strip("/").split("/"))
        for method in methods.split():
            self._by_length.setdefault(len(segments), []).append(Route(method, segments, needs, handler))
            self._by_length[len(segments)].sort(key=_openness)

    def __iter__(self) -> Iterator[Route]:
        for routes in self._by_length.values():
            yield from routes

    def find(self, method: str, raw_path: str) -> tuple[Route, dict[str, str]] | set[str]:
        """Return the route and its values, else the methods the path is there for."""
        parts = [unquote(part) for part in raw_path.strip("/").split("/")]
        others: set[str] = set()
        for route in self._by_length.get(len(parts), []):
            values = route.match(parts)
            if values is None:
                continue
            if route.method == method:
                return route, values
            others.add(route.method)
        return others


def _openness(route: Route) -> tuple[bool, ...]:
    return tuple(segment.startswith("{") for segment in route.segments)
