"""What the other side is told of a play, as a scrobble."""

from dataclasses import dataclass, replace

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import Ending
from syncopate.planning.watching.facts import is_end
from syncopate.providers.watching import ScrobbleAction
from syncopate.sync.watch.live.playing import Played, Turn
from syncopate.sync.watch.live.timing import Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """One thing to tell, once `wait` seconds are over and nothing else was heard of the play."""

    action: ScrobbleAction
    event: PlayEvent
    progress: float
    wait: float = 0.0
    finishes: bool = False


def tell_of(turn: Turn, event: PlayEvent, what: Played, theirs: Ending, timing: Timing) -> Tell | None:
    """Return what whoever takes things for seen from `theirs` on is told; None: nothing.

    The end is the end by the rule of the side where it is played. What is left before that, though the other
    side would take it for the end, is told as a pause: it is no play.
    """
    if turn is Turn.FINISHED:
        seen = replace(event, state=PlayState.SEEN)
        return Tell(action=ScrobbleAction.STOP, event=seen, progress=1.0, finishes=True)
    if not what.length:
        return None
    position = event.position or 0.0
    progress = min(max(position / what.length, 0.0), 1.0)
    if turn is Turn.STARTED:
        wait = max(timing.settle, timing.least - position)
        return Tell(action=ScrobbleAction.START, event=event, progress=progress, wait=wait)
    if position < timing.least:
        return None
    late = is_end(position, what.length, what.kind, theirs)
    action = ScrobbleAction.PAUSE if turn is Turn.PAUSED or late else ScrobbleAction.STOP
    return Tell(action=action, event=event, progress=progress, wait=timing.settle)
