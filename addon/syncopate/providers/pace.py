"""How fast a server may be asked: by this process, or by all that share a ledger."""

import asyncio
import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from syncopate.errors import RateLimited
from syncopate.providers.manifest import RateLimit

LONGEST_PAUSE = 30.0
"""Seconds that are waited for; a server that wants more is asked another time."""
LONGEST_REST = 86_400.0
"""Seconds that are kept to, whatever a server asks for."""
FIRST_REST, LAST_REST = 5.0, 300.0
"""Seconds that nothing is asked after a server said that it was too much, and did not say for how long.

Each time that it says so again it is twice as long, up to the last.
"""
_NEWS = 1.0
"""Seconds by which a rest has to end later than the one that is written down, to be written again."""
_LAST_SECONDS = 10.0
"""How long what is being written is waited for when all is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How an account stands with its service: `used` of `requests` in the last `seconds`.

    `rests` are the seconds for which nothing may be asked, 0 when something may. `requests` and `seconds` are
    0 where only its rest is known, from before this process began to ask.
    """

    requests: int
    seconds: float
    used: int
    rests: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What stands in the way of a request: seconds until a window has room for it, seconds of a rest."""

    pause: float = 0.0
    rests: float = 0.0


class Ledger(Protocol):
    """Where it is written down how accounts stand, for other processes and for the next start.

    It raises nothing: where it fails it knows of nothing, and each process goes by what it knows itself.
    """

    @property
    def shared(self) -> bool:
        """Whether several processes ask at the same time, so that every request is counted there."""
        ...

    async def begin(self, owner: str, limit: RateLimit) -> Wait:
        """Count a request that begins now; one that has to wait is not counted."""
        ...

    async def rest(self, owner: str, seconds: float) -> None:
        """Write down that an account may ask nothing for so long, unless it has to rest for longer anyway."""
        ...

    async def rests(self) -> Mapping[str, float]:
        """Return for how many seconds accounts still have to rest, by account."""
        ...


@dataclass(slots=True)
class _Book:
    """A ledger, and what is being written to it: whoever tells of a rest does not wait for that."""

    ledger: Ledger
    writing: set[asyncio.Task[None]] = field(default_factory=set)

    def rest(self, owner: str, seconds: float) -> None:
        task = asyncio.create_task(self.ledger.rest(owner, seconds))
        self.writing.add(task)
        task.add_done_callback(self.writing.discard)


@dataclass(frozen=True, slots=True)
class _Page:
    """What is written of one account."""

    book: _Book
    owner: str

    async def begin(self, limit: RateLimit) -> Wait:
        return await self.book.ledger.begin(self.owner, limit) if self.book.ledger.shared else Wait()

    def rest(self, seconds: float) -> None:
        self.book.rest(self.owner, seconds)


class Pace:
    """Lets `requests` begin in any `seconds` at most, in the order they came, and none while held back."""

    def __init__(self, limit: RateLimit, what: str, page: _Page | None = None) -> None:
        self._what = what
        self._limit = limit
        self._page = page
        self._began: deque[float] = deque(maxlen=limit.requests)
        self._until = self._written = -math.inf
        self._refusals = 0
        self._line = asyncio.Lock()

    def hold(self, seconds: float) -> None:
        """Let none begin for so long. It is written down in the background."""
        seconds = min(seconds, LONGEST_REST)
        self._until = max(self._until, _now() + seconds)
        if self._page is not None and self._until > max(self._written, _now()) + _NEWS:
            self._written = self._until
            self._page.rest(seconds)

    def back_off(self) -> None:
        """Let none begin for a while: the server wants fewer, and names no time."""
        # What was under way when it said so is refused too: that is no news.
        if self._until <= _now():
            self.hold(min(FIRST_REST * 2.0 ** min(self._refusals, 16), LAST_REST))
            self._refusals += 1

    def well(self) -> None:
        """Note that the server gave a good answer."""
        self._refusals = 0

    def learn(self, seconds: float) -> None:
        """Let none begin for so long: that is written down already."""
        self._written = max(self._written, _now() + seconds)
        self._until = max(self._until, self._written)

    async def turn(self) -> None:
        """Wait until one may begin. Raises RateLimited when that is longer than is worth waiting."""
        async with self._line:
            while (pause := self._pause(_now()) or await self._elsewhere()) > 0:  # noqa: ASYNC110 -- it has to
                await asyncio.sleep(pause)
            self._began.append(_now())

    def budget(self) -> Budget:
        """Return how it stands now."""
        now = _now()
        return Budget(
            requests=self._limit.requests,
            seconds=self._limit.seconds,
            used=sum(began > now - self._limit.seconds for began in self._began),
            rests=max(self._until - now, 0.0),
        )

    def _pause(self, now: float) -> float:
        held = max(self._until - now, 0.0)
        if held > LONGEST_PAUSE:
            raise RateLimited(account=self._what, retry_after=str(math.ceil(held)))
        full = len(self._began) == self._began.maxlen
        return max(held, self._began[0] + self._limit.seconds - now) if full else held

    async def _elsewhere(self) -> float:
        """Return how long to wait for what other processes ask; 0.0: it was counted and may begin."""
        wait = Wait() if self._page is None else await self._page.begin(self._limit)
        if wait.rests > 0:
            self.learn(wait.rests)
            # It raises where that is too long.
            self._pause(_now())
        return wait.rests or wait.pause


class Paces:
    """One pace for each account: it outlives connections, so that whoever has to rest does.

    With a ledger it also outlives the process, and is one for all processes that share it.
    """

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._book = None if ledger is None else _Book(ledger)
        self._kept: dict[str, Pace] = {}
        self._told: dict[str, float] = {}

    def of(self, owner: str, limit: RateLimit, what: str) -> Pace:
        """Return an account's pace; `what` names the service in errors."""
        pace = self._kept.get(owner)
        if pace is None:
            pace = Pace(limit, what, None if self._book is None else _Page(self._book, owner))
            self._kept[owner] = pace
            if (until := self._told.pop(owner, None)) is not None:
                pace.learn(until - _now())
        return pace

    def budget(self, owner: str) -> Budget | None:
        """Return how an account stands, None while it has asked nothing and need not rest."""
        pace = self._kept.get(owner)
        if pace is not None:
            return pace.budget()
        rests = self._told.get(owner, -math.inf) - _now()
        return Budget(requests=0, seconds=0.0, used=0, rests=rests) if rests > 0 else None

    def forget(self, owner: str) -> None:
        """Keep no pace for it: it is gone."""
        self._kept.pop(owner, None)
        self._told.pop(owner, None)

    async def load(self) -> None:
        """Learn who has to rest, from what is written down."""
        if self._book is None:
            return
        for owner, seconds in (await self._book.ledger.rests()).items():
            if (pace := self._kept.get(owner)) is not None:
                pace.learn(seconds)
            else:
                self._told[owner] = _now() + seconds

    async def refresh(self) -> None:
        """Learn who has to rest since other processes asked, where there are others."""
        if self._book is not None and self._book.ledger.shared:
            await self.load()

    async def settle(self) -> None:
        """Wait until what is being written down is."""
        if self._book is not None and self._book.writing:
            await asyncio.wait(self._book.writing, timeout=_LAST_SECONDS)


def _now() -> float:
    return asyncio.get_running_loop().time()
