"""What is known of a library between two reads: when it was changed last, and which episodes were seen.

SIMKL tells a changed show whole, and not what was taken back: that is what is known and not told any more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Self

from syncopate.providers._tracker.cursors import pack, unpack
from syncopate.providers._tracker.raw import Raw, inside, text
from syncopate.providers.simkl.client import KINDS
from syncopate.providers.simkl.parse import Entry, episode_key, place_in

_VERSION = 1
_BLOCKS = {"movies": "movies", "shows": "tv_shows", "anime": "anime"}
_LISTS = ("plantowatch", "watching", "completed", "hold", "dropped")

type Places = frozenset[tuple[int, int]]
"""Season and number of episodes."""


@dataclass(frozen=True, slots=True)
class Activities:
    """When a library was changed last, as SIMKL says it; "" where nothing ever was.

    `removed` is when something was taken off all lists, `filled` whether anything ever was on one, by kind.
    """

    changed: str
    removed: Mapping[str, str]
    filled: frozenset[str]

    @classmethod
    def of(cls, raw: Raw) -> Self:
        """Read them."""
        blocks = {kind: inside(raw, block) for kind, block in _BLOCKS.items()}
        return cls(
            changed=text(raw, "all"),
            removed={kind: text(block, "removed_from_list") for kind, block in blocks.items()},
            filled=frozenset(
                kind for kind, block in blocks.items() if any(text(block, each) for each in _LISTS)
            ),
        )


@dataclass(frozen=True, slots=True)
class State:
    """What a cursor holds."""

    changed: str
    removed: Mapping[str, str]
    seen: Mapping[int, Places] = field(default_factory=dict)

    @classmethod
    def read(cls, cursor: str | None) -> Self | None:
        """Return what a cursor holds, None where it is none of this version."""
        raw = unpack(cursor)
        if raw is None or raw.get("version") != _VERSION:
            return None
        removed = inside(raw, "removed")
        seen = inside(raw, "seen")
        return cls(
            changed=text(raw, "changed"),
            removed={kind: text(removed, kind) for kind in KINDS},
            seen={int(simkl): _unfolded(text(seen, simkl)) for simkl in seen},
        )

    @property
    def cursor(self) -> str:
        """The text of it."""
        seen = {str(simkl): _folded(places) for simkl, places in self.seen.items()}
        return pack(
            {
                "version": _VERSION,
                "changed": self.changed,
                "removed": dict(self.removed),
                "seen": seen,
            }
        )

    def after(self, entries: Iterable[Entry], changed: str) -> tuple[State, frozenset[str]]:
        """Return what is known once changed titles were read, and the keys of episodes not seen any more."""
        seen, gone = dict(self.seen), set[str]()
        for entry in entries:
            before, now = seen.get(entry.simkl, frozenset()), places_of(entry)
            gone |= {episode_key(entry.simkl, *each) for each in before - now}
            seen[entry.simkl] = now
        known = {simkl: places for simkl, places in seen.items() if places}
        return replace(self, changed=changed, seen=known), frozenset(gone)


def places_of(entry: Entry) -> Places:
    """Return which episodes of a title were seen."""
    return frozenset(place_in(each.key)[1:] for each in entry.episodes)


def _folded(places: Places) -> str:
    """Return places as ranges: "1.1-10 2.3"."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for season, number in sorted(places):
        numbers[season].append(number)
    parts: list[str] = []
    for season, told in numbers.items():
        breaks = [one for one, other in pairwise(told) if other != one + 1]
        starts = [told[0], *(other for one, other in pairwise(told) if other != one + 1)]
        for start, end in zip(starts, [*breaks, told[-1]], strict=True):
            parts.append(f"{season}.{start}-{end}" if end > start else f"{season}.{start}")
    return " ".join(parts)


def _unfolded(told: str) -> Places:
    found: set[tuple[int, int]] = set()
    for part in told.split():
        season, _, numbers = part.partition(".")
        start, _, end = numbers.partition("-")
        found |= {(int(season), number) for number in range(int(start), int(end or start) + 1)}
    return frozenset(found)
