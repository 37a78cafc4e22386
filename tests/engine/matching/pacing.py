"""How fast the processor is now: times are held beside a fixed sum, so that a busy machine is allowed more."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

_CALM_SECONDS = 0.010
"""What the sum takes on a calm machine."""


def pace() -> float:
    """Return how many times as long as on a calm machine a fixed sum takes, 1.0 at least."""
    took = []
    for _ in range(5):
        begun = time.thread_time()
        sum(number * number for number in range(200_000))
        took.append(time.thread_time() - begun)
    return max(1.0, min(took) / _CALM_SECONDS)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold the processor's time of a block below a limit at that pace: other processes do not count."""
    slower = pace()
    begun = time.process_time()
    yield
    took = time.process_time() - begun
    # It may have become slower meanwhile.
    assert took < seconds * max(slower, pace()), f"{took:.2f} s"
