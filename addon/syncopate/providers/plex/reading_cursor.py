"""Where reading goes on: what a server held when it was read, in little room.

Keys of a server are numbers, mostly one after the other: their steps take less than a byte each, packed.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from syncopate.domain.watch import MediaType
from syncopate.errors import OddAnswer
from syncopate.providers.plex.fields import WHAT
from syncopate.providers.plex.listing import Lens

_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A section as it was: its marker, the keys of all its items, and of those that had some state."""

    marker: str
    keys: Mapping[MediaType, frozenset[str]]
    having: Mapping[tuple[MediaType, Lens], frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A server as it was read for some features.

    `since` is the time from which on all is new, in the server's seconds; `recent` are digests of what had
    changed since then already when it was read. `plays_since` is the same of single plays, None where none
    were told, and `plays` are the numbers of those that were read since then already.
    """

    place: str
    since: int
    shelves: Mapping[str, Shelf]
    recent: Mapping[str, int] = field(default_factory=dict)
    plays_since: int | None = None
    plays: frozenset[int] = frozenset()

    def __str__(self) -> str:
        said = {
            "format": _FORMAT,
            "place": self.place,
            "since": self.since,
            "recent": dict(self.recent),
            "plays_since": self.plays_since,
            "plays": sorted(self.plays),
            "shelves": {key: _said(shelf) for key, shelf in self.shelves.items()},
        }
        return b64encode(zlib.compress(json.dumps(said, separators=(",", ":")).encode())).decode()


def cursor_in(text: str | None) -> Cursor | None:
    """Read a cursor, None when it is none of ours."""
    with suppress(ValueError, TypeError, KeyError, AttributeError, zlib.error):
        raw = json.loads(zlib.decompress(b64decode(text or "", validate=True)))
        if raw["format"] != _FORMAT:
            return None
        return Cursor(
            place=str(raw["place"]),
            since=int(raw["since"]),
            recent={str(key): int(digest) for key, digest in raw["recent"].items()},
            shelves={str(key): _shelf(one) for key, one in raw["shelves"].items()},
            plays_since=None if raw["plays_since"] is None else int(raw["plays_since"]),
            plays=frozenset(int(one) for one in raw["plays"]),
        )
    return None


def _said(shelf: Shelf) -> Mapping[str, object]:
    return {
        "marker": shelf.marker,
        "keys": {kind: steps_of(keys) for kind, keys in shelf.keys.items()},
        "having": [[kind, lens.name, steps_of(keys)] for (kind, lens), keys in shelf.having.items()],
    }


def _shelf(raw: Mapping[str, object]) -> Shelf:
    keys, having = raw["keys"], raw["having"]
    if not isinstance(keys, dict) or not isinstance(having, list):
        raise TypeError
    return Shelf(
        marker=str(raw["marker"]),
        keys={MediaType(kind): walked(steps) for kind, steps in keys.items()},
        having={(MediaType(kind), Lens[lens]): walked(steps) for kind, lens, steps in having},
    )


def steps_of(keys: Iterable[str]) -> list[int]:
    """Return keys as how far each is from the one before."""
    try:
        ordered = sorted(map(int, keys))
    except ValueError:
        raise OddAnswer(account=WHAT) from None
    return [key - before for before, key in zip([0, *ordered], ordered, strict=False)]


def walked(steps: Iterable[int]) -> frozenset[str]:
    """Return the keys that such steps lead to."""
    found, at = set[str](), 0
    for step in steps:
        at += int(step)
        found.add(str(at))
    return frozenset(found)
