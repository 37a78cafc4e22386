from datetime import UTC, datetime, time, timedelta

import pytest
from syncopate.api.present.jobs import run_view, schedule_of, schedule_view
from syncopate.api.wire.jobs import ScheduleView
from syncopate.domain.run import JobName, Progress, RunStatus, Schedule, ScheduleKind, Trigger
from syncopate.errors import InvalidSchedule
from syncopate.store.runs import Run

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule(ScheduleKind.DAILY, at=time(2, 5)),
        Schedule(ScheduleKind.WEEKLY, at=time(23, 59), weekdays=frozenset({0, 6}), enabled=False),
        Schedule(ScheduleKind.INTERVAL, every=timedelta(hours=1)),
    ],
)
def test_schedules_come_back_as_they_went(schedule: Schedule) -> None:
    assert schedule_of(schedule_view(schedule)) == schedule


@pytest.mark.parametrize(
    "view",
    [
        ScheduleView(kind=ScheduleKind.DAILY, enabled=True),
        ScheduleView(kind=ScheduleKind.WEEKLY, enabled=True, at="02:00"),
        ScheduleView(kind=ScheduleKind.INTERVAL, enabled=True, at="02:00"),
    ],
)
def test_schedules_that_can_never_fire_are_refused(view: ScheduleView) -> None:
    with pytest.raises(InvalidSchedule):
        schedule_of(view)


def test_fields_of_other_kinds_are_left_out() -> None:
    view = ScheduleView(kind=ScheduleKind.DAILY, enabled=True, at="02:00", weekdays=[1], every_minutes=60)
    assert schedule_of(view) == Schedule(ScheduleKind.DAILY, at=time(2))


def test_a_run_tells_its_length_progress_and_items() -> None:
    run = Run(
        id="r",
        job=JobName.SYNC_PLAYLISTS,
        trigger=Trigger.API,
        status=RunStatus.PARTIAL,
        requested_at=NOW,
        started_at=NOW,
        ended_at=NOW + timedelta(milliseconds=1234),
        progress=Progress(3, 4, "Road"),
        error="source_unavailable",
    )
    view = run_view(run, {"r": (4, 1)})
    assert (view.duration_ms, view.items, view.failed) == (1234, 4, 1)
    assert (view.progress.done, view.progress.total, view.progress.current) == (3, 4, "Road")
    assert run_view(run, {}).items == 0
