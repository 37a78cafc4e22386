"""What the pages are given by who puts the engine together; tests give doubles of what is a protocol."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from syncopate.access.limits import LoginLimiter
from syncopate.access.sessions import LoginLinks
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

    async def run(
        self, job: JobName, trigger: Trigger, arguments: Mapping[str, JsonValue] | None = ...
    ) -> Run:
        """Start one. Raises JobAlreadyRunning, NotConfigured, InvalidInput."""
        ...

    async def cancel(self, run_id: str) -> Run:
        """End one. Raises NotFound, Conflict."""
        ...

    async def overview(self) -> Sequence[JobFacts]:
        """Tell of all jobs."""
        ...

    async def set_schedule(self, job: JobName, schedule: Schedule) -> None:
        """Say when a job runs. Raises InvalidInput."""
        ...

    def built(self, job: JobName) -> bool:
        """Tell whether it can be run."""
        ...


class Bus(Protocol):
    """What events come up from."""

    def subscribe(self) -> AbstractAsyncContextManager[Subscription]:
        """Give what happens from now on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext:
    """`links` are one-time tokens, `logins` slows guessing down; `docs` leads to the API's own pages."""

    kit: Kit
    jobs: Jobs
    bus: Bus
    links: LoginLinks
    logins: LoginLimiter
    version: str
    docs: str = "api/docs"
    heartbeat_seconds: float = 20.0
