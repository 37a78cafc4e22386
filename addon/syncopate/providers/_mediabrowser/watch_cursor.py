"""Until where an account's watch state was read: what a later look is held against."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from syncopate.domain.watch import Feature

_VERSION = 1
_FEW = 300
"""So many marks are kept one by one: of more it is only known whether they are the same."""

type Marks = Mapping[str, str] | str
"""What is said of items by their keys, or a digest of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCursor:
    """What a user's libraries were like. `since` is the server's time, `views` a digest of the libraries.

    `items` are the films and episodes, `played` those that were seen. `begun` says how far into what the user
    is, `listed` what the user likes, `rated` how things are rated: None where it was not asked for. `shows`
    is a digest of what shows are called.
    """

    server: str
    user: str
    features: frozenset[Feature]
    since: datetime
    views: str
    items: int
    played: int
    begun: Marks
    shows: str
    listed: Marks | None = None
    rated: str | None = None

    def told(self) -> str:
        """Return it as a text."""
        said = asdict(self) | {"features": sorted(self.features), "since": self.since.isoformat()}
        return json.dumps(said | {"v": _VERSION}, separators=(",", ":"))


def read_cursor(said: str) -> WatchCursor | None:
    """Return what a text says, None where it is none of ours."""
    try:
        raw = json.loads(said)
        if raw.pop("v") != _VERSION:
            return None
        features = frozenset(Feature(one) for one in raw.pop("features"))
        return WatchCursor(features=features, since=datetime.fromisoformat(raw.pop("since")), **raw)
    except ValueError, KeyError, TypeError, AttributeError:
        return None


def digest(*parts: str) -> str:
    """Return what is the same as long as some texts are."""
    return sha256("\n".join(parts).encode()).hexdigest()[:24]


def marks_of(said: Mapping[str, str]) -> Marks:
    """Return what is kept of what is said of items."""
    return dict(said) if len(said) <= _FEW else digest(*(f"{key}={said[key]}" for key in sorted(said)))


def changed_keys(before: Marks, now: Mapping[str, str]) -> frozenset[str] | None:
    """Return of which items something else is said now, None where that cannot be told any more."""
    if isinstance(before, str) or len(now) > _FEW:
        return frozenset() if marks_of(now) == before else None
    return frozenset(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
