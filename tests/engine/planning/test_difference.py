"""Differences are small and exact."""

from hypothesis import given, strategies as st
from syncopate.planning.difference import aligned, difference

keys = st.lists(st.sampled_from("abcdef"), max_size=12)


def test_the_alignment_is_the_longest() -> None:
    assert aligned("abcab", "cab") == {2: 0, 3: 1, 4: 2}
    assert aligned("", "a") == {}


def test_one_of_two_copies_taken_away_is_one_removal() -> None:
    found = difference("aba", "ba")
    assert (found.removed, found.moved, found.added) == ((0,), (), ())


def test_the_longest_common_order_stays() -> None:
    found = difference("abcdef", "bcdefa")
    assert (found.removed, found.moved, found.added) == ((), (5,), ())


def test_what_stands_twice_is_never_moved() -> None:
    assert difference("aab", "baa").moved == (0,)
    found = difference("abab", "bbaa")
    assert found.moved == ()
    assert len(found.removed) == len(found.added) == 2


@given(keys, keys)
def test_counts_add_up(old: list[str], new: list[str]) -> None:
    found = difference(old, new)
    assert len(old) - len(found.removed) + len(found.added) == len(new)
    assert difference(old, old).removed == ()
    assert difference(new, new).added == ()


def test_thousands_of_copies_are_no_trouble() -> None:
    old, new = ["a", "b"] * 5_000, ["b", "a"] * 5_000
    found = difference(old, new)
    assert len(found.removed) == len(found.added) <= 5_000
