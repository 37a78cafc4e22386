"""What targets show besides their tracks, targets that the user deleted, and those without order."""

from collections.abc import Callable, Sequence

from syncopate.domain.plan import HoldReason, OperationKind, PlaylistPlan, Why
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.target import CurrentTarget, Desired, Dress
from syncopate.planning.playlist import plan_playlist

type Wanted = Callable[[str], list[Desired]]


def plan(
    desired: Sequence[Desired],
    held: str | None,
    *,
    written: str | None = None,
    policy: TargetPolicy = TargetPolicy.MIRROR,
    name: str = "Mix",
    shown: str = "Mix",
    approved: str | None = None,
    dress: Dress | None = None,
    last_dress: Dress | None = None,
    ordered: bool = True,
) -> PlaylistPlan:
    return plan_playlist(
        name=name,
        desired=desired,
        current=None if held is None else CurrentTarget(shown, tuple(held.split())),
        last_written=None if written is None else written.split(),
        policy=policy,
        approved=() if approved is None else {approved},
        dress=dress,
        last_dress=last_dress,
        ordered=ordered,
    )


class TestWhatItShows:
    """Names, descriptions and pictures: what the source changed is written, what the user did stays."""

    def test_a_name_the_user_gave_on_the_server_stays(self, wanted: Wanted) -> None:
        last = Dress(name="Evening")
        made = plan(wanted("a"), "a", written="a", name="Evening", last_dress=last, shown="My evening")
        assert (made.name, made.operations) == ("My evening", ())

    def test_another_name_in_the_source_is_written_even_so(self, wanted: Wanted) -> None:
        last = Dress(name="Evening")
        made = plan(wanted("a"), "a", written="a", name="Night", last_dress=last, shown="My evening")
        assert [operation.kind for operation in made.operations] == [OperationKind.RENAME]
        assert made.name == "Night"

    def test_description_and_picture_are_written_when_the_source_changed_them(self, wanted: Wanted) -> None:
        dress = Dress(name="E", description="New", cover_url="https://x.test/2")
        last = Dress(name="E", description="Old", cover_url="https://x.test/1")
        made = plan(wanted("a"), "a", written="a", name="E", dress=dress, last_dress=last, shown="E")
        assert [(each.kind, each.why) for each in made.operations] == [
            (OperationKind.DESCRIBE, Why.CHANGED_IN_SOURCE),
            (OperationKind.COVER, Why.CHANGED_IN_SOURCE),
        ]
        assert (
            plan(wanted("a"), "a", written="a", name="E", dress=last, last_dress=last, shown="E").operations
            == ()
        )

    def test_nothing_is_shown_of_what_is_not_made(self) -> None:
        dress = Dress(name="E", description="New", cover_url="https://x.test/2")
        assert plan([], None, written=None, name="E", dress=dress).operations == ()


class TestDeletedByTheUser:
    """A target that we made and that is gone is made again when the user says so."""

    def test_it_waits(self, wanted: Wanted) -> None:
        made = plan(wanted("a b"), None, written="a b")
        assert made.hold is HoldReason.TARGET_GONE
        assert plan(wanted("a b"), None, written="a b", approved=made.digest).hold is None

    def test_one_that_was_never_made_does_not(self, wanted: Wanted) -> None:
        assert plan(wanted("a b"), None, written=None).hold is None

    def test_nothing_to_make_is_nothing_to_ask(self, wanted: Wanted) -> None:
        assert plan(wanted("-a"), None, written="a").hold is None


class TestWithoutOrder:
    """Favourites and collections: what is there stays where it is."""

    def test_what_is_wanted_comes_and_the_order_is_nobodys(self, wanted: Wanted) -> None:
        made = plan(wanted("a b c"), "c x a", written="a c", ordered=False)
        assert made.result == ("c", "a", "b")
        assert [(each.kind, each.track_key) for each in made.operations] == [
            (OperationKind.REMOVE, "x"),
            (OperationKind.ADD, "b"),
        ]

    def test_what_the_user_marked_stays_and_what_we_marked_goes(self, wanted: Wanted) -> None:
        made = plan(wanted("a"), "x a b", written="a b", policy=TargetPolicy.KEEP_MINE, ordered=False)
        assert made.result == ("x", "a")

    def test_twice_is_once(self, wanted: Wanted) -> None:
        assert plan(wanted("a a b"), "", written=None, ordered=False).result == ("a", "b")
