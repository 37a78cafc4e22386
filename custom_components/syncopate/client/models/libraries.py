"""What goes over the wire, of libraries: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class LibraryView:
    """A library and its numbers. `readable` false: `key` says why nothing is known about it now."""

    account_id: str
    albums: int
    artists: int
    id: str
    name: str
    problems: int
    provider: str
    section: str
    size_bytes: int
    tracks: int
    key: str | None = None
    last_complete_at: datetime | None = None
    last_scan_at: datetime | None = None
    readable: bool | None = None


@dataclass(frozen=True, kw_only=True)
class TrackView:
    """A track of a library."""

    artists: list[str]
    key: str
    library_id: str
    title: str
    album: str | None = None
    bitrate: int | None = None
    codec: str | None = None
    disc: int | None = None
    duration_ms: int | None = None
    number: int | None = None
    path: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class LibraryList:
    """All libraries."""

    items: list[LibraryView]
