"""Pages that change without being loaded again."""

import asyncio
from typing import Any

from starlette.requests import Request
from syncopate.domain.event import Event, EventType
from syncopate.domain.run import JobName, Progress, Trigger
from syncopate.store import runs
from syncopate.web.live import _frames
from syncopate.web.visit import Visit, read_shell


async def visit_of(household: Any) -> Visit:
    scope = {"type": "http", "method": "GET", "path": "/stream", "query_string": b"", "headers": []}
    shell = await household.kit.database.read(read_shell)
    return Visit(
        request=Request(scope), context=household.context, visitor=None, shell=shell, now=household.kit.now()
    )


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


async def test_the_stream_ends_with_the_bus(household: Any) -> None:
    reader = Reader(await visit_of(household))
    await reader.until("feed")
    await household.bus.close()
    async with asyncio.timeout(5):
        rest = [frame async for frame in reader.frames]
    assert all("jobs" not in frame for frame in rest)


async def test_a_line_break_in_a_name_does_not_break_the_stream(household: Any) -> None:
    await household.kit.tell(
        Event(type=EventType.PLAYLIST_ADDED, at=household.kit.now(), name="a\nevent: evil\n\nb")
    )
    reader = Reader(await visit_of(household))
    frame = await reader.until("feed")
    assert all(line.startswith(("event: feed", "data: ")) for line in frame.strip().splitlines())
    await reader.frames.aclose()
