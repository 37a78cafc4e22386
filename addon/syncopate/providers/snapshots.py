"""What came of a read, as of now: all there is, or why nothing is known."""

from datetime import UTC, datetime

from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import SyncopateError


def complete[T](items: tuple[T, ...]) -> Complete[T]:
    """Return all that there is."""
    return Complete(items, datetime.now(UTC))


def failed(error: SyncopateError) -> Failed:
    """Return a read that failed."""
    return Failed(error.key, error.detail, datetime.now(UTC), error.placeholders)
