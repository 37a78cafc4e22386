"""Where reading collections goes on: what sections held, and what stood in which collection."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from syncopate.providers.plex.reading_cursor import steps_of, walked

_FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldList:
    """A collection as it was: what it was called, its mark, the keys of what was in it."""

    name: str
    mark: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListShelf:
    """A section as it was: its marker, the keys of its films or shows, its collections by their keys."""

    marker: str
    keys: frozenset[str]
    lists: Mapping[str, HeldList] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, frozenset[str]]:
        """Return in which collections titles are, by the keys of the titles."""
        found: dict[str, set[str]] = {}
        for one in self.lists.values():
            for key in one.keys:
                found.setdefault(key, set()).add(one.name)
        return {key: frozenset(names) for key, names in found.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCursor:
    """A server as it was read; `since` is the time from which on all is new, in the server's seconds."""

    place: str
    since: int
    shelves: Mapping[str, ListShelf]

    def __str__(self) -> str:
        said = {
            "format": _FORMAT,
            "place": self.place,
            "since": self.since,
            "shelves": {key: _said(shelf) for key, shelf in self.shelves.items()},
        }
        return b64encode(zlib.compress(json.dumps(said, separators=(",", ":")).encode())).decode()


def list_cursor_in(text: str | None) -> ListCursor | None:
    """Read a cursor, None when it is none of ours."""
    with suppress(ValueError, TypeError, KeyError, AttributeError, zlib.error):
        raw = json.loads(zlib.decompress(b64decode(text or "", validate=True)))
        if raw["format"] != _FORMAT:
            return None
        return ListCursor(
            place=str(raw["place"]),
            since=int(raw["since"]),
            shelves={str(key): _shelf(one) for key, one in raw["shelves"].items()},
        )
    return None


def _said(shelf: ListShelf) -> Mapping[str, object]:
    lists = {key: [one.name, one.mark, steps_of(one.keys)] for key, one in shelf.lists.items()}
    return {"marker": shelf.marker, "keys": steps_of(shelf.keys), "lists": lists}


def _shelf(raw: Mapping[str, object]) -> ListShelf:
    keys, lists = raw["keys"], raw["lists"]
    if not isinstance(keys, list) or not isinstance(lists, dict):
        raise TypeError
    return ListShelf(
        marker=str(raw["marker"]),
        keys=walked(keys),
        lists={
            str(key): HeldList(name=str(name), mark=str(mark), keys=walked(steps))
            for key, (name, mark, steps) in lists.items()
        },
    )
