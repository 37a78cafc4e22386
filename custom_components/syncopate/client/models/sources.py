"""What goes over the wire, of sources: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self


class FoundKind(StrEnum):
    """What a search can find."""

    TRACK = "track"
    ALBUM = "album"
    ARTIST = "artist"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class FoundView:
    """A hit of a catalogue; `reference` is what the provider's playlists are added by, where it can be."""

    artists: list[str]
    kind: FoundKind
    title: str
    album: str | None = None
    count: int | None = None
    cover_url: str | None = None
    duration_ms: int | None = None
    reference: str | None = None
    url: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class RestingView:
    """A catalogue that may not be asked now."""

    provider: str
    until: datetime


@dataclass(frozen=True, kw_only=True)
class CatalogueSearch:
    """What a catalogue found; `instead_of` are those that rest, which it stands in for."""

    instead_of: list[RestingView]
    items: list[FoundView]
    provider: str
    account_id: str | None = None
