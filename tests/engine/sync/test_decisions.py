"""What the user rules holds: over resyncs, rescans and files that were added again."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.match import Ruling, Verdict
from syncopate.domain.run import ItemStatus
from syncopate.errors import InvalidInput, NotConfigured, NotFound
from syncopate.sync.decisions import decide

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
type Paths = Callable[[Songs], list[str]]


async def test_this_is_it_survives_rescan_and_a_file_added_again(
    household: Household, catalogue: Songs
) -> None:
    household.songs(3)
    file = household.song("Elsewhere/demo tape.flac", title="Demo Tape 4", artist="Unknown Singer")
    library = await household.library()
    mirror = await household.mirror(rows=[catalogue[0], ("Nowhere to Be Found", "Nobody")])
    assert (await household.sync(mirror)).missing == 1

    row = await decide(
        household.kit, mirror.id, 1, ruling=Ruling.IS, track_key="Elsewhere/demo tape.flac", by="tester"
    )

    assert (row.match.verdict, row.match.reason) == (Verdict.MATCH, "decision")
    (event,) = household.told(EventType.MATCH_DECIDED)
    assert event.data["verdict"] == "match"
    result = await household.sync(mirror)
    assert (result.status, result.matched, result.added) == (ItemStatus.SYNCED, 2, 1)

    await household.scan(library)
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED
    (household.music / "Better").mkdir()
    file.rename(household.music / "Better" / "renamed.flac")
    await household.scan(library)
    result = await household.sync(mirror)
    assert (result.status, result.matched) == (ItemStatus.SYNCED, 2)
    assert household.written()[1] == "Better/renamed.flac"


async def test_not_this_one_never_and_taking_it_back(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(rows=[catalogue[0], catalogue[1], catalogue[0]])
    await household.sync(mirror)
    key = paths(catalogue[:1])[0]

    row = await decide(household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=key, by="tester")
    assert row.match.verdict is not Verdict.MATCH
    assert (await household.verdicts(mirror))[2] is not Verdict.MATCH, "the same entry, further down"
    result = await household.sync(mirror)
    assert (result.matched, result.removed) == (1, 2)

    row = await decide(household.kit, mirror.id, 0, ruling=Ruling.NEVER, track_key=None, by="tester")
    assert (row.match.verdict, row.match.reason) == (Verdict.MISSING, "never")

    row = await decide(household.kit, mirror.id, 0, ruling=None, track_key=None, by="tester")
    assert row.match.verdict is Verdict.MATCH
    assert row.decision is None
    result = await household.sync(mirror)
    assert (result.matched, result.added) == (3, 2)


async def test_what_cannot_be_decided(household: Household) -> None:
    household.songs(3)
    mirror = await household.mirror()
    with pytest.raises(NotConfigured):
        await decide(household.kit, mirror.id, 0, ruling=Ruling.NEVER, track_key=None, by="tester")
    await household.library()
    await household.sync(mirror)
    with pytest.raises(NotFound):
        await decide(household.kit, mirror.id, 99, ruling=Ruling.NEVER, track_key=None, by="tester")
    with pytest.raises(NotFound):
        await decide(household.kit, mirror.id, 0, ruling=Ruling.IS, track_key="no/such.flac", by="tester")
    with pytest.raises(InvalidInput) as caught:
        await decide(household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=None, by="tester")
    assert caught.value.placeholders["field"] == "track_key"


async def test_matching_is_done_again_only_when_something_it_rests_on_changed(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(4)
    library = await household.library()
    mirror = await household.mirror()

    async def matched() -> int:
        await household.sync(mirror)
        return household.compute.calls.count("match_target")

    assert await matched() == 1
    assert await matched() == 1, "nothing changed"
    await household.scan(library)
    assert await matched() == 1, "a scan that found nothing new"
    household.song("New/New.flac", title="Newcomer", artist="New")
    await household.scan(library)
    assert await matched() == 2, "another index"
    household.csv("Evening", catalogue[:4])
    assert await matched() == 3, "other entries"
    await decide(
        household.kit, mirror.id, 0, ruling=Ruling.IS_NOT, track_key=paths(catalogue[1:2])[0], by="tester"
    )
    assert await matched() == 4, "a ruling"
    assert await matched() == 4
