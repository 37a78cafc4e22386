"""A plan that would take much away waits for the user; approval is of one plan only."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.plan import HoldReason
from syncopate.domain.run import ItemStatus
from syncopate.sync.preview import preview_plan

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
type Paths = Callable[[Songs], list[str]]


@pytest.mark.parametrize(
    ("left", "reason"), [(3, HoldReason.MASS_REMOVAL), (0, HoldReason.WOULD_EMPTY)], ids=["shrunk", "emptied"]
)
async def test_a_shrunken_source_waits_for_approval(
    household: Household, catalogue: Songs, paths: Paths, left: int, reason: HoldReason
) -> None:
    household.songs()
    await household.library()
    mirror = await household.mirror(rows=catalogue)
    await household.sync(mirror)
    before = (household.playlists / "Evening.m3u8").stat()
    rest = list(catalogue[:left]) or [("Nowhere to Be Found", "Nobody")]
    household.csv("Evening", rest)

    result = await household.sync(mirror)

    assert (result.status, result.error, result.removed) == (ItemStatus.HELD, None, 0)
    assert result.detail == reason.value
    after = (household.playlists / "Evening.m3u8").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    target = await household.target(mirror)
    assert target.held_reason == reason.value
    assert target.held_digest
    assert [event.status for event in household.told(EventType.PLAN_HELD)] == ["held"]
    preview = await preview_plan(household.kit, mirror.id)
    assert (preview.plan.digest, preview.plan.hold) == (target.held_digest, reason)

    assert (await household.sync(mirror, approve="0123456789abcdef")).status is ItemStatus.HELD
    result = await household.sync(mirror, approve=target.held_digest)
    assert (result.status, result.removed) == (ItemStatus.SYNCED, 20 - left)
    assert household.written() == paths(catalogue[:left])
    assert (await household.target(mirror)).held_digest is None
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED


async def test_approval_of_one_plan_is_not_approval_of_the_next(
    household: Household, catalogue: Songs
) -> None:
    household.songs()
    await household.library()
    mirror = await household.mirror(rows=catalogue)
    await household.sync(mirror)
    household.csv("Evening", catalogue[:5])
    await household.sync(mirror)
    digest = (await household.target(mirror)).held_digest
    household.csv("Evening", catalogue[:4])

    assert (await household.sync(mirror, approve=digest)).status is ItemStatus.HELD
    assert len(household.written()) == 20


async def test_a_source_that_grows_again_lifts_the_hold(household: Household, catalogue: Songs) -> None:
    household.songs()
    await household.library()
    mirror = await household.mirror(rows=catalogue)
    await household.sync(mirror)
    household.csv("Evening", catalogue[:3])
    await household.sync(mirror)

    household.csv("Evening", catalogue)
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED
    assert (await household.target(mirror)).held_digest is None


async def test_an_index_that_shrinks_is_held_too(household: Household, catalogue: Songs) -> None:
    """Files that really went: still nothing is taken out of the playlist without a word."""
    household.songs()
    library = await household.library()
    mirror = await household.mirror(rows=catalogue)
    await household.sync(mirror)
    for title, artist in catalogue[:15]:
        (household.music / artist / f"{title}.flac").unlink()
    await household.scan(library)

    result = await household.sync(mirror)

    assert (result.status, result.missing) == (ItemStatus.HELD, 15)
    assert len(household.written()) == 20
