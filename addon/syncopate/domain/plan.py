"""What shall be done to a target: plain data for preview, dry run, audit and writing alike."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class OperationKind(StrEnum):
    """One kind of write to a playlist."""

    CREATE = "create"
    RENAME = "rename"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    DESCRIBE = "describe"
    COVER = "cover"


class Why(StrEnum):
    """Why an operation is in the plan."""

    NEW_TARGET = "new_target"
    RENAMED = "renamed"
    IN_SOURCE = "in_source"
    LEFT_SOURCE = "left_source"
    NOT_IN_SOURCE = "not_in_source"
    MATCH_CHANGED = "match_changed"
    NO_LONGER_MATCHED = "no_longer_matched"
    ORDER = "order"
    CHANGED_IN_SOURCE = "changed_in_source"


@dataclass(frozen=True, slots=True)
class Operation:
    """One write. `position` (from 0) is where in the result for add and move, in the old state for remove."""

    kind: OperationKind
    why: Why
    track_key: str | None = None
    position: int | None = None
    label: str = ""


class HoldReason(StrEnum):
    """Why a plan waits for the user."""

    WOULD_EMPTY = "would_empty"
    MASS_REMOVAL = "mass_removal"
    TARGET_GONE = "target_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaylistPlan:
    """From what the target holds to what it shall hold.

    `result` is the whole target afterwards, track keys in order; no operations means nothing to do.
    `kept_back` are entry positions left untouched because their verdict is UNKNOWN.
    `digest` names the plan: approval of one plan never approves another.
    """

    name: str
    operations: tuple[Operation, ...]
    result: tuple[str, ...]
    hold: HoldReason | None = None
    kept_back: tuple[int, ...] = ()
    digest: str = ""

    @property
    def leaving(self) -> frozenset[str]:
        """The tracks it takes out for good: not those that only change their place or lose a double."""
        removed = frozenset(
            each.track_key
            for each in self.operations
            if each.kind is OperationKind.REMOVE and each.why is not Why.ORDER and each.track_key is not None
        )
        return removed - frozenset(self.result)

    @property
    def coming(self) -> Counter[str]:
        """The tracks it puts in, each as often as it does."""
        return Counter(
            each.track_key
            for each in self.operations
            if each.kind is OperationKind.ADD and each.why is not Why.ORDER and each.track_key is not None
        )

    def stands(self, name: str, held: Sequence[str], *, ordered: bool) -> bool:
        """Tell whether a target that is called so and holds these is as the plan leaves it."""
        if ordered:
            return (name, tuple(held)) == (self.name, self.result)
        there = frozenset(held)
        return name == self.name and there.issuperset(self.result) and not there & self.leaving


class OutcomeKind(StrEnum):
    """What became of a plan's writes."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one plan: how many writes took place; `error` is a key when it failed."""

    kind: OutcomeKind
    added: int = 0
    removed: int = 0
    moved: int = 0
    error: str | None = None
    detail: str = ""
