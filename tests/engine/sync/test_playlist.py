"""One playlist from source to file: created, kept in step by difference, left alone when nothing changed."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.match import Verdict
from syncopate.domain.plan import HoldReason, OutcomeKind
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.run import ItemStatus
from syncopate.store import targets, writes
from syncopate.store.mirrors import MirrorChanges
from syncopate.sync.mirrors import change_mirror

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]
type Paths = Callable[[Songs], list[str]]


async def test_the_first_sync_creates_the_playlist(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror(rows=catalogue[:3])

    result = await household.sync(mirror)

    assert (result.status, result.matched, result.added, result.error) == (ItemStatus.SYNCED, 3, 3, None)
    assert household.written() == paths(catalogue[:3])
    text = (household.playlists / "Evening.m3u8").read_text("utf-8")
    assert text.startswith("#EXTM3U\n#PLAYLIST:Evening\n")
    target = await household.target(mirror)
    assert target.target_key == "Evening.m3u8"
    assert target.written == tuple(paths(catalogue[:3]))
    (write,) = await household.kit.database.read(writes.last_of, target.id, 10)
    assert write.outcome is OutcomeKind.APPLIED
    assert write.run_id == "run"
    (event,) = household.told(EventType.PLAYLIST_SYNCED)
    assert (event.name, event.status, event.data["added"]) == ("Evening", "synced", 3)


async def test_an_unchanged_playlist_is_neither_matched_nor_written_again(household: Household) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    file = household.playlists / "Evening.m3u8"
    before = file.stat()
    matched = household.compute.calls.count("match_target")

    household.clock.forward(days=1)
    result = await household.sync(mirror)

    after = file.stat()
    assert result.status is ItemStatus.UNCHANGED
    assert (result.matched, result.added) == (3, 0)
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert household.compute.calls.count("match_target") == matched
    target = await household.target(mirror)
    assert len(await household.kit.database.read(writes.last_of, target.id, 10)) == 1
    assert (await household.stored(mirror)).last_success_at == household.clock()


async def test_a_changed_source_is_followed_by_difference(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs()
    await household.library()
    mirror = await household.mirror(rows=catalogue[:12])
    await household.sync(mirror)

    changed = [catalogue[14], *catalogue[1:11], catalogue[0]]
    household.csv("Evening", changed)
    result = await household.sync(mirror)

    assert result.status is ItemStatus.SYNCED
    assert (result.added, result.removed, result.moved) == (1, 1, 1)
    assert household.written() == paths(changed)


async def test_duplicates_and_order_are_kept(household: Household, catalogue: Songs, paths: Paths) -> None:
    household.songs(4)
    await household.library()
    rows = [catalogue[2], catalogue[0], catalogue[2], catalogue[1], catalogue[0]]
    mirror = await household.mirror(rows=rows)

    result = await household.sync(mirror)

    assert result.matched == 5
    assert household.written() == paths(rows)
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED


async def test_what_is_missing_or_unsure_is_left_out(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(3)
    household.song("Kestrel/Iron Meadow (Live).flac", title="Iron Meadow (Live)", artist="Kestrel")
    await household.library()
    rows = [catalogue[0], ("Nowhere to Be Found", "Nobody"), ("Iron Meadow", "Kestrel"), catalogue[1]]
    mirror = await household.mirror(rows=rows)

    result = await household.sync(mirror)

    verdicts = await household.verdicts(mirror)
    assert verdicts[1] is Verdict.MISSING
    assert verdicts[2] in {Verdict.REVIEW, Verdict.MISSING}
    assert result.matched == 2
    assert result.review + result.missing == 2
    assert household.written() == paths([catalogue[0], catalogue[1]])


async def test_nothing_matched_makes_no_empty_playlist(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror(rows=[("Nowhere to Be Found", "Nobody")])

    result = await household.sync(mirror)

    assert (result.status, result.missing) == (ItemStatus.UNCHANGED, 1)
    assert not household.playlists.exists()
    assert (await household.target(mirror)).target_key is None


async def test_the_users_name_survives_a_rename_of_the_source(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)

    await change_mirror(household.kit, mirror.id, MirrorChanges(custom_name="Dinner  with friends "))
    result = await household.sync(mirror)

    assert result.status is ItemStatus.SYNCED
    assert [path.name for path in household.playlists.iterdir()] == ["Dinner with friends.m3u8"]

    source = household.folder / "lists" / "Evening.csv"
    source.write_text(source.read_text("utf-8"), "utf-8")
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED

    await change_mirror(household.kit, mirror.id, MirrorChanges(custom_name=None))
    await household.sync(mirror)
    assert [path.name for path in household.playlists.iterdir()] == ["Evening.m3u8"]


async def test_a_renamed_source_renames_what_has_no_name_of_the_users(household: Household) -> None:
    household.songs(3)
    await household.library()
    source = household.folder / "mine.xspf"
    document = (
        '<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>{}</title><trackList><track>'
        "<title>Foxglove</title><creator>Vesper Lane</creator></track><track><title>Copper Rain</title>"
        "<creator>The Nettles</creator></track></trackList></playlist>"
    )
    source.write_text(document.format("First"), "utf-8")
    from syncopate.sync.mirrors import NewMirror, add_mirror  # noqa: PLC0415 -- only here

    mirror = await add_mirror(household.kit, NewMirror(reference=str(source)))
    custom = await household.mirror(name="Other")
    await change_mirror(household.kit, custom.id, MirrorChanges(custom_name="Kept"))
    await household.sync(mirror)
    source.write_text(document.format("Second"), "utf-8")

    await household.sync(mirror)
    await household.sync(custom)

    assert sorted(path.name for path in household.playlists.iterdir()) == ["Kept.m3u8", "Second.m3u8"]


async def _add_by_hand(household: Household, *lines: str) -> None:
    file = household.playlists / "Evening.m3u8"
    file.write_text(file.read_text("utf-8") + "".join(f"{line}\n" for line in lines), "utf-8")


async def test_mirror_removes_what_the_user_put_in(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    await _add_by_hand(household, f"../{paths(catalogue[4:5])[0]}")

    result = await household.sync(mirror)

    assert (result.status, result.removed) == (ItemStatus.SYNCED, 1)
    assert household.written() == paths(catalogue[:3])


async def test_keep_mine_keeps_what_the_user_put_in(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror(policy=TargetPolicy.KEEP_MINE)
    await household.sync(mirror)
    await _add_by_hand(household, f"../{paths(catalogue[4:5])[0]}", "http://radio.example/stream.mp3")

    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED
    household.csv("Evening", [catalogue[3], *catalogue[:3]])
    result = await household.sync(mirror)

    assert (result.status, result.error) == (ItemStatus.SYNCED, None)
    lines = household.written()
    assert lines[:4] == paths([catalogue[3], *catalogue[:3]])
    assert lines[4] == paths(catalogue[4:5])[0]
    assert lines[5] == "http://radio.example/stream.mp3"


async def test_a_deleted_playlist_is_made_again_only_when_asked(
    household: Household, catalogue: Songs, paths: Paths
) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    (household.playlists / "Evening.m3u8").unlink()

    result = await household.sync(mirror)

    assert (result.status, result.detail) == (ItemStatus.HELD, HoldReason.TARGET_GONE.value)
    assert not (household.playlists / "Evening.m3u8").exists()
    target = await household.target(mirror)
    assert (await household.sync(mirror)).status is ItemStatus.HELD, "it waits for as long as nobody answers"
    result = await household.sync(mirror, approve=target.held_digest)
    assert (result.status, result.added) == (ItemStatus.SYNCED, 3)
    assert household.written() == paths(catalogue[:3])


async def test_someone_elses_file_of_the_same_name_is_left_alone(household: Household) -> None:
    household.songs(3)
    household.playlists.mkdir()
    (household.playlists / "Evening.m3u8").write_text("#EXTM3U\n", "utf-8")
    await household.library()
    mirror = await household.mirror()

    await household.sync(mirror)

    assert (household.playlists / "Evening.m3u8").read_text("utf-8") == "#EXTM3U\n"
    assert (await household.target(mirror)).target_key == "Evening (2).m3u8"


@pytest.mark.parametrize("moment", ["before the outcome is kept", "before it is remembered"])
async def test_a_crash_after_the_write_makes_no_second_file(
    household: Household, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(4)
    await household.library()
    mirror = await household.mirror()

    def power_cut(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        if moment == "before the outcome is kept":
            patched.setattr(writes, "end", power_cut)
        else:
            patched.setattr(targets, "set_written", power_cut)
        with pytest.raises(RuntimeError, match="power cut"):
            await household.sync(mirror)
    file = household.playlists / "Evening.m3u8"
    inode = file.stat().st_ino
    target = await household.target(mirror)
    assert target.target_key is None

    result = await household.sync(mirror)

    assert result.status is ItemStatus.UNCHANGED
    assert [path.name for path in household.playlists.iterdir()] == ["Evening.m3u8"]
    assert file.stat().st_ino == inode, "the same content is not written twice"
    assert (await household.target(mirror)).target_key == "Evening.m3u8"
    assert await household.kit.database.read(writes.unsettled_of, target.id) == []
    kinds = [one.outcome for one in await household.kit.database.read(writes.last_of, target.id, 10)]
    assert kinds == [OutcomeKind.APPLIED], "it is found by its mark, and needs no second write"


@pytest.mark.parametrize("took_place", [True, False])
async def test_an_open_write_gets_the_outcome_that_the_file_shows(
    household: Household, catalogue: Songs, took_place: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    file = household.playlists / "Evening.m3u8"
    old = file.read_bytes()
    household.csv("Evening", catalogue[:4])

    def power_cut(*_: Any, **__: Any) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(writes, "end", power_cut)
        with pytest.raises(RuntimeError, match="power cut"):
            await household.sync(mirror)
    if not took_place:
        file.write_bytes(old)
    household.clock.forward(seconds=1)

    result = await household.sync(mirror)

    target = await household.target(mirror)
    kinds = [one.outcome for one in await household.kit.database.read(writes.last_of, target.id, 10)]
    if took_place:
        assert result.status is ItemStatus.UNCHANGED
        assert kinds == [OutcomeKind.APPLIED, OutcomeKind.APPLIED]
    else:
        assert result.status is ItemStatus.SYNCED
        assert kinds == [OutcomeKind.APPLIED, OutcomeKind.FAILED, OutcomeKind.APPLIED]
    assert len(household.written()) == 4
