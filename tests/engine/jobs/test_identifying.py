"""A run that identifies playlists: in whichever catalogue answers, or in the one it was asked for."""

from typing import Any

import pytest
from syncopate.domain.run import ItemResult, ItemStatus, JobName, RunStatus, Trigger
from syncopate.errors import InvalidInput
from syncopate.jobs.work import SourceCases


@pytest.mark.parametrize(("given", "looked"), [({}, None), ({"catalogue": "tidal"}, "tidal")])
async def test_titles_are_looked_for_where_it_was_asked_for(
    engine: Any, given: dict[str, str], looked: str | None
) -> None:
    engine.add_playlists("a", "b")
    asked: list[tuple[str, str | None]] = []

    async def identify(
        kit: Any, mirror_id: str, _run_id: str, *, report: Any, catalogue: str | None
    ) -> ItemResult:
        del report
        asked.append((mirror_id, catalogue))
        return ItemResult(
            item_id=mirror_id,
            item_name=mirror_id,
            status=ItemStatus.UNCHANGED,
            started_at=kit.now(),
            ended_at=kit.now(),
        )

    engine.household.sources = SourceCases(identify_mirror=identify)
    async with engine.jobs() as jobs:
        wanted = {"playlist_ids": ["b"], **given}
        run = await jobs.run(JobName.IDENTIFY_PLAYLISTS, Trigger.API, wanted)
        assert (await engine.ended(run.id)).status is RunStatus.SUCCEEDED
        with pytest.raises(InvalidInput):
            await jobs.run(JobName.IDENTIFY_PLAYLISTS, Trigger.API, {"catalogue": 7})
    assert asked == [("b", looked)]
