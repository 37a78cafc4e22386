"""What is known about runs while they run in this process."""

import asyncio
import logging
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field

from syncopate.domain.run import JobName, Progress
from syncopate.errors import NotFound
from syncopate.jobs.catalog import MAIN_RUN, MIRRORED, PARTS, MirrorArguments
from syncopate.jobs.meter import Meter
from syncopate.settings import setting_named
from syncopate.store import runs, settings
from syncopate.store.database import Connection
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

_log = logging.getLogger(__name__)

_PATIENCE_SECONDS = 10.0
_CONCURRENCY = setting_named("sync.concurrency")


@dataclass(slots=True)
class Scope:
    """One run in this process: its row as it was at first, items that wait their turn, places to work in."""

    run: Run
    meter: Meter
    places: int
    slots: asyncio.Semaphore
    waiting: set[str] = field(default_factory=set)


class Scopes:
    """The scopes and tasks of all runs."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._scopes: dict[str, Scope] = {}
        self._opening = asyncio.Lock()
        self._tasks: dict[str, set[asyncio.Task[object]]] = {}
        self._closed = False

    @contextmanager
    def body(self, run_id: str) -> Generator[None]:
        """Hold the present task as one that works for a run; once all were stopped, none begins."""
        if self._closed:
            raise asyncio.CancelledError
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 -- only coroutines come here
        tasks = self._tasks.setdefault(run_id, set())
        tasks.add(task)
        try:
            yield
        finally:
            tasks.discard(task)
            if not tasks:
                self._tasks.pop(run_id, None)
                self._scopes.pop(run_id, None)

    def working(self, run_id: str) -> bool:
        """Tell whether a task of this process works for it."""
        return run_id in self._tasks

    def at_work(self) -> frozenset[str]:
        """Return the runs that tasks of this process work for."""
        return frozenset(self._tasks)

    def peek(self, run_id: str) -> Scope | None:
        """Return its scope if there is one."""
        return self._scopes.get(run_id)

    async def open(self, run_id: str) -> Scope:
        """Return its scope, made from the store when it is not there yet."""
        async with self._opening:
            if run_id not in self._scopes:
                self._scopes[run_id] = await self._make(run_id)
            return self._scopes[run_id]

    def reopen(self) -> None:
        """Let tasks begin, also after all were stopped."""
        self._closed = False

    async def close(self) -> None:
        """Stop all, for good."""
        self._closed = True
        await self.stop(self.at_work())

    async def stop(self, run_ids: Iterable[str], patience: float = _PATIENCE_SECONDS) -> None:
        """Cancel the tasks of these runs and wait until they are gone."""
        chosen = [*run_ids]
        own = asyncio.current_task()
        tasks = {task for run_id in chosen for task in self._tasks.get(run_id, ())} - {own}
        for task in tasks:
            task.cancel()
        if tasks:
            _, stuck = await asyncio.wait(tasks, timeout=patience)
            if stuck:
                _log.error("%d tasks of cancelled runs do not end", len(stuck))

    async def _make(self, run_id: str) -> Scope:
        run = await self._kit.database.read(runs.get, run_id)
        places = await self._kit.database.read(places_of)
        of = [(run.id, run.job)]
        main_run, before = run.arguments.get(MAIN_RUN), Progress()
        if isinstance(main_run, str):
            of.append((main_run, JobName.MAIN_SYNC))
            before = await self._kit.database.read(_done_before, main_run, run.id)
        return Scope(
            run=run,
            meter=Meter(self._kit, of, run.progress, before),
            places=places,
            slots=asyncio.Semaphore(places),
        )


def part_of(connection: Connection, whole: Run, job: JobName) -> Run | None:
    """Return the run of a job that is part of a run, None when there is none yet."""
    asked = runs.since_of(connection, job, whole.requested_at)
    return next((run for run in asked if run.arguments.get(MAIN_RUN) == whole.id), None)


def _done_before(connection: Connection, whole_id: str, part_id: str) -> Progress:
    """Add up how far the parts of a run were that ended before this one."""
    try:
        whole = runs.get(connection, whole_id)
    except NotFound:
        return Progress()
    parts = [part_of(connection, whole, job) for job in PARTS]
    ended = [part.progress for part in parts if part and part.id != part_id and part.status.ended]
    return Progress(sum(each.done for each in ended), sum(each.total for each in ended))


def places_of(connection: Connection) -> int:
    """Return how many items each process works on at a time."""
    chosen = settings.get(connection, _CONCURRENCY.name)
    places = chosen if isinstance(chosen, int) else _CONCURRENCY.default
    assert isinstance(places, int)  # noqa: S101 -- it is a number setting
    return places


def approved(scope: Scope, mirror_id: str) -> frozenset[str]:
    """Return the digests of the held plans of this mirror that the user approved for this run."""
    kind = MIRRORED.get(scope.run.job)
    if kind is None:
        return frozenset()
    return MirrorArguments.parse(kind, scope.run.arguments).approve.get(mirror_id, frozenset())
