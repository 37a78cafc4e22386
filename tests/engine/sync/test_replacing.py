"""A new file in place of an uploaded one; and tables that have nothing below their headings."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.playlist import AlbumFacts, MirrorKind, TargetPolicy
from syncopate.domain.run import ItemStatus
from syncopate.errors import (
    InvalidInput,
    NotFound,
    PlaylistTooLarge,
    SyncopateError,
    UnknownColumns,
    UnreadablePlaylist,
)
from syncopate.store import entries, mirrors, targets
from syncopate.sync.mirrors import NewMirror, add_file, add_mirror, add_tracks, preview_file
from syncopate.sync.replacing import replace_file

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]

HEAD_ONLY = b"Track Name,Artist Name(s),Album\n"


def _csv(songs: Songs) -> bytes:
    return "\n".join(["Title,Artist", *(f'"{title}","{artist}"' for title, artist in songs)]).encode()


def _uploads(household: Household) -> list[Path]:
    folder = household.kit.storage_dir / "playlist_file"
    return sorted(folder.iterdir()) if folder.exists() else []


async def test_a_new_file_comes_with_the_next_sync_and_all_else_stays(
    household: Household, catalogue: Songs
) -> None:
    household.songs()
    library = await household.library()
    wanted = NewMirror(
        library_id=library.id, label="Family", interval_days=3, policy=TargetPolicy.KEEP_MINE, name="Mine"
    )
    mirror = await add_file(household.kit, "Road trip.csv", _csv(catalogue[:4]), wanted)
    assert (await household.sync(mirror)).status is ItemStatus.SYNCED
    [target] = await household.kit.database.read(targets.of_mirror, mirror.id)
    household.events.clear()

    new = "#EXTM3U\n" + "".join(f"#EXTINF:-1,{a} - {t}\nx/{t}.mp3\n" for t, a in catalogue[2:7])
    changed = await replace_file(household.kit, mirror.id, "an export of 2027.M3U8", new.encode())

    assert [event.type for event in household.events] == [EventType.PLAYLIST_UPDATED]
    # What was read before is known until the next sync.
    assert changed.entry_count == 4
    result = await household.sync(changed)
    assert (result.status, result.matched, result.added, result.removed) == (ItemStatus.SYNCED, 5, 3, 2)
    after = await household.kit.database.read(mirrors.get, mirror.id)
    kept = ("id", "name", "custom_name", "source_name", "label", "interval_days", "policy", "created_at")
    assert {name: getattr(after, name) for name in kept} == {name: getattr(mirror, name) for name in kept}
    [same] = await household.kit.database.read(targets.of_mirror, mirror.id)
    assert (same.id, same.target_key) == (target.id, (await _target(household, target.id)).target_key)
    [file] = _uploads(household)
    assert (file.name, file.suffix) == (after.reference, ".m3u8")
    assert file.name.startswith("Road trip~")


async def test_given_up_in_the_middle_the_playlist_still_has_its_file(
    household: Household, catalogue: Songs
) -> None:
    """A write that has begun ends although nobody waits for it any more: its file must be there."""
    library = await household.library()
    mirror = await add_file(
        household.kit, "Road trip.csv", _csv(catalogue[:4]), NewMirror(library_id=library.id)
    )
    go_on = threading.Event()
    busy = asyncio.create_task(household.kit.database.write(lambda _connection: go_on.wait(10)))
    replacing = asyncio.create_task(replace_file(household.kit, mirror.id, "New.csv", _csv(catalogue[2:7])))
    try:
        for _ in range(1_000):
            if len(_uploads(household)) > 1 or replacing.done():
                break
            await asyncio.sleep(0.01)
        # The file is there, and its row waits for the one who writes.
        await asyncio.sleep(0.1)
        replacing.cancel()
        await asyncio.sleep(0.01)
    finally:
        go_on.set()
        await busy
    with pytest.raises(asyncio.CancelledError):
        await replacing

    after = await household.kit.database.read(mirrors.get, mirror.id)
    assert after.reference != mirror.reference
    assert [file.name for file in _uploads(household)] == [after.reference]


async def _target(household: Household, target_id: str) -> targets.Target:
    return await household.kit.database.read(targets.get, target_id)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("new.csv", HEAD_ONLY, UnreadablePlaylist),
        ("new.csv", b"", UnreadablePlaylist),
        ("new.csv", b'Title,Artist\n"Foxglove,Vesper\n\n\n\n\n\n\n\n', UnreadablePlaylist),
        ("new.csv", b"colour,size\nred,3\n", UnknownColumns),
        ("new.xspf", b"<?xml version='1.0'?><nothing>", UnreadablePlaylist),
        ("new.csv", b"x" * 10_000_001, PlaylistTooLarge),
        ("new.exe", b"Title,Artist\nFoxglove,Vesper\n", InvalidInput),
    ],
)
async def test_what_cannot_be_read_changes_nothing(
    household: Household, catalogue: Songs, name: str, data: bytes, error: type[SyncopateError]
) -> None:
    household.songs(3)
    await household.library()
    mirror = await add_file(household.kit, "Road trip.csv", _csv(catalogue[:3]), NewMirror())
    files = _uploads(household)
    with pytest.raises(error):
        await replace_file(household.kit, mirror.id, name, data)
    assert _uploads(household) == files
    assert await household.kit.database.read(mirrors.get, mirror.id) == mirror
    assert (await household.sync(mirror)).matched == 3


async def test_columns_of_the_new_file_replace_those_of_the_old_one(household: Household) -> None:
    household.songs(6)
    await household.library()
    old = {"column.title": "Lied", "delimiter": "semicolon"}
    mirror = await add_file(
        household.kit, "a.csv", b"Lied;Artist\nFoxglove;Vesper Lane\n", NewMirror(options=old)
    )
    with pytest.raises(UnknownColumns):
        await replace_file(household.kit, mirror.id, "b.csv", b"Stueck;Artist\nFoxglove;Vesper Lane\n")
    same = await replace_file(household.kit, mirror.id, "b.csv", b"Lied;Artist\nEmpty Ferries;Holt\n")
    assert same.options == old
    columns = {"column.title": "Stueck"}
    new = await replace_file(
        household.kit, mirror.id, "b.csv", b"Stueck;Artist\nFoxglove;Vesper Lane\n", columns
    )
    assert new.options == {"delimiter": "semicolon", **columns}
    assert (await household.sync(new)).matched == 1


async def test_an_album_stays_one(household: Household, catalogue: Songs) -> None:
    household.songs(4)
    await household.library()
    wanted = NewMirror(kind=MirrorKind.ALBUM, album=AlbumFacts(artists=("Holt",)), name="Lanterns")
    mirror = await add_file(household.kit, "a.csv", _csv(catalogue[:2]), wanted)
    changed = await replace_file(household.kit, mirror.id, "b.csv", _csv(catalogue[:3]))
    await household.sync(changed)
    after = await household.kit.database.read(mirrors.get, mirror.id)
    assert (after.kind, after.name, after.entry_count) == (MirrorKind.ALBUM, "Lanterns", 3)


async def test_only_an_upload_gets_a_new_file(household: Household, catalogue: Songs) -> None:
    household.songs(3)
    await household.library()
    elsewhere = await household.mirror("Evening", catalogue[:2])
    with pytest.raises(InvalidInput, match="uploaded file"):
        await replace_file(household.kit, elsewhere.id, "b.csv", _csv(catalogue[:3]))
    assert (household.folder / "lists" / "Evening.csv").exists()
    with pytest.raises(NotFound):
        await replace_file(household.kit, "none", "b.csv", _csv(catalogue[:3]))
    # What came as data is kept in a file of ours as well.
    read = await preview_file(household.kit, "x.csv", _csv(catalogue[:2]), {})
    given = await add_tracks(household.kit, getattr(read.entries, "items", ()), "Given", NewMirror())
    changed = await replace_file(household.kit, given.id, "b.csv", _csv(catalogue[:3]))
    await household.sync(changed)
    assert len(await household.kit.database.read(entries.load, given.id)) == 3


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", HEAD_ONLY),
        ("a.csv", b"Title\r\n"),
        ("a.tsv", b"Title\tArtist\n\n\n"),
        ("a.csv", b"Title,Artist\n,Holt\n,\n"),
    ],
)
async def test_headings_alone_are_no_playlist(household: Household, name: str, data: bytes) -> None:
    await household.library()
    for doing in (
        preview_file(household.kit, name, data, {}),
        add_file(household.kit, name, data, NewMirror()),
    ):
        with pytest.raises(UnreadablePlaylist) as caught:
            await doing
        assert caught.value.detail == "a has headings, but no track below them."
    path = household.folder / name
    path.write_bytes(data)
    with pytest.raises(UnreadablePlaylist):
        await add_mirror(household.kit, NewMirror(reference=str(path), local=True))
    assert await household.kit.database.read(mirrors.every) == []
    assert _uploads(household) == []


async def test_a_file_that_became_empty_later_waits_for_the_user(
    household: Household, catalogue: Songs
) -> None:
    household.songs(6)
    await household.library()
    mirror = await household.mirror("Evening", catalogue[:6])
    assert (await household.sync(mirror)).status is ItemStatus.SYNCED
    household.csv("Evening", [])
    result = await household.sync(mirror)
    assert result.status is ItemStatus.HELD, result
    [target] = await household.kit.database.read(targets.of_mirror, mirror.id)
    assert target.held_reason
    assert len(list(household.playlists.iterdir())) == 1
