"""What goes over the wire, of playlists: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from .answers import Pagination
from .runs import ItemStatus


@dataclass(frozen=True, kw_only=True)
class AlbumFactsView:
    """What a source says of an album besides its tracks; `count` is how many it has."""

    artists: list[str]
    count: int | None = None
    link: str | None = None
    mb_release: str | None = None
    upc: str | None = None
    year: int | None = None


class ExportFormat(StrEnum):
    """What a playlist can be exported as; the value is the ending of its files."""

    M3U = "m3u"
    M3U8 = "m3u8"
    CSV = "csv"
    XSPF = "xspf"
    JSPF = "jspf"
    TXT = "txt"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


class HoldReason(StrEnum):
    """Why a plan waits for the user."""

    WOULD_EMPTY = "would_empty"
    MASS_REMOVAL = "mass_removal"
    TARGET_GONE = "target_gone"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class LeftOutCounts:
    """How much of a source's playlist is no entry, by why: nothing to match, or nothing known of it."""

    podcast: int = 0
    unavailable: int = 0
    untitled: int = 0
    video: int = 0


class MirrorKind(StrEnum):
    """What is mirrored. The entries of an ALBUM are its tracks."""

    PLAYLIST = "playlist"
    ALBUM = "album"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class SourceHoldView:
    """A source that shrank from `before` to `now` entries; `digest` accepts just what it says."""

    at: datetime
    before: int
    digest: str
    now: int


class TargetPolicy(StrEnum):
    """What becomes of tracks that the user put into the target by hand."""

    MIRROR = "mirror"
    KEEP_MINE = "keep_mine"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class VerdictCounts:
    """How many entries have which verdict."""

    matched: int
    missing: int
    review: int
    unknown: int


class SyncopateDomainPlaylistOrigin(StrEnum):
    """Who added a mirror: the user, or the engine since it was listened to of late."""

    USER = "user"
    RECENT = "recent"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class PlaylistView:
    """
    A mirror of a source's playlist or album, with its target. `label` is the category of its MQTT device.

    Of an album `owned` of `total` tracks are there, on whatever album, and `album_key` is the library's album
    that it is; null while that is not known. `visible` is how many entries of its source can be seen at most,
    `left_out` what stands there and is no entry; `source_held` is what the source says that waits for the
    user; `expires_at` is when it goes by itself.
    """

    counts: VerdictCounts
    enabled: bool
    entries: int
    id: str
    interval_days: int
    name: str
    policy: TargetPolicy
    provider: str
    reference: str
    source_name: str
    account_id: str | None = None
    album: AlbumFactsView | None = None
    album_key: str | None = None
    cover_url: str | None = None
    custom_cover_url: str | None = None
    custom_name: str | None = None
    description: str | None = None
    expires_at: datetime | None = None
    export: ExportFormat | None = None
    held: HoldReason | None = None
    held_digest: str | None = None
    kind: MirrorKind = MirrorKind.PLAYLIST
    label: str | None = None
    last_detail: str = ""
    last_error: str | None = None
    last_status: ItemStatus | None = None
    last_success_at: datetime | None = None
    last_sync_at: datetime | None = None
    left_out: LeftOutCounts | None = None
    library_id: str | None = None
    library_name: str | None = None
    member_id: str | None = None
    next_due_at: datetime | None = None
    origin: SyncopateDomainPlaylistOrigin = SyncopateDomainPlaylistOrigin.USER
    owned: int | None = None
    source_gone_at: datetime | None = None
    source_held: SourceHoldView | None = None
    target_key: str | None = None
    total: int | None = None
    visible: int | None = None


@dataclass(frozen=True, kw_only=True)
class PlaylistPage:
    """Playlists and albums by name."""

    items: list[PlaylistView]
    page: Pagination
