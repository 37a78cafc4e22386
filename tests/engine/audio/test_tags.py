"""Real files of every format we can make, and bad ones of every kind we know."""

import shutil
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings, strategies as st
from mutagen import File
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TCON, TIT2, TPE1, TXXX, UFID
from syncopate.audio.facts import FileProblem
from syncopate.audio.tags import read_file
from syncopate.domain.ids import ExternalId, IdKind

_CODECS = {".flac": "flac", ".mp3": "mp3", ".ogg": "vorbis", ".opus": "opus", ".m4a": "aac"}


def test_every_demo_file(demo: ModuleType, demo_files: Path) -> None:
    read = 0
    for track in demo.TRACKS:
        path = demo_files / track.path
        if not path.exists():
            assert path.suffix == ".m4a"
            assert shutil.which("ffmpeg") is None
            continue
        facts = read_file(str(demo_files), track.path)
        assert facts is not None
        assert facts.problem is None
        assert (facts.title, facts.artists, facts.album) == (track.title, track.artists, track.album)
        assert (facts.number, facts.disc, facts.year) == (track.number, 1, track.year)
        assert facts.album_artist == track.artists[0]
        assert facts.duration is not None
        assert abs(facts.duration - timedelta(seconds=track.seconds)) < timedelta(milliseconds=100)
        assert facts.ids == frozenset({ExternalId(IdKind.ISRC, track.isrc)} if track.isrc else ())
        assert facts.format is not None
        assert facts.format.codec == _CODECS[path.suffix]
        assert facts.format.lossless == (path.suffix == ".flac")
        read += 1
    assert read >= 16


@pytest.fixture
def mp3(demo_files: Path, tmp_path: Path) -> Path:
    """Return a copy of an MP3 file, without tags."""
    path = tmp_path / "Nena" / "Best" / "01 - 99 Luftballons.mp3"
    path.parent.mkdir(parents=True)
    shutil.copy(next(demo_files.rglob("01 - 99*.mp3")), path)
    ID3(path).delete(path)
    return path


@pytest.mark.parametrize("ending", [".flac", ".ogg", ".opus", ".m4a"])
def test_genres_as_players_write_them(demo_files: Path, tmp_path: Path, ending: str) -> None:
    source = next(demo_files.rglob(f"*{ending}"), None)
    if source is None:
        pytest.skip(f"no {ending} can be made here")
    path = shutil.copy(source, tmp_path / f"song{ending}")
    audio = File(path)
    audio["\xa9gen" if ending == ".m4a" else "genre"] = ["Trip Hop", "Electronic; Ambient"]
    audio.save()
    facts = read_file(str(tmp_path), f"song{ending}")
    assert facts is not None
    assert facts.genres == ("Trip Hop", "Electronic", "Ambient")
    assert facts.track(key="k", path="p", size=1).genres == facts.genres


@pytest.mark.parametrize(
    ("said", "genres"),
    [
        (["(17)"], ("Rock",)),
        (["17"], ("Rock",)),
        (["(4)Eurodisco"], ("Disco", "Eurodisco")),
        (["Rock", "Pop"], ("Rock", "Pop")),
    ],
)
def test_numbers_of_the_old_list_are_names(
    mp3: Path, tmp_path: Path, said: list[str], genres: tuple[str, ...]
) -> None:
    tags = ID3()
    tags.add(TCON(encoding=3, text=said))
    tags.save(mp3)
    facts = read_file(str(tmp_path), str(mp3.relative_to(tmp_path)))
    assert facts is not None
    assert facts.genres == genres


def test_no_tags(mp3: Path, tmp_path: Path) -> None:
    facts = read_file(str(tmp_path), str(mp3.relative_to(tmp_path)))
    assert facts is not None
    assert (facts.title, facts.artists, facts.album, facts.number) == ("99 Luftballons", ("Nena",), "Best", 1)
    assert facts.problem is None
    assert facts.duration is not None


def test_several_artists_and_ids(mp3: Path, tmp_path: Path) -> None:
    tags = ID3()
    tags.add(TIT2(encoding=3, text=["Song"]))
    tags.add(TPE1(encoding=3, text=["AC/DC", "Other"]))
    tags.add(UFID(owner="http://musicbrainz.org", data=b"b1a9c0e9-d987-4042-ae91-78d6a3267d69"))
    tags.add(TXXX(encoding=3, desc="MusicBrainz Album Id", text=["d1a9c0e9-d987-4042-ae91-78d6a3267d69"]))
    tags.save(mp3)
    facts = read_file(str(tmp_path), str(mp3.relative_to(tmp_path)))
    assert facts is not None
    assert facts.artists == ("AC/DC", "Other")
    assert {external.kind for external in facts.ids} == {IdKind.MB_RECORDING, IdKind.MB_RELEASE}


def test_slash_in_old_tags_stays(mp3: Path, tmp_path: Path) -> None:
    tags = ID3()
    tags.add(TIT2(encoding=1, text=["Song"]))
    tags.add(TPE1(encoding=1, text=["AC/DC"]))
    tags.save(mp3, v2_version=3)
    facts = read_file(str(tmp_path), str(mp3.relative_to(tmp_path)))
    assert facts is not None
    assert facts.artists == ("AC/DC",)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b"\0" * 5000, FileProblem.BROKEN),
        (b"this is a text, not music. " * 50, FileProblem.BROKEN),
        (b"fLaC", FileProblem.BROKEN),
        (b"ID3\x04\0\0\x7f\x7f\x7f\x7f", FileProblem.BROKEN),
        (b"OggS\0\2", FileProblem.BROKEN),
        (b"RIFF\xff\xff\xff\xffWAVE", FileProblem.BROKEN),
        (b"<html>404</html>", FileProblem.BROKEN),
    ],
)
@pytest.mark.parametrize(
    "extension",
    [
        ".flac",
        ".mp3",
        ".ogg",
        ".opus",
        ".m4a",
        ".wav",
        ".aiff",
        ".wma",
        ".ape",
        ".wv",
        ".mpc",
        ".dsf",
        ".aac",
        ".tta",
    ],
)
def test_bad_content(tmp_path: Path, content: bytes, problem: FileProblem, extension: str) -> None:
    path = tmp_path / "Queen" / "Jazz" / f"03 - Jealousy{extension}"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    facts = read_file(str(tmp_path), f"Queen/Jazz/03 - Jealousy{extension}")
    assert facts is not None
    assert facts.problem == problem
    assert (facts.title, facts.artists, facts.album) == ("Jealousy", ("Queen",), "Jazz")


def test_truncated(demo_files: Path, tmp_path: Path) -> None:
    """Cut anywhere, a file never raises; cut in its headers or most of its sound, a FLAC says so."""
    rate = 48_000
    noise = np.random.default_rng(1).normal(0, 0.2, rate * 2).astype(np.float32)
    soundfile.write(tmp_path / "noise.flac", noise, rate, format="FLAC", subtype="PCM_16")
    whole = (tmp_path / "noise.flac").read_bytes()
    for share in (0.001, 0.01, 0.1):
        (tmp_path / "cut.flac").write_bytes(whole[: int(len(whole) * share)])
        facts = read_file(str(tmp_path), "cut.flac")
        assert facts is not None
        assert facts.problem == FileProblem.BROKEN, share
    assert (facts := read_file(str(tmp_path), "noise.flac")) is not None
    assert facts.problem is None
    for source in demo_files.rglob("*.*"):
        data = source.read_bytes()
        for length in (1, 4, 30, 100, 1000, len(data) // 2, len(data) - 1):
            cut = tmp_path / f"cut{source.suffix}"
            cut.write_bytes(data[:length])
            assert read_file(str(tmp_path), cut.name) is not None


def test_sounding_silence_is_not_cut_off(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.flac", np.zeros(480_001), 48_000, format="FLAC", subtype="PCM_16")
    facts = read_file(str(tmp_path), "silence.flac")
    assert facts is not None
    assert facts.problem is None


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_bytes_never_raise(
    demo_files: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    source = data.draw(st.sampled_from(sorted(demo_files.rglob("*.*"))))
    content = bytearray(source.read_bytes()[:6000])
    places = st.tuples(st.integers(0, min(len(content), 600) - 1), st.integers(0, 255))
    for place, value in data.draw(st.lists(places, min_size=1, max_size=20)):
        content[place] = value
    (folder / source.name).write_bytes(content)
    facts = read_file(str(folder), source.name)
    assert facts is not None
    assert facts.title


def test_misnamed(demo_files: Path, tmp_path: Path) -> None:
    """A FLAC called MP3 is read as what it is."""
    shutil.copy(next(demo_files.rglob("02 - Song 2.flac")), tmp_path / "Song 2.mp3")
    facts = read_file(str(tmp_path), "Song 2.mp3")
    assert facts is not None
    assert facts.problem is None
    assert facts.format is not None
    assert (facts.title, facts.format.codec) == ("Song 2", "flac")


def test_gone_and_unreadable(tmp_path: Path) -> None:
    assert read_file(str(tmp_path), "gone.mp3") is None
    (tmp_path / "folder.mp3").mkdir()
    facts = read_file(str(tmp_path), "folder.mp3")
    assert facts is not None
    assert facts.problem == FileProblem.UNREADABLE
    loop = tmp_path / "loop.mp3"
    loop.symlink_to(loop)
    facts = read_file(str(tmp_path), "loop.mp3")
    assert facts is not None
    assert facts.problem == FileProblem.UNREADABLE


def test_large_picture(demo_files: Path, tmp_path: Path) -> None:
    """A picture of some megabytes is no obstacle and no part of the facts."""
    from mutagen.flac import Picture  # noqa: PLC0415 -- only here

    path = tmp_path / "a.flac"
    shutil.copy(next(demo_files.rglob("02 - Song 2.flac")), path)
    audio, picture = FLAC(path), Picture()
    picture.data = bytes(3_000_000)
    audio.add_picture(picture)
    audio.save()
    facts = read_file(str(tmp_path), "a.flac")
    assert facts is not None
    assert (facts.title, facts.problem) == ("Song 2", None)
