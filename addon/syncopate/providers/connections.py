"""What outlives one call to a provider: connections by account, and answers remembered for a while.

All of it lives in the engine's event loop.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol, cast

from syncopate.errors import Unreachable
from syncopate.providers.pace import Paces

_LOG = logging.getLogger(__name__)


class Closing(Protocol):
    """What has to be closed when it is no longer needed."""

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


def fingerprint(settings: Mapping[str, str]) -> str:
    """Return what is the same as long as the settings are, without telling any of them."""
    return sha256(json.dumps(sorted(settings.items())).encode()).hexdigest()


class Connections:
    """One connection for each owner, an account's id, as long as its settings stay the same.

    `paces` may be those of other connections, to ask no faster together.
    """

    def __init__(self, paces: Paces | None = None) -> None:
        self.paces = Paces() if paces is None else paces
        self._held: dict[str, tuple[str, Closing]] = {}
        self._going: set[asyncio.Task[None]] = set()
        self._closed = False

    def shared[T: Closing](self, owner: str, fingerprint: str, make: Callable[[], T]) -> T:
        """Return what `make` once made for these settings; what others made is closed in the background.

        Raises Unreachable when all has been closed.
        """
        if self._closed:
            raise Unreachable("The engine is being stopped.", what="The engine")
        held = self._held.get(owner)
        if held is not None and held[0] == fingerprint:
            return cast("T", held[1])
        made = make()
        self._held[owner] = (fingerprint, made)
        if held is not None:
            self._close(held[1])
        return made

    async def drop(self, owner: str) -> None:
        """Close what an owner has, if anything."""
        held = self._held.pop(owner, None)
        if held is not None:
            # Whoever waits here may be cancelled; the closing is not.
            await asyncio.wait([self._close(held[1])])

    async def close(self) -> None:
        """Close everything, and wait for what is being closed already. Done twice, it does nothing more."""
        self._closed = True
        while self._held:
            self._close(self._held.popitem()[1][1])
        if self._going:
            await asyncio.wait(self._going)
        await self.paces.settle()

    def _close(self, connection: Closing) -> asyncio.Task[None]:
        task = asyncio.create_task(connection.close())
        self._going.add(task)
        task.add_done_callback(self._gone)
        return task

    def _gone(self, task: asyncio.Task[None]) -> None:
        self._going.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.warning("A connection did not close well: %s.", type(error).__name__)


@dataclass(slots=True)
class _Flight[T]:
    """A question that was asked and not answered yet, and how many wait for it."""

    task: asyncio.Task[T]
    waiting: int = 0


_ANEW: ContextVar[bool] = ContextVar("anew", default=False)


@contextmanager
def asked_anew() -> Generator[None]:
    """Let nothing that is remembered stand for an answer while a block runs: somebody wants to know."""
    token = _ANEW.set(True)
    try:
        yield
    finally:
        _ANEW.reset(token)


class Remembered[T]:
    """The answer to one question, kept for some seconds; who asks meanwhile waits for the same answer.

    Only answers that `keep` holds good are remembered, errors never.
    """

    def __init__(self, seconds: float, keep: Callable[[T], bool] = lambda _: True) -> None:
        self._seconds = seconds
        self._keep = keep
        self._known: tuple[float, T] | None = None
        self._flight: _Flight[T] | None = None

    async def get(self, make: Callable[[], Awaitable[T]]) -> T:
        """Return what is remembered, or else ask; within `asked_anew` in any case. Raises as `make`."""
        if _ANEW.get():
            self._known = None
        if self._known is not None and asyncio.get_running_loop().time() < self._known[0]:
            return self._known[1]
        flight = self._flight
        if flight is None:
            flight = self._flight = _Flight(asyncio.create_task(self._ask(make)))
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting:
                # Nobody waits any more: an answer that is still under way is not wanted.
                flight.task.cancel()
                self._flight = None if self._flight is flight else self._flight

    async def _ask(self, make: Callable[[], Awaitable[T]]) -> T:
        answer = await make()
        if self._keep(answer):
            self._known = (asyncio.get_running_loop().time() + self._seconds, answer)
        return answer
