"""Telling a tracker what plays: how far it is, and what it means that no good answer came."""

from syncopate.errors import LoginLacksRights, LoginRejected, RateLimited, Unreachable
from syncopate.providers._tracker.outcomes import failed
from syncopate.providers.watching import Became, WatchOutcome

_REFUSED = (LoginRejected, LoginLacksRights, RateLimited)


def percent(progress: float) -> float:
    """Return how much was seen, 0 to 1, in percent with two places."""
    return round(min(max(progress, 0.0), 1.0) * 100, 2)


def in_doubt(error: Unreachable) -> WatchOutcome:
    """Return what became of something that must not be sent twice, where no good answer came."""
    if error.unsent or isinstance(error, _REFUSED) or "status" in error.placeholders:
        return failed(error)
    return WatchOutcome(Became.IN_DOUBT, error.key, error.detail)
