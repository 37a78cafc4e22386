"""What a run comes to, seen from its items. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from syncopate.domain.event import Detail
from syncopate.domain.run import ItemResult, ItemStatus, RunStatus

_BAD = frozenset({ItemStatus.FAILED, ItemStatus.UNKNOWN})
_LESS = _BAD | {ItemStatus.HELD, ItemStatus.CANCELLED}
_NOT_TRIED = frozenset({ItemStatus.NOT_DUE, ItemStatus.DISABLED, ItemStatus.NOT_CONFIGURED})
_SUMMED = ("matched", "review", "missing", "unknown", "added", "removed", "moved")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something did not work: an error key and a sentence."""

    error: str
    detail: str


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ends."""

    status: RunStatus
    error: str | None = None
    detail: str = ""


def end_of(
    items: Sequence[ItemResult], failure: Failure | None = None, *, in_part: Collection[str] = ()
) -> RunEnd:
    """FAILED when the job itself failed or all that was tried, PARTIAL when some did or wait for the user.

    `in_part` are items that failed though a part of each went well: then not all failed.
    """
    if failure is not None:
        return RunEnd(RunStatus.FAILED, failure.error, failure.detail)
    tried = [item for item in items if item.status not in _NOT_TRIED]
    bad = [item for item in tried if item.status in _BAD]
    if bad and len(bad) == len(tried) and not any(item.item_id in in_part for item in bad):
        first = bad[0]
        detail = first.detail if len(bad) == 1 else f"All {len(bad)} items failed; the first: {first.detail}"
        return RunEnd(RunStatus.FAILED, first.error or "internal_error", detail)
    less = [item for item in items if item.status in _LESS or _is_unset(item)]
    if less:
        of = len(tried) + sum(map(_is_unset, items))
        return RunEnd(RunStatus.PARTIAL, None, f"{len(less)} of {of} items are not in sync.")
    return RunEnd(RunStatus.SUCCEEDED)


def _is_unset(item: ItemResult) -> bool:
    """Tell whether something was wanted but lacks what it needs: what is not used at all has no error."""
    return item.status is ItemStatus.NOT_CONFIGURED and item.error is not None


def status_of_part(status: RunStatus, items: Sequence[ItemResult]) -> ItemStatus:
    """Return what a run is as an item of the run it was part of."""
    match status:
        case RunStatus.SUCCEEDED:
            changed = any(item.status is ItemStatus.SYNCED for item in items)
            return ItemStatus.SYNCED if changed else ItemStatus.UNCHANGED
        case RunStatus.PARTIAL:
            held = all(item.status is ItemStatus.HELD for item in items if item.status in _LESS)
            return ItemStatus.HELD if held else ItemStatus.FAILED
        case RunStatus.CANCELLED:
            return ItemStatus.CANCELLED
        case _:
            return ItemStatus.FAILED


def with_sums(whole: ItemResult, parts: Iterable[ItemResult]) -> ItemResult:
    """Return the result of a whole with the counts of its parts added up."""
    return replace(whole, **_sums(parts))


def _sums(items: Iterable[ItemResult]) -> dict[str, Any]:
    total = dict.fromkeys(_SUMMED, 0)
    for item in items:
        for name in _SUMMED:
            total[name] += getattr(item, name)
    return total


def counts(items: Sequence[ItemResult]) -> Mapping[str, Detail]:
    """Return the counts an event carries: items by what became of them, and the sums."""
    return {
        "items": len(items),
        "synced": sum(item.status is ItemStatus.SYNCED for item in items),
        "unchanged": sum(item.status is ItemStatus.UNCHANGED for item in items),
        "skipped": sum(item.status in _NOT_TRIED for item in items),
        "held": sum(item.status is ItemStatus.HELD for item in items),
        "failed": sum(item.status in _BAD for item in items),
        **_sums(items),
    }
