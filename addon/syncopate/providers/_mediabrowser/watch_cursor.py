"""Until where an account's watch state was read: what a later look is held against."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from syncopate.domain.watch import Feature

_VERSION = 2
_FEW = 300
"""So many marks are kept one by one: of more it is only known whether they are the same."""
_SIGNS = 4
"""What was seen takes so many signs of 64 each: two of them are hardly ever alike, and then all is read."""

type Marks = Mapping[str, str] | str
"""What is said of items by their keys, or a digest of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCursor:
    """What a user's libraries were like. `since` is the server's time, `views` a digest of the libraries.

    `items` are the films and episodes, `played` how many of them were seen, `seen` which: signs of their
    keys, one after the other. `begun` says how far into what the user is, `listed` what the user likes,
    `rated` how things are rated: None where it was not asked for. `shows` is a digest of what shows are
    called.
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
    seen: str
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


def seen_of(keys: Iterable[str]) -> str:
    """Return what is kept of what was seen."""
    return "".join(sorted({_sign(key) for key in keys}))


def was_seen(cursor: WatchCursor, keys: Iterable[str]) -> frozenset[str]:
    """Return which of some items had been seen by what was known."""
    signs = _signs(cursor.seen)
    return frozenset(key for key in keys if _sign(key) in signs)


def seen_then(cursor: WatchCursor, seen: Iterable[str], others: Iterable[str]) -> str:
    """Return what is kept of what was seen once some more were, and others were not."""
    signs = _signs(cursor.seen) - {_sign(key) for key in others}
    return "".join(sorted(signs | {_sign(key) for key in seen}))


def _sign(key: str) -> str:
    return urlsafe_b64encode(sha256(key.encode()).digest())[:_SIGNS].decode()


def _signs(packed: str) -> set[str]:
    return {packed[at : at + _SIGNS] for at in range(0, len(packed), _SIGNS)}


def changed_keys(before: Marks, now: Mapping[str, str]) -> frozenset[str] | None:
    """Return of which items something else is said now, None where that cannot be told any more."""
    if isinstance(before, str) or len(now) > _FEW:
        return frozenset() if marks_of(now) == before else None
    return frozenset(key for key in before.keys() | now.keys() if before.get(key) != now.get(key))
