"""What a source says now against what it said before: believed or not, and told change by change."""

import pytest
from syncopate.domain.history import ChangeKind, SourceChange
from syncopate.domain.playlist import Entry
from syncopate.planning.mirror import Placed, is_suspicious, source_changes


@pytest.mark.parametrize(
    ("before", "now", "suspicious"),
    [
        (12, 5, True),
        (12, 6, False),
        (12, 7, False),
        (12, 12, False),
        (12, 0, True),
        (13, 6, True),
        (13, 7, False),
        (2, 1, False),
        (1, 0, True),
        (1, 1, False),
        (0, 0, False),
        (0, 5, False),
        (12, 40, False),
    ],
)
def test_all_or_more_than_half_at_once_is_asked_about(before: int, now: int, *, suspicious: bool) -> None:
    assert is_suspicious(before, now) is suspicious


@pytest.mark.parametrize(
    ("before", "now", "suspicious"),
    [(12, 11, True), (12, 6, True), (12, 5, True), (1, 0, True), (12, 12, False), (12, 13, False)],
)
def test_where_less_can_be_seen_any_loss_is_asked_about(before: int, now: int, *, suspicious: bool) -> None:
    assert is_suspicious(before, now, cut=True) is suspicious


def listed(text: str, *, titles: str | None = None, by: str | None = None) -> list[Placed]:
    """Return entries whose identities are these letters, with these titles (else the same letters)."""
    return [
        Placed(identity, Entry(position=at, title=title, artists=("X",), added_by=by))
        for at, (identity, title) in enumerate(zip(text, titles or text, strict=True))
    ]


def told(before: str, now: str) -> list[tuple[ChangeKind, str, int | None]]:
    return [(each.kind, each.label, each.place) for each in source_changes(listed(before), listed(now))]


def test_nothing_new_is_no_change() -> None:
    assert source_changes(listed("abc"), listed("abc")) == ()
    assert source_changes([], []) == ()


def test_what_went_moved_and_came_in_the_order_of_the_places() -> None:
    # a goes to the end, b and f go, x and y come.
    assert told("abcdef", "xcdeay") == [
        (ChangeKind.REMOVED, "X - b", 1),
        (ChangeKind.REMOVED, "X - f", 5),
        (ChangeKind.MOVED, "X - a", 4),
        (ChangeKind.ADDED, "X - x", 0),
        (ChangeKind.ADDED, "X - y", 5),
    ]


def test_a_move_says_whence_as_people_count() -> None:
    (moved,) = source_changes(listed("abcd"), listed("bcda"))
    assert moved == SourceChange(kind=ChangeKind.MOVED, label="X - a", place=3, before="1")


def test_who_added_it_is_told_of_what_came_alone() -> None:
    changes = source_changes(listed("abc", by="anna"), listed("bcad", by="otto"))
    assert {(each.kind, each.by) for each in changes} == {
        (ChangeKind.MOVED, None),
        (ChangeKind.ADDED, "otto"),
    }


def test_everything_gone_is_one_removal_each() -> None:
    assert told("abc", "") == [
        (ChangeKind.REMOVED, "X - a", 0),
        (ChangeKind.REMOVED, "X - b", 1),
        (ChangeKind.REMOVED, "X - c", 2),
    ]


def test_what_stands_twice_is_removed_and_added_but_never_moved() -> None:
    assert told("abca", "abc") == [(ChangeKind.REMOVED, "X - a", 3)]
    assert told("abc", "abca") == [(ChangeKind.ADDED, "X - a", 3)]
    assert told("aabcd", "bcdaa") == [
        (ChangeKind.REMOVED, "X - a", 0),
        (ChangeKind.REMOVED, "X - a", 1),
        (ChangeKind.ADDED, "X - a", 3),
        (ChangeKind.ADDED, "X - a", 4),
    ]


def test_a_new_title_in_the_same_place_is_no_change() -> None:
    """It is the same recording; and what moved is called as it is called now."""
    assert source_changes(listed("abc"), listed("abc", titles="aBc")) == ()
    (moved,) = source_changes(listed("abc"), listed("bca", titles="bcA"))
    assert moved.label == "X - A"
    (gone,) = source_changes(listed("abc", titles="aBc"), listed("ac"))
    assert gone.label == "X - B"
