"""Real music files for a real server: tiny FLACs, all of one sound, with tags of their own."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import mutagen
import soundfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Disc:
    """An album to be written: its songs in order, and tags that all of them have."""

    artist: str
    album: str
    titles: Sequence[str]
    tags: dict[str, str] = field(default_factory=dict)


def write_sound(file: Path) -> Path:
    """Write a short FLAC file without tags."""
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, [0.0, 0.1, -0.1, 0.0] * 200, 8000, subtype="PCM_16")
    return file


def tag(file: Path, **tags: str) -> None:
    """Give a file these tags, besides those it has."""
    tagged = mutagen.File(file)
    assert tagged is not None
    tagged.update(tags)
    tagged.save()


def write_disc(folder: Path, sound: Path, disc: Disc) -> list[Path]:
    """Write an album's files below a folder: ARTIST/ALBUM/01 TITLE.flac."""
    files = []
    for number, title in enumerate(disc.titles, 1):
        plain = title.replace("/", "_")
        file = (
            folder
            / disc.artist.replace("/", "_")
            / disc.album.replace("/", "_")
            / f"{number:02} {plain}.flac"
        )
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(sound, file)
        tag(
            file,
            title=title,
            artist=disc.artist,
            album=disc.album,
            albumartist=disc.artist,
            tracknumber=str(number),
            **disc.tags,
        )
        files.append(file)
    return files


def write_many(folder: Path, sound: Path, count: int) -> None:
    """Write so many songs, ten to an album, five albums to an artist."""
    for first in range(0, count, 10):
        number = first // 10
        titles = [f"Song {first + at:05}" for at in range(min(10, count - first))]
        tags = {"date": str(1970 + number % 50), "genre": ("Rock", "Jazz", "Pop")[number % 3]}
        disc = Disc(artist=f"Band {number // 5:03}", album=f"Record {number:04}", titles=titles, tags=tags)
        write_disc(folder, sound, disc)
