"""Writes to an account's lists, and holds what MDBList answers to what was written.

It counts what it did, and seldom says to what: where the sum is short, the list is read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Feature, MediaType, Rating, Record, Watched
from syncopate.errors import InvalidInput, SyncopateError
from syncopate.providers._tracker.notes import Notes, sent
from syncopate.providers._tracker.outcomes import (
    APPLIED,
    UNCHANGED,
    failed,
    not_kept,
    of_all,
    unresolved,
)
from syncopate.providers._tracker.raw import Raw, count, inside
from syncopate.providers.mdblist.client import LISTS, WHAT, Client
from syncopate.providers.mdblist.naming import Name, grouped, is_missed, names_of
from syncopate.providers.mdblist.reading import read_all
from syncopate.providers.watching import WatchOutcome

_LOWEST, _HIGHEST = 1, 10
_MOST_REQUESTS = 16
"""How often a batch that the service fails over is asked anew in parts: one odd title fails all of it."""
_UNKNOWN = f"{WHAT} knows no such title."


@dataclass(frozen=True, slots=True)
class _Way:
    """Where an action is written, to what, and under which names the answer counts."""

    path: str
    types: frozenset[MediaType]
    counts: tuple[str, ...]


_PLAYED = frozenset({MediaType.MOVIE, MediaType.EPISODE})
_ANY = frozenset(MediaType)
_TITLES = frozenset({MediaType.MOVIE, MediaType.SHOW})
_WAYS: Mapping[Action, _Way] = {
    Action.WATCH: _Way("sync/watched", _PLAYED, ("updated",)),
    Action.UNWATCH: _Way("sync/watched/remove", _PLAYED, ("removed",)),
    Action.RATE: _Way("sync/ratings", _ANY, ("updated",)),
    Action.UNRATE: _Way("sync/ratings/remove", _ANY, ("removed",)),
    Action.LIST: _Way("watchlist/items/add", _TITLES, ("added", "existing")),
    Action.UNLIST: _Way("watchlist/items/remove", _TITLES, ("removed", "deleted")),
}


@dataclass(slots=True)
class Write:
    """One name of an operation, what is said of it, and what became of it."""

    place: int
    operation: WatchOperation
    name: Name
    said: Mapping[str, object]
    outcome: WatchOutcome | None = None


@dataclass(slots=True)
class _Budget:
    requests: int = _MOST_REQUESTS


async def write_all(client: Client, operations: Sequence[WatchOperation]) -> list[WatchOutcome]:
    """Write operations of one action, and return what became of each. Raises nothing."""
    outcomes: dict[int, list[WatchOutcome]] = {place: [] for place in range(len(operations))}
    writes: list[Write] = []
    for place, operation in enumerate(operations):
        try:
            made = _writes(place, operation)
        except InvalidInput as error:
            outcomes[place].append(failed(error))
            continue
        writes += made
        if not made:
            outcomes[place].append(unresolved(f"Nothing names this title so that {WHAT} can know it."))
    left = [each for each in writes if each.outcome is None]
    if left:
        await _send(client, operations[0].action, left, _Budget())
        await _look(client, operations[0].feature, [each for each in left if each.outcome is None])
    for each in writes:
        outcomes[each.place].append(each.outcome or not_kept(WHAT))
    return [of_all(each) for each in outcomes.values()]


def _writes(place: int, operation: WatchOperation) -> list[Write]:
    """Return what is to be written. Raises InvalidInput for what cannot be."""
    if operation.title.type not in _WAYS[operation.action].types:
        return []
    listing = operation.action in {Action.LIST, Action.UNLIST}
    said = _said(operation)
    # A film is put on the watchlist and taken off it by its id of TMDb alone.
    names = [name for name in names_of(operation) if not (listing and name.film) or "tmdb" in name.ids]
    writes = [Write(place, operation, name, said) for name in names]
    if operation.action is Action.UNWATCH and not _takes_all(operation):
        for each in writes:
            each.outcome = UNCHANGED
    return writes


def _said(operation: WatchOperation) -> Mapping[str, object]:
    now = datetime.now(UTC)
    match operation.action, operation.value:
        case Action.WATCH, Watched(plays=plays):
            return {"watched_at": sent(max(plays, default=now), now)}
        case Action.RATE, Rating(value=value, at=at):
            rated = {} if at is None else {"rated_at": sent(at, now)}
            return {"rating": min(max(round(value), _LOWEST), _HIGHEST), **rated}
        case _:
            return {}


async def _send(client: Client, action: Action, writes: Sequence[Write], budget: _Budget) -> None:
    """Send what is written; where the service fails over it, in halves."""
    budget.requests -= 1
    try:
        answer = await client.write(_WAYS[action].path, _body(action, writes))
    except SyncopateError as error:
        broken = error.placeholders.get("status") == str(HTTPStatus.INTERNAL_SERVER_ERROR.value)
        if broken and len(writes) > 1 and budget.requests > 1:
            middle = len(writes) // 2
            await _send(client, action, writes[:middle], budget)
            await _send(client, action, writes[middle:], budget)
        else:
            # Sent again, each of them does what it does once.
            _all(writes, failed(error))
        return
    _judge(_WAYS[action], writes, answer)


def _body(action: Action, writes: Iterable[Write]) -> dict[str, object]:
    if action not in {Action.LIST, Action.UNLIST}:
        return grouped([(each.name, each.said) for each in writes])
    lists = {
        "movies": [dict(each.name.ids) for each in writes if each.name.film],
        "shows": [dict(each.name.ids) for each in writes if not each.name.film],
    }
    return {name: told for name, told in lists.items() if told}


def _judge(way: _Way, writes: Sequence[Write], answer: Raw) -> None:
    """Note what is certain by an answer."""
    for each in writes:
        if is_missed(each.name, answer):
            each.outcome = unresolved(_UNKNOWN)
    left = [each for each in writes if each.outcome is None]
    # What follows of an episode for its season and show is counted as well, and says nothing here.
    kinds = {f"{each.name.type}s" for each in left}
    done = {
        name: count(inside(answer, name), *(each for each in LISTS if each in kinds)) for name in way.counts
    }
    if answer.get("errors") or sum(done.values()) < len(left):
        return
    _all(left, UNCHANGED if done.get("existing", 0) >= len(left) else APPLIED)


async def _look(client: Client, feature: Feature, writes: Sequence[Write]) -> None:
    """Read the list, and note what is on it now."""
    if not writes:
        return
    try:
        held = await read_all(client, feature, Notes(WHAT, datetime.now(UTC) + client.skew))
    except SyncopateError as error:
        _all(writes, failed(error))
        return
    for each in writes:
        there = next((one for one in held if each.name.names(one.title)), None)
        removes = each.operation.action.removes
        if there is None:
            each.outcome = APPLIED if removes else unresolved(_UNKNOWN)
        elif not removes and _is_kept(there, each):
            each.outcome = APPLIED


def _is_kept(there: Record, write: Write) -> bool:
    """Tell whether a record says what was written."""
    values = there.values
    if values.watched is not None:
        at = write.said.get("watched_at")
        return any(play.strftime("%Y-%m-%dT%H:%M:%SZ") == at for play in values.watched.plays)
    if values.rating is not None:
        return round(values.rating.value) == write.said.get("rating")
    return values.listed is not None


def _takes_all(operation: WatchOperation) -> bool:
    """Tell whether the play that the service holds is among those to be taken back; else it stays."""
    value, before = operation.value, operation.before
    if not isinstance(value, Watched) or not isinstance(before, Watched):
        return True
    return not before.plays or set(before.plays) <= set(value.plays)


def _all(writes: Iterable[Write], outcome: WatchOutcome) -> None:
    for each in writes:
        each.outcome = outcome
