"""Until where an account's collections were read: what a later look is held against."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldList:
    """A collection as it was: what it was called, its mark, the keys of what was in it."""

    name: str
    mark: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCursor:
    """What a user's libraries and collections were like.

    `since` is the server's time, `views` a digest of the libraries, `items` how many films and shows there
    are, `lists` the collections by their keys.
    """

    server: str
    user: str
    since: datetime
    views: str
    items: int
    lists: Mapping[str, HeldList]

    def told(self) -> str:
        """Return it as a text."""
        said = {
            "v": _VERSION,
            "server": self.server,
            "user": self.user,
            "since": self.since.isoformat(),
            "views": self.views,
            "items": self.items,
            "lists": {key: [one.name, one.mark, sorted(one.keys)] for key, one in self.lists.items()},
        }
        return json.dumps(said, separators=(",", ":"))


def names_in(lists: Mapping[str, HeldList]) -> Mapping[str, frozenset[str]]:
    """Return in which collections titles are, by the keys of the titles."""
    found: dict[str, set[str]] = {}
    for one in lists.values():
        for key in one.keys:
            found.setdefault(key, set()).add(one.name)
    return {key: frozenset(names) for key, names in found.items()}


def read_list_cursor(said: str | None) -> ListCursor | None:
    """Return what a text says, None where it is none of ours."""
    try:
        raw = json.loads(said or "")
        if raw["v"] != _VERSION:
            return None
        lists = {
            str(key): HeldList(name=str(name), mark=str(mark), keys=frozenset(map(str, keys)))
            for key, (name, mark, keys) in raw["lists"].items()
        }
        return ListCursor(
            server=str(raw["server"]),
            user=str(raw["user"]),
            since=datetime.fromisoformat(raw["since"]),
            views=str(raw["views"]),
            items=int(raw["items"]),
            lists=lists,
        )
    except ValueError, KeyError, TypeError, AttributeError:
        return None
