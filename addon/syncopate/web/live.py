"""What changes while a page is open: server-sent events with rendered fragments, from the event bus.

`jobs`, `sentence`, `stats`, `needs`, `feed` and `badge` carry HTML; `playlists`, `library`, `runs` and
`links` only tell a page that it may read itself again.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import Response, StreamingResponse

from syncopate.access.keys import Scope
from syncopate.domain.event import TRANSIENT, Event, EventType
from syncopate.events.bus import Subscription
from syncopate.store import events as happened, runs
from syncopate.store.database import Connection
from syncopate.store.runs import Run
from syncopate.web.auth import visitor_of
from syncopate.web.pages import overview
from syncopate.web.render import render
from syncopate.web.visit import Visit, read_shell

_GATHERING = 0.15
"""Seconds in which events are collected before a page is drawn again."""

_LIBRARY = frozenset(
    {
        EventType.LIBRARY_SCANNED,
        EventType.LIBRARY_ADDED,
        EventType.LIBRARY_REMOVED,
        EventType.SYSTEM_STATUS,
        EventType.INDEX_UPDATED,
    }
)
_PLAYLISTS = frozenset(
    {
        EventType.PLAYLIST_ADDED,
        EventType.PLAYLIST_UPDATED,
        EventType.PLAYLIST_CHANGED,
        EventType.PLAYLIST_REMOVED,
        EventType.PLAYLIST_SYNCED,
        EventType.PLAN_HELD,
        EventType.SYNC_FINISHED,
        EventType.SYNC_FAILED,
    }
)
_RUNS = frozenset(
    {
        EventType.JOB_STARTED,
        EventType.JOB_FINISHED,
        EventType.JOB_FAILED,
        EventType.SYNC_FINISHED,
        EventType.SYNC_FAILED,
        EventType.SCHEDULE_CHANGED,
    }
)
_LINKS = frozenset(
    {
        EventType.LINK_ADDED,
        EventType.LINK_UPDATED,
        EventType.LINK_REMOVED,
        EventType.LINK_SYNCED,
        EventType.PLAN_HELD,
        EventType.JOB_STARTED,
        EventType.JOB_FINISHED,
        EventType.JOB_FAILED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """All that the strip of jobs shows."""

    running: Sequence[Run]


async def stream(visit: Visit) -> Response:
    """Answer with a stream that lasts as long as the page is open.

    `depth` is how deep the page lies, `seen` the latest event it knows of.
    """
    depth = min(visit.whole("depth"), 4)
    return StreamingResponse(
        _frames(visit, "../" * depth or "./"),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _frames(visit: Visit, root: str) -> AsyncGenerator[str]:
    session = visit.visitor.session if visit.visitor else None
    async with visit.context.bus.subscribe() as events:
        with visit.context.departures.ends(session, events):
            yield "retry: 3000\n\n"
            batch: list[Event] | None = []
            shown: dict[str, str] = {}
            if await visit.kit.database.read(_up_to_date, visit.whole("seen", -1)):
                batch = await _next(events, visit.context.heartbeat_seconds)
            # Who may look is found out anew each time: a key may be revoked while a page is open.
            while batch is not None and await _may_look(visit):
                for frame in await _drawn(visit, root, batch, shown):
                    yield frame
                batch = await _next(events, visit.context.heartbeat_seconds)


def _up_to_date(connection: Connection, seen: int) -> bool:
    """Tell whether a page shows all there is: it was drawn after the latest event, and nothing runs."""
    return seen >= 0 and not happened.since(connection, seen, 1) and not runs.active(connection)


async def _may_look(visit: Visit) -> bool:
    visitor = await visitor_of(visit.context, visit.request)
    return visitor is not None and visitor.may(Scope.READ)


async def _next(events: Subscription, patience: float) -> list[Event] | None:
    """Return what happened next, [] when nothing did for a while, None at the end."""
    try:
        async with asyncio.timeout(patience):
            batch = [await anext(events)]
    except TimeoutError:
        return []
    except StopAsyncIteration:
        return None
    with suppress(TimeoutError, StopAsyncIteration):
        async with asyncio.timeout(_GATHERING):
            while True:
                batch.append(await anext(events))
    return batch


async def _drawn(visit: Visit, root: str, batch: list[Event], shown: dict[str, str]) -> list[str]:
    """Return the frames that bring an open page up to date; what it shows already is left out."""
    kinds = {event.type for event in batch}
    values: dict[str, object] = {"root": root, "here": "/", "now": visit.kit.now()}
    if kinds and kinds <= TRANSIENT:
        running = await visit.kit.database.read(runs.active)
        values = {**visit.values(page=Strip(running=running), active=""), **values}
        drawn: Sequence[str] = ("jobs",)
    else:
        values["shell"] = await visit.kit.database.read(read_shell)
        values = {**visit.values(page=await overview.gather(visit.kit), active=""), **values}
        drawn = ("jobs", "badge", "sentence", "stats", "needs", "feed")
    frames = []
    for name in drawn:
        frame = _frame(name, render(visit.language, f"part/{name}.html", values))
        if shown.get(name) != frame:
            shown[name] = frame
            frames.append(frame)
    told = (("playlists", _PLAYLISTS), ("library", _LIBRARY), ("runs", _RUNS), ("links", _LINKS))
    frames += [_frame(name, "changed") for name, wanted in told if kinds & wanted]
    # A line of comment keeps the connection where there is nothing to say.
    return frames or [":\n\n"]


def _frame(name: str, text: str) -> str:
    lines = "".join(f"data: {line}\n" for line in text.splitlines() if line.strip())
    return f"event: {name}\n{lines}\n"
