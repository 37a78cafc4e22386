"""One read, over all its tries: what the work in a thread belongs to."""

import asyncio
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextvars import ContextVar
from dataclasses import dataclass, field

from syncopate.errors import Unreachable
from syncopate.providers.pace import Pace
from syncopate.providers.threaded import Threads, look

WHAT = "YouTube Music"

_LONGEST_TURN = 120.0
"""Seconds; the pace itself gives up long before."""


@dataclass(slots=True)
class Reading:
    """What is known of one read.

    `answers` are those that came, by the question: who tries again asks for none of them again. `pending` is
    where the list goes on that is not read yet. `signed_in` is what the service says of that.
    """

    loop: asyncio.AbstractEventLoop
    pace: Pace
    answers: dict[bytes, bytes] = field(default_factory=dict)
    pending: str | None = None
    signed_in: bool | None = None

    async def run[T](self, threads: Threads, work: Callable[[], T]) -> T:
        """Do work of it in a thread. Raises what it raises, Unreachable once the threads are closed."""
        before = READING.set(self)
        try:
            return await threads.run(work)
        finally:
            READING.reset(before)

    def turn(self) -> None:
        """Wait in the thread until the account may ask. Raises RateLimited, Unreachable."""
        look()
        try:
            asyncio.run_coroutine_threadsafe(self.pace.turn(), self.loop).result(_LONGEST_TURN)
        except CancelledError, RuntimeError, TimeoutError:
            # The loop ends, and with it whoever waits; a thread that waited on would keep the process.
            raise Unreachable("Nobody waits for the answer any more.", what=WHAT) from None
        look()


READING: ContextVar[Reading] = ContextVar("reading")
"""The read that the work of a thread belongs to."""
