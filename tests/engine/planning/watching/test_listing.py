"""Lists and collections: each is decided by itself, called as its side calls it, and taken back with proof alone."""

from dataclasses import replace

import pytest
from syncopate.domain.link import Because, FeaturePolicy, LinkPolicy, WatchOperation
from syncopate.domain.watch import Feature, InLists, MediaType, Side, Title, list_key
from syncopate.planning.watching.guarding import Caution, Held, Limits, reasons_to_hold

from .worlds import ALL, PLEX, START, Holder, World, episode, film, one_way, server, told, tracker, two_way

NO_LISTS = ALL - {Feature.LISTS}


def trackers(policy: LinkPolicy | None = None) -> World:
    """Return two trackers that hold whatever they are given."""
    return World(Holder(tracker()), Holder(tracker()), policy=policy or two_way())


def put(world: World, side: Side, title: Title, *names: str) -> None:
    """Put a title into lists at a side."""
    thing = world.at(side).find(title) or world.at(side).put(title, world.now)
    thing.lists |= set(names)


def lists(world: World, side: Side, title: Title | None = None) -> set[str]:
    """Return in which lists a side has a title."""
    thing = world.at(side).find(title or film())
    return set() if thing is None else thing.lists


def done(operations: list[WatchOperation]) -> list[tuple[str, str, str]]:
    """Return where something is done, what, and in which list."""
    return [(each.side.value, each.action.value, each.list_name) for each in operations]


def waits(world: World) -> list[Held]:
    return list(reasons_to_hold(world.plan(), limits=Limits(), first_run=False, approved=True))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Best of", " best   OF ", True),
        ("Straße", "STRASSE", True),
        ("Caf\u00e9", "Cafe\u0301", True),
        ("Best of", "Best-of", False),
        ("Sci Fi", "SciFi", False),
    ],
)
def test_names_are_one_however_they_are_capitalised_and_spaced(one: str, other: str, same: bool) -> None:
    assert (list_key(one) == list_key(other)) is same


def test_what_is_in_a_list_is_put_into_it_at_the_other_side_one_write_for_each_list() -> None:
    world = trackers(one_way())
    put(world, Side.LEFT, film(), "Best of", "Later")
    operations = world.sync()
    assert done(operations) == [("right", "enlist", "Best of"), ("right", "enlist", "Later")]
    assert [each.value for each in operations] == [
        InLists(frozenset({"Best of"})),
        InLists(frozenset({"Later"})),
    ]
    assert {each.before for each in operations} == {None}
    assert {each.because for each in operations} == {Because.ADDED}
    assert lists(world, Side.RIGHT) == {"Best of", "Later"}
    assert world.sync() == []


def test_a_side_keeps_its_spelling_of_a_list_that_it_has() -> None:
    world = trackers()
    put(world, Side.LEFT, film(1), "Best Of")
    put(world, Side.RIGHT, film(2), "best  of")
    assert sorted(done(world.sync())) == [("left", "enlist", "Best Of"), ("right", "enlist", "best  of")]
    assert lists(world, Side.RIGHT, film(1)) == {"best  of"}
    assert lists(world, Side.LEFT, film(2)) == {"Best Of"}
    assert world.sync() == []


def test_a_list_that_was_emptied_is_called_as_it_was() -> None:
    world = trackers(one_way())
    put(world, Side.LEFT, film(1), "Best Of")
    put(world, Side.RIGHT, film(1), "best of")
    world.sync()
    world.right.things.clear()
    put(world, Side.LEFT, film(2), "Best Of")
    assert ("right", "enlist", "best of") in done(world.sync())


def test_what_is_taken_off_one_list_is_taken_off_that_one_alone() -> None:
    world = trackers(one_way())
    put(world, Side.LEFT, film(), "Best of", "Later")
    world.sync()
    world.later()
    world.left.things[next(iter(world.left.things))].lists = {"Later"}
    (operation,) = world.sync()
    assert done([operation]) == [("right", "delist", "Best of")]
    assert (operation.before, operation.because) == (InLists(frozenset({"Best of"})), Because.REMOVED)
    assert lists(world, Side.RIGHT) == {"Later"}
    assert world.sync() == []


def test_a_new_account_without_lists_takes_nothing_back() -> None:
    world = trackers()
    put(world, Side.RIGHT, film(), "Best of")
    world.left.put(film(), START).plays = [START]
    operations = world.sync()
    assert ("left", "enlist", "Best of") in done(operations)
    assert not any(each.action.removes for each in operations)


def test_lists_that_were_not_read_to_their_end_take_nothing_back() -> None:
    world = trackers()
    put(world, Side.LEFT, film(), "Best of", "Later")
    world.sync()
    world.later()
    assert world.sync(left=NO_LISTS, shown=0) == []
    assert world.sync() == [], "what was known before is known still"
    world.left.things[next(iter(world.left.things))].lists = {"Later"}
    world.later()
    assert world.sync(left=NO_LISTS) == []
    assert done(world.sync()) == [("right", "delist", "Best of")]


def test_what_is_in_one_list_and_what_is_not_follows_from_what_is_known_of_each() -> None:
    """A film is put into one list and taken off another: both pass, and neither for the other."""
    world = trackers()
    put(world, Side.LEFT, film(), "Best of")
    world.sync()
    world.later()
    world.left.things[next(iter(world.left.things))].lists = {"Later"}
    put(world, Side.RIGHT, film(), "Seen twice")
    assert sorted(done(world.sync())) == [
        ("left", "enlist", "Seen twice"),
        ("right", "delist", "Best of"),
        ("right", "enlist", "Later"),
    ]
    assert lists(world, Side.LEFT) == lists(world, Side.RIGHT) == {"Later", "Seen twice"}
    assert world.sync() == []


def test_what_was_taken_off_where_removals_do_not_pass_stays_off_that_list() -> None:
    both = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=False)
    world = trackers(LinkPolicy(features={Feature.LISTS: both}))
    put(world, Side.LEFT, film(), "Best of", "Later")
    world.sync()
    world.later()
    world.left.things[next(iter(world.left.things))].lists = {"Later"}
    assert world.sync() == []
    assert world.sync() == [], "it is not put back"
    put(world, Side.RIGHT, film(), "Seen twice")
    assert done(world.sync()) == [("left", "enlist", "Seen twice")]
    assert lists(world, Side.LEFT) == {"Later", "Seen twice"}
    assert lists(world, Side.RIGHT) == {"Best of", "Later", "Seen twice"}


def test_a_list_that_takes_nothing_more_keeps_no_other_from_being_settled() -> None:
    world = trackers()
    put(world, Side.LEFT, film(), "Full", "Later")
    for _ in range(2):
        world.later()
        world.sync(fails=lambda each: each.list_name == "Full")
    assert lists(world, Side.RIGHT) == {"Later"}
    world.left.things[next(iter(world.left.things))].lists = {"Full"}
    world.later()
    operations = world.sync(fails=lambda each: each.list_name == "Full")
    assert done(operations) == [("right", "delist", "Later")]
    assert done(world.sync()) == [("right", "enlist", "Full")]
    assert world.sync() == []


def test_what_was_taken_off_and_is_put_there_again_is_news() -> None:
    """What we had written to that list once does not make it ours for ever."""
    both = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=False)
    world = trackers(LinkPolicy(features={Feature.LISTS: both}))
    put(world, Side.LEFT, film(), "Best of", "Later")
    world.sync()
    world.later()
    for side in Side:
        world.at(side).things[next(iter(world.at(side).things))].lists = {"Later"}
    world.sync()
    world.later()
    put(world, Side.RIGHT, film(), "Best of")
    assert done(world.sync()) == [("left", "enlist", "Best of")]


def test_only_the_lists_that_are_named_are_kept_in_step() -> None:
    world = trackers(two_way(lists=frozenset({"best of"})))
    put(world, Side.LEFT, film(1), "Best Of", "Private")
    put(world, Side.LEFT, film(2), "Private")
    assert done(world.sync()) == [("right", "enlist", "Best Of")]
    assert world.sync() == []
    assert lists(world, Side.RIGHT, film(2)) == set()


def test_what_is_known_of_a_list_that_is_named_no_more_stays_as_it_is() -> None:
    world = trackers()
    put(world, Side.LEFT, film(1), "Best of", "Later")
    world.sync()
    world.policy = two_way(lists=frozenset({"best of"}), careful=True)
    world.left.things[next(iter(world.left.things))].lists = {"Best of"}
    world.later()
    assert world.sync() == []
    world.policy = two_way(careful=True)
    assert done(world.sync()) == [("right", "delist", "Later")]


def test_one_list_spelled_in_two_ways_at_a_side_is_one_list() -> None:
    world = trackers(one_way())
    put(world, Side.LEFT, film(), "Best of")
    put(world, Side.RIGHT, film(), "Best of", "BEST OF")
    assert world.sync() == []
    world.left.things.clear()
    world.later()
    assert done(world.sync()) == [("right", "delist", "BEST OF"), ("right", "delist", "Best of")]
    assert lists(world, Side.RIGHT) == set()


def test_lists_of_several_files_of_one_film_are_those_of_all() -> None:
    world = World(Holder(PLEX), Holder(tracker()), policy=one_way())
    for name in ("Best of", "Later"):
        world.left.put(film(), START).lists = {name}
    assert done(world.sync()) == [("right", "enlist", "Best of"), ("right", "enlist", "Later")]
    next(iter(world.left.things.values())).lists = set()
    world.later()
    assert done(world.sync()) == [("right", "delist", "Best of")]


def test_a_film_that_left_the_library_leaves_no_list() -> None:
    world = World(Holder(PLEX), Holder(PLEX))
    left, right = world.both(film())
    left.lists = {"Best of"}
    world.sync()
    del world.left.things[left.key]
    world.later()
    assert world.sync() == []
    world.left.put(film(), world.later())
    assert done(world.sync()) == [("left", "enlist", "Best of")]
    assert right.lists == {"Best of"}


def test_a_side_that_cannot_hold_such_titles_in_lists_is_told_of_none() -> None:
    holds = dict.fromkeys(Feature, frozenset({MediaType.MOVIE}))
    world = World(Holder(server()), Holder(tracker(holds=holds)), policy=one_way())
    for title in (film(), episode()):
        world.left.put(title, START).lists = {"Best of"}
    assert [(each.title.type, each.list_name) for each in world.sync()] == [(MediaType.MOVIE, "Best of")]


def test_two_lists_of_one_film_count_as_two() -> None:
    world = trackers(one_way())
    for number in range(20):
        put(world, Side.LEFT, film(number), "One", "Other")
    put(world, Side.LEFT, film(20), "One", "Other")
    world.sync()
    world.later()
    for number in range(6):
        thing = world.left.find(film(number))
        assert thing is not None
        thing.lists = set()
    expected = Held(because=Caution.MANY_REMOVALS, side=Side.RIGHT, feature=Feature.LISTS, removals=12, of=42)
    assert waits(world) == [expected]


def test_a_list_that_would_be_emptied_waits_though_others_stay() -> None:
    world = trackers(one_way())
    for number in range(6):
        put(world, Side.LEFT, film(number), "Best of")
    put(world, Side.LEFT, film(0), "Later")
    put(world, Side.RIGHT, film(0), "LATER")
    world.sync()
    world.later()
    thing = world.left.find(film(0))
    assert thing is not None
    thing.lists = {"Best of"}
    assert waits(world) == [
        Held(
            because=Caution.WOULD_EMPTY,
            side=Side.RIGHT,
            feature=Feature.LISTS,
            removals=1,
            of=1,
            list_name="LATER",
        )
    ]


def test_all_lists_emptied_is_one_reason() -> None:
    world = trackers(one_way())
    put(world, Side.LEFT, film(1), "Best of")
    put(world, Side.LEFT, film(2), "Later")
    world.sync()
    world.later()
    world.left.things.clear()
    assert [(each.because, each.list_name) for each in waits(world)] == [
        (Caution.WOULD_EMPTY, ""),
        (Caution.SHRUNKEN, ""),
    ]


def test_a_film_that_is_played_there_is_put_into_the_list_the_next_time() -> None:
    world = trackers(one_way())
    put(world, Side.LEFT, film(), "Best of")
    world.right.put(film(), START).rating = None
    world.right.things[next(iter(world.right.things))].plays = [START]
    world.right.things[next(iter(world.right.things))].playing = True
    assert world.sync() == []
    world.right.things[next(iter(world.right.things))].playing = False
    assert told(world.sync()) == [("right", "enlist")]


def test_what_is_equal_is_not_looked_at_twice() -> None:
    """A title that is in the same lists at both sides is settled at a glance."""
    world = trackers()
    put(world, Side.LEFT, film(), "Best of")
    world.sync()
    world.sync()
    decided = world.plan()
    assert decided.plan.operations == ()
    known = [base.seen.lists for base in world.bases]
    assert known == [InLists(frozenset({"Best of"}))] * 2
    assert all(replace(base, title=film()) == base for base in world.bases)
