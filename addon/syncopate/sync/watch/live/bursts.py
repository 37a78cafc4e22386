"""Which links are to be run soon, and when: once for everything that happens in a burst."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from syncopate.sync.watch.live.timing import Timing


@dataclass(slots=True)
class _Burst:
    first: float
    last: float
    not_before: float = 0.0


@dataclass(slots=True)
class Bursts:
    """Each link waits at most once. Times are seconds that never go back."""

    timing: Timing
    _waiting: dict[str, _Burst] = field(default_factory=dict)
    _begun: dict[str, float] = field(default_factory=dict)

    def asked(self, link_ids: Iterable[str], now: float) -> None:
        """Have links be run."""
        for link_id in link_ids:
            burst = self._waiting.setdefault(link_id, _Burst(now, now))
            burst.last = now

    def waits(self, link_ids: Collection[str]) -> bool:
        """Tell whether all of these are to be run already."""
        return self._waiting.keys() >= set(link_ids)

    def next_at(self) -> float | None:
        """Return when the next one is due."""
        return min((self._when(link_id) for link_id in self._waiting), default=None)

    def taken(self, now: float) -> frozenset[str]:
        """Return those whose time has come; what happens from now on is for their next run."""
        due = frozenset(link_id for link_id in self._waiting if self._when(link_id) <= now)
        for link_id in due:
            del self._waiting[link_id]
        return due

    def begun(self, link_ids: Iterable[str], now: float) -> None:
        """Note that a run of links was begun."""
        self._begun |= dict.fromkeys(link_ids, now)

    def refused(self, link_ids: Iterable[str], now: float) -> None:
        """Note that no run could be begun: it is asked for again in a while."""
        for link_id in link_ids:
            burst = self._waiting.setdefault(link_id, _Burst(now, now))
            # It has waited already.
            burst.first = now - self.timing.longest
            burst.not_before = now + self.timing.busy

    def dropped(self, link_ids: Iterable[str]) -> None:
        """Forget links that are no more."""
        for link_id in link_ids:
            self._begun.pop(link_id, None)

    def _when(self, link_id: str) -> float:
        burst = self._waiting[link_id]
        quiet = min(burst.last + self.timing.quiet, burst.first + self.timing.longest)
        begun = self._begun.get(link_id)
        again = quiet if begun is None else begun + self.timing.between
        return max(quiet, again, burst.not_before)
