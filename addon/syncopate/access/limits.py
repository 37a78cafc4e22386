"""How often is too often: requests per key, failed logins per address."""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from syncopate.errors import TooManyRequests

_MAX_TRACKED = 4096
_FREE_FAILURES = 5
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 900.0
_FORGET_AFTER = 3600.0


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class KeyLimiter:
    """A token bucket for each key: `per_minute` requests, saved up to a minute's worth."""

    def __init__(self, clock: Callable[[], float], max_tracked: int = _MAX_TRACKED) -> None:
        """`clock` are monotonic seconds."""
        self._clock = clock
        self._max = max_tracked
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key_id: str, per_minute: int) -> float:
        """Count one request: 0.0 when it may go on, else the seconds until one may. One a minute at least."""
        per_minute = max(per_minute, 1)
        now, rate = self._clock(), per_minute / 60
        bucket = self._buckets.pop(key_id, None) or _Bucket(float(per_minute), now)
        bucket.tokens = min(float(per_minute), bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        self._buckets[key_id] = bucket
        while len(self._buckets) > self._max:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / rate

    def admit(self, key_id: str, per_minute: int) -> None:
        """Count one request. Raises TooManyRequests."""
        _refuse_if(self.take(key_id, per_minute))


@dataclass(slots=True)
class _Failures:
    count: int
    at: float
    until: float


class LoginLimiter:
    """Failed logins for each address: five are free, then each makes the wait twice as long."""

    def __init__(self, clock: Callable[[], float], max_tracked: int = _MAX_TRACKED) -> None:
        """`clock` are monotonic seconds."""
        self._clock = clock
        self._max = max_tracked
        self._peers: OrderedDict[str, _Failures] = OrderedDict()

    def wait(self, peer: str) -> float:
        """Return the seconds until the address may try again, 0.0 for now."""
        failures = self._peers.get(_network(peer))
        return 0.0 if failures is None else max(0.0, failures.until - self._clock())

    def admit(self, peer: str) -> None:
        """Raise TooManyRequests unless the address may try now."""
        _refuse_if(self.wait(peer))

    def failed(self, peer: str) -> None:
        """Count a failed login."""
        now, network = self._clock(), _network(peer)
        failures = self._peers.pop(network, None)
        if failures is None or now - failures.at > _FORGET_AFTER:
            failures = _Failures(0, now, now)
        failures.count += 1
        failures.at = now
        beyond = failures.count - _FREE_FAILURES
        if beyond >= 0:
            failures.until = now + min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(beyond, 16))
        self._peers[network] = failures
        while len(self._peers) > self._max:
            self._peers.popitem(last=False)

    def succeeded(self, peer: str) -> None:
        """Forget what failed before."""
        self._peers.pop(_network(peer), None)


def _refuse_if(seconds: float) -> None:
    if seconds > 0:
        raise TooManyRequests(retry_after=str(math.ceil(seconds)))


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
