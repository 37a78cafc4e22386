"""The page of a playlist, as the server makes it: what its scripts hold for the page to start with."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import override

_DATA_ID = "serialized-server-data"
_LINKED_DATA = "application/ld+json"
_DEEPEST = 40


class _Scripts(HTMLParser):
    """Gathers the contents of the scripts that hold data."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.data: list[str] = []
        self.linked: list[str] = []
        self._into: list[str] | None = None
        self._parts: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag != "script":
            return
        self._parts = []
        if given.get("id") == _DATA_ID:
            self._into = self.data
        elif (given.get("type") or "").strip().lower() == _LINKED_DATA:
            self._into = self.linked

    @override
    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._parts.append(data)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._into is not None:
            self._into.append("".join(self._parts))
            self._into = None


def data_in(html: str) -> tuple[list[object], list[object]]:
    """Return what the page's own scripts hold, and what is there for search engines (schema.org)."""
    scripts = _Scripts()
    scripts.feed(html)
    scripts.close()
    return _parsed(scripts.data), _parsed(scripts.linked)


def things_in(data: object, depth: int = 0) -> Iterator[dict[str, object]]:
    """Yield every thing, from the outside in and in order."""
    if depth > _DEEPEST:
        return
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from things_in(one, depth + 1)


def _parsed(contents: list[str]) -> list[object]:
    found: list[object] = []
    for content in contents:
        try:
            found.append(json.loads(content))
        except ValueError, RecursionError:
            continue
    return found
