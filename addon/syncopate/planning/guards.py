"""What a plan may not do without the user's word."""

from collections import Counter
from collections.abc import Sequence

from syncopate.domain.plan import HoldReason

FEW = 10
"""Targets with fewer tracks are free to lose most of them."""


def reason_to_hold_ours(
    before: Sequence[str], ours: Sequence[str], wanted: Sequence[str]
) -> HoldReason | None:
    """Do the same where the user's tracks stay: of what is there by our doing these are `wanted` now."""
    there = Counter(before) & Counter(ours)
    if there and not wanted:
        return HoldReason.WOULD_EMPTY
    removed = (there - Counter(wanted)).total()
    if there.total() >= FEW and removed * 2 > there.total():
        return HoldReason.MASS_REMOVAL
    return None


def reason_to_hold(before: Sequence[str], after: Sequence[str]) -> HoldReason | None:
    """Return why going from these track keys to those has to wait; None when it is harmless."""
    if before and not after:
        return HoldReason.WOULD_EMPTY
    removed = (Counter(before) - Counter(after)).total()
    if len(before) >= FEW and removed * 2 > len(before):
        return HoldReason.MASS_REMOVAL
    return None
