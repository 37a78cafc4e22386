"""What goes wrong around a link: clocks, conflicts that come and go, files that are away, words that change."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syncopate.domain.link import Because, FeaturePolicy, LinkPolicy
from syncopate.domain.watch import (
    Feature,
    Listed,
    MediaType,
    Position,
    Rating,
    Record,
    Side,
    TimeKind,
    TitleId,
    TitleIdKind,
    Values,
    View,
    WatchRules,
)
from syncopate.planning.watching.deciding import decide
from syncopate.planning.watching.sides import Account

from .worlds import (
    ALL,
    LENGTH,
    PLEX,
    SAGE,
    START,
    Holder,
    World,
    episode,
    film,
    one_way,
    server,
    told,
    tracker,
    two_way,
)

DAY = timedelta(days=1)


def pair(left: Holder | None = None, right: Holder | None = None) -> World:
    """Return two Plex servers, or others, that have the film."""
    return World(left or Holder(PLEX), right or Holder(PLEX))


def wrong(world: World, hours: float) -> World:
    """Let the left server's clock be wrong, in what it stamps and says."""
    world.left.skew = timedelta(hours=hours)
    return world


def test_16_what_a_clock_that_is_wrong_says_is_newer_by_less_decides_nothing() -> None:
    title = film()
    fast = Values(rating=Rating(4, START + timedelta(minutes=61)))
    slow = Values(rating=Rating(8, START + timedelta(minutes=2)))
    views = [
        View(
            records=(Record(key="1", title=title, values=values),),
            complete=ALL,
            taken_at=START + 2 * DAY,
            skew=skew,
        )
        for values, skew in ((fast, timedelta(hours=1)), (slow, timedelta()))
    ]
    policy = LinkPolicy(features={Feature.RATINGS: FeaturePolicy(to_left=True, tie=Side.RIGHT)})
    left, right = (Account(view=view, rules=PLEX) for view in views)
    (operation,) = decide([], left, right, policy).plan.operations
    assert (operation.side, operation.value, operation.because) == (Side.LEFT, slow.rating, Because.PREFERRED)


@pytest.mark.parametrize("rules", [PLEX, tracker()])
@pytest.mark.parametrize("hours", [-1.0, 1.0])
def test_16_a_clock_that_goes_wrong_and_right_again_makes_no_play(rules: WatchRules, hours: float) -> None:
    world = World(Holder(rules), Holder(tracker()))
    left, right = world.both(film())
    left.plays = right.plays = [START - 30 * DAY]
    assert told(world.sync()) == []
    for skew in (hours, 0.0, hours):
        wrong(world, skew)
        world.later()
        assert told(world.sync()) == []
    world.right.put(film(2), START).plays = [START - 20 * DAY]
    world.left.put(film(2), START)
    world.later()
    assert told(world.sync()) == [("left", "watch")]
    for skew in (hours, 0.0):
        wrong(world, skew)
        world.later()
        assert told(world.sync()) == []
    assert [len(thing.plays) for thing in world.right.things.values()] == [1, 1]


def test_what_was_known_of_a_title_survives_a_conflict_and_a_block() -> None:
    world = World(Holder(tracker()), Holder(tracker()))
    left, right = world.both(film())
    left.listed = right.listed = Listed(START)
    world.sync()
    known = list(world.bases)
    blocked = frozenset((MediaType.MOVIE, each) for each in film().ids)
    world.policy, policy = replace(world.policy, blocked=blocked), world.policy
    right.listed = None
    world.later()
    assert told(world.sync()) == []
    assert world.bases == known
    world.policy = policy
    world.later()
    assert told(world.sync()) == [("left", "unlist")]


def test_an_id_that_was_put_right_is_no_conflict() -> None:
    world = World(Holder(tracker()), Holder(tracker()))
    imdb = TitleId(TitleIdKind.IMDB, "tt1")
    old, new = (film(ids=frozenset({imdb, TitleId(TitleIdKind.TMDB, each)})) for each in ("1", "2"))
    left, right = world.left.put(old, START), world.right.put(old, START)
    left.listed = right.listed = Listed(START)
    world.sync()
    left.title = right.title = new
    world.later()
    decided = world.plan()
    assert (decided.plan.operations, decided.plan.quarantined) == ((), ())


def test_what_is_un_watched_while_a_file_is_away_stays_so() -> None:
    world = World(Holder(PLEX), Holder(tracker()))
    left, right = world.both(film())
    left.plays = [START - DAY]
    right.plays = [START - DAY]
    world.sync()
    things, world.left.things = world.left.things, {}
    right.plays = []
    world.later()
    world.sync()
    world.left.things = things
    world.later()
    assert told(world.sync()) == [("left", "unwatch")]


def test_what_passes_anew_is_looked_at_though_nothing_changed() -> None:
    world = World(Holder(tracker()), Holder(tracker()), one_way())
    left, right = world.both(film())
    left.plays, right.plays = [START - 3 * DAY], [START - 3 * DAY, START - DAY]
    assert told(world.sync()) == []
    world.policy = replace(two_way(), careful=True)
    world.later()
    assert told(world.sync()) == [("left", "watch")]


def test_a_mark_by_hand_is_newer_than_the_place_both_were_at() -> None:
    world = pair(Holder(SAGE))
    sage, plex = world.both(film())
    sage.position = plex.position = Position(1200, START - 2 * DAY)
    assert told(world.sync()) == []
    world.later()
    sage.plays, sage.position = [None], None
    assert told(world.sync()) == [("right", "watch")]
    world.later()
    assert told(world.sync()) == []
    assert (sage.plays, plex.position) == ([None], None)


def test_what_is_begun_after_a_mark_by_hand_is_seen_once_more() -> None:
    world = pair(Holder(SAGE))
    sage, plex = world.both(film())
    sage.plays = [None]
    world.sync()
    world.later()
    plex.position = Position(1200, world.now)
    world.later()
    assert told(world.sync()) == [("left", "place")]
    assert plex.position is not None
    assert plex.plays


def test_what_was_begun_before_a_mark_by_hand_is_not_seen_once_more_in_a_later_run() -> None:
    """What was seen may not pass to where it was begun: the place there stays, and is no news after the mark."""
    world = pair(right=Holder(server(times=TimeKind.NONE)))
    both = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=True)
    history = replace(both, to_left=False)
    world.policy = LinkPolicy(features={Feature.HISTORY: history, Feature.PROGRESS: both})
    left, right = world.both(film())
    left.position = Position(1000, world.now)
    assert told(world.sync()) == [("right", "place")]
    world.later()
    right.plays, right.position = [None], None
    for _ in range(3):
        assert told(world.sync()) == []
        world.later()
    left.position = Position(1500, world.later())
    assert told(world.sync()) == [("right", "place")]


def test_an_older_play_takes_no_place_away() -> None:
    world = World(Holder(tracker()), Holder(tracker()))
    left, right = world.both(film())
    left.plays = right.plays = [START - 5 * DAY]
    world.sync()
    left.plays.append(START - DAY)
    right.position = Position(200, world.later())
    assert told(world.sync()) == [("left", "place")]
    assert right.position is not None


def test_files_meet_where_no_id_of_one_kind_names_both() -> None:
    """A recording has an id of its guide, the server one of its own: neither says what the other is."""
    path = "/rec/Lost-Pilot-123.mpg"
    ids = [
        frozenset({TitleId(TitleIdKind.GRACENOTE, "EP01")}),
        frozenset({TitleId(TitleIdKind.PLEX, "5d9c")}),
    ]
    left, right = (episode(show_ids=frozenset(), ids=each, path=path) for each in ids)
    world = pair()
    world.left.put(left, START)
    world.right.put(right, START)
    joined = world.plan().joined
    assert [len(each.left.records) + len(each.right.records) for each in joined.subjects] == [2]


@pytest.mark.parametrize("features", [{Feature.PROGRESS}, {Feature.PROGRESS, Feature.HISTORY}])
@pytest.mark.parametrize("left_of_it", [5.0, 200.0])
def test_a_position_at_the_end_is_planned_as_none_and_was_not_taken_back(
    features: set[Feature], left_of_it: float
) -> None:
    """Both ways, by the end of either side: the one that is there, and the larger one of the other side."""
    world = World(Holder(PLEX), Holder(SAGE))
    policy = FeaturePolicy(to_left=True, removes=True)
    world.policy = replace(world.policy, features=dict.fromkeys(sorted(features), policy))
    left, right = world.both(episode())
    left.position = Position(LENGTH / 2, world.later())
    world.sync()
    assert right.position is not None
    left.position = Position(LENGTH - left_of_it, world.later())
    planned = told(world.sync())
    finished = left_of_it == 5.0 and Feature.HISTORY in features
    assert planned == ([("right", "watch")] if finished else [])
