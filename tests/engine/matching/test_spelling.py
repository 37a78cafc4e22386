"""Typing errors against differences that make another word."""

import pytest
from hypothesis import given, strategies as st
from syncopate.matching.spelling import same_words, slip_of_the_pen, tells_apart

WORDS = st.text("abcdefghijklmnop", min_size=1, max_size=9)
KEYS = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("yesterday", "yesterdya"),
        ("symphony of destruction", "symphony of destruktion"),
        ("stairway to heaven", "stairway to heven"),
        ("led zeppelin", "led zepellin"),
        ("the beatles", "the beatels"),
    ],
)
def test_slips(one: str, other: str) -> None:
    assert slip_of_the_pen(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("demo days", "demon days"),
        ("morning", "mourning"),
        ("believe", "belief"),
        ("i can stop loving you", "i cant stop loving you"),
        ("we were shameless", "were shameless"),
        ("bigger than others", "bigger than mothers"),
        ("song 200", "song 300"),
    ],
)
def test_other_words_are_no_slips(one: str, other: str) -> None:
    assert not slip_of_the_pen(one, other)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("fantasia in c minor", "fantasia in d minor", True),
        ("prelude in c major", "prelude in c minor", True),
        ("500 miles", "5000 miles", True),
        ("seventeen years a", "seventeen years b", True),
        ("piensas en m", "piensas en mi", False),
        ("love me", "love you", True),
        ("the wall", "wall", False),
    ],
)
def test_what_is_all_there_is_to_tell(one: str, other: str, *, apart: bool) -> None:
    assert tells_apart(one, other) is apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the wall", "wall"),
        ("rock n roll", "rock and roll"),
        ("moby dick ii", "moby dick 2"),
        ("metamorphosis two", "metamorphosis 2"),
        ("love u", "love you"),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert same_words(one, other)


@given(KEYS, KEYS)
def test_sides_may_change_places(one: str, other: str) -> None:
    assert slip_of_the_pen(one, other) == slip_of_the_pen(other, one)
    assert tells_apart(one, other) == tells_apart(other, one)
    assert same_words(one, other) == same_words(other, one)


@given(KEYS)
def test_a_name_is_spelled_like_itself(name: str) -> None:
    assert same_words(name, name)
    assert not tells_apart(name, name)
