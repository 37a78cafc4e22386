"""Schedules hold their own fields; a run ends once."""

from datetime import time, timedelta

import pytest
from syncopate.domain.run import RunStatus, Schedule, ScheduleKind


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (ScheduleKind.INTERVAL, {}),
        (ScheduleKind.INTERVAL, {"every": timedelta(minutes=4)}),
        (ScheduleKind.DAILY, {}),
        (ScheduleKind.WEEKLY, {"at": time(2)}),
        (ScheduleKind.WEEKLY, {"at": time(2), "weekdays": frozenset({7})}),
    ],
)
def test_a_schedule_that_makes_no_sense_cannot_be(kind: ScheduleKind, fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        Schedule(kind, **fields)  # type: ignore[arg-type] # the point: wrong fields


def test_a_schedule_with_its_fields_can_be() -> None:
    assert Schedule(ScheduleKind.INTERVAL, every=timedelta(minutes=5)).enabled
    assert Schedule(ScheduleKind.WEEKLY, at=time(2), weekdays=frozenset({0, 6})).weekdays == {0, 6}


def test_only_queued_and_running_go_on() -> None:
    assert {status for status in RunStatus if not status.ended} == {RunStatus.QUEUED, RunStatus.RUNNING}
