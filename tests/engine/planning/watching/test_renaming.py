"""Records without ids by what the user said that they are, or that they are never touched."""

from dataclasses import replace

from syncopate.domain.link import Base, Ready
from syncopate.domain.watch import Side, Title, TitleId, TitleIdKind
from syncopate.planning.watching.renaming import named_base

from .worlds import SAGE, START, Holder, Thing, World, film, server, told, tracker

HEAT = TitleId(TitleIdKind.TMDB, "949")


def nameless() -> tuple[World, Thing]:
    """Return SageTV with a film without ids, and a tracker."""
    world = World(Holder(SAGE), Holder(tracker()))
    thing = world.left.put(film(ids=frozenset(), path="/recordings/Heat.mkv"), world.now)
    thing.plays = [START]
    return world, thing


def test_what_has_no_id_goes_by_the_one_it_was_said_to_have() -> None:
    world, thing = nameless()
    assert [each.ready for each in world.plan().plan.operations] == [Ready.NO_COUNTERPART]
    world.policy = replace(world.policy, named_records={(Side.LEFT, thing.key): HEAT})
    (operation,) = world.sync()
    assert (told([operation]), operation.title.ids) == ([("right", "watch")], {HEAT})
    # It is known by it from then on, and nothing of it is done twice.
    assert world.sync() == []
    # Said of the other side's record of that key, it is another one.
    world, thing = nameless()
    world.policy = replace(world.policy, named_records={(Side.RIGHT, thing.key): HEAT})
    assert [each.ready for each in world.plan().plan.operations] == [Ready.NO_COUNTERPART]


def test_what_was_said_outweighs_what_the_server_says() -> None:
    world = World(Holder(server()), Holder(server()))
    left = world.left.put(film(5), world.now)
    left.plays = [START]
    world.right.put(film(5), world.now)
    right = world.right.put(film(949), world.now)
    world.policy = replace(world.policy, named_records={(Side.LEFT, left.key): HEAT})
    (operation,) = world.plan().plan.operations
    assert (operation.keys, operation.ready) == ((right.key,), Ready.READY)


def test_what_was_known_of_it_stays_known() -> None:
    world = World(Holder(server()), Holder(server()))
    title = film(ids=frozenset(), path="/films/Heat.mkv")
    left, right = world.both(title)
    left.plays = right.plays = [START]
    world.sync()
    world.policy = replace(
        world.policy, named_records={(Side.LEFT, left.key): HEAT, (Side.RIGHT, right.key): HEAT}
    )
    assert world.sync() == []
    left.plays = []
    world.later()
    assert told(world.sync()) == [("right", "unwatch")]


def test_a_record_that_is_blocked_is_never_touched() -> None:
    world, thing = nameless()
    world.policy = replace(
        world.policy,
        blocked_records=frozenset({(Side.LEFT, thing.key)}),
        named_records={(Side.LEFT, thing.key): HEAT},
    )
    assert world.plan().plan.operations == ()
    # Its key at the other side is another record.
    world.policy = replace(world.policy, blocked_records=frozenset({(Side.RIGHT, thing.key)}))
    assert len(world.plan().plan.operations) == 1


def test_what_is_known_of_others_is_left_alone() -> None:
    world, thing = nameless()
    policy = replace(world.policy, named_records={(Side.LEFT, thing.key): HEAT})
    other = Base(side=Side.LEFT, title=Title(type=film().type, name="Other"), keys={"other": None})
    assert named_base(other, policy) is other
    own = replace(other, keys={thing.key: None})
    assert named_base(own, policy).title.ids == {HEAT}
    assert named_base(replace(own, side=Side.RIGHT), policy).title.ids == frozenset()
