"""What a link may not do without the user's word: then the whole plan waits, and nothing of it is done."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from syncopate.domain.link import Action, LinkPolicy, Ready, WatchOperation
from syncopate.domain.watch import Feature, Side, Values, WatchRules, list_key
from syncopate.planning.watching.deciding import Decided, is_covered
from syncopate.planning.watching.joining import Part, Subject, is_part
from syncopate.planning.watching.listing import lists_in


class Caution(StrEnum):
    """Why a plan waits."""

    NEW_LINK = "new_link"
    """None of the link's plans was ever approved."""
    FIRST_REMOVALS = "first_removals"
    """It would take something back in its first run."""
    MANY_REMOVALS = "many_removals"
    """It would take back more than the link lets pass."""
    WOULD_EMPTY = "would_empty"
    """It would take back all that a side holds in one respect, or all that is in one of its lists."""
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
    """That a plan waits, and what it is about: a side and a respect, None: the link as a whole.

    `list_name` says which list, where it is about one. What is in several lists counts in each.
    """

    because: Caution
    side: Side | None = None
    feature: Feature | None = None
    removals: int = 0
    of: int = 0
    list_name: str = ""


def reasons_to_hold(decided: Decided, *, limits: Limits, first_run: bool, approved: bool) -> tuple[Held, ...]:
    """Return why a plan waits for the user, () when it may be done at once.

    `first_run`: the link has never written anything; `approved`: the user has said yes to a plan of it once.
    """
    operations = decided.plan.operations
    if not operations:
        return ()
    found: list[Held] = [] if approved else [Held(because=Caution.NEW_LINK)]
    ready = [each for each in operations if each.ready is Ready.READY]
    removing = [each for each in ready if each.action.removes]
    lost = ((each.side, taken_away(each, decided.link.at(each.side).rules)) for each in ready)
    removals = Counter((side, feature) for side, feature in lost if feature is not None)
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
    return (*found, *_emptied_lists(decided, removing), *_shrunken(decided))


def taken_away(operation: WatchOperation, rules: WatchRules) -> Feature | None:
    """Return in what respect a write loses something: also that it was seen, where a side forgets that."""
    if operation.action.removes:
        return operation.feature
    begun_again = operation.action is Action.PLACE and operation.again
    return Feature.HISTORY if begun_again and rules.clears_on_rewatch else None


def _emptied_lists(decided: Decided, removing: Sequence[WatchOperation]) -> Iterator[Held]:
    """Return which lists would be empty where others would not."""
    of_lists = [each for each in removing if each.list_name]
    names = {(each.side, list_key(each.list_name)): each.list_name for each in reversed(of_lists)}
    removals = Counter((each.side, list_key(each.list_name)) for each in of_lists)
    held = {side: _per_list(decided, side) for side in {side for side, _ in removals}}
    total = Counter(each.side for each in of_lists)
    for (side, key), count in sorted(removals.items()):
        if count >= held[side][key] and total[side] < held[side].total():
            yield Held(
                because=Caution.WOULD_EMPTY,
                side=side,
                feature=Feature.LISTS,
                removals=count,
                of=held[side][key],
                list_name=names[side, key],
            )


def _per_list(decided: Decided, side: Side) -> Counter[str]:
    """Return how many titles that are kept in step are in each list of a side, by the keys of the lists."""
    policy = decided.link.policy
    return Counter(
        key
        for subject in decided.joined.subjects
        if is_covered(subject, policy)
        for key in lists_in((record.values for record in subject.part(side).records), policy)
    )


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
        _said(
            (
                record.values
                for record in subject.part(side).records
                if feature is Feature.HISTORY or not is_part(record, subject.title)
            ),
            feature,
            decided.link.policy,
        )
        for subject in decided.joined.subjects
        if _counts(subject, decided, feature)
    )


def _known(decided: Decided, side: Side, feature: Feature) -> int:
    """Return of how many titles that are kept in step a side said something the last time."""
    return sum(
        _said((base.seen for base in subject.part(side).bases), feature, decided.link.policy)
        for subject in decided.joined.subjects
        if _counts(subject, decided, feature)
    )


def _counts(subject: Subject, decided: Decided, feature: Feature) -> bool:
    """Tell whether a title counts in one respect: that a file of several was seen, each of these says."""
    if feature is Feature.HISTORY and subject.title.last_number is not None:
        return False
    return is_covered(subject, decided.link.policy)


def _said(values: Iterable[Values], feature: Feature, policy: LinkPolicy) -> int:
    """Return how much is said of one title in one respect: 0 or 1, of lists in how many lists it is."""
    if feature is Feature.LISTS:
        return len(lists_in(values, policy))
    return int(any(each.of(feature) is not None for each in values))


def _taken(decided: Decided, side: Side, feature: Feature) -> int:
    """Return how much of what a side said we took away ourselves, and then were cut short."""
    return sum(
        _taken_of(subject.part(side), feature)
        for subject in decided.joined.subjects
        if _counts(subject, decided, feature)
    )


def _taken_of(part: Part, feature: Feature) -> int:
    if feature is not Feature.LISTS:
        taken = any(base.seen.of(feature) is not None and feature in base.taking for base in part.bases)
        return int(taken and all(record.values.of(feature) is None for record in part.records))
    now = {key for record in part.records if record.values.lists for key in record.values.lists.keys}
    return len({key for base in part.bases for key in base.taking_in} - now)
