"""The engine's event stream: a websocket, opened again when it breaks.

It begins with a hello; stored events that were missed since the last one heard follow, then what happens.
"""

import asyncio
import json
import logging
import random
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from aiohttp import WSMsgType

from .connection import Connection
from .decode import decode
from .errors import EngineError, EngineUnreachable, EngineUnreadable
from .models import EventItem, Info, StreamEvent, StreamHello

_LOGGER = logging.getLogger(__name__)

_STREAM = "/api/v1/events/stream"

FIRST_DELAY = 1.0
LONGEST_DELAY = 60.0


class Listener(Protocol):
    """Who hears the stream. None of these may block."""

    def stream_opened(self, info: Info) -> None:
        """Hear that the stream is there (again)."""

    def stream_event(self, event: EventItem) -> None:
        """Hear what happened."""

    def stream_lost(self, error: EngineError) -> None:
        """Hear that the stream broke; it will be tried again."""


@dataclass(slots=True)
class EventStream:
    """Follows an engine. `last_id` is the newest stored event heard, None before the first hello."""

    connection: Connection
    last_id: int | None = field(default=None, init=False)

    async def follow(self, listener: Listener) -> NoReturn:
        """Tell the listener everything until cancelled, opening the stream again with growing pauses."""
        delay = FIRST_DELAY
        while True:
            try:
                async with aclosing(self._frames()) as frames:
                    async for frame in frames:
                        delay = FIRST_DELAY
                        self._hear(frame, listener)
                raise EngineUnreachable("the engine closed the stream")
            except EngineError as error:
                listener.stream_lost(error)
            await asyncio.sleep(delay * random.uniform(0.8, 1.2))  # noqa: S311 -- spreads reconnects, no secret
            delay = min(delay * 2, LONGEST_DELAY)

    async def _frames(self) -> AsyncGenerator[StreamHello | StreamEvent]:
        since = None if self.last_id is None else {"since": self.last_id}
        socket = await self.connection.websocket(_STREAM, since)
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                frame = _frame(message.data)
                if frame is not None:
                    yield frame
        finally:
            await socket.close()

    def _hear(self, frame: StreamHello | StreamEvent, listener: Listener) -> None:
        if isinstance(frame, StreamHello):
            # What was missed follows. Restored from a backup, an engine may count its events anew.
            if self.last_id is None or frame.last_event_id < self.last_id:
                self.last_id = frame.last_event_id
            listener.stream_opened(frame.info)
            return
        event = frame.event
        if event.id:
            if self.last_id is not None and event.id <= self.last_id:
                return
            self.last_id = event.id
        listener.stream_event(event)


def _frame(text: str) -> StreamHello | StreamEvent | None:
    """Read a frame; None for one this client does not know. Raises EngineUnreadable for a bad hello."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise EngineUnreadable("the stream holds no JSON") from error
    match data:
        case {"type": "hello"}:
            return decode(StreamHello, data)
        case {"type": "event"}:
            try:
                return decode(StreamEvent, data)
            except EngineUnreadable as error:
                _LOGGER.debug("An event was passed over: %s", error)
    return None
