"""What the pages are given by who puts the engine together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from syncopate.access.limits import LoginLimiter
from syncopate.access.sessions import LoginLinks
from syncopate.events.bus import EventBus, Subscription
from syncopate.jobs.facade import Jobs
from syncopate.sync.kit import Kit
from syncopate.sync.watch.live.service import Deaf, Ears


class Departures:
    """Ends what a session holds open as soon as it is signed out."""

    def __init__(self) -> None:
        self._open: set[tuple[bytes, Subscription]] = set()

    @contextmanager
    def ends(self, session: bytes | None, events: Subscription) -> Iterator[None]:
        """Let these events end with the session, None: with none."""
        if session is None:
            yield
            return
        self._open.add((session, events))
        try:
            yield
        finally:
            self._open.discard((session, events))

    def leave(self, session: bytes) -> None:
        """End everything of a session."""
        for owner, events in self._open:
            if owner == session:
                events.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext:
    """`links` are one-time tokens, `logins` slows guessing down; `docs` leads to the API's own pages.

    `address` is where others reach the engine, None where nobody said it; `live` hears what happens at
    accounts.
    """

    kit: Kit
    jobs: Jobs
    bus: EventBus
    links: LoginLinks
    logins: LoginLimiter
    version: str
    docs: str = "api/docs"
    address: str | None = None
    live: Ears = field(default_factory=Deaf)
    heartbeat_seconds: float = 20.0
    departures: Departures = field(default_factory=Departures)
