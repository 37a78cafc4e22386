"""What the pages are given by who puts the engine together."""

from dataclasses import dataclass

from syncopate.access.limits import LoginLimiter
from syncopate.access.sessions import LoginLinks
from syncopate.events.bus import EventBus
from syncopate.jobs.facade import Jobs
from syncopate.sync.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class WebContext:
    """`links` are one-time tokens, `logins` slows guessing down; `docs` leads to the API's own pages."""

    kit: Kit
    jobs: Jobs
    bus: EventBus
    links: LoginLinks
    logins: LoginLimiter
    version: str
    docs: str = "api/docs"
    heartbeat_seconds: float = 20.0
