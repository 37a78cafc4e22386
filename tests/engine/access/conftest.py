"""A clock the tests turn by hand."""

from dataclasses import dataclass

import pytest


@dataclass
class Clock:
    """Monotonic seconds."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    """Return a clock that stands still until it is turned."""
    return Clock()
