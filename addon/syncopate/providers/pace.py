"""How fast a server may be asked."""

import asyncio
import math
from collections import deque
from dataclasses import dataclass

from syncopate.errors import RateLimited
from syncopate.providers.manifest import RateLimit

LONGEST_PAUSE = 30.0
"""Seconds that are waited for; a server that wants more is asked another time."""
_DAY = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How an account stands with its service: `used` of `requests` in the last `seconds`.

    `rests` are the seconds for which nothing may be asked, 0 when something may.
    """

    requests: int
    seconds: float
    used: int
    rests: float


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

    def budget(self) -> Budget:
        """Return how it stands now."""
        now = _now()
        return Budget(
            requests=self._began.maxlen or 0,
            seconds=self._seconds,
            used=sum(began > now - self._seconds for began in self._began),
            rests=max(self._until - now, 0.0),
        )

    def _pause(self, now: float) -> float:
        held = self._until - now
        if held > LONGEST_PAUSE:
            raise RateLimited(account=self._what, retry_after=str(math.ceil(held)))
        full = len(self._began) == self._began.maxlen
        return max(held, self._began[0] + self._seconds - now) if full else held


class Paces:
    """One pace for each account: it outlives connections, so that whoever has to rest does."""

    def __init__(self) -> None:
        self._kept: dict[str, Pace] = {}

    def of(self, owner: str, limit: RateLimit, what: str) -> Pace:
        """Return an account's pace; `what` names the service in errors."""
        return self._kept.setdefault(owner, Pace(limit, what))

    def budget(self, owner: str) -> Budget | None:
        """Return how an account stands, None while it has asked nothing."""
        pace = self._kept.get(owner)
        return None if pace is None else pace.budget()

    def forget(self, owner: str) -> None:
        """Keep no pace for it: it is gone."""
        self._kept.pop(owner, None)


def _now() -> float:
    return asyncio.get_running_loop().time()
