"""When a write that came to nothing is tried again: later each time, and never not at all."""

from datetime import datetime, timedelta

from syncopate.domain.link import Became

_FAILED = (timedelta(0), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""After the first, second, third failure in a row, and after any more: most faults are short."""
_UNRESOLVED = (timedelta(days=1), timedelta(days=7))
"""A service that does not know a title learns of it in days, if ever."""


def tried_again_at(became: Became, tries: int, now: datetime) -> datetime | None:
    """Return when a write is tried again that came to nothing `tries` times, now as well.

    None for one that was done, or of which nobody knows whether it was.
    """
    waits = {Became.FAILED: _FAILED, Became.UNRESOLVED: _UNRESOLVED}.get(became)
    return None if waits is None else now + waits[min(tries, len(waits)) - 1]
