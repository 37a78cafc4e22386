"""Which of the things that are heard of a play are news, and what is told of them."""

from datetime import UTC, datetime, timedelta

import pytest
from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import Ending, MediaType
from syncopate.providers.watching import OwnUsers, ScrobbleAction
from syncopate.sync.watch.live.playing import Moment, Played, Playing, Turn, hear
from syncopate.sync.watch.live.telling import tell_of
from syncopate.sync.watch.live.timing import Timing
from syncopate.sync.watch.live.whose import Source, is_own

START = datetime(2026, 3, 2, 20, tzinfo=UTC)
FILM = Played(kind=MediaType.MOVIE, length=6000.0, ending=Ending(share=0.9))
STATES = {
    "start": PlayState.STARTED,
    "pause": PlayState.PAUSED,
    "stop": PlayState.STOPPED,
    "seen": PlayState.SEEN,
}
TURNS = {
    "started": (Turn.STARTED, True),
    "paused": (Turn.PAUSED, True),
    "left": (Turn.LEFT, True),
    "left?": (Turn.LEFT, False),
    "finished": (Turn.FINISHED, True),
    "finished?": (Turn.FINISHED, False),
    "-": (None, None),
}
"""With a question mark: nobody was heard playing it."""


def event(state: str, position: float | None = None, **more: object) -> PlayEvent:
    return PlayEvent(state=STATES[state], key="1", at=START, position=position, length=6000.0, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "told",
    [
        # A listener and a webhook, each of all of it.
        "0 start 0 started|1 start 0 -|5400 seen 5400 finished|5990 stop 5990 -|5991 stop 5990 -",
        "0 start 0 started|5990 stop 5990 finished|5990.5 stop 5990 -|5991 seen - -",
        "0 start 0 started|5400 seen - finished|5401 seen - -|5402 pause 5400 -|5500 start 5400 -",
        # A pause is no play, however late, nor is leaving before the end.
        "0 start 0 started|5100 pause 5100 paused|5101 pause 5100 -|5400 stop 5100 left|5401 stop 5100 -",
        "0 start 0 started|5500 pause 5500 paused|5600 start 5500 started|5700 stop 5600 finished",
        # Left, gone on with, seen: one play.
        "0 start 0 started|3000 stop 3000 left|9000 start 3000 started|11400 seen 5400 finished",
        # It is seen at 90 %, and the rest next morning.
        "0 start 0 started|5400 seen 5400 finished|5410 stop 5410 -|20000 start 5410 -|20500 stop 5900 -",
        # Once more, after a while: another play. At once: the same.
        "0 start 0 started|5400 seen - finished|6000 stop 6000 -|9000 start 0 started|14400 seen - finished",
        "0 start 0 started|5400 seen - finished|5500 start 0 -|5600 seen - -",
        # What is said to be seen though nobody played it may be our own write.
        "0 seen - finished?|1 seen - -",
        "0 stop 5900 finished?|1 seen - -",
        "0 stop 1000 left?|1 seen - finished?",
        "0 start 0 started|600 stop 600 left|700 seen - finished?",
        "0 start 0 started|600 stop 600 left|630 seen - finished",
        # Whoever begins to listen after its end was there before leaves it to the run.
        "0 start 5600 -|300 stop 5900 -",
        "0 pause 5600 -|9 seen - -",
        "0 pause 3000 paused|9 start 3000 started|2700 stop 5700 finished",
        # What was not heard of for long is over.
        "0 start 0 started|30000 start 100 started|35400 stop 5500 finished",
        # The end is the end by the rule of its side, to the second.
        "0 start 0 started|5399 stop 5399 left",
        "0 start 0 started|5400 stop 5400 finished",
    ],
)
def test_what_is_news(told: str) -> None:
    playing: Playing | None = None
    for line in told.split("|"):
        at, state, position, wanted = line.split()
        seconds = float(at)
        heard = hear(
            playing,
            event(state, None if position == "-" else float(position)),
            FILM,
            Moment(START + timedelta(seconds=seconds), seconds),
        )
        playing = heard.playing
        turn, known = TURNS[wanted]
        assert heard.turn is turn, line
        assert known is None or heard.known is known, line


def test_a_session_begins_where_it_is_gone_on_with() -> None:
    playing: Playing | None = None
    for seconds, state, position in ((0, "start", 0), (900, "stop", 900), (9000, "start", 900)):
        moment = Moment(START + timedelta(seconds=seconds), float(seconds))
        playing = hear(playing, event(state, float(position)), FILM, moment).playing
    assert playing is not None
    assert playing.began_at == START
    assert playing.resumed_at == START + timedelta(seconds=9000)


TRACKER = Ending(share=0.8)


@pytest.mark.parametrize(
    ("turn", "position", "wanted"),
    [
        # Somebody looked what it is: nothing, or not until a minute was watched.
        (Turn.STARTED, 0.0, (ScrobbleAction.START, 0.0, 60.0)),
        (Turn.STARTED, None, (ScrobbleAction.START, 0.0, 60.0)),
        (Turn.STARTED, 45.0, (ScrobbleAction.START, 0.0075, 15.0)),
        (Turn.PAUSED, 59.0, None),
        (Turn.LEFT, 59.0, None),
        (Turn.LEFT, None, None),
        (Turn.STARTED, 3000.0, (ScrobbleAction.START, 0.5, 2.0)),
        (Turn.PAUSED, 3000.0, (ScrobbleAction.PAUSE, 0.5, 2.0)),
        (Turn.PAUSED, 5100.0, (ScrobbleAction.PAUSE, 0.85, 2.0)),
        (Turn.LEFT, 3000.0, (ScrobbleAction.STOP, 0.5, 2.0)),
        # The tracker would take it for seen, and its own side does not.
        (Turn.LEFT, 5100.0, (ScrobbleAction.PAUSE, 0.85, 2.0)),
        (Turn.LEFT, 9000.0, (ScrobbleAction.PAUSE, 1.0, 2.0)),
        (Turn.FINISHED, 5400.0, (ScrobbleAction.STOP, 1.0, 0.0)),
        (Turn.FINISHED, None, (ScrobbleAction.STOP, 1.0, 0.0)),
    ],
)
def test_what_is_told(
    turn: Turn, position: float | None, wanted: tuple[ScrobbleAction, float, float] | None
) -> None:
    tell = tell_of(turn, event("stop", position), FILM, TRACKER, Timing())
    assert (None if tell is None else (tell.action, tell.progress, tell.wait)) == wanted
    assert tell is None or tell.finishes == (turn is Turn.FINISHED)
    if turn is Turn.FINISHED:
        assert tell is not None
        assert tell.event.state is PlayState.SEEN


def test_of_what_has_no_length_only_the_end_is_told() -> None:
    endless = Played(kind=MediaType.MOVIE, length=None, ending=Ending())
    for turn in Turn:
        tell = tell_of(turn, event("stop", 3000.0), endless, TRACKER, Timing())
        assert (tell is not None) == (turn is Turn.FINISHED)


@pytest.mark.parametrize(
    ("state", "user", "own", "source", "taken"),
    [
        (PlayState.SEEN, "7", OwnUsers(ids=frozenset({"7", "1"})), Source.HOOK, True),
        (PlayState.SEEN, "8", OwnUsers(ids=frozenset({"7", "1"})), Source.HOOK, False),
        (PlayState.SEEN, "8", OwnUsers(ids=frozenset({"7"}), alone=True), Source.LISTENER, False),
        (PlayState.SEEN, "7", None, Source.LISTENER, False),
        (PlayState.SEEN, None, OwnUsers(ids=frozenset({"7"})), Source.LISTENER, False),
        (PlayState.SEEN, None, OwnUsers(ids=frozenset({"7"})), Source.HOOK, False),
        (PlayState.SEEN, None, OwnUsers(ids=frozenset({"7"}), alone=True), Source.HOOK, True),
        (PlayState.CHANGED, None, OwnUsers(ids=frozenset({"7"})), Source.LISTENER, True),
        (PlayState.CHANGED, None, None, Source.LISTENER, True),
        (PlayState.CHANGED, None, OwnUsers(ids=frozenset({"7"})), Source.HOOK, False),
        (PlayState.CHANGED, "8", OwnUsers(ids=frozenset({"7"})), Source.LISTENER, False),
        (PlayState.RATED, "7", OwnUsers(ids=frozenset({"7"})), Source.HOOK, True),
    ],
)
def test_whose_it_is(
    state: PlayState, user: str | None, own: OwnUsers | None, source: Source, *, taken: bool
) -> None:
    told = PlayEvent(state=state, key="1", at=START, user=user)
    assert is_own(told, own, source) is taken
