"""Mirrors: added from files, uploads and data, whatever they are called; changed and removed."""

import errno
import json
import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.domain.event import EventType
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry, TargetPolicy
from syncopate.domain.run import ItemStatus
from syncopate.domain.snapshot import Complete
from syncopate.errors import (
    AlreadyExists,
    DiskFull,
    InvalidInput,
    LibraryUnavailable,
    NotFound,
    PlaylistTooLarge,
    SourceUnavailable,
    SyncopateError,
    UnknownColumns,
    UnreadablePlaylist,
)
from syncopate.store import entries, mirrors, targets
from syncopate.store.mirrors import MirrorChanges
from syncopate.sync.accounts import add_account
from syncopate.sync.mirrors import (
    NewMirror,
    add_file,
    add_mirror,
    add_tracks,
    change_mirror,
    preview_file,
    remove_mirror,
)
from syncopate.sync.settings import change_settings

if TYPE_CHECKING:
    from conftest import Household

type Songs = Sequence[tuple[str, str]]

CSV = b"Title,Artist\nFoxglove,Vesper Lane\n"


def _uploads(household: Household) -> list[Path]:
    folder = household.kit.storage_dir / "playlist_file"
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(
    "name",
    [
        "plain.csv",
        "../../../etc/cron.d/evil.csv",
        "..\\..\\windows.csv",
        "/etc/passwd.csv",
        "nul\0byte.csv",
        "....csv",
        "🎉 party 🎉.csv",
        "\u202egnp.exe.csv",
        "مرحبا بالعالم.csv",
        "x" * 300 + ".csv",
        "漢" * 200 + ".csv",
        " .csv",
        "con.csv",
        "line\nbreak.csv",
        "\udcff\udcfe.csv",
        "semi;colon|pipe*star?.CSV",
    ],
)
async def test_uploads_are_safe_whatever_they_are_called(household: Household, name: str) -> None:
    household.songs(6)
    await household.library()

    mirror = await add_file(household.kit, name, CSV, NewMirror())

    (stored,) = _uploads(household)
    assert stored.name == mirror.reference
    assert stored.suffix == ".csv"
    assert len(os.fsencode(stored.name)) <= 255
    assert mirror.name.strip()
    assert "~" not in mirror.name
    assert mirror.name.isprintable()
    result = await household.sync(mirror)
    assert (result.status, result.matched) == (ItemStatus.SYNCED, 1)
    (written,) = household.playlists.iterdir()
    assert written.suffix == ".m3u8"
    await remove_mirror(household.kit, mirror.id, delete_target=True)
    assert _uploads(household) == []
    assert list(household.playlists.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "error", "placeholder"),
    [
        ("a.csv", b"", UnreadablePlaylist, "name"),
        ("a.m3u8", b"\x00\x01" * 90, UnreadablePlaylist, "name"),
        ("a.csv", b"Colour,Weight\nred,2\nblue,3\n", UnknownColumns, "columns"),
        ("a.txt", b"x" * 10_000_001, PlaylistTooLarge, "limit"),
        ("a.jspf", b'{"playlist": 3}', UnreadablePlaylist, "name"),
        ("a.xspf", b"<!DOCTYPE x [<!ENTITY a 'b'>]><playlist>&a;</playlist>", UnreadablePlaylist, "name"),
        ("a.exe", CSV, InvalidInput, "field"),
        ("passwd", CSV, InvalidInput, "field"),
    ],
)
async def test_what_cannot_be_read_is_not_kept(
    household: Household, name: str, data: bytes, error: type[SyncopateError], placeholder: str
) -> None:
    for adding in (
        add_file(household.kit, name, data, NewMirror()),
        preview_file(household.kit, name, data, {}),
    ):
        with pytest.raises(error) as caught:
            await adding
        assert type(caught.value) is error
        assert caught.value.placeholders[placeholder]
        assert "~" not in caught.value.detail
    assert _uploads(household) == []
    assert await household.kit.database.read(mirrors.every) == []


async def test_a_preview_leaves_nothing(household: Household) -> None:
    read = await preview_file(
        household.kit, "mine.csv", "Künstler;Titel\nÄrzte;Zu spät\n".encode("cp1252"), {}
    )
    assert read.playlist.name == "mine"
    assert isinstance(read.entries, Complete)
    assert [(entry.title, entry.artists) for entry in read.entries.items] == [("Zu spät", ("Ärzte",))]
    assert read.facts is not None
    assert read.facts.encoding == "cp1252"
    assert read.facts.header == ("Künstler", "Titel")
    assert read.facts.columns["title"] == "Titel"
    assert _uploads(household) == []
    assert household.events == []


async def test_columns_can_be_named(household: Household) -> None:
    data = b"Colour,Weight\nFoxglove,Vesper Lane\nMarigold,Sable\n"
    options = {"column.title": "Colour", "column.artist": "Weight"}
    mirror = await add_file(household.kit, "odd.csv", data, NewMirror(options=options))
    household.songs()
    await household.library()
    assert (await household.sync(mirror)).matched == 2


async def test_tracks_given_as_data_come_back_exactly(household: Household) -> None:
    tracks = [
        Entry(
            position=0,
            title="Two of Us",
            artists=("Simon & Garfunkel", "Tyler, The Creator"),
            album="Album: A/B",
            duration=timedelta(seconds=215.5),
            ids=frozenset(
                {
                    ExternalId(IdKind.ISRC, "GBAYE0601498"),
                    ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC"),
                    ExternalId(IdKind.MB_RECORDING, "b1a9c0e9-d987-4042-ae91-78d6a3267d69"),
                }
            ),
        ),
        Entry(position=1, title="きらり", artists=("藤井風",)),
        Entry(position=2, title="Alone", path="Music/Alone.mp3"),
    ]
    household.songs(1)
    await household.library()
    mirror = await add_tracks(household.kit, tracks, "AC/DC & friends/", NewMirror(label="Mine"))
    assert (mirror.name, mirror.label) == ("AC/DC & friends/", "Mine")
    await household.sync(mirror)
    stored = await household.kit.database.read(entries.load, mirror.id)
    assert [item.entry for item in stored] == tracks
    (upload,) = _uploads(household)
    assert json.loads(upload.read_text("utf-8"))["playlist"]["title"] == "AC/DC & friends/"


@pytest.mark.parametrize(
    ("tracks", "name", "field"),
    [
        ([], "Name", "tracks"),
        ([Entry(position=0, title=" ")], "Name", "tracks"),
        ([Entry(position=0, title="x")], " ", "name"),
    ],
)
async def test_data_that_is_no_playlist(
    household: Household, tracks: list[Entry], name: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await add_tracks(household.kit, tracks, name, NewMirror())
    assert caught.value.placeholders["field"] == field
    assert _uploads(household) == []


@pytest.mark.parametrize(
    "reference", ["/etc/passwd", "/etc/shadow", "../secret.key", "../../etc/passwd", "/dev/zero"]
)
async def test_a_reference_opens_nothing_but_playlists(household: Household, reference: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        await add_mirror(household.kit, NewMirror(reference=reference, local=True))
    assert caught.value.placeholders["field"] == "reference"
    assert "root:" not in caught.value.detail


async def test_a_link_with_a_playlists_name_opens_nothing_else(household: Household) -> None:
    secret = household.folder / "secret.key2"
    secret.write_text("planted - secret\n")
    link = household.folder / "list.txt"
    link.symlink_to(secret)
    folder = household.folder / "folder.csv"
    folder.mkdir()
    for path in (link, folder, household.folder / "no\0.csv"):
        with pytest.raises(InvalidInput) as caught:
            await add_mirror(household.kit, NewMirror(reference=str(path), local=True))
        assert "planted" not in caught.value.detail
    with pytest.raises(InvalidInput):
        await add_mirror(household.kit, NewMirror(reference="sub/list.csv"))
    with pytest.raises(SourceUnavailable):
        await add_mirror(household.kit, NewMirror(reference="none.csv"))


async def test_a_source_is_mirrored_once(household: Household) -> None:
    mirror = await household.mirror()
    with pytest.raises(AlreadyExists):
        await add_mirror(household.kit, NewMirror(reference=mirror.reference))
    assert [event.name for event in household.told(EventType.PLAYLIST_ADDED)] == ["Evening"]


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewMirror(provider="nothing", reference="x"), NotFound),
        (NewMirror(provider="folder", reference="x"), InvalidInput),
        (NewMirror(provider="demo", reference="evening", account_id="none"), NotFound),
        (NewMirror(reference="x.csv", library_id="none"), NotFound),
        (NewMirror(reference="x.csv", interval_days=-1), InvalidInput),
        (NewMirror(reference="x.csv", interval_days=366), InvalidInput),
        (NewMirror(reference="x.csv", name="\n"), InvalidInput),
    ],
)
async def test_what_cannot_be_mirrored(household: Household, new: NewMirror, error: type[Exception]) -> None:
    with pytest.raises(error):
        await add_mirror(household.kit, new)
    assert household.events == []


async def test_a_playlist_of_an_account(household: Household) -> None:
    household.songs(1)
    await household.library()
    account = await add_account(household.kit, provider="demo", name="Demo", settings={})
    new = NewMirror(provider="demo", reference="evening", account_id=account.id, name="Evening")
    mirror = await add_mirror(household.kit, new)
    assert (mirror.name, mirror.custom_name) == ("Evening", None)
    assert (await household.sync(mirror)).missing == 5
    with pytest.raises(NotFound):
        await add_mirror(household.kit, NewMirror(provider="demo", reference="none", account_id=account.id))


async def test_changing(household: Household) -> None:
    household.songs(3)
    first = await household.library()
    mirror = await household.mirror()
    household.events.clear()
    same = await change_mirror(household.kit, mirror.id, MirrorChanges())
    assert (same, household.events) == (mirror, [])
    changed = await change_mirror(
        household.kit,
        mirror.id,
        MirrorChanges(custom_name="Dusk", label="Calm", interval_days=0, policy=TargetPolicy.KEEP_MINE),
    )
    assert (changed.name, changed.label, changed.interval_days) == ("Dusk", "Calm", 0)
    assert len(household.told(EventType.PLAYLIST_UPDATED)) == 1
    for blank in ("", " "):
        with pytest.raises(InvalidInput):
            await change_mirror(household.kit, mirror.id, MirrorChanges(custom_name=blank))
    assert (await household.stored(mirror)).name == "Dusk", "a blank name is no name"
    assert (await change_mirror(household.kit, mirror.id, MirrorChanges(custom_name=None))).name == "Evening"
    with pytest.raises(InvalidInput):
        await change_mirror(household.kit, mirror.id, MirrorChanges(interval_days=1000))
    with pytest.raises(NotFound):
        await change_mirror(household.kit, mirror.id, MirrorChanges(), library_id="none")
    await change_mirror(household.kit, mirror.id, MirrorChanges(), library_id=None)
    assert await household.kit.database.read(targets.of_mirror, mirror.id) == []
    await change_mirror(household.kit, mirror.id, MirrorChanges(), library_id=first.id)
    assert (await household.target(mirror)).library_id == first.id


async def test_removing_deletes_our_upload_only(household: Household) -> None:
    household.songs(3)
    await household.library()
    own = await household.mirror()
    upload = await add_file(household.kit, "mine.csv", CSV, NewMirror())
    (stored,) = _uploads(household)
    twin = await add_mirror(household.kit, NewMirror(reference=str(stored)))
    await household.sync(own)

    await remove_mirror(household.kit, twin.id)
    assert stored.is_file(), "another playlist's upload"
    await remove_mirror(household.kit, own.id)
    assert (household.folder / "lists" / "Evening.csv").is_file(), "the user's own file"
    assert (household.playlists / "Evening.m3u8").is_file(), "what was written stays"
    await remove_mirror(household.kit, upload.id)
    assert _uploads(household) == []
    with pytest.raises(NotFound):
        await remove_mirror(household.kit, upload.id)


async def test_a_target_that_cannot_be_deleted_keeps_the_mirror(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    other = household.playlists / "Evening.m3u8"
    other.write_text("#EXTM3U\n# no longer ours\n")
    await remove_mirror(household.kit, mirror.id, delete_target=True)
    assert other.is_file(), "a file without our mark is the user's"


async def test_a_full_disk_keeps_no_part_of_an_upload(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        await add_file(household.kit, "mine.csv", CSV, NewMirror())
    assert _uploads(household) == []


async def test_a_library_that_is_away_takes_no_playlist_along(household: Household) -> None:
    household.songs(3)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    household.music.rename(household.folder / "away")
    with pytest.raises(LibraryUnavailable):
        await remove_mirror(household.kit, mirror.id, delete_target=True)
    assert await household.stored(mirror)


@pytest.mark.parametrize(
    ("setting", "given", "expected"), [(None, None, 1), (7, None, 7), (7, 0, 0), (0, None, 0)]
)
async def test_a_new_playlist_gets_the_interval_of_the_settings(
    household: Household, setting: int | None, given: int | None, expected: int
) -> None:
    await change_settings(household.kit, {"sync.default_interval_days": setting})
    upload = await add_file(household.kit, "mine.csv", CSV, NewMirror(interval_days=given))
    data = await add_tracks(
        household.kit, [Entry(position=0, title="A")], "Given", NewMirror(interval_days=given)
    )
    assert (upload.interval_days, data.interval_days) == (expected, expected)
