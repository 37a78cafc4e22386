"""The time a fake lives in: the machine's own, moved on by hand."""

import time
from datetime import UTC, datetime


class Clock:
    """Whole seconds since 1970, as Plex counts them."""

    def __init__(self, ahead: int = 0) -> None:
        self._ahead = ahead

    def now(self) -> int:
        return int(time.time()) + self._ahead

    def advance(self, seconds: int) -> None:
        self._ahead += seconds


def iso(seconds: int) -> str:
    """Return the moment as plex.tv writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
