"""Tags written into files of every format: what is new is there, what was there stays, the sound is untouched."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fakes.recordings import converted, ffmpeg, music, write
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, COMM, ID3, POPM, TDRC, TIT2, TPE1, TRCK, TXXX, USLT
from mutagen.mp4 import MP4, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from syncopate.audio import write_tags as writing
from syncopate.audio.beside import write_cover, write_lyrics
from syncopate.audio.loudness import Loudness
from syncopate.audio.tag_changes import NewTags, TagField, TagPolicy
from syncopate.audio.tags import read_file
from syncopate.audio.write_tags import preview_tags, write_tags
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.snapshot import Known, Unknown
from syncopate.errors import DiskFull, FolderNotWritable, WriteFailed

pytestmark = pytest.mark.tool("ffmpeg")

ENDINGS = [".flac", ".mp3", ".m4a", ".ogg", ".opus"]
PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 4
IDS = frozenset(
    {
        ExternalId(IdKind.ISRC, "GBAYE9500123"),
        ExternalId(IdKind.MB_RECORDING, "1b0a7d0c-0000-4000-8000-000000000001"),
        ExternalId(IdKind.MB_TRACK, "1b0a7d0c-0000-4000-8000-000000000002"),
        ExternalId(IdKind.MB_RELEASE, "1b0a7d0c-0000-4000-8000-000000000003"),
        ExternalId(IdKind.MB_RELEASE_GROUP, "1b0a7d0c-0000-4000-8000-000000000004"),
        ExternalId(IdKind.ACOUSTID, "1b0a7d0c-0000-4000-8000-000000000005"),
        ExternalId(IdKind.UPC, "5050466123456"),
    }
)
NEW = NewTags(
    title="Wonderwall – ワンダー",
    artists=("Oasis", "Somebody, Else"),
    album="Morning Glory",
    album_artist="Oasis",
    number=3,
    track_total=12,
    disc=1,
    disc_total=2,
    date="1995-10-02",
    genres=("Britpop", "Rock"),
    release_type="album",
    ids=IDS,
    cover=PICTURE,
    loudness=Loudness(-9.5, 0.98),
)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a short sound in every format, without tags; read only."""
    folder = tmp_path_factory.mktemp("plain")
    wave = write(folder / "song.wav", music(3, 44_100), 44_100)
    for ending in ENDINGS:
        converted(
            wave,
            folder / f"song{ending}",
            "-map_metadata",
            "-1",
            "-fflags",
            "+bitexact",
            "-flags",
            "+bitexact",
        )
    return folder


@pytest.fixture
def song(plain: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return what makes a copy of the sound in a format."""
    return lambda ending: Path(shutil.copy(plain / f"song{ending}", tmp_path / f"song{ending}"))


def _digest(path: Path, folder: Path) -> bytes:
    ffmpeg("-i", path, "-map", "0:a:0", "-c", "copy", "-f", "md5", folder / "digest")
    return (folder / "digest").read_bytes()


def _open(path: Path) -> Any:
    kinds: dict[str, Any] = {".flac": FLAC, ".ogg": OggVorbis, ".opus": OggOpus, ".m4a": MP4, ".mp3": ID3}
    return kinds[path.suffix](path)


def _facts(path: Path) -> Any:
    facts = read_file(str(path.parent), path.name)
    assert facts is not None
    assert facts.problem is None
    return facts


def _fields(found: object) -> set[TagField]:
    assert isinstance(found, Known), found
    return {change.field for change in found.value}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("policy", list(TagPolicy))
def test_everything_is_written_and_read_back(
    song: Callable[[str], Path], tmp_path: Path, ending: str, policy: TagPolicy
) -> None:
    path = song(ending)
    before = _digest(path, tmp_path)
    assert _fields(preview_tags(path, NEW, policy)) == set(TagField)
    assert _fields(write_tags(path, NEW, policy)) == set(TagField)
    facts = _facts(path)
    assert (facts.title, facts.artists, facts.album, facts.album_artist) == (
        NEW.title,
        NEW.artists,
        NEW.album,
        "Oasis",
    )
    assert (facts.number, facts.track_total, facts.disc, facts.disc_total) == (3, 12, 1, 2)
    assert (facts.year, facts.genres, facts.release_type) == (1995, NEW.genres, "album")
    assert facts.ids == IDS
    assert _digest(path, tmp_path) == before
    # Twice the same changes nothing: the file is not even touched.
    stamp = path.stat()
    again = write_tags(path, NEW, policy)
    assert _fields(again) <= {TagField.COVER, TagField.LOUDNESS}
    if policy is TagPolicy.FILL:
        assert again == Known(())
        assert path.stat() == stamp
    assert sorted(each.name for each in tmp_path.iterdir()) == ["digest", path.name]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_cover_and_the_loudness_are_there_for_players(song: Callable[[str], Path], ending: str) -> None:
    path = song(ending)
    write_tags(path, NEW, TagPolicy.FILL)
    audio = _open(path)
    if ending == ".mp3":
        assert [(frame.type, frame.mime, frame.data) for frame in audio.getall("APIC")] == [
            (3, "image/jpeg", PICTURE)
        ]
        assert audio["TXXX:REPLAYGAIN_TRACK_GAIN"].text == ["-8.50 dB"]
        assert audio["TXXX:REPLAYGAIN_TRACK_PEAK"].text == ["0.980000"]
        assert (str(audio["TPE1"]), str(audio["TRCK"]), str(audio["TPOS"])) == (
            "Oasis, Somebody, Else",
            "3/12",
            "1/2",
        )
    elif ending == ".m4a":
        assert bytes(audio["covr"][0]) == PICTURE
        assert bytes(audio["----:com.apple.iTunes:REPLAYGAIN_TRACK_GAIN"][0]) == b"-8.50 dB"
        assert (audio["\xa9ART"], audio["trkn"], audio["disk"]) == (
            ["Oasis, Somebody, Else"],
            [(3, 12)],
            [(1, 2)],
        )
    else:
        pictures = audio.pictures if ending == ".flac" else audio["metadata_block_picture"]
        assert len(pictures) == 1
        gain = (
            ("r128_track_gain", ["-3456"]) if ending == ".opus" else ("replaygain_track_gain", ["-8.50 dB"])
        )
        assert audio[gain[0]] == gain[1]
        assert (audio["artist"], audio["artists"]) == (["Oasis, Somebody, Else"], list(NEW.artists))


def _hand_made(path: Path) -> None:
    """Write what somebody cares for into a file."""
    audio = _open(path)
    if path.suffix == ".mp3":
        audio.add(TIT2(encoding=3, text="My title"))
        audio.add(TPE1(encoding=3, text="Me"))
        audio.add(TDRC(encoding=3, text="1996-05-01"))
        audio.add(TRCK(encoding=3, text="7"))
        audio.add(COMM(encoding=3, lang="eng", desc="", text="mine"))
        audio.add(POPM(email="me@home", rating=255, count=9))
        audio.add(USLT(encoding=3, lang="eng", desc="", text="la la"))
        audio.add(TXXX(encoding=3, desc="MOOD", text="calm"))
        audio.add(APIC(encoding=3, mime="image/jpeg", type=4, desc="back", data=b"\xff\xd8\xffback"))
        audio.save(path)
        return
    if path.suffix == ".m4a":
        audio.update(
            {"\xa9nam": ["My title"], "\xa9ART": ["Me"], "\xa9day": ["1996-05-01"], "trkn": [(7, 0)]}
        )
        audio.update({"\xa9cmt": ["mine"], "\xa9lyr": ["la la"]})
        audio["----:com.apple.iTunes:MOOD"] = [MP4FreeForm(b"calm")]
    else:
        audio.update({"title": ["My title"], "artist": ["Me"], "date": ["1996-05-01"], "tracknumber": ["7"]})
        audio.update({"comment": ["mine"], "lyrics": ["la la"], "mood": ["calm"], "rating": ["100"]})
    if path.suffix == ".flac":
        picture = Picture()
        picture.type, picture.mime, picture.data = 4, "image/jpeg", b"\xff\xd8\xffback"
        audio.add_picture(picture)
    audio.save()


def _kept(path: Path) -> None:
    audio = _open(path)
    if path.suffix == ".mp3":
        assert str(audio.getall("COMM")[0]) == "mine"
        assert (audio.getall("POPM")[0].rating, str(audio.getall("USLT")[0])) == (255, "la la")
        assert audio["TXXX:MOOD"].text == ["calm"]
        assert [frame.data for frame in audio.getall("APIC") if frame.type == 4] == [b"\xff\xd8\xffback"]
    elif path.suffix == ".m4a":
        assert (audio["\xa9cmt"], audio["\xa9lyr"]) == (["mine"], ["la la"])
        assert bytes(audio["----:com.apple.iTunes:MOOD"][0]) == b"calm"
    else:
        assert (audio["comment"], audio["lyrics"], audio["mood"], audio["rating"]) == (
            ["mine"],
            ["la la"],
            ["calm"],
            ["100"],
        )
        if path.suffix == ".flac":
            assert [picture.data for picture in audio.pictures if picture.type == 4] == [b"\xff\xd8\xffback"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_filling_leaves_what_somebody_wrote(song: Callable[[str], Path], ending: str) -> None:
    path = song(ending)
    _hand_made(path)
    fields = _fields(write_tags(path, NEW, TagPolicy.FILL))
    assert not fields & {TagField.TITLE, TagField.ARTISTS, TagField.DATE, TagField.NUMBER}
    facts = _facts(path)
    assert (facts.title, facts.artists, facts.year, facts.number, facts.track_total) == (
        "My title",
        ("Me",),
        1996,
        7,
        12,
    )
    assert (facts.album, facts.ids) == ("Morning Glory", IDS)
    _kept(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_correcting_replaces_what_is_said_anew_and_nothing_else(
    song: Callable[[str], Path], ending: str
) -> None:
    path = song(ending)
    _hand_made(path)
    write_tags(path, NEW, TagPolicy.CORRECT)
    facts = _facts(path)
    assert (facts.title, facts.artists, facts.year, facts.number) == (NEW.title, NEW.artists, 1995, 3)
    _kept(path)
    # Nothing is said of them now: they stay as well.
    write_tags(path, NewTags(title="Another", artists=("One",)), TagPolicy.CORRECT)
    facts = _facts(path)
    assert (facts.title, facts.artists, facts.album, facts.ids) == ("Another", ("One",), "Morning Glory", IDS)
    _kept(path)


@pytest.mark.parametrize("ending", [".flac", ".mp3", ".m4a"])
def test_a_more_precise_date_of_the_same_year_and_ids_of_other_kinds_stay(
    song: Callable[[str], Path], ending: str
) -> None:
    path = song(ending)
    other = ExternalId(IdKind.MB_RELEASE, "2b0a7d0c-0000-4000-8000-000000000009")
    write_tags(path, NewTags(date="1995-10-02", ids=frozenset({other})), TagPolicy.FILL)
    assert write_tags(path, NewTags(date="1995"), TagPolicy.CORRECT) == Known(())
    isrc = ExternalId(IdKind.ISRC, "GBAYE9500123")
    changed = write_tags(path, NewTags(ids=frozenset({isrc})), TagPolicy.CORRECT)
    assert isinstance(changed, Known)
    assert [(each.field, each.before, each.after) for each in changed.value] == [
        (TagField.IDS, "", "isrc GBAYE9500123")
    ]
    assert _facts(path).ids == {other, isrc}


def test_totals_that_stand_elsewhere_follow(song: Callable[[str], Path]) -> None:
    path = song(".mp3")
    tags = ID3()
    tags.add(TRCK(encoding=3, text="3"))
    tags.add(TXXX(encoding=3, desc="totaltracks", text="10"))
    tags.save(path)
    write_tags(path, NewTags(track_total=12), TagPolicy.CORRECT)
    assert (_facts(path).number, _facts(path).track_total) == (3, 12)


def test_what_cannot_be_tagged_is_left_alone(plain: Path, tmp_path: Path) -> None:
    wave = Path(shutil.copy(plain / "song.wav", tmp_path))
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"nothing of the kind")
    for path, reason in ((wave, writing.NOT_TAGGABLE), (broken, writing.BROKEN)):
        data = path.read_bytes()
        assert write_tags(path, NEW, TagPolicy.FILL) == Unknown(reason)
        assert preview_tags(path, NEW, TagPolicy.FILL) == Unknown(reason)
        assert path.read_bytes() == data
    with pytest.raises(WriteFailed):
        write_tags(tmp_path / "gone.mp3", NEW, TagPolicy.FILL)


def test_what_is_no_picture_is_not_embedded(song: Callable[[str], Path]) -> None:
    path = song(".flac")
    assert write_tags(path, NewTags(cover=b"<svg/>"), TagPolicy.CORRECT) == Known(())


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.ENOSPC, DiskFull), (errno.EROFS, FolderNotWritable), (errno.EIO, WriteFailed)],
)
def test_a_disk_that_fails_leaves_the_file_as_it_was(
    song: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    number: int,
    error: type[WriteFailed],
) -> None:
    path = song(ending)
    data = path.read_bytes()

    def fails(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(error):
        write_tags(path, NEW, TagPolicy.FILL)
    assert path.read_bytes() == data
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_that_would_sound_otherwise_or_was_changed_meanwhile_stays(
    song: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = song(".flac")
    data = path.read_bytes()
    digests = iter([Known(b"one"), Known(b"other")])
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_sound_digest", lambda _: next(digests))
        assert write_tags(path, NEW, TagPolicy.FILL) == Unknown(writing.SOUND_CHANGED)
    assert path.read_bytes() == data
    refused = writing._refused

    def meanwhile(*arguments: Any) -> Any:
        with path.open("ab") as file:
            file.write(b"more")
        return refused(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_refused", meanwhile)
        patch.setattr(writing, "_sounds_alike", lambda *_: True)
        assert write_tags(path, NEW, TagPolicy.FILL) == Unknown(writing.CHANGED_MEANWHILE)
    assert path.read_bytes() == data + b"more"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_with_several_names_is_replaced_under_one_alone(
    song: Callable[[str], Path], tmp_path: Path
) -> None:
    """What is still shared with others elsewhere stays as they have it."""
    path = song(".flac")
    shared = tmp_path / "shared.flac"
    os.link(path, shared)
    path.chmod(0o640)
    data = shared.read_bytes()
    write_tags(path, NEW, TagPolicy.FILL)
    assert shared.read_bytes() == data
    assert path.stat().st_mode & 0o777 == 0o640


def test_lyrics_lie_beside_and_what_lies_there_stays(tmp_path: Path) -> None:
    music_file = tmp_path / "03 - Wonderwall.flac"
    timed = "[00:12.30] Today\r\n[00:15.00] is gonna\n"
    path = write_lyrics(music_file, synced=timed, plain="Today is")
    assert path == tmp_path / "03 - Wonderwall.lrc"
    assert path.read_text(encoding="utf-8") == "[00:12.30] Today\n[00:15.00] is gonna\n"
    assert write_lyrics(music_file, synced="[00:01.00] other", plain=None) is None
    assert write_lyrics(music_file, synced="[00:01.00] other", plain=None, again=True) == path
    other = tmp_path / "04.flac"
    assert write_lyrics(other, synced=None, plain="Without times") == tmp_path / "04.txt"
    assert write_lyrics(tmp_path / "05.flac", synced="no times at all", plain=None) == tmp_path / "05.txt"
    for nothing in (None, "", "  \n"):
        assert write_lyrics(tmp_path / "06.flac", synced=nothing, plain=nothing) is None


def test_the_cover_lies_in_the_folder_once(tmp_path: Path) -> None:
    assert write_cover(tmp_path, b"<html>") is None
    assert write_cover(tmp_path, PICTURE) == tmp_path / "cover.jpg"
    png = b"\x89PNG\r\n\x1a\n" + bytes(100)
    assert write_cover(tmp_path, png) is None
    assert (tmp_path / "cover.jpg").read_bytes() == PICTURE
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "Folder.jpg").write_bytes(b"mine")
    (folder / "folder.jpg").write_bytes(b"mine")
    assert write_cover(folder, png) is None
    assert write_cover(folder, png, again=True) == folder / "cover.png"
