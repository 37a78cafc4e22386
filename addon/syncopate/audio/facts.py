"""What can be learnt of an audio file, in plain picklable values."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from syncopate.domain.ids import ExternalId
from syncopate.domain.media import AudioFormat, Track


class FileProblem(StrEnum):
    """Why a file could not be read as it should; its name still says something.

    BROKEN: not audio, or damaged, or cut off. EMPTY: no bytes at all. UNREADABLE: the system refused it.
    """

    BROKEN = "broken_file"
    EMPTY = "empty_file"
    UNREADABLE = "unreadable_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What the tags say; nothing where they are silent."""

    title: str | None = None
    artists: tuple[str, ...] = ()
    album: str | None = None
    album_artist: str | None = None
    disc: int | None = None
    number: int | None = None
    track_total: int | None = None
    disc_total: int | None = None
    year: int | None = None
    release_type: str | None = None
    genres: tuple[str, ...] = ()
    ids: frozenset[ExternalId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """One file as read. `title` and `artists` come from the file's name where its tags do not say."""

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
    ids: frozenset[ExternalId] = frozenset()
    format: AudioFormat | None = None
    problem: FileProblem | None = None

    def track(self, *, key: str, path: str, size: int) -> Track:
        """Make the library's track of it."""
        return Track(
            key=key,
            title=self.title,
            artists=self.artists,
            album=self.album,
            album_artist=self.album_artist,
            duration=self.duration,
            disc=self.disc,
            number=self.number,
            track_total=self.track_total,
            disc_total=self.disc_total,
            year=self.year,
            release_type=self.release_type,
            genres=self.genres,
            ids=self.ids,
            path=path,
            size=size,
            format=self.format,
        )
