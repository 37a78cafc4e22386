"""What a source says now against what it said before: the changes, and whether that may be believed."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.history import ChangeKind, SourceChange
from syncopate.domain.playlist import Entry
from syncopate.planning.difference import difference


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and its identity."""

    identity: str
    entry: Entry


def is_suspicious(before: int, now: int, *, cut: bool = False) -> bool:
    """Tell whether a source has suddenly lost so much that the user has to say that it is right.

    All of it, or more than half; anything where what is read now is `cut` off as it was not before.
    """
    return now < before and (cut or now * 2 < before)


def source_changes(before: Sequence[Placed], now: Sequence[Placed]) -> tuple[SourceChange, ...]:
    """Return what went, moved and came, each in the order of the places.

    An entry that stands more than once is never moved, but removed and added.
    """
    old, new = [each.identity for each in before], [each.identity for each in now]
    found = difference(old, new)
    was = {identity: place for place, identity in enumerate(old)}
    return (
        *(
            SourceChange(kind=ChangeKind.REMOVED, label=before[place].entry.label, place=place)
            for place in found.removed
        ),
        *(
            SourceChange(
                kind=ChangeKind.MOVED,
                label=now[place].entry.label,
                place=place,
                before=str(was[new[place]] + 1),
            )
            for place in found.moved
        ),
        *(
            SourceChange(
                kind=ChangeKind.ADDED,
                label=now[place].entry.label,
                place=place,
                by=now[place].entry.added_by,
            )
            for place in found.added
        ),
    )
