"""Intervals in days hold, whatever the seconds."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from syncopate.planning.due import is_due, next_due

BERLIN = ZoneInfo("Europe/Berlin")


def runs(interval: int, start: datetime, count: int, seed: int) -> list[int]:
    """Return those of so many runs, at 02:00 local time and some seconds, that take the item."""
    dice, last, taken = random.Random(seed), None, []
    for number in range(count):
        now = (start + timedelta(days=number)).astimezone(UTC) + timedelta(seconds=dice.random() * 300)
        if is_due(interval, last, now, BERLIN):
            taken.append(number)
            last = now + timedelta(seconds=dice.random() * 4000)
    return taken


@pytest.mark.parametrize("start", ["2026-06-01", "2026-03-25", "2026-10-20"])
@pytest.mark.parametrize("seed", range(5))
def test_an_interval_of_seven_takes_two_of_fourteen_runs(start: str, seed: int) -> None:
    begin = datetime.fromisoformat(f"{start}T02:00").replace(tzinfo=BERLIN)
    assert runs(7, begin, 14, seed) == [0, 7]


@pytest.mark.parametrize(("interval", "expected"), [(0, 6), (1, 6), (2, 3), (3, 2)])
def test_short_intervals(interval: int, expected: int) -> None:
    assert len(runs(interval, datetime(2026, 6, 1, 2, tzinfo=BERLIN), 6, 1)) == expected


def test_the_next_date_is_a_local_one() -> None:
    late = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)  # 2 June in Berlin
    assert next_due(7, late, BERLIN) == date(2026, 6, 9)
    assert next_due(7, None, BERLIN) is None
    assert next_due(1, late, BERLIN) == date(2026, 6, 3)
    assert next_due(0, late, BERLIN) is None


@pytest.mark.parametrize(("interval", "expected"), [(1, [2, 6, 10]), (0, list(range(12))), (2, [2, 10])])
def test_several_runs_a_day(interval: int, expected: list[int]) -> None:
    """Runs at 14:00, 20:00, 02:00 and 08:00; the first two fail."""
    start, last, taken = datetime(2026, 3, 28, 14, tzinfo=BERLIN), None, []
    for number in range(12):
        now = (start + timedelta(hours=6 * number)).astimezone(UTC)
        if is_due(interval, last, now, BERLIN):
            taken.append(number)
            if number > 1 or interval == 0:
                last = now + timedelta(minutes=3)
    assert [number for number in taken if number > 1 or interval == 0] == expected


def test_a_failed_sync_stays_due() -> None:
    last = datetime(2026, 6, 1, tzinfo=UTC)
    assert all(is_due(7, last, last + timedelta(days=days), BERLIN) for days in (7, 8, 9))


def test_a_success_in_the_future_is_not_believed() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    assert is_due(7, now + timedelta(days=400), now, BERLIN)
