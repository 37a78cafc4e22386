"""What is missing and shall be got: what is wanted, who offers it, how far it is.

Durations are timedeltas, sizes bytes, speeds bytes a second, times moments with a zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from syncopate.domain.ids import ExternalId
from syncopate.domain.media import Track


class WantKind(StrEnum):
    """What is wanted as one."""

    TRACK = "track"
    ALBUM = "album"


class WantOrigin(StrEnum):
    """Who wants it."""

    USER = "user"
    PLAYLIST = "playlist"
    ALBUM = "album"
    """A mirrored album that the library has not or not whole."""
    ARTIST = "artist"
    """A release of an artist that is followed."""
    QUALITY = "quality"
    """It is there, below the profile."""


class WantState(StrEnum):
    """How far it is. A want lives in the store; an attempt at it is one run."""

    WANTED = "wanted"
    SEARCHING = "searching"
    CHOSEN = "chosen"
    DOWNLOADING = "downloading"
    VERIFYING = "verifying"
    TAGGING = "tagging"
    PLACING = "placing"
    DONE = "done"
    DEFERRED = "deferred"
    """Nobody had it, or its source was away: tried again at `next_attempt_at`."""
    REVIEW = "review"
    """A file came and waits, with the evidence, for somebody to say yes or no."""
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it by itself."""
        return self in {WantState.DONE, WantState.CANCELLED}

    @property
    def under_way(self) -> bool:
        """Whether an attempt at it has begun and not ended."""
        return self in _UNDER_WAY


_UNDER_WAY = frozenset(
    {
        WantState.SEARCHING,
        WantState.CHOSEN,
        WantState.DOWNLOADING,
        WantState.VERIFYING,
        WantState.TAGGING,
        WantState.PLACING,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted. Of an album `title` is its own and `album` None; `track_total` how many it has.

    `album_artist` is whom the album is by where that is another than the track's artists.
    """

    kind: WantKind
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

    @property
    def label(self) -> str:
        """It in one line, for people: "Artist - Title"."""
        return f"{', '.join(self.artists)} - {self.title}" if self.artists else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A file that a source says it can give.

    `key` is the source's own, enough to fetch it later, also after a restart. `track` is what it is as far as
    its name and the source tell: that is what the matcher looks at; its `path` is the name as the source has
    it, its `format` and `duration` are claims until the file was read. `folder` is the same of all files that
    lie together. `peer` is who has it, "" where that is the source itself; `queue` how many wait before us.
    """

    key: str
    track: Track
    folder: str | None = None
    peer: str = ""
    free_slot: bool | None = None
    queue: int | None = None
    speed: int | None = None


class TransferState(StrEnum):
    """What a source says of a file it was asked for."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"
    """The source knows nothing of it (any more)."""

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self not in {TransferState.QUEUED, TransferState.RUNNING}


class TransferFault(StrEnum):
    """Why a file did not come, where that is nobody's error: another offer may still be good."""

    REJECTED = "transfer_rejected"
    """Who has it does not give it."""
    OFFLINE = "peer_offline"
    TIMED_OUT = "transfer_timed_out"
    BROKE_OFF = "transfer_broke_off"
    NOT_OFFERED = "no_longer_offered"
    """It is not there any more, or was closed to us."""
    NOT_HERE = "file_not_here"
    """The source has it, but it does not lie where we look: a mapping of paths may be wrong."""
    TOO_LARGE = "file_too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """How far a file is that was asked for.

    `path` is where it lies as we see it, once it is DONE. `reason` is a TransferFault or an error key and
    `detail` a sentence where it failed; `left` is how long it will take yet, as far as that can be told.
    """

    state: TransferState
    done: int = 0
    total: int | None = None
    speed: int | None = None
    queue: int | None = None
    left: timedelta | None = None
    path: str | None = None
    reason: str | None = None
    detail: str = ""


class Handed(StrEnum):
    """What became of a want that was handed to somebody who looks for it by itself."""

    LOOKING = "looking"
    PART = "part"
    """Some of an album came."""
    HERE = "here"
    GONE = "gone"
    """It was removed there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A want that was handed on. `ticket` is the receiver's own name of it; `have` of `of` tracks came."""

    ticket: str
    state: Handed
    have: int = 0
    of: int | None = None
    since: datetime | None = None
    facts: Mapping[str, str] | None = None
