"""The worker processes: what would hold up the event loop runs there.

Workers are spawned, so they import only what the function's own module imports, and they are gone again
half a minute after the last call.
"""

import asyncio
import gc
import logging
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.synchronize import SemLock
from typing import Any

_log = logging.getLogger(__name__)

_IDLE_SECONDS = 30.0
_WORKERS = 2
_TRIES = 50
_PAUSE_SECONDS = 0.1


class WorkerPool:
    """Runs plain functions in worker processes, started when needed; fulfils `Compute`."""

    def __init__(self, *, workers: int = _WORKERS, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._workers = workers
        self._idle_seconds = idle_seconds
        self._pool: ProcessPoolExecutor | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()
        self._waiting = 0
        self._abandoned: set[Future[Any]] = set()

    @property
    def processes(self) -> frozenset[int]:
        """The ids of the worker processes there are."""
        running = None if self._pool is None else self._pool._processes  # noqa: SLF001 -- there is no other way
        return frozenset(running or ())

    async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run it in a worker and return its result. A worker that died is replaced once."""
        self._waiting += 1
        self._stay()
        try:
            pool = await self._open()
            try:
                return await self._run(pool, partial(function, *args, **kwargs))
            except BrokenProcessPool:
                _log.warning("A worker process died; starting another")
                if self._pool is pool:
                    self._drop(pool)
                return await self._run(await self._open(), partial(function, *args, **kwargs))
        finally:
            self._waiting -= 1
            self._after_call()

    async def stop(self) -> None:
        """End all workers now; what they were doing is lost."""
        self._stay()
        if self._pool is not None:
            self._drop(self._pool)
        await asyncio.gather(*self._closing)

    async def _open(self) -> ProcessPoolExecutor:
        async with self._opening:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                # Its first one starts a process that tidies up after it: not on the loop.
                self._pool = await asyncio.to_thread(ProcessPoolExecutor, self._workers, mp_context=context)
            return self._pool

    async def _run[R](self, pool: ProcessPoolExecutor, call: Callable[[], R]) -> R:
        # Submitting may start a process, which takes a moment: not on the loop.
        future = await asyncio.to_thread(pool.submit, call)
        try:
            return await asyncio.wrap_future(future)
        except asyncio.CancelledError:
            if not future.cancel() and not future.done():
                self._abandoned.add(future)
                future.add_done_callback(self._abandoned.discard)
            raise

    def _after_call(self) -> None:
        if self._waiting:
            return
        if self._pool is not None and self._abandoned:
            # Nobody waits for what the workers still do.
            self._drop(self._pool)
            return
        self._idle = asyncio.get_running_loop().call_later(self._idle_seconds, self._rest)

    def _stay(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _rest(self) -> None:
        self._idle = None
        if self._pool is not None and not self._waiting:
            self._drop(self._pool, tidy=True)

    def _drop(self, pool: ProcessPoolExecutor, *, tidy: bool = False) -> None:
        """Kill its workers and forget it; `tidy`: end what runs beside them too, for now there is rest."""
        self._pool = None
        self._abandoned.clear()
        task = asyncio.get_running_loop().create_task(self._clear([pool], tidy=tidy), name="end of workers")
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _clear(self, pools: list[ProcessPoolExecutor], *, tidy: bool) -> None:
        await asyncio.to_thread(_end, pools)
        if not tidy:
            return
        async with self._opening:
            if self._pool is None and len(self._closing) == 1:
                await asyncio.to_thread(_end_tracker)


def _end(pools: list[ProcessPoolExecutor]) -> None:
    """End the workers of the one pool in the list, and let go of it."""
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
