"""A server's clock against ours, as far as the `Date` of its answers tells: whole seconds."""

from contextlib import suppress
from datetime import datetime, timedelta

_TOLD_IN = timedelta(seconds=1)
"""What is said is cut off to that."""
_LEAST = timedelta(seconds=2)
"""Less than that may come of the way, and of when an answer was begun."""


def clock_skew(before: datetime, told: datetime | None, after: datetime) -> timedelta:
    """Return how far a clock is ahead that said `told` between two moments; zero where it may be right."""
    if told is None:
        return timedelta()
    with suppress(OverflowError):
        least, most = told - after, told + _TOLD_IN - before
        skew = least + (most - least) / 2
        if not least <= timedelta() <= most and abs(skew) >= _LEAST:
            return skew
    return timedelta()
