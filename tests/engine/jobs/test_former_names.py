"""What was removed while a run was at it keeps the name it had."""

from typing import Any

import pytest
from syncopate.domain.event import Event, EventType
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Trigger
from syncopate.errors import NotFound
from syncopate.store import events, libraries, mirrors, runs


def _names(engine: Any, run_id: str) -> list[str]:
    return [item.result.item_name for item in engine.database.look(runs.items, run_id)]


@pytest.mark.parametrize("told", [True, False])
async def test_a_library_that_was_removed_meanwhile_keeps_its_name(engine: Any, told: bool) -> None:
    engine.add_libraries("l1")
    removed = Event(
        type=EventType.LIBRARY_REMOVED, at=engine.clock(), name="Attic", status="removed", data={"id": "l1"}
    )
    other = Event(type=EventType.LIBRARY_REMOVED, at=engine.clock(), name="Other", data={"id": "l3"})

    async def scan(*_given: Any, **_more: Any) -> ItemResult:
        await engine.kit.database.write(libraries.remove, "l1")
        for event in (removed, other) if told else (other,):
            await engine.kit.database.write(events.append, event)
        raise NotFound(what="library", id="l1")

    engine.household.scan_library = scan
    async with engine.jobs() as jobs:
        run = await engine.ended((await jobs.run(JobName.SCAN_LIBRARY, Trigger.API)).id)
    assert engine.items(run.id)["l1"] is ItemStatus.FAILED
    assert _names(engine, run.id) == ["Attic" if told else "l1"]


async def test_a_playlist_that_was_removed_is_called_as_by_the_run_before(engine: Any) -> None:
    engine.add_playlists("a")
    async with engine.jobs() as jobs:
        first = await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
        engine.database.change(mirrors.remove, "a")
        engine.household.answers["a"] = NotFound(what="playlist", id="a")
        run = await engine.ended((await jobs.run(JobName.SYNC_PLAYLISTS, Trigger.API)).id)
    assert _names(engine, run.id) == _names(engine, first.id) == ["Playlist a"]
