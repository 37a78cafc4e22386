"""What came to nothing is tried again, later each time."""

from datetime import UTC, datetime, timedelta

import pytest
from syncopate.domain.link import Became
from syncopate.planning.watching.trying_again import tried_again_at

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("became", "waits"),
    [
        (
            Became.FAILED,
            [timedelta(0), timedelta(hours=1), timedelta(hours=4), timedelta(days=1), timedelta(days=1)],
        ),
        (Became.UNRESOLVED, [timedelta(days=1), timedelta(days=7), timedelta(days=7)]),
    ],
)
def test_it_waits_longer_each_time_and_never_for_ever(became: Became, waits: list[timedelta]) -> None:
    assert [tried_again_at(became, tries, NOW) for tries in range(1, len(waits) + 1)] == [
        NOW + one for one in waits
    ]


@pytest.mark.parametrize("became", [Became.APPLIED, Became.UNCHANGED, Became.IN_DOUBT])
def test_what_was_done_or_may_have_been_is_not(became: Became) -> None:
    assert tried_again_at(became, 3, NOW) is None
