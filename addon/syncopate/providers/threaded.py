"""Threads of an account's own, for a library that waits on sockets.

Nobody can end a thread from outside: work looks between two things it does whether somebody still waits, and
the time-outs of its sockets bound each of them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from threading import Event

from syncopate.errors import Unreachable

MOST = 4
"""More than are asked for at once: one that was given up may still wait for its time-out."""


@dataclass(frozen=True, slots=True, eq=False)
class _Work:
    """What a thread does, and whether it was given up; `what` names whom it asks, in errors."""

    what: str
    given_up: Event = field(default_factory=Event)


_WORK: ContextVar[_Work] = ContextVar("work")


def look() -> None:
    """Raise Unreachable when nobody waits for the work that this thread does: nobody would read it."""
    work = _WORK.get(None)
    if work is not None and work.given_up.is_set():
        raise Unreachable("Nobody waits for the answer any more.", what=work.what)


class Threads:
    """A bounded pool that asks `what`. Closing it does not wait for what is at work."""

    def __init__(self, name: str, what: str, most: int = MOST) -> None:
        self._what = what
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)
        self._at_work: set[_Work] = set()
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether there is work that somebody waits for."""
        return bool(self._at_work)

    async def run[T](self, work: Callable[[], T]) -> T:
        """Do it in a thread; cancelled, it is given up. Raises what it raises, Unreachable once closed."""
        if self._closed:
            raise Unreachable(f"The connection to {self._what} was closed.", what=self._what)
        own = _Work(self._what)
        context = copy_context()
        context.run(_WORK.set, own)
        self._at_work.add(own)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, work)
        finally:
            own.given_up.set()
            self._at_work.discard(own)

    def close(self) -> None:
        """Give up all work. Done twice, it does nothing more."""
        self._closed = True
        for each in self._at_work:
            each.given_up.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
