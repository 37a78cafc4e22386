"""Reads a library: whole, only what changed, or nothing where nothing did."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from syncopate.domain.watch import Feature, Record, Values, Watched
from syncopate.errors import OddAnswer, SyncopateError
from syncopate.providers._tracker.clocks import OVERLAP, is_over, moment
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.outcomes import unread
from syncopate.providers.simkl.client import KINDS, WHAT, Client
from syncopate.providers.simkl.parse import Entry, entries, place_in
from syncopate.providers.simkl.state import Activities, State
from syncopate.providers.watching import ReadPart


async def read_library(
    client: Client, features: frozenset[Feature], cursor: str | None, notes: Notes
) -> ReadPart:
    """Return what the library says; a failure is a part that says so, with what was read before it."""
    found: list[Entry] = []
    try:
        now = Activities.of(await client.activities())
        until = _surely(now.changed, client.clock)
        known = State.read(cursor)
        if known is None or not known.changed or known.removed != now.removed:
            await _read_whole(client, now, found, notes)
            state, _ = State(until, now.removed).after(found, until)
            return ReadPart(features=features, records=_records(found, features), cursor=state.cursor)
        if known.changed == now.changed:
            return ReadPart(features=features, whole=False, cursor=cursor)
        found += await _read_since(client, _earlier(known.changed), notes)
    except SyncopateError as error:
        # What was read is so, what was not may be anything.
        return ReadPart(
            features=features, records=_records(found, features), whole=False, missing=unread(error)
        )
    state, no_more = known.after(found, until)
    records = _records(found, features)
    here = {each.key for each in records}
    gone = no_more | {each.record.key for each in found if each.record.key not in here}
    return ReadPart(features=features, records=records, whole=False, gone=gone, cursor=state.cursor)


async def _read_whole(client: Client, now: Activities, found: list[Entry], notes: Notes) -> None:
    for kind in KINDS:
        read = entries(await client.library(kind, episodes="original"), (kind,), notes)
        if not read and kind in now.filled and not now.removed[kind]:
            # There was something on its lists, and nothing was ever taken off: that cannot be all.
            raise OddAnswer(f"{WHAT} has titles and gives none.", account=WHAT)
        found += await _completed(client, read, (kind,), "", notes)


async def _read_since(client: Client, since: str, notes: Notes) -> Sequence[Entry]:
    read = entries(await client.library(since=since, episodes="original"), KINDS, notes)
    return await _completed(client, read, KINDS, since, notes)


async def _completed(
    client: Client, read: Sequence[Entry], kinds: Sequence[str], since: str, notes: Notes
) -> Sequence[Entry]:
    """Return titles with the episodes of shows that were marked as a whole.

    Those are told only if they are asked for, with dates that nobody wrote: they are without one.
    """
    if all(each.regular >= each.counted for each in read):
        return read
    kind = kinds[0] if len(kinds) == 1 else ""
    answer = await client.library(kind, since=since, episodes="yes")
    every = {each.simkl: each for each in entries(answer, kinds, Notes(WHAT, notes.now))}
    return [_filled(each, every.get(each.simkl)) for each in read]


def _filled(entry: Entry, every: Entry | None) -> Entry:
    if every is None or entry.regular >= entry.counted or every.regular > entry.counted:
        return entry
    told = {each.key for each in entry.episodes}
    undated = Values(watched=Watched())
    more = (
        replace(each, values=undated)
        for each in every.episodes
        if each.key not in told and place_in(each.key)[1] != 0
    )
    return replace(entry, episodes=(*entry.episodes, *more))


def _records(found: Iterable[Entry], features: frozenset[Feature]) -> tuple[Record, ...]:
    """Return what is said in some respects, of titles and episodes of which anything is."""
    told: list[Record] = []
    for entry in found:
        for each in (entry.record, *entry.episodes):
            values = Values()
            for feature in features:
                values = values.having(feature, each.values.of(feature))
            if values != Values():
                told.append(replace(each, values=values))
    return tuple(told)


def _earlier(told: str) -> str:
    """Return a moment a little earlier. Raises OddAnswer for what is none."""
    return (moment(told, WHAT) - OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")


def _surely(changed: str, clock: datetime | None) -> str:
    """Return until when changes are surely told. In the second that is not over yet there may be more.

    Raises OddAnswer for what is no moment.
    """
    return changed if not changed or is_over(changed, clock, WHAT) else _earlier(changed)
