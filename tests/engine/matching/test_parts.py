"""Numbers that tell pieces apart."""

import pytest
from syncopate.matching.keys import key
from syncopate.matching.parts import cut_part, numbers, read_part
from syncopate.matching.versions import read_title


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Another Brick in the Wall, Pt. 2", "2"),
        ("Another Brick in the Wall (Part Two)", "2"),
        ("Shine On You Crazy Diamond (Parts I–V)", "1-5"),
        ("Shine On You Crazy Diamond, Pts. 6-9", "6-9"),
        ("Das Boot Teil 3", "3"),
        ("Part of Me", ""),
        ("Apart 2", ""),
        ("Pt. 2", ""),
        ("Song 2", ""),
    ],
)
def test_parts_are_read(title: str, part: str) -> None:
    assert read_title(title).part == part


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Song 2", (2,)),
        ("Untitled 02", (2,)),
        ("Symphony No. 5: IV", (4, 5)),
        ("Symphony No. 5: I", (1, 5)),
        ("Vol.4.5", (4, 5)),
        ("Rocky II", (2,)),
        ("Plain", ()),
        ("I Me Mine", ()),
    ],
)
def test_every_number_counts(title: str, expected: tuple[int, ...]) -> None:
    assert numbers(title, key(title)) == expected


def test_a_bracket_may_be_a_part() -> None:
    assert read_part("Part II") == "2"
    assert read_part("Part of the deal") is None
    assert cut_part("Title Pt. 1") == ("Title", "1")
