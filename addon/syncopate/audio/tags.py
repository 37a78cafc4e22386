"""One audio file in, facts out. A bad file never raises: it gives a problem and what its name says."""

import errno
import math
import os
import struct
import zlib
from datetime import timedelta
from pathlib import PurePosixPath
from typing import IO, Any

import mutagen

from syncopate.audio.facts import FileFacts, FileProblem, Tags
from syncopate.audio.formats import LOADERS, MISNAMED, Loader
from syncopate.audio.names import guess_from_path
from syncopate.domain.media import AudioFormat

BAD_BYTES = (
    mutagen.MutagenError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What a reader of damaged files may trip over, besides its own errors."""
# Errors of the disk or the network; others come of jumping to places that a damaged file names.
_DISK_ERRORS = frozenset(
    {errno.EIO, errno.ESTALE, errno.ENXIO, errno.ENODEV, errno.ENOTCONN, errno.ETIMEDOUT}
)
_LONGEST = timedelta(days=30)


def read_file(root: str, relative: str) -> FileFacts | None:
    """Read one file below `root`; None when it is not there any more."""
    try:
        with open(f"{root}/{relative}", "rb") as file:  # noqa: PTH123 -- a Path for each of many thousand files is dear
            if not os.fstat(file.fileno()).st_size:
                return _facts(relative, problem=FileProblem.EMPTY)
            return _read(file, relative)
    except FileNotFoundError, NotADirectoryError:
        return None
    except OSError:
        return _facts(relative, problem=FileProblem.UNREADABLE)


def open_tagged(file: IO[bytes], name: str) -> tuple[Loader, Any] | None:
    """Open the tags of a file that can be read and written; None where it is damaged or no file of music.

    Raises OSError where the disk fails.
    """
    for loader in _loaders(file, name):
        file.seek(0)
        try:
            return loader, loader.open(file)
        except BAD_BYTES as error:
            _raise_for_disk(error)
    return None


def _read(file: IO[bytes], relative: str) -> FileFacts:
    """Try the reader of the extension, then those that the first bytes speak for. Raises OSError."""
    for loader in _loaders(file, relative):
        file.seek(0)
        try:
            return _loaded(loader, loader.open(file), relative)
        except BAD_BYTES as error:
            _raise_for_disk(error)
    return _facts(relative, problem=FileProblem.BROKEN)


def _raise_for_disk(error: BaseException) -> None:
    cause = error.__context__
    if isinstance(cause, OSError) and cause.errno in _DISK_ERRORS:
        raise cause from error


def _loaders(file: IO[bytes], relative: str) -> list[Loader]:
    first = LOADERS.get(PurePosixPath(relative).suffix.lower())
    start = file.read(4)
    found = [loader for magic, loader in MISNAMED if start.startswith(magic) and loader is not first]
    return [first, *found] if first else found


def _loaded(loader: Loader, audio: Any, relative: str) -> FileFacts:
    info = audio.info
    seconds = float(getattr(info, "length", 0) or 0)
    known = math.isfinite(seconds) and 0 < seconds < _LONGEST.total_seconds()
    return _facts(
        relative,
        tags=Tags() if audio.tags is None else loader.family.tags(loader.family.texts(audio.tags)),
        duration=timedelta(milliseconds=round(seconds * 1000)) if known else None,
        audio_format=loader.format(info),
        problem=FileProblem.BROKEN if getattr(info, "sketchy", False) or _cut_off(info) else None,
    )


def _cut_off(info: Any) -> bool:
    """Tell a FLAC with fewer bytes of sound than its smallest frames need (RFC 9639, 8.2)."""
    smallest, block = getattr(info, "min_framesize", 0), getattr(info, "max_blocksize", 0)
    if not (smallest and block and info.total_samples and info.length):
        return False
    sound = info.bitrate * info.length / 8
    # mutagen gives whole bits a second: allow for what it rounds off, and for a shorter last frame.
    return bool(sound + info.length / 8 + 1 < (info.total_samples // block) * smallest)


def _facts(
    relative: str,
    *,
    tags: Tags | None = None,
    duration: timedelta | None = None,
    audio_format: AudioFormat | None = None,
    problem: FileProblem | None = None,
) -> FileFacts:
    said = tags or Tags()
    artists = said.artists or ((said.album_artist,) if said.album_artist else ())
    if said.title and artists:
        return FileFacts(
            title=said.title,
            artists=artists,
            album=said.album,
            album_artist=said.album_artist,
            duration=duration,
            disc=said.disc,
            number=said.number,
            track_total=said.track_total,
            disc_total=said.disc_total,
            year=said.year,
            release_type=said.release_type,
            genres=said.genres,
            ids=said.ids,
            format=audio_format,
            problem=problem,
        )
    guess = guess_from_path(relative)
    return FileFacts(
        title=said.title or guess.title,
        artists=artists or guess.artists,
        album=said.album or guess.album,
        album_artist=said.album_artist,
        duration=duration,
        disc=said.disc or guess.disc,
        number=said.number or guess.number,
        track_total=said.track_total,
        disc_total=said.disc_total,
        year=said.year,
        release_type=said.release_type,
        genres=said.genres,
        ids=said.ids,
        format=audio_format,
        problem=problem,
    )
