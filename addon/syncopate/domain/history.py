"""What changed in a mirror's source from one read to the next, and what it says that has to wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened. GONE: the source has it no longer; BACK: it has it again."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"
    GONE = "gone"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceChange:
    """One change. `label` is the entry in one line, or the new name where it was renamed.

    `place` is where it is now, or was before it was removed, from 0. `before` is the name it had, or the
    place it was moved from, from 1 and as text; `by` who did it, as far as the source tells.
    """

    kind: ChangeKind
    label: str
    place: int | None = None
    before: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCounts:
    """How many entries came, went and moved."""

    added: int = 0
    removed: int = 0
    moved: int = 0

    @classmethod
    def of(cls, changes: Sequence[SourceChange]) -> ChangeCounts:
        """Count them."""
        kinds = [change.kind for change in changes]
        return cls(
            added=kinds.count(ChangeKind.ADDED),
            removed=kinds.count(ChangeKind.REMOVED),
            moved=kinds.count(ChangeKind.MOVED),
        )

    @property
    def any(self) -> bool:
        """True when there are some."""
        return bool(self.added or self.removed or self.moved)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHold:
    """A source that lost most of what it had: `before` entries, `now` entries, as it was first read `at`.

    `digest` is of what it says; `accepted`: the user said that just this is right.
    """

    digest: str
    before: int
    now: int
    at: datetime
    accepted: bool = False
