"""A playlist file is found by its mark when its name is not known."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from syncopate.domain.media import Track
from syncopate.domain.snapshot import Known, Unknown
from syncopate.domain.target import Site
from syncopate.providers import registry
from syncopate.providers.capability import Context, PlaylistTarget, TargetContent


@pytest.fixture
def target(context: Callable[..., Context], music: Path) -> PlaylistTarget:
    """Return the keeper of a folder with one song."""
    (music / "1.mp3").touch()
    return registry.playlist_target("folder", context())


async def write(target: PlaylistTarget, mark: str, name: str) -> str:
    """Write a playlist of the one song."""
    tracks = [Track(key="1.mp3", title="One")]
    return await target.write_target(
        Site(), None, TargetContent(mark=mark, name=name, description=None, tracks=tracks)
    )


async def test_the_file_with_the_mark_is_found_under_any_name(target: PlaylistTarget, music: Path) -> None:
    assert await target.find_target(Site(), "t1", None) == Known(None), (
        "before there is a folder of playlists"
    )
    await write(target, "t1", "Mine")
    await write(target, "t11", "Another")
    folder = music / "Playlists"
    (folder / "Mine.m3u8").rename(folder / "Renamed.m3u8")
    (folder / "Noise.m3u8").write_bytes(b"\xff\x00" * 10_000)
    (folder / "A folder.m3u8").mkdir()
    (folder / "Nowhere.m3u8").symlink_to(folder / "gone")
    assert await target.find_target(Site(), "t1", None) == Known("Renamed.m3u8")
    assert await target.find_target(Site(), "t2", None) == Known(None)
    assert await target.find_target(Site(), "", None) == Known(None)


async def test_of_several_copies_the_latest_counts(target: PlaylistTarget, music: Path) -> None:
    await write(target, "t1", "Mine")
    folder = music / "Playlists"
    for number, name in enumerate(("B.m3u8", "A.m3u8")):
        shutil.copy(folder / "Mine.m3u8", folder / name)
        os.utime(folder / name, (4e9 + number, 4e9 + number))
    assert await target.find_target(Site(), "t1", None) == Known("A.m3u8")


async def test_while_the_music_is_away_nothing_is_known(target: PlaylistTarget, music: Path) -> None:
    await write(target, "t1", "Mine")
    shutil.rmtree(music)
    assert await target.find_target(Site(), "t1", None) == Unknown("library_unavailable")
    os.makedirs(music)  # noqa: PTH103 -- blocking, as the removal is
    assert await target.find_target(Site(), "t1", None) == Unknown("library_unavailable"), "bare"
