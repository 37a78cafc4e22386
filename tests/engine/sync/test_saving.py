"""Exports that are saved after each sync: where, when, and under which name."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.export import ExportFormat
from syncopate.domain.run import ItemStatus
from syncopate.errors import NotFound, WriteFailed
from syncopate.store import exports, libraries
from syncopate.store.mirrors import Mirror, MirrorChanges
from syncopate.sync import saving
from syncopate.sync.mirrors import change_mirror, remove_mirror
from syncopate.sync.saving import change_export, folder_of, save_export

if TYPE_CHECKING:
    from conftest import Household


def files(household: Household) -> dict[str, str]:
    """Return what is saved, by name."""
    folder = folder_of(household.kit)
    found = sorted(folder.iterdir()) if folder.exists() else []
    return {path.name: path.read_text("utf-8-sig") for path in found}


@pytest.fixture
async def evening(household: Household) -> Mirror:
    """Return a mirror on a library, synced once."""
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    return mirror


async def test_nothing_is_saved_unless_it_is_asked_for(household: Household, evening: Mirror) -> None:
    assert exports.format_of(evening) is None
    assert files(household) == {}


async def test_it_is_saved_at_once_and_after_each_sync_that_changed_something(
    household: Household, evening: Mirror, catalogue: list[tuple[str, str]]
) -> None:
    changed = await change_export(household.kit, evening.id, ExportFormat.M3U8)
    assert exports.format_of(changed) is ExportFormat.M3U8
    assert [event.name for event in household.told(EventType.PLAYLIST_UPDATED)] == ["Evening"]
    assert files(household)["Evening.m3u8"].count("#EXTINF") == 3
    path = folder_of(household.kit) / "Evening.m3u8"
    before = path.stat().st_mtime_ns
    assert (await household.sync(evening)).status is ItemStatus.UNCHANGED
    assert path.stat().st_mtime_ns == before
    household.csv("Evening", catalogue[:5])
    assert (await household.sync(evening)).detail == ""
    assert files(household)["Evening.m3u8"].count("#EXTINF") == 5
    path.unlink()
    await household.sync(evening)
    assert files(household)["Evening.m3u8"].count("#EXTINF") == 5


async def test_the_old_file_goes_with_the_old_name_and_format(household: Household, evening: Mirror) -> None:
    for form, name in ((ExportFormat.CSV, "Evening.csv"), (ExportFormat.JSPF, "Evening.jspf")):
        await change_export(household.kit, evening.id, form)
        assert list(files(household)) == [name]
    await change_mirror(household.kit, evening.id, MirrorChanges(custom_name="../A/C: <late>"))
    await household.sync(evening)
    assert list(files(household)) == ["_A_C_ _late_.jspf"]
    assert exports.files_of(await household.stored(evening)) == ("_A_C_ _late_.jspf",)
    await change_export(household.kit, evening.id, None)
    assert files(household) == {}
    stored = await household.stored(evening)
    assert (exports.format_of(stored), exports.files_of(stored), dict(stored.options)) == (None, (), {})


async def test_it_goes_with_the_mirror_and_nothing_else_does(household: Household, evening: Mirror) -> None:
    theirs = folder_of(household.kit) / "Evening.xspf"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("the user's")
    await change_export(household.kit, evening.id, ExportFormat.XSPF)
    assert list(files(household)) == ["Evening (2).xspf", "Evening.xspf"]
    await household.sync(evening)
    await remove_mirror(household.kit, evening.id)
    assert files(household) == {"Evening.xspf": "the user's"}


async def test_mirrors_of_one_name_have_files_of_their_own(household: Household, evening: Mirror) -> None:
    other = await household.mirror(name="Other")
    await change_mirror(household.kit, other.id, MirrorChanges(custom_name="EVENING"))
    await household.sync(other)
    for mirror in (evening, other):
        await change_export(household.kit, mirror.id, ExportFormat.CSV)
    assert list(files(household)) == ["EVENING (2).csv", "Evening.csv"]
    # Where the first name becomes free, the second stays what it is.
    await remove_mirror(household.kit, evening.id)
    await household.sync(other)
    assert list(files(household)) == ["EVENING (2).csv"]


async def test_what_a_crash_leaves_behind_goes_with_the_next_sync(
    household: Household, evening: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    await change_export(household.kit, evening.id, ExportFormat.CSV)
    await change_mirror(household.kit, evening.id, MirrorChanges(custom_name="Night"))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    for broken in ("_put", "_delete"):
        monkeypatch.setattr(saving, broken, crash)
        with pytest.raises(KeyboardInterrupt):
            await save_export(household.kit, evening.id)
        monkeypatch.undo()
        assert exports.files_of(await household.stored(evening)) == ("Night.csv", "Evening.csv")
    assert list(files(household)) == ["Evening.csv", "Night.csv"]
    await household.sync(evening)
    assert list(files(household)) == ["Night.csv"]
    assert exports.files_of(await household.stored(evening)) == ("Night.csv",)


async def test_a_folder_that_cannot_be_written_is_told_and_fails_nothing(
    household: Household, evening: Mirror, catalogue: list[tuple[str, str]]
) -> None:
    await change_export(household.kit, evening.id, ExportFormat.CSV)
    folder = folder_of(household.kit)
    (folder / "Evening.csv").unlink()
    folder.rmdir()
    folder.write_text("no folder")
    household.csv("Evening", catalogue[:4])
    result = await household.sync(evening)
    assert (result.status, result.error) == (ItemStatus.SYNCED, None)
    assert result.detail.startswith("The export was not saved: ")
    assert str(folder) in result.detail
    stored = await household.stored(evening)
    assert (stored.last_status, stored.last_detail) == (ItemStatus.SYNCED, result.detail)
    folder.unlink()
    assert (await household.sync(evening)).detail == ""
    assert list(files(household)) == ["Evening.csv"]


async def test_what_cannot_be_saved_is_not_chosen(household: Household, evening: Mirror) -> None:
    folder = folder_of(household.kit)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("no folder")
    with pytest.raises(WriteFailed):
        await change_export(household.kit, evening.id, ExportFormat.CSV)
    assert exports.format_of(await household.stored(evening)) is None
    with pytest.raises(NotFound):
        await change_export(household.kit, "none", ExportFormat.CSV)


async def test_it_waits_for_the_first_sync_where_nothing_is_known(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await change_export(household.kit, mirror.id, ExportFormat.M3U)
    assert files(household) == {}
    await household.sync(mirror)
    assert files(household)["Evening.m3u"].count("#EXTINF") == 3


async def test_what_waits_for_the_user_or_is_not_known_is_not_saved(
    household: Household, catalogue: list[tuple[str, str]]
) -> None:
    household.songs(20)
    library = await household.library()
    mirror = await household.mirror(rows=catalogue)
    await household.sync(mirror)
    await change_export(household.kit, mirror.id, ExportFormat.M3U8)
    saved = files(household)
    household.csv("Evening", catalogue[:2])
    assert (await household.sync(mirror)).status is ItemStatus.HELD
    assert files(household) == saved
    music = household.music.rename(household.folder / "away")
    assert (await household.sync(mirror)).status is ItemStatus.UNKNOWN
    assert files(household) == saved
    assert (await household.kit.database.read(libraries.get, library.id)).readable is False
    music.rename(household.music)
    held = await household.sync(mirror)
    assert held.status is ItemStatus.HELD
    digest = (await household.target(mirror)).held_digest
    assert (await household.sync(mirror, approve=digest)).status is ItemStatus.SYNCED
    assert files(household)["Evening.m3u8"].count("#EXTINF") == 2


async def test_files_lie_in_their_folder_whatever_a_mirror_is_called(
    household: Household, evening: Mirror
) -> None:
    for name in ("../../etc/passwd", "..", "/", "CON", "a\nb", "x" * 300, "🏳️\u200d🌈" * 60):
        await change_mirror(household.kit, evening.id, MirrorChanges(custom_name=name.strip() or "x"))
        await change_export(household.kit, evening.id, ExportFormat.CSV)
        (only,) = files(household)
        assert Path(only).name == only
        assert len(only.encode()) < 256
        assert list(household.folder.rglob(only)) == [folder_of(household.kit) / only]
