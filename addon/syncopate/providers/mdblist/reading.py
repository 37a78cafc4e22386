"""Reads an account's lists: all of those that changed since, and nothing of the others."""

from collections.abc import AsyncIterator, Mapping

from syncopate.domain.watch import Feature, Record
from syncopate.errors import SyncopateError
from syncopate.providers._tracker.clocks import is_over
from syncopate.providers._tracker.cursors import pack, unpack
from syncopate.providers._tracker.notes import Notes
from syncopate.providers._tracker.outcomes import unread
from syncopate.providers._tracker.raw import Raw, text
from syncopate.providers.mdblist.client import WHAT, Client
from syncopate.providers.mdblist.parse import records
from syncopate.providers.watching import ReadPart, Unread, Wanted

PATHS: Mapping[Feature, str] = {
    Feature.HISTORY: "sync/watched",
    Feature.RATINGS: "sync/ratings",
    Feature.WATCHLIST: "watchlist/items",
}
_STAMPS: Mapping[Feature, tuple[str, ...]] = {
    Feature.HISTORY: ("watched_at", "season_watched_at", "episode_watched_at", "journal_at"),
    Feature.RATINGS: ("rated_at", "journal_at"),
    Feature.WATCHLIST: ("watchlisted_at",),
}
"""What tells that something changed. The journal, where it is told of, is of what was taken back."""
_VERSION = 1


async def read_parts(client: Client, wanted: Wanted, notes: Notes) -> AsyncIterator[ReadPart]:
    """Yield a part for each feature that is wanted; a failure is a part that says so."""
    features = [each for each in PATHS if each in wanted.features]
    try:
        activities = await client.activities()
        states = {each: _state(activities, each, client) for each in features}
    except SyncopateError as error:
        for each in features:
            yield _missing(each, unread(error))
        return
    for each in features:
        state, cursor = states[each], wanted.cursors.get(each)
        if not wanted.whole and state["over"] and unpack(cursor) == state:
            yield ReadPart(features=frozenset({each}), whole=False, cursor=cursor)
        else:
            yield await _read(client, each, pack(state), notes)


async def read_all(client: Client, feature: Feature, notes: Notes) -> tuple[Record, ...]:
    """Return all that is said in one respect. Raises Unreachable."""
    found: dict[str, list[Raw]] = {}
    await client.pages(PATHS[feature], found)
    return records(found, feature, notes)


async def _read(client: Client, feature: Feature, cursor: str, notes: Notes) -> ReadPart:
    found: dict[str, list[Raw]] = {}
    try:
        await client.pages(PATHS[feature], found)
        told = records(found, feature, notes)
    except SyncopateError as error:
        return _missing(feature, unread(error), _as_far(found, feature, notes))
    return ReadPart(features=frozenset({feature}), records=told, cursor=cursor)


def _as_far(found: Mapping[str, list[Raw]], feature: Feature, notes: Notes) -> tuple[Record, ...]:
    """Return what was read before it failed, nothing where that cannot be understood."""
    try:
        return records(found, feature, notes)
    except SyncopateError:
        return ()


def _missing(feature: Feature, why: Unread, told: tuple[Record, ...] = ()) -> ReadPart:
    return ReadPart(features=frozenset({feature}), records=told, whole=False, missing=why)


def _state(activities: Raw, feature: Feature, client: Client) -> dict[str, object]:
    """Return what a cursor holds. `over`: the second of the last change is over, so there is no more of it.

    Raises OddAnswer for a stamp that is none.
    """
    stamps = {name: text(activities, name) for name in _STAMPS[feature]}
    told = [each for each in stamps.values() if each]
    over = all(is_over(each, client.clock, WHAT) for each in told)
    return {"version": _VERSION, "feature": feature.value, "stamps": stamps, "over": over}
