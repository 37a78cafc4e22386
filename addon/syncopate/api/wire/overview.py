"""The wire model that answers "is all well, what needs me, what did it do" in one read."""

from syncopate.api.wire.accounts import AccountView
from syncopate.api.wire.base import Wire
from syncopate.api.wire.jobs import JobView
from syncopate.api.wire.system import Counts, EventItem, Info, OpenProblem


class Status(Wire):
    """All a dashboard shows: what clients poll when they are not pushed."""

    info: Info
    counts: Counts
    jobs: list[JobView]
    accounts: list[AccountView]
    problems: list[OpenProblem]
    events: list[EventItem]


class StreamHello(Wire):
    """The first frame of the event stream: who speaks, and the newest event there is."""

    type: str = "hello"
    info: Info
    last_event_id: int


class StreamEvent(Wire):
    """A frame of the event stream. Transient events (progress) have id 0."""

    type: str = "event"
    event: EventItem
