"""Brings what was left to be told, by other processes or by one that died, to those who listen here."""

import asyncio
from collections.abc import Callable

from syncopate.domain.event import Event
from syncopate.jobs.border import attempt
from syncopate.store import outbox
from syncopate.store.database import Database

_AT_ONCE = 200
_SECONDS = 0.25
_SECONDS_ALONE = 5.0


class Relay:
    """Looks every so often. Only the conductor has one: what it takes is told there and nowhere else."""

    def __init__(self, database: Database, spread: Callable[[Event], None]) -> None:
        self._database = database
        self._spread = spread
        # On SQLite nobody else leaves anything, but one before us that was killed.
        self._pause = _SECONDS_ALONE if database.is_sqlite else _SECONDS
        self._task: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Tell all that waits."""
        while await self._database.read(outbox.waiting):
            for event in await self._database.write(outbox.take, _AT_ONCE):
                self._spread(event)

    def start(self) -> None:
        """Look again and again."""
        self._task = asyncio.create_task(self._work(), name="relay of events")

    async def stop(self) -> None:
        """Look no more; what waits is told by the next one."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None

    async def _work(self) -> None:
        while True:
            await attempt(self.look(), "Telling what waits")
            await asyncio.sleep(self._pause)
