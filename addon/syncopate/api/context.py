"""What the API is given. The composition builds it; tests give small doubles of what is a protocol here."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from syncopate.access.limits import KeyLimiter
from syncopate.domain.run import JobName, Schedule, Trigger
from syncopate.events.bus import Subscription
from syncopate.store.encoding import JsonValue
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit


class JobFacts(Protocol):
    """A kind of work: what runs now, what ran last, when it runs next."""

    @property
    def job(self) -> JobName: ...  # noqa: D102 -- fields say what they are
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def schedule(self) -> Schedule | None: ...  # noqa: D102
    @property
    def next_run(self) -> datetime | None: ...  # noqa: D102
    @property
    def run_count(self) -> int: ...  # noqa: D102
    @property
    def running(self) -> Run | None: ...  # noqa: D102
    @property
    def last(self) -> Run | None: ...  # noqa: D102


class Jobs(Protocol):
    """What commands go down to."""

    async def run(self, job: JobName, trigger: Trigger, arguments: Mapping[str, JsonValue] = ...) -> Run:
        """Start one. Raises JobAlreadyRunning, NotConfigured, InvalidInput."""
        ...

    async def cancel(self, run_id: str) -> Run:
        """End one. Raises NotFound, Conflict."""
        ...

    async def overview(self) -> Sequence[JobFacts]:
        """Tell of all jobs."""
        ...

    async def set_schedule(self, job: JobName, schedule: Schedule) -> None:
        """Say when a job runs."""
        ...


class Bus(Protocol):
    """What events come up from."""

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]:
        """Give what happens from now on."""
        ...


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
    upload: int = 10_000_000
    greeting: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiContext:
    """All that routes use. `checks` tells of parts beyond the database, which is always checked."""

    kit: Kit
    jobs: Jobs
    bus: Bus
    engine: EngineFacts
    checks: Callable[[], Awaitable[Sequence[HealthFact]]] = _nothing_more
    limiter: KeyLimiter = field(default_factory=lambda: KeyLimiter(time.monotonic))
    limits: Limits = field(default_factory=Limits)
