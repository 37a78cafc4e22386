"""What the API is given. The composition builds it."""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from syncopate.access.limits import KeyLimiter, Memory
from syncopate.domain.playlist import LARGEST_FORM
from syncopate.events.bus import EventBus
from syncopate.jobs.facade import Jobs
from syncopate.sync.kit import Kit
from syncopate.sync.watch.live.service import Deaf, Ears


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """Who this engine is. `configuration_url` is where its pages are, when others can reach them."""

    name: str
    engine_id: str
    version: str
    time_zone: str
    started_at: datetime
    configuration_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFact:
    """Whether one thing works; `key` is an error key when it does not."""

    name: str
    ok: bool
    key: str | None = None
    detail: str = ""


async def _nothing_more() -> Sequence[HealthFact]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a request may hold, in bytes, and how long a stream waits for a key, in seconds."""

    body: int = 1_000_000
    upload: int = LARGEST_FORM
    greeting: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiContext:
    """All that routes use. `checks` tells of parts beyond the database, which is always checked.

    `live` takes what servers tell by themselves.
    """

    kit: Kit
    jobs: Jobs
    bus: EventBus
    engine: EngineFacts
    checks: Callable[[], Awaitable[Sequence[HealthFact]]] = _nothing_more
    live: Ears = field(default_factory=Deaf)
    limiter: KeyLimiter = field(default_factory=lambda: KeyLimiter(Memory(time.monotonic)))
    limits: Limits = field(default_factory=Limits)
