"""Tells what happened: kept by the store, fanned out to everyone who listens."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Self, override

from syncopate.domain.event import TRANSIENT, Event
from syncopate.errors import SyncopateError

_log = logging.getLogger(__name__)

type Append = Callable[[Event], Awaitable[Event | None]]
"""Stores an event and returns it with its id; None for one that was told before."""
type Listener = Callable[[Event], Awaitable[None]]

_READER_EVENTS = 256
_LISTENER_EVENTS = 4096


class Subscription(AsyncIterator[Event]):
    """Events as they happen. Ends when the bus closes, or with `dropped` set when the reader is too slow."""

    def __init__(self, size: int) -> None:
        self._queue: asyncio.Queue[Event] = asyncio.Queue(size)
        self._ended = asyncio.Event()
        self.dropped = False

    def offer(self, event: Event) -> bool:
        """Hand it over without waiting; False when there is no room left: the reader is dropped."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.dropped = True
            self._ended.set()
            return False
        return True

    def end(self) -> None:
        """No more will come."""
        self._ended.set()

    @override
    def __aiter__(self) -> Self:
        return self

    @override
    async def __anext__(self) -> Event:
        # A reader that fell behind has a gap after what it got: what it still holds is not handed out.
        if self.dropped:
            raise StopAsyncIteration
        if not self._queue.empty():
            return self._queue.get_nowait()
        getter = asyncio.ensure_future(self._queue.get())
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({getter, ended}, return_when=asyncio.FIRST_COMPLETED)
            if getter.done() and not self.dropped:
                return getter.result()
        finally:
            getter.cancel()
            ended.cancel()
        raise StopAsyncIteration


class _Ear:
    """One listener with its own queue: in order, never waited for by who publishes."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._queue: asyncio.Queue[Event] = asyncio.Queue(_LISTENER_EVENTS)
        self._task = asyncio.create_task(self._work(), name=f"event listener {listener!r}")

    def offer(self, event: Event) -> None:
        """Queue it; one that hangs for thousands of events loses the newest."""
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            _log.error("An event listener hangs; %s was not told to it", event.type)

    async def idle(self) -> None:
        """Return when all that was queued has been told."""
        await self._queue.join()

    def close(self) -> None:
        """Tell it nothing more."""
        self._task.cancel()

    async def _work(self) -> None:
        while True:
            event = await self._queue.get()
            try:
                await self._listener(event)
            except Exception:  # noqa: BLE001 -- the border of the event fan-out
                _log.exception("An event listener failed on %s", event.type)
            finally:
                self._queue.task_done()


class EventBus:
    """Stores through `append` (never the transient ones) and tells readers and listeners, in that order."""

    def __init__(self, append: Append, *, reader_events: int = _READER_EVENTS) -> None:
        self._append = append
        self._reader_events = reader_events
        self._readers: set[Subscription] = set()
        self._ears: list[_Ear] = []
        self._hung_up = False

    async def publish(self, event: Event) -> None:
        """Store and tell it, unless it was told before.

        What cannot be stored is told all the same; nobody's failure is the caller's.
        """
        if event.type not in TRANSIENT:
            try:
                kept = await self._append(event)
            except SyncopateError as error:
                _log.error("The event %s was not stored: %s", event.type, error.detail)
            else:
                if kept is None:
                    return
                event = kept
        self.spread(event)

    def spread(self, event: Event) -> None:
        """Tell what is stored already."""
        for reader in [*self._readers]:
            if not reader.offer(event):
                self._readers.discard(reader)
                _log.warning("A reader of events was too slow and was dropped")
        for ear in self._ears:
            ear.offer(event)

    @asynccontextmanager
    async def subscribe(self) -> AsyncGenerator[Subscription]:
        """Give what happens from now on."""
        reader = Subscription(self._reader_events)
        if self._hung_up:
            reader.end()
        else:
            self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call back with every event, in order; return what ends it. Needs a running event loop."""
        ear = _Ear(callback)
        self._ears.append(ear)

        def remove() -> None:
            with suppress(ValueError):
                self._ears.remove(ear)
            ear.close()

        return remove

    async def settle(self) -> None:
        """Return when every listener has been told all there was."""
        await asyncio.gather(*(ear.idle() for ear in self._ears))

    def hang_up(self) -> None:
        """End all readers, and who comes yet; listeners stay."""
        self._hung_up = True
        for reader in self._readers:
            reader.end()
        self._readers.clear()

    async def close(self, *, patience: float = 2.0) -> None:
        """Let listeners finish for `patience` seconds, then end them and all readers."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self.settle()
        for ear in self._ears:
            ear.close()
        self._ears.clear()
        self.hang_up()
