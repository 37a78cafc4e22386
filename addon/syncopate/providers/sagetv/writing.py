"""Writes to one media file: what has to be called for it, in which order, and whether it came to be.

The server answers every write with an empty object, also what it ignores: only reading back tells.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Position
from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    MethodNotAllowed,
    RateLimited,
    Unreachable,
    WriteNotKept,
)
from syncopate.providers.sagetv.client import REFUSED, Client
from syncopate.providers.sagetv.progress import SHORTEST_MS, Segment, moment_of, seconds_seen
from syncopate.providers.sagetv.raw import MediaFile
from syncopate.providers.watching import Became, WatchOutcome

_SAME_SECONDS = 2.0
_UNCHANGED = WatchOutcome(Became.UNCHANGED)
_ORDER = (Became.FAILED, Became.IN_DOUBT, Became.APPLIED, Became.UNCHANGED, Became.UNRESOLVED)
"""What became of several writes together: the first of these that became of any."""

type Call = tuple[str, tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class Steps:
    """What is called in order, how it looks when it is done, what brings back what the first call took."""

    calls: tuple[Call, ...]
    done: Callable[[MediaFile], bool]
    back: Call | None = None


async def write(client: Client, operation: WatchOperation) -> WatchOutcome:
    """Write to all media files of a title; several recordings of one are kept alike."""
    if operation.action not in {Action.WATCH, Action.UNWATCH, Action.PLACE, Action.UNPLACE}:
        return WatchOutcome(Became.FAILED, MethodNotAllowed.key, "SageTV knows nothing of that kind.")
    found = [await _write_one(client, operation, key) for key in operation.keys]
    return min(found, key=lambda one: _ORDER.index(one.became), default=WatchOutcome(Became.UNRESOLVED))


async def _write_one(client: Client, operation: WatchOperation, key: str) -> WatchOutcome:
    try:
        media = await client.media_file(key)
        segments = () if media is None else await client.segments(media)
    except Unreachable as error:
        # Nothing was written yet.
        return _failed(error)
    if media is None:
        return WatchOutcome(Became.UNRESOLVED)
    steps = steps_of(operation, media, segments, client.now())
    return steps if isinstance(steps, WatchOutcome) else await _carry_out(client, key, steps)


def steps_of(
    operation: WatchOperation, media: MediaFile, segments: Sequence[Segment], now: datetime
) -> Steps | WatchOutcome:
    """Return what has to be called for an operation, or what became of it without any call."""
    clear, mark = _call("ClearWatched", media), _call("SetWatched", media)
    here = seconds_seen(media, segments)
    match operation.action:
        case Action.WATCH if not media.watched:
            return Steps((mark,), lambda then: then.watched)
        case Action.UNWATCH if media.watched:
            # Another airing was seen, and this one begun: that it was stays.
            again = () if here is None else (_times(media, media.watched_end, here, now),)
            return Steps((clear, *again), lambda then: not then.watched)
        case Action.UNPLACE if here is not None:
            again = (mark,) if media.watched else ()
            done = _is_nowhere_but(watched=media.watched)
            return Steps((clear, *again), done, mark if media.watched else None)
        case Action.PLACE:
            return _placing(operation, media, segments, now)
        case _:
            return _UNCHANGED


def _placing(
    operation: WatchOperation, media: MediaFile, segments: Sequence[Segment], now: datetime
) -> Steps | WatchOutcome:
    """Return how a place is set. Further on it goes by itself; back, or anew, only after all was cleared."""
    value, here = operation.value, seconds_seen(media, segments)
    if not isinstance(value, Position) or media.is_disc:
        return WatchOutcome(Became.UNRESOLVED, detail="SageTV tells no place on a disc.")
    if here is not None and abs(here - value.seconds) < _SAME_SECONDS:
        return _UNCHANGED
    if media.watched and not operation.again:
        return _kept_out("It was watched in SageTV meanwhile: that is looked at again next time.")
    wanted = moment_of(media, value.seconds, segments)
    if wanted - media.counted_from <= SHORTEST_MS:
        return _kept_out("SageTV keeps no place before the broadcast begins.")
    calls = [_times(media, wanted, value.seconds, value.at or now)]
    clears = media.watched or media.watched_end > wanted
    if clears:
        calls.insert(0, _call("ClearWatched", media))

    def done(then: MediaFile) -> bool:
        at = seconds_seen(then, segments)
        # Behind the end of the broadcast the server sees no place, but the end of it.
        return then.complete if at is None else abs(at - value.seconds) < _SAME_SECONDS

    return Steps(tuple(calls), done, _back(media, now) if clears else None)


def _back(media: MediaFile, now: datetime) -> Call:
    """Return what brings back what clearing took: that it was seen, else how far."""
    if media.watched:
        return _call("SetWatched", media)
    return _times(media, media.watched_end, media.watched_ms / 1000, now)


def _is_nowhere_but(*, watched: bool) -> Callable[[MediaFile], bool]:
    return lambda then: seconds_seen(then) is None and then.watched == watched


def _call(function: str, media: MediaFile) -> Call:
    return function, (f"airing:{media.airing}",)


def _times(media: MediaFile, end: int, seconds: float, stopped: datetime) -> Call:
    """Return the call that sets a place; the server wants to know when watching began."""
    began = round((stopped.timestamp() - seconds) * 1000)
    return "SetWatchedTimes", (f"airing:{media.airing}", end, began)


async def _carry_out(client: Client, key: str, steps: Steps) -> WatchOutcome:
    """Call one after the other, and look what came of it; a call that fails is the last one."""
    broken: Unreachable | None = None
    made = 0
    for function, arguments in steps.calls:
        try:
            await client.ask(function, *arguments)
        except Unreachable as error:
            broken = error
            break
        made += 1
    if broken is not None and made == 0 and _is_certain(broken):
        return _failed(broken)
    unread: Unreachable | None = None
    try:
        then = await client.media_file(key)
        if then is not None and steps.done(then):
            return WatchOutcome(Became.APPLIED)
    except Unreachable as error:
        unread = error
    # Where all was called and nobody can look, it is probably done: then nothing is called once more.
    if made and steps.back is not None and (unread is None or broken is not None):
        function, arguments = steps.back
        with suppress(Unreachable):
            await client.ask(function, *arguments)
    if unread is not None:
        return WatchOutcome(Became.IN_DOUBT, unread.key, unread.detail)
    if broken is None:
        return _kept_out("SageTV took it, and holds something else: it is looked at again next time.")
    return (
        _failed(broken) if _is_certain(broken) else WatchOutcome(Became.IN_DOUBT, broken.key, broken.detail)
    )


def _is_certain(error: Unreachable) -> bool:
    """Tell whether an error says that nothing was done."""
    refused = isinstance(error, LoginRejected | LoginLacksRights | RateLimited)
    return refused or REFUSED in error.placeholders or error.placeholders.get("status", "").startswith("4")


def _failed(error: Unreachable) -> WatchOutcome:
    return WatchOutcome(Became.FAILED, error.key, error.detail)


def _kept_out(detail: str) -> WatchOutcome:
    return WatchOutcome(Became.FAILED, WriteNotKept.key, detail)
