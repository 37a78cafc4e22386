"""A process that works beside the conductor: it does what is queued, and stops what is cancelled."""

import asyncio
import contextlib
import logging
import time

from syncopate.errors import WorkerNameTaken
from syncopate.jobs.border import attempt
from syncopate.jobs.crew import BEAT_SECONDS, LEASE_SECONDS, Pulse
from syncopate.jobs.durable import Durable
from syncopate.jobs.link_steps import LinkSteps
from syncopate.jobs.main_steps import MainSteps
from syncopate.jobs.outcome import Failure
from syncopate.jobs.owner import place_of
from syncopate.jobs.reset import ready
from syncopate.jobs.scopes import Scopes, places_of
from syncopate.jobs.source_steps import SourceSteps
from syncopate.jobs.steps import Steps
from syncopate.jobs.telling import put_undone
from syncopate.jobs.work import NO_PUBLISHING, UseCases
from syncopate.jobs.workflows import Workflows
from syncopate.store import workers
from syncopate.store.ids import new_id
from syncopate.store.workers import WorkerState
from syncopate.sync.kit import Kit

_log = logging.getLogger(__name__)

_STOP_SECONDS = 2.0
_UNHEARD = 0.6
"""The part of the lease after which one that cannot make itself heard stops: before others do its work."""


class WorkerService:
    """One worker, under a name that no other living one has. Runs until it is told to stop."""

    def __init__(
        self,
        kit: Kit,
        use_cases: UseCases,
        *,
        name: str,
        database_url: str,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._kit = kit
        self._name = name
        self._token = ""
        self._lease_seconds = lease_seconds
        self._durable = Durable(database_url, worker=name)
        self._scopes = Scopes(kit)
        steps = Steps(kit, self._scopes, use_cases, lambda: NO_PUBLISHING)
        main_steps = MainSteps(kit, self._scopes, self._durable.remove_before)
        sources = SourceSteps(kit, steps, use_cases.sources)
        linking = LinkSteps(kit, steps, use_cases.links)
        self._workflows = Workflows(self._durable, self._scopes, steps, main_steps, sources, linking)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set. Raises WorkerNameTaken when another living worker has the name."""
        while not stop.is_set():
            await self._join(stop)
            try:
                await self._work(stop)
            finally:
                await attempt(self._kit.database.write(workers.leave, self._name, self._token), "Leaving")

    async def _join(self, stop: asyncio.Event) -> None:
        """Take the name; one whose holder is silent is waited for until it is certainly dead."""
        await self._until_ready(stop)
        self._token, pulse, beats = new_id(), Pulse(self._lease_seconds), dict[str, int]()
        place = await asyncio.to_thread(place_of)
        while not stop.is_set():
            if await self._kit.database.write(workers.join, self._name, self._token, place, self._kit.now()):
                return
            for other in await self._kit.database.read(workers.every):
                if other.name != self._name:
                    continue
                if other.beats > beats.setdefault(other.token, other.beats):
                    raise WorkerNameTaken(name=self._name, place=other.place)
                if pulse.silent(other):
                    await self._kit.database.write(workers.remove, other.name, other.token)
            await _pause(stop)

    async def _until_ready(self, stop: asyncio.Event) -> None:
        """Wait for a jobs database of our shape: whoever makes it anew waits until all workers are gone."""
        waiting = False
        while not stop.is_set() and not await self._kit.database.read(ready):
            if not waiting:
                _log.info("Waiting for an engine of this version to start")
            waiting = True
            await _pause(stop)

    async def _work(self, stop: asyncio.Event) -> None:
        """Work until told to stop, asked to leave, or no longer heard."""
        heard, launched = time.monotonic(), False
        self._scopes.reopen()
        try:
            while not stop.is_set():
                state = await attempt(self._beat(), "Saying that this worker lives")
                if isinstance(state, Failure):
                    if time.monotonic() - heard > _UNHEARD * self._lease_seconds:
                        _log.error("The database is out of reach: all work is stopped")
                        return
                elif state is WorkerState.WORKING:
                    heard = time.monotonic()
                    launched = launched or await self._launch()
                else:
                    _log.warning("This worker is to stop what it does, and to begin anew")
                    return
                await _pause(stop)
        finally:
            await self._scopes.close()
            if launched:
                await self._durable.stop()

    async def _launch(self) -> bool:
        """Begin to work, unless the jobs database was taken away since we joined."""
        if not await self._kit.database.read(ready):
            return False
        await self._durable.launch(self._workflows.bodies, await self._kit.database.read(places_of))
        _log.info("The worker %s is at work", self._name)
        return True

    async def _beat(self) -> WorkerState | None:
        """Stop what was cancelled, then say that it lives: who counts beats knows what we have heard."""
        async with asyncio.timeout(_UNHEARD * self._lease_seconds):
            await self._heed()
            return await self._kit.database.write(workers.beat, self._name, self._token, self._kit.now())

    async def _heed(self) -> None:
        at_work = self._scopes.at_work()
        if not at_work:
            return
        ended = at_work - await self._durable.unended([*at_work])
        for run_id in ended & self._scopes.at_work():
            scope = self._scopes.peek(run_id)
            undone = frozenset(scope.waiting) if scope else frozenset()
            await self._scopes.stop([run_id], _STOP_SECONDS)
            await self._kit.database.write(put_undone, run_id, undone, self._kit.now())


async def _pause(stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(BEAT_SECONDS):
            await stop.wait()
