"""What holds in every world: whatever a user does, whatever cannot be read, wherever it is stopped.

`SYNCOPATE_EXAMPLES` says in how many worlds each is tried.
"""

import os
import random
from collections.abc import Callable, Collection
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings, strategies as st
from syncopate.domain.link import Ready, WatchOperation
from syncopate.domain.watch import (
    Feature,
    Listed,
    Plays,
    Position,
    Rating,
    Side,
    TimeKind,
    Title,
    Watched,
    WatchRules,
    list_key,
)
from syncopate.planning.watching.deciding import Account, decide

from .worlds import (
    ALL,
    LENGTH,
    MINUTE,
    SAGE,
    Holder,
    Thing,
    World,
    episode,
    film,
    one_way,
    server,
    told,
    tracker,
    two_way,
)

TITLES: tuple[Title, ...] = (film(1), film(2), episode(1), episode(2), episode(1, season=0))
LISTS = ("Best of", "best  OF", "Later")
"""Names of lists; the first two are one list, which each side spells as it likes."""
RULES: tuple[WatchRules, ...] = (
    server(Plays.LAST),
    server(Plays.FLAG),
    server(Plays.LAST, writes_dates=True),
    server(Plays.FLAG, times=TimeKind.NONE),
    SAGE,
    tracker(),
)
WORLDS = settings(
    max_examples=int(os.environ.get("SYNCOPATE_EXAMPLES", "80")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@dataclass(frozen=True)
class Deed:
    """What a user does with a title at a side."""

    side: Side
    title: int
    what: str
    amount: int


def do(world: World, deed: Deed) -> None:
    """Do it, an hour later than what was done before."""
    now = world.later()
    account, title = world.at(deed.side), TITLES[deed.title]
    if deed.what == "file gone":
        thing = account.find(title)
        if thing is not None and account.rules.closed:
            del account.things[thing.key]
        return
    if deed.what == "new file":
        if account.rules.closed and account.find(title) is None:
            account.put(title, now)
        return
    thing = account.at(title, now)
    if thing is not None:
        _change(thing, deed, account.rules, world)
        if not account.rules.closed and thing.is_empty:
            del account.things[thing.key]


def _change(thing: Thing, deed: Deed, rules: WatchRules, world: World) -> None:
    now = world.now
    match deed.what:
        case "see":
            thing.plays.append(now)
            thing.position = None
        case "unsee":
            thing.plays, thing.position = [], None
        case "begin":
            if rules.clears_on_rewatch:
                thing.plays = []
            thing.position = Position(deed.amount * LENGTH / 12, now)
        case "rate":
            thing.rating = Rating(float(deed.amount), now)
        case "unrate":
            thing.rating = None
        case "list":
            thing.listed = Listed(now)
        case "unlist":
            thing.listed = None
        case "enlist":
            thing.lists.add(world.at(deed.side).spelled(LISTS[deed.amount % len(LISTS)]))
        case "delist":
            key = list_key(LISTS[deed.amount % len(LISTS)])
            thing.lists = {name for name in thing.lists if list_key(name) != key}


DEEDS = st.builds(
    Deed,
    side=st.sampled_from(list(Side)),
    title=st.integers(0, len(TITLES) - 1),
    what=st.sampled_from(
        [
            *("see", "see", "unsee", "begin", "rate", "unrate", "list", "unlist"),
            *("enlist", "enlist", "delist", "file gone", "new file"),
        ]
    ),
    amount=st.integers(1, 10),
)
FEATURES = st.sets(st.sampled_from(list(Feature))).map(frozenset)


@st.composite
def worlds(draw: st.DrawFn, policy: Callable[..., object] = two_way) -> World:
    """Make two accounts with some of the titles, where much has happened already."""
    world = World(
        Holder(draw(st.sampled_from(RULES))),
        Holder(draw(st.sampled_from(RULES))),
        policy=policy(),  # type: ignore[arg-type]
    )
    for account in (world.left, world.right):
        if account.rules.closed:
            for place in sorted(draw(st.sets(st.integers(0, len(TITLES) - 1)))):
                account.put(TITLES[place], world.now)
    for deed in draw(st.lists(DEEDS, max_size=8)):
        do(world, deed)
    return world


def ready(operations: Collection[WatchOperation]) -> list[WatchOperation]:
    return [each for each in operations if each.ready is Ready.READY]


@WORLDS
@given(worlds(), st.lists(st.lists(DEEDS, max_size=4), max_size=3))
def test_what_was_done_is_not_done_again(world: World, days: list[list[Deed]]) -> None:
    """Idempotence, and no echo: what was written is no news."""
    for deeds in [[], *days]:
        for deed in deeds:
            do(world, deed)
        world.sync()
        for _ in range(2):
            world.later(MINUTE)
            assert ready(world.plan().plan.operations) == []
            assert world.sync() == []


def said(world: World, side: Side, title: Title) -> dict[str, object]:
    """Return what a side can say of a title and the other one could hold, to be compared."""
    thing = world.at(side).find(title)
    other = world.at(side.other)
    if thing is None:
        return {"seen": False, "rating": None, "listed": False, "lists": set()}
    del other
    return {
        "seen": bool(thing.plays),
        "rating": None if thing.rating is None else thing.rating.value,
        "listed": thing.listed is not None,
        "lists": {list_key(name) for name in thing.lists},
    }


@WORLDS
@given(worlds(), st.lists(st.lists(DEEDS, max_size=4), max_size=3))
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
        if None in things:
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
    st.lists(st.tuples(st.lists(DEEDS, max_size=4), FEATURES, FEATURES, st.integers(0, 3)), max_size=4),
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
@given(worlds(), st.integers(1, 4), st.lists(DEEDS, max_size=4))
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
@given(worlds(), st.lists(DEEDS, max_size=5), st.integers(0, 2**16))
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
@given(worlds(), st.lists(DEEDS, max_size=5))
def test_looking_at_a_plan_changes_nothing(world: World, deeds: list[Deed]) -> None:
    world.sync()
    for deed in deeds:
        do(world, deed)
    before = deepcopy((world.left, world.right, world.bases))
    first = world.plan().plan
    assert (world.left, world.right, world.bases) == before
    assert world.plan().plan == first
    assert told(world.sync()) == told(ready(first.operations))


def content(world: World) -> object:
    """Return what both sides hold, without the times of writes."""
    return [
        sorted(
            repr(
                (
                    thing.title.name,
                    str(thing.title.season),
                    str(thing.title.number),
                    len(thing.plays),
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
@given(worlds(), st.lists(DEEDS, max_size=6), st.integers(0, 6))
def test_stopped_anywhere_it_ends_as_if_it_was_not(world: World, deeds: list[Deed], stop: int) -> None:
    world.sync()
    for deed in deeds:
        do(world, deed)
    calm = deepcopy(world)
    calm.sync()
    calm.sync()
    world.sync(stops_after=stop)
    world.sync()
    world.sync()
    assert content(world) == content(calm)


@WORLDS
@given(worlds(), st.lists(DEEDS, max_size=6), st.sets(st.integers(0, 8)))
def test_what_fails_is_done_the_next_time(world: World, deeds: list[Deed], failing: set[int]) -> None:
    world.sync()
    for deed in deeds:
        do(world, deed)
    calm = deepcopy(world)
    calm.sync()
    planned = list(world.plan().plan.operations)
    world.sync(fails=lambda operation: any(planned[at] == operation for at in failing if at < len(planned)))
    world.sync()
    world.sync()
    calm.sync()
    assert content(world) == content(calm)


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
@given(worlds(one_way), st.lists(DEEDS, max_size=6))
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
