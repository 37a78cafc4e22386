"""A service's clock against ours, as far as its answers tell: whole seconds."""

from datetime import UTC, datetime, timedelta

from syncopate.errors import OddAnswer
from syncopate.providers.http import Fetched

OVERLAP = timedelta(seconds=1)
"""Changes are dated to the second: those of the last one may not have been told all."""
_TELLING_SECONDS = 2
"""Less than that may come of the way, and of a clock that tells whole seconds."""


def skew_of(fetched: Fetched, now: datetime) -> timedelta:
    """Return how far a server's clock is ahead; `now` is when it answered by ours."""
    if fetched.date is None:
        return timedelta()
    seconds = round((fetched.date + OVERLAP / 2 - now).total_seconds())
    return timedelta(seconds=seconds) if abs(seconds) >= _TELLING_SECONDS else timedelta()


def is_over(told: str, clock: datetime | None, what: str) -> bool:
    """Tell whether the second of a change is over by the service's clock. Raises OddAnswer for no moment."""
    return clock is not None and moment(told, what) + 2 * OVERLAP <= clock


def moment(told: str, what: str) -> datetime:
    """Return a moment that has to be one, in UTC where no zone is told. Raises OddAnswer."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise OddAnswer(account=what) from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
