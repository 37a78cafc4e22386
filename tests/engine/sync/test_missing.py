"""What is missing: four lists for other tools, a table for spreadsheets."""

import csv
import errno
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.playlist import Entry
from syncopate.errors import DiskFull, FolderNotWritable, NotFound, WriteFailed
from syncopate.store.missing import MissingRow
from syncopate.sync.mirrors import NewMirror, add_tracks, remove_mirror
from syncopate.sync.missing import LISTS, csv_of, lines_of, link_of, list_text, missing_rows, write_lists

if TYPE_CHECKING:
    from conftest import Household

SPOTIFY = ExternalId(IdKind.SPOTIFY, "4uLU6hMCjMI75M1A2tKUQC")
TIDAL = ExternalId(IdKind.TIDAL, "77646169")


def _entry(position: int, title: str, *ids: ExternalId) -> Entry:
    return Entry(position=position, title=title, artists=("Somebody",), ids=frozenset(ids))


def _row(entry: Entry) -> MissingRow:
    return MissingRow(mirror_id="m", mirror_name="Evening", position=entry.position, entry=entry)


async def _lacking(household: Household) -> str:
    household.songs(1)
    await household.library()
    entries = [_entry(0, "First", SPOTIFY), _entry(1, "Second", TIDAL), _entry(2, "Again", SPOTIFY)]
    mirror = await add_tracks(household.kit, [*entries, _entry(3, "Linkless")], "Wanted", NewMirror())
    await household.sync(mirror)
    return mirror.id


async def test_four_lists_are_written_anew(household: Household) -> None:
    mirror_id = await _lacking(household)

    paths = await write_lists(household.kit)

    share = household.kit.share_dir
    assert paths == [share / name for name in LISTS]
    assert sorted(path.name for path in share.iterdir()) == sorted(LISTS)
    spotify, tidal = share / "missing_tracks_spotify.txt", share / "missing_tracks_tidal.txt"
    assert spotify.read_text() == "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC\n"
    assert tidal.read_text() == "https://tidal.com/browse/track/77646169\n"
    assert (share / "missing_albums_spotify.txt").read_bytes() == b""
    assert await list_text(household.kit, "missing_tracks_tidal.txt") == tidal.read_text()
    assert len(await missing_rows(household.kit)) == 4
    with pytest.raises(NotFound):
        await list_text(household.kit, "../secret.key")

    await remove_mirror(household.kit, mirror_id)
    await write_lists(household.kit)
    assert [path.read_bytes() for path in sorted(share.iterdir())] == [b""] * 4


async def test_a_full_disk_keeps_the_old_list(household: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    await _lacking(household)
    (list_file, *_) = await write_lists(household.kit)
    before = list_file.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DiskFull) as caught:
            await write_lists(household.kit)
    assert caught.value.placeholders["path"] == str(list_file)
    assert list_file.read_bytes() == before
    assert len(list(household.kit.share_dir.iterdir())) == 4, "nothing half is left"


async def test_a_folder_that_may_not_be_written(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _lacking(household)
    real = Path.open

    def read_only(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if "x" in mode or "w" in mode:
            raise OSError(errno.EROFS, "Read-only file system")
        return real(path, mode, *more, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", read_only)
        with pytest.raises(FolderNotWritable):
            await write_lists(household.kit)
    household.kit.share_dir.rmdir()
    household.kit.share_dir.write_text("in the way")
    with pytest.raises(WriteFailed):
        await write_lists(household.kit)


async def test_a_full_disk_fails_the_playlist_and_keeps_its_file(
    household: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    household.songs(5)
    await household.library()
    mirror = await household.mirror()
    await household.sync(mirror)
    before = household.written()
    household.csv("Evening", [("Driftwood Choir", "Ansel Brook")])

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        result = await household.sync(mirror)
    assert (result.status.value, result.error) == ("failed", "disk_full")
    assert household.written() == before
    assert [path.name for path in household.playlists.iterdir()] == ["Evening.m3u8"]
    assert (await household.sync(mirror)).status.value == "synced"


def test_only_real_links_one_a_line_each_once() -> None:
    rows = [
        _row(_entry(0, "Good", SPOTIFY)),
        _row(_entry(1, "Twice", SPOTIFY)),
        _row(_entry(2, "Trick", ExternalId(IdKind.SPOTIFY, "x\nhttps://evil.example"))),
        _row(_entry(3, "Short", ExternalId(IdKind.SPOTIFY, "short"))),
        _row(_entry(4, "Other", TIDAL)),
    ]
    assert lines_of("missing_tracks_spotify.txt", [row.entry.ids for row in rows]) == (
        "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC\n"
    )
    assert (
        lines_of("missing_tracks_tidal.txt", [row.entry.ids for row in rows])
        == "https://tidal.com/browse/track/77646169\n"
    )
    assert (
        link_of(_entry(0, "Both", TIDAL, SPOTIFY)) == "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"
    )
    assert link_of(_entry(0, "None")) is None


def test_the_table_is_safe_to_open() -> None:
    entry = Entry(
        position=0,
        title='=HYPERLINK("http://evil.example")',
        artists=("+1", "Two"),
        album="-1+1",
        duration=timedelta(seconds=61.5),
        ids=frozenset({ExternalId(IdKind.ISRC, "GBAYE0601498"), TIDAL}),
    )
    names = MissingRow(mirror_id="m", mirror_name="@SUM(A1)", position=0, entry=entry)
    plain = _row(Entry(position=1, title='Quotes "and", commas'))
    header, row, second = csv.reader(io.StringIO(csv_of([names, plain])))
    assert header == ["artist", "title", "album", "playlist", "duration_ms", "isrc", "link"]
    assert row[:4] == ["'+1, Two", '\'=HYPERLINK("http://evil.example")', "'-1+1", "'@SUM(A1)"]
    assert row[4:] == ["61500", "GBAYE0601498", "https://tidal.com/browse/track/77646169"]
    assert second == ["", 'Quotes "and", commas', "", "Evening", "", "", ""]
