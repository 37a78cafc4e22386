"""What a source's playlist says, in order."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from syncopate.domain.ids import ExternalId

LARGEST_FILE = 10_000_000
"""Bytes a playlist file may have, wherever it comes from."""

LARGEST_FORM = LARGEST_FILE + 100_000
"""Bytes a request with one such file may have: its other fields and the frame around it come on top."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place in a playlist; the same track may stand twice.

    `position` counts from 0; `disc` and `number` are the track's place on its album, from 1. `path` is what
    a file playlist said of the file, as it said it. `added_at` is when it was put into the playlist, by
    `added_by`, as far as the source tells.
    """

    position: int
    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    duration: timedelta | None = None
    disc: int | None = None
    number: int | None = None
    ids: frozenset[ExternalId] = frozenset()
    path: str | None = None
    added_at: datetime | None = None
    added_by: str | None = None

    @property
    def label(self) -> str:
        """It in one line, for people: "Artist - Title"."""
        return f"{', '.join(self.artists)} - {self.title}" if self.artists else self.title


class Unfit(StrEnum):
    """Why something that stands in a source's playlist is no entry of it.

    UNAVAILABLE is what is gone, barred, or named without a word about it; UNTITLED what cannot be looked for.
    """

    PODCAST = "podcast"
    VIDEO = "video"
    UNAVAILABLE = "unavailable"
    UNTITLED = "untitled"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a source's playlist that is no entry. `place` counts from 1 as the source does.

    None: the source only says that there are more than it gives. `label` is what is known of it, "" nothing.
    """

    why: Unfit
    label: str = ""
    place: int | None = None


def counted(left_out: Iterable[LeftOut]) -> dict[Unfit, int]:
    """Return how many were left out for each reason that there is."""
    found = Counter(one.why for one in left_out)
    return {why: found[why] for why in Unfit if found[why]}


class MirrorKind(StrEnum):
    """What is mirrored. The entries of an ALBUM are its tracks."""

    PLAYLIST = "playlist"
    ALBUM = "album"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumFacts:
    """What a source says of an album besides its tracks; `count` is how many it has."""

    artists: tuple[str, ...] = ()
    year: int | None = None
    count: int | None = None
    ids: frozenset[ExternalId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePlaylist:
    """What a source says about a playlist, without its entries. `reference` is the source's own id.

    `album` is given exactly for an album: its name is the album's title. `count` is how many entries it
    has, `owner` whose it is, as far as that is told without reading it. `version` is the source's own mark
    of its content: as long as that is the same, so is the content.
    """

    reference: str
    name: str
    description: str | None = None
    cover_url: str | None = None
    album: AlbumFacts | None = None
    count: int | None = None
    owner: str | None = None
    version: str | None = None

    @property
    def kind(self) -> MirrorKind:
        """What it is."""
        return MirrorKind.PLAYLIST if self.album is None else MirrorKind.ALBUM


class Origin(StrEnum):
    """Who added a mirror: the user, or the engine since it was listened to of late."""

    USER = "user"
    RECENT = "recent"


class TargetPolicy(StrEnum):
    """What becomes of tracks that the user put into the target by hand."""

    MIRROR = "mirror"
    KEEP_MINE = "keep_mine"
