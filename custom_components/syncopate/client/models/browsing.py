"""What goes over the wire, of browsing: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


class AlbumKind(StrEnum):
    """What sort of release it is."""

    ALBUM = "album"
    EP = "ep"
    SINGLE = "single"
    COMPILATION = "compilation"
    LIVE = "live"
    SOUNDTRACK = "soundtrack"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class BrowsedAlbum:
    """An album. `owned` of `total` tracks are there, `missing` are not; null when nobody says how many."""

    added_at: datetime | None = None
    artists: list[str] | None = None
    complete: bool | None = None
    cover_path: str | None = None
    duration_ms: int | None = None
    id: str | None = None
    key: str | None = None
    kind: AlbumKind | None = None
    library_id: str | None = None
    missing: int | None = None
    owned: int | None = None
    percent: int | None = None
    size_bytes: int | None = None
    title: str | None = None
    total: int | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class BrowsedArtist:
    """
    An artist: how many albums are theirs and on how many tracks they play.

    `owned` of `total` tracks are there of those albums whose total is known. `cover_path` leads to a picture
    from the top of the API's host, where a server has one.
    """

    albums: int | None = None
    cover_path: str | None = None
    id: str | None = None
    key: str | None = None
    library_id: str | None = None
    missing: int | None = None
    name: str | None = None
    owned: int | None = None
    percent: int | None = None
    total: int | None = None
    tracks: int | None = None


class IdKind(StrEnum):
    """The catalogue an identifier belongs to."""

    ISRC = "isrc"
    MB_RECORDING = "mb_recording"
    MB_TRACK = "mb_track"
    MB_RELEASE = "mb_release"
    MB_RELEASE_GROUP = "mb_release_group"
    UPC = "upc"
    ACOUSTID = "acoustid"
    SPOTIFY = "spotify"
    TIDAL = "tidal"
    DEEZER = "deezer"
    APPLE = "apple"
    YOUTUBE = "youtube"
    QOBUZ = "qobuz"
    BEATPORT = "beatport"
    DISCOGS = "discogs"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class PageInfo:
    """Where a page lies in the whole; pages count from 1."""

    has_next: bool
    limit: int
    page: int
    total: int
    total_pages: int


@dataclass(frozen=True, kw_only=True)
class BrowsedAlbumPage:
    """Albums, in order."""

    items: list[BrowsedAlbum]
    page: PageInfo


@dataclass(frozen=True, kw_only=True)
class BrowsedArtistPage:
    """Artists, in order."""

    items: list[BrowsedArtist]
    page: PageInfo


@dataclass(frozen=True, kw_only=True)
class CatalogueId:
    """What a catalogue calls a track, with its public page where there is one."""

    kind: IdKind
    link: str | None
    value: str


@dataclass(frozen=True, kw_only=True)
class BrowsedTrack:
    """A track. Bit rate in kbit/s, sample rate in Hz, depth in bits."""

    added_at: datetime | None = None
    album: str | None = None
    album_artist: str | None = None
    album_id: str | None = None
    artists: list[str] | None = None
    bit_depth: int | None = None
    bitrate: int | None = None
    codec: str | None = None
    cover_path: str | None = None
    disc: int | None = None
    disc_total: int | None = None
    duration_ms: int | None = None
    genres: list[str] | None = None
    id: str | None = None
    ids: list[CatalogueId] | None = None
    key: str | None = None
    library_id: str | None = None
    lossless: bool | None = None
    number: int | None = None
    path: str | None = None
    sample_rate: int | None = None
    size_bytes: int | None = None
    title: str | None = None
    track_total: int | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class BrowsedTrackPage:
    """Tracks, in order."""

    items: list[BrowsedTrack]
    page: PageInfo
