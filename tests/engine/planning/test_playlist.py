"""Plans: what a target shall become, and every step to it explained."""

import time
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.match import Verdict
from syncopate.domain.plan import HoldReason, Operation, OperationKind, PlaylistPlan, Why
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.target import CurrentTarget, Desired
from syncopate.planning.difference import carried_out
from syncopate.planning.playlist import plan_playlist

type Wanted = Callable[[str], list[Desired]]


def plan(
    desired: Sequence[Desired],
    held: str | None,
    *,
    written: str | None = None,
    policy: TargetPolicy = TargetPolicy.MIRROR,
    name: str = "Mix",
    approved: str | None = None,
) -> PlaylistPlan:
    current = None if held is None else CurrentTarget("Mix", tuple(held.split()))
    last = None if written is None else written.split()
    return plan_playlist(
        name=name,
        desired=desired,
        current=current,
        last_written=last,
        policy=policy,
        approved=() if approved is None else {approved},
    )


def steps(plan: PlaylistPlan) -> list[tuple[OperationKind, str | None, Why]]:
    return [(each.kind, each.track_key, each.why) for each in plan.operations]


def test_a_new_target_is_created_and_filled(wanted: Wanted) -> None:
    made = plan(wanted("a b"), None)
    assert made.operations[0] == Operation(OperationKind.CREATE, Why.NEW_TARGET, label="Mix")
    assert steps(made)[1:] == [
        (OperationKind.ADD, "a", Why.IN_SOURCE),
        (OperationKind.ADD, "b", Why.IN_SOURCE),
    ]
    assert made.operations[1].label == "Song a"
    assert made.result == ("a", "b")


def test_nothing_to_place_creates_nothing(wanted: Wanted) -> None:
    assert plan(wanted("- -"), None).operations == ()
    assert plan([], None).operations == ()


def test_unchanged_means_no_operation(wanted: Wanted) -> None:
    assert plan(wanted("a b a c"), "a b a c", written="a b a c").operations == ()


def test_the_name_follows(wanted: Wanted) -> None:
    made = plan(wanted("a"), "a", name="New")
    assert made.operations == (Operation(OperationKind.RENAME, Why.RENAMED, label="New"),)


def test_each_step_says_why(wanted: Wanted) -> None:
    made = plan(wanted("a b2<b e"), "a b c d", written="a b c")
    assert set(steps(made)) == {
        (OperationKind.REMOVE, "b", Why.MATCH_CHANGED),
        (OperationKind.REMOVE, "c", Why.LEFT_SOURCE),
        (OperationKind.REMOVE, "d", Why.NOT_IN_SOURCE),
        (OperationKind.ADD, "b2", Why.MATCH_CHANGED),
        (OperationKind.ADD, "e", Why.IN_SOURCE),
    }


def test_one_track_put_elsewhere_is_one_move(wanted: Wanted) -> None:
    made = plan(wanted("d a b c e"), "a b c d e")
    assert made.operations == (Operation(OperationKind.MOVE, Why.ORDER, "d", 0, "Song d"),)


def test_missing_entries_leave(wanted: Wanted) -> None:
    made = plan(wanted("a -b c"), "a b c", written="a b c")
    assert steps(made) == [(OperationKind.REMOVE, "b", Why.NO_LONGER_MATCHED)]


class TestUnknown:
    def test_a_failed_library_read_changes_nothing(self, wanted: Wanted) -> None:
        made = plan(wanted("?a ?b ?c"), "a x b", written="a b c", name="Renamed")
        assert made.operations == ()
        assert made.result == ("a", "x", "b")
        assert made.kept_back == (0, 1, 2)
        assert made.hold is None

    def test_unknown_entries_keep_their_place(self, wanted: Wanted) -> None:
        made = plan(wanted("n ?b c"), "a b c", written="a b c")
        assert made.result == ("n", "b", "c")
        assert made.kept_back == (1,)

    def test_an_unknown_entry_never_placed_places_nothing(self, wanted: Wanted) -> None:
        made = plan(wanted("a ?"), "a")
        assert made.result == ("a",)
        assert made.operations == ()

    def test_unknown_creates_nothing(self, wanted: Wanted) -> None:
        assert plan(wanted("?a ?b"), None).operations == ()


class TestKeepMine:
    def test_own_additions_stay_behind_their_neighbour(self, wanted: Wanted) -> None:
        made = plan(wanted("c b a"), "x a y z b c", written="a b c", policy=TargetPolicy.KEEP_MINE)
        assert made.result == ("x", "c", "b", "a", "y", "z")

    def test_what_the_mirror_brought_and_dropped_goes(self, wanted: Wanted) -> None:
        made = plan(wanted("a"), "a old mine", written="a old", policy=TargetPolicy.KEEP_MINE)
        assert made.result == ("a", "mine")

    def test_a_target_taken_over_keeps_everything(self, wanted: Wanted) -> None:
        made = plan(wanted("a b"), "x a y", policy=TargetPolicy.KEEP_MINE)
        assert made.result == ("x", "a", "y", "b")

    def test_a_second_copy_put_by_hand_stays(self, wanted: Wanted) -> None:
        made = plan(wanted("a b"), "a b a", written="a b", policy=TargetPolicy.KEEP_MINE)
        assert made.result == ("a", "b", "a")
        assert made.operations == ()

    def test_a_mirror_drops_it(self, wanted: Wanted) -> None:
        made = plan(wanted("a b"), "a b a x", written="a b")
        assert made.result == ("a", "b")


class TestHolds:
    def test_emptying_waits(self, wanted: Wanted) -> None:
        assert plan(wanted("-a"), "a", written="a").hold is HoldReason.WOULD_EMPTY
        assert plan([], "a", written="a").hold is HoldReason.WOULD_EMPTY
        assert plan([], "").hold is None

    def test_losing_more_than_half_waits(self, wanted: Wanted) -> None:
        held = " ".join("abcdefghij")
        assert plan(wanted("a b c d e"), held).hold is None
        assert plan(wanted("a b c d"), held).hold is HoldReason.MASS_REMOVAL
        assert plan(wanted("a"), "a b c d e f g h i").hold is None

    def test_a_new_order_is_no_removal(self, wanted: Wanted) -> None:
        assert plan(wanted("a a b b c c d d e e"), "e e d d c c b b a a").hold is None

    def test_approval_is_of_one_plan(self, wanted: Wanted) -> None:
        held = plan(wanted("-a"), "a", written="a")
        approved = plan(wanted("-a"), "a", written="a", approved=held.digest)
        assert approved.hold is None
        assert approved.digest == held.digest
        other = plan(wanted("-a -b"), "a b", written="a b", approved=held.digest)
        assert other.hold is HoldReason.WOULD_EMPTY
        assert other.digest != held.digest


keys = st.lists(st.sampled_from("abcdefgh"), max_size=14)


def matched(names: list[str]) -> list[Desired]:
    return [Desired(position=at, verdict=Verdict.MATCH, track_key=name) for at, name in enumerate(names)]


@given(keys, keys, keys, st.sampled_from(TargetPolicy))
def test_carrying_a_plan_out_gives_its_result(
    new: list[str], old: list[str], last: list[str], policy: TargetPolicy
) -> None:
    made = plan(matched(new), " ".join(old), written=" ".join(last), policy=policy)
    assert carried_out(old, made.operations) == made.result
    assert (made.operations == ()) == (list(made.result) == old)
    again = plan(
        matched(new), " ".join(made.result), written=" ".join(made.result), policy=TargetPolicy.MIRROR
    )
    if policy is TargetPolicy.MIRROR:
        assert list(made.result) == new
        assert again.operations == ()


@given(keys, keys)
def test_settled_targets_stay_settled_with_own_additions(new: list[str], old: list[str]) -> None:
    first = plan(matched(new), " ".join(old), written="", policy=TargetPolicy.KEEP_MINE)
    again = plan(matched(new), " ".join(first.result), written=" ".join(new), policy=TargetPolicy.KEEP_MINE)
    assert again.operations == ()


@given(st.permutations(list(range(12))))
def test_unique_tracks_are_only_moved(order: list[int]) -> None:
    old = [str(number) for number in range(12)]
    made = plan(matched([str(number) for number in order]), " ".join(old))
    assert {each.kind for each in made.operations} <= {OperationKind.MOVE}


@pytest.mark.alone
@pytest.mark.parametrize("policy", TargetPolicy)
def test_ten_thousand_entries_are_quick(policy: TargetPolicy) -> None:
    old = [str(number % 9_000) for number in range(10_000)]
    new = old[5_000:] + old[:5_000]
    begun = time.perf_counter()
    made = plan(matched(new), " ".join(old), written=" ".join(old), policy=policy)
    assert time.perf_counter() - begun < 2
    assert made.result == tuple(new)
    assert carried_out(old, made.operations) == made.result


def test_the_same_writes_to_two_targets_are_two_plans(wanted: Wanted) -> None:
    def plan_of(target: str, *approved: str) -> PlaylistPlan:
        return plan_playlist(
            name="Mix",
            desired=wanted("a b"),
            current=None,
            last_written=["a", "b"],
            policy=TargetPolicy.MIRROR,
            approved=approved,
            target=target,
        )

    mine, yours = plan_of("mine"), plan_of("yours")
    assert (mine.operations, mine.hold) == (yours.operations, HoldReason.TARGET_GONE)
    assert mine.digest != yours.digest
    assert plan_of("yours", mine.digest).hold is HoldReason.TARGET_GONE
    assert plan_of("yours", mine.digest, yours.digest).hold is None
