"""A crash at any point of a write loses nothing that the user put into the playlist."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.plan import HoldReason
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.run import ItemStatus, ScanMode
from syncopate.providers.folder.playlist_target import FolderTarget
from syncopate.store import outbox, targets, writes
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync.libraries import scan_library
from syncopate.sync.mirrors import change_mirror
from syncopate.sync.playlist import sync_mirror
from syncopate.sync.preview import preview_plan

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
type Paths = Callable[[Songs], list[str]]

MOMENTS = (
    "before the intent",
    "after the intent",
    "after the write",
    "before the outcome is kept",
    "before it is remembered",
)


def cut(moment: str, patched: pytest.MonkeyPatch) -> None:
    """Let the power go at one moment of a write."""
    whole = FolderTarget.write_target

    def now(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    async def early(*_: Any) -> str:
        raise SystemError("power cut")

    async def late(*given: Any) -> str:
        await whole(*given)
        raise SystemError("power cut")

    async def bare[T](call: Any, _what: str) -> T:
        return await call

    # A real crash is not isolated as a provider's own fault is.
    patched.setattr("syncopate.sync.providers.isolated", bare)
    if moment == "before the intent":
        patched.setattr(writes, "intend", now)
    elif moment == "after the intent":
        patched.setattr(FolderTarget, "write_target", early)
    elif moment == "after the write":
        patched.setattr(FolderTarget, "write_target", late)
    elif moment == "before the outcome is kept":
        patched.setattr(writes, "end", now)
    else:
        patched.setattr(targets, "set_written", now)


async def crash(household: Household, mirror: Mirror, moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sync until the power goes."""
    with monkeypatch.context() as patched:
        cut(moment, patched)
        with pytest.raises((RuntimeError, SystemError), match="power cut"):
            await household.sync(mirror)


async def with_one_of_mine(household: Household, catalogue: Songs) -> Mirror:
    """Return a playlist of three songs, synced, to which the user has added the fifth."""
    household.songs(6)
    await household.library()
    mirror = await household.mirror(rows=catalogue[:3], policy=TargetPolicy.KEEP_MINE)
    await household.sync(mirror)
    file = household.playlists / "Evening.m3u8"
    title, artist = catalogue[4]
    file.write_text(file.read_text("utf-8") + f"../{artist}/{title}.flac\n", "utf-8")
    return mirror


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_rename_that_breaks_off_keeps_what_is_mine(
    household: Household, catalogue: Songs, paths: Paths, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = await with_one_of_mine(household, catalogue)
    await change_mirror(household.kit, mirror.id, MirrorChanges(custom_name="Dusk"))
    await crash(household, mirror, moment, monkeypatch)

    plan = (await preview_plan(household.kit, mirror.id)).plan
    result = await household.sync(mirror)

    expected = paths([*catalogue[:3], catalogue[4]])
    assert list(plan.result) == expected, "the preview finds it as well"
    assert result.status in {ItemStatus.SYNCED, ItemStatus.UNCHANGED}
    assert household.written("Dusk") == expected
    assert [path.name for path in household.playlists.iterdir()] == ["Dusk.m3u8"]
    target = await household.target(mirror)
    assert (target.target_key, target.written) == ("Dusk.m3u8", tuple(paths(catalogue[:3])))
    assert await household.kit.database.read(writes.unsettled_of, target.id) == []
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED


@pytest.mark.parametrize("moment", MOMENTS)
async def test_a_first_write_that_breaks_off_keeps_what_was_added_since(
    household: Household, catalogue: Songs, paths: Paths, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(6)
    await household.library()
    mirror = await household.mirror(rows=catalogue[:3], policy=TargetPolicy.KEEP_MINE)
    await crash(household, mirror, moment, monkeypatch)
    file, mine = household.playlists / "Evening.m3u8", paths(catalogue[4:5])
    if file.exists():
        file.write_text(file.read_text("utf-8") + f"../{mine[0]}\n", "utf-8")
    else:
        mine = []

    await household.sync(mirror)

    assert household.written() == [*paths(catalogue[:3]), *mine]
    assert [path.name for path in household.playlists.iterdir()] == ["Evening.m3u8"]


@pytest.mark.parametrize("moment", MOMENTS[2:])
async def test_what_a_crashed_write_added_is_not_taken_for_the_users(
    household: Household, catalogue: Songs, paths: Paths, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = await with_one_of_mine(household, catalogue)
    await change_mirror(household.kit, mirror.id, MirrorChanges(custom_name="Dusk"))
    household.csv("Evening", catalogue[:4])
    await crash(household, mirror, moment, monkeypatch)
    household.csv("Evening", catalogue[:3])

    await household.sync(mirror)

    assert household.written("Dusk") == paths([*catalogue[:3], catalogue[4]])


async def test_a_file_that_the_user_renamed_is_taken_back_with_all_in_it(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    mirror = await with_one_of_mine(household, catalogue)
    (household.playlists / "Evening.m3u8").rename(household.playlists / "My evening.m3u8")
    household.csv("Evening", catalogue[:4])

    await household.sync(mirror)

    assert [path.name for path in household.playlists.iterdir()] == ["Evening.m3u8"]
    assert sorted(household.written()) == sorted(paths(catalogue[:5]))


async def test_a_file_that_the_user_deleted_is_made_anew_when_asked(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    mirror = await with_one_of_mine(household, catalogue)
    (household.playlists / "Evening.m3u8").unlink()

    assert (await household.sync(mirror)).detail == HoldReason.TARGET_GONE.value
    result = await household.sync(mirror, approve=(await household.target(mirror)).held_digest)

    assert (result.status, result.added) == (ItemStatus.SYNCED, 3)
    assert household.written() == paths(catalogue[:3])


async def test_a_run_that_goes_on_counts_what_it_had_written(household: Household) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    results = [
        await sync_mirror(household.kit, mirror.id, run_id, report=household.report)
        for run_id in ("interrupted", "interrupted", "another")
    ]
    assert [(one.status, one.added) for one in results] == [
        (ItemStatus.SYNCED, 3),
        (ItemStatus.SYNCED, 3),
        (ItemStatus.UNCHANGED, 0),
    ]


async def test_a_scan_that_goes_on_in_its_run_counts_and_tells_all(household: Household) -> None:
    household.songs(5)
    library = await household.library()

    async def scan(run_id: str) -> tuple[ItemStatus, int]:
        result = await scan_library(
            household.kit, library.id, mode=ScanMode.INCREMENTAL, report=household.report, run_id=run_id
        )
        return result.status, result.added

    assert await scan("interrupted") == (ItemStatus.SYNCED, 5)
    assert await scan("interrupted") == (ItemStatus.SYNCED, 5)
    identities = [event.identity for event in household.told(EventType.INDEX_UPDATED)]
    assert len(identities) == 2
    assert len({*identities}) == 1, "whoever keeps the events tells it once"
    waiting = await household.kit.database.write(outbox.take, 10)
    assert [event.type for event in waiting] == [EventType.LIBRARY_SCANNED, EventType.INDEX_UPDATED]
    assert await scan("another") == (ItemStatus.UNCHANGED, 0)


async def test_a_renaming_that_was_cut_short_is_finished(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    await change_mirror(household.kit, mirror.id, MirrorChanges(custom_name="Morning"))

    def cut_off(*_: Any) -> None:
        raise SystemError("power cut")

    async def bare[T](call: Any, _what: str) -> T:
        return await call

    with monkeypatch.context() as patched:
        patched.setattr("syncopate.sync.providers.isolated", bare)
        patched.setattr("syncopate.providers.folder.playlist_target._put", cut_off)
        with pytest.raises(SystemError):
            await household.sync(mirror)
    result = await household.sync(mirror)
    assert result.status is ItemStatus.SYNCED
    assert [file.name for file in household.playlists.iterdir()] == ["Morning.m3u8"]
    assert "#PLAYLIST:Morning" in (household.playlists / "Morning.m3u8").read_text("utf-8")
