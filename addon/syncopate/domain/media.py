"""Tracks of a library, as its index holds them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from syncopate.domain.ids import ExternalId


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFormat:
    """How the sound is stored. Bit rate in kbit/s, sample rate in Hz, depth in bits."""

    codec: str
    bitrate: int | None = None
    sample_rate: int | None = None
    bit_depth: int | None = None
    lossless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """A file or server item. `key` is the library's own: a relative path or a server's item id.

    `track_total` and `disc_total` are how many the tags say there are, on the disc and of discs;
    `release_type` is what they say of the release in lower case: "album", "album; live", "compilation".
    `album_key` and `added_at` are what a server says: its own id of the album, and since when it has the
    track.
    """

    key: str
    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_artist: str | None = None
    duration: timedelta | None = None
    disc: int | None = None
    number: int | None = None
    track_total: int | None = None
    disc_total: int | None = None
    year: int | None = None
    release_type: str | None = None
    genres: tuple[str, ...] = ()
    album_key: str | None = None
    added_at: datetime | None = None
    ids: frozenset[ExternalId] = frozenset()
    path: str | None = None
    size: int | None = None
    format: AudioFormat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStamp:
    """What tells a changed file from an unchanged one without opening it. Size in bytes."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedTrack:
    """A track as a scan found it; `problem` is an error key when only its name could be read."""

    track: Track
    stamp: FileStamp | None = None
    problem: str | None = None
