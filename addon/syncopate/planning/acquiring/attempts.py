"""How a want goes on: from being wanted to being there, with what is allowed on the way.

A want is tried again 4 hours after it was sought in vain, then after a day, a week, and every week for ever.
Where only its source was away it is tried as soon as that is back, and it counts as no try.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syncopate.domain.download import WantState

BACK_OFF = (timedelta(hours=4), timedelta(hours=24), timedelta(days=7))
"""How long is waited after the first, second and each further try."""


class NotAllowed(ValueError):
    """A want cannot go from where it is to there. `before` and `after` are the states."""

    def __init__(self, before: WantState, after: WantState) -> None:
        self.before = before
        self.after = after
        super().__init__(f"a want that is {before.value} cannot become {after.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How far a want is. `tries` are those in vain since it was wanted; `since` is when it came to its state.

    `next_attempt_at` is set exactly where it is deferred. `waits_for` is the source that was away, `reason`
    why it is deferred or under review (a stable key). `offer` is what was chosen, `ticket` its transfer.
    """

    state: WantState = WantState.WANTED
    since: datetime
    tries: int = 0
    next_attempt_at: datetime | None = None
    waits_for: str | None = None
    reason: str = ""
    offer: str | None = None
    ticket: str | None = None

    def __post_init__(self) -> None:
        """Hold state and what belongs to it together."""
        if (self.state is WantState.DEFERRED) != (self.next_attempt_at is not None):
            raise ValueError("a deferred want has a time for its next try, and no other has")
        if self.waits_for is not None and self.state is not WantState.DEFERRED:
            raise ValueError("only a deferred want waits for a source")
        if self.tries < 0:
            raise ValueError("tries are counted from 0")


_S = WantState
_ENDS = frozenset({_S.CANCELLED, _S.DEFERRED})
ALLOWED: Mapping[WantState, frozenset[WantState]] = {
    # DONE from where it rests: it came from elsewhere, and the library has it.
    _S.WANTED: frozenset({_S.SEARCHING, _S.CANCELLED, _S.DONE}),
    _S.SEARCHING: frozenset({_S.CHOSEN}) | _ENDS,
    _S.CHOSEN: frozenset({_S.DOWNLOADING}) | _ENDS,
    # CHOSEN again: the next offer is tried.
    _S.DOWNLOADING: frozenset({_S.VERIFYING, _S.CHOSEN}) | _ENDS,
    _S.VERIFYING: frozenset({_S.TAGGING, _S.CHOSEN, _S.REVIEW}) | _ENDS,
    _S.TAGGING: frozenset({_S.PLACING, _S.REVIEW}) | _ENDS,
    # A file that is being placed is not called back half way.
    _S.PLACING: frozenset({_S.DONE, _S.REVIEW, _S.DEFERRED}),
    _S.DEFERRED: frozenset({_S.SEARCHING, _S.WANTED, _S.CHOSEN, _S.CANCELLED, _S.DONE}),
    # A yes goes back to verifying, where one gate less is asked; a no to the next offer.
    _S.REVIEW: frozenset({_S.VERIFYING, _S.CHOSEN, _S.WANTED, _S.DONE}) | _ENDS,
    _S.DONE: frozenset({_S.WANTED}),
    _S.CANCELLED: frozenset({_S.WANTED}),
}
"""What may follow each state."""


def allowed(before: WantState, after: WantState) -> bool:
    """Return whether a want may go from one state to another."""
    return after in ALLOWED[before]


def advance(attempt: Attempt, to: WantState, now: datetime, *, reason: str = "") -> Attempt:
    """Take a want to a state that needs nothing more to be said. NotAllowed where it cannot go there.

    ValueError for CHOSEN, DOWNLOADING and DEFERRED: see `choose`, `begin`, `defer`.
    """
    if to in {_S.CHOSEN, _S.DOWNLOADING, _S.DEFERRED}:
        raise ValueError(f"{to.value} needs more to be said")
    _check(attempt.state, to)
    rests = to in {_S.WANTED, _S.SEARCHING, _S.DONE, _S.CANCELLED}
    return replace(
        attempt,
        state=to,
        since=now,
        tries=0 if to is _S.DONE or attempt.state.ended else attempt.tries,
        next_attempt_at=None,
        waits_for=None,
        reason=reason,
        offer=None if rests else attempt.offer,
        ticket=None if rests else attempt.ticket,
    )


def choose(attempt: Attempt, offer: str, now: datetime) -> Attempt:
    """Settle on an offer by its key: the first, the next one, or one that the user picked."""
    _check(attempt.state, _S.CHOSEN)
    return replace(
        attempt,
        state=_S.CHOSEN,
        since=now,
        next_attempt_at=None,
        waits_for=None,
        reason="",
        offer=offer,
        ticket=None,
    )


def begin(attempt: Attempt, ticket: str, now: datetime) -> Attempt:
    """Note the transfer that was begun, by its ticket: a restart asks for it and begins no other."""
    _check(attempt.state, _S.DOWNLOADING)
    return replace(attempt, state=_S.DOWNLOADING, since=now, ticket=ticket)


def defer(attempt: Attempt, now: datetime, reason: str, *, away: str | None = None) -> Attempt:
    """Put a want off. `away` names the source that did not answer: then this was no try."""
    _check(attempt.state, _S.DEFERRED)
    tries = attempt.tries if away is not None else attempt.tries + 1
    return replace(
        attempt,
        state=_S.DEFERRED,
        since=now,
        tries=tries,
        next_attempt_at=now + back_off(max(tries, 1)),
        waits_for=away,
        reason=reason,
        offer=None,
        ticket=None,
    )


def recovered(attempt: Attempt, source: str, now: datetime) -> Attempt:
    """Have a want tried at once that waits for a source which is back; others stay as they are."""
    if attempt.waits_for != source or attempt.next_attempt_at is None:
        return attempt
    return replace(attempt, next_attempt_at=min(now, attempt.next_attempt_at), waits_for=None)


def back_off(tries: int) -> timedelta:
    """Return how long is waited after so many tries, from 1."""
    if tries < 1:
        raise ValueError("there is nothing to wait for before the first try")
    return BACK_OFF[min(tries, len(BACK_OFF)) - 1]


def due(attempt: Attempt, now: datetime) -> bool:
    """Return whether a want is to be sought now; one that is under way is not."""
    if attempt.state is _S.WANTED:
        return True
    return attempt.next_attempt_at is not None and attempt.next_attempt_at <= now


def _check(before: WantState, after: WantState) -> None:
    if not allowed(before, after):
        raise NotAllowed(before, after)
