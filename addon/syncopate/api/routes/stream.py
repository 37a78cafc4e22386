"""The event stream: a websocket that tells what happens, as it happens."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from syncopate.access.keys import Scope
from syncopate.api.auth import context_of, doors_of, presented_by
from syncopate.api.context import ApiContext
from syncopate.api.present.system import event_view, info_view
from syncopate.api.wire.overview import StreamEvent, StreamHello
from syncopate.domain.event import Event, EventType
from syncopate.errors import AccessDenied, KeyMissing
from syncopate.events.bus import Subscription
from syncopate.store import events

router = APIRouter(tags=["events"])

KEY_REFUSED = 4401
TOO_SLOW = 4408
GOING_AWAY = 1001
_CATCH_UP = 10_000
_AT_ONCE = 500
_LONGEST_FRAME = 4096


@router.websocket("/events/stream")
async def stream(socket: WebSocket) -> None:
    """Say hello, then tell events until one side ends it. `?since=<id>` tells first what was missed."""
    await socket.accept()
    context = context_of(socket)
    try:
        key = await _admitted(socket, context)
    except AccessDenied as error:
        await _close(socket, KEY_REFUSED, error.key)
        return
    except WebSocketDisconnect:
        return
    async with context.bus.subscribe() as subscription:
        listening = asyncio.create_task(_listen(socket))
        telling = asyncio.create_task(_tell(socket, context, subscription, key))
        try:
            await asyncio.wait({listening, telling}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(listening, telling)


async def _admitted(socket: WebSocket, context: ApiContext) -> str | None:
    """Return the key of the first frame, None when the request itself showed enough. Raises AccessDenied."""
    with suppress(KeyMissing):
        await _check(socket, None)
        return None
    try:
        async with asyncio.timeout(context.limits.greeting):
            frame = await _frame(socket)
    except TimeoutError:
        raise KeyMissing from None
    key = frame.get("key")
    if frame.get("type") != "auth" or not isinstance(key, str) or not key:
        raise KeyMissing
    await _check(socket, key)
    return key


async def _check(socket: WebSocket, key: str | None) -> None:
    caller = await doors_of(socket).resolve(presented_by(socket, key), changes=False)
    caller.require(Scope.READ)


async def _tell(socket: WebSocket, context: ApiContext, subscription: Subscription, key: str | None) -> None:
    newest = await context.kit.database.read(events.recent, 1)
    last = newest[0].id if newest else 0
    hello = StreamHello(info=info_view(context.engine), last_event_id=last)
    await socket.send_text(hello.model_dump_json())
    async for event in _missed(socket, context, last):
        await _send(socket, event)
    async for event in subscription:
        # What was stored before hello but arrives after it is known to the client already.
        if event.id and event.id <= last:
            continue
        if event.type is EventType.KEY_REVOKED and not await _still_good(socket, key):
            await _close(socket, KEY_REFUSED, "key_invalid")
            return
        await _send(socket, event)
    if subscription.dropped:
        await _close(socket, TOO_SLOW, "too_slow")
    else:
        await _close(socket, GOING_AWAY, "going_away")


async def _missed(socket: WebSocket, context: ApiContext, last: int) -> AsyncIterator[Event]:
    """Give what was missed up to hello, in order; of very much only the newest."""
    since = socket.query_params.get("since", "")
    if not (since.isascii() and since.isdigit() and len(since) < len(str(2**53))):
        return
    told = max(int(since), last - _CATCH_UP)
    while told < last:
        page = await context.kit.database.read(events.since, told, _AT_ONCE)
        for event in page:
            if event.id <= last:
                yield event
        told = page[-1].id if page else last


async def _send(socket: WebSocket, event: Event) -> None:
    await socket.send_text(StreamEvent(event=event_view(event)).model_dump_json())


async def _still_good(socket: WebSocket, key: str | None) -> bool:
    try:
        await _check(socket, key)
    except AccessDenied:
        return False
    return True


async def _listen(socket: WebSocket) -> None:
    """Answer pings; return when the client is gone."""
    while True:
        frame = await _frame(socket)
        if frame.get("type") == "ping":
            await socket.send_text('{"type":"pong"}')


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, WebSocketDisconnect):
            await task


async def _close(socket: WebSocket, code: int, reason: str) -> None:
    with suppress(WebSocketDisconnect):
        await socket.close(code, reason)


async def _frame(socket: WebSocket) -> dict[str, Any]:
    """Return the next frame; what is none of ours is an empty one. Raises WebSocketDisconnect."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", GOING_AWAY))
    text = message.get("text") or ""
    if len(text) > _LONGEST_FRAME:
        return {}
    try:
        frame = json.loads(text)
    except ValueError, RecursionError:
        return {}
    return frame if isinstance(frame, dict) else {}
