"""The workers as the conductor sees them: who lives, who was lost, and that all have heard."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from syncopate.jobs.durable import Durable
from syncopate.store import workers
from syncopate.store.database import Database
from syncopate.store.workers import Worker, WorkerState

_log = logging.getLogger(__name__)

BEAT_SECONDS = 0.4
"""How often a worker says that it lives, and looks what was cancelled."""

LEASE_SECONDS = 10.0
"""Who is silent for so long is taken for dead; who cannot make itself heard stops well before."""

_LOOK_SECONDS = 1.0
_HEARD_SECONDS = 3.0
_HEARD_BEATS = 2


@dataclass(slots=True)
class _Seen:
    beats: int
    at: float


class Pulse:
    """Tells the living from the silent, by beats that rise while we look."""

    def __init__(self, lease_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease_seconds = lease_seconds
        self._clock = clock
        self._seen: dict[tuple[str, str], _Seen] = {}

    def silent(self, worker: Worker) -> bool:
        """Tell whether it has been silent for longer than it may, as far as we have looked."""
        key, now = (worker.name, worker.token), self._clock()
        seen = self._seen.get(key)
        if seen is None or seen.beats != worker.beats:
            self._seen[key] = _Seen(worker.beats, now)
            return False
        return now - seen.at > self._lease_seconds

    def forget(self, worker: Worker) -> None:
        """Forget one that is gone."""
        self._seen.pop((worker.name, worker.token), None)


class Crew:
    """Looks after the workers. On SQLite there are none."""

    def __init__(self, database: Database, durable: Durable, *, lease_seconds: float = LEASE_SECONDS) -> None:
        self._database = database
        self._durable = durable
        self._pulse = Pulse(lease_seconds)
        self.pause = _LOOK_SECONDS

    @property
    def possible(self) -> bool:
        """Tell whether there can be any."""
        return not self._database.is_sqlite

    async def look(self) -> None:
        """Give what the dead and those that left had to do to others."""
        # In this order: who is given something is among the workers by then.
        busy = await self._durable.busy_workers()
        there = await self._database.read(workers.every)
        gone = [one for one in there if one.state is WorkerState.LEFT or self._pulse.silent(one)]
        for one in gone:
            if one.state is not WorkerState.LEFT:
                _log.warning("The worker %s is silent; others do its work", one.name)
            # First its name, so that it stops should it live, then its work.
            await self._database.write(workers.remove, one.name, one.token)
            self._pulse.forget(one)
        present = {one.name for one in there if one not in gone}
        await self._durable.take_from((busy | {one.name for one in gone}) - present)

    async def heard(self) -> None:
        """Return when every worker has seen what was cancelled before, and has stopped it."""
        if not self.possible:
            return
        before = {one.token: one.beats for one in await self._living()}
        end = time.monotonic() + _HEARD_SECONDS
        while before and time.monotonic() < end:
            await asyncio.sleep(BEAT_SECONDS / 4)
            now = {one.token: one.beats for one in await self._living()}
            before = {
                token: beats
                for token, beats in before.items()
                # The first beat may be of a look that began before.
                if token in now and now[token] < beats + _HEARD_BEATS
            }

    async def _living(self) -> list[Worker]:
        there = await self._database.read(workers.every)
        return [one for one in there if one.state is not WorkerState.LEFT]
