"""What waits for the user's word: much taken back, all of it, in a first run, after a read that is too short."""

import pytest
from syncopate.domain.watch import Feature, Listed, Side
from syncopate.planning.watching.guarding import Caution, Held, Limits, reasons_to_hold

from .worlds import START, Holder, World, film, one_way, tracker


def listed(count: int) -> World:
    """Return two trackers with so many films on both lists."""
    world = World(Holder(tracker()), Holder(tracker()), policy=one_way())
    for number in range(count):
        world.left.put(film(number), START).listed = Listed(START)
    world.sync()
    world.later()
    return world


def take_back(world: World, count: int) -> None:
    """Take so many films from the left list."""
    for key in list(world.left.things)[:count]:
        del world.left.things[key]


def held(world: World, *, first_run: bool = False, approved: bool = True, **limits: float) -> list[Held]:
    chosen = Limits(**limits)  # type: ignore[arg-type]
    return list(reasons_to_hold(world.plan(), limits=chosen, first_run=first_run, approved=approved))


@pytest.mark.parametrize(
    ("films", "gone", "waits"),
    [(30, 10, False), (30, 11, True), (400, 40, False), (400, 41, True)],
)
def test_more_than_ten_and_more_than_a_tenth_waits(films: int, gone: int, waits: bool) -> None:
    world = listed(films)
    take_back(world, gone)
    expected = Held(
        because=Caution.MANY_REMOVALS, side=Side.RIGHT, feature=Feature.WATCHLIST, removals=gone, of=films
    )
    assert held(world) == ([expected] if waits else [])


def test_the_limit_is_the_links_own() -> None:
    world = listed(30)
    take_back(world, 3)
    assert held(world) == []
    assert [each.because for each in held(world, few=2, share=0.05)] == [Caution.MANY_REMOVALS]


def test_what_would_be_emptied_waits_however_little_it_is() -> None:
    world = listed(2)
    take_back(world, 2)
    assert {each.because for each in held(world)} == {Caution.WOULD_EMPTY, Caution.SHRUNKEN}


def test_a_read_of_under_half_of_what_was_waits() -> None:
    world = listed(9)
    take_back(world, 4)
    assert held(world) == []
    take_back(world, 1)
    (reason,) = held(world)
    assert (reason.because, reason.side, reason.removals, reason.of) == (Caution.SHRUNKEN, Side.LEFT, 5, 9)


def test_a_first_run_takes_nothing_back_unasked() -> None:
    world = listed(20)
    take_back(world, 1)
    assert [each.because for each in held(world, first_run=True)] == [Caution.FIRST_REMOVALS]


def test_nothing_of_a_new_link_is_done_before_somebody_has_seen_it() -> None:
    world = World(Holder(tracker()), Holder(tracker()), policy=one_way())
    assert held(world, approved=False) == [], "there is nothing to be seen"
    world.left.put(film(), START).listed = Listed(START)
    assert [each.because for each in held(world, approved=False)] == [Caution.NEW_LINK]


def test_adding_does_not_wait() -> None:
    world = World(Holder(tracker()), Holder(tracker()), policy=one_way())
    for number in range(500):
        world.left.put(film(number), START).listed = Listed(START)
    assert held(world, first_run=True) == []
