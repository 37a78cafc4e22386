"""What the MQTT service is given, and its pace."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.event import Event
from syncopate.mqtt.broker import BrokerSettings
from syncopate.mqtt.household import Bridge, Household
from syncopate.mqtt.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttContext:
    """Ways into the engine. `settings` answers None when MQTT is not used; `sync` starts one playlist.

    `settings`, `household` and `sync` may raise any SyncopateError.
    """

    bridge: Bridge
    settings: Callable[[], Awaitable[BrokerSettings | None]]
    household: Callable[[], Awaitable[Household]]
    ledger: Ledger
    sync: Callable[[str], Awaitable[object]]
    tell: Callable[[Event], Awaitable[None]]
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds to wait: for more changes, after a removal, after a failed reading, between connections."""

    debounce: float = 1.0
    settle: float = 1.0
    reading: float = 30.0
    first_retry: float = 1.0
    last_retry: float = 60.0

    def before(self, attempt: int) -> float:
        """Return the wait after the given failed attempt (from 1): doubled each time, up to a fifth less."""
        longest = min(self.last_retry, self.first_retry * 2.0 ** min(attempt - 1, 10))
        return longest * random.uniform(0.8, 1.0)  # noqa: S311 -- spreads load, guards nothing
