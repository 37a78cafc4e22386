"""Threads of an account's own, for spotipy, which waits on sockets.

Nobody can end a thread from outside: work looks between two things it does whether somebody still waits, and
the time-outs of its sockets bound each of them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from threading import Event

from syncopate.errors import Unreachable

MOST = 4
"""More than are asked for at once: one that was given up may still wait for its time-out."""

_GIVEN_UP: ContextVar[Event] = ContextVar("given_up")


def look() -> None:
    """Raise Unreachable when nobody waits for the work that this thread does."""
    given_up = _GIVEN_UP.get(None)
    if given_up is not None and given_up.is_set():
        raise Unreachable("Nobody waits for the answer any more.", what="Spotify")


class Threads:
    """A bounded pool. Closing it does not wait for what is at work."""

    def __init__(self, name: str, most: int = MOST) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)
        self._at_work: set[Event] = set()
        self._closed = False

    async def run[T](self, work: Callable[[], T]) -> T:
        """Do it in a thread; cancelled, it is given up. Raises what it raises, Unreachable once closed."""
        if self._closed:
            raise Unreachable("The connection to Spotify was closed.", what="Spotify")
        given_up = Event()
        context = copy_context()
        context.run(_GIVEN_UP.set, given_up)
        self._at_work.add(given_up)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, work)
        finally:
            given_up.set()
            self._at_work.discard(given_up)

    def close(self) -> None:
        """Give up all work. Done twice, it does nothing more."""
        self._closed = True
        for given_up in self._at_work:
            given_up.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
