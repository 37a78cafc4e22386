"""A service's clock against ours, as far as its answers tell: whole seconds."""

from datetime import UTC, datetime, timedelta

from syncopate.errors import OddAnswer

OVERLAP = timedelta(seconds=1)
"""Changes are dated to the second: those of the last one may not have been told all."""


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
