"""Writes: plays, ratings, the watchlist and lists, many at once, with an outcome for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Rating, Watched
from syncopate.errors import SyncopateError
from syncopate.providers.trakt import parse
from syncopate.providers.trakt.client import Client
from syncopate.providers.trakt.history import plays_path
from syncopate.providers.trakt.list_writing import write_lists
from syncopate.providers.trakt.lists import listing, read_list
from syncopate.providers.trakt.naming import Entry, body_of, names_of
from syncopate.providers.trakt.outcomes import (
    APPLIED,
    UNCHANGED,
    UNRESOLVED,
    of_additions,
    of_error,
    of_removals,
    together,
)
from syncopate.providers.trakt.raw import Raw, inside
from syncopate.providers.watching import WatchOutcome

_PATHS = {
    Action.WATCH: "sync/history",
    Action.UNWATCH: "sync/history/remove",
    Action.RATE: "sync/ratings",
    Action.UNRATE: "sync/ratings/remove",
    Action.LIST: "sync/watchlist",
    Action.UNLIST: "sync/watchlist/remove",
}
_OF_LISTS = frozenset({Action.ENLIST, Action.DELIST})
_SAME_PLAY = timedelta(seconds=60)
"""How far the date of a play may be from that of the one that is meant: clocks differ, fractions are lost."""
_UNDATED = "unknown"
_LEAST, _MOST = 1, 10


async def write(client: Client, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
    """Return what became of each operation; all are of one action."""
    if not operations:
        return ()
    action = operations[0].action
    if action in _OF_LISTS:
        return await write_lists(client, operations)
    if action not in _PATHS:
        return [UNRESOLVED for _ in operations]
    if action is Action.UNWATCH:
        return await _take_back(client, operations)
    entries = [entry for place, each in enumerate(operations) for entry in _entries(place, each)]
    # A play that is sent twice is two plays; all else is the same after the second time.
    return await _sent(client, action, operations, entries, repeatable=action is not Action.WATCH)


async def _sent(
    client: Client,
    action: Action,
    operations: Sequence[WatchOperation],
    entries: Sequence[Entry],
    *,
    repeatable: bool,
) -> Sequence[WatchOutcome]:
    outcomes: Mapping[int, list[WatchOutcome]] = {}
    if entries:
        try:
            answer = await client.post(_PATHS[action], body_of(entries), repeatable=repeatable)
            if action.removes:
                outcomes = of_removals(entries, answer.raw)
            else:
                outcomes = of_additions(entries, answer.raw, repeatable=repeatable)
        except SyncopateError as error:
            failed = of_error(error, repeatable=repeatable)
            outcomes = {entry.of: [failed] for entry in entries}
    return [together(outcomes.get(place, ())) for place in range(len(operations))]


def _entries(place: int, operation: WatchOperation) -> list[Entry]:
    """Return the lines of an operation; none where nothing names its title."""
    names = names_of(operation.keys, operation.title)
    match operation.action:
        case Action.WATCH:
            return [
                Entry(of=place, name=name, said={"watched_at": at})
                for name in names[:1]
                for at in _dates(operation)
            ]
        case Action.LIST:
            return [Entry(of=place, name=name) for name in names[:1]]
        case Action.RATE:
            said = _rating(operation)
            return [Entry(of=place, name=name, said=said) for name in names] if said else []
        case _:
            return [Entry(of=place, name=name) for name in names]


def _dates(operation: WatchOperation) -> list[str]:
    plays = operation.value.plays if isinstance(operation.value, Watched) else ()
    return [_time(play) for play in plays] or [_UNDATED]


def _rating(operation: WatchOperation) -> Mapping[str, object]:
    value = operation.value
    if not isinstance(value, Rating):
        return {}
    said: dict[str, object] = {"rating": min(max(round(value.value), _LEAST), _MOST)}
    return said if value.at is None else {**said, "rated_at": _time(value.at)}


def _time(at: datetime) -> str:
    """Return a time as Trakt has it; one without a zone is meant in UTC."""
    return _utc(at).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@dataclass(slots=True)
class _Taking:
    """What is to be taken back: all plays of some titles, single plays of others, outcomes that stand."""

    entries: list[Entry] = field(default_factory=list)
    plays: dict[int, list[int]] = field(default_factory=dict)
    known: dict[int, WatchOutcome] = field(default_factory=dict)


async def _take_back(client: Client, operations: Sequence[WatchOperation]) -> Sequence[WatchOutcome]:
    taking = _Taking()
    for place, operation in enumerate(operations):
        if isinstance(operation.value, Watched) and operation.value.plays:
            await _find(client, place, operation, operation.value.plays, taking)
        else:
            taking.entries += _entries(place, operation)
    ids = [number for found in taking.plays.values() for number in found]
    if taking.entries or ids:
        body: dict[str, object] = {**body_of(taking.entries), **({"ids": ids} if ids else {})}
        await _taken(client, body, taking)
    return [taking.known.get(place, UNRESOLVED) for place in range(len(operations))]


async def _taken(client: Client, body: Mapping[str, object], taking: _Taking) -> None:
    try:
        answer = (await client.post(_PATHS[Action.UNWATCH], body, repeatable=True)).raw
        outcomes = of_removals(taking.entries, answer)
    except SyncopateError as error:
        failed = of_error(error, repeatable=True)
        taking.known |= {entry.of: failed for entry in taking.entries} | dict.fromkeys(taking.plays, failed)
        return
    taking.known |= {place: together(found) for place, found in outcomes.items()}
    gone = _gone(answer)
    for place, found in taking.plays.items():
        taking.known[place] = UNCHANGED if set(found) <= gone else APPLIED


async def _find(
    client: Client, place: int, operation: WatchOperation, meant: Sequence[datetime], taking: _Taking
) -> None:
    """Find the numbers of plays; each date stands for one. One that is not there is gone already."""
    rows: list[parse.Row] = []
    paths = [path for key in operation.keys if (path := plays_path(key)) is not None]
    if not paths:
        return
    try:
        for path in paths:
            found = listing(await read_list(client, path), parse.play, datetime.now(UTC))
            rows += found.rows
    except SyncopateError as error:
        taking.known[place] = of_error(error, repeatable=True)
        return
    numbers = _numbers(rows, meant)
    if numbers:
        taking.plays[place] = numbers
    else:
        taking.known[place] = UNCHANGED


def _numbers(rows: Sequence[parse.Row], meant: Sequence[datetime]) -> list[int]:
    left = [(row.at, row.id) for row in rows if row.at is not None and row.id is not None]
    found: list[int] = []
    for play in map(_utc, meant):
        away = [(abs(at - play), at, number) for at, number in left]
        apart, at, number = min(away, default=(timedelta.max, play, 0))
        if apart <= _SAME_PLAY:
            left.remove((at, number))
            found.append(number)
    return found


def _gone(answer: Raw) -> set[int]:
    """Return the plays that the answer says are not there."""
    ids = inside(answer, "not_found").get("ids")
    return {one for one in ids if isinstance(one, int)} if isinstance(ids, list) else set()
