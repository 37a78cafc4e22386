"""Worlds made at random: two accounts, what is in them, what a user does there, and what a link lets pass."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings, strategies as st
from syncopate.domain.link import FeaturePolicy, LinkPolicy
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Plays,
    Position,
    Rating,
    Side,
    TimeKind,
    Title,
    WatchRules,
    list_key,
)
from syncopate.planning.watching.joining import spans

from .worlds import LENGTH, SAGE, Holder, Thing, World, episode, film, server, tracker, two_way

TITLES: tuple[Title, ...] = (
    film(1),
    film(2),
    episode(1),
    episode(2),
    episode(1, season=0),
    episode(1, last_number=2),
)
LISTS = ("Best of", "best  OF", "Later")
"""Names of lists; the first two are one list, which each side spells as it likes."""
RULES: tuple[WatchRules, ...] = (
    server(Plays.LAST),
    server(Plays.FLAG),
    server(Plays.LAST, writes_dates=True),
    server(Plays.LAST, tells_each=True),
    server(Plays.FLAG, times=TimeKind.NONE),
    SAGE,
    tracker(),
)
SKEWS = tuple(timedelta(minutes=each) for each in (0, 0, 0, 2, -45, 75))
WORLDS = settings(
    max_examples=int(os.environ.get("SYNCOPATE_EXAMPLES", "45")),
    # The same worlds each time, unless somebody goes looking for more.
    derandomize="SYNCOPATE_EXAMPLES" not in os.environ,
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
    if not account.rules.closed and spans(title) > 1:
        # A service without files knows episodes alone.
        return
    if deed.what == "file gone":
        gone = account.find(title)
        if gone is not None and account.rules.closed:
            del account.things[gone.key]
        return
    if deed.what == "new file":
        if account.rules.closed and account.find(title) is None:
            account.put(title, now)
        return
    seen = [thing for thing in account.things.values() if thing.plays]
    if deed.what == "unsee" and seen:
        # Of what was seen, or it would hardly ever be something.
        thing: Thing | None = seen[deed.amount % len(seen)]
    else:
        thing = account.at(title, now)
    if thing is not None:
        _change(thing, deed, account, now + account.skew)
        if not account.rules.closed and thing.is_empty:
            del account.things[thing.key]


def _change(thing: Thing, deed: Deed, account: Holder, now: datetime) -> None:
    match deed.what:
        case "see":
            thing.plays.append(now)
            thing.position = None
        case "mark":
            thing.plays.append(None)
            thing.position = None
        case "unsee":
            thing.plays, thing.position = [], None
        case "begin" | "peek":
            if account.rules.clears_on_rewatch:
                thing.plays = []
            # A peek is long enough for a server to forget that it was seen, and too short to be somewhere in it.
            far = (
                deed.amount * LENGTH * spans(thing.title) / 12 if deed.what == "begin" else deed.amount - 1.0
            )
            thing.position = Position(far, now)
        case "rate":
            thing.rating = Rating(float(deed.amount), now if deed.amount % 3 else None)
        case "unrate":
            thing.rating = None
        case "list":
            thing.listed = Listed(now if deed.amount % 3 else None)
        case "unlist":
            thing.listed = None
        case "enlist":
            thing.lists.add(account.spelled(LISTS[deed.amount % len(LISTS)]))
        case "delist":
            key = list_key(LISTS[deed.amount % len(LISTS)])
            thing.lists = {name for name in thing.lists if list_key(name) != key}


DEEDS = st.builds(
    Deed,
    side=st.sampled_from(list(Side)),
    title=st.sampled_from((0, 1, 2, 2, 3, 3, 4, 5, 5, 5)),
    what=st.sampled_from(
        ["see"] * 4
        + ["unsee"] * 3
        + ["begin"] * 2
        + ["peek"]
        + ["mark", "rate", "unrate", "list", "unlist", "enlist", "enlist", "delist", "file gone", "new file"]
    ),
    amount=st.integers(1, 10),
)
DONE = st.lists(DEEDS, min_size=1, max_size=5)
"""What is done on a day."""
FEATURES = st.sets(st.sampled_from(list(Feature))).map(frozenset)
MOSTLY = st.sampled_from((True, True, False))
TYPES = st.sampled_from((None, None, None, frozenset({MediaType.MOVIE}), frozenset({MediaType.EPISODE})))
SECTIONS = st.sampled_from(
    (
        {},
        {},
        {},
        {Side.LEFT: frozenset({"main"})},
        {Side.LEFT: frozenset({"main"}), Side.RIGHT: frozenset({"more"})},
    )
)


@st.composite
def policies(draw: st.DrawFn) -> LinkPolicy:
    """Let anything pass or not, in each respect, of some kinds of titles and libraries."""
    features = {
        feature: FeaturePolicy(
            to_left=draw(MOSTLY),
            to_right=draw(MOSTLY),
            adds=draw(MOSTLY),
            removes=draw(MOSTLY),
            tie=draw(st.sampled_from(list(Side))),
        )
        for feature in sorted(draw(st.sets(st.sampled_from(list(Feature)), min_size=1)) | {Feature.HISTORY})
    }
    return LinkPolicy(features=features, types=draw(TYPES), sections=draw(SECTIONS))


@st.composite
def worlds(draw: st.DrawFn, policy: Callable[..., LinkPolicy] = two_way) -> World:
    """Make two accounts with some of the titles, where much has happened already."""
    left, right = (Holder(draw(st.sampled_from(RULES)), skew=draw(st.sampled_from(SKEWS))) for _ in Side)
    world = World(left, right, policy=policy(types=draw(TYPES), sections=draw(SECTIONS)))
    for account in (world.left, world.right):
        if account.rules.closed:
            for place in sorted(draw(st.sets(st.integers(0, len(TITLES) - 1), min_size=3))):
                account.section = ("main", "more")[place % 2] if draw(st.booleans()) else "main"
                account.put(TITLES[place], world.now)
    for deed in draw(st.lists(DEEDS, min_size=4, max_size=10)):
        do(world, deed)
    return world


def change(world: World, policy: LinkPolicy | None) -> None:
    """Let something else pass from now on; the first run with it looks at every title."""
    if policy is not None:
        world.policy = replace(policy, careful=True)


def rest(world: World) -> None:
    """Let runs look at what changed alone, once the first one with a policy has settled."""
    world.policy = replace(world.policy, careful=False)
