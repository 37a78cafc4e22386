"""Titles put into lists of a server and taken out: what a list holds before and after tells what became."""

from collections.abc import Sequence, Set as AbstractSet
from dataclasses import dataclass, field

from syncopate.domain.link import Became, WatchOutcome
from syncopate.errors import SyncopateError


@dataclass(slots=True)
class ListWork:
    """What is to be done in one list: the keys of titles, by the place of their operation."""

    keys: dict[int, list[str]] = field(default_factory=dict)

    @property
    def every(self) -> list[str]:
        """Return all keys, each once."""
        return list(dict.fromkeys(key for keys in self.keys.values() for key in keys))

    def is_done(self, members: AbstractSet[str], *, puts: bool) -> bool:
        """Tell whether nothing is left to do with a list that holds these."""
        return all(is_so(members, keys, puts=puts) for keys in self.keys.values())


def is_so(members: AbstractSet[str], keys: Sequence[str], *, puts: bool) -> bool:
    """Tell whether titles are all in a list, or none of them."""
    return all((key in members) is puts for key in keys)


def outcome_of(
    before: AbstractSet[str],
    after: AbstractSet[str] | None,
    keys: Sequence[str],
    error: SyncopateError | None,
    *,
    puts: bool,
    not_kept: SyncopateError,
) -> WatchOutcome:
    """Return what became of one operation; `after` None: the list could not be read back.

    What may have been done fails all the same: that it is done once more changes nothing. `not_kept` says
    that the server answered well and did nothing.
    """
    if is_so(before, keys, puts=puts):
        return WatchOutcome(Became.UNCHANGED)
    if error is None and after is None:
        return WatchOutcome(Became.APPLIED)
    if after is not None and is_so(after, keys, puts=puts):
        return WatchOutcome(Became.APPLIED)
    return failed(error or not_kept)


def failed(error: SyncopateError) -> WatchOutcome:
    """Return that a write failed, and why."""
    return WatchOutcome(Became.FAILED, error.key, error.detail)
