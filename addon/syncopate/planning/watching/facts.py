"""What one side says of a title in one respect, against what was known: whether that changed, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from syncopate.domain.link import Base, LinkPolicy
from syncopate.domain.watch import (
    NOTHING,
    Ending,
    Feature,
    InLists,
    Listed,
    MediaType,
    Position,
    Rating,
    Record,
    Side,
    TimeKind,
    Value,
    Values,
    View,
    Watched,
    WatchRules,
)
from syncopate.planning.watching.joining import Subject, is_part, is_seen_alone
from syncopate.planning.watching.listing import base_in, in_list

SAME_SECONDS = 2.0
"""Positions nearer than that are equal: servers round."""
_ECHO = timedelta(minutes=15)
"""How much later than we began to write a server may say that it was written: a batch takes its time.

Plays so near to each other are one anyway.
"""
_FINEST = 0.01
"""Ratings of one side are the same when they are this near."""
_EVER = datetime.min.replace(tzinfo=UTC)

type Window = tuple[datetime, datetime]
"""From when to when something may have happened."""


class Change(Enum):
    """What became of something since it was last seen."""

    NONE = auto()
    SET = auto()
    CLEARED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a side says in one respect. `known` False: nothing follows from what it says, or does not say.

    `when` is the time of its change, None where nobody can say it. `held`: it has something that can be
    written to. `stands`: as in `Base`, and it still does.
    """

    value: Value | None
    before: Value | None
    known: bool
    held: bool
    change: Change
    when: Window | None
    stands: bool
    first: bool
    """Whether it was never seen before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A title at one side: the values of all its records together, and what was known of them."""

    values: Values
    base: Base | None
    records: Sequence[Record]
    own: Sequence[Record] = ()
    """Those of them that are of nothing else: files of several episodes say only that all of it was seen."""
    in_end: bool = False
    """It was seen so far that the other side may take that for the end, but this one does not."""
    rewatching: bool = False
    """It was seen, and is being seen once more."""
    begun: Position | None = None
    """How far a file is seen that holds other episodes besides: where that is in this one nobody knows."""
    touched: bool = False
    """Some record tells a place, be it one that says nothing by itself: somebody was in it."""
    besides: Watched | None = None
    """What such files say where another record says when this one was seen."""

    def of(self, feature: Feature) -> Sequence[Record]:
        """Return the records that can say something in one respect of this title alone."""
        return self.records if feature is Feature.HISTORY else self.own

    @property
    def place(self) -> Position | None:
        """How far it is seen, by itself or with others in one file."""
        return self.values.position or self.begun

    @property
    def shares(self) -> bool:
        """Whether a file of it holds other episodes besides."""
        return len(self.own) < len(self.records)


def standing(
    subject: Subject,
    side: Side,
    rules: WatchRules,
    other: WatchRules,
    policy: LinkPolicy,
    length: float | None,
) -> Standing:
    """Return a title, `length` seconds long, as a side has it, by the ends of both sides."""
    part, title = subject.part(side), subject.title
    base = _one_base(part.bases)
    if not part.records:
        return Standing(values=NOTHING, base=base, records=())
    own = [record for record in part.records if not is_part(record, title)]
    each = [_plain(record, rules) for record in part.records]
    begun = besides = None
    if len(own) < len(part.records):
        each, begun, besides = _of_files(subject, side, each, rules, policy)
    values = _unstamped(each[0] if len(each) == 1 else _together(each, policy), base, policy)
    position, watched = values.position, values.watched
    in_end = False
    if position is not None:
        kind = title.type
        if position.seconds <= 0 or position.seconds < policy.shortest:
            values = replace(values, position=None)
        elif is_end(position.seconds, length, kind, rules.ending):
            seen = watched or Watched(() if position.at is None else (position.at,))
            values = replace(values, position=None, watched=seen)
        elif is_end(position.seconds, length, kind, other.ending):
            in_end = True
            values = replace(values, position=None)
    rewatching = (values.position or begun) is not None and (
        values.watched is not None
        or (rules.clears_on_rewatch and base is not None and base.seen.watched is not None)
    )
    return Standing(
        values=values,
        base=base,
        records=part.records,
        own=own,
        in_end=in_end,
        rewatching=rewatching,
        begun=begun,
        touched=any(record.values.position is not None for record in part.records),
        besides=besides,
    )


def length_of(subject: Subject) -> float | None:
    """Return how long a title is, by the longest of its files; not by those that hold more than it."""
    records = (*subject.left.records, *subject.right.records)
    lengths = [each.length for each in records if each.length and not is_part(each, subject.title)]
    return max(lengths, default=None)


def _of_files(
    subject: Subject, side: Side, said: Sequence[Values], rules: WatchRules, policy: LinkPolicy
) -> tuple[list[Values], Position | None, Watched | None]:
    """Return what records say of one title, some of which are files that hold others as well.

    Such a file says that it was seen, unless a record of the title alone says when: then that is told apart;
    and besides how far it is seen, where that is anywhere in it.
    """
    alone = is_seen_alone(subject, side)
    found: list[Values] = []
    begun: list[Position] = []
    besides: list[Values] = []
    for record, values in zip(subject.part(side).records, said, strict=True):
        position = values.position
        if not is_part(record, subject.title):
            found.append(values)
            continue
        watched = values.watched
        if position is not None and is_end(position.seconds, record.length, record.title.type, rules.ending):
            watched = watched or Watched(() if position.at is None else (position.at,))
        elif position is not None and position.seconds > 0 and position.seconds >= policy.shortest:
            begun.append(position)
        (besides if alone else found).append(Values(watched=watched))
        if alone:
            found.append(NOTHING)
    return found, _newest(begun), _together(besides, policy).watched


def standing_in(standing: Standing, key: str) -> Standing:
    """Return a title as a side has it, of lists of one alone."""
    base = standing.base
    return replace(
        standing,
        values=in_list(standing.values, key),
        base=None if base is None else base_in(base, key),
    )


def is_end(seconds: float, length: float | None, kind: MediaType, ending: Ending) -> bool:
    """Tell whether so much of a length is the end of it by the rule of a side."""
    if not length:
        return False
    left = ending.left_of_film if kind is MediaType.MOVIE and ending.left_of_film is not None else ending.left
    if left is None:
        return seconds >= ending.share * length
    return seconds > ending.share * length and length - seconds < left


def fact(feature: Feature, at: Standing, view: View, rules: WatchRules, policy: LinkPolicy) -> Fact:
    """Return what a side says in one respect, against what was known of it."""
    now, base = at.values.of(feature), at.base
    seen_at = None if base is None else base.seen_at.get(feature)
    before = None if base is None or seen_at is None else base.seen.of(feature)
    complete = feature in view.complete
    known = (now is not None or complete) and not (feature is Feature.PROGRESS and at.in_end)
    held = bool(at.of(feature)) or (not at.records and feature not in rules.closed)
    change, when = Change.NONE, _dated(now, rules, at)
    if now is not None and known:
        if base is None or seen_at is None:
            change = Change.SET if base is None or not _is_echo(now, feature, base, policy) else Change.NONE
        elif not _same(now, before, policy) and not _is_echo(now, feature, base, policy):
            change = Change.SET
            # Something without a date has changed since it was last seen, and that is a date as well.
            if when is None or (before is not None and _at(now) == _at(before)):
                when = seen_at, view.taken_at
    elif before is not None and seen_at is not None and complete and known and _is_proof(feature, at, rules):
        change, when = Change.CLEARED, (seen_at, view.taken_at)
    return Fact(
        value=now,
        before=before,
        known=known,
        held=held,
        change=change,
        when=when,
        stands=base is not None and feature in base.stands and change is Change.NONE,
        first=seen_at is None,
    )


def seen_since(one: Fact, at: Standing, view: View, rules: WatchRules, policy: LinkPolicy) -> Fact:
    """Return what a side says of whether a title was seen, with what its files with other episodes say.

    Where a record of the title alone says when it was seen, they count only if they were seen since the side
    was last looked at: that is for whom the other side says no more that it was seen.
    """
    base, besides = at.base, at.besides
    seen_at = None if base is None else base.seen_at.get(Feature.HISTORY)
    if one.change is not Change.NONE or besides is None or base is None or seen_at is None:
        return one
    told = base.wrote.watched
    written = _written(Feature.HISTORY, base, policy)
    plays = [
        play
        for play in without(besides.plays, told.plays if told else (), policy)
        if play - view.skew > seen_at and not (written and written[0] <= play <= written[1])
    ]
    if not plays:
        return one
    value = Watched(tuple(plays), len(plays))
    return replace(one, value=value, change=Change.SET, when=_dated(value, rules, at))


def same(one: Value | None, other: Value | None, step: float = 1.0) -> bool:
    """Tell whether two sides say the same, as far as both can say it; dates alone make no difference."""
    match one, other:
        case (None, None) | (Watched(), Watched()) | (Listed(), Listed()):
            return True
        case Position(), Position():
            return abs(one.seconds - other.seconds) < SAME_SECONDS
        case Rating(), Rating():
            return round(one.value / step) == round(other.value / step)
        case InLists(), InLists():
            return one.keys == other.keys
        case _:
            return False


def near(one: datetime, other: datetime, policy: LinkPolicy) -> bool:
    """Tell whether two plays are one, told by two who saw it at different moments."""
    return abs(one - other) <= policy.play_window + policy.apart


def apart(plays: Iterable[datetime], others: Iterable[datetime], policy: LinkPolicy) -> list[datetime]:
    """Return plays, the oldest first, that neither the others nor one before them is near to."""
    found = [*others]
    start = len(found)
    for play in sorted(plays):
        if not any(near(play, other, policy) for other in found):
            found.append(play)
    return found[start:]


def without(plays: Iterable[datetime], others: Iterable[datetime], policy: LinkPolicy) -> list[datetime]:
    """Return plays that none of the others is near to; each of the others stands for one."""
    left = sorted(others)
    found: list[datetime] = []
    for play in sorted(plays):
        nearest = next((place for place, other in enumerate(left) if near(play, other, policy)), None)
        if nearest is None:
            found.append(play)
        else:
            del left[nearest]
    return found


def is_after(one: Window, other: Window, policy: LinkPolicy) -> bool:
    """Tell whether something surely happened after something else, however far the clocks are apart."""
    return one[0] > other[1] + policy.slack


def common(plays: Iterable[datetime], others: Iterable[datetime], policy: LinkPolicy) -> list[datetime]:
    """Return plays that others stand for."""
    mine = list(plays)
    return without(mine, without(mine, others, policy), policy)


def _same(now: Value, before: Value | None, policy: LinkPolicy) -> bool:
    """Tell whether a side says what it said before."""
    if isinstance(now, Watched) and isinstance(before, Watched):
        return not without(now.plays, before.plays, policy) and not without(before.plays, now.plays, policy)
    return same(now, before, _FINEST)


def _unstamped(values: Values, base: Base | None, policy: LinkPolicy) -> Values:
    """Return values without the time of our own writes: they keep the dates that we meant."""
    if base is None or not base.wrote_at:
        return values
    watched, position = values.watched, values.position
    if watched is not None and watched.plays:
        values = replace(values, watched=_meant(watched, base, policy))
    meant = base.wrote.position
    if position is not None and meant is not None and same(position, meant):
        written = _written(Feature.PROGRESS, base, policy)
        if written is not None and position.at is not None and written[0] <= position.at <= written[1]:
            values = replace(values, position=Position(position.seconds, meant.at))
    return values


def _meant(watched: Watched, base: Base, policy: LinkPolicy) -> Watched:
    written, wrote, seen = _written(Feature.HISTORY, base, policy), base.wrote.watched, base.seen.watched
    if written is None or wrote is None:
        return watched
    known = [*(seen.plays if seen else ()), *wrote.plays]
    stamps = {play for play in without(watched.plays, known, policy) if written[0] <= play <= written[1]}
    if not stamps:
        return watched
    kept = [play for play in watched.plays if play not in stamps]
    return Watched(tuple(sorted((*kept, *without(wrote.plays, kept, policy)))), watched.count)


def _written(feature: Feature, base: Base, policy: LinkPolicy) -> Window | None:
    """Return the time in which a side may say that it was given what we wrote."""
    at = base.wrote_at.get(feature)
    return None if at is None else (at - policy.tolerance, at + _ECHO + policy.tolerance)


def _is_echo(now: Value, feature: Feature, base: Base, policy: LinkPolicy) -> bool:
    """Tell whether a side only says what we wrote to it."""
    wrote, written = base.wrote.of(feature), _written(feature, base, policy)
    if wrote is None or written is None or not same(now, wrote, _FINEST):
        return False
    if isinstance(now, Watched):
        before = base.seen.watched
        told = [*(before.plays if before else ()), *(wrote.plays if isinstance(wrote, Watched) else ())]
        return not without(now.plays, told, policy)
    at = _at(now)
    return at is None or at == _at(wrote) or written[0] <= at <= written[1]


def _is_proof(feature: Feature, at: Standing, rules: WatchRules) -> bool:
    """Tell whether that nothing is said any more means that somebody took it back.

    Where records are files, all that were there before have to be there still: what is missing went with the
    one that is, and a file that came anew is no sign of anything. What was seen to the end or is begun anew,
    be it for seconds, has no position, or no flag, by itself. What we took back ourselves is no news.
    """
    taking = frozenset[Feature]() if at.base is None else at.base.taking
    if feature in taking or (feature is Feature.PROGRESS and Feature.HISTORY in taking):
        # Where somebody is goes with that it was seen.
        return False
    if feature in rules.closed:
        keys = at.base.keys if at.base is not None else {}
        there = {each.key: each.added_at for each in at.records}
        if not keys or not at.of(feature) or any(there.get(key, _EVER) != keys[key] for key in keys):
            return False
    if feature is Feature.PROGRESS:
        return at.values.watched is None or (
            at.base is not None and at.values.watched == at.base.seen.watched
        )
    return not (feature is Feature.HISTORY and rules.clears_on_rewatch and at.touched)


def _dated(now: Value | None, rules: WatchRules, at: Standing) -> Window | None:
    moment = _at(now)
    if moment is None:
        return None
    if rules.times is TimeKind.SESSION_START and at.records:
        return moment, moment + timedelta(seconds=at.records[0].length or 0.0)
    return moment, moment


def _at(value: Value | None) -> datetime | None:
    return None if value is None or isinstance(value, InLists) else value.at


def _one_base(bases: Sequence[Base]) -> Base | None:
    """Return what was known, of several the newest, with the keys of all."""
    if len(bases) <= 1:
        return bases[0] if bases else None
    ordered = sorted(bases, key=lambda each: (max(each.seen_at.values(), default=_EVER), sorted(each.keys)))
    keys = {key: added for base in ordered for key, added in base.keys.items()}
    return replace(ordered[-1], keys=keys)


def _plain(record: Record, rules: WatchRules) -> Values:
    """Return what a record says, without dates that mean nothing."""
    values = record.values
    if rules.times is not TimeKind.NONE or values is NOTHING:
        return values
    watched, position = values.watched, values.position
    return replace(
        values,
        watched=None if watched is None else Watched((), watched.count),
        position=None if position is None else Position(position.seconds),
    )


def _together(each: Sequence[Values], policy: LinkPolicy) -> Values:
    """Return what several records of one title say: it was seen if one was, and is in the lists of all.

    Of the rest the newest counts.
    """
    seen = [one.watched for one in each if one.watched is not None]
    plays: list[datetime] = []
    for watched in seen:
        plays += without(watched.plays, plays, policy)
    count = max((one.count for one in seen), default=0)
    names = [name for one in each if one.lists is not None for name in one.lists.names]
    return Values(
        watched=Watched(tuple(sorted(plays)), max(count, len(plays))) if seen else None,
        position=_newest([one.position for one in each if one.position is not None]),
        rating=_newest([one.rating for one in each if one.rating is not None]),
        listed=_newest([one.listed for one in each if one.listed is not None]),
        lists=InLists(frozenset(names)) if names else None,
    )


def _newest[T: (Position, Rating, Listed)](values: Sequence[T]) -> T | None:
    return max(values, key=lambda value: (value.at or _EVER, repr(value)), default=None)
