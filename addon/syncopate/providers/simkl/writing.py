"""Writes to a library, and holds what SIMKL answers to what was written: nothing is taken for done unseen."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from syncopate.domain.link import Action, WatchOperation
from syncopate.domain.watch import MediaType, Rating, Watched
from syncopate.errors import InvalidInput, SyncopateError
from syncopate.providers._tracker.notes import sent
from syncopate.providers._tracker.outcomes import (
    APPLIED,
    UNCHANGED,
    failed,
    in_the_way,
    not_kept,
    of_all,
    unresolved,
)
from syncopate.providers._tracker.raw import Raw, count, inside, rows
from syncopate.providers.simkl.client import WHAT, Client
from syncopate.providers.simkl.holding import (
    everything,
    lately,
    loses_nothing,
    may_be_planned,
)
from syncopate.providers.simkl.parse import Status
from syncopate.providers.simkl.targets import Target, grouped, is_missed, is_same, targets_of
from syncopate.providers.watching import WatchOutcome

_PLAYED = frozenset({MediaType.MOVIE, MediaType.EPISODE})
_TITLES = frozenset({MediaType.MOVIE, MediaType.SHOW})
_LOWEST, _HIGHEST = 1, 10


@dataclass(slots=True)
class Write:
    """One target of an operation, what is said of it, and what became of it."""

    place: int
    operation: WatchOperation
    target: Target
    said: Mapping[str, object]
    outcome: WatchOutcome | None = None


type _Send = Callable[[Client, Sequence[Write]], Awaitable[None]]


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
    if writes:
        try:
            await _SENDING[operations[0].action](client, writes)
        except SyncopateError as error:
            # Sent again, each of them does what it does once.
            for each in writes:
                each.outcome = each.outcome or failed(error)
    for each in writes:
        outcomes[each.place].append(each.outcome or not_kept(WHAT))
    return [of_all(each) for each in outcomes.values()]


def _writes(place: int, operation: WatchOperation) -> list[Write]:
    """Return what is to be written. Raises InvalidInput for what cannot be."""
    played = operation.action in {Action.WATCH, Action.UNWATCH}
    if operation.title.type not in (_PLAYED if played else _TITLES):
        return []
    said = _said(operation)
    return [Write(place, operation, target, said) for target in targets_of(operation)]


def _said(operation: WatchOperation) -> Mapping[str, object]:
    now = datetime.now(UTC)
    match operation.action, operation.value:
        case Action.WATCH, Watched(plays=plays):
            return {"watched_at": sent(max(plays), now)} if plays else {}
        case Action.RATE, Rating(value=value, at=at):
            rated = {} if at is None else {"rated_at": sent(at, now)}
            return {"rating": min(max(round(value), _LOWEST), _HIGHEST), **rated}
        case Action.LIST, _:
            return {"to": Status.PLANNED.value}
        case _:
            return {}


async def _watch(client: Client, writes: Sequence[Write]) -> None:
    """Say that something was seen. What was seen before stays as it was, unless the answer counts it."""
    answer = await client.write("sync/history", _body(writes))
    left = _not_missed(writes, answer)
    if count(inside(answer, "added"), "movies", "episodes") >= len(left):
        _all(left, APPLIED)
        return
    holding = await lately(client)
    for each in left:
        there = holding.watched(each.target)
        if there is not None and _is_kept(there, each.said):
            each.outcome = APPLIED
        elif there is not None or isinstance(each.operation.before, Watched):
            each.outcome = UNCHANGED


async def _unwatch(client: Client, writes: Sequence[Write]) -> None:
    mine = [each for each in writes if _takes_all(each)]
    episodes = [each for each in mine if each.target.is_episode]
    if episodes:
        answer = await client.write("sync/history/remove", _body(episodes))
        left = _not_missed(episodes, answer)
        if count(inside(answer, "deleted"), "episodes") >= len(left):
            _all(left, APPLIED)
        else:
            await _look_for(client, left)
    films = [each for each in mine if not each.target.is_episode]
    if films:
        await _leave(client, films, Status.COMPLETED)


async def _look_for(client: Client, writes: Sequence[Write]) -> None:
    """Note which episodes are not seen any more, of shows that were changed just now."""
    holding = await lately(client)
    for each in writes:
        if holding.title(each.target) is not None and holding.watched(each.target) is None:
            each.outcome = APPLIED


async def _unlist(client: Client, writes: Sequence[Write]) -> None:
    await _leave(client, writes, Status.PLANNED)


async def _leave(client: Client, writes: Sequence[Write], status: Status) -> None:
    """Take titles off a list. What has a rating or a history is put on another one, where it keeps them."""
    holding = await everything(client)
    off: list[Write] = []
    aside: list[Write] = []
    for each in writes:
        entry = holding.title(each.target)
        if entry is None or entry.status is not status:
            each.outcome = UNCHANGED
            continue
        each.target = _exactly(each.target, entry.simkl)
        plain = loses_nothing(entry, seen=status is Status.COMPLETED)
        (off if plain else aside).append(each)
    if aside:
        for each in aside:
            each.said = {"to": (Status.DROPPED if each.target.film else Status.HOLD).value}
        _moved(aside, await client.write("sync/add-to-list", _body(aside)))
    if off:
        answer = await client.write("sync/history/remove", _body(off, said=False))
        left = _not_missed(off, answer)
        if count(inside(answer, "deleted"), "movies", "shows") >= len(left):
            _all(left, APPLIED)
            return
        now = await everything(client)
        for each in left:
            there = now.title(each.target)
            each.outcome = APPLIED if there is None or there.status is not status else not_kept(WHAT)


async def _list(client: Client, writes: Sequence[Write]) -> None:
    """Plan to watch something, unless it is on a list already that it would be taken off."""
    holding = await everything(client)
    new: list[Write] = []
    for each in writes:
        entry = holding.title(each.target)
        if entry is not None and entry.status is Status.PLANNED:
            each.outcome = UNCHANGED
        elif may_be_planned(entry):
            new.append(each)
        else:
            said = f"{WHAT} has it as watched or being watched, and cannot have it as planned as well."
            each.outcome = in_the_way(said)
    if new:
        _moved(new, await client.write("sync/add-to-list", _body(new)))


async def _rate(client: Client, writes: Sequence[Write]) -> None:
    answer = await client.write("sync/ratings", _body(writes))
    left = _not_missed(writes, answer)
    added = inside(answer, "added")
    told = [inside(inside(each, "request"), "ids") for each in rows(added, "statuses", WHAT)]
    for each in left:
        if any(is_same(each.target.ids, ids) for ids in told):
            each.outcome = APPLIED
    if not told and count(added, "movies", "shows") >= len(left):
        _all(left, APPLIED)


async def _unrate(client: Client, writes: Sequence[Write]) -> None:
    answer = await client.write("sync/ratings/remove", _body(writes))
    left = _not_missed(writes, answer)
    if count(inside(answer, "deleted"), "movies", "shows") >= len(left):
        _all(left, APPLIED)
        return
    holding = await everything(client)
    for each in left:
        entry = holding.title(each.target)
        if entry is None or entry.record.values.rating is None:
            each.outcome = APPLIED


_SENDING: Mapping[Action, _Send] = {
    Action.WATCH: _watch,
    Action.UNWATCH: _unwatch,
    Action.RATE: _rate,
    Action.UNRATE: _unrate,
    Action.LIST: _list,
    Action.UNLIST: _unlist,
}


def _body(writes: Iterable[Write], *, said: bool = True) -> dict[str, object]:
    return grouped([(each.target, each.said if said else {}) for each in writes])


def _not_missed(writes: Sequence[Write], answer: Raw) -> list[Write]:
    """Return what the service knows of; of all else it is said that it does not."""
    for each in writes:
        if is_missed(each.target, answer, WHAT):
            each.outcome = unresolved(f"{WHAT} knows no such title.")
    return [each for each in writes if each.outcome is None]


def _moved(writes: Sequence[Write], answer: Raw) -> None:
    """Note which titles are on the list where they were to be put, as the answer tells."""
    added = inside(answer, "added")
    for each in _not_missed(writes, answer):
        told = rows(added, "movies" if each.target.film else "shows", WHAT)
        if any(
            is_same(each.target.ids, inside(raw, "ids")) and raw.get("to") == each.said["to"] for raw in told
        ):
            each.outcome = APPLIED


def _all(writes: Iterable[Write], outcome: WatchOutcome) -> None:
    for each in writes:
        each.outcome = outcome


def _takes_all(write: Write) -> bool:
    """Tell whether the play that the service holds is among those to be taken back; else it stays."""
    value, before = write.operation.value, write.operation.before
    if not isinstance(value, Watched) or not isinstance(before, Watched):
        return True
    if before.plays and not set(before.plays) <= set(value.plays):
        write.outcome = UNCHANGED
        return False
    return True


def _is_kept(there: Watched, said: Mapping[str, object]) -> bool:
    """Tell whether something was seen when it was written that it was."""
    at = said.get("watched_at")
    return at is None or any(play.strftime("%Y-%m-%dT%H:%M:%SZ") == at for play in there.plays)


def _exactly(target: Target, simkl: int) -> Target:
    """Return the same by SIMKL's own number."""
    return Target(film=target.film, ids={"simkl": simkl}, name=target.name, year=target.year)
