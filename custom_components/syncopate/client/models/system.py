"""What goes over the wire, of system: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from .accounts import AccountView
from .events import EventItem
from .jobs import JobView


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The household's numbers."""

    albums: int
    artists: int
    libraries: int
    matched: int
    missing: int
    playlists: int
    review: int
    size_bytes: int
    tracks: int
    unknown: int
    mirrored_albums: int = 0


@dataclass(frozen=True, kw_only=True)
class Info:
    """Who this engine is. `api_version` and `min_api_version` are compared by clients."""

    api_version: int
    engine_id: str
    min_api_version: int
    name: str
    started_at: datetime
    time_zone: str
    version: str
    configuration_url: str | None = None


class ProblemSeverity(StrEnum):
    """How much a problem matters."""

    WARNING = "warning"
    ERROR = "error"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        return cls("unknown")


@dataclass(frozen=True, kw_only=True)
class OpenProblem:
    """Something that needs the user. `id` is stable while it lasts; `key` an error key."""

    detail: str
    id: str
    key: str
    severity: ProblemSeverity
    title: str
    placeholders: dict[str, str] | None = None


@dataclass(frozen=True, kw_only=True)
class Status:
    """All a dashboard shows: what clients poll when they are not pushed."""

    accounts: list[AccountView]
    counts: Counts
    events: list[EventItem]
    info: Info
    jobs: list[JobView]
    problems: list[OpenProblem]
