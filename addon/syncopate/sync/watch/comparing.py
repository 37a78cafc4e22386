"""What both sides of a link say of each title; in a worker process: imports only domain, planning, store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from syncopate.domain.link import Ready, WatchOperation
from syncopate.domain.watch import Feature, Position, Record, Side, Title
from syncopate.planning.watching.deciding import Decided, is_covered
from syncopate.planning.watching.facts import is_end, same
from syncopate.planning.watching.guarding import Held, reasons_to_hold
from syncopate.planning.watching.joining import Subject, is_part
from syncopate.planning.watching.listing import lists_in
from syncopate.planning.watching.sides import Sides
from syncopate.store import links
from syncopate.store.links import Link
from syncopate.store.watch_encoding import label_of
from syncopate.sync.watch.work import PlanTask, close_cut_short, decided_link
from syncopate.sync.worker_database import database_at


class Standing(StrEnum):
    """How a title stands between two accounts."""

    IN_STEP = "in_step"
    TO_LEFT = "to_left"
    """The left side is to be written to."""
    TO_RIGHT = "to_right"
    BOTH = "both"
    """Each side has what the other lacks."""
    APART = "apart"
    """They differ, and the link lets nothing of it pass."""
    UNMATCHED = "unmatched"
    """One side has no such title."""
    CONFLICT = "conflict"
    """Its records name each other the same and themselves differently: it is not touched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which titles are meant: of libraries of one side, or those that it calls so; None and None: all."""

    side: Side
    sections: frozenset[str] | None = None
    keys: frozenset[str] | None = None

    def takes(self, records: Iterable[Record]) -> bool:
        """Tell whether a title with these records at the side is meant."""
        if self.sections is None and self.keys is None:
            return True
        return any(
            (self.sections is not None and each.section in self.sections)
            or (self.keys is not None and each.key in self.keys)
            for each in records
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one side says of a title, by the records it has of it; `keys` () where it has none.

    `finished`: its position is the end of it, by this side's rule or the other one's.
    """

    keys: tuple[str, ...] = ()
    watched: bool = False
    position: Position | None = None
    length: float | None = None
    finished: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One title. `writes` are the numbers of what would be written, and what that is."""

    label: str
    title: Title
    left: Said
    right: Said
    standing: Standing
    writes: Mapping[int, WatchOperation]

    def at(self, side: Side) -> Said:
        """Return what one side says."""
        return self.left if side is Side.LEFT else self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Titles in a fixed order, and why a run would wait with what would be written of them."""

    titles: Sequence[Compared]
    cautions: tuple[Held, ...] = ()


def compare_link(database_url: str, chosen: Chosen, task: PlanTask) -> Comparison:
    """Compare what both accounts said when they were read last; nothing is kept of it.

    It is what a plan by hand is made of right after.
    """
    database = database_at(database_url)
    link = database.look(links.get, task.link_id)
    database.change(close_cut_short, link, task.now)
    decided = decided_link(database, link, task, "").decided
    writes = _by_title(decided)
    titles = [
        _compared(subject, decided, writes.get(subject.title, {}))
        for subject in decided.joined.subjects
        if _is_meant(subject, decided, chosen)
    ]
    return Comparison(
        titles=[*titles, *_conflicts(decided, chosen)], cautions=_cautions(decided, link, titles)
    )


def _by_title(decided: Decided) -> Mapping[Title, dict[int, WatchOperation]]:
    found: dict[Title, dict[int, WatchOperation]] = {}
    for number, operation in enumerate(decided.plan.operations):
        found.setdefault(operation.title, {})[number] = operation
    return found


def _is_meant(subject: Subject, decided: Decided, chosen: Chosen) -> bool:
    if not subject.left.records and not subject.right.records:
        return False
    return chosen.takes(subject.part(chosen.side).records) and is_covered(subject, decided.link.policy)


def _compared(subject: Subject, decided: Decided, named: Mapping[int, WatchOperation]) -> Compared:
    writes = {number: each for number, each in named.items() if _is_about(each, subject)}
    return Compared(
        label=label_of(subject.title),
        title=subject.title,
        left=_said(subject.left.records, subject.title, subject, decided),
        right=_said(subject.right.records, subject.title, subject, decided),
        standing=_standing(subject, decided, writes.values()),
        writes=writes,
    )


def _is_about(operation: WatchOperation, subject: Subject) -> bool:
    """Tell whether a write is about this one of the titles that are called alike."""
    return set(operation.keys) <= {each.key for each in subject.part(operation.side).records}


def _said(records: Sequence[Record], title: Title, subject: Subject | None, decided: Decided) -> Said:
    """Return what records say together: it was seen if one was, and begun where it was last."""
    own = [each for each in records if not is_part(each, title)]
    places = [each.values.place for each in own if each.values.place is not None]
    position = max(places, key=_by_time, default=None)
    # By the longest of both sides, as it is decided.
    both = own if subject is None else (*subject.left.records, *subject.right.records)
    whole = max((each.length for each in both if each.length and not is_part(each, title)), default=None)
    endings = [decided.link.at(side).rules.ending for side in Side]
    return Said(
        keys=tuple(sorted(each.key for each in records)),
        watched=any(each.values.watched is not None for each in records),
        position=position,
        length=max((each.length for each in own if each.length), default=None),
        finished=position is not None
        and any(is_end(position.seconds, whole, title.type, each) for each in endings),
    )


def _by_time(position: Position) -> tuple[bool, float, float]:
    at = position.at
    return at is not None, 0.0 if at is None else at.timestamp(), position.seconds


def _standing(subject: Subject, decided: Decided, writes: Iterable[WatchOperation]) -> Standing:
    ready = {each.side for each in writes if each.ready in {Ready.READY, Ready.PLAYING}}
    if len(ready) > 1:
        return Standing.BOTH
    if ready:
        return Standing.TO_LEFT if Side.LEFT in ready else Standing.TO_RIGHT
    if any(_lacks(subject, decided, side) for side in Side):
        return Standing.UNMATCHED
    sides, policy = Sides.of(subject, decided.link), decided.link.policy
    step = max(decided.link.at(side).rules.rating_step for side in Side)
    able = {each for each in policy.features if _both_hold(subject, decided, each)}
    if sides.left.values.position is not None and same(
        sides.left.values.position, sides.right.values.position
    ):
        # Seen once more at both: a side that takes back what was seen then says as much.
        able -= {Feature.HISTORY}
    lists = able & {Feature.LISTS}
    equal = [same(sides.left.values.of(each), sides.right.values.of(each), step) for each in able - lists]
    if lists:
        # Those that the link leaves alone may differ.
        left, right = (lists_in([sides.at(side).values], policy) for side in Side)
        equal.append(left == right)
    return Standing.IN_STEP if all(equal) else Standing.APART


def _lacks(subject: Subject, decided: Decided, side: Side) -> bool:
    """Tell whether a side that holds nothing but what is in its library has no such title."""
    return not subject.part(side).records and Feature.HISTORY in decided.link.at(side).rules.closed


def _both_hold(subject: Subject, decided: Decided, feature: Feature) -> bool:
    if feature is Feature.HISTORY and subject.title.last_number is not None:
        # Each of its episodes says that.
        return False
    return all(decided.link.at(side).rules.can_hold(feature, subject.title.type) for side in Side)


def _conflicts(decided: Decided, chosen: Chosen) -> Iterator[Compared]:
    """Return the titles that are not touched, each as its records name it."""
    odd = {title for each in decided.joined.quarantined for title in each.titles}
    records: dict[Title, dict[Side, list[Record]]] = {}
    for side in Side:
        for record in decided.link.at(side).view.records if odd else ():
            if record.title in odd:
                records.setdefault(record.title, {}).setdefault(side, []).append(record)
    for title, by_side in records.items():
        if chosen.takes(by_side.get(chosen.side, ())):
            yield Compared(
                label=label_of(title),
                title=title,
                left=_said(by_side.get(Side.LEFT, ()), title, None, decided),
                right=_said(by_side.get(Side.RIGHT, ()), title, None, decided),
                standing=Standing.CONFLICT,
                writes={},
            )


def _cautions(decided: Decided, link: Link, titles: Sequence[Compared]) -> tuple[Held, ...]:
    """Return why a run would wait with these writes, the user's first word apart: it is said by hand."""
    writes = tuple(operation for each in titles for operation in each.writes.values())
    narrowed = replace(decided, plan=replace(decided.plan, operations=writes))
    return reasons_to_hold(
        narrowed, limits=link.settings.limits, first_run=link.knowledge is None, approved=True
    )
