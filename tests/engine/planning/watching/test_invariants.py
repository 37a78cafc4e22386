"""What holds in every world: whatever a user does, whatever cannot be read, wherever it is stopped.

`SYNCOPATE_EXAMPLES` says in how many worlds each is tried.
"""

import random
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import given, strategies as st
from syncopate.domain.link import Action, LinkPolicy, Ready, WatchOperation
from syncopate.domain.watch import Feature, Listed, Plays, Side, Title, Watched, WatchRules, list_key
from syncopate.planning.watching.deciding import decide
from syncopate.planning.watching.joining import spans
from syncopate.planning.watching.sides import Account

from .generated import (
    DONE,
    FEATURES,
    RULES,
    TITLES,
    WORLDS,
    Deed,
    change,
    do,
    policies,
    rest,
    worlds,
)
from .worlds import ALL, MINUTE, Holder, Thing, World, film, one_way, server, told, tracker

CHANGES = st.one_of(st.none(), policies())


def ready(operations: Collection[WatchOperation]) -> list[WatchOperation]:
    return [each for each in operations if each.ready is Ready.READY]


@WORLDS
@given(worlds(), st.lists(st.tuples(DONE, CHANGES), min_size=1, max_size=3))
def test_what_was_done_is_not_done_again(
    world: World, days: list[tuple[list[Deed], LinkPolicy | None]]
) -> None:
    """Idempotence, and no echo: what was written is no news, whatever else may pass then."""
    for deeds, policy in [([], None), *days]:
        for deed in deeds:
            do(world, deed)
        change(world, policy)
        world.sync()
        rest(world)
        if any(has_copies(world, side) for side in Side):
            # What a file said of an episode that lies there by itself as well is said by that one now.
            world.sync()
        for _ in range(2):
            world.later(MINUTE)
            assert ready(world.plan().plan.operations) == []
            assert world.sync() == []


def is_kept(world: World, title: Title, things: Collection[Thing | None]) -> bool:
    """Tell whether a title is to be the same: not what is in other libraries, nor what is in a file with more."""
    if not world.policy.covers(title) or spans(title) > 1:
        return False
    if any(
        thing is not None and not world.policy.includes(side, [thing.section])
        for side, thing in zip(Side, things, strict=True)
    ):
        return False
    files = [thing.title for side in Side for thing in world.at(side).things.values()]
    return not any(spans(one) > 1 and one.season == title.season and one.type is title.type for one in files)


def has_copies(world: World, side: Side) -> bool:
    """Tell whether a side has an episode in a file with others and by itself."""
    spanned = {spans(thing.title) > 1 for thing in world.at(side).things.values() if thing.title.season == 1}
    return len(spanned) > 1


def said(world: World, side: Side, title: Title) -> dict[str, object]:
    """Return what a side can say of a title and the other one could hold, to be compared."""
    thing = world.at(side).find(title)
    if thing is None:
        return {"seen": False, "rating": None, "listed": False, "lists": set()}
    return {
        "seen": bool(thing.plays),
        "rating": None if thing.rating is None else thing.rating.value,
        "listed": thing.listed is not None,
        "lists": {list_key(name) for name in thing.lists},
    }


@WORLDS
@given(worlds(), st.lists(DONE, min_size=1, max_size=3))
def test_two_runs_make_both_equal(world: World, days: list[list[Deed]]) -> None:
    """Convergence: of what both have, both say the same; what is being seen again is in neither history yet."""
    for deeds in [[], *days]:
        for deed in deeds:
            do(world, deed)
        world.sync()
    world.sync()
    world.sync()
    for title in TITLES:
        things = [world.at(side).at(title, world.now) for side in Side]
        if None in things or not is_kept(world, title, things):
            continue
        left, right = said(world, Side.LEFT, title), said(world, Side.RIGHT, title)
        begun = [one for one in things if one is not None and one.position is not None]
        if begun:
            left.pop("seen")
            right.pop("seen")
        assert left == right, (title, things)


@WORLDS
@given(
    worlds(),
    st.lists(st.tuples(DONE, FEATURES, FEATURES, st.integers(0, 3)), max_size=4),
)
def test_what_was_not_read_to_its_end_takes_nothing_back(
    world: World, days: list[tuple[list[Deed], frozenset[Feature], frozenset[Feature], int]]
) -> None:
    world.sync()
    for deeds, left, right, shown in days:
        for deed in deeds:
            do(world, deed)
        for operation in world.sync(left, right, shown=shown):
            source = right if operation.side is Side.LEFT else left
            target = left if operation.side is Side.LEFT else right
            if operation.action.removes:
                assert operation.feature in source
            if operation.before is None:
                assert operation.feature in target, "nobody knows that it is not there"


@WORLDS
@given(worlds(), st.integers(1, 4), DONE)
def test_a_new_or_emptied_account_takes_nothing_back(world: World, emptied: int, deeds: list[Deed]) -> None:
    world.sync()
    for deed in deeds:
        do(world, deed)
    side = list(Side)[emptied % 2]
    account = world.at(side)
    if not account.rules.closed:
        return
    titles = [thing.title for thing in account.things.values()]
    account.things.clear()
    world.sync()
    for title in titles:
        account.put(title, world.later())
    operations = world.sync()
    assert not [each for each in operations if each.action.removes and each.side is side.other]


@WORLDS
@given(worlds(), DONE, st.integers(0, 2**16))
def test_the_order_of_what_is_read_does_not_matter(world: World, deeds: list[Deed], seed: int) -> None:
    world.sync()
    for deed in deeds:
        do(world, deed)
    shuffled = random.Random(seed)
    views = []
    for account in (world.left, world.right):
        view = account.view(world.now)
        records = shuffled.sample(view.records, len(view.records))
        views.append(Account(view=replace(view, records=tuple(records)), rules=account.rules))
    bases = shuffled.sample(world.bases, len(world.bases))
    assert decide(bases, *views, world.policy).plan == world.plan().plan


@WORLDS
@given(worlds(), DONE)
def test_looking_at_a_plan_changes_nothing(world: World, deeds: list[Deed]) -> None:
    world.sync()
    for deed in deeds:
        do(world, deed)
    before = deepcopy((world.left, world.right, world.bases))
    first = world.plan().plan
    assert (world.left, world.right, world.bases) == before
    assert world.plan().plan == first
    assert told(world.sync()) == told(ready(first.operations))


def content(world: World, *, counted: bool = True) -> object:
    """Return what both sides hold, without the times of writes; `counted`: also how often it was seen."""
    return [
        sorted(
            repr(
                (
                    thing.title.name,
                    str(thing.title.season),
                    str(thing.title.number),
                    str(thing.title.last_number),
                    len(thing.plays) if counted else bool(thing.plays),
                    thing.position and round(thing.position.seconds),
                    thing.rating and thing.rating.value,
                    thing.listed is not None,
                    sorted(map(list_key, thing.lists)),
                )
            )
            for thing in account.things.values()
        )
        for account in (world.left, world.right)
    ]


@WORLDS
@given(worlds(), DONE, st.integers(0, 6), st.booleans())
def test_stopped_anywhere_it_ends_as_if_it_was_not(
    world: World, deeds: list[Deed], stop: int, halfway: bool
) -> None:
    world.sync()
    for deed in deeds:
        do(world, deed)
    calm = deepcopy(world)
    world.sync(stops_after=stop, halfway=halfway)
    for each in (calm, world):
        for _ in range(3):
            each.sync()
    assert content(world) == content(calm)


@WORLDS
@given(worlds(), DONE)
def test_to_begin_once_more_takes_nothing_back(world: World, deeds: list[Deed]) -> None:
    world.sync()
    world.sync()
    for deed in deeds:
        if deed.what in {"begin", "peek"}:
            do(world, deed)
    for _ in range(3):
        assert not [each for each in world.plan().plan.operations if each.action is Action.UNWATCH]
        world.sync()


@WORLDS
@given(
    worlds(),
    DONE,
    st.sets(st.integers(0, 8)),
    st.sets(st.integers(0, 8), max_size=3),
)
def test_what_fails_is_done_the_next_time(
    world: World, deeds: list[Deed], failing: set[int], doubtful: set[int]
) -> None:
    """So it is where nobody knows whether it was done.

    Who tells its last play alone says no more of the one before, once it was told another one.
    """
    world.sync()
    for deed in deeds:
        do(world, deed)
    calm = deepcopy(world)
    calm.sync()
    planned = list(world.plan().plan.operations)
    fail, doubt = (
        [planned[at] for at in places if at < len(planned)] for places in (failing, doubtful - failing)
    )
    world.sync(fails=lambda each: each in fail, doubtful=lambda each: each in doubt)
    world.sync()
    world.sync()
    calm.sync()
    tells = {account.rules.plays for account in (world.left, world.right)}
    assert content(world, counted=tells == {Plays.EVERY}) == content(calm, counted=tells == {Plays.EVERY})


@dataclass(frozen=True)
class Day:
    """What is done and changed before a run, what is read of each side then, and what goes wrong."""

    deeds: list[Deed]
    policy: LinkPolicy | None
    left: frozenset[Feature]
    right: frozenset[Feature]
    wrong: frozenset[int]
    stop: int | None


DAYS = st.builds(
    Day,
    deeds=DONE,
    policy=CHANGES,
    left=st.one_of(st.just(ALL), FEATURES),
    right=st.one_of(st.just(ALL), FEATURES),
    wrong=st.frozensets(st.integers(0, 6), max_size=3),
    stop=st.one_of(st.none(), st.integers(0, 4)),
)


@WORLDS
@given(worlds(), st.lists(DAYS, min_size=1, max_size=4))
def test_nothing_is_written_that_may_not_be_whatever_goes_wrong(world: World, days: list[Day]) -> None:
    """What is left undone by a day that went wrong is done, or left, by one that does not; then there is rest."""
    for day in days:
        for deed in day.deeds:
            do(world, deed)
        change(world, day.policy)
        planned = list(world.plan(day.left, day.right).plan.operations)
        bad = [planned[at] for at in day.wrong if at < len(planned)]
        done = world.sync(
            day.left,
            day.right,
            fails=lambda each, bad=bad: each in bad[::2],  # type: ignore[misc]
            doubtful=lambda each, bad=bad: each in bad[1::2],  # type: ignore[misc]
            stops_after=day.stop,
        )
        for operation in done:
            policy = world.policy.features[operation.feature]
            assert policy.lets(operation.side)
            assert policy.removes if operation.action.removes else policy.adds
            assert world.policy.covers(operation.title)
            source = day.right if operation.side is Side.LEFT else day.left
            assert not operation.action.removes or operation.feature in source
    world.sync()
    rest(world)
    world.sync()
    for _ in range(2):
        world.later()
        assert world.sync() == []


@WORLDS
@given(worlds(), st.lists(DONE, min_size=1, max_size=3))
def test_a_file_is_told_once_of_all_that_it_holds(world: World, days: list[list[Deed]]) -> None:
    """What is written to a file of several episodes is written of each that is not seen apart, and sent once."""
    for deeds in [[], *days]:
        for deed in deeds:
            do(world, deed)
        files = [
            (side, thing, len(thing.plays))
            for side in Side
            for thing in world.at(side).things.values()
            if spans(thing.title) > 1
        ]
        apart = {
            side: {
                thing.title.number
                for thing in world.at(side).things.values()
                if thing.plays and spans(thing.title) == 1 and thing.title.season == 1
            }
            for side in Side
        }
        done = world.sync()
        for side, file, plays in files:
            assert len(file.plays) <= plays + 1
            for action in (Action.WATCH, Action.UNWATCH):
                about = [each for each in done if (each.side, each.action) == (side, action)]
                named = {each.title.number for each in about if file.key in each.keys}
                assert not named or named | apart[side] >= {1, 2}


@WORLDS
@given(st.sampled_from(RULES), st.data())
def test_a_removal_reaches_every_account_once(rules: WatchRules, data: st.DataObject) -> None:
    """Two links from one account do not take news from each other."""
    first = World(Holder(rules), Holder(tracker()), policy=one_way())
    second = World(first.left, Holder(data.draw(st.sampled_from(RULES))), policy=one_way())
    for world in (first, second):
        world.at(Side.LEFT).at(film(), world.now) or world.left.put(film(), world.now)
        if world.right.rules.closed:
            world.right.put(film(), world.now)
    thing = first.left.find(film()) or first.left.put(film(), first.now)
    thing.plays, thing.listed, thing.lists = [first.now], Listed(first.now), {"Best of", "Later"}
    for world in (first, second):
        world.sync()
    thing.plays, thing.listed, thing.lists = [], None, data.draw(st.sampled_from([{"Later"}, set[str]()]))
    if thing.is_empty and not first.left.rules.closed:
        first.left.things.clear()
    delisted = [("right", "delist")] * (2 - len(thing.lists))
    for world in (first, second):
        world.later(timedelta(hours=3))
        removed = told(world.sync())
        assert sorted(removed) == [*delisted, ("right", "unlist"), ("right", "unwatch")]
        assert world.sync() == []


@WORLDS
@given(worlds(one_way), DONE)
def test_what_may_not_pass_does_not(world: World, deeds: list[Deed]) -> None:
    world.sync()
    before = deepcopy(world.left)
    for _ in range(2):
        assert all(each.side is Side.RIGHT for each in world.sync())
    assert world.left == before
    for deed in deeds:
        do(world, deed)
    assert all(each.side is Side.RIGHT for each in world.sync())


def test_the_world_is_worth_a_test() -> None:
    """The made-up accounts do what they are told, or nothing would be proved."""
    world = World(Holder(tracker()), Holder(server(Plays.LAST)))
    world.left.put(film(), world.now).plays = [world.now]
    world.right.put(film(), world.now)
    assert told(world.sync()) == [("right", "watch")]
    record = world.right.view(world.now, ALL).records[0]
    assert isinstance(record.values.watched, Watched)
