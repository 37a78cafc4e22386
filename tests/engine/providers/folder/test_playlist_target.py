"""Playlists as files: whole or not at all, found again, never over what is not ours."""

import errno
import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from syncopate import atomic
from syncopate.domain.media import Track
from syncopate.domain.snapshot import Known, Unknown
from syncopate.domain.target import Site
from syncopate.errors import DiskFull, FolderNotWritable, InvalidInput, LibraryUnavailable, WriteFailed
from syncopate.providers import registry
from syncopate.providers.capability import Context, PlaylistTarget, TargetContent, TargetState
from syncopate.providers.folder import m3u8
from syncopate.providers.folder.places import key_of

_KEYS = ("A/B/1.mp3", "A/B/2.mp3", "#1/x.mp3", "http:/x.mp3", "./na%EFve.mp3", "a\nb.mp3", "A/B/1.mp3")


def content(*keys: str, name: str = "Mine", mark: str = "t1") -> TargetContent:
    """Return what to write."""
    tracks = [
        Track(key=key, title=f"Song {number}", artists=("One", "Two"), duration=timedelta(seconds=61.4))
        for number, key in enumerate(keys)
    ]
    return TargetContent(mark=mark, name=name, description=None, tracks=tracks)


@pytest.fixture(autouse=True)
def filled(music: Path) -> Path:
    """Return the music folder with the files of `_KEYS`."""
    for name in (b"A/B/1.mp3", b"A/B/2.mp3", b"#1/x.mp3", b"http:/x.mp3", b"na\xefve.mp3", b"a\nb.mp3"):
        path = os.fsencode(music) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 -- paths of bytes
        with open(path, "wb"):  # noqa: PTH123 -- the same
            pass
    return music


@pytest.fixture
def target(context: Callable[..., Context]) -> PlaylistTarget:
    """Return the keeper of playlists."""
    return registry.playlist_target("folder", context())


async def state(target: PlaylistTarget, key: str) -> TargetState | None:
    """Return what is certainly there."""
    read = await target.read_target(Site(), key)
    assert isinstance(read, Known)
    return read.value


def lists(music: Path) -> dict[str, bytes]:
    """Return the files in the playlist folder."""
    return {path.name: path.read_bytes() for path in sorted((music / "Playlists").iterdir())}


async def test_written_and_read_back(target: PlaylistTarget, music: Path) -> None:
    key = await target.write_target(Site(), None, content(*_KEYS))
    assert key == "Mine.m3u8"
    assert await state(target, key) == TargetState(target_key=key, name="Mine", track_keys=_KEYS, mark="t1")
    text = lists(music)[key]
    assert text.startswith(
        b"#EXTM3U\n#PLAYLIST:Mine\n#SYNCOPATE:t1\n#EXTINF:61,One, Two - Song 0\n../A/B/1.mp3\n"
    )
    assert b"\n../na\xefve.mp3\n" in text
    assert (await target.check()).ok


@pytest.mark.parametrize("folder", [".", "../lists", "A/B"])
async def test_other_playlist_folders(context: Callable[..., Context], folder: str) -> None:
    target = registry.playlist_target("folder", context(playlist_folder=folder))
    key = await target.write_target(Site(), None, content(*_KEYS))
    read = await state(target, key)
    assert read is not None
    assert read.track_keys == _KEYS


async def test_linked_playlist_folder(target: PlaylistTarget, music: Path, tmp_path: Path) -> None:
    """Relative paths count from where the folder really is."""
    real = tmp_path / "x" / "y" / "lists"
    link(music / "Playlists", real)
    key = await target.write_target(Site(), None, content(*_KEYS))
    assert b"\n../../../music/A/B/1.mp3\n" in lists(music)[key]
    read = await state(target, key)
    assert read is not None
    assert read.track_keys == _KEYS


def link(here: Path, there: Path) -> None:
    """Make a folder and a link to it."""
    there.mkdir(parents=True)
    here.symlink_to(there)


async def test_the_same_is_not_written_again(
    target: PlaylistTarget, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = await target.write_target(Site(), None, content("A/B/1.mp3"))

    def never(*_: object) -> None:
        raise AssertionError("written")

    monkeypatch.setattr("syncopate.providers.folder.playlist_target.replace_file", never)
    assert await target.write_target(Site(), key, content("A/B/1.mp3")) == key
    assert await target.write_target(Site(), None, content("A/B/1.mp3")) == key, "a try that was cut short"
    with pytest.raises(AssertionError):
        await target.write_target(Site(), key, content("A/B/2.mp3"))


async def test_never_over_what_is_not_ours(target: PlaylistTarget, music: Path) -> None:
    put(music / "Playlists" / "Mine.m3u8", b"#EXTM3U\nmy own\n")
    first = await target.write_target(Site(), None, content("A/B/1.mp3"))
    second = await target.write_target(Site(), None, content("A/B/1.mp3", mark="t2"))
    assert (first, second) == ("Mine (2).m3u8", "Mine (3).m3u8")
    assert lists(music)["Mine.m3u8"] == b"#EXTM3U\nmy own\n"
    put(music / "Playlists" / first, b"now the user's own")
    assert await target.write_target(Site(), first, content("A/B/1.mp3")) == "Mine (4).m3u8"
    await target.delete_target(Site(), "Mine.m3u8")
    await target.delete_target(Site(), first)
    await target.delete_target(Site(), second)
    await target.delete_target(Site(), second)
    assert sorted(lists(music)) == ["Mine (2).m3u8", "Mine (4).m3u8", "Mine.m3u8"]


def put(path: Path, data: bytes) -> None:
    """Write a file as somebody else would."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


async def test_renamed(target: PlaylistTarget, music: Path) -> None:
    key = await target.write_target(Site(), None, content("A/B/1.mp3"))
    key = await target.write_target(Site(), key, content("A/B/1.mp3", name="AC/DC 🎸"))
    assert key == "AC_DC 🎸.m3u8"
    assert sorted(lists(music)) == [key]
    read = await state(target, key)
    assert read is not None
    assert read.name == "AC/DC 🎸"


async def test_gone_and_unknown_differ(target: PlaylistTarget, music: Path) -> None:
    key = await target.write_target(Site(), None, content("A/B/1.mp3"))
    assert await target.read_target(Site(), "other.m3u8") == Known(None)
    away = move(music, music.with_name("away"))
    assert await target.read_target(Site(), key) == Unknown("library_unavailable")
    assert (await target.check()).reason == "library_unavailable"
    with pytest.raises(LibraryUnavailable):
        await target.write_target(Site(), key, content("A/B/2.mp3"))
    put(music / "lost+found", b"")
    with pytest.raises(LibraryUnavailable):
        await target.write_target(Site(), None, content("A/B/2.mp3"))
    shutil.rmtree(music)
    move(away, music)
    assert (await state(target, key)) is not None
    assert sorted(lists(music)) == [key]


def move(here: Path, there: Path) -> Path:
    """Move a folder."""
    return here.rename(there)


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EACCES, FolderNotWritable),
        (errno.EROFS, FolderNotWritable),
        (errno.EIO, WriteFailed),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
async def test_failed_write_leaves_the_old(
    target: PlaylistTarget,
    music: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    error: type[WriteFailed],
    step: str,
) -> None:
    key = await target.write_target(Site(), None, content("A/B/1.mp3"))
    before = lists(music)

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        if step == "open":
            broken.setattr(atomic, "_write", fail)
        else:
            broken.setattr(os if step == "fsync" else Path, step, fail)
        with pytest.raises(error) as raised:
            await target.write_target(Site(), key, content("A/B/2.mp3"))
    assert type(raised.value) is error
    assert lists(music) == before
    await target.write_target(Site(), key, content("A/B/2.mp3"))
    assert lists(music) != before


async def test_real_full_disk(target: PlaylistTarget, music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit on file sizes fails in the middle of the bytes, as a full disk does."""
    key = await target.write_target(Site(), None, content("A/B/1.mp3"))
    before = lists(music)
    real = Path.open

    def full(path: Path, mode: str = "r", **rest: object) -> object:
        return real(Path("/dev/full"), "wb", buffering=0) if mode == "xb" else real(path, mode, **rest)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(DiskFull):
        await target.write_target(Site(), key, content("A/B/2.mp3"))
    assert lists(music) == before


async def test_playlist_folder_cannot_be_made(context: Callable[..., Context], music: Path) -> None:
    put(music / "taken", b"")
    target = registry.playlist_target("folder", context(playlist_folder="taken/lists"))
    with pytest.raises(WriteFailed):
        await target.write_target(Site(), None, content("A/B/1.mp3"))
    assert (await target.check()).reason == "folder_not_writable"


@pytest.mark.parametrize("key", ["../x.m3u8", "/etc/x.m3u8", "x.txt", "a\0.m3u8", ""])
async def test_keys_never_lead_out(target: PlaylistTarget, key: str) -> None:
    with pytest.raises(InvalidInput):
        await target.read_target(Site(), key)
    with pytest.raises(InvalidInput):
        await target.delete_target(Site(), key)


@pytest.mark.parametrize("name", ["..", "a/b", "🎸" * 100, "ש" * 300, "nul", "x\n#EXTINF", ""])
async def test_any_name(target: PlaylistTarget, music: Path, name: str) -> None:
    key = await target.write_target(Site(), None, content("A/B/1.mp3", name=name))
    assert list(lists(music)) == [key]
    assert await target.write_target(Site(), key, content("A/B/1.mp3", name=name)) == key
    read = await state(target, key)
    assert read is not None
    assert read.track_keys == ("A/B/1.mp3",)


_PATHS = st.lists(
    st.binary(min_size=1, max_size=12).filter(
        lambda name: b"/" not in name and b"\0" not in name and name not in {b".", b".."}
    ),
    min_size=1,
    max_size=3,
).map(lambda names: os.fsdecode(b"/".join(names)))


@given(st.lists(_PATHS, max_size=5), st.text(), st.text(min_size=1))
def test_round_trip(paths: list[str], name: str, title: str) -> None:
    """Whatever the names, what is written is what is read."""
    places = [
        (path, f"/music/{path}", Track(key=key_of(path), title=title, artists=(title,))) for path in paths
    ]
    read = m3u8.read(m3u8.render("mark", name, places))
    assert [os.path.normpath(os.path.join("/music", path)) for path in read.paths] == [  # noqa: PTH118 -- as the target does
        os.path.normpath(f"/music/{path}") for path in paths
    ]
    assert read.mark == "mark"


@given(st.binary())
def test_reading_never_raises(data: bytes) -> None:
    assert all(m3u8.read(data).paths)


@given(
    st.lists(
        st.sampled_from(
            [
                b"#EXTM3U",
                b"\xef\xbb\xbf",
                b"#SYNCOPATE:",
                b"#SYNCOPATE: a\r",
                b"x#SYNCOPATE:b",
                b" #SYNCOPATE:c",
                b"\xff",
                b"\n",
                b"\r",
            ]
        ),
        max_size=8,
    )
)
def test_the_mark_alone_is_the_mark_that_is_read(parts: list[bytes]) -> None:
    data = b"".join(parts)
    assert m3u8.mark_of(data) == m3u8.read(data).mark


async def test_a_file_is_opened_once_to_see_whose_it_is(
    target: PlaylistTarget, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await target.write_target(
            Site(), None, content("A/B/1.mp3", name=f"List {number}", mark=f"m{number}")
        )
    opened: list[bytes] = []
    real = m3u8.mark_of

    def seen(data: bytes) -> str | None:
        opened.append(data)
        return real(data)

    monkeypatch.setattr(m3u8, "mark_of", seen)
    for number in range(5):
        assert await target.find_target(Site(), f"m{number}", None) == Known(f"List {number}.m3u8")
    assert len(opened) == 5
    # What another program made of a file since is seen.
    other = music / "Playlists" / "List 3.m3u8"
    other.write_bytes(other.read_bytes().replace(b"m3", b"m8"))
    assert await target.find_target(Site(), "m8", None) == Known("List 3.m3u8")
    assert await target.find_target(Site(), "m3", None) == Known(None)
