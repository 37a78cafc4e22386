"""How fast a server may be asked."""

import asyncio
import math
from collections import deque

from syncopate.errors import RateLimited
from syncopate.providers.manifest import RateLimit

LONGEST_PAUSE = 30.0
"""Seconds that are waited for; a server that wants more is asked another time."""
_DAY = 86_400.0


class Pace:
    """Lets `requests` begin in any `seconds` at most, in the order they came, and none while held back."""

    def __init__(self, limit: RateLimit, what: str) -> None:
        self._what = what
        self._seconds = limit.seconds
        self._began: deque[float] = deque(maxlen=limit.requests)
        self._until = -math.inf
        self._line = asyncio.Lock()

    def hold(self, seconds: float) -> None:
        """Let none begin for so long."""
        self._until = max(self._until, _now() + min(seconds, _DAY))

    async def turn(self) -> None:
        """Wait until one may begin. Raises RateLimited when that is longer than is worth waiting."""
        async with self._line:
            while (pause := self._pause(_now())) > 0:  # noqa: ASYNC110 -- it sleeps for as long as it must
                await asyncio.sleep(pause)
            self._began.append(_now())

    def _pause(self, now: float) -> float:
        held = self._until - now
        if held > LONGEST_PAUSE:
            raise RateLimited(account=self._what, retry_after=str(math.ceil(held)))
        full = len(self._began) == self._began.maxlen
        return max(held, self._began[0] + self._seconds - now) if full else held


def _now() -> float:
    return asyncio.get_running_loop().time()
