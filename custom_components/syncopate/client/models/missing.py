"""What goes over the wire, of missing: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass

from .answers import Pagination


@dataclass(frozen=True, kw_only=True)
class MissingItem:
    """An entry that the library does not have."""

    artist: str
    playlist: str
    playlist_id: str
    position: int
    title: str
    album: str | None = None
    duration_ms: int | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True)
class MissingPage:
    """What is missing."""

    items: list[MissingItem]
    page: Pagination
