"""Writes: plays, ratings, the watchlist and lists, many at once, with an outcome for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import Rating, Watched
from syncopate.errors import SyncopateError
from syncopate.providers.trakt import parse
from syncopate.providers.trakt.client import Client
from syncopate.providers.trakt.history import plays_path
from syncopate.providers.trakt.list_writing import write_lists
from syncopate.providers.trakt.lists import listing, read_list
from syncopate.providers.trakt.naming import Entry, name_of_key, names_of_title
from syncopate.providers.trakt.outcomes import APPLIED, UNCHANGED, UNRESOLVED, of_error, together
from syncopate.providers.trakt.raw import Raw, inside
from syncopate.providers.trakt.sending import can_send, send
from syncopate.providers.watching import WatchOutcome

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
    if not can_send(action):
        return [UNRESOLVED for _ in operations]
    if action is Action.UNWATCH:
        return await _take_back(client, operations)
    entries = [entry for place, each in enumerate(operations) for entry in _entries(place, each)]
    if not entries:
        return [UNRESOLVED for _ in operations]
    outcomes = (await send(client, action, entries)).by_operation(entries)
    return [together(outcomes.get(place, ())) for place in range(len(operations))]


def _entries(place: int, operation: WatchOperation) -> list[Entry]:
    """Return the lines of an operation; none where nothing names its title."""
    lines = _lines(place, operation)
    match operation.action:
        case Action.WATCH:
            dates = _dates(operation)
            return [replace(line, said={"watched_at": at}) for line in lines[:1] for at in dates]
        case Action.LIST:
            return lines[:1]
        case Action.RATE:
            said = _rating(operation)
            return [replace(line, said=said) for line in lines] if said else []
        case _:
            return lines


def _lines(place: int, operation: WatchOperation) -> list[Entry]:
    """Return a line for each record that an operation is about, or one for its title where there is none."""
    known = [name for key in operation.keys if (name := name_of_key(key)) is not None]
    if known:
        return [Entry(of=place, name=name) for name in known]
    names = names_of_title(operation.title)
    return [Entry(of=place, name=names[0], otherwise=next(iter(names[1:]), None))] if names else []


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
    if taking.entries or taking.plays:
        await _taken(client, taking)
    return [taking.known.get(place, UNRESOLVED) for place in range(len(operations))]


async def _taken(client: Client, taking: _Taking) -> None:
    ids = [number for found in taking.plays.values() for number in found]
    sent = await send(client, Action.UNWATCH, taking.entries, {"ids": ids} if ids else None)
    outcomes = sent.by_operation(taking.entries)
    taking.known |= {place: together(found) for place, found in outcomes.items()}
    gone = _gone(sent.answer or {})
    for place, found in taking.plays.items():
        taken = UNCHANGED if set(found) <= gone else APPLIED
        taking.known[place] = sent.failed or taken


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
