"""Episodes that lie in a file with others and by themselves as well, where both sides say something else."""

from copy import deepcopy
from datetime import timedelta

import pytest
from syncopate.domain.watch import Side

from .test_invariants import content
from .worlds import PLEX, START, Holder, Thing, World, episode, told

DAY = timedelta(days=1)
FILE = episode(1, last_number=2)


def copies() -> World:
    """Return two Plex servers that have two episodes by themselves and in one file, all seen and in step."""
    world = World(Holder(PLEX), Holder(PLEX))
    for title in (episode(1), episode(2), FILE):
        for thing in world.both(title):
            thing.plays = [START - DAY]
    world.sync()
    assert world.sync() == []
    return world


def thing(world: World, side: Side, number: int) -> Thing:
    found = world.at(side).find(episode(number) if number else FILE)
    assert found is not None
    return found


def seen(world: World) -> list[list[bool]]:
    """Return whether each file was seen at each side, in order."""
    return [[bool(each.plays) for each in account.things.values()] for account in (world.left, world.right)]


def un_watch(world: World, side: Side) -> None:
    for each in world.at(side).things.values():
        each.plays = []


@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize("stop", [0, 1, 2, 3])
def test_a_file_seen_while_its_episodes_were_un_watched_stays_seen_whole(stop: int, *, gone: bool) -> None:
    """Where one of its copies went meanwhile, too: the other episode is decided as that one is."""
    world = copies()
    if gone:
        del world.left.things[thing(world, Side.LEFT, 1).key]
    thing(world, Side.LEFT, 0).plays.append(world.later())
    un_watch(world, Side.RIGHT)
    world.later()
    calm = deepcopy(world)
    assert told(calm.sync()) == [("right", "watch")] * 2
    world.sync(stops_after=stop)
    for each in (calm, world):
        for _ in range(3):
            each.later()
            each.sync()
        assert each.sync() == []
    assert content(world) == content(calm)
    assert all(all(side) for side in seen(world))
