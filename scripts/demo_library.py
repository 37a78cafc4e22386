"""A small music library of generated tones, and playlists that find, doubt and miss some of it.

The files are real and playable: FLAC, MP3, Ogg Vorbis and Opus written by libsndfile, M4A by ffmpeg where
that is installed (left out where it is not). Nothing is downloaded; tags are written with mutagen.
"""

import csv
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from mutagen.flac import FLAC
from mutagen.id3 import ID3, TALB, TDRC, TIT2, TPE1, TPE2, TPOS, TRCK, TSRC
from mutagen.mp4 import MP4, MP4FreeForm
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

_RATE = 48_000
_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoTrack:
    """One track of the demo library; `path` relative to it."""

    path: str
    title: str
    artists: tuple[str, ...]
    album: str
    number: int = 1
    year: int = 2001
    isrc: str | None = None
    seconds: float = _SECONDS


TRACKS: tuple[DemoTrack, ...] = (
    DemoTrack(
        path="Кино/Группа крови/01 - Группа крови.flac",
        title="Группа крови",
        artists=("Кино",),
        album="Группа крови",
        year=1988,
    ),
    DemoTrack(
        path="藤井風/LOVE ALL SERVE ALL/01 - きらり.flac",
        title="きらり",
        artists=("藤井風",),
        album="LOVE ALL SERVE ALL",
        year=2022,
        isrc="JPPO02101234",
    ),
    DemoTrack(
        path="AC_DC/Back in Black/06 - Back in Black.mp3",
        title="Back in Black",
        artists=("AC/DC",),
        album="Back in Black",
        number=6,
        year=1980,
        isrc="AUAP08000046",
    ),
    DemoTrack(
        path="!!!/Louden Up Now/02 - Pardon My Freedom.ogg",
        title="Pardon My Freedom",
        artists=("!!!",),
        album="Louden Up Now",
        number=2,
        year=2004,
    ),
    DemoTrack(
        path="Pink Floyd/The Wall/03 - Another Brick in the Wall, Pt. 1.flac",
        title="Another Brick in the Wall, Pt. 1",
        artists=("Pink Floyd",),
        album="The Wall",
        number=3,
        year=1979,
    ),
    DemoTrack(
        path="Pink Floyd/The Wall/05 - Another Brick in the Wall, Pt. 2.flac",
        title="Another Brick in the Wall, Pt. 2",
        artists=("Pink Floyd",),
        album="The Wall",
        number=5,
        year=1979,
    ),
    DemoTrack(
        path="Queen/Greatest Hits/01 - Bohemian Rhapsody - Remastered 2011.mp3",
        title="Bohemian Rhapsody - Remastered 2011",
        artists=("Queen",),
        album="Greatest Hits",
        year=1975,
        isrc="GBUM71029604",
    ),
    DemoTrack(
        path="Oasis/Definitely Maybe/03 - Live Forever.ogg",
        title="Live Forever",
        artists=("Oasis",),
        album="Definitely Maybe",
        number=3,
        year=1994,
    ),
    DemoTrack(
        path="Oasis/Familiar to Millions/12 - Live Forever (Live at Wembley).mp3",
        title="Live Forever (Live at Wembley)",
        artists=("Oasis",),
        album="Familiar to Millions",
        number=12,
        year=2000,
    ),
    DemoTrack(
        path="Daft Punk/Random Access Memories/08 - Get Lucky.flac",
        title="Get Lucky (feat. Pharrell Williams & Nile Rodgers)",
        artists=("Daft Punk", "Pharrell Williams", "Nile Rodgers"),
        album="Random Access Memories",
        number=8,
        year=2013,
        isrc="USQX91300108",
    ),
    DemoTrack(
        path="Tyler, The Creator/IGOR/02 - EARFQUAKE.mp3",
        title="EARFQUAKE",
        artists=("Tyler, The Creator",),
        album="IGOR",
        number=2,
        year=2019,
    ),
    DemoTrack(
        path="Earth, Wind & Fire/I Am/02 - September.ogg",
        title="September",
        artists=("Earth, Wind & Fire",),
        album="I Am",
        number=2,
        year=1978,
    ),
    DemoTrack(
        path="Simon & Garfunkel/Bookends/03 - America.opus",
        title="America",
        artists=("Simon & Garfunkel",),
        album="Bookends",
        number=3,
        year=1968,
    ),
    DemoTrack(
        path="Nena/99 Luftballons/01 - 99 Luftballons.mp3",
        title="99 Luftballons",
        artists=("Nena",),
        album="99 Luftballons",
        year=1983,
    ),
    DemoTrack(
        path="Blur/Blur/02 - Song 2.flac",
        title="Song 2",
        artists=("Blur",),
        album="Blur",
        number=2,
        year=1997,
    ),
    DemoTrack(
        path="방탄소년단/WINGS/02 - 피 땀 눈물.mp3",
        title="피 땀 눈물",
        artists=("방탄소년단",),
        album="WINGS",
        number=2,
        year=2016,
    ),
    DemoTrack(
        path="Björk/Homogenic/02 - Jóga.m4a",
        title="Jóga",
        artists=("Björk",),
        album="Homogenic",
        number=2,
        year=1997,
        isrc="GBAYE9700001",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    soundfile_format: str
    subtype: str
    tag: Callable[[Path, DemoTrack], None]


def make_library(folder: Path) -> list[Path]:
    """Write the demo library below `folder` and return its files; those that are there are kept.

    M4A is left out where ffmpeg is not installed.
    """
    written = []
    for place, track in enumerate(TRACKS):
        path = folder / track.path
        if path.suffix == ".m4a" and shutil.which("ffmpeg") is None:
            continue
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_track(path, track, pitch=220 * 2 ** (place / 12))
        written.append(path)
    return written


def write_track(path: Path, track: DemoTrack, *, pitch: float = 440.0) -> None:
    """Write one tone with its tags, in the format of the extension."""
    time = np.arange(int(_RATE * track.seconds)) / _RATE
    fade = np.minimum(1.0, np.minimum(time, track.seconds - time) * 20)
    tone = (0.2 * np.sin(2 * np.pi * pitch * time) * fade).astype(np.float32)
    if path.suffix == ".m4a":
        _encode_m4a(path, tone)
        _tag_mp4(path, track)
        return
    kind = _FORMATS[path.suffix]
    soundfile.write(path, tone, _RATE, format=kind.soundfile_format, subtype=kind.subtype)
    kind.tag(path, track)


def write_playlists(folder: Path) -> list[Path]:
    """Write a CSV and an M3U8 whose entries are found, doubtful and missing; return them."""
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / "Road trip.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Title", "Artist", "Album", "Duration", "ISRC", "Spotify URI"))
        writer.writerows(_TABLE)
    plain = folder / "Evening.m3u8"
    lines = ["#EXTM3U", "#PLAYLIST:Evening"]
    for said, path in _EXTENDED:
        lines += [f"#EXTINF:{int(_SECONDS)},{said}", path]
    plain.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [table, plain]


_TABLE: tuple[tuple[str, ...], ...] = (
    # There under another spelling, version label or id.
    ("Back In Black", "AC/DC", "Back in Black", "0:02", "AUAP08000046", ""),
    ("Bohemian Rhapsody", "Queen", "A Night at the Opera", "0:02", "", ""),
    ("Get Lucky", "Daft Punk feat. Pharrell Williams", "Random Access Memories", "0:02", "", ""),
    ("Группа крови", "Кино", "Группа крови", "0:02", "", ""),
    ("きらり", "藤井風", "", "0:02", "JPPO02101234", ""),
    ("Pardon My Freedom", "!!!", "Louden Up Now", "0:02", "", ""),
    ("Another Brick in the Wall, Pt. 2", "Pink Floyd", "The Wall", "0:02", "", ""),
    ("Live Forever", "Oasis", "Definitely Maybe", "0:02", "", ""),
    ("EARFQUAKE", "Tyler, The Creator", "IGOR", "0:02", "", ""),
    ("피 땀 눈물", "방탄소년단", "", "0:02", "", ""),
    # Doubtful: misspelt, or without an artist.
    ("Septembr", "Earth Wind and Fire", "", "0:02", "", ""),
    ("America", "", "", "", "", ""),
    # Not there: another part, another version, another artist.
    ("Another Brick in the Wall, Pt. 3", "Pink Floyd", "The Wall", "0:02", "", ""),
    ("Song 3", "Blur", "", "0:02", "", ""),
    ("Get Lucky (Karaoke Version)", "Daft Punk", "", "0:02", "", ""),
    (
        "Звезда по имени Солнце",
        "Кино",
        "Звезда по имени Солнце",
        "3:45",
        "",
        "spotify:track:0000000000000000000001",
    ),
)

_EXTENDED: tuple[tuple[str, str], ...] = (
    ("Nena - 99 Luftballons", "../music/Nena/99 Luftballons/01 - 99 Luftballons.mp3"),
    ("Blur - Song 2", "../music/Blur/Blur/02 - Song 2.flac"),
    ("Pink Floyd - Another Brick in the Wall, Pt. 1", "D:\\Music\\Pink Floyd\\The Wall\\03.flac"),
    ("Oasis - Live Forever (Live at Wembley)", "Live Forever.mp3"),
    ("Simon & Garfunkel - America", "../music/Simon & Garfunkel/Bookends/03 - America.opus"),
    ("Björk - Jóga", "../music/Björk/Homogenic/02 - Jóga.m4a"),
    ("Simon & Garfunkel - The Boxer", "../music/Simon & Garfunkel/The Boxer.flac"),
)


def _vorbis_comments(track: DemoTrack) -> Mapping[str, list[str]]:
    comments = {
        "title": [track.title],
        "artist": list(track.artists),
        "albumartist": [track.artists[0]],
        "album": [track.album],
        "tracknumber": [str(track.number)],
        "discnumber": ["1"],
        "date": [str(track.year)],
    }
    if track.isrc:
        comments["isrc"] = [track.isrc]
    return comments


def _tag_flac(path: Path, track: DemoTrack) -> None:
    audio = FLAC(path)
    audio.update(_vorbis_comments(track))
    audio.save()


def _tag_vorbis(path: Path, track: DemoTrack) -> None:
    audio = OggVorbis(path)
    audio.update(_vorbis_comments(track))
    audio.save()


def _tag_opus(path: Path, track: DemoTrack) -> None:
    audio = OggOpus(path)
    audio.update(_vorbis_comments(track))
    audio.save()


def _tag_id3(path: Path, track: DemoTrack) -> None:
    tags = ID3()
    tags.add(TIT2(encoding=3, text=[track.title]))
    tags.add(TPE1(encoding=3, text=list(track.artists)))
    tags.add(TPE2(encoding=3, text=[track.artists[0]]))
    tags.add(TALB(encoding=3, text=[track.album]))
    tags.add(TRCK(encoding=3, text=[str(track.number)]))
    tags.add(TPOS(encoding=3, text=["1"]))
    tags.add(TDRC(encoding=3, text=[str(track.year)]))
    if track.isrc:
        tags.add(TSRC(encoding=3, text=[track.isrc]))
    tags.save(path)


def _tag_mp4(path: Path, track: DemoTrack) -> None:
    audio = MP4(path)
    audio["\xa9nam"] = [track.title]
    audio["\xa9ART"] = list(track.artists)
    audio["aART"] = [track.artists[0]]
    audio["\xa9alb"] = [track.album]
    audio["\xa9day"] = [str(track.year)]
    audio["trkn"] = [(track.number, 0)]
    audio["disk"] = [(1, 1)]
    if track.isrc:
        audio["----:com.apple.iTunes:ISRC"] = [MP4FreeForm(track.isrc.encode())]
    audio.save()


def _encode_m4a(path: Path, tone: np.ndarray) -> None:
    plain = path.with_suffix(".wav")
    soundfile.write(plain, tone, _RATE, subtype="PCM_16")
    try:
        command = (
            "ffmpeg",
            "-nostdin",
            "-loglevel",
            "error",
            "-y",
            "-i",
            str(plain),
            "-c:a",
            "aac",
            str(path),
        )
        subprocess.run(command, check=True, timeout=60)
    finally:
        plain.unlink()


_FORMATS: Mapping[str, _Format] = {
    ".flac": _Format(soundfile_format="FLAC", subtype="PCM_16", tag=_tag_flac),
    ".mp3": _Format(soundfile_format="MP3", subtype="MPEG_LAYER_III", tag=_tag_id3),
    ".ogg": _Format(soundfile_format="OGG", subtype="VORBIS", tag=_tag_vorbis),
    ".opus": _Format(soundfile_format="OGG", subtype="OPUS", tag=_tag_opus),
}


if __name__ == "__main__":
    demo = Path(sys.argv[1])
    print(f"{len(make_library(demo / 'music'))} music files in {demo / 'music'}")
    for playlist in write_playlists(demo / "playlists"):
        print(f"playlist {playlist}")
