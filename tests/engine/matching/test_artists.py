"""Artists as sets."""

import pytest
from hypothesis import given, strategies as st
from syncopate.matching.artists import artist_key, artist_keys, joined_pieces, main_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Beatles", "Beatles"),
        ("ColdplayVEVO", "Coldplay"),
        ("Daft Punk - Topic", "Daft Punk"),
        ("Official Arctic Monkeys", "Arctic Monkeys"),
        ("AC/DC", "ACDC"),
        ("(G)I-DLE", "G-IDLE"),
        ("Tyler, The Creator", "Tyler The Creator"),
    ],
)
def test_one_artist_one_key(one: str, other: str) -> None:
    assert artist_key(one) == artist_key(other)


def test_various_artists_is_nobody() -> None:
    assert artist_key("Various Artists") == ""
    assert artist_keys(("Various Artists",)) == frozenset()


def test_the_the_is_somebody() -> None:
    assert artist_key("The The") == "the"
    assert artist_key("The") == "the"


def test_features_are_further_artists() -> None:
    assert artist_keys(("Rihanna feat. Drake",)) == {"rihanna", "drake"}
    assert artist_keys(("Defeater",)) == {"defeater"}


def test_joined_names_might_be_several() -> None:
    assert joined_pieces("Queen & David Bowie") == ("queen", "davidbowie")
    assert joined_pieces("Queen") == ()


@given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=5), st.randoms())
def test_order_does_not_matter(names: list[str], random: object) -> None:
    turned = list(reversed(names))
    assert artist_keys(names) == artist_keys(turned)
    assert main_key(tuple(names)) == main_key(tuple(turned))
