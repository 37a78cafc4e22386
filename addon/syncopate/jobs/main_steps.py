"""The steps of the sync of everything, and of the clean-up."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from syncopate.domain.run import ItemResult, ItemStatus, JobName, Trigger
from syncopate.errors import Conflict, JobAlreadyRunning, NotFound
from syncopate.jobs.border import attempt
from syncopate.jobs.catalog import MAIN_RUN
from syncopate.jobs.outcome import Failure, status_of_part, with_sums
from syncopate.jobs.parts import ITEMS
from syncopate.jobs.scopes import Scopes, part_of
from syncopate.jobs.steps import Ended, put_items
from syncopate.settings import setting_named
from syncopate.store import events, identities, limits, logins, runs, sessions, settings, writes
from syncopate.store.database import Connection
from syncopate.store.ids import new_id
from syncopate.store.runs import Run
from syncopate.sync.kit import Kit
from syncopate.sync.uploads import sweep_uploads

_KEEP_DAYS = setting_named("history.keep_days")
_POLL_SECONDS = 1.0
_PART_SECONDS = 0.25
_HISTORY = "history"

type Forget = Callable[[int], Awaitable[int]]
"""Forgets finished workflows last changed before a time (ms since 1970); returns how many."""


class MainSteps:
    """What the sync of everything does beside its parts, and the clean-up."""

    def __init__(self, kit: Kit, scopes: Scopes, forget: Forget) -> None:
        self._kit = kit
        self._scopes = scopes
        self._forget = forget

    async def name_part(self, run_id: str, job: str) -> Ended:
        """Return the id for the run of a part, settled before that is made; one made before is taken up."""
        found = await attempt(self._kit.database.read(_part_of, run_id, JobName(job)), _what(job, run_id))
        return {"status": found if isinstance(found, str) else new_id()}

    async def make_part(self, run_id: str, job: str, part_id: str) -> Ended:
        """Make the run of a part; wait while another one of its job is under way."""
        while True:
            made = await attempt(self._make_part(run_id, JobName(job), part_id), _what(job, run_id))
            if isinstance(made, Failure):
                return {"status": made.error}
            if made:
                return {"status": "made"}
            await asyncio.sleep(_POLL_SECONDS)

    async def _make_part(self, run_id: str, job: JobName, part_id: str) -> bool:
        """Make it; False while another run is under way, whose progress is ours meanwhile."""
        run = Run(
            id=part_id,
            job=job,
            trigger=Trigger.JOB,
            arguments={MAIN_RUN: run_id},
            requested_at=self._kit.now(),
        )
        try:
            await self._kit.database.write(_add_once, run, run_id)
        except JobAlreadyRunning:
            other = await self._kit.database.read(runs.running_of, run.job)
            own = await self._kit.database.read(runs.get, run_id)
            sign = other.progress_at if other is not None else None
            if sign is not None and (own.progress_at is None or sign > own.progress_at):
                await self._kit.database.write(runs.touch, run_id, sign)
            return False
        return True

    async def await_part(self, part_id: str) -> Ended:
        """Return when the run of a part has ended, however it did."""
        while True:
            part = await attempt(self._kit.database.read(runs.get, part_id), f"The state of run {part_id}")
            if isinstance(part, Failure):
                if part.error == NotFound.key:
                    return {"status": part.error}
            elif part.status.ended:
                return {"status": part.status.value}
            await asyncio.sleep(_PART_SECONDS)

    async def close_part(self, run_id: str, job: str, part_id: str) -> Ended:
        """Store the result of a part."""
        closed = await attempt(self._close_part(run_id, JobName(job), part_id), _what(job, run_id))
        return {"status": closed.error if isinstance(closed, Failure) else "done"}

    async def _close_part(self, run_id: str, job: JobName, part_id: str) -> None:
        result = await self._result_of(job, part_id)
        await self._kit.database.write(put_items, run_id, (result,))

    async def _result_of(self, job: JobName, part_id: str) -> ItemResult:
        item_id, name = ITEMS[job]
        now = self._kit.now()
        try:
            part = await self._kit.database.read(runs.get, part_id)
        except NotFound as error:
            return ItemResult(
                item_id=item_id,
                item_name=name,
                status=ItemStatus.FAILED,
                started_at=now,
                ended_at=now,
                error=error.key,
                detail=error.detail,
            )
        items = [item.result for item in await self._kit.database.read(runs.items, part_id)]
        result = ItemResult(
            item_id=item_id,
            item_name=name,
            status=status_of_part(part.status, items),
            started_at=part.started_at or part.requested_at,
            ended_at=part.ended_at or now,
            error=part.error,
            detail=part.detail,
        )
        return with_sums(result, items)

    async def clean_up(self, run_id: str) -> Ended:
        """Remove history that is older than the user wants to keep, and uploads that no playlist names."""
        if await attempt(self._kit.database.read(runs.has_item, run_id, _HISTORY), "The history") is True:
            return {"status": "done"}
        result = await attempt(self._clean_up(run_id), "Cleaning up")
        if not isinstance(result, Failure):
            return {"status": result.status.value}
        now = self._kit.now()
        failed = replace(
            _cleaned(now, now, 0), status=ItemStatus.FAILED, error=result.error, detail=result.detail
        )
        stored = await attempt(
            self._kit.database.write(put_items, run_id, (failed,)), "The result of the clean-up"
        )
        return {"status": stored.error if isinstance(stored, Failure) else failed.status.value}

    async def _clean_up(self, run_id: str) -> ItemResult:
        started = self._kit.now()
        yesterday = started - timedelta(days=1)
        await self._forget(round(yesterday.timestamp() * 1000))
        swept = await sweep_uploads(self._kit, yesterday)
        return await self._kit.database.write(self._remove, run_id, started, swept)

    def _remove(self, connection: Connection, run_id: str, started: datetime, swept: int) -> ItemResult:
        """Remove what is old and store how much that was with what was `swept`: both or none."""
        chosen = settings.get(connection, _KEEP_DAYS.name)
        days = chosen if isinstance(chosen, int) else _KEEP_DAYS.default
        before = started - timedelta(days=int(days or 0))
        removed = swept + runs.remove_before(connection, before)
        removed += events.remove_before(connection, before)
        removed += writes.remove_before(connection, before)
        removed += sessions.remove_expired(connection, started)
        removed += identities.remove_orphans(connection, before)
        logins.remove_expired(connection, started)
        limits.remove_before(connection, (started - timedelta(days=1)).timestamp())
        result = _cleaned(started, self._kit.now(), removed)
        put_items(connection, run_id, (result,))
        return result


def _cleaned(started: datetime, ended: datetime, removed: int) -> ItemResult:
    return ItemResult(
        item_id=_HISTORY,
        item_name="History",
        status=ItemStatus.SYNCED if removed else ItemStatus.UNCHANGED,
        started_at=started,
        ended_at=ended,
        removed=removed,
    )


def _part_of(connection: Connection, whole_id: str, job: JobName) -> str | None:
    """Return the run of a job that is part of a run, None when there is none yet."""
    part = part_of(connection, runs.get(connection, whole_id), job)
    return None if part is None else part.id


def _what(job: str, run_id: str) -> str:
    return f"{ITEMS[JobName(job)][1]} of run {run_id}"


def _add_once(connection: Connection, part: Run, whole_id: str) -> None:
    """Add a part unless it is there already. Raises JobAlreadyRunning, Conflict when the whole has ended."""
    try:
        runs.get(connection, part.id)
    except NotFound:
        whole = runs.get(connection, whole_id)
        if whole.status.ended or whole.cancel_requested:
            raise Conflict(f"The run {whole_id} has ended already.", run=whole_id) from None
        runs.add(connection, part)
