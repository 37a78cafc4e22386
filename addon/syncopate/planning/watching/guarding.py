"""What a link may not do without the user's word: then the whole plan waits, and nothing of it is done."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.link import Base, Ready
from syncopate.domain.watch import Feature, Side
from syncopate.planning.watching.deciding import Decided, is_covered


class Caution(StrEnum):
    """Why a plan waits."""

    NEW_LINK = "new_link"
    """None of the link's plans was ever approved."""
    FIRST_REMOVALS = "first_removals"
    """It would take something back in its first run."""
    MANY_REMOVALS = "many_removals"
    """It would take back more than the link lets pass."""
    WOULD_EMPTY = "would_empty"
    """It would take back all that a side holds in one respect."""
    SHRUNKEN = "shrunken"
    """A side says in one respect less than half of what it said the last time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much may be taken back of what a side holds in one respect: `few`, or `share` of it if more."""

    few: int = 10
    share: float = 0.1

    def most(self, held: int) -> float:
        """Return how many may be taken back of so many."""
        return max(self.few, self.share * held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """That a plan waits, and what it is about: a side and a respect, None: the link as a whole."""

    because: Caution
    side: Side | None = None
    feature: Feature | None = None
    removals: int = 0
    of: int = 0


def reasons_to_hold(decided: Decided, *, limits: Limits, first_run: bool, approved: bool) -> tuple[Held, ...]:
    """Return why a plan waits for the user, () when it may be done at once.

    `first_run`: the link has never written anything; `approved`: the user has said yes to a plan of it once.
    """
    operations = decided.plan.operations
    if not operations:
        return ()
    found: list[Held] = [] if approved else [Held(because=Caution.NEW_LINK)]
    removals = Counter(
        (each.side, each.feature) for each in operations if each.action.removes and each.ready is Ready.READY
    )
    if first_run and removals:
        found.append(Held(because=Caution.FIRST_REMOVALS, removals=removals.total()))
    for (side, feature), count in sorted(removals.items()):
        held = _held(decided, side, feature)
        if count >= held:
            found.append(
                Held(because=Caution.WOULD_EMPTY, side=side, feature=feature, removals=count, of=held)
            )
        elif count > limits.most(held):
            found.append(
                Held(because=Caution.MANY_REMOVALS, side=side, feature=feature, removals=count, of=held)
            )
    return (*found, *_shrunken(decided))


def _shrunken(decided: Decided) -> Iterator[Held]:
    """Return in what respects a side says less than half of what it said."""
    for side in Side:
        view = decided.link.at(side).view
        for feature in sorted(view.complete & decided.link.policy.features.keys()):
            before = _known(decided, side, feature)
            now = _held(decided, side, feature) + _taken(decided, side, feature)
            if now * 2 < before and any(
                each.side is side.other and each.feature is feature for each in decided.plan.operations
            ):
                yield Held(
                    because=Caution.SHRUNKEN, side=side, feature=feature, removals=before - now, of=before
                )


def _held(decided: Decided, side: Side, feature: Feature) -> int:
    """Return of how many titles that are kept in step a side says something now."""
    return sum(
        any(record.values.of(feature) is not None for record in subject.part(side).records)
        for subject in decided.joined.subjects
        if is_covered(subject, decided.link.policy)
    )


def _known(decided: Decided, side: Side, feature: Feature) -> int:
    """Return of how many titles that are kept in step a side said something the last time."""
    return sum(
        any(base.seen.of(feature) is not None for base in subject.part(side).bases)
        for subject in decided.joined.subjects
        if is_covered(subject, decided.link.policy)
    )


def _taken(decided: Decided, side: Side, feature: Feature) -> int:
    """Return of how many titles we took away ourselves what a side said of them, and then were cut short."""
    return sum(
        any(base.seen.of(feature) is not None and _took_away(base, feature) for base in part.bases)
        and not any(record.values.of(feature) is not None for record in part.records)
        for subject in decided.joined.subjects
        if is_covered(subject, decided.link.policy)
        for part in (subject.part(side),)
    )


def _took_away(base: Base, feature: Feature) -> bool:
    """Tell whether the last that was done there is that we took it away."""
    wrote_at, seen_at = base.wrote_at.get(feature), base.seen_at.get(feature)
    if wrote_at is None or base.wrote.of(feature) is not None:
        return False
    return seen_at is None or wrote_at >= seen_at
