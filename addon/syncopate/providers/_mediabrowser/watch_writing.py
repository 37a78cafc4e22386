"""Writes what a user has to do with films and shows, item by item."""

from collections.abc import Sequence

from syncopate.domain.link import Action, Became, WatchOperation, WatchOutcome
from syncopate.domain.watch import Position, Rating, Watched
from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    NotFound,
    RateLimited,
    SyncopateError,
    Unreachable,
    WriteNotKept,
)
from syncopate.providers._mediabrowser.marking import Marking, is_dated
from syncopate.providers._mediabrowser.raw import whole
from syncopate.providers._mediabrowser.talk import Talk

_REFUSED = (LoginRejected, LoginLacksRights, RateLimited)
_UNSURE = frozenset({"502", "504"})
"""A proxy has no answer: the server may have had the request."""
_WORST = (Became.IN_DOUBT, Became.FAILED, Became.APPLIED, Became.UNCHANGED)


class Writing[T: Talk]:
    """Writes for one account."""

    def __init__(self, marking: Marking[T]) -> None:
        self._marking = marking
        self._talk = marking.talk

    async def write(self, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
        """Return what became of each, in order; once a login is refused nothing more is sent."""
        found: list[WatchOutcome] = []
        try:
            # Who cannot be reached is not written to: whatever fails after this may have arrived.
            await self._talk.user(self._talk.user_id)
        except SyncopateError as error:
            return [_failed(error)] * len(operations)
        stopped: SyncopateError | None = None
        for operation in operations:
            if stopped is not None:
                found.append(_failed(stopped))
                continue
            outcome, stopped = await self._all_of(operation)
            found.append(outcome)
        return found

    async def _all_of(self, operation: WatchOperation) -> tuple[WatchOutcome, SyncopateError | None]:
        """Write to each record of a title; return what is told of it, and why to stop."""
        outcomes: list[WatchOutcome] = []
        for key in operation.keys:
            try:
                outcomes.append(await self._one(operation, key))
            except NotFound:
                continue
            except SyncopateError as error:
                outcomes.append(await self._judged(operation, key, error))
                if isinstance(error, _REFUSED):
                    return _together(outcomes), error
        return _together(outcomes), None

    async def _one(self, operation: WatchOperation, key: str) -> WatchOutcome:
        """Write to one record. Raises NotFound, WriteNotKept, and what a request raises."""
        marking, value, kept = self._marking, operation.value, True
        match operation.action, value:
            case Action.WATCH, Watched():
                kept = await marking.see(key, value.at)
            case Action.UNWATCH, _:
                kept = await marking.unsee(key)
            case Action.PLACE, Position():
                # Where it was seen already, the date is that of when, which a place says nothing of.
                at = None if operation.again else value.at
                changed = await marking.place(key, value.seconds, at)
                return WatchOutcome(Became.APPLIED if changed else Became.UNCHANGED)
            case Action.UNPLACE, _:
                changed = await marking.place(key, 0.0, None)
                return WatchOutcome(Became.APPLIED if changed else Became.UNCHANGED)
            case Action.RATE, Rating():
                await marking.rate(key, value.value)
            case Action.UNRATE, _:
                await marking.rate(key, None)
            case (Action.LIST | Action.UNLIST) as action, _:
                kept = await marking.like(key, liked=action is Action.LIST)
            case _:
                raise WriteNotKept(account=self._talk.what)
        if not kept:
            raise WriteNotKept(account=self._talk.what)
        return WatchOutcome(Became.APPLIED)

    async def _judged(self, operation: WatchOperation, key: str, error: SyncopateError) -> WatchOutcome:
        """Return what a failure means: what was sent only once may have arrived all the same."""
        if operation.action is not Action.WATCH or not _is_unsure(error):
            return _failed(error)
        try:
            arrived = await self._is_seen(operation, key)
        except SyncopateError:
            arrived = False
        if arrived:
            return WatchOutcome(Became.APPLIED)
        return WatchOutcome(Became.IN_DOUBT, error.key, error.detail)

    async def _is_seen(self, operation: WatchOperation, key: str) -> bool:
        data = await self._marking.data(key)
        value = operation.value
        at = value.at if isinstance(value, Watched) else None
        said = data.get("Played") is True and not whole(data, "PlaybackPositionTicks")
        return said and (operation.before is None if at is None else is_dated(data, at))


def _is_unsure(error: SyncopateError) -> bool:
    """Tell whether a request may have taken effect though its answer is none."""
    if isinstance(error, (*_REFUSED, WriteNotKept)) or not isinstance(error, Unreachable) or error.unsent:
        return False
    status = error.placeholders.get("status")
    return status is None or status in _UNSURE


def _failed(error: SyncopateError) -> WatchOutcome:
    return WatchOutcome(Became.FAILED, error.key, error.detail)


def _together(outcomes: Sequence[WatchOutcome]) -> WatchOutcome:
    """Return what is told of all records of a title; there is none where nobody knew any of them."""
    for became in _WORST:
        for one in outcomes:
            if one.became is became:
                return one
    return WatchOutcome(Became.UNRESOLVED)
