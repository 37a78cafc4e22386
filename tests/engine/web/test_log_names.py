"""What the page of a run calls items that are no longer there."""

from datetime import timedelta
from typing import Any

import pytest
from syncopate.domain.event import Event, EventType
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Trigger
from syncopate.store import runs
from syncopate.store.ids import new_id
from syncopate.store.runs import Run


@pytest.mark.parametrize(
    ("job", "told", "said"),
    [
        (JobName.SCAN_LIBRARY, True, ">Cellar<"),
        (JobName.SCAN_LIBRARY, False, ">a library that was removed<"),
        (JobName.SYNC_PLAYLISTS, False, ">a playlist that was removed<"),
        (JobName.SYNC_ALBUMS, False, ">an album that was removed<"),
    ],
)
async def test_an_item_that_left_its_id_alone(filled: Any, job: JobName, told: bool, said: str) -> None:
    kit, at, gone = filled.kit, filled.clock[0], new_id()
    if told:
        event = Event(type=EventType.LIBRARY_REMOVED, at=at, name="Cellar", data={"id": gone})
        await kit.tell(event)
    run = Run(id=new_id(), job=job, trigger=Trigger.WEB, requested_at=at)
    result = ItemResult(
        item_id=gone,
        item_name=gone,
        status=ItemStatus.FAILED,
        started_at=at,
        ended_at=at + timedelta(seconds=1),
        error="not_found",
    )
    # One that is there still is called as it is.
    kept = ItemResult(
        item_id=filled.ids["library"],
        item_name=filled.ids["library"],
        status=ItemStatus.FAILED,
        started_at=at,
        ended_at=at,
    )
    await kit.database.write(lambda c: runs.end(c, filled.ids["active"], runs.RunStatus.SUCCEEDED, at))
    await kit.database.write(runs.add, run)
    for each in (result, kept):
        await kit.database.write(runs.put_item, run.id, each)
    async with filled.client() as client:
        text = (await client.get(f"/log/{run.id}")).text
    assert said in text
    assert f">{gone}<" not in text
    assert ">Music<" in text
