"""Two accounts kept in step: what may pass between them, what is known of each, and what shall be done."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from syncopate.domain.watch import NOTHING, Feature, MediaType, Side, Title, TitleId, Value, Values


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturePolicy:
    """What may pass in one respect, and by whose word it is settled what nothing else settles."""

    to_left: bool = False
    to_right: bool = True
    adds: bool = True
    removes: bool = False
    tie: Side = Side.LEFT

    def lets(self, to: Side) -> bool:
        """Tell whether anything passes to a side."""
        return self.to_left if to is Side.LEFT else self.to_right


SHORTEST_SECONDS = 60.0
"""Of what was seen for less, somebody only looked what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPolicy:
    """What a link does.

    `types` None: all. `tolerance` is how far two clocks may differ beyond what was measured, `apart` how
    far they were measured to be: what is newer by less decides nothing. Plays of one title closer than
    `play_window` are one. `blocked` are titles that are never touched, by any of their ids; `same` says
    of an id that it is another one's title. Of what has no id that is said by records, by their keys at a
    side: `blocked_records`, and `named_records` with the id of what each is. `sections` are the libraries
    of a side that are kept in step, by their keys, without it all; what is in no library always is.
    `lists` are the keys of the lists that are, () all. Of what less than `shortest` seconds were seen,
    somebody only looked what it is.
    """

    features: Mapping[Feature, FeaturePolicy]
    types: frozenset[MediaType] | None = None
    tolerance: timedelta = timedelta(seconds=10)
    apart: timedelta = timedelta()
    play_window: timedelta = timedelta(minutes=15)
    blocked: frozenset[tuple[MediaType, TitleId]] = frozenset()
    same: Mapping[tuple[MediaType, TitleId], TitleId] = field(default_factory=dict)
    blocked_records: frozenset[tuple[Side, str]] = frozenset()
    named_records: Mapping[tuple[Side, str], TitleId] = field(default_factory=dict)
    sections: Mapping[Side, frozenset[str]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    careful: bool = False
    shortest: float = SHORTEST_SECONDS

    @property
    def slack(self) -> timedelta:
        """By how much something has to be newer so that it surely is."""
        return self.tolerance + self.apart

    def covers(self, title: Title) -> bool:
        """Tell whether a title is one that is kept the same. What is known of others stays as it is."""
        return self.types is None or title.type in self.types

    def includes(self, side: Side, sections: Collection[str | None]) -> bool:
        """Tell whether what lies in these libraries of a side is kept in step; nowhere is everywhere."""
        chosen = self.sections.get(side)
        return chosen is None or not sections or any(each is None or each in chosen for each in sections)

    def takes_list(self, key: str) -> bool:
        """Tell whether a list is one that is kept in step. What is known of others stays as it is."""
        return not self.lists or key in self.lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a link knows of one title at one side.

    `keys` are the records it had there, with when each was added. `seen` is what was last seen there, at the
    time in `seen_at` of each respect: what has none was never looked at. `wrote` is what we last wrote, as
    `wrote_at` says, stored before it is written: who is stopped in between cannot tell whether it was.
    `stands`: in these respects the user changed it there, and that passed nowhere: it is left as it is until
    the other side changes. `taking`: in these respects we were to take back what is there, and have not
    looked since whether that was done. `stands_in`, `taking_in`: the same of single lists, by their keys.
    """

    side: Side
    title: Title
    keys: Mapping[str, datetime | None]
    seen: Values = NOTHING
    seen_at: Mapping[Feature, datetime] = field(default_factory=dict)
    wrote: Values = NOTHING
    wrote_at: Mapping[Feature, datetime] = field(default_factory=dict)
    stands: frozenset[Feature] = frozenset()
    taking: frozenset[Feature] = frozenset()
    stands_in: frozenset[str] = frozenset()
    taking_in: frozenset[str] = frozenset()


class Action(StrEnum):
    """What is written."""

    WATCH = "watch"
    """That it was seen; the value has the times to be added."""
    UNWATCH = "unwatch"
    """That it was not; a value has the times to be taken back, None: all of them."""
    PLACE = "place"
    """How far it was seen."""
    UNPLACE = "unplace"
    RATE = "rate"
    UNRATE = "unrate"
    LIST = "list"
    UNLIST = "unlist"
    ENLIST = "enlist"
    """That it is in one list, which is made where there is none of that name."""
    DELIST = "delist"
    """That it is not in one list."""

    @property
    def removes(self) -> bool:
        """Whether something is lost by it."""
        return self in _REMOVING


_REMOVING = frozenset({Action.UNWATCH, Action.UNPLACE, Action.UNRATE, Action.UNLIST, Action.DELIST})


SETTING: Mapping[Feature, Action] = {
    Feature.HISTORY: Action.WATCH,
    Feature.PROGRESS: Action.PLACE,
    Feature.RATINGS: Action.RATE,
    Feature.WATCHLIST: Action.LIST,
    Feature.LISTS: Action.ENLIST,
}
CLEARING: Mapping[Feature, Action] = {
    Feature.HISTORY: Action.UNWATCH,
    Feature.PROGRESS: Action.UNPLACE,
    Feature.RATINGS: Action.UNRATE,
    Feature.WATCHLIST: Action.UNLIST,
    Feature.LISTS: Action.DELIST,
}


class Because(StrEnum):
    """Why something is written."""

    ADDED = "added"
    """The other side has it, and this one had it never."""
    CHANGED = "changed"
    """The other side changed since the last time."""
    REMOVED = "removed"
    """The other side had it the last time, and was seen without it."""
    NEWER = "newer"
    """Both differ, and the other side's is newer."""
    PREFERRED = "preferred"
    """Both differ, no date says which is newer, and the link prefers the other side."""


class Ready(StrEnum):
    """Whether an operation can be done now."""

    READY = "ready"
    NO_COUNTERPART = "no_counterpart"
    """The side has nothing of the kind: tried again when its library changes."""
    PLAYING = "playing"
    """Somebody watches it there right now: done the next time."""
    PART_UNSEEN = "part_unseen"
    """Its file there holds other episodes that were not seen: done once all of them were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOperation:
    """One write. `keys` are the records it is written to, () where the side takes any title.

    `before` is what is there. `again`: the title was seen there and is being seen once more, which it stays.
    `list_name` says which list, of LISTS only: such a write is about one title in one list, which is its
    value as well.
    """

    side: Side
    feature: Feature
    action: Action
    title: Title
    keys: tuple[str, ...]
    value: Value | None
    before: Value | None
    because: Because
    ready: Ready = Ready.READY
    again: bool = False
    list_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """Records that name each other the same and themselves differently: none of them is touched."""

    titles: tuple[Title, ...]
    ids: tuple[TitleId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchPlan:
    """What a link shall do, in a fixed order, and what it keeps away from.

    Operations on one title at one side follow from each other: where one fails, those after it wait.
    """

    operations: tuple[WatchOperation, ...]
    quarantined: tuple[Quarantined, ...] = ()


class Became(StrEnum):
    """What became of a write."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    """It was so already."""
    UNRESOLVED = "unresolved"
    """There is no such title there."""
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    """It was sent, and nobody knows whether it arrived."""


@dataclass(frozen=True, slots=True)
class WatchOutcome:
    """What became of one write; `reason` is an error's key and `detail` a sentence where it failed."""

    became: Became
    reason: str | None = None
    detail: str = ""
