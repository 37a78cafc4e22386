"""Files of several episodes: what they say of each of these, and what is said of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from syncopate.domain.link import FeaturePolicy, LinkPolicy, Ready
from syncopate.domain.watch import Feature, MediaType, Plays, Position, Rating, Side, WatchRules
from syncopate.planning.watching.guarding import Limits, reasons_to_hold

from .worlds import (
    LENGTH,
    PLEX,
    SAGE,
    START,
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

DAY = timedelta(days=1)
DATED = server(Plays.LAST, writes_dates=True)
RIGHTS = [PLEX, DATED, server(Plays.FLAG), tracker()]


def away(rules: WatchRules = PLEX, *, last: int = 2, policy: LinkPolicy | None = None) -> tuple[World, Thing]:
    """Return a world whose left side has a file of some episodes, and the right one has them apart."""
    world = World(Holder(PLEX), Holder(rules), policy=policy or two_way())
    file = world.left.put(episode(1, last_number=last), world.now)
    if rules.closed:
        for number in range(1, last + 1):
            world.right.put(episode(number), world.now)
    return world, file


def single(world: World, number: int, side: Side = Side.RIGHT) -> Thing:
    found = world.at(side).at(episode(number), world.now)
    assert found is not None
    return found


def waiting(world: World) -> list[tuple[str, int | None, str]]:
    return [
        (each.side.value, each.title.number, each.ready.value)
        for each in world.plan().plan.operations
        if each.ready is not Ready.READY
    ]


@pytest.mark.parametrize("rules", RIGHTS)
@pytest.mark.parametrize("policy", [two_way(), one_way()])
def test_a_file_that_was_seen_marks_each_of_its_episodes_once(rules: WatchRules, policy: LinkPolicy) -> None:
    world, file = away(rules, last=3, policy=policy)
    file.plays = [START - DAY]
    operations = world.sync()
    assert told(operations) == [("right", "watch")] * 3
    assert [each.title.number for each in operations] == [1, 2, 3]
    assert [len(single(world, number).plays) for number in (1, 2, 3)] == [1, 1, 1]
    if rules.writes_dates:
        assert single(world, 3).plays == [START - DAY]
    for _ in range(3):
        world.later()
        assert (world.sync(), waiting(world)) == ([], [])
    assert file.plays == [START - DAY]


def test_a_file_of_many_episodes_marks_all_of_them() -> None:
    world, file = away(tracker(), last=12)
    file.plays = [START]
    assert [each.title.number for each in world.sync()] == list(range(1, 13))


@pytest.mark.parametrize("rules", RIGHTS)
def test_one_episode_seen_is_no_sight_of_the_file(rules: WatchRules) -> None:
    world, file = away(rules)
    single(world, 2).plays = [START - DAY]
    for _ in range(3):
        assert world.sync() == []
        assert waiting(world) == [("left", 2, "part_unseen")]
        world.later()
    assert file.plays == []
    assert single(world, 1).plays == []


@pytest.mark.parametrize("rules", RIGHTS)
def test_all_episodes_seen_are_the_file_seen_with_one_date(rules: WatchRules) -> None:
    world, file = away(rules)
    world.left.rules = DATED
    for number in (1, 2):
        single(world, number).plays = [START - (3 - number) * DAY]
        world.later()
        world.sync()
    assert file.plays == [START - DAY]
    assert world.left.writes == 1
    for _ in range(3):
        world.later()
        assert (world.sync(), waiting(world)) == ([], [])
    assert [len(single(world, number).plays) for number in (1, 2)] == [1, 1]


def test_all_seen_at_once_is_written_once() -> None:
    world, file = away(tracker())
    for number in (1, 2):
        single(world, number).plays = [START - number * DAY]
    assert told(world.sync()) == [("left", "watch")] * 2
    assert (world.left.writes, len(file.plays)) == (1, 1)
    world.later()
    assert world.sync() == []


def test_a_file_that_stays_one_way_is_told_nothing() -> None:
    world, file = away(tracker(), policy=one_way())
    for number in (1, 2):
        single(world, number).plays = [START - number * DAY]
    world.sync()
    assert (file.plays, waiting(world)) == ([], [])


def test_a_file_of_which_one_episode_is_not_there_is_not_told() -> None:
    world, file = away()
    del world.right.things[single(world, 1).key]
    single(world, 2).plays = [START]
    world.sync()
    assert file.plays == []


def test_two_files_of_the_same_episodes_are_written_once() -> None:
    world = World(Holder(PLEX), Holder(PLEX))
    left, right = world.both(episode(1, last_number=2))
    left.plays = [START]
    assert told(world.sync()) == [("right", "watch")] * 2
    assert (world.right.writes, len(right.plays)) == (1, 1)
    world.later()
    left.plays = []
    assert told(world.sync()) == [("right", "unwatch")] * 2
    assert (world.right.writes, right.plays) == (2, [])
    world.later()
    assert (world.sync(), waiting(world)) == ([], [])


def test_files_that_overlap_are_told_of_what_they_hold() -> None:
    world = World(Holder(PLEX), Holder(PLEX))
    left = world.left.put(episode(1, last_number=2), START)
    right, last = world.right.put(episode(2, last_number=3), START), world.right.put(episode(1), START)
    left.plays = [START]
    assert [each.title.number for each in world.sync()] == [1]
    assert (right.plays, bool(last.plays)) == ([], True)
    assert waiting(world) == [("right", 2, "part_unseen")]
    right.plays = [world.later()]
    world.sync()
    assert left.plays == [START]


# Taking back


@pytest.mark.parametrize("rules", RIGHTS)
@pytest.mark.parametrize("policy", [two_way(), one_way()])
def test_a_file_un_watched_un_watches_its_episodes(rules: WatchRules, policy: LinkPolicy) -> None:
    world, file = away(rules, policy=policy)
    file.plays = [START]
    world.sync()
    world.later()
    file.plays = []
    assert told(world.sync()) == [("right", "unwatch")] * 2
    world.later()
    assert (world.sync(), waiting(world)) == ([], [])


@pytest.mark.parametrize("rules", RIGHTS)
def test_one_episode_un_watched_un_watches_the_file_and_no_other_episode(rules: WatchRules) -> None:
    world, file = away(rules)
    file.plays = [START]
    world.sync()
    world.later()
    single(world, 1).plays = []
    if not rules.closed:
        del world.right.things[single(world, 1).key]
    operations = world.sync()
    assert [(each.side.value, each.action.value, each.title.number) for each in operations] == [
        ("left", "unwatch", 1),
        ("left", "unwatch", 2),
    ]
    assert (world.left.writes, file.plays) == (1, [])
    for _ in range(3):
        world.later()
        assert world.sync() == []
    assert len(single(world, 2).plays) == 1
    single(world, 1).plays = [world.later()]
    assert told(world.sync()) == [("left", "watch")] * 2
    assert len(file.plays) == 1
    world.later()
    assert world.sync() == []
    assert [len(single(world, number).plays) for number in (1, 2)] == [1, 1]


def test_one_episode_un_watched_where_nothing_is_taken_back() -> None:
    adds = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=False)
    world, file = away(policy=LinkPolicy(features={Feature.HISTORY: adds}))
    file.plays = [START]
    world.sync()
    world.later()
    single(world, 1).plays = []
    for _ in range(3):
        assert (world.sync(), waiting(world)) == ([], [])
        world.later()
    assert file.plays == [START]


def test_one_episode_un_watched_of_a_file_that_was_never_seen_there_in_full() -> None:
    """The other episode is not there: nobody said that all of the file was seen."""
    world, file = away()
    gone = single(world, 2)
    del world.right.things[gone.key]
    file.plays = [START]
    world.sync()
    assert single(world, 1).plays
    world.later()
    single(world, 1).plays = []
    for _ in range(2):
        assert world.sync() == []
        world.later()
    assert file.plays == [START]


def test_a_file_stopped_in_the_middle_takes_nothing_else_back() -> None:
    """Killed right after the file was un-watched: that it is so is no news for the other episode."""
    world, file = away()
    file.plays = [START]
    world.sync()
    world.later()
    single(world, 1).plays = []
    world.sync(stops_after=1)
    assert file.plays == []
    for _ in range(3):
        world.later()
        assert world.sync() == []
    assert len(single(world, 2).plays) == 1


@pytest.mark.parametrize("stop", [0, 1, 2])
def test_a_file_stopped_while_it_is_told_is_seen_once(stop: int) -> None:
    world, file = away(tracker())
    world.left.rules = DATED
    for number in (1, 2):
        single(world, number).plays = [START - number * DAY]
    world.sync(stops_after=stop)
    for _ in range(3):
        world.later()
        world.sync()
    assert len(file.plays) == 1
    assert [len(single(world, number).plays) for number in (1, 2)] == [1, 1]


def test_a_file_that_failed_is_told_the_next_time() -> None:
    world, file = away(tracker())
    for number in (1, 2):
        single(world, number).plays = [START - number * DAY]
    assert world.sync(fails=lambda each: each.title.number == 2) == []
    assert file.plays == []
    world.later()
    world.sync(doubtful=lambda each: each.title.number == 1)
    for _ in range(2):
        world.later()
        assert world.sync() == []
    assert len(file.plays) == 1


def test_a_file_begun_again_at_a_side_that_forgets_is_no_un_watch() -> None:
    world, file = away(tracker())
    world.left.rules = SAGE
    file.plays = [START - DAY]
    world.sync()
    file.plays, file.position = [], Position(300, world.later())
    for _ in range(3):
        assert world.sync() == []
        world.later()
    assert (file.plays, file.position and file.position.seconds) == ([], 300)


def test_a_file_that_is_playing_waits_whole() -> None:
    world, file = away()
    file.plays = [START]
    world.sync()
    world.later()
    single(world, 1).plays, file.playing = [], True
    assert world.sync() == []
    assert {each.ready for each in world.plan().plan.operations} == {Ready.PLAYING}
    file.playing = False
    assert told(world.sync()) == [("left", "unwatch")] * 2


# What is said of all of a file, or of one episode alone


def test_how_far_a_file_is_seen_says_nothing_of_its_episodes() -> None:
    world, file = away()
    file.position, file.rating = Position(LENGTH * 0.97, START), Rating(8, START)
    assert (world.sync(), waiting(world)) == ([], [])
    single(world, 1).position, single(world, 2).rating = Position(600, world.later()), Rating(3, world.now)
    world.later()
    assert world.sync() == []
    assert set(waiting(world)) == {("left", 1, "no_counterpart"), ("left", 2, "no_counterpart")}
    assert (file.position.seconds, file.rating.value) == (LENGTH * 0.97, 8)


def test_the_end_of_an_episode_is_told_by_its_own_length() -> None:
    """The file is twice as long: what is the end of the episode is only its middle."""
    world, _ = away()
    single(world, 1).position = Position(LENGTH * 0.97, START)
    world.sync()
    assert waiting(world) == [("left", 1, "part_unseen")]


def test_the_end_of_a_file_is_a_finish() -> None:
    world, file = away()
    file.position = Position(2 * LENGTH * 0.97, START)
    assert told(world.sync()) == [("right", "watch")] * 2


def test_two_files_of_the_same_episodes_share_their_place_and_rating() -> None:
    world = World(Holder(PLEX), Holder(PLEX))
    left, right = world.both(episode(1, last_number=2))
    left.position, left.rating = Position(900, START), Rating(7, START)
    assert told(world.sync()) == [("right", "place"), ("right", "rate")]
    assert right.position is not None
    right.rating = None
    world.later()
    assert told(world.sync()) == [("left", "unrate")]
    assert (world.sync(), waiting(world)) == ([], [])


def test_a_title_that_is_blocked_keeps_all_of_its_file_as_it_is() -> None:
    world, file = away(tracker())
    world.right.put(episode(1, ids=film(9).ids), START).plays = [START]
    single(world, 2).plays = [START]
    blocked = frozenset((MediaType.EPISODE, each) for each in film(9).ids)
    world.policy = replace(world.policy, blocked=blocked)
    world.sync()
    assert file.plays == []


def test_a_single_copy_is_told_though_the_file_waits() -> None:
    world, file = away(tracker())
    copy = world.left.put(episode(1), START)
    single(world, 1).plays = [START - 5 * DAY]
    assert told(world.sync()) == [("left", "watch")]
    assert (len(copy.plays), file.plays) == (1, [])
    single(world, 2).plays = [START - DAY]
    world.later()
    assert [each.title.number for each in world.sync()] == [2]
    assert len(file.plays) == 1
    for _ in range(3):
        world.later()
        assert world.sync() == []
    assert [len(single(world, number).plays) for number in (1, 2)] == [1, 1]


def test_what_counts_for_the_guards_is_each_episode_once() -> None:
    world, file = away()
    file.plays = [START]
    world.sync()
    world.later()
    single(world, 1).plays = []
    (held,) = reasons_to_hold(world.plan(), limits=Limits(), first_run=False, approved=True)
    assert (held.because.value, held.removals, held.of) == ("would_empty", 2, 2)
