"""What came of reads and writes, as those who asked are told."""

from collections.abc import Iterable

from syncopate.errors import Conflict, InvalidInput, NotFound, SyncopateError, WriteNotKept
from syncopate.providers.watching import Became, Unread, WatchOutcome

APPLIED = WatchOutcome(Became.APPLIED)
UNCHANGED = WatchOutcome(Became.UNCHANGED)
_WORST = (Became.FAILED, Became.IN_DOUBT, Became.UNRESOLVED, Became.APPLIED, Became.UNCHANGED)


def unread(error: SyncopateError) -> Unread:
    """Return why something could not be read."""
    return Unread(error.key, error.detail, error.placeholders)


def failed(error: SyncopateError) -> WatchOutcome:
    """Return what became of a write that failed, or that may not be made."""
    return WatchOutcome(Became.FAILED, error.key, error.detail)


def unresolved(detail: str) -> WatchOutcome:
    """Return that the service has no such title."""
    return WatchOutcome(Became.UNRESOLVED, NotFound.key, detail)


def not_kept(what: str) -> WatchOutcome:
    """Return that a service took a write, and has not done it."""
    return failed(WriteNotKept(name=what))


def in_the_way(detail: str) -> WatchOutcome:
    """Return that a service cannot hold what is written beside what it holds."""
    return failed(Conflict(detail))


def invalid(error: InvalidInput) -> WatchOutcome:
    """Return that what was to be written cannot be."""
    return failed(error)


def of_all(outcomes: Iterable[WatchOutcome]) -> WatchOutcome:
    """Return what became of one write that was several: the worst of it."""
    return min(outcomes, key=lambda each: _WORST.index(each.became), default=UNCHANGED)
