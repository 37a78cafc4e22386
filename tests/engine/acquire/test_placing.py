"""Files on their way into a library: never outside, never over what was not meant, never lost."""

import errno
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from syncopate.acquire import bin as waste, placing
from syncopate.acquire.placing import abandon, carry_out, prepare
from syncopate.domain.media import AudioFormat
from syncopate.domain.quality import AUDIOPHILE, SPACE_SAVER
from syncopate.errors import DiskFull, NotFound, WriteFailed
from syncopate.planning.acquiring.replacing import FileSound, Replacing, decide

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PLACE = "Oasis/Morning Glory/03 - Wonderwall.flac"
KILLED = Path(__file__).with_name("killed_placing.py")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Return an empty library."""
    folder = tmp_path / "library"
    folder.mkdir()
    return folder


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Return a file that was fetched."""
    path = tmp_path / "downloads" / "song.flac"
    path.parent.mkdir()
    path.write_bytes(b"new" * 1000)
    return path


def _lie(library: Path, data: bytes, place: str = PLACE) -> Path:
    path = library / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_file_goes_to_its_place_and_from_where_it_lay(library: Path, song: Path) -> None:
    placed = carry_out(prepare(song, library, PLACE), NOW)
    assert (placed.place, placed.replaced) == (PLACE, None)
    assert (library / PLACE).read_bytes() == b"new" * 1000
    assert not song.exists()
    assert _names(library) == [PLACE]


def test_what_is_placed_can_be_read_by_whoever_reads_the_library(library: Path, song: Path) -> None:
    song.chmod(0o600)
    library.chmod(0o775)
    carry_out(prepare(song, library, PLACE), NOW)
    assert (library / PLACE).stat().st_mode & 0o777 == 0o664
    assert (library / PLACE).parent.stat().st_mode & 0o777 == 0o775


def test_what_is_not_finished_leaves_no_trace(
    library: Path, song: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes while the old file is in the bin; then nobody wants the new one any more."""
    _lie(library, b"old")
    placement = prepare(song, library, PLACE, replace=True, keep=True)
    with monkeypatch.context() as patch:
        patch.setattr(placing, "put", _power_goes)
        with pytest.raises(KeyboardInterrupt):
            carry_out(placement, NOW)
    assert not (library / PLACE).exists()
    abandon(placement)
    assert (_names(library), (library / PLACE).read_bytes()) == ([PLACE], b"old")
    carry_out(placement, NOW)
    abandon(placement)
    assert (library / PLACE).read_bytes() == song.read_bytes()
    abandon(prepare(song, library, "Nobody/nothing.flac"))


def _power_goes(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_is_to_stay_stays_and_is_another_file(library: Path, song: Path) -> None:
    carry_out(prepare(song, library, PLACE, keep=True), NOW)
    assert song.exists()
    assert not song.samefile(library / PLACE)


def test_a_place_that_is_taken_is_not_taken_over(library: Path, song: Path) -> None:
    _lie(library, b"old")
    placement = prepare(song, library, PLACE)
    assert placement.place == "Oasis/Morning Glory/03 - Wonderwall (2).flac"
    carry_out(placement, NOW)
    assert _names(library) == ["Oasis/Morning Glory/03 - Wonderwall (2).flac", PLACE]
    assert (library / PLACE).read_bytes() == b"old"


def test_the_same_file_is_not_placed_twice(library: Path, song: Path) -> None:
    _lie(library, song.read_bytes())
    placed = carry_out(prepare(song, library, PLACE), NOW)
    assert (placed.place, _names(library), song.exists()) == (PLACE, [PLACE], False)


def test_a_file_that_lies_in_its_place_already_stays(library: Path) -> None:
    path = _lie(library, b"there")
    (library / "other").symlink_to(library / "Oasis")
    carry_out(prepare(path, library, PLACE), NOW)
    carry_out(prepare(library / "other" / "Morning Glory" / path.name, library, PLACE), NOW)
    assert path.read_bytes() == b"there"


def test_what_is_replaced_goes_to_the_bin_and_comes_back(library: Path, song: Path) -> None:
    _lie(library, b"old")
    placed = carry_out(prepare(song, library, PLACE, replace=True), NOW)
    assert placed.replaced is not None
    assert (placed.replaced.place, placed.replaced.reason, placed.replaced.at) == (PLACE, "replaced", NOW)
    assert (library / PLACE).read_bytes() == b"new" * 1000
    assert waste.entries(library) == (placed.replaced,)
    # Its place is taken now: it comes back beside.
    restored = waste.restore(library, placed.replaced.id)
    assert restored == "Oasis/Morning Glory/03 - Wonderwall (2).flac"
    assert (library / restored).read_bytes() == b"old"
    assert waste.entries(library) == ()
    assert not (library / waste.FOLDER).exists()
    with pytest.raises(NotFound):
        waste.restore(library, placed.replaced.id)


def test_the_bin_gives_back_to_a_place_that_is_free_and_makes_its_folder(library: Path) -> None:
    path = _lie(library, b"old")
    binned = waste.put_aside(library, PLACE, name="one", reason="duplicate", now=NOW)
    assert waste.put_aside(library, PLACE, name="one", reason="duplicate", now=NOW) == binned
    assert not path.exists()
    path.parent.rmdir()
    assert waste.restore(library, "one") == PLACE
    assert path.read_bytes() == b"old"


def test_the_bin_is_emptied_one_by_one_and_lists_the_latest_first(library: Path) -> None:
    for number in range(3):
        _lie(library, b"old", f"{number}.flac")
        waste.put_aside(
            library, f"{number}.flac", name=str(number), reason="x", now=NOW + timedelta(days=number)
        )
    assert [each.id for each in waste.entries(library)] == ["2", "1", "0"]
    waste.discard(library, "1")
    waste.discard(library, "1")
    assert [each.id for each in waste.entries(library)] == ["2", "0"]
    (library / waste.FOLDER / "0" / "note.json").write_text("spoilt")
    (library / waste.FOLDER / "2" / "note.json").write_text('{"place": "x"}')
    assert waste.entries(library) == ()
    for name in ("..", "", "a/b", "gone"):
        assert waste.entry(library, name) is None
    with pytest.raises(NotFound):
        waste.put_aside(library, "gone.flac", name="x", reason="x", now=NOW)


@pytest.mark.parametrize("place", ["../out.flac", "a/../../out.flac", "/etc/out.flac", "a/..", "..", "", "."])
def test_no_place_is_outside(library: Path, song: Path, place: str) -> None:
    with pytest.raises(WriteFailed):
        prepare(song, library, place)
    assert song.exists()


def test_no_link_leads_outside(library: Path, song: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (library / "Oasis").symlink_to(outside)
    with pytest.raises(WriteFailed, match="leads out"):
        prepare(song, library, PLACE)
    (library / "Oasis").unlink()
    placement = prepare(song, library, PLACE)
    (library / "Oasis").symlink_to(outside)
    with pytest.raises(WriteFailed, match="leads out"):
        carry_out(placement, NOW)
    (library / "Oasis").unlink()
    (library / "Oasis").symlink_to(tmp_path / "nowhere")
    with pytest.raises(WriteFailed):
        carry_out(placement, NOW)
    assert _names(outside) == []
    assert song.exists()


def test_a_bin_that_leads_outside_takes_nothing(library: Path, tmp_path: Path) -> None:
    path = _lie(library, b"old")
    (library / waste.FOLDER).symlink_to(tmp_path)
    with pytest.raises(WriteFailed, match="leads out"):
        waste.put_aside(library, PLACE, name="one", reason="x", now=NOW)
    assert path.exists()


def test_links_inside_the_library_and_a_root_that_is_one_are_fine(
    song: Path, library: Path, tmp_path: Path
) -> None:
    (library / "real").mkdir()
    (library / "Oasis").symlink_to(library / "real")
    root = tmp_path / "root"
    root.symlink_to(library)
    assert carry_out(prepare(song, root, PLACE), NOW).place == PLACE
    assert (library / "real" / "Morning Glory" / "03 - Wonderwall.flac").is_file()


@pytest.mark.parametrize("what", ["link", "folder", "file above"])
def test_a_place_taken_by_something_else_is_left_alone(
    library: Path, song: Path, tmp_path: Path, what: str
) -> None:
    target = library / PLACE
    if what == "file above":
        (library / "Oasis").write_bytes(b"a file")
        with pytest.raises(WriteFailed, match="no folder"):
            prepare(song, library, PLACE)
        return
    target.parent.mkdir(parents=True)
    if what == "link":
        (tmp_path / "precious").write_bytes(b"precious")
        target.symlink_to(tmp_path / "precious")
    else:
        target.mkdir()
    placement = prepare(song, library, PLACE, replace=True)
    assert placement.replaces is None
    assert carry_out(placement, NOW).place == "Oasis/Morning Glory/03 - Wonderwall (2).flac"
    assert target.is_symlink() or target.is_dir()


def test_what_came_to_lie_there_meanwhile_is_not_touched(library: Path, song: Path) -> None:
    free = prepare(song, library, PLACE)
    other = _lie(library, b"somebody else's")
    with pytest.raises(WriteFailed, match="Something else"):
        carry_out(free, NOW)
    replacing = prepare(song, library, PLACE, replace=True)
    other.write_bytes(b"changed")
    with pytest.raises(WriteFailed, match="Something else"):
        carry_out(replacing, NOW)
    assert other.read_bytes() == b"changed"
    assert song.exists()


def test_a_file_that_was_changed_after_it_was_verified_does_not_get_in(library: Path, song: Path) -> None:
    placement = prepare(song, library, PLACE)
    song.write_bytes(b"another")
    with pytest.raises(WriteFailed, match="gone or was changed"):
        carry_out(placement, NOW)
    song.unlink()
    with pytest.raises(WriteFailed, match="gone or was changed"):
        carry_out(placement, NOW)
    assert _names(library) == []


@pytest.mark.parametrize("call", ["link", "write", "fsync"])
@pytest.mark.parametrize("replace", [False, True])
def test_a_full_disk_loses_nothing_and_it_can_be_done_again(
    library: Path, song: Path, monkeypatch: pytest.MonkeyPatch, call: str, replace: bool
) -> None:
    if replace:
        _lie(library, b"old")
    placement = prepare(song, library, PLACE, replace=replace, keep=True)

    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(DiskFull):
            carry_out(placement, NOW)
    assert song.read_bytes() == b"new" * 1000
    if replace:
        assert (library / PLACE).read_bytes() == b"old"
    assert carry_out(placement, NOW).place == PLACE
    assert (library / PLACE).read_bytes() == b"new" * 1000


@pytest.mark.parametrize(
    "kind",
    [
        "new",
        "new across",
        "new keep",
        "new unlinked",
        "replace",
        "replace across",
        "replace keep",
        "replace unlinked",
    ],
)
def test_killed_at_every_step_nothing_is_lost_and_it_is_gone_on_with(tmp_path: Path, kind: str) -> None:
    """Between the crash and going on both files are whole somewhere; afterwards all is as if nothing had been."""
    done = subprocess.run(
        [sys.executable, KILLED, tmp_path, kind], capture_output=True, text=True, check=False, timeout=110
    )
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    replaces, keep = "replace" in kind, "keep" in kind
    assert {each["died"] for each in told} == {0, 9}
    assert told[-1]["died"] == 0
    assert len(told) > 10
    for each in told:
        between, end = each["between"], each["end"]
        assert between["new"] >= 1, each
        assert between["old"] >= int(replaces), each
        assert not between["half"], each
        assert (end["placed"], end["new"], end["old"]) == (True, 2 if keep else 1, int(replaces)), each
        assert (end["source"], end["left"]) == (keep, []), each
        assert end["binned"] == ([PLACE] if replaces else []), each
        assert each["same"], each


_FLAC = AudioFormat(codec="flac", lossless=True, bit_depth=16, sample_rate=44_100)
_HIRES = AudioFormat(codec="flac", lossless=True, bit_depth=24, sample_rate=96_000)
_MP3 = {rate: AudioFormat(codec="mp3", bitrate=rate) for rate in (128, 256, 320)}
_LENGTH = timedelta(seconds=258)


def _sound(sound: AudioFormat | None, seconds: float = 258) -> FileSound:
    return FileSound(duration=timedelta(seconds=seconds), sound=sound)


@pytest.mark.parametrize(
    ("there", "new", "what", "reason"),
    [
        (None, _sound(_MP3[320]), Replacing.PLACE, "free"),
        (_sound(_MP3[128]), _sound(_MP3[320]), Replacing.REPLACE, "better"),
        (_sound(_MP3[320]), _sound(_FLAC), Replacing.REPLACE, "better"),
        (_sound(_FLAC), _sound(_HIRES), Replacing.REPLACE, "better"),
        (_sound(_FLAC), _sound(_MP3[320]), Replacing.KEEP, "there_is_better"),
        (_sound(_MP3[320]), _sound(_MP3[128]), Replacing.KEEP, "there_is_better"),
        (_sound(_FLAC), _sound(_FLAC), Replacing.KEEP, "as_good"),
        (_sound(_MP3[128], 300), _sound(_FLAC, 258), Replacing.KEEP, "there_is_longer"),
        (_sound(_MP3[128], 260), _sound(_FLAC, 258), Replacing.REPLACE, "better"),
        (_sound(None), _sound(_FLAC), Replacing.KEEP, "not_comparable"),
        (FileSound(duration=None, sound=_MP3[128]), _sound(_FLAC), Replacing.KEEP, "not_comparable"),
    ],
)
def test_never_over_a_better_or_a_longer_file(
    there: FileSound | None, new: FileSound, what: Replacing, reason: str
) -> None:
    decision = decide(there, new, AUDIOPHILE)
    assert (decision.what, decision.reason) == (what, reason)


def test_another_recording_keeps_its_place_and_saving_space_gives_nothing_up() -> None:
    assert decide(_sound(_MP3[128]), _sound(_FLAC), AUDIOPHILE, same_recording=False).what is Replacing.BESIDE
    assert decide(_sound(_FLAC), _sound(_MP3[256]), SPACE_SAVER).what is Replacing.KEEP
