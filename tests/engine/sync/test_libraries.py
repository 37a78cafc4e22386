"""Libraries: added whole or not at all, scanned into the index, told of."""

import os
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, select
from syncopate.domain.event import EventType
from syncopate.domain.media import FileStamp, IndexedTrack, Track
from syncopate.domain.run import ItemStatus, Progress, ScanMode
from syncopate.domain.snapshot import Complete, Partial
from syncopate.errors import AlreadyExists, DatabaseBusy, FolderUnreadable, InvalidInput, NotFound
from syncopate.providers.capability import ScanBatch, ScanEnd
from syncopate.providers.folder.library import FolderLibrary
from syncopate.providers.folder.walk import Walk
from syncopate.store import accounts, libraries, tracks
from syncopate.store.browse_tables import listed_tracks, track_ids
from syncopate.store.libraries import Library
from syncopate.store.shelf_tables import albums, artists
from syncopate.sync import emptying, gather
from syncopate.sync.accounts import add_account
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, remove_library, rename_library
from syncopate.sync.overview import problems

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]


async def _known(household: Household, library: Library) -> dict[str, FileStamp]:
    return await household.kit.database.read(tracks.stamps, library.id)


async def _now(household: Household, library: Library) -> Library:
    return await household.kit.database.read(libraries.get, library.id)


async def test_the_first_scan_reads_all_and_the_next_nothing(household: Household) -> None:
    household.songs(5)
    library = await household.library()

    result = await household.scan(library)

    assert (result.status, result.added, result.removed) == (ItemStatus.SYNCED, 5, 0)
    after = await _now(household, library)
    assert (after.tracks, after.artists, after.readable, after.problems) == (5, 4, True, 0)
    assert after.last_complete_at == household.clock()
    assert household.told(EventType.SCAN_PROGRESS)
    assert household.progress[-1].current == "Music"
    (scanned,) = household.told(EventType.LIBRARY_SCANNED)
    assert (scanned.name, scanned.status, scanned.data["changed"]) == ("Music", "synced", 5)
    assert len(household.told(EventType.INDEX_UPDATED)) == 1

    household.events.clear()
    reads = household.compute.calls.count("read_files")
    result = await household.scan(library)
    assert (result.status, result.added) == (ItemStatus.UNCHANGED, 0)
    assert household.compute.calls.count("read_files") == reads, "no file is opened"
    assert (await _now(household, library)).revision == after.revision
    assert household.told(EventType.INDEX_UPDATED) == []
    assert household.told(EventType.LIBRARY_SCANNED)[0].status == "unchanged"

    result = await household.scan(library, ScanMode.FULL)
    assert household.compute.calls.count("read_files") == reads + 1
    assert result.status is ItemStatus.UNCHANGED


async def test_changed_and_removed_files(household: Household) -> None:
    household.songs(5)
    library = await household.library()
    await household.scan(library)
    household.song("Holt/Amber Lanterns.flac", title="Amber Lanterns", artist="Holt", album="Wicks")
    (household.music / "Kestrel").mkdir()
    (household.music / "Mira Quist" / "Borrowed Coats.flac").unlink()

    result = await household.scan(library)

    assert (result.added, result.removed) == (1, 1)
    track = await household.kit.database.read(tracks.get, library.id, "Holt/Amber Lanterns.flac")
    assert track is not None
    assert track.album == "Wicks"
    assert (await _now(household, library)).tracks == 4


async def test_a_part_that_cannot_be_read_removes_nothing(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(5)
    library = await household.library()
    await household.scan(library)
    complete = (await _now(household, library)).last_complete_at
    (household.music / "Holt" / "Amber Lanterns.flac").unlink()
    real = Walk._entries

    def forbidden(walk: Walk, folder: str) -> Any:
        if folder == "The Nettles":
            raise PermissionError(13, "Permission denied")
        return real(walk, folder)

    household.clock.forward(days=1)
    with monkeypatch.context() as patched:
        patched.setattr(Walk, "_entries", forbidden)
        result = await household.scan(library)

    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "folder_unreadable")
    assert "The Nettles" in result.detail
    assert len(await _known(household, library)) == 5
    after = await _now(household, library)
    assert (after.readable, after.reason, after.last_complete_at) == (True, "folder_unreadable", complete)
    mirror = await household.mirror()
    assert (await household.sync(mirror)).matched == 3, "the rest of the library serves"
    assert (await household.scan(library)).removed == 1


async def test_folders_that_cannot_be_read_are_named(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(4)
    library = await household.library()
    await household.scan(library)
    seen = FolderLibrary.scan

    async def partly(*arguments: Any) -> AsyncIterator[ScanBatch | ScanEnd]:
        async for part in seen(*arguments):
            if isinstance(part, ScanEnd):
                partial = Partial((), FolderUnreadable.key, household.clock())
                yield ScanEnd(present=partial, problems=("Holt", "Kestrel", "Sable", "Oda Rune"))
            else:
                yield part

    with monkeypatch.context() as patched:
        patched.setattr(FolderLibrary, "scan", partly)
        await household.scan(library)
    assert (await _now(household, library)).unread == "Holt, Kestrel, Sable"
    (problem,) = await problems(household.kit)
    assert problem.detail == "Holt, Kestrel, Sable cannot be read."
    assert (problem.placeholders["name"], problem.placeholders["path"]) == ("Music", "Holt, Kestrel, Sable")

    await household.scan(library)
    assert ((await _now(household, library)).unread, await problems(household.kit)) == ("", [])


async def test_a_scan_that_breaks_off_leaves_no_stale_verdicts(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before the end counts at once, although the next scan finds nothing new."""
    household.songs(1)
    library = await household.library()
    mirror = await household.mirror()
    assert (await household.sync(mirror)).missing == 2
    household.songs(3)

    async def cut(_progress: Progress) -> None:
        if len(await _known(household, library)) == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(type(household), "report", staticmethod(cut))
        with pytest.raises(KeyboardInterrupt):
            await household.scan(library)

    assert (await household.scan(library)).status is ItemStatus.UNCHANGED
    assert (await _now(household, library)).tracks == 3
    assert (await household.sync(mirror)).matched == 3


async def test_damaged_files_are_told_of_and_stand_for_nothing(household: Household) -> None:
    household.songs(2)
    (household.music / "Zero - Nothing In It.mp3").write_bytes(b"")
    whole = household.song("Cut/Cut - Short.flac", title="Short", artist="Cut").read_bytes()
    (household.music / "Cut" / "Cut - Short.flac").write_bytes(whole[:60])
    (household.music / "Noise - Only.ogg").write_bytes(os.urandom(5000))
    library = await household.library()

    result = await household.scan(library)

    assert (result.status, result.added) == (ItemStatus.SYNCED, 5)
    after = await _now(household, library)
    assert (after.tracks, after.artists, after.problems) == (2, 2, 3)
    problems = await household.kit.database.read(tracks.problems, library.id, 10)
    assert {key for key, _ in problems} == {
        *("Zero - Nothing In It.mp3", "Cut/Cut - Short.flac", "Noise - Only.ogg")
    }
    mirror = await household.mirror(rows=[("Nothing In It", "Zero"), ("Short", "Cut")])
    first = await household.sync(mirror)
    assert (first.matched, first.missing) == (0, 2)

    household.song("Cut/Cut - Short.flac", title="Short", artist="Cut")
    await household.scan(library)
    assert (await household.sync(mirror)).matched == 1, "mended, it is music again"


async def test_a_known_file_that_cannot_be_opened_now_stays_known(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(2)
    library = await household.library()
    await household.scan(library)
    before = await _known(household, library)
    key = min(before)
    track = await household.kit.database.read(tracks.get, library.id, key)

    async def scan(*_args: Any) -> AsyncIterator[ScanBatch | ScanEnd]:
        doubt = IndexedTrack(
            track=Track(key=key, title="?"), stamp=FileStamp(size=1, mtime_ns=1), problem="unreadable_file"
        )
        yield ScanBatch(changed=(doubt,), progress=Progress(1, 2, key))
        yield ScanEnd(present=Complete(tuple(before), household.kit.now()))

    monkeypatch.setattr(FolderLibrary, "scan", scan)
    result = await household.scan(library)
    assert result.status is ItemStatus.UNCHANGED
    assert await household.kit.database.read(tracks.get, library.id, key) == track
    assert await _known(household, library) == before


async def test_a_file_without_tags_is_music(household: Household) -> None:
    household.song("Holt/Amber Lanterns.flac", title="", artist="")
    library = await household.library()
    await household.scan(library)

    assert ((await _now(household, library)).tracks, (await _now(household, library)).problems) == (1, 0)
    mirror = await household.mirror(rows=[("Amber Lanterns", "Holt")])
    assert (await household.sync(mirror)).matched == 1


async def test_a_loop_of_links_ends(household: Household) -> None:
    household.songs(2)
    (household.music / "Holt" / "again").symlink_to(household.music, target_is_directory=True)
    (household.music / "self").symlink_to("self")
    library = await household.library()
    result = await household.scan(library)
    assert (result.status, result.added) == (ItemStatus.SYNCED, 2)


async def test_hard_names_end_to_end(household: Household) -> None:
    """Names that are no UTF-8, as long as a file system allows, and from the far ends of Unicode."""
    long = "L" * 240
    household.song(f"{long}.flac", title=f"{long} the Long Road", artist="Endless")
    odd = os.fsdecode(b"caf\xe9 \xff.flac")
    household.song(f"Odd/{odd}", title="Odd Bytes", artist="Mojibake")
    household.song("藤井風/きらり 🎉.flac", title="きらり", artist="藤井風")
    household.song("AC_DC/!!!.flac", title="!!!", artist="AC/DC")
    household.song("#hash/  leading.flac", title="Leading Blanks", artist="Hash")
    library = await household.library()
    result = await household.scan(library)
    assert (result.added, (await _now(household, library)).problems) == (5, 0)
    rows = [
        *((f"{long} the Long Road", "Endless"), ("Odd Bytes", "Mojibake"), ("きらり", "藤井風")),
        *(("!!!", "AC/DC"), ("Leading Blanks", "Hash")),
    ]
    mirror = await household.mirror(name="N" * 200 + "🎉" * 10, rows=rows)

    result = await household.sync(mirror)

    assert (result.status, result.matched, result.added) == (ItemStatus.SYNCED, 5, 5)
    (file,) = household.playlists.iterdir()
    lines = [line for line in file.read_bytes().split(b"\n") if line and not line.startswith(b"#")]
    for line in lines:
        assert (household.playlists / os.fsdecode(line)).is_file(), line
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED


async def test_adding_the_same_folder_twice(household: Household) -> None:
    await household.library()
    link = household.folder / "link"
    link.symlink_to(household.music)
    for folder in (str(household.music), f"{household.music}/", str(link)):
        with pytest.raises(AlreadyExists):
            await add_library(household.kit, name="Again", folder=folder)
    assert len(await household.kit.database.read(accounts.every)) == 1


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"name": "M", "folder": "relative"}, "folder"),
        ({"name": "M", "folder": "/no/such/folder"}, "folder"),
        ({"name": "M", "folder": "/\0"}, "folder"),
        ({"name": "M", "folder": "/" + "x" * 300}, "folder"),
        ({"name": "M"}, "folder"),
        ({"name": "  \n", "folder": "/"}, "name"),
        ({"name": "x" * 600, "folder": "/"}, "name"),
    ],
)
async def test_what_is_no_library(household: Household, arguments: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await add_library(household.kit, **arguments)
    assert caught.value.placeholders["field"] == field
    assert await household.kit.database.read(accounts.every) == []


async def test_a_library_that_cannot_be_stored_leaves_no_account(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(libraries, "add", busy)
    with pytest.raises(DatabaseBusy):
        await household.library()
    assert await household.kit.database.read(accounts.every) == []
    assert household.events == []


async def test_a_section_of_an_account(household: Household) -> None:
    account = await add_account(household.kit, provider="demo", name="Demo", settings={})
    library = await add_library(household.kit, name="Everything", account_id=account.id)
    result = await household.scan(library)
    assert (result.status, result.added) == (ItemStatus.SYNCED, 4)
    with pytest.raises(AlreadyExists):
        await add_library(household.kit, name="Again", account_id=account.id)
    with pytest.raises(NotFound):
        await add_library(household.kit, name="None", account_id="none")
    with pytest.raises(InvalidInput):
        await add_library(household.kit, name="None", account_id="a", folder="b")
    mirror = await household.mirror(rows=[("Группа крови", "Кино")])
    assert (await household.sync(mirror)).matched == 1
    await remove_library(household.kit, library.id)
    assert [each.id for each in await household.kit.database.read(accounts.every)] == [account.id]


async def test_renaming_and_removing(household: Household) -> None:
    library = await household.library()
    assert (await rename_library(household.kit, library.id, " Records ")).name == "Records"
    with pytest.raises(InvalidInput):
        await rename_library(household.kit, library.id, "")
    with pytest.raises(NotFound):
        await rename_library(household.kit, "none", "Name")
    await remove_library(household.kit, library.id)
    assert await household.kit.database.read(accounts.every) == []
    assert [event.name for event in household.told(EventType.LIBRARY_REMOVED)] == ["Records"]
    with pytest.raises(NotFound):
        await remove_library(household.kit, library.id)
    assert household.music.is_dir()


async def _filled(household: Household, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Return a library of seven tracks, of which two are taken away at once."""
    household.songs(7)
    library = await household.library()
    await household.scan(library)
    monkeypatch.setattr(emptying, "_AT_ONCE", 2)
    return await _now(household, library)


async def test_a_large_library_goes_in_parts(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    library = await _filled(household, monkeypatch)
    parts: list[int] = []
    drop = tracks.drop_some

    def counted(connection: Connection, library_id: str, most: int) -> int:
        parts.append(drop(connection, library_id, most))
        return parts[-1]

    monkeypatch.setattr(tracks, "drop_some", counted)
    await remove_library(household.kit, library.id)
    assert parts == [2, 2, 2, 1]
    assert await household.kit.database.read(libraries.every) == []
    for table in (listed_tracks, track_ids, albums, artists):
        assert await household.kit.database.read(lambda c, table=table: c.execute(select(table)).all()) == []


async def test_nothing_is_written_of_what_was_matched_while_its_library_goes(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = await _filled(household, monkeypatch)
    mirror = await household.mirror()
    await household.sync(mirror)
    kept = (household.playlists / "Evening.m3u8").read_bytes()
    household.csv("Evening", [("Brand New", "Someone")])
    matched = gather._matched

    async def slowly(kit: Kit, *rest: Any) -> Any:
        await kit.database.write(libraries.let_go, library.id)
        await kit.database.write(tracks.drop_some, library.id, 4)
        return await matched(kit, *rest)

    monkeypatch.setattr(gather, "_matched", slowly)
    result = await household.sync(mirror)
    assert (result.status, result.error) == (ItemStatus.UNKNOWN, "library_unavailable")
    assert (household.playlists / "Evening.m3u8").read_bytes() == kept


async def test_what_is_taken_away_by_half_counts_as_away_until_it_is_read(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = await _filled(household, monkeypatch)
    mirror = await household.mirror()
    assert (await household.sync(mirror)).status is ItemStatus.SYNCED
    kept = (household.playlists / "Evening.m3u8").read_bytes()
    drop = tracks.drop_some

    def once(connection: Connection, library_id: str, most: int) -> int:
        if len(tracks.stamps(connection, library_id)) < 7:
            raise DatabaseBusy
        return drop(connection, library_id, most)

    monkeypatch.setattr(tracks, "drop_some", once)
    with pytest.raises(DatabaseBusy):
        await remove_library(household.kit, library.id)
    assert len(await _known(household, library)) == 5
    assert (await _now(household, library)).readable is False
    # A sync does not take the rest for all there is: it reads the library first.
    assert (await household.sync(mirror)).status is ItemStatus.UNCHANGED
    assert (household.playlists / "Evening.m3u8").read_bytes() == kept
    assert len(await _known(household, library)) == 7
    assert (await _now(household, library)).readable is True
