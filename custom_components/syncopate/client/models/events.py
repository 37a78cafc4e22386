"""What goes over the wire, of events: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class EventItem:
    """Something that happened."""

    at: datetime
    id: int
    name: str
    status: str
    type: str
    data: dict[str, str | int | float | bool | None] | None = None
    run_count: int | None = None
    run_id: str | None = None
