"""Threads of an account's own, for a library that waits on sockets.

Nobody can end a thread from outside: work looks at its token between two things it does, and the time-outs of
its sockets bound each of them.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from threading import Event

from syncopate.errors import Unreachable

MOST = 4
"""More than are asked for at once: one that was given up may still wait for its time-out."""


class Token:
    """Tells work in a thread that nobody waits for it any more."""

    def __init__(self) -> None:
        self._given_up = Event()

    def give_up(self) -> None:
        """Have the work end at its next look."""
        self._given_up.set()

    def look(self) -> None:
        """Raise Unreachable when the work was given up: who asked is gone, so nobody reads it."""
        if self._given_up.is_set():
            raise Unreachable("Nobody waits for the answer any more.", what="Plex")


_TOKEN: ContextVar[Token] = ContextVar("token")


def look() -> None:
    """Look at the token of the work this thread does, if it has one."""
    token = _TOKEN.get(None)
    if token is not None:
        token.look()


class Threads:
    """A bounded pool. Closing it does not wait for what is at work."""

    def __init__(self, name: str, most: int = MOST) -> None:
        self._pool = ThreadPoolExecutor(most, thread_name_prefix=name)
        self._tokens: set[Token] = set()
        self._closed = False

    async def run[T](self, work: Callable[[], T]) -> T:
        """Do it in a thread; cancelled, it is given up. Raises what it raises, Unreachable once closed."""
        if self._closed:
            raise Unreachable("The connection to Plex was closed.", what="Plex")
        token = Token()
        context = copy_context()
        context.run(_TOKEN.set, token)
        self._tokens.add(token)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, work)
        finally:
            token.give_up()
            self._tokens.discard(token)

    def close(self) -> None:
        """Give up all work. Done twice, it does nothing more."""
        self._closed = True
        for token in self._tokens:
            token.give_up()
        self._pool.shutdown(wait=False, cancel_futures=True)
