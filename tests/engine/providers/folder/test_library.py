"""A music folder is read completely, or it is said what is not known."""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from syncopate.audio import scan as audio_scan
from syncopate.domain.media import FileStamp, IndexedTrack
from syncopate.domain.run import ScanMode
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.providers import registry
from syncopate.providers.capability import Context, LibrarySource, ScanBatch, ScanEnd
from syncopate.providers.folder import library as library_module

type Scan = tuple[dict[str, IndexedTrack], ScanEnd, list[ScanBatch]]


async def scan(
    library: LibrarySource,
    known: Mapping[str, FileStamp] | None = None,
    *,
    section: str = "",
    mode: ScanMode = ScanMode.INCREMENTAL,
) -> Scan:
    """Scan and return tracks by key, the end, and the batches."""
    *batches, end = [part async for part in library.scan(section, known or {}, mode)]
    assert isinstance(end, ScanEnd)
    assert all(isinstance(batch, ScanBatch) for batch in batches)
    read = [batch for batch in batches if isinstance(batch, ScanBatch)]
    return {one.track.key: one for batch in read for one in batch.changed}, end, read


def stamps(tracks: Mapping[str, IndexedTrack]) -> dict[str, FileStamp]:
    """Return what the index would know."""
    return {key: one.stamp for key, one in tracks.items() if one.stamp}


@pytest.fixture
def library(context: Callable[..., Context]) -> LibrarySource:
    """Return the reader of the music folder."""
    return registry.library_source("folder", context())


@pytest.fixture
def filled(music: Path, demo_files: Path) -> Path:
    """Return the music folder with the demo library in it."""
    shutil.copytree(demo_files, music, dirs_exist_ok=True)
    return music


def files(root: Path) -> list[str]:
    """Return the keys of the files below a folder."""
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def move(here: Path, there: Path) -> Path:
    """Move a folder, as a disk that is taken off; once it has gone nothing more happens."""
    return here.rename(there) if here.exists() else there


def bare(folder: Path) -> None:
    """Make the folder a missing disk leaves."""
    (folder / "lost+found").mkdir(parents=True)


async def test_first_scan(library: LibrarySource, filled: Path) -> None:
    tracks, end, batches = await scan(library)
    wanted = files(filled)
    assert sorted(tracks) == wanted
    assert isinstance(end.present, Complete)
    assert sorted(end.present.items) == wanted
    assert end.opened == len(wanted)
    assert all(one.problem is None for one in tracks.values())
    kino = tracks["Кино/Группа крови/01 - Группа крови.flac"].track
    assert (kino.title, kino.artists, kino.path) == ("Группа крови", ("Кино",), kino.key)
    assert kino.size == (filled / kino.key).stat().st_size
    assert batches[-1].progress.done == batches[-1].progress.total == len(wanted)


async def test_only_what_changed_is_opened(
    library: LibrarySource, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks, _, _ = await scan(library)
    opened: list[str] = []

    def watched(root: str, paths: list[str]) -> object:
        opened.extend(paths)
        return audio_scan.read_files(root, paths)

    monkeypatch.setattr(library_module, "read_files", watched)
    again, end, _ = await scan(library, stamps(tracks))
    assert (again, opened, end.opened) == ({}, [], 0)
    assert isinstance(end.present, Complete)
    changed, removed = sorted(tracks)[:2]
    os.utime(filled / changed, ns=(1, 1))
    (filled / removed).unlink()
    again, end, _ = await scan(library, stamps(tracks))
    assert list(again) == opened == [changed]
    assert isinstance(end.present, Complete)
    assert set(end.present.items) == set(tracks) - {removed}
    again, end, _ = await scan(library, stamps(tracks), mode=ScanMode.FULL)
    assert end.opened == len(tracks) - 1


async def test_section(library: LibrarySource, filled: Path) -> None:
    tracks, end, _ = await scan(library, section="Oasis")
    assert sorted(tracks) == [key for key in files(filled) if key.startswith("Oasis/")]
    _, end, _ = await scan(library, section="Nobody")
    assert isinstance(end.present, Failed)


async def test_bad_files_are_kept_by_name(library: LibrarySource, music: Path, demo_files: Path) -> None:
    folder = music / "Queen" / "Jazz"
    folder.mkdir(parents=True)
    (folder / "01 - Empty.mp3").touch()
    (folder / "02 - Text.flac").write_bytes(b"not music at all")
    whole = (demo_files / "Blur/Blur/02 - Song 2.flac").read_bytes()
    (folder / "03 - Cut.flac").write_bytes(whole[:60])
    (folder / "cover.jpg").write_bytes(b"x")
    (folder / "._04 - Fork.mp3").write_bytes(b"x")
    tracks, end, _ = await scan(library)
    assert {key: one.problem for key, one in tracks.items()} == {
        "Queen/Jazz/01 - Empty.mp3": "empty_file",
        "Queen/Jazz/02 - Text.flac": "broken_file",
        "Queen/Jazz/03 - Cut.flac": "broken_file",
    }
    assert {(one.track.artists, one.track.album) for one in tracks.values()} == {(("Queen",), "Jazz")}
    assert isinstance(end.present, Complete)


async def test_names_of_any_bytes(library: LibrarySource, music: Path, demo_files: Path) -> None:
    """Names that are not UTF-8, of 255 bytes, and below 300 bytes of folders."""
    source = demo_files / "Blur/Blur/02 - Song 2.flac"
    raw = os.fsencode(music) + b"/na\xefve.flac"
    shutil.copy(source, raw)
    long = "ü" * 125 + ".flac"
    deep = music / ("a" * 200) / ("b" * 100)
    deep.mkdir(parents=True)
    shutil.copy(source, deep / long)
    (music / ".38 Special").mkdir()
    shutil.copy(source, music / ".38 Special" / "...And.flac")
    tracks, end, _ = await scan(library)
    assert isinstance(end.present, Complete)
    assert set(end.present.items) == set(tracks)
    assert set(tracks) == {"./na%EFve.flac", f"{'a' * 200}/{'b' * 100}/{long}", ".38 Special/...And.flac"}
    for one in tracks.values():
        assert one.problem is None
        assert one.track.path is not None
        one.track.path.encode()
    again, _, _ = await scan(library, stamps(tracks))
    assert again == {}


async def test_link_loops_end(library: LibrarySource, music: Path, demo_files: Path) -> None:
    shutil.copytree(demo_files / "Oasis", music / "Oasis")
    (music / "Oasis" / "up").symlink_to(music)
    (music / "A again").symlink_to(music / "Oasis")
    (music / "self").symlink_to(music / "self")
    (music / "nowhere").symlink_to(music / "gone")
    os.mkfifo(music / "pipe.mp3")
    tracks, end, _ = await scan(library)
    assert sorted(tracks) == [key for key in files(music) if key.startswith("Oasis/") and "/up/" not in key]
    assert isinstance(end.present, Complete)


async def test_links_to_elsewhere_are_followed(
    library: LibrarySource, music: Path, demo_files: Path, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    shutil.copytree(demo_files / "Oasis", disk)
    (music / "Second disk").symlink_to(disk)
    tracks, _, _ = await scan(library)
    assert len(tracks) == 2
    shutil.copytree(demo_files / "Queen", music / "Queen")
    disk.rename(tmp_path / "away")
    _, end, _ = await scan(library, stamps(tracks))
    assert isinstance(end.present, Partial), "what lay behind the link is unknown, not gone"
    assert end.present.reason == "folder_unreadable"
    assert end.problems == ("Second disk",)


async def test_unreadable_folder_is_partial(
    library: LibrarySource, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks, _, _ = await scan(library)
    real = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("/Oasis"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    _, end, _ = await scan(library, stamps(tracks))
    assert isinstance(end.present, Partial)
    assert end.present.reason == "folder_unreadable"
    assert len(end.present.found) == len(tracks) - 2
    assert end.problems == ("Oasis",)


async def test_missing_library_is_unknown(library: LibrarySource, filled: Path) -> None:
    tracks, _, _ = await scan(library)
    away = move(filled, filled.with_name("away"))
    _, end, _ = await scan(library, stamps(tracks))
    assert isinstance(end.present, Failed)
    assert end.present.reason == "library_unavailable"
    assert (await library.check()).reason == "library_unavailable"
    bare(filled)
    _, end, _ = await scan(library, stamps(tracks))
    assert isinstance(end.present, Failed), "the bare place of a missing disk"
    assert end.present.reason == "library_unavailable"
    _, end, _ = await scan(library)
    assert isinstance(end.present, Complete), "new and empty"
    assert end.present.items == ()
    shutil.rmtree(filled)
    move(away, filled)
    _, end, _ = await scan(library, stamps(tracks))
    assert isinstance(end.present, Complete)
    move(filled, away)
    shutil.copy(away / files(away)[0], filled)
    _, end, _ = await scan(library, stamps(tracks))
    assert isinstance(end.present, Failed), "a file in its place"


async def test_disk_that_goes_away_meanwhile(library: LibrarySource, filled: Path) -> None:
    tracks, _, _ = await scan(library)
    end = None
    async for part in library.scan("", stamps(tracks), ScanMode.INCREMENTAL):
        if isinstance(part, ScanEnd):
            end = part
        else:
            move(filled, filled.with_name("away"))
    assert end is not None
    assert isinstance(end.present, Failed)


async def test_file_that_goes_away_meanwhile(library: LibrarySource, filled: Path) -> None:
    gone = files(filled)[0]
    end = None
    async for part in library.scan("", {}, ScanMode.INCREMENTAL):
        (filled / gone).unlink(missing_ok=True)
        if isinstance(part, ScanEnd):
            end = part
    assert end is not None
    assert isinstance(end.present, Partial)


async def test_cancelled_between_batches(
    context: Callable[..., Context], music: Path, demo_files: Path, storage: Path
) -> None:
    """Leaving a scan ends it; what is under way in the workers is called off."""
    for number in range(1500):
        shutil.copy(demo_files / "Blur/Blur/02 - Song 2.flac", music / f"{number}.flac")
    started = cancelled = 0
    busy = asyncio.Event()

    class Slow:
        async def __call__[**P, R](self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
            nonlocal started, cancelled
            started += 1
            if started == 5:  # the first is done, its place is taken, four are under way
                busy.set()
            try:
                await asyncio.sleep(0 if started == 1 else 60)
            except asyncio.CancelledError:
                cancelled += 1
                raise
            return function(*args, **kwargs)

    slow = Context(account_id="a", settings={"path": str(music)}, storage=storage, compute=Slow())

    async def follow() -> None:
        async for _ in registry.library_source("folder", slow).scan("", {}, ScanMode.INCREMENTAL):
            pass

    task = asyncio.create_task(follow())
    await asyncio.wait_for(busy.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 2)
    await asyncio.sleep(0)
    assert cancelled == started - 1


async def test_with_real_workers(filled: Path, storage: Path) -> None:
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:

        class Pool:
            async def __call__[**P, R](
                self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs
            ) -> R:
                assert not kwargs
                return await asyncio.get_running_loop().run_in_executor(pool, function, *args)

        given = Context(account_id="a", settings={"path": str(filled)}, storage=storage, compute=Pool())
        tracks, end, _ = await scan(registry.library_source("folder", given))
    assert sorted(tracks) == files(filled)
    assert isinstance(end.present, Complete)
