"""Wire models of the engine itself: info, health, status, settings, keys, events."""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field, JsonValue

from syncopate.access.keys import Scope
from syncopate.api.wire.base import Pagination, Wire


class Info(Wire):
    """Who this engine is. `api_version` and `min_api_version` are compared by clients."""

    name: str
    engine_id: str
    version: str
    api_version: int
    min_api_version: int
    time_zone: str
    started_at: datetime
    configuration_url: str | None = None


class HealthCheck(Wire):
    """One thing that must work."""

    name: str
    ok: bool
    key: str | None = None
    detail: str = ""


class HealthReport(Wire):
    """Whether the engine works. Tells no secrets: it is open."""

    ok: bool
    version: str
    checks: list[HealthCheck]


class Counts(Wire):
    """The household's numbers."""

    playlists: int
    mirrored_albums: int = 0
    matched: int
    review: int
    missing: int
    unknown: int
    libraries: int
    artists: int
    albums: int
    tracks: int
    size_bytes: int


class ProblemSeverity(StrEnum):
    """How much a problem matters."""

    WARNING = "warning"
    ERROR = "error"


class OpenProblem(Wire):
    """Something that needs the user. `id` is stable while it lasts; `key` an error key."""

    id: str
    key: str
    severity: ProblemSeverity
    title: str
    detail: str
    placeholders: dict[str, str] = Field(default_factory=dict)


class EventItem(Wire):
    """Something that happened."""

    id: int
    type: str
    at: datetime
    name: str
    status: str
    run_id: str | None = None
    run_count: int | None = None
    data: dict[str, str | int | float | bool | None] = Field(default_factory=dict)


class EventList(Wire):
    """Events, newest first."""

    items: list[EventItem]


class SettingsView(Wire):
    """Settings by dotted name. Secrets are never given back: `secrets` tells only which are set."""

    values: dict[str, JsonValue]
    secrets: dict[str, bool]


class SettingsPatch(Wire):
    """Settings to change by dotted name; null goes back to the default."""

    values: dict[str, JsonValue]


class ApiKeyItem(Wire):
    """A key as it may be shown: never the key itself."""

    id: str
    name: str
    prefix: str
    scopes: list[Scope]
    per_minute: int
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class ApiKeyList(Wire):
    """All keys."""

    items: list[ApiKeyItem]


class ApiKeyCreate(Wire):
    """A key to make."""

    name: str = Field(min_length=1, max_length=100)
    scopes: list[Scope] = Field(min_length=1, max_length=3)
    per_minute: int = Field(default=60, ge=1, le=6000)
    expires_at: AwareDatetime | None = None


class ApiKeyCreated(Wire):
    """The key, shown this once."""

    key: str
    item: ApiKeyItem


class Profile(Wire):
    """Who is asking."""

    name: str
    scopes: list[Scope]


class EventPage(Wire):
    """Events with paging by id."""

    items: list[EventItem]
    page: Pagination
