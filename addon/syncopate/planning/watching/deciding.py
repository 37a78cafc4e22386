"""The one place where it is decided what is written: `decide` compares what was, what is, and nothing else.

A side that changed since the last time is followed; of two the newer. What never changed and differs all the
same was not written yet, and is. What the user took back stays so, unless the other side changes after it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from syncopate.domain.link import (
    CLEARING,
    SETTING,
    Action,
    Base,
    Because,
    FeaturePolicy,
    LinkPolicy,
    Ready,
    WatchOperation,
    WatchPlan,
)
from syncopate.domain.watch import (
    Feature,
    Plays,
    Rating,
    Side,
    Title,
    Value,
    Values,
    Watched,
)
from syncopate.planning.watching.facts import (
    Change,
    Fact,
    apart,
    common,
    fact,
    is_after,
    same,
    seen_since,
    without,
)
from syncopate.planning.watching.joining import Joined, Subject, join
from syncopate.planning.watching.listing import of_lists, spellings
from syncopate.planning.watching.naming import is_called, is_named
from syncopate.planning.watching.plays import news
from syncopate.planning.watching.sides import Account, Link, Sides
from syncopate.planning.watching.spanning import has_files, with_files

_ORDER = (Feature.HISTORY, Feature.PROGRESS, Feature.RATINGS, Feature.WATCHLIST)
"""In which order a title is decided; lists, each by itself, come last."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A plan, and what it was made of: which titles there are, and what each side says of them."""

    plan: WatchPlan
    joined: Joined
    link: Link


def decide(bases: Iterable[Base], left: Account, right: Account, policy: LinkPolicy) -> Decided:
    """Return what has to be written so that both sides say the same, as far as the policy lets it pass.

    `bases` are what the link knows from before. It is the same whatever the order of records and bases.
    """
    # A clock that is wrong says nothing of what is a little newer; dates are left as they are told.
    apart = abs(left.view.skew) + abs(right.view.skew)
    policy = replace(policy, apart=apart) if apart else policy
    bases = list(bases)
    joined = join(left.view, right.view, bases, policy)
    lists = Feature.LISTS in policy.features
    names = spellings({Side.LEFT: left.view, Side.RIGHT: right.view}, bases) if lists else {}
    link = Link(left=left, right=right, policy=policy, spellings=names)
    planned = [(subject, [*operations_of(subject, link)]) for subject in joined.subjects]
    if has_files(left.view) or has_files(right.view):
        with_files([(one, found) for one, found in planned if is_covered(one, policy)])
    operations = [each for _, found in planned for each in found]
    return Decided(WatchPlan(operations=tuple(operations), quarantined=joined.quarantined), joined, link)


def operations_of(subject: Subject, link: Link) -> Iterator[WatchOperation]:
    """Return what has to be written for one title."""
    if not is_covered(subject, link.policy):
        return
    if not subject.left.records and not subject.right.records and not _may_be_gone(subject, link):
        return
    if is_settled(subject, link):
        return
    sides = Sides.of(subject, link)
    for feature in _ORDER:
        if feature is Feature.HISTORY and subject.title.last_number is not None:
            # That all of a file was seen is said of each of its episodes.
            continue
        policy = _passing(feature, subject, link)
        if policy is not None:
            yield from _Deciding(subject.title, sides, feature, policy, link).operations()
    policy = _passing(Feature.LISTS, subject, link)
    if policy is None:
        return
    for key in sides.lists(link.policy):
        one = _Deciding(subject.title, sides.in_list(key), Feature.LISTS, policy, link)
        yield from of_lists(one.operations(), key, link.spellings)


def _passing(feature: Feature, subject: Subject, link: Link) -> FeaturePolicy | None:
    """Return what may pass of such a title in one respect, None where one side cannot hold it."""
    policy, kind = link.policy.features.get(feature), subject.title.type
    # Of most features nothing passes, and this is asked for every title.
    if policy is None or not link.left.rules.can_hold(feature, kind):
        return None
    return policy if link.right.rules.can_hold(feature, kind) else None


def is_covered(subject: Subject, policy: LinkPolicy) -> bool:
    """Tell whether a title is one that is kept the same. What is known of others stays as it is.

    All of a file with several episodes is one where both sides have the same, beyond that it was seen.
    """
    if subject.title.last_number is not None and not (
        subject.left.records and subject.right.records and policy.features.keys() - {Feature.HISTORY}
    ):
        return False
    return policy.covers(subject.title) and (
        not policy.sections
        or all(policy.includes(side, [each.section for each in subject.part(side).records]) for side in Side)
    )


def is_settled(subject: Subject, link: Link) -> bool:
    """Tell at a glance whether nothing changed and nothing is left to do: of most titles that is so.

    Not being sure it says no, and the title is looked at.
    """
    if link.policy.careful:
        return False
    said: list[Values] = []
    for part in (subject.left, subject.right):
        if len(part.records) != 1 or len(part.bases) != 1:
            return False
        base, values = part.bases[0], part.records[0].values
        if values.position is not None or base.stands or base.stands_in or values != base.seen:
            return False
        if not base.seen_at.keys() >= link.policy.features.keys():
            return False
        said.append(values)
    one, other = said
    return (one.watched is None, one.rating, one.listed is None, one.lists) == (
        other.watched is None,
        other.rating,
        other.listed is None,
        other.lists,
    )


def _may_be_gone(subject: Subject, link: Link) -> bool:
    """Tell whether what is at neither side was at one that holds what it likes: that may still be news."""
    return any(
        subject.part(side).bases and not link.policy.features.keys() <= link.at(side).rules.closed
        for side in Side
    )


@dataclass(frozen=True, slots=True)
class _Deciding:
    """A title in one respect."""

    title: Title
    sides: Sides
    feature: Feature
    policy: FeaturePolicy
    link: Link

    def operations(self) -> Iterator[WatchOperation]:
        """Return what is to be written, to one side or, of several plays, to both."""
        left, right = self.fact(Side.LEFT), self.fact(Side.RIGHT)
        if self.feature is Feature.HISTORY:
            left, right = self._kept(Side.LEFT, left, right), self._kept(Side.RIGHT, right, left)
        both = isinstance(left.value, Watched) and isinstance(right.value, Watched)
        if both:
            for side, source, target in ((Side.RIGHT, left, right), (Side.LEFT, right, left)):
                yield from self._plays(side, source, target)
            return
        if self._same(left.value, right.value):
            return
        winner = self._winner(left, right)
        if winner is None:
            return
        side, because = winner
        source, target = (left, right) if side is Side.LEFT else (right, left)
        operation = self._write(side.other, source, target, because)
        if operation is not None:
            yield operation

    def fact(self, side: Side) -> Fact:
        """Return what a side says."""
        return self._fact(self.feature, side)

    def _fact(self, feature: Feature, side: Side) -> Fact:
        account = self.link.at(side)
        return fact(feature, self.sides.at(side), account.view, account.rules, self.sides.policy)

    def _kept(self, side: Side, one: Fact, other: Fact) -> Fact:
        """Return what a side says, with the files it has seen since, where the other one took it back."""
        if other.change is not Change.CLEARED:
            return one
        account = self.link.at(side)
        return seen_since(one, self.sides.at(side), account.view, account.rules, self.sides.policy)

    def _same(self, one: Value | None, other: Value | None) -> bool:
        step = max(self.link.left.rules.rating_step, self.link.right.rules.rating_step)
        return same(one, other, step)

    def _winner(self, left: Fact, right: Fact) -> tuple[Side, Because] | None:
        """Return whose word counts where the two differ, and why; None where neither's does."""
        both = ((Side.LEFT, left, right), (Side.RIGHT, right, left))
        changed = [each for each in both if each[1].change is not Change.NONE]
        if len(changed) == 1:
            return self._alone(*changed[0])
        if not changed and (left.stands or right.stands):
            return None
        if not changed and (left.value is None or right.value is None):
            # What was not written the last time, for whatever reason.
            return (Side.LEFT if right.value is None else Side.RIGHT), Because.ADDED
        return self._newer(left, right)

    def _alone(self, side: Side, one: Fact, other: Fact) -> tuple[Side, Because]:
        """Return whose word counts where one side alone changed: its own, unless it is seen the first time.

        Then nobody knows that it changed since the other one was last looked at, and dates decide.
        """
        if one.change is Change.CLEARED:
            return side, Because.REMOVED
        if one.first and other.value is not None:
            return self._newer(one, other) if side is Side.LEFT else self._newer(other, one)
        return side, Because.ADDED if other.value is None else Because.CHANGED

    def _newer(self, left: Fact, right: Fact) -> tuple[Side, Because]:
        """Return the side whose word is newer: no date loses, and what is left the link's preference settles.

        Where one side took back what the other set at about the same time, nothing is lost: it stays.
        """
        one, other = left.when, right.when
        if one is not None and (other is None or is_after(one, other, self.sides.policy)):
            return Side.LEFT, Because.NEWER
        if other is not None and (one is None or is_after(other, one, self.sides.policy)):
            return Side.RIGHT, Because.NEWER
        if left.value is None or right.value is None:
            return (Side.LEFT if right.value is None else Side.RIGHT), Because.NEWER
        return self.policy.tie, Because.PREFERRED

    def _begun_again(self, side: Side) -> bool:
        """Tell whether a side has begun what the other has seen, later than it was seen there.

        Both at one place are seeing it once more, whoever of them still says that it was seen.
        """
        here, there = self.sides.at(side).place, self.sides.at(side.other)
        if here is None or there.values.watched is None:
            return False
        if there.place is not None and same(here, there.place):
            return True
        begun, seen = here.at, there.values.watched.at
        if begun is not None and seen is None:
            return self._is_after_the_mark(begun, side.other)
        if begun is None or seen is None:
            return self.sides.at(side).rewatching
        return begun > seen + self.sides.policy.slack

    def _just_begun(self, side: Side) -> bool:
        """Tell whether a title was begun at a side since it was looked at, where that is kept in step."""
        if Feature.PROGRESS not in self.link.policy.features:
            return False
        at = self.sides.at(side)
        if at.begun is not None and at.begun.at is not None and at.base is not None:
            looked = at.base.seen_at.get(Feature.HISTORY)
            return looked is not None and at.begun.at > looked + self.link.at(side).view.skew
        return self._fact(Feature.PROGRESS, side).change is Change.SET

    def _is_after_the_mark(self, begun: datetime, side: Side) -> bool:
        """Tell whether something was begun after a side came to say, without a date, that it was seen.

        That it did not say so before is all that dates it; where even that is not known, the date counts.
        Where both were known before, it would have been written then.
        """
        mark, place = self._fact(Feature.HISTORY, side), self._fact(Feature.PROGRESS, side.other)
        if mark.change is not Change.SET or mark.when is None:
            known = place.value is not None and not place.first and place.change is Change.NONE
            return not (known and mark.change is Change.NONE)
        return begun > mark.when[1] + self.sides.policy.slack

    def _lets(self, side: Side) -> bool:
        return self.policy.lets(side) and self.link.at(side).rules.writes

    def _write(self, side: Side, source: Fact, target: Fact, because: Because) -> WatchOperation | None:
        """Return what is written to a side, None where nothing may be, or may be concluded."""
        if not self._lets(side) or not target.known or not source.known:
            return None
        if source.value is None:
            return self._clear(side, source, target, because)
        if not self.policy.adds or (self.feature is Feature.HISTORY and self._begun_again(side)):
            return None
        seen = self.sides.at(side).values.watched if self.feature is Feature.PROGRESS else None
        known = source.change is Change.NONE and not source.first
        if seen is not None and (not self._begun_again(side.other) or (known and seen.at is None)):
            # It was seen there since: how far it was before says nothing any more. When something without a
            # date was seen is known only once: what was there already then did not pass.
            return None
        value = self._fitting(side, source)
        return self._operation(side, SETTING[self.feature], value, target, because, again=seen is not None)

    def _clear(self, side: Side, source: Fact, target: Fact, because: Because) -> WatchOperation | None:
        if not self.policy.removes or source.change is not Change.CLEARED or target.value is None:
            return None
        if self.feature is Feature.HISTORY and self._just_begun(side):
            # It was begun there since: how far would be lost with that it was seen.
            return None
        taken = self._taken_back(side, source, target)
        if taken is not None and not taken.plays:
            return None
        return self._operation(side, CLEARING[self.feature], taken, target, because)

    def _plays(self, side: Side, source: Fact, target: Fact) -> Iterator[WatchOperation]:
        """Return what a side that has seen it is told of the plays of the other one."""
        if not self._lets(side) or not source.known or not target.known:
            return
        now, there = source.value, target.value
        if not isinstance(now, Watched) or not isinstance(there, Watched):
            return
        if self.policy.adds and (new := self._new_plays(side, source, target, now, there)):
            because = Because.ADDED if source.first else Because.CHANGED
            yield self._operation(side, Action.WATCH, Watched(tuple(new), len(new)), target, because)
        if self.policy.removes and self._tells_each(side) and isinstance(source.before, Watched):
            gone = without(source.before.plays, now.plays, self.sides.policy)
            taken = common(there.plays, gone, self.sides.policy)
            if taken and self.feature in self.link.at(side.other).view.complete:
                value = Watched(tuple(taken), len(taken))
                yield self._operation(side, Action.UNWATCH, value, target, Because.REMOVED)

    def _new_plays(
        self, side: Side, source: Fact, target: Fact, now: Watched, there: Watched
    ) -> list[datetime]:
        """Return the plays that a side does not have and can hold; those it had before were taken back."""
        rules, policy = self.link.at(side).rules, self.sides.policy
        if rules.plays is Plays.FLAG:
            return []
        new = apart(now.plays, there.plays, policy) if now.plays != there.plays else []
        if new and isinstance(target.before, Watched):
            new = without(new, target.before.plays, policy)
        known = source.before.plays if isinstance(source.before, Watched) else ()
        if new and self.sides.at(side.other).shares:
            # What a file is told is the date of its last episode: it is no play of the others.
            new = without(new, self._written(side.other), policy)
        if new and (target.stands or not self._hears_each(side)):
            # Of which only the last is told, more may have been known at the other side all the time.
            new = without(new, now.plays if source.first else known, policy)
        elif new and not self._tells_each(side):
            new = news(without(new, known, policy), source, there)
        position = self.sides.at(side).place
        if position is not None and position.at is not None:
            # It was begun once more since: that it was seen before would take away how far it is now.
            new = [play for play in new if play > position.at]
        if rules.plays is Plays.LAST:
            new = [play for play in new[-1:] if rules.writes_dates and (there.at is None or play > there.at)]
        return new

    def _written(self, side: Side) -> tuple[datetime, ...]:
        """Return the plays that we wrote to a side."""
        base = self.sides.at(side).base
        return () if base is None or base.wrote.watched is None else base.wrote.watched.plays

    def _hears_each(self, side: Side) -> bool:
        """Tell whether a side holds each play, and the other one tells of each that was seen there."""
        rules = self.link.at(side.other).rules
        each = rules.plays is Plays.EVERY or rules.tells_each
        return each and self.link.at(side).rules.plays is Plays.EVERY

    def _tells_each(self, side: Side) -> bool:
        """Tell whether the plays of both sides can be held against each other, one by one."""
        if self.sides.left.shares or self.sides.right.shares:
            # A play of a file is told of each of its episodes, seen when the last of them was.
            return False
        return self.link.at(side).rules.plays is self.link.at(side.other).rules.plays is Plays.EVERY

    def _taken_back(self, side: Side, source: Fact, target: Fact) -> Watched | None:
        """Return the plays that are taken back, None: all; where both tell of each, those both told of."""
        before, there = source.before, target.value
        if not isinstance(before, Watched) or not isinstance(there, Watched):
            return None
        if not self._tells_each(side) or not before.plays:
            return None
        taken = common(there.plays, before.plays, self.sides.policy)
        return None if len(taken) == len(there.plays) else Watched(tuple(taken), len(taken))

    def _fitting(self, side: Side, source: Fact) -> Value | None:
        """Return a value as a side can hold it."""
        rules, value = self.link.at(side).rules, source.value
        if isinstance(value, Rating):
            return Rating(round(value.value / rules.rating_step) * rules.rating_step, value.at)
        if isinstance(value, Watched):
            if rules.plays is not Plays.EVERY:
                return Watched(value.plays[-1:], 1)
            if not value.plays and source.when is not None and not source.first:
                # Nobody wrote down when; it was not later than we saw it.
                return Watched((source.when[1],), 1)
        return value

    def _operation(
        self,
        side: Side,
        action: Action,
        value: Value | None,
        target: Fact,
        because: Because,
        *,
        again: bool = False,
    ) -> WatchOperation:
        records = self.sides.at(side).of(self.feature)
        return WatchOperation(
            side=side,
            feature=self.feature,
            action=action,
            title=self.title,
            keys=tuple(sorted({record.key for record in records})),
            value=value,
            before=target.value,
            because=because,
            ready=self._ready(side, target),
            again=again,
        )

    def _ready(self, side: Side, target: Fact) -> Ready:
        known = self.sides.at(side).records or is_named(self.title)
        if not known and self.link.at(side).rules.takes_names:
            known = is_called(self.title)
        if not target.held or not known:
            return Ready.NO_COUNTERPART
        if any(record.playing for record in self.sides.at(side).records):
            return Ready.PLAYING
        return Ready.READY
