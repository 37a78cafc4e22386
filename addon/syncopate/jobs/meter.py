"""How far a run is: kept in the store and told, at most twice a second."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime

from syncopate.domain.event import Event, EventType
from syncopate.domain.run import JobName, Progress, RunStatus
from syncopate.providers.capability import Report
from syncopate.store import runs
from syncopate.store.database import Connection
from syncopate.sync.kit import Kit

_SECONDS_BETWEEN = 0.5
_NOTHING = Progress()


class Meter:
    """The progress of one run. Reports that say nothing new are no sign of life.

    Items are counted in the store: other processes may work on the same run.
    """

    def __init__(
        self, kit: Kit, of: Sequence[tuple[str, JobName]], start: Progress, before: Progress = _NOTHING
    ) -> None:
        """Make it for a run, and for the run that one is part of; `before`: what parts before it came to."""
        self._kit = kit
        self._of = of
        self._before = before
        self._shown = start
        self._told: Progress | None = None
        self._written = float("-inf")
        self._inner: dict[str, Progress] = {}
        self._changed = False
        self._counting = False

    @property
    def progress(self) -> Progress:
        """How far it is now."""
        return self._shown

    async def expect(self, total: int) -> None:
        """Set how many items there are."""
        self._shown = Progress(self._shown.done, total, self._shown.current)
        self._counting = True
        await self._write()

    def of_item(self, item_id: str) -> Report:
        """Return the report of one of several items: only its name is shown, its progress keeps us alive."""

        async def report(progress: Progress) -> None:
            if self._inner.get(item_id) != progress:
                self._inner[item_id] = progress
                self._shown = Progress(self._shown.done, self._shown.total, progress.current)
                self._counting = self._changed = True
            await self._write_soon()

        return report

    async def item_done(self, item_id: str) -> None:
        """Count an item, whose result is stored."""
        self._inner.pop(item_id, None)
        self._counting = self._changed = True
        await self._write_soon()

    async def report(self, progress: Progress) -> None:
        """Take progress as it is."""
        if progress != self._shown:
            self._shown = progress
            self._changed = True
            self._counting = False
        await self._write_soon()

    async def flush(self) -> None:
        """Write what was held back, here or by others."""
        if self._changed or self._counting:
            await self._write()

    async def _write_soon(self) -> None:
        if self._changed and time.monotonic() - self._written >= _SECONDS_BETWEEN:
            await self._write()
        else:
            await asyncio.sleep(0)

    async def _write(self) -> None:
        self._written = time.monotonic()
        self._changed = False
        at = self._kit.now()
        shown = await self._kit.database.write(
            _note, [run_id for run_id, _ in self._of], self._shown, self._before, at, counting=self._counting
        )
        self._shown = Progress(shown.done, shown.total, self._shown.current)
        if shown == self._told:
            return
        self._told = shown
        for place, (run_id, job) in enumerate(self._of):
            told = _after(self._before, shown) if place else shown
            await self._kit.tell(
                Event(
                    type=EventType.JOB_PROGRESS,
                    at=at,
                    name=job.value,
                    status=RunStatus.RUNNING.value,
                    run_id=run_id,
                    data={"done": told.done, "total": told.total, "current": told.current},
                )
            )


def _after(before: Progress, shown: Progress) -> Progress:
    return Progress(before.done + shown.done, before.total + shown.total, shown.current)


def _note(
    connection: Connection,
    run_ids: Sequence[str],
    shown: Progress,
    before: Progress,
    at: datetime,
    *,
    counting: bool,
) -> Progress:
    """Store the progress of a run, and with what was done before of the run it is part of, and return it."""
    if counting:
        done = runs.count_items(connection, run_ids[0])
        total = shown.total or done
        shown = Progress(min(done, total), total, shown.current)
    for place, run_id in enumerate(run_ids):
        runs.set_progress(connection, run_id, _after(before, shown) if place else shown, at)
    return shown
