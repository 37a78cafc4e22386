"""What a link knows after a run: what was seen, what was written, what the user let stand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from syncopate.domain.link import Action, Base, Ready, WatchOperation
from syncopate.domain.watch import NOTHING, Feature, Side, Title, Watched, list_key
from syncopate.planning.watching.deciding import Decided, is_covered, is_settled
from syncopate.planning.watching.facts import Change, Fact, fact, same, without
from syncopate.planning.watching.joining import Subject
from syncopate.planning.watching.listing import base_in, base_with, delisted, enlisted
from syncopate.planning.watching.sides import Link, Sides


def settle(
    decided: Decided,
    applied: Iterable[WatchOperation],
    now: datetime,
    sent: Mapping[WatchOperation, datetime] = MappingProxyType({}),
) -> list[Base]:
    """Return what is known now of every title; `applied` are the operations that are known to be done.

    Where something is left to be done, what was known stays: it is decided anew the next time from the same.
    `sent` tells when operations were sent, where that was not now; those of them that were not applied may
    have arrived all the same, and are known to be ours when they are seen.
    """
    times = dict.fromkeys(applied, now)
    done = _Sent(frozenset(times), {**times, **sent})
    planned: dict[Title, list[WatchOperation]] = {}
    for each in decided.plan.operations:
        planned.setdefault(each.title, []).append(each)
    # One for all titles of which all was seen: there are many.
    features = decided.link.policy.features
    seen_at = {side: dict.fromkeys(features, decided.link.at(side).view.taken_at) for side in Side}
    played = {
        (each.side, key): each
        for each in decided.plan.operations
        if each.feature is Feature.HISTORY and each.ready is Ready.READY
        for key in each.keys
    }
    found: list[Base] = [*decided.joined.aside]
    for subject in decided.joined.subjects:
        # How far a file was seen follows on whether it was, which is written of its episodes.
        own = [*planned.get(subject.title, ()), *_of_file(subject, played)]
        for base in _settled(subject, decided.link, own, done):
            shared = seen_at[base.side]
            found.append(replace(base, seen_at=shared) if base.seen_at == shared else base)
    return found


def _is_known(base: Base) -> bool:
    """Tell whether a base says anything."""
    return bool(base.seen != NOTHING or base.stands or base.wrote != NOTHING)


def _of_file(subject: Subject, played: Mapping[tuple[Side, str], WatchOperation]) -> Iterator[WatchOperation]:
    """Return what was to be written to a file of several episodes, of these."""
    if not played or subject.title.last_number is None:
        return
    for side in Side:
        for record in subject.part(side).records:
            if (side, record.key) in played:
                yield played[side, record.key]


_PLAYED = frozenset({Feature.HISTORY, Feature.PROGRESS})


@dataclass(frozen=True, slots=True)
class _Sent:
    """The operations that were sent and when, and those of them that are known to be done."""

    applied: frozenset[WatchOperation]
    times: Mapping[WatchOperation, datetime]


def _settled(
    subject: Subject,
    link: Link,
    planned: Sequence[WatchOperation],
    sent: _Sent,
) -> Iterator[Base]:
    if not is_covered(subject, link.policy):
        yield from (*subject.left.bases, *subject.right.bases)
        return
    if not planned and is_settled(subject, link):
        for side in Side:
            taken_at = link.at(side).view.taken_at
            for base in subject.part(side).bases:
                complete = link.at(side).view.complete
                yield replace(
                    base,
                    title=subject.title,
                    seen_at={
                        feature: taken_at if feature in complete else at
                        for feature, at in base.seen_at.items()
                    },
                )
        return
    sides = Sides.of(subject, link)
    bases = {side: known_of(subject, side, sides) for side in Side}
    settled = _settled_respects(sides, link, planned, sent)
    if all(_respect(each) in settled for each in planned):
        bases = {side: _at_its_records(base, subject) for side, base in bases.items()}
    for respect in settled:
        feature, key = respect
        own = [each for each in planned if _respect(each) == respect]
        listed = feature is Feature.LISTS
        of = sides.in_list(key) if listed else sides
        facts = {
            side: fact(feature, of.at(side), link.at(side).view, link.at(side).rules, sides.policy)
            for side in Side
        }
        for side in Side:
            base = base_in(bases[side], key) if listed else bases[side]
            waits = feature is Feature.HISTORY and _waits(side, sides, link)
            here, there = facts[side], facts[side.other]
            seen = _seen(base, here, there, feature, own, link, waits=waits)
            bases[side] = base_with(bases[side], seen, key) if listed else seen
    # Last: a write in one respect may change what was seen in another.
    for each in planned:
        if _respect(each) in settled:
            bases[each.side] = _wrote(bases[each.side], each, sent.times[each] + link.at(each.side).view.skew)
        elif (at := sent.times.get(each)) is not None:
            account = link.at(each.side)
            bases[each.side] = intended(
                bases[each.side], each, at + account.view.skew, clears=account.rules.clears_on_rewatch
            )
    yield from (base for side, base in bases.items() if _is_known(base) or subject.part(side).records)


type Respect = tuple[Feature, str]
"""In what respect something is decided: a feature, of lists each by its key, "" where it is in none."""


def _respect(operation: WatchOperation) -> Respect:
    return operation.feature, list_key(operation.list_name)


def _settled_respects(
    sides: Sides, link: Link, planned: Sequence[WatchOperation], sent: _Sent
) -> list[Respect]:
    """Return in which respects nothing is left to be done."""
    left = {_respect(each) for each in planned if each not in sent.applied}
    done = {each.feature for each in planned if each in sent.applied}
    if any(feature in _PLAYED for feature, _ in left) and not done & _PLAYED:
        # What the one means depends on what was seen of the other.
        left |= {(each, "") for each in _PLAYED}
    respects: list[Respect] = [(each, "") for each in link.policy.features if each is not Feature.LISTS]
    if Feature.LISTS in link.policy.features:
        # What is in no list was looked at all the same.
        respects += [(Feature.LISTS, key) for key in sides.lists(link.policy) or ("",)]
    return [each for each in respects if each not in left]


def known_of(subject: Subject, side: Side, sides: Sides) -> Base:
    """Return what was known of a title at a side: of the records that said so, be they there or not."""
    old = sides.at(side).base
    if old is None or not old.keys:
        old = old or Base(side=side, title=subject.title, keys={})
        return _at_its_records(replace(old, title=subject.title), subject)
    return replace(old, title=subject.title)


def _at_its_records(base: Base, subject: Subject) -> Base:
    """Return what is known of a title, as of the records that it has now, if it has any."""
    keys = {each.key: each.added_at for each in subject.part(base.side).records}
    return replace(base, keys=keys or base.keys)


def _waits(side: Side, sides: Sides, link: Link) -> bool:
    """Tell whether that a side has seen something is not written only since the other one is in it now."""
    policy = link.policy.features[Feature.HISTORY]
    there = sides.at(side.other)
    return bool(
        policy.lets(side.other)
        and policy.adds
        and sides.at(side).values.watched
        and there.place
        and not there.values.watched
    )


def _seen(
    base: Base,
    here: Fact,
    there: Fact,
    feature: Feature,
    own: Sequence[WatchOperation],
    link: Link,
    *,
    waits: bool,
) -> Base:
    """Return what is known once a side was seen; what the user changed and nothing follows from stands.

    `waits`: something may still follow from it.
    """
    if not here.known or not here.held:
        # Where its file is away nobody can take anything back: it stays what was seen when it was there.
        return base
    if here.change is Change.CLEARED and not there.held and not own:
        # Nobody could be told: it is told when the other side's file is back.
        return base
    stands = base.stands - {feature}
    remains = not own or (here.change is Change.CLEARED and _takes_some(own))
    if remains and there.known and (here.stands or (here.change is not Change.NONE and not waits)):
        step = max(link.left.rules.rating_step, link.right.rules.rating_step)
        if not same(here.value, there.value, step) or _took_back_plays(here, link):
            stands |= {feature}
    wrote = base.wrote
    if feature is Feature.LISTS and here.change is Change.CLEARED:
        # What we put there was taken off again: who puts it there now is not us.
        wrote = wrote.having(feature, None)
    taken_at = link.at(base.side).view.taken_at
    seen_at = base.seen_at if base.seen_at.get(feature) == taken_at else {**base.seen_at, feature: taken_at}
    return replace(
        base,
        seen=base.seen.having(feature, here.value),
        seen_at=seen_at,
        wrote=wrote,
        stands=stands,
        taking=base.taking - {feature},
    )


def _takes_some(own: Sequence[WatchOperation]) -> bool:
    """Tell whether only some of several plays are taken back: the rest is no news for who took back all."""
    return any(each.action is Action.UNWATCH and each.value is not None for each in own)


def _took_back_plays(here: Fact, link: Link) -> bool:
    """Tell whether some plays of several were taken back."""
    if not isinstance(here.value, Watched) or not isinstance(here.before, Watched):
        return False
    return bool(without(here.before.plays, here.value.plays, link.policy))


def _wrote(base: Base, operation: WatchOperation, now: datetime) -> Base:
    """Return what is known once something was written: what is there, and that it is ours."""
    seen, value, feature = base.seen, operation.value, operation.feature
    base = intended(base, operation, now)
    if operation.action is Action.DELIST:
        wrote = delisted(base.wrote, operation.list_name)
        base = replace(base, wrote=wrote, taking_in=base.taking_in - {list_key(operation.list_name)})
    elif operation.action.removes:
        wrote_at = {each: at for each, at in base.wrote_at.items() if each is not feature}
        wrote = base.wrote.having(feature, None)
        base = replace(base, wrote=wrote, wrote_at=wrote_at, taking=base.taking - {feature})
    match operation.action:
        case Action.WATCH:
            # Whoever has seen it to its end is nowhere in it any more.
            seen = replace(seen, watched=_with(seen.watched, value), position=None)
        case Action.UNWATCH:
            watched = _less(seen.watched, value)
            # Servers forget where somebody is in what was un-watched: that is our doing.
            seen = replace(seen, watched=watched, position=None if watched is None else seen.position)
        case Action.UNPLACE | Action.UNRATE | Action.UNLIST:
            seen = seen.having(feature, None)
        case Action.PLACE | Action.RATE | Action.LIST:
            seen = seen.having(feature, value)
        case Action.ENLIST:
            seen = enlisted(seen, operation.list_name)
        case Action.DELIST:
            seen = delisted(seen, operation.list_name)
    return replace(base, seen=seen)


def intended(base: Base, operation: WatchOperation, now: datetime, *, clears: bool = False) -> Base:
    """Return what is to be known before something is written: that it may be ours when it is seen.

    `clears`: where somebody is, is written there by taking away first that it was seen; cut short in between,
    that is gone and nobody took it back.

    `now` is the time at the side that is written to: its clock may be wrong, and it stamps by that. Until
    what is taken back is known to be gone, what we wrote before is still known to be ours.
    """
    feature, key = operation.feature, list_key(operation.list_name)
    if operation.action is Action.DELIST:
        return replace(base, taking_in=base.taking_in | {key})
    if clears and feature is Feature.PROGRESS:
        base = replace(base, taking=base.taking | {Feature.HISTORY})
    if operation.action.removes:
        return replace(base, taking=base.taking | {feature})
    wrote_at = {**base.wrote_at, feature: now}
    if operation.action is Action.ENLIST:
        wrote = enlisted(base.wrote, operation.list_name)
        return replace(base, wrote=wrote, wrote_at=wrote_at, taking_in=base.taking_in - {key})
    return replace(
        base,
        wrote=base.wrote.having(feature, operation.value),
        wrote_at=wrote_at,
        taking=base.taking - {feature},
    )


def _with(there: Watched | None, value: object) -> Watched | None:
    if not isinstance(value, Watched):
        return there
    plays = {*(there.plays if there else ()), *value.plays}
    return Watched(tuple(sorted(plays)), max((there.count if there else 0) + 1, len(plays)))


def _less(there: Watched | None, value: object) -> Watched | None:
    if there is None or not isinstance(value, Watched):
        return None
    plays = tuple(play for play in there.plays if play not in value.plays)
    return Watched(plays, len(plays)) if plays else None
