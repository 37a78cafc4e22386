"""What surfaces see of jobs: commands go down through it, what is known comes up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from syncopate.domain.run import JobName, Schedule, Trigger
from syncopate.jobs.catalog import IDS, MIRRORED, job_of
from syncopate.store.encoding import JsonValue
from syncopate.store.mirrors import Mirror
from syncopate.store.runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOverview:
    """A job: when it runs, how often it has, what runs now, what ran last."""

    job: JobName
    title: str
    schedule: Schedule | None
    next_run: datetime | None
    run_count: int
    running: Run | None
    last: Run | None


def sync_of(mirror: Mirror, *, approve: Collection[str] = ()) -> tuple[JobName, dict[str, JsonValue]]:
    """Return the job that syncs one mirror now, due or not, and its arguments.

    `approve`: the digests of the held plans that are let through, one a target.
    """
    digests = sorted(set(approve))
    return job_of(mirror.kind), {
        IDS[mirror.kind]: [mirror.id],
        "force": True,
        "approve": {mirror.id: digests[0] if len(digests) == 1 else digests} if digests else {},
    }


def mirrors_asked_for(run: Run) -> tuple[str, ...]:
    """Return the playlists or albums that a run was asked to sync by name; none: all, or it syncs nothing."""
    kind = MIRRORED.get(run.job)
    ids = None if kind is None else run.arguments.get(IDS[kind])
    return tuple(str(item) for item in ids) if isinstance(ids, Sequence) else ()


class Jobs(Protocol):
    """Starts, cancels and schedules jobs."""

    async def run(
        self, job: JobName, trigger: Trigger, arguments: Mapping[str, JsonValue] | None = ...
    ) -> Run:
        """Start a run. Raises JobAlreadyRunning, NotConfigured, InvalidInput, NotFound."""
        ...

    async def cancel(self, run_id: str) -> Run:
        """Stop a run. Raises NotFound, and Conflict when it has ended."""
        ...

    async def overview(self) -> Sequence[JobOverview]:
        """Return all jobs that can be run."""
        ...

    async def set_schedule(self, job: JobName, schedule: Schedule) -> None:
        """Change when a job runs. Raises NotConfigured, InvalidSchedule."""
        ...

    def built(self, job: JobName) -> bool:
        """Tell whether there is anything behind the name."""
        ...
