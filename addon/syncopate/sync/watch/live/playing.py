"""One play, from its beginning to its end: which of the things that are heard of it are news.

A listener and a webhook tell of the same play, both of them more than once. What counts is what changes by
it, and that it was seen to its end counts once, whoever says so first.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import Ending, MediaType
from syncopate.planning.watching.facts import is_end

FORGOTTEN_SECONDS = 6 * 3600.0
"""What was not heard of for so long is over."""
WINDOW_SECONDS = 900.0
"""Sooner nobody has seen the same thing to its end once more."""
_AFTER_SECONDS = 60.0
"""So long after it was left a server may say that it was seen: later somebody else says so."""


class Turn(Enum):
    """What became of a play."""

    STARTED = auto()
    PAUSED = auto()
    LEFT = auto()
    """Before its end."""
    FINISHED = auto()


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was heard: by the clock, and in seconds that never go back."""

    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What is played: its kind, its length in seconds, and from where on its side takes it for seen."""

    kind: MediaType
    length: float | None
    ending: Ending

    def is_end(self, position: float | None) -> bool:
        """Tell whether a position is the end by the rule of its side."""
        return position is not None and is_end(position, self.length, self.kind, self.ending)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """One play as far as it was heard. `turn` None: nobody was heard to play it yet.

    It `began_at` its beginning, and was gone on with last at `resumed_at`, which servers call another
    session. Other times are seconds of `Moment`; `finished`: since when it is known to have been seen.
    """

    began_at: datetime
    resumed_at: datetime
    heard: float
    turn: Turn | None = None
    position: float | None = None
    left: float | None = None
    finished: float | None = None

    def is_under_way(self, seconds: float) -> bool:
        """Tell whether somebody is playing it, or was until just now."""
        if self.turn is Turn.LEFT:
            return self.left is not None and seconds - self.left <= _AFTER_SECONDS
        return self.turn is not None


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: `turn` None where it is no news. `known`: somebody was heard playing it.

    Of what is said to be seen though nobody played it our own writes may be the cause: it is never told on
    as a play.
    """

    playing: Playing
    turn: Turn | None
    known: bool = False


def hear(before: Playing | None, event: PlayEvent, what: Played, now: Moment) -> Heard:
    """Return what an event of a play changes."""
    if before is None or _is_another(before, event, what, now):
        before = Playing(began_at=now.at, resumed_at=now.at, heard=now.seconds)
    position = before.position if event.position is None else event.position
    playing = replace(before, heard=now.seconds, position=position)
    match event.state:
        case PlayState.STARTED | PlayState.PAUSED:
            return _played(playing, event, what, now)
        case PlayState.SEEN:
            return _seen(playing, now)
        case PlayState.STOPPED:
            return _stopped(playing, event, what, now)
        case _:
            return Heard(before, None)


def _is_another(before: Playing, event: PlayEvent, what: Played, now: Moment) -> bool:
    """Tell whether it is another play than before: after long, or begun anew after its end."""
    if now.seconds - before.heard > FORGOTTEN_SECONDS:
        return True
    if before.finished is None or now.seconds - before.finished < WINDOW_SECONDS:
        return False
    begun = event.state is PlayState.STARTED and event.position is not None and what.length is not None
    return begun and (event.position or 0.0) < (what.length or 0.0) / 2


def _played(playing: Playing, event: PlayEvent, what: Played, now: Moment) -> Heard:
    turn = Turn.STARTED if event.state is PlayState.STARTED else Turn.PAUSED
    if playing.turn is None and what.is_end(event.position):
        # Its end was there before we were: whoever was to be told of it was, or the next run tells.
        playing = replace(playing, finished=now.seconds)
    news = playing.turn is not turn and playing.finished is None
    resumed_at = now.at if playing.turn is Turn.LEFT else playing.resumed_at
    playing = replace(playing, turn=turn, left=None, resumed_at=resumed_at)
    return Heard(playing, turn if news else None, known=True)


def _seen(playing: Playing, now: Moment) -> Heard:
    if playing.finished is not None:
        return Heard(playing, None)
    known = playing.is_under_way(now.seconds)
    return Heard(replace(playing, finished=now.seconds), Turn.FINISHED, known=known)


def _stopped(playing: Playing, event: PlayEvent, what: Played, now: Moment) -> Heard:
    known = playing.is_under_way(now.seconds)
    since = playing.left if playing.turn is Turn.LEFT else now.seconds if known else None
    left = replace(playing, turn=Turn.LEFT, left=since)
    if playing.finished is not None:
        return Heard(left, None)
    if what.is_end(event.position):
        return Heard(replace(left, finished=now.seconds), Turn.FINISHED, known=known)
    return Heard(left, None if playing.turn is Turn.LEFT else Turn.LEFT, known=known)
