"""What somebody does on a media server right now, as the server tells it by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from syncopate.domain.watch import Title


class PlayState(StrEnum):
    """What happened."""

    STARTED = "started"
    """It plays, at its beginning, after a pause or somewhere in between."""
    PAUSED = "paused"
    STOPPED = "stopped"
    """It was left: where, the position says; by that it was seen to its end, or it was not."""
    SEEN = "seen"
    """The server itself says that it was seen to its end."""
    RATED = "rated"
    CHANGED = "changed"
    """Something is said of it that was not said before, by hand or by another program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayEvent:
    """One thing that happened. `key` is the record's at its server, `session` is the same for one playing.

    `user` is the server's id of who did it, `user_name` what it calls them; where it tells neither both are
    None. `position` and `length` are in seconds, `rating` goes from 1 to 10, None where it was taken back.
    `server` is the server's own id.
    """

    state: PlayState
    key: str
    at: datetime
    title: Title | None = None
    user: str | None = None
    user_name: str | None = None
    position: float | None = None
    length: float | None = None
    session: str | None = None
    server: str | None = None
    rating: float | None = None
