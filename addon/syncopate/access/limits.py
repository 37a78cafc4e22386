"""How often is too often: requests per key, failed logins per address."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from syncopate.errors import TooManyRequests

_MAX_TRACKED = 4096
_FREE_FAILURES = 5
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 900.0
_FORGET_AFTER = 3600.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What is used of one limit: an amount at a time, and until when nothing more is, in seconds."""

    amount: float
    at: float
    until: float


type Change[T] = Callable[[Mark | None], tuple[Mark | None, T]]
"""Takes what was used, returns what is used now (None: forget it) and an answer."""


class Book(Protocol):
    """Where it is kept what is used: in this process, or for all processes."""

    def seconds(self) -> float:
        """Return the time on the clock that its marks are made with."""
        ...

    async def change[T](self, name: str, change: Change[T]) -> T:
        """Change one mark, nobody else meanwhile, and return the answer."""
        ...


class Memory:
    """A book for one process alone; the names least lately used are forgotten."""

    def __init__(self, clock: Callable[[], float], max_tracked: int = _MAX_TRACKED) -> None:
        """`clock` are monotonic seconds."""
        self._clock = clock
        self._max = max_tracked
        self._marks: OrderedDict[str, Mark] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._marks)

    def seconds(self) -> float:
        """Return the time of the clock."""
        return self._clock()

    async def change[T](self, name: str, change: Change[T]) -> T:
        """Change one mark and return the answer."""
        mark, answer = change(self._marks.pop(name, None))
        if mark is not None:
            self._marks[name] = mark
        while len(self._marks) > self._max:
            self._marks.popitem(last=False)
        return answer


class KeyLimiter:
    """A token bucket for each key: `per_minute` requests, saved up to a minute's worth."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def take(self, key_id: str, per_minute: int) -> float:
        """Count one request: 0.0 when it may go on, else the seconds until one may. One a minute at least."""
        most = float(max(per_minute, 1))
        now, rate = self._book.seconds(), most / 60

        def spend(mark: Mark | None) -> tuple[Mark, float]:
            saved = most if mark is None else min(most, mark.amount + max(0.0, now - mark.at) * rate)
            if saved >= 1:
                return Mark(saved - 1, now, now), 0.0
            return Mark(saved, now, now), (1 - saved) / rate

        return await self._book.change(f"key {key_id}", spend)

    async def admit(self, key_id: str, per_minute: int) -> None:
        """Count one request. Raises TooManyRequests."""
        _refuse_if(await self.take(key_id, per_minute))


class LoginLimiter:
    """Failed logins for each address: five are free, then each makes the wait twice as long."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def wait(self, peer: str) -> float:
        """Return the seconds until the address may try again, 0.0 for now."""
        now = self._book.seconds()

        def look(mark: Mark | None) -> tuple[Mark | None, float]:
            return mark, 0.0 if mark is None else max(0.0, mark.until - now)

        return await self._book.change(_named(peer), look)

    async def admit(self, peer: str) -> None:
        """Raise TooManyRequests unless the address may try now."""
        _refuse_if(await self.wait(peer))

    async def failed(self, peer: str) -> None:
        """Count a failed login."""
        now = self._book.seconds()

        def count(mark: Mark | None) -> tuple[Mark, None]:
            if mark is None or now - mark.at > _FORGET_AFTER:
                mark = Mark(0, now, now)
            failures = mark.amount + 1
            beyond = round(failures) - _FREE_FAILURES
            wait = 0.0 if beyond < 0 else min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(beyond, 16))
            return Mark(failures, now, max(mark.until, now + wait)), None

        await self._book.change(_named(peer), count)

    async def succeeded(self, peer: str) -> None:
        """Forget what failed before."""

        def forget(_mark: Mark | None) -> tuple[None, None]:
            return None, None

        await self._book.change(_named(peer), forget)


def _refuse_if(seconds: float) -> None:
    if seconds > 0:
        raise TooManyRequests(retry_after=str(math.ceil(seconds)))


def _named(peer: str) -> str:
    return f"login {_network(peer)}"


def _network(peer: str) -> str:
    """Return what one owner has: an IPv4 address, the /64 of an IPv6 one."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return peer[:64]
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
