"""What has to wait for the user."""

import pytest
from syncopate.domain.plan import HoldReason
from syncopate.planning.guards import reason_to_hold

TEN = "abcdefghij"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", None),
        ("", "abc", None),
        ("a", "", HoldReason.WOULD_EMPTY),
        (TEN, "", HoldReason.WOULD_EMPTY),
        (TEN, "abcde", None),
        (TEN, "abcd", HoldReason.MASS_REMOVAL),
        (TEN, "klmnopqrst", HoldReason.MASS_REMOVAL),
        (TEN[:9], "a", None),
        (TEN, TEN[::-1], None),
        ("aaaaaaaaaa", "aaaa", HoldReason.MASS_REMOVAL),
    ],
)
def test_holds(before: str, after: str, expected: HoldReason | None) -> None:
    assert reason_to_hold(before, after) is expected
