"""Threads of an account's own, for a library that waits on sockets.

Nobody can end a thread from outside: work looks at its reading between two things it does, and the time-outs
of its sockets bound each of them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from threading import Event

from syncopate.errors import Unreachable
from syncopate.providers.pace import Pace

WHAT = "YouTube Music"
MOST = 4
"""More than are asked for at once: one that was given up may still wait for its time-out."""


_LONGEST_TURN = 120.0
"""Seconds; the pace itself gives up long before."""


@dataclass(slots=True)
class Reading:
    """What is known of one read over all its tries.

    `answers` are those that came, by the question: who tries again asks for none of them again. `pending` is
    where the list goes on that is not read yet. `signed_in` is what the service says of that.
    """

    loop: asyncio.AbstractEventLoop
    pace: Pace
    answers: dict[bytes, bytes] = field(default_factory=dict)
    pending: str | None = None
    signed_in: bool | None = None
    given_up: Event = field(default_factory=Event)

    def look(self) -> None:
        """Raise Unreachable when it was given up: who asked is gone, so nobody reads it."""
        if self.given_up.is_set():
            raise Unreachable("Nobody waits for the answer any more.", what=WHAT)

    def turn(self) -> None:
        """Wait in the thread until the account may ask. Raises RateLimited."""
        self.look()
        try:
            asyncio.run_coroutine_threadsafe(self.pace.turn(), self.loop).result(_LONGEST_TURN)
        except CancelledError, RuntimeError, TimeoutError:
            # The loop ends, and with it whoever waits; a thread that waited on would keep the process.
            raise Unreachable("Nobody waits for the answer any more.", what=WHAT) from None
        self.look()


READING: ContextVar[Reading] = ContextVar("reading")
"""The read that the work of a thread belongs to."""


class Threads:
    """A bounded pool. Closing it does not wait for what is at work."""

    def __init__(self, name: str, most: int = MOST) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)
        self._held: dict[int, Reading] = {}
        self._closed = False

    async def run[T](self, work: Callable[[], T], reading: Reading) -> T:
        """Do it in a thread; cancelled, it is given up. Raises what it raises, Unreachable once closed."""
        if self._closed:
            raise Unreachable(f"The connection to {WHAT} was closed.", what=WHAT)
        context = copy_context()
        context.run(READING.set, reading)
        self._held[id(reading)] = reading
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, work)
        except asyncio.CancelledError:
            reading.given_up.set()
            raise
        finally:
            self._held.pop(id(reading), None)

    def close(self) -> None:
        """Give up all work. Done twice, it does nothing more."""
        self._closed = True
        for reading in self._held.values():
            reading.given_up.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
