"""Trakt's contract as it is meant: its document leaves open what it writes as if it were needed."""

import json
from pathlib import Path
from typing import Any

from contract.openapi_contract import Contract

_OPTIONAL = {
    "/sync/history/{type}/{id}": ("/sync/history/{type}", "/sync/history"),
    "/sync/ratings/{type}/{rating}": ("/sync/ratings/{type}", "/sync/ratings"),
    "/sync/watchlist/{type}/{sort_by}/{sort_how}": ("/sync/watchlist/{type}", "/sync/watchlist"),
}
"""Paths whose last parts may be left out, as recorded answers are of."""
_ROWS = {
    "/sync/history/{type}/{id}": "/users/{id}/history/",
    "/sync/ratings/{type}/{rating}": "/users/{id}/ratings/",
    "/sync/watchlist/{type}/{sort_by}/{sort_how}": "/users/{id}/watchlist/{type}/{sort_by}/{sort_how}",
}
"""Where the rows of a list are described whole."""


def load(path: Path, folder: Path) -> Contract:
    """Read the document; `folder` is for what is made of it."""
    document = json.loads(path.read_text("utf-8"))
    paths = document["paths"]
    for longest, shorter in _OPTIONAL.items():
        described = paths[_ROWS[longest]]["get"]["responses"]["200"]["content"]
        own = paths[longest]["get"]
        own["responses"]["200"]["content"] = described
        for short in shorter:
            kept = [one for one in own["parameters"] if one["in"] != "path" or f"{{{one['name']}}}" in short]
            paths.setdefault(short, {})["get"] = {**own, "parameters": kept}
    made = folder / "trakt.json"
    made.write_text(json.dumps(_any_of(document)), "utf-8")
    return Contract.load(made)


def _any_of(value: Any) -> Any:
    """Return a schema whose unions are unions: what fits two of the kinds is no worse for that."""
    if isinstance(value, list):
        return [_any_of(each) for each in value]
    if isinstance(value, dict):
        return {("anyOf" if name == "oneOf" else name): _any_of(each) for name, each in value.items()}
    return value
