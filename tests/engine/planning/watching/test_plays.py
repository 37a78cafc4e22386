"""Sides that tell of each play and cannot hold one with its date: what of that is news to a tracker."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from syncopate.domain.link import LinkPolicy
from syncopate.domain.watch import Plays, Position, Watched
from syncopate.planning.watching.facts import Change, Fact
from syncopate.planning.watching.plays import for_length, news

from .worlds import PLEX, START, Holder, World, film, server, told, tracker, two_way

DAY = timedelta(days=1)
TELLING = server(Plays.LAST, tells_each=True)
"""A Plex server: it has a row for each time that something was played there."""


def _days(*ago: int) -> list[datetime | None]:
    return [START - number * DAY for number in ago]


def _pair() -> World:
    return World(Holder(TELLING), Holder(tracker()))


def test_all_plays_of_a_title_that_a_tracker_has_not_are_written() -> None:
    world = _pair()
    world.left.put(film(), START).plays = _days(9, 5, 1)
    (done,) = world.sync()
    assert done.value == Watched((START - 9 * DAY, START - 5 * DAY, START - DAY), 3)
    world.later()
    assert world.sync() == []


def test_those_that_a_tracker_has_are_not_and_the_others_are() -> None:
    world = _pair()
    left, right = world.both(film())
    left.plays, right.plays = _days(9, 5, 1), [START - 5 * DAY + timedelta(minutes=9)]
    (done,) = world.sync()
    assert done.value == Watched((START - 9 * DAY, START - DAY), 2)
    world.later()
    assert world.sync() == []


def test_what_a_tracker_has_without_a_date_may_be_one_of_them() -> None:
    world = _pair()
    left, right = world.both(film())
    left.plays, right.plays = _days(9, 5, 1), [None]
    (done,) = world.sync()
    assert done.value == Watched((START - 5 * DAY, START - DAY), 2)
    world.later()
    assert world.sync() == []


def test_each_play_that_comes_is_written_once() -> None:
    world = _pair()
    left, right = world.both(film())
    left.plays = _days(9)
    world.sync()
    for number in range(3):
        left.plays.append(world.later(DAY))
        assert told(world.sync()) == [("right", "watch")]
        assert len(right.plays) == 2 + number
        world.later()
        assert world.sync() == []


def test_plays_that_are_told_no_more_are_not_taken_back() -> None:
    world = _pair()
    left, right = world.both(film())
    left.plays = _days(9, 5, 1)
    world.sync()
    world.left.rules = PLEX
    world.later()
    assert world.sync() == []
    assert len(right.plays) == 3
    world.left.rules = TELLING
    world.later()
    assert world.sync() == []


def test_older_plays_that_come_to_be_known_are_written_and_the_last_is_not_again() -> None:
    """Before it told of the last one alone, by the time at which it was over."""
    world = World(Holder(PLEX), Holder(tracker()))
    left, right = world.both(film())
    left.plays = [*_days(9, 5), START - DAY + timedelta(minutes=18)]
    world.sync()
    assert right.plays == [START - DAY + timedelta(minutes=18)]
    left.plays = _days(9, 5, 1)
    world.left.rules = TELLING
    world.later()
    (done,) = world.sync()
    assert done.value == Watched((START - 9 * DAY, START - 5 * DAY), 2)


def test_a_glance_that_moves_the_last_time_is_no_play() -> None:
    """It is counted as often as before."""
    world = _pair()
    left, right = world.both(film())
    left.plays = _days(9)
    world.sync()
    left.plays = [world.later(DAY)]
    assert world.sync() == []
    assert right.plays == _days(9)


def test_a_play_of_the_tracker_is_no_second_one_there() -> None:
    world = _pair()
    left, right = world.both(film())
    left.plays = _days(9)
    world.sync()
    right.plays.append(START - 2 * DAY)
    world.later()
    assert world.sync() == []
    assert left.plays == _days(9)


def test_un_watching_takes_all_and_what_is_seen_after_it_is_new() -> None:
    world = _pair()
    left, right = world.both(film())
    left.plays = _days(9, 5)
    world.sync()
    left.plays = []
    world.later()
    assert told(world.sync()) == [("right", "unwatch")]
    assert right.plays == []
    left.plays = [world.later()]
    (done,) = world.sync()
    assert done.value == Watched((left.plays[0],), 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("stop", [None, 0, 1, 2])
def test_a_play_that_only_the_other_side_knew_is_no_news_after_an_un_watch(stop: int | None) -> None:
    """It was not told because the film had been begun again; wherever it was stopped, the un-watch stays."""
    world = World(Holder(tracker()), Holder(tracker()))
    left, right = world.both(film())
    left.plays = _days(9, 5)
    left.position = Position(200, START)
    right.plays = _days(1)
    world.sync()
    assert (left.plays, right.plays) == (_days(9, 5), _days(1, 9, 5))
    world.later()
    left.plays, left.position = [], None
    del world.left.things[left.key]
    world.sync(stops_after=stop)
    for _ in range(3):
        world.later()
        world.sync()
    assert (right.plays, right.position, world.left.things) == (_days(1), None, {})
    right.plays += [world.later()]
    assert told(world.sync()) == [("left", "watch")]


@pytest.mark.parametrize(
    ("length", "minutes"), [(None, 15), (0.0, 15), (1_200.0, 15), (1_801.0, 15.008333), (7_200.0, 60)]
)
def test_nobody_sees_a_title_twice_in_half_its_length(length: float | None, minutes: float) -> None:
    policy = LinkPolicy(features={})
    window = for_length(policy, length).play_window
    assert abs(window - timedelta(minutes=minutes)) < timedelta(seconds=1)
    wide = replace(policy, play_window=timedelta(hours=3))
    assert for_length(wide, length) is wide


def _fact(now: Watched, before: Watched | None, *, first: bool = False) -> Fact:
    return Fact(
        value=now,
        before=before,
        known=True,
        held=True,
        change=Change.SET,
        when=None,
        stands=False,
        first=first,
    )


@pytest.mark.parametrize(
    ("now", "before", "there", "expected"),
    [
        (3, "never", (0, 0), (1, 2, 3)),
        (3, "never", (0, 2), (3,)),
        (3, "never", (4, 4), (1, 2, 3)),
        (3, None, (0, 2), (1, 2, 3)),
        (3, 3, (0, 0), (1, 2, 3)),
        (3, 3, (0, 2), (3,)),
        (3, 3, (2, 2), (3,)),
        (3, 2, (0, 5), (3,)),
        (3, 1, (1, 2), (2, 3)),
        (9, 3, (0, 9), (1, 2, 3)),
        (1, 1, (1, 1), ()),
    ],
)
def test_news_are_what_came_and_what_is_not_there_yet(
    now: int, before: int | str | None, there: tuple[int, int], expected: tuple[int, ...]
) -> None:
    new = [START + number * DAY for number in (1, 2, 3)]
    plays = tuple(START - DAY for _ in range(there[0]))
    known = Watched((), before) if isinstance(before, int) else None
    source = _fact(Watched(tuple(new), now), known, first=before == "never")
    assert news(new, source, Watched(plays, there[1])) == [START + number * DAY for number in expected]


def test_of_those_it_does_not_count_what_is_later_than_all_it_told_is_none() -> None:
    new = [START - DAY, START + DAY]
    source = _fact(Watched(tuple(new), 2), Watched((START,), 2))
    assert news(new, source, Watched((), 0)) == [START - DAY]


def test_the_other_way_a_server_that_tells_each_is_told_once() -> None:
    world = World(Holder(TELLING), Holder(tracker()), two_way())
    left, right = world.both(film())
    right.plays = _days(9, 5, 1)
    assert told(world.sync()) == [("left", "watch")]
    assert len(left.plays) == 1
    for _ in range(2):
        world.later()
        assert world.sync() == []
    assert right.plays == _days(9, 5, 1)
