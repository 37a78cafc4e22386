"""Pages that change without being loaded again."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from syncopate.access.callers import SESSION_COOKIE
from syncopate.domain.event import Event, EventType
from syncopate.domain.run import JobName, Progress, Trigger
from syncopate.store import runs
from syncopate.sync.keyring import KeyRing
from syncopate.web.auth import sign_out, visitor_of
from syncopate.web.live import _frames
from syncopate.web.visit import Visit, read_shell


async def visit_of(household: Any) -> Visit:
    return await _visit(household, {"state": {"ingress": True}, "headers": []})


async def visit_having_seen(household: Any, seen: int) -> Visit:
    query = {"query_string": f"seen={seen}".encode()}
    return await _visit(household, {"state": {"ingress": True}, "headers": [], **query})


async def signed_in(household: Any, key: str) -> Visit:
    async with household.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key})
        cookie = f"{SESSION_COOKIE}={browser.cookies[SESSION_COOKIE]}"
    return await _visit(household, {"headers": [(b"cookie", cookie.encode())]})


async def _visit(household: Any, scope: dict[str, Any]) -> Visit:
    request = Request({"type": "http", "method": "GET", "path": "/stream", "query_string": b"", **scope})
    shell = await household.kit.database.read(read_shell)
    visitor = await visitor_of(household.context, request)
    assert visitor is not None
    now = household.kit.now()
    return Visit(request=request, context=household.context, visitor=visitor, shell=shell, now=now)


class Reader:
    """Reads a stream frame by frame."""

    def __init__(self, visit: Visit, root: str = "./") -> None:
        self.frames = _frames(visit, root)

    async def until(self, name: str, text: str = "") -> str:
        """Return the next frame of a kind that holds the text."""
        async with asyncio.timeout(5):
            async for frame in self.frames:
                if frame.startswith(f"event: {name}\n") and text in frame:
                    return frame
        raise AssertionError(f"no frame {name}")


async def test_a_page_is_brought_up_to_date_when_it_connects(filled: Any) -> None:
    reader = Reader(await visit_of(filled))
    assert "412 of 1200" in await reader.until("jobs")
    assert "Artists" in await reader.until("stats")
    assert "What needs you" in await reader.until("needs")
    assert "Settings were changed" in await reader.until("feed")
    await reader.frames.aclose()


async def test_a_page_that_is_up_to_date_is_left_alone_until_something_happens(household: Any) -> None:
    await household.kit.tell(Event(type=EventType.PLAYLIST_ADDED, at=household.kit.now(), name="First"))
    shell = await household.kit.database.read(read_shell)
    assert shell.seen > 0
    reader = Reader(await visit_having_seen(household, shell.seen))
    assert await anext(reader.frames) == "retry: 3000\n\n"
    waiting = asyncio.create_task(anext(reader.frames))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    await household.kit.tell(Event(type=EventType.PLAYLIST_ADDED, at=household.kit.now(), name="Second"))
    assert (await asyncio.wait_for(waiting, 5)).startswith("event: jobs\n")
    assert "Second" in await reader.until("feed")
    await reader.frames.aclose()
    late = Reader(await visit_having_seen(household, shell.seen))
    assert "Second" in await late.until("feed")
    await late.frames.aclose()


async def test_a_page_is_told_of_a_run_whatever_it_has_seen(filled: Any) -> None:
    shell = await filled.kit.database.read(read_shell)
    reader = Reader(await visit_having_seen(filled, shell.seen))
    assert "412 of 1200" in await reader.until("jobs")
    await reader.frames.aclose()


async def test_progress_moves_the_strip_and_an_end_tells_everything(household: Any) -> None:
    reader = Reader(await visit_of(household), "../")
    await reader.until("jobs", "Nothing is running.")
    run = await household.jobs.run(JobName.CLEAN_UP, Trigger.WEB)
    assert f"../runs/{run.id}/cancel" in await reader.until("jobs", "Clean up history")
    await household.kit.database.write(runs.set_progress, run.id, Progress(3, 7, "here"), household.kit.now())
    await household.kit.tell(Event(type=EventType.JOB_PROGRESS, at=household.kit.now(), name="clean_up"))
    assert "3 of 7" in await reader.until("jobs", "here")
    await household.kit.tell(Event(type=EventType.PLAYLIST_ADDED, at=household.kit.now(), name="Mix & <b>"))
    assert "Mix &amp; &lt;b&gt;" in await reader.until("feed", "Mix")
    assert "data: changed" in await reader.until("playlists")
    await reader.frames.aclose()


async def test_only_what_changed_is_drawn_again(filled: Any) -> None:
    reader = Reader(await visit_of(filled))
    await reader.until("feed")
    (run,) = await filled.kit.database.read(runs.active)
    await filled.kit.database.write(runs.set_progress, run.id, Progress(500, 1200, "on"), filled.kit.now())
    progress = Event(type=EventType.JOB_PROGRESS, at=filled.kit.now(), name="scan_library")
    for event in (progress, progress, Event(type=EventType.PLAYLIST_ADDED, at=filled.kit.now(), name="New")):
        await filled.kit.tell(event)
        await asyncio.sleep(0.3)
    sent = []
    async with asyncio.timeout(5):
        async for frame in reader.frames:
            sent.append(frame.partition("\n")[0])
            if frame.startswith("event: playlists"):
                break
    assert sent[0] == "event: jobs"
    assert sent[-2:] == ["event: feed", "event: playlists"]
    assert not {"event: stats", "event: needs", "event: sentence", "event: badge"} & set(sent)
    await reader.frames.aclose()


async def test_the_stream_ends_with_the_bus(household: Any) -> None:
    reader = Reader(await visit_of(household))
    await reader.until("feed")
    await household.bus.close()
    async with asyncio.timeout(5):
        rest = [frame async for frame in reader.frames]
    assert all("jobs" not in frame for frame in rest)


async def rest_of(reader: Reader) -> list[str]:
    """Return what still comes; fails when the stream does not end within a second: long before a heartbeat."""
    async with asyncio.timeout(1):
        return [frame async for frame in reader.frames]


async def test_a_revoked_key_ends_the_stream_at_once(filled: Any) -> None:
    reader = Reader(await signed_in(filled, filled.key))
    await reader.until("feed")
    await KeyRing(filled.kit).revoke(filled.ids["key"])
    await filled.kit.tell(Event(type=EventType.PLAYLIST_ADDED, at=filled.kit.now(), name="Private"))
    assert "Private" not in "".join(await rest_of(reader))


async def test_signing_out_ends_the_stream_at_once(filled: Any) -> None:
    visit = await signed_in(filled, filled.key)
    reader, other = Reader(visit), Reader(await signed_in(filled, filled.key))
    await reader.until("feed")
    await other.until("feed")
    await sign_out(filled.context, visit.visitor, Response())
    await rest_of(reader)
    await filled.kit.tell(Event(type=EventType.PLAYLIST_ADDED, at=filled.kit.now(), name="Still here"))
    await other.until("feed", "Still here")
    await other.frames.aclose()


async def test_an_expired_session_ends_with_the_next_heartbeat(filled: Any) -> None:
    visit = await signed_in(filled, filled.key)
    quick = replace(visit, context=replace(visit.context, heartbeat_seconds=0.05))
    reader = Reader(quick)
    await reader.until("feed")
    filled.clock[0] += timedelta(days=40)
    await rest_of(reader)


async def test_a_line_break_in_a_name_does_not_break_the_stream(household: Any) -> None:
    await household.kit.tell(
        Event(type=EventType.PLAYLIST_ADDED, at=household.kit.now(), name="a\nevent: evil\n\nb")
    )
    reader = Reader(await visit_of(household))
    frame = await reader.until("feed")
    assert all(line.startswith(("event: feed", "data: ")) for line in frame.strip().splitlines())
    await reader.frames.aclose()
