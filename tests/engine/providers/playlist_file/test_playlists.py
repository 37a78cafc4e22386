"""The capability: uploads by name, files by path, and reasons instead of exceptions."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from syncopate.domain.snapshot import Complete, Failed
from syncopate.providers import registry
from syncopate.providers.capability import Context, PlaylistSource


@pytest.fixture
def source(context: Callable[..., Context]) -> PlaylistSource:
    """Return the reader of playlist files."""
    return registry.playlist_source("playlist_file", context())


@pytest.fixture(autouse=True)
def uploads(storage: Path) -> Path:
    """Return the storage with some uploads in it."""
    (storage / "Road trip.csv").write_text("Title,Artist\nA,B\n")
    (storage / "Evening.m3u8").write_text("#EXTM3U\n#PLAYLIST:Late\na.mp3\n")
    (storage / "empty.txt").touch()
    (storage / "columns.csv").write_text("foo,bar\n1,2\n")
    (storage / "binary.csv").write_bytes(b"\0\1\2")
    (storage / "secret.key").write_text("Title,Artist\nA,B\n")
    os.mkfifo(storage / "pipe.txt")
    with (storage / "huge.txt").open("wb") as file:
        file.truncate(10_000_001)
    return storage


async def test_list(source: PlaylistSource) -> None:
    offered = await source.list_playlists()
    assert isinstance(offered, Complete)
    assert [(one.reference, one.name) for one in offered.items][:2] == [
        ("Evening.m3u8", "Evening"),
        ("Road trip.csv", "Road trip"),
    ]
    assert "secret.key" not in {one.reference for one in offered.items}
    assert (await source.check()).ok


async def test_no_uploads_yet(source: PlaylistSource, storage: Path) -> None:
    away(storage)
    offered = await source.list_playlists()
    assert isinstance(offered, Complete)
    assert offered.items == ()


async def test_storage_unreadable(source: PlaylistSource, storage: Path) -> None:
    away(storage)
    (storage.parent / "moved" / "empty.txt").rename(storage)
    offered = await source.list_playlists()
    assert isinstance(offered, Failed)
    assert offered.reason == "source_unavailable"
    assert not (await source.check()).ok


def away(folder: Path) -> None:
    """Move a folder away."""
    folder.rename(folder.with_name("moved"))


async def test_read(source: PlaylistSource, storage: Path, music: Path) -> None:
    read = await source.read_playlist("Evening.m3u8", {})
    assert read.playlist.name == "Late"
    assert isinstance(read.entries, Complete)
    read = await source.read_playlist(str(storage / "Road trip.csv"), {})
    assert isinstance(read.entries, Complete)
    read = await source.read_playlist("columns.csv", {"column.title": "bar"})
    assert isinstance(read.entries, Complete)
    assert read.entries.items[0].title == "2"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("gone.csv", "source_unavailable"),
        ("/nowhere/gone.csv", "source_unavailable"),
        ("empty.txt", "unreadable_playlist"),
        ("binary.csv", "unreadable_playlist"),
        ("columns.csv", "unknown_columns"),
        ("huge.txt", "playlist_too_large"),
        ("pipe.txt", "invalid_input"),
        ("secret.key", "invalid_input"),
        ("../music/x.csv", "invalid_input"),
        ("..\\x.csv", "invalid_input"),
        ("a/b.csv", "invalid_input"),
        ("/etc/passwd", "invalid_input"),
        ("", "invalid_input"),
        ("a\0.csv", "invalid_input"),
        ("x" * 300 + ".csv", "source_unavailable"),
    ],
)
async def test_reasons(source: PlaylistSource, reference: str, reason: str) -> None:
    read = await source.read_playlist(reference, {})
    assert isinstance(read.entries, Failed)
    assert read.entries.reason == reason
    assert read.entries.detail
    assert read.playlist.reference == reference
