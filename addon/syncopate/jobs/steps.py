"""What the steps of workflows do.

Each may be done a second time after a crash and then finds what the first time left. They take and return
ids and counts only, and never raise but for being cancelled.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TypedDict

from syncopate.domain.event import Event
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Progress, RunStatus, Trigger
from syncopate.errors import NotConfigured, NotFound
from syncopate.jobs.border import attempt
from syncopate.jobs.catalog import MAIN_RUN, MIRRORED, MirrorArguments, ScanArguments
from syncopate.jobs.outcome import Failure, end_of
from syncopate.jobs.parts import in_part_of
from syncopate.jobs.scopes import Scope, Scopes, approved
from syncopate.jobs.telling import end_run, leave_started, name_of, run_count_of, tell_left
from syncopate.jobs.work import Publishing, UseCases
from syncopate.store import libraries, runs, schedules
from syncopate.store.database import Connection
from syncopate.store.results import put_result
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit

_FIRST_RETRY_SECONDS = 2.0
_LAST_RETRY_SECONDS = 60.0
_COUNTED_IN_THE_END = frozenset({JobName.SCAN_LIBRARY, JobName.PUBLISH_MQTT})
"""While these run their progress is of files or of nothing; in the end it is of what they were about."""


class Begun(TypedDict):
    """Whether there is anything left to do for a run, and whether it is a part of another."""

    go: bool
    part: bool


class Chosen(TypedDict):
    """The items of a run: ids to work on, how many are left out; or why they could not be told."""

    ids: list[str]
    skipped: int
    error: str | None
    detail: str


class Ended(TypedDict):
    """How something ended: a status."""

    status: str


class Steps:
    """The steps that all jobs share, and those of mirrors and libraries."""

    def __init__(
        self, kit: Kit, scopes: Scopes, use_cases: UseCases, publishing: Callable[[], Publishing]
    ) -> None:
        self._kit = kit
        self._scopes = scopes
        self._use_cases = use_cases
        self._publishing = publishing

    async def begin(self, run_id: str) -> Begun:
        """Mark the run as running and tell; not when it has ended or was cancelled meanwhile."""
        begun = await _persistently(lambda: self._begin(run_id), f"The start of run {run_id}")
        return {"go": False, "part": False} if isinstance(begun, Failure) else begun

    async def _begin(self, run_id: str) -> Begun:
        run = await self._kit.database.read(runs.get, run_id)
        part = MAIN_RUN in run.arguments
        if run.status.ended or run.cancel_requested:
            return {"go": False, "part": part}
        if await self._kit.database.read(whole_has_ended, run):
            await self._kit.database.write(runs.end, run_id, RunStatus.CANCELLED, self._kit.now())
            return {"go": False, "part": part}
        await tell_left(self._kit, await self._kit.database.write(_start, run, self._kit.now()))
        return {"go": True, "part": part}

    async def choose_mirrors(self, run_id: str) -> Chosen:
        """Find what is due; what is not gets its result at once."""
        return await self.chosen(self._choose_mirrors(run_id))

    async def _choose_mirrors(self, run_id: str) -> Chosen:
        run = await self._kit.database.read(runs.get, run_id)
        kind = MIRRORED[run.job]
        arguments = MirrorArguments.parse(kind, run.arguments)
        due, skipped = await self._use_cases.due_mirrors(
            self._kit,
            kind=kind,
            only=arguments.ids,
            force=arguments.force,
            asked=await self.asked_for(run),
        )
        await self.put(run_id, *skipped)
        return {
            "ids": [mirror.id for mirror in due],
            "skipped": len(skipped),
            "error": None,
            "detail": "",
        }

    async def asked_for(self, run: Run) -> bool:
        """Tell whether someone asked for this run, or for the main one that it is part of."""
        main = run.arguments.get(MAIN_RUN)
        first = await self._kit.database.read(runs.get, main) if isinstance(main, str) else run
        return first.trigger not in {Trigger.SCHEDULE, Trigger.CATCH_UP}

    async def expect(self, run_id: str, chosen: Chosen) -> int | None:
        """Count what there is to do; return how many are worked on at a time, None if that is not known."""
        scope = await attempt(self._scopes.open(run_id), f"Run {run_id}")
        if not isinstance(scope, Failure):
            await attempt(
                scope.meter.expect(len(chosen["ids"]) + chosen["skipped"]), f"The progress of run {run_id}"
            )
            return scope.places
        return None

    async def choose_libraries(self, run_id: str) -> Chosen:
        """Find the libraries to scan."""
        return await self.chosen(self._choose_libraries(run_id))

    async def _choose_libraries(self, run_id: str) -> Chosen:
        run = await self._kit.database.read(runs.get, run_id)
        only = ScanArguments.parse(run.arguments).library_id
        found = await self._kit.database.read(libraries.every)
        ids = [library.id for library in found if only in {None, library.id}]
        return {"ids": ids, "skipped": 0, "error": None, "detail": ""}

    async def chosen(self, choosing: Awaitable[Chosen]) -> Chosen:
        """Return the items of a run, or why they could not be told."""
        chosen = await attempt(choosing, "Choosing the items of a run")
        if isinstance(chosen, Failure):
            return {"ids": [], "skipped": 0, "error": chosen.error, "detail": chosen.detail}
        return chosen

    async def sync_one(self, run_id: str, mirror_id: str) -> Ended:
        """Sync a mirror when its turn comes and store the result; known results are not made again."""

        async def work(scope: Scope) -> ItemResult:
            return await self._use_cases.sync_mirror(
                self._kit,
                mirror_id,
                run_id,
                approve=approved(scope, mirror_id),
                report=scope.meter.of_item(mirror_id),
            )

        return await self.item(run_id, mirror_id, work)

    async def scan_one(self, run_id: str, library_id: str) -> Ended:
        """Scan a library and store the result."""

        async def work(scope: Scope) -> ItemResult:
            mode = ScanArguments.parse(scope.run.arguments).mode
            return await self._use_cases.scan_library(
                self._kit, library_id, mode=mode, report=scope.meter.report, run_id=run_id
            )

        return await self.item(run_id, library_id, work)

    async def write_lists(self, run_id: str) -> Ended:
        """Write the lists of what is missing; only a failure becomes an item of the run."""
        started = self._kit.now()
        written = await attempt(self._use_cases.write_lists(self._kit), "Writing the lists")
        if isinstance(written, Failure):
            await _persistently(
                partial(
                    self.put, run_id, self._failed("lists", "Lists of what is missing", started, written)
                ),
                "The result of the lists",
            )
            return {"status": ItemStatus.FAILED.value}
        return {"status": ItemStatus.SYNCED.value}

    async def publish_after(self, run_id: str) -> Ended:
        """Publish what a sync has changed; that the broker is away is no failure of the sync."""
        publishing = self._publishing()
        if publishing.used():
            await attempt(publishing.publish(), f"Publishing after run {run_id}")
        return {"status": "done"}

    async def publish(self, run_id: str) -> Ended:
        """Publish; the result is the run's one item."""
        return await self.item(run_id, "mqtt", self._publish)

    async def _publish(self, _scope: Scope) -> ItemResult:
        started = self._kit.now()
        try:
            messages = await self._publishing().publish()
        except NotConfigured as error:
            return self._result("mqtt", "MQTT", ItemStatus.NOT_CONFIGURED, started, detail=error.detail)
        status = ItemStatus.SYNCED if messages else ItemStatus.UNCHANGED
        return self._result("mqtt", "MQTT", status, started, detail=f"{messages} messages")

    async def end(self, run_id: str, error: str | None = None, detail: str = "") -> Ended:
        """Store how the run ended and tell; while the database does not take it, try again."""
        failure = Failure(error, detail) if error else None
        status = await _persistently(lambda: self._end(run_id, failure), f"The end of run {run_id}")
        return {"status": status.error if isinstance(status, Failure) else status}

    async def _end(self, run_id: str, failure: Failure | None) -> str:
        scope = await self._scopes.open(run_id)
        items = [item.result for item in await self._kit.database.read(runs.items, run_id)]
        if scope.run.job in _COUNTED_IN_THE_END:
            await scope.meter.report(Progress(len(items), len(items)))
        await scope.meter.flush()
        in_part = await self._kit.database.read(in_part_of, scope.run, items)
        end = end_of(items, failure, in_part=in_part)
        await end_run(self._kit, run_id, end.status, error=end.error, detail=end.detail)
        return end.status.value

    async def item(self, run_id: str, item_id: str, work: Callable[[Scope], Awaitable[ItemResult]]) -> Ended:
        """Do the work of one item in its turn and store the result; what is done is not done again."""
        scope = await _persistently(lambda: self._scopes.open(run_id), f"Run {run_id}")
        if isinstance(scope, Failure):
            return {"status": scope.error}
        scope.waiting.add(item_id)
        async with scope.slots:
            # Another process may have done it, and died before that was known of its workflow.
            if await self._is_done(run_id, item_id):
                scope.waiting.discard(item_id)
                return {"status": "done"}
            started = self._kit.now()
            result = await attempt(work(scope), f"{item_id} in run {run_id}")
            if isinstance(result, Failure):
                name = await attempt(self._kit.database.read(name_of, item_id), "Finding its name")
                result = self._failed(item_id, name if isinstance(name, str) else item_id, started, result)
            await _persistently(partial(self.put, run_id, result), f"The result of {result.item_name}")
        scope.waiting.discard(item_id)
        await attempt(scope.meter.item_done(item_id), f"The progress of run {run_id}")
        return {"status": result.status.value}

    async def _is_done(self, run_id: str, item_id: str) -> bool:
        done = await _persistently(
            lambda: self._kit.database.read(runs.has_item, run_id, item_id), f"{item_id} in run {run_id}"
        )
        return done is True

    async def put(self, run_id: str, *results: ItemResult) -> None:
        """Store results of a run's items."""
        await self._kit.database.write(put_items, run_id, results)

    def _failed(self, item_id: str, name: str, started: datetime, failure: Failure) -> ItemResult:
        result = self._result(item_id, name, ItemStatus.FAILED, started, detail=failure.detail)
        return replace(result, error=failure.error)

    def _result(
        self, item_id: str, name: str, status: ItemStatus, started: datetime, *, detail: str = ""
    ) -> ItemResult:
        return ItemResult(
            item_id=item_id,
            item_name=name,
            status=status,
            started_at=started,
            ended_at=self._kit.now(),
            detail=detail,
        )


def put_items(connection: Connection, run_id: str, results: tuple[ItemResult, ...]) -> None:
    """Store results, all or none."""
    for result in results:
        put_result(connection, run_id, result)


def _start(connection: Connection, run: Run, at: datetime) -> Event:
    """Mark it running, count it once, and leave the event of it."""
    runs.start(connection, run.id, at)
    again = run.started_at is not None
    count = run_count_of(connection, run.job) if again else schedules.count_run(connection, run.job)
    return leave_started(connection, replace(run, started_at=run.started_at or at), count)


def whole_has_ended(connection: Connection, run: Run) -> bool:
    """Tell whether it is a part of a run that has ended, or is gone."""
    whole_id = run.arguments.get(MAIN_RUN)
    if not isinstance(whole_id, str):
        return False
    try:
        return runs.get(connection, whole_id).status.ended
    except NotFound:
        return True


async def _persistently[T](work: Callable[[], Awaitable[T]], what: str) -> T | Failure:
    """Try until it works: what is being stored must not be lost. Gives up on what does not exist."""
    wait = _FIRST_RETRY_SECONDS
    while isinstance(result := await attempt(work(), what), Failure) and result.error != NotFound.key:
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LAST_RETRY_SECONDS)
    return result
