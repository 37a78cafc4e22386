"""The worker processes: what would hold up the event loop runs there.

Workers are spawned, so they import only what the function's own module imports, and they are gone again
half a minute after the last call. Calls about one topic, a library say, go to one worker: what it has read
for the first of them serves the next, and no other worker reads it again.
"""

import asyncio
import gc
import logging
import multiprocessing
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.synchronize import SemLock
from typing import Any

_log = logging.getLogger(__name__)

_IDLE_SECONDS = 30.0
_WORKERS = 2
_TRIES = 50
_PAUSE_SECONDS = 0.1


type TopicOf = Callable[[Callable[..., object], tuple[object, ...]], str | None]


@dataclass(eq=False, slots=True)
class _Slot:
    """A place for one worker: `waiting` calls, and those that nobody waits for any more."""

    pool: ProcessPoolExecutor | None = None
    waiting: int = 0
    topics: set[str] = field(default_factory=set)
    abandoned: set[Future[Any]] = field(default_factory=set)


def _no_topic(_function: Callable[..., object], _args: tuple[object, ...]) -> None:
    """Any worker will do."""


class WorkerPool:
    """Runs plain functions in worker processes, started when needed; fulfils `Compute`.

    `topic_of` tells what a call is about from its function and arguments; None goes to whoever is free.
    """

    def __init__(
        self, *, workers: int = _WORKERS, idle_seconds: float = _IDLE_SECONDS, topic_of: TopicOf = _no_topic
    ) -> None:
        self._slots = [_Slot() for _ in range(workers)]
        self._idle_seconds = idle_seconds
        self._topic_of = topic_of
        self._idle: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()

    @property
    def processes(self) -> frozenset[int]:
        """The ids of the worker processes there are."""
        pools = (slot.pool for slot in self._slots if slot.pool is not None)
        # There is no other way to learn it.
        return frozenset(number for pool in pools for number in pool._processes or ())  # noqa: SLF001

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it in a worker and return its result. A worker that died is replaced once."""
        slot = self._slot_for(self._topic_of(function, args))
        slot.waiting += 1
        self._stay()
        try:
            pool = await self._open(slot)
            try:
                return await self._run(slot, pool, partial(function, *args, **kwargs))
            except BrokenProcessPool:
                _log.warning("A worker process died; starting another")
                if slot.pool is pool:
                    self._drop([slot])
                return await self._run(slot, await self._open(slot), partial(function, *args, **kwargs))
        finally:
            slot.waiting -= 1
            self._after_call(slot)

    async def stop(self) -> None:
        """End all workers now; what they were doing is lost."""
        self._stay()
        self._drop(self._slots)
        await asyncio.gather(*self._closing)

    def _slot_for(self, topic: str | None) -> _Slot:
        """Return where the topic is at home, else the least busy slot, with a worker rather than without."""
        at_home = next((slot for slot in self._slots if topic in slot.topics), None)
        if at_home is not None:
            return at_home
        if topic is None:
            return min(self._slots, key=lambda slot: (slot.waiting, slot.pool is None, len(slot.topics)))
        slot = min(self._slots, key=lambda slot: (len(slot.topics), slot.waiting, slot.pool is None))
        slot.topics.add(topic)
        return slot

    async def _open(self, slot: _Slot) -> ProcessPoolExecutor:
        async with self._opening:
            if slot.pool is None:
                context = multiprocessing.get_context("spawn")
                # Its first one starts a process that tidies up after it: not on the loop.
                slot.pool = await asyncio.to_thread(ProcessPoolExecutor, 1, mp_context=context)
            return slot.pool

    async def _run[R](self, slot: _Slot, pool: ProcessPoolExecutor, call: Callable[[], R]) -> R:
        # Submitting may start a process, which takes a moment: not on the loop.
        future = await asyncio.to_thread(pool.submit, call)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if not future.cancel() and not future.done():
                slot.abandoned.add(future)
                future.add_done_callback(slot.abandoned.discard)
            raise

    def _after_call(self, slot: _Slot) -> None:
        if slot.waiting:
            return
        if slot.abandoned:
            # Nobody waits for what the worker still does.
            self._drop([slot])
        if not self._busy():
            self._stay()
            self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self._rest)

    def _busy(self) -> bool:
        return any(slot.waiting for slot in self._slots)

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _rest(self) -> None:
        self._idle = None
        if not self._busy():
            self._drop(self._slots, tidy=True)

    def _drop(self, slots: Iterable[_Slot], *, tidy: bool = False) -> None:
        """Kill their workers and forget them; `tidy`: what runs beside them ends too, for there is rest."""
        pools: list[ProcessPoolExecutor] = []
        for slot in slots:
            if slot.pool is not None:
                pools.append(slot.pool)
            slot.pool = None
            slot.abandoned = set()
            if tidy:
                slot.topics.clear()
        if not pools and not tidy:
            return
        task = asyncio.get_running_loop().create_task(self._clear(pools, tidy=tidy), name="end of workers")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _clear(self, pools: list[ProcessPoolExecutor], *, tidy: bool) -> None:
        await asyncio.to_thread(_end, pools)
        if not tidy:
            return
        async with self._opening:
            if len(self._closing) == 1 and not any(slot.pool for slot in self._slots):
                await asyncio.to_thread(_end_tracker)


def _end(pools: list[ProcessPoolExecutor]) -> None:
    """End the workers of the pools in the list, and let go of them."""
    while pools:
        pool = pools.pop()
        pool.kill_workers()
        pool.shutdown(wait=True, cancel_futures=True)


def _end_tracker() -> None:
    """End the process that tidies up after pools, when none is left: it weighs as much as 6 MB."""
    # What the pools had registered there is let go first, else it would be taken for forgotten. Their threads
    # may hold it for a moment longer.
    for _ in range(_TRIES):
        gc.collect()
        if not _semaphores():
            resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]  # noqa: SLF001 -- there is no other way
            return
        time.sleep(_PAUSE_SECONDS)


def _semaphores() -> bool:
    """Tell whether any lock between processes is left in this one."""
    return any(isinstance(each, SemLock) for each in gc.get_objects())
