"""What goes over the wire, of stream: written by scripts/generate-client from addon/openapi.json."""

from dataclasses import dataclass

from .events import EventItem
from .system import Info


@dataclass(frozen=True, kw_only=True)
class StreamEvent:
    """A frame of the event stream. Transient events (progress) have id 0."""

    event: EventItem
    type: str = "event"


@dataclass(frozen=True, kw_only=True)
class StreamHello:
    """The first frame of the event stream: who speaks, and the newest event there is."""

    info: Info
    last_event_id: int
    type: str = "hello"
