"""Edge cases of keeping watch state in step, each with what is right; the numbers are those of the list.

What other tools do wrong there is what these are for: they are named after it.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from syncopate.domain.link import Action, Because, FeaturePolicy, LinkPolicy, Ready
from syncopate.domain.watch import (
    Ending,
    Feature,
    Listed,
    MediaType,
    Plays,
    Position,
    Rating,
    Side,
    TimeKind,
    Title,
    TitleId,
    TitleIdKind,
    Watched,
    WatchRules,
)
from syncopate.planning.watching.guarding import Limits, reasons_to_hold

from .worlds import (
    ALL,
    LENGTH,
    MINUTE,
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


def test_2_begun_again_on_one_the_other_is_placed_and_keeps_its_history() -> None:
    world = pair()
    left, right = world.both(film())
    left.plays = right.plays = [START - DAY]
    world.sync()
    left.position = Position(1200, world.later())
    (operation,) = world.sync()
    assert (told([operation]), operation.again) == ([("right", "place")], True)
    assert right.plays


def test_3_the_flag_that_sage_clears_on_a_rewatch_is_no_un_watch() -> None:
    world = pair(Holder(SAGE), Holder(tracker()))
    thing = world.left.put(film(), world.now)
    thing.plays = [START - DAY]
    world.sync()
    thing.plays, thing.position = [], Position(300, world.later())
    assert told(world.sync()) == [("right", "place")]
    assert next(iter(world.right.things.values())).plays == [START - DAY]
    assert world.sync() == []


@pytest.mark.parametrize("seconds", [0.0, 7.0, 30.0, 59.9, 0.7 * LENGTH])
@pytest.mark.parametrize("other", [PLEX, tracker()])
@pytest.mark.parametrize("features", [ALL, frozenset({Feature.HISTORY})])
def test_3_begun_again_for_seconds_or_without_passing_on_how_far_is_no_un_watch(
    seconds: float, other: WatchRules, features: frozenset[Feature]
) -> None:
    policy = two_way()
    policy = replace(policy, features={each: policy.features[each] for each in features})
    world = World(Holder(replace(SAGE, ending=Ending(share=0.9))), Holder(other), policy)
    here, there = world.both(film())
    here.plays = [START - DAY]
    world.sync()
    assert there.plays
    here.plays, here.position = [], Position(seconds, world.later())
    for _ in range(3):
        assert ("right", "unwatch") not in told(world.sync())
    assert there.plays


@pytest.mark.parametrize("gone", [True, False])
def test_3_a_place_that_was_written_by_half_takes_nothing_back(gone: bool) -> None:
    world = pair(Holder(PLEX), Holder(SAGE))
    left, right = world.both(film())
    left.plays = right.plays = [START - DAY]
    world.sync()
    left.position = Position(1200, world.later())
    assert world.sync(stops_after=0, halfway=True) == []
    assert (right.plays, right.position) == ([], None)
    if gone:
        # Meanwhile somebody left it near its beginning.
        left.position = None
    for _ in range(3):
        assert ("left", "unwatch") not in told(world.sync())
    assert left.plays


def test_3_a_server_that_forgets_for_hundreds_waits_for_a_word() -> None:
    world = pair(Holder(PLEX), Holder(SAGE))
    for number in range(1, 31):
        left, right = world.both(film(number))
        left.plays = right.plays = [START - DAY]
    world.sync()
    for thing in world.left.things.values():
        thing.position = Position(1200, world.later(MINUTE))
    decided = world.plan()
    assert {(each.action, each.again) for each in decided.plan.operations} == {(Action.PLACE, True)}
    [held] = reasons_to_hold(decided, limits=Limits(), first_run=False, approved=True)
    assert (held.side, held.feature, held.removals) == (Side.RIGHT, Feature.HISTORY, 30)


@pytest.mark.parametrize(("seconds", "kept"), [(59.999, False), (60.0, True), (0.95 * LENGTH - 0.1, True)])
def test_5_and_7_what_is_a_position_has_fixed_bounds(seconds: float, kept: bool) -> None:
    world = pair()
    left, _ = world.both(film())
    left.position = Position(seconds, world.now)
    assert told(world.sync()) == ([("right", "place")] if kept else [])


@pytest.mark.parametrize(
    ("shortest", "seconds", "kept"),
    [(0.0, 3.0, True), (0.0, 0.0, False), (300.0, 299.0, False), (300.0, 300.0, True)],
)
def test_7_how_little_is_no_position_can_be_said(shortest: float, seconds: float, kept: bool) -> None:
    world = pair()
    left, _ = world.both(film())
    world.policy = replace(world.policy, shortest=shortest)
    left.position = Position(seconds, world.now)
    assert told(world.sync()) == ([("right", "place")] if kept else [])


@pytest.mark.parametrize(("apart", "equal"), [(1.999, True), (2.0, False)])
def test_7_positions_under_two_seconds_apart_are_equal(apart: float, equal: bool) -> None:
    world = pair()
    left, right = world.both(film())
    left.position, right.position = Position(1200, START), Position(1200 + apart, START - DAY)
    assert (world.sync() == []) is equal


def test_6_each_side_has_its_own_end_and_there_is_one_verdict() -> None:
    """86 % of it is the end by the rule of SageTV (under five minutes left), and not by that of Plex."""
    world = pair(Holder(SAGE), Holder(PLEX))
    left, right = world.both(film())
    left.position = Position(LENGTH - 299, world.now)
    assert told(world.sync()) == [("right", "watch")]
    world = pair(Holder(SAGE), Holder(PLEX))
    left, right = world.both(film())
    right.position = Position(LENGTH - 299, world.now)
    assert world.sync() == [], "it would be the end there, and is none here"


def test_8_a_position_at_the_end_is_a_finish() -> None:
    world = pair()
    left, _ = world.both(film())
    left.position = Position(LENGTH, world.now)
    assert told(world.sync()) == [("right", "watch")]


def test_11_a_new_server_with_nothing_seen_takes_nothing_back() -> None:
    world = pair(Holder(tracker()), Holder(PLEX))
    world.left.put(film(), world.now).plays = [START - DAY]
    world.right.put(film(), world.now)
    assert told(world.sync()) == [("right", "watch")]


def test_12_a_file_that_took_another_ones_place_is_no_un_watch() -> None:
    world = pair()
    left, right = world.both(film())
    left.plays = right.plays = [START - DAY]
    world.sync()
    del world.left.things[left.key]
    world.left.put(film(), world.later())
    assert told(world.sync()) == [("left", "watch")]
    assert right.plays


def test_12_a_key_that_names_another_title_now_is_a_new_record() -> None:
    world = pair()
    left, right = world.both(film(1))
    left.plays = right.plays = [START - DAY]
    world.sync()
    left.title, left.plays = film(7), []
    world.later()
    assert world.sync() == []
    assert right.plays


def test_13_ties_go_to_the_side_that_is_named() -> None:
    for side in Side:
        world = pair()
        both = FeaturePolicy(to_left=True, to_right=True, tie=side)
        world.policy = LinkPolicy(features={Feature.RATINGS: both})
        left, right = world.both(film())
        left.rating, right.rating = Rating(4, START), Rating(8, START)
        (operation,) = world.sync()
        assert (operation.side, operation.because) == (side.other, Because.PREFERRED)


def test_14_what_has_no_date_loses_to_what_has_one() -> None:
    world = pair()
    left, right = world.both(film())
    left.rating, right.rating = Rating(4), Rating(8, datetime(1990, 1, 1, tzinfo=UTC))
    (operation,) = world.sync()
    assert (operation.side, operation.value) == (Side.LEFT, right.rating)


def test_15_times_of_all_zones_are_compared_as_moments() -> None:
    world = pair()
    left, right = world.both(film())
    here = timezone(timedelta(hours=11))
    left.rating = Rating(4, datetime(2026, 3, 1, 10, tzinfo=here))
    right.rating = Rating(8, datetime(2026, 3, 1, 1, tzinfo=UTC))
    (operation,) = world.sync()
    assert operation.side is Side.LEFT


def test_17_what_a_server_stamps_on_our_write_does_not_win_later() -> None:
    world = pair(Holder(tracker()), Holder(PLEX))
    world.left.put(film(), world.now).position = Position(600, START - DAY)
    world.right.put(film(), world.now)
    assert told(world.sync()) == [("right", "place")]
    thing = next(iter(world.left.things.values()))
    thing.position = Position(900, START + MINUTE)
    world.later(MINUTE)
    (operation,) = world.sync()
    assert (operation.side, operation.value) == (Side.RIGHT, thing.position)


def test_18_and_14_a_flag_set_by_hand_counts_from_when_it_was_seen() -> None:
    """An undated change since the last run is dated by that; an undated state is not."""
    undated = server(times=TimeKind.NONE)
    world = pair(Holder(undated), Holder(tracker()))
    thing = world.left.put(film(), world.now)
    world.sync()
    thing.plays = [None]
    world.later()
    (operation,) = world.sync()
    assert isinstance(operation.value, Watched)
    assert operation.value.at == world.now
    assert world.sync() == []


def test_20_a_rewind_that_is_newer_wins() -> None:
    world = pair()
    left, right = world.both(film())
    left.position = right.position = Position(1500, START)
    world.sync()
    left.position = Position(300, world.later())
    (operation,) = world.sync()
    assert (operation.side, operation.value) == (Side.RIGHT, left.position)


def test_21_the_start_of_a_session_is_not_its_end() -> None:
    """Begun before the rating was given, ended after it: nobody knows which is newer, and the link says it."""
    begun = server(Plays.LAST, times=TimeKind.SESSION_START)
    world = pair(Holder(begun), Holder(PLEX))
    both = FeaturePolicy(to_left=True, to_right=True, tie=Side.LEFT)
    world.policy = LinkPolicy(features={Feature.PROGRESS: both})
    left, right = world.both(film())
    left.position = Position(1800, START - timedelta(minutes=30))
    right.position = Position(600, START - timedelta(minutes=20))
    (operation,) = world.sync()
    assert (operation.side, operation.because) == (Side.RIGHT, Because.PREFERRED)


def test_22_what_is_playing_there_is_written_later() -> None:
    world = pair()
    left, right = world.both(film())
    left.position, right.playing = Position(1200, START), True
    (operation,) = world.plan().plan.operations
    assert operation.ready is Ready.PLAYING
    assert world.sync() == []
    right.playing = False
    assert told(world.sync()) == [("right", "place")]


def test_25_one_play_told_twice_is_one() -> None:
    """The listener and the schedule tell of it, minutes apart."""
    world = pair(Holder(tracker()), Holder(tracker()))
    world.left.put(film(), world.now).plays = [START, START + DAY]
    world.right.put(film(), world.now).plays = [START + timedelta(minutes=9)]
    (operation,) = world.sync()
    assert operation.value == Watched((START + DAY,), 1)


def test_26_what_is_equal_is_not_written() -> None:
    world = pair()
    left, right = world.both(film())
    left.plays, right.plays = [START - 9 * DAY, START - DAY], [START]
    for _ in range(3):
        assert world.sync() == []
    assert (world.left.writes, world.right.writes) == (0, 0)


def test_27_two_files_of_one_title_are_one_title() -> None:
    world = pair(Holder(PLEX), Holder(tracker()))
    seen, other = (
        world.left.put(film(), world.now),
        world.left.put(film(), START),
    )
    seen.plays = [START]
    (operation,) = world.sync()
    assert (told([operation]), operation.value) == ([("right", "watch")], Watched((START,), 1))
    assert other.plays == []
    assert world.sync() == []


def test_28_a_file_with_two_episodes_is_both() -> None:
    world = pair(Holder(PLEX), Holder(tracker()))
    world.left.put(episode(1, last_number=2), world.now).plays = [START]
    assert [each.title.number for each in world.sync()] == [1, 2]
    assert world.sync() == []


def test_28_a_file_that_says_that_it_holds_hundreds_is_its_first_one() -> None:
    world = pair(Holder(PLEX), Holder(tracker()))
    world.left.put(episode(1, last_number=900), world.now).plays = [START]
    assert [each.title.number for each in world.sync()] == [1]


def test_30_specials_are_in_season_0_and_meet_no_other_episode() -> None:
    world = pair()
    world.left.put(episode(1, season=0), world.now).plays = [START]
    world.right.put(episode(1, season=1), world.now)
    assert [each.ready for each in world.plan().plan.operations] == [Ready.NO_COUNTERPART]
    world.right.put(episode(1, season=0), world.now)
    assert told(world.sync()) == [("right", "watch")]


def test_30_what_is_numbered_by_its_date_meets_what_is() -> None:
    aired = datetime(2026, 2, 3, tzinfo=UTC).date()
    title = episode(season=None, number=None, aired=aired)  # type: ignore[arg-type]
    world = pair()
    left, _ = world.both(title)
    left.plays = [START]
    assert told(world.sync()) == [("right", "watch")]


def test_31_an_id_counts_before_a_number() -> None:
    """Two orders of one show: the ids say which is which, whatever the numbers say."""
    first, second = (frozenset({TitleId(TitleIdKind.TVDB, number)}) for number in ("101", "102"))
    world = pair()
    world.left.put(episode(1, ids=first), world.now).plays = [START]
    world.left.put(episode(2, ids=second), world.now)
    swapped, other = (
        world.right.put(episode(2, ids=first), START),
        world.right.put(episode(1, ids=second), START),
    )
    world.sync()
    assert swapped.plays
    assert not other.plays


def test_31_an_episode_that_carries_its_shows_id_is_not_every_episode() -> None:
    show = frozenset({TitleId(TitleIdKind.TVDB, "1")})
    world = pair()
    world.left.put(episode(1, ids=show), world.now).plays = [START]
    world.left.put(episode(2, ids=show), world.now)
    one, two = world.right.put(episode(1), START), world.right.put(episode(2), START)
    world.sync()
    assert (bool(one.plays), bool(two.plays)) == (True, False)


def wrong_ids() -> tuple[Title, Title, Title]:
    tmdb, imdb = TitleIdKind.TMDB, TitleIdKind.IMDB
    bridge = frozenset({TitleId(tmdb, "1"), TitleId(imdb, "tt2")})
    return film(1, ids=frozenset({TitleId(tmdb, "1"), TitleId(imdb, "tt1")})), film(2, ids=bridge), film(3)


def test_32_ids_that_say_that_two_titles_are_one_touch_neither() -> None:
    left_title, right_title, fine = wrong_ids()
    world = pair()
    world.left.put(left_title, world.now).plays = [START]
    world.right.put(right_title, world.now)
    world.left.put(fine, world.now).plays = [START]
    good = world.right.put(fine, world.now)
    plan = world.plan().plan
    assert [each.title for each in plan.operations] == [fine]
    (apart,) = plan.quarantined
    assert set(apart.titles) == {left_title, right_title}
    assert apart.ids == (TitleId(TitleIdKind.IMDB, "tt1"), TitleId(TitleIdKind.IMDB, "tt2"))
    world.sync()
    assert good.plays


def test_32_what_the_user_says_of_an_id_settles_it() -> None:
    left_title, right_title, _ = wrong_ids()
    world = pair()
    world.left.put(left_title, world.now).plays = [START]
    world.right.put(right_title, world.now)
    wrong, right = TitleId(TitleIdKind.IMDB, "tt2"), TitleId(TitleIdKind.IMDB, "tt1")
    world.policy = replace(world.policy, same={(MediaType.MOVIE, wrong): right})
    assert told(world.sync()) == [("right", "watch")]


def test_a_title_that_is_blocked_is_never_touched() -> None:
    world = pair()
    left, _ = world.both(film())
    left.plays = [START]
    world.policy = replace(
        world.policy, blocked=frozenset({(MediaType.MOVIE, TitleId(TitleIdKind.TMDB, "1"))})
    )
    assert world.plan().plan.operations == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/tv/Show/a.mpg", "Z:\\Recordings\\tv\\show\\A.mpg", True),
        ("/tv/a.mpg", "/tv/ba.mpg", False),
        ("/one/Film/movie.mkv", "/two/Film/movie.mkv", True),
    ],
)
def test_33_without_ids_files_are_compared_by_whole_names(one: str, other: str, same: bool) -> None:
    world = pair(Holder(SAGE), Holder(PLEX))
    world.left.put(film(ids=frozenset(), path=one), world.now).plays = [START]
    world.right.put(film(path=other), world.now)
    (operation,) = world.plan().plan.operations
    assert (operation.ready is Ready.READY) is same


def test_33_of_two_files_as_near_neither_is_taken() -> None:
    world = pair(Holder(SAGE), Holder(PLEX))
    world.left.put(film(ids=frozenset(), path="movie.mkv"), world.now).plays = [START]
    for number, path in enumerate(("/a/movie.mkv", "/b/movie.mkv"), 1):
        world.right.put(film(number, path=path), world.now)
    assert [each.ready for each in world.plan().plan.operations] == [Ready.NO_COUNTERPART]


@pytest.mark.parametrize("feature", list(Feature))
def test_34_what_was_not_read_is_not_empty(feature: Feature) -> None:
    world = pair(Holder(tracker()), Holder(tracker()))
    for holder in (world.left, world.right):
        thing = holder.put(film(), world.now)
        thing.plays, thing.rating, thing.listed = [START], Rating(7, START), Listed(START)
        thing.position = Position(600, START + MINUTE)
    world.sync()
    world.left.things.clear()
    world.later()
    rest = {each.feature for each in world.sync(left=ALL - {feature})}
    assert feature not in rest
    assert rest, "what was read counts"


# What is wrong in another tool, reproduced there.


def test_one_removal_reaches_two_accounts() -> None:
    """Baselines that are the provider's own, not the link's, let the first link swallow it."""
    source, one, two = Holder(tracker()), Holder(tracker()), Holder(tracker())
    links = [World(source, one, policy=one_way()), World(source, two, policy=one_way())]
    source.put(film(), START).listed = Listed(START)
    for link in links:
        link.sync()
    source.things.clear()
    for link in links:
        link.later()
        assert told(link.sync()) == [("right", "unlist")]


def test_a_removal_at_a_leaf_is_not_undone_by_the_middle() -> None:
    """A ⇄ B and B ⇄ C: taken back at C it goes to B, then to A, and stays away."""
    a, b, c = Holder(tracker()), Holder(tracker()), Holder(tracker())
    links = [World(a, b), World(b, c)]
    a.put(film(), START).listed = Listed(START)
    for _ in range(2):
        for link in links:
            link.sync()
    assert c.things
    c.things.clear()
    for _ in range(4):
        for link in links:
            link.later()
            link.sync()
    assert (a.things, b.things, c.things) == ({}, {}, {})


def test_a_film_and_a_show_of_one_number_are_two() -> None:
    ids = frozenset({TitleId(TitleIdKind.TMDB, "1399")})
    world = pair(Holder(tracker()), Holder(tracker()))
    world.left.put(film(ids=ids), world.now).listed = Listed(START)
    world.left.put(Title(type=MediaType.SHOW, name="Show", ids=ids), world.now).listed = Listed(START)
    assert [each.title.type for each in world.sync()] == [MediaType.MOVIE, MediaType.SHOW]


def test_a_type_that_is_left_out_keeps_what_is_known_of_it() -> None:
    world = pair()
    left, right = world.both(film())
    left.plays = right.plays = [START]
    world.sync()
    whole = world.policy
    world.policy = replace(whole, types=frozenset({MediaType.SHOW}))
    left.plays = []
    world.later()
    assert world.sync() == []
    world.policy = whole
    world.later()
    assert told(world.sync()) == [("right", "unwatch")]


def test_a_look_at_a_plan_does_not_swallow_a_removal() -> None:
    world = pair(Holder(tracker()), Holder(tracker()))
    world.left.put(film(), world.now).listed = Listed(START)
    world.sync()
    world.left.things.clear()
    world.later()
    for _ in range(3):
        assert told(world.plan().plan.operations) == [("right", "unlist")]
    assert told(world.sync()) == [("right", "unlist")]


def test_what_the_target_alone_has_stays() -> None:
    """Removal that mirrors erases on the second run what only the target ever had."""
    world = World(Holder(tracker()), Holder(tracker()), policy=one_way())
    world.right.put(film(), world.now).listed = Listed(START)
    world.left.put(film(2), world.now).listed = Listed(START)
    for _ in range(3):
        world.later()
        world.sync()
    assert len(world.right.things) == 2


def test_an_older_rating_does_not_win_over_a_newer_one() -> None:
    world = World(Holder(tracker()), Holder(tracker()), policy=one_way())
    world.left.put(film(), world.now).rating = Rating(4, START - DAY)
    world.right.put(film(), world.now).rating = Rating(8, START)
    assert world.sync() == []


def test_a_play_before_1970_is_a_play() -> None:
    world = pair(Holder(tracker()), Holder(tracker()))
    early = datetime(1969, 7, 20, tzinfo=UTC)
    world.left.put(film(), world.now).plays = [early]
    (operation,) = world.sync()
    assert operation.value == Watched((early,), 1)


def test_one_of_two_plays_taken_back_takes_back_that_one() -> None:
    world = pair(Holder(tracker()), Holder(tracker()))
    thing = world.left.put(film(), world.now)
    thing.plays = [START - DAY, START]
    world.sync()
    thing.plays = [START]
    world.later()
    (operation,) = world.sync()
    assert (told([operation]), operation.value) == ([("right", "unwatch")], Watched((START - DAY,), 1))
    assert world.sync() == []


def test_plays_of_one_account_are_not_copied_by_one_that_knows_the_last_alone() -> None:
    """What a server says was seen last is not one play more at a tracker that knows better."""
    world = pair(Holder(PLEX), Holder(tracker()))
    world.left.put(film(), world.now).plays = [START - 3 * DAY]
    world.right.put(film(), world.now).plays = [START - 9 * DAY, START - 2 * DAY]
    assert world.sync() == []
    world.left.find(film()).plays.append(world.later())  # type: ignore[union-attr]
    (operation,) = world.sync()
    assert told([operation]) == [("right", "watch")]


def test_what_the_user_took_back_at_the_target_is_not_put_back_every_night() -> None:
    world = World(Holder(PLEX), Holder(PLEX), policy=one_way())
    left, right = world.both(film())
    left.plays = [START]
    world.sync()
    right.plays = []
    for _ in range(3):
        world.later()
        assert world.sync() == []
    left.plays.append(world.later())
    assert told(world.sync()) == [("right", "watch")], "seen once more, it is told once more"


def test_rating_steps_are_those_of_the_coarser_side() -> None:
    world = pair(Holder(server(rating_step=0.1)), Holder(tracker(rating_step=1.0)))
    left, _ = world.left.put(film(), START), world.right.put(film(), START)
    left.rating = Rating(7.4, START)
    (operation,) = world.sync()
    assert operation.value == Rating(7.0, START)
    assert world.sync() == []
    assert left.rating.value == 7.4
