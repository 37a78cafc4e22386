"""Sends lines to a list, and what was not found once more by what else names it: two requests at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from syncopate.domain.link import Action
from syncopate.errors import SyncopateError
from syncopate.providers.trakt.client import Client
from syncopate.providers.trakt.naming import Entry, body_of
from syncopate.providers.trakt.outcomes import UNRESOLVED, by_operation, of_additions, of_error, of_removals
from syncopate.providers.trakt.raw import Raw
from syncopate.providers.watching import WatchOutcome

_PATHS = {
    Action.WATCH: "sync/history",
    Action.UNWATCH: "sync/history/remove",
    Action.RATE: "sync/ratings",
    Action.UNRATE: "sync/ratings/remove",
    Action.LIST: "sync/watchlist",
    Action.UNLIST: "sync/watchlist/remove",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of each line. `answer` is what was said to the first request, None where it failed.

    `failed` is what became of all that was in a request that failed, None where it did not.
    """

    outcomes: Sequence[WatchOutcome]
    answer: Raw | None = None
    failed: WatchOutcome | None = None

    def by_operation(self, entries: Sequence[Entry]) -> Mapping[int, list[WatchOutcome]]:
        """Return the outcomes of the lines of each operation."""
        return by_operation(entries, self.outcomes)


def can_send(action: Action) -> bool:
    """Tell whether there is a list for an action."""
    return action in _PATHS


async def send(
    client: Client, action: Action, entries: Sequence[Entry], beside: Mapping[str, object] | None = None
) -> Sent:
    """Send lines, and return what became of each; `beside` goes with the first request. Raises nothing.

    The answer names what the service does not know. Nothing was done for that: it is safely sent again.
    """
    first = await _once(client, action, entries, beside or {})
    lost = [
        place
        for place, (entry, outcome) in enumerate(zip(entries, first.outcomes, strict=True))
        if outcome is UNRESOLVED and entry.otherwise is not None
    ]
    if not lost:
        return first
    second = await _once(client, action, [_otherwise(entries[place]) for place in lost], {})
    outcomes = [*first.outcomes]
    for place, outcome in zip(lost, second.outcomes, strict=True):
        outcomes[place] = outcome
    return replace(first, outcomes=outcomes)


async def _once(
    client: Client, action: Action, entries: Sequence[Entry], beside: Mapping[str, object]
) -> Sent:
    # A play that is sent twice is two plays; all else is the same after the second time.
    repeatable = action is not Action.WATCH
    try:
        body = {**body_of(entries), **beside}
        raw = (await client.post(_PATHS[action], body, repeatable=repeatable)).raw
        if action.removes:
            return Sent(outcomes=of_removals(entries, raw), answer=raw)
        return Sent(outcomes=of_additions(entries, raw, repeatable=repeatable), answer=raw)
    except SyncopateError as error:
        failed = of_error(error, repeatable=repeatable)
        return Sent(outcomes=[failed] * len(entries), failed=failed)


def _otherwise(entry: Entry) -> Entry:
    return entry if entry.otherwise is None else replace(entry, name=entry.otherwise, otherwise=None)
