"""Which playlists a run takes: enabled, due, or all when told to."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.event import Event
from syncopate.domain.run import ItemStatus
from syncopate.errors import NotFound
from syncopate.store import mirrors
from syncopate.store.database import Database
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync import worker_database
from syncopate.sync.due import due_mirrors
from syncopate.sync.kit import Kit
from syncopate.sync.playlist import sync_mirror

if TYPE_CHECKING:
    from conftest import Household


async def test_interval_seven_is_two_syncs_in_fourteen_daily_runs_across_restarts(
    household: Household, make_kit: Callable[..., Kit], monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(interval_days=7)
    url = household.kit.database.address
    synced, next_days = [], []

    async def tell(_event: Event) -> None:
        """Nobody listens."""

    for day in range(14):
        database = Database.open(url)
        monkeypatch.setattr(worker_database, "_opened", {url: database})
        kit = make_kit(database, household.clock, tell, household.compute)
        due, skipped = await due_mirrors(kit, only=None, force=False)
        for each in due:
            await sync_mirror(kit, each.id, f"run {day}", report=household.report)
            synced.append(day)
        next_days += [result.next_due for result in skipped]
        assert [result.status for result in skipped] == ([] if due else [ItemStatus.NOT_DUE])
        database.close()
        # Runs do not start on the second: a little late one day, a little early the next.
        household.clock.forward(days=1, minutes=7 if day % 2 else -7)
    assert synced == [0, 7]
    assert set(next_days) == {datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC)}
    assert mirror.interval_days == 7


async def test_a_failed_run_is_tried_again_the_next_day(household: Household, tmp_path: Path) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(interval_days=7)
    household.clock.forward(days=1)
    shutil.move(household.music, tmp_path / "away")
    assert (await household.sync(mirror)).status is ItemStatus.UNKNOWN
    household.clock.forward(days=1)
    due, _ = await due_mirrors(household.kit, only=None, force=False)
    assert [each.id for each in due] == [mirror.id]


@pytest.mark.parametrize(("interval", "expected"), [(0, 8), (1, 2)])
async def test_a_run_every_six_hours(household: Household, interval: int, expected: int) -> None:
    household.songs(3)
    await household.library()
    await household.mirror(interval_days=interval)
    synced = 0
    household.clock.time = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    for _ in range(8):
        due, skipped = await due_mirrors(household.kit)
        for mirror in due:
            await household.sync(mirror)
            synced += 1
        assert [result.status for result in skipped] == ([] if due else [ItemStatus.NOT_DUE])
        household.clock.forward(hours=6)
    assert synced == expected


async def test_who_asks_gets_the_daily_ones_again_and_force_all(household: Household) -> None:
    household.songs(3)
    await household.library()
    daily, weekly = await household.mirror(name="Daily"), await household.mirror("Weekly", interval_days=7)
    for mirror in (daily, weekly):
        await household.sync(mirror)
    assert (await due_mirrors(household.kit))[0] == []
    due, skipped = await due_mirrors(household.kit, asked=True)
    assert ([mirror.name for mirror in due], [result.item_name for result in skipped]) == (
        ["Daily"],
        ["Weekly"],
    )
    assert len((await due_mirrors(household.kit, force=True))[0]) == 2


async def test_the_disabled_are_skipped_and_said(household: Household) -> None:
    await _two(household)
    due, skipped = await due_mirrors(household.kit, only=None, force=False)
    assert [mirror.name for mirror in due] == ["On"]
    assert [(result.item_name, result.status) for result in skipped] == [("Off", ItemStatus.DISABLED)]


async def test_only_what_is_named_and_force(household: Household) -> None:
    on, off = await _two(household)
    due, skipped = await due_mirrors(household.kit, only=[off.id], force=False)
    assert (due, [result.item_id for result in skipped]) == ([], [off.id])
    due, skipped = await due_mirrors(household.kit, only=[off.id, off.id, on.id], force=True)
    assert ([mirror.id for mirror in due], skipped) == ([off.id, on.id], [])
    with pytest.raises(NotFound):
        await due_mirrors(household.kit, only=["none"], force=True)


async def _two(household: Household) -> tuple[Mirror, Mirror]:
    on, off = await household.mirror(name="On"), await household.mirror(name="Off")
    await household.kit.database.write(mirrors.change, off.id, MirrorChanges(enabled=False))
    return on, off
