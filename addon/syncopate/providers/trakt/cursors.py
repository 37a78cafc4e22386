"""Where reading goes on: the times of the last changes, and how many rows a list had then."""

import json
from dataclasses import dataclass

from syncopate.domain.watch import Feature
from syncopate.providers.trakt.raw import Raw, inside, parsed, text, thing, whole

_VERSION = 1
_CHANGED: dict[Feature, tuple[tuple[str, str], ...]] = {
    Feature.HISTORY: (("movies", "watched_at"), ("episodes", "watched_at")),
    Feature.RATINGS: tuple((kind, "rated_at") for kind in ("movies", "shows", "seasons", "episodes")),
    Feature.WATCHLIST: (
        ("watchlist", "updated_at"),
        *((kind, "watchlisted_at") for kind in ("movies", "shows", "seasons", "episodes")),
    ),
    Feature.LISTS: (("lists", "updated_at"),),
}
_OPTIONAL = frozenset({("seasons", "watchlisted_at"), ("episodes", "watchlisted_at")})

type Stamps = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """What was known of a list: when it was changed, its rows, and which plays came first, the newest."""

    stamps: Stamps
    total: int
    newest: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """Return it as it is kept."""
        kept = {"v": _VERSION, "at": self.stamps, "n": self.total, "top": self.newest}
        return json.dumps(kept, separators=(",", ":"))

    @classmethod
    def of(cls, kept: str | None) -> Cursor | None:
        """Return what was kept, None for what is none of ours."""
        raw = thing(parsed((kept or "").encode()))
        if raw is None or raw.get("v") != _VERSION:
            return None
        stamps, total, newest = raw.get("at"), whole(raw, "n"), raw.get("top")
        if not isinstance(stamps, list) or total is None or not isinstance(newest, list):
            return None
        if not all(isinstance(one, int) for one in newest):
            return None
        return cls(stamps=tuple(str(one) for one in stamps), total=total, newest=tuple(newest))


def stamps_of(feature: Feature, activities: Raw) -> Stamps | None:
    """Return when a feature was changed last, kind by kind; None where the service does not tell."""
    found: list[str] = []
    for kind, name in _CHANGED[feature]:
        said = text(inside(activities, kind), name)
        if said is None and (kind, name) not in _OPTIONAL:
            return None
        found.append(said or "")
    return tuple(found)
