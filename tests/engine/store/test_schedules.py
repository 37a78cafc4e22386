"""Schedules."""

import threading
from datetime import datetime, time, timedelta

import pytest
from syncopate.domain.run import JobName, Schedule, ScheduleKind
from syncopate.errors import NotFound
from syncopate.store import schedules
from syncopate.store.database import Database
from syncopate.store.schedules import ScheduleRow

DAILY = Schedule(ScheduleKind.DAILY, at=time(2, 5))
WEEKLY = Schedule(ScheduleKind.WEEKLY, at=time(23, 59), weekdays=frozenset({0, 6}), enabled=False)
HOURLY = Schedule(ScheduleKind.INTERVAL, every=timedelta(hours=1))


def test_defaults_are_added_where_none_is(database: Database, now: datetime) -> None:
    database.change(schedules.put, JobName.MAIN_SYNC, WEEKLY, now)
    later = now + timedelta(days=1)
    defaults = {JobName.MAIN_SYNC: DAILY, JobName.PUBLISH_MQTT: HOURLY, JobName.SCAN_LIBRARY: DAILY}
    for _ in range(2):
        database.change(schedules.seed, defaults, later)
    assert database.look(schedules.every) == [
        ScheduleRow(job=job, schedule=schedule, last_slot=None, since=since, run_count=0)
        for job, schedule, since in (
            (JobName.MAIN_SYNC, WEEKLY, now),
            (JobName.PUBLISH_MQTT, HOURLY, later),
            (JobName.SCAN_LIBRARY, DAILY, later),
        )
    ]


def test_a_new_schedule_does_not_catch_up_the_past(database: Database, now: datetime) -> None:
    database.change(schedules.put, JobName.MAIN_SYNC, DAILY, now)
    database.change(schedules.set_slot, JobName.MAIN_SYNC, now)
    database.change(schedules.count_run, JobName.MAIN_SYNC)
    later = now + timedelta(days=1)
    database.change(schedules.put, JobName.MAIN_SYNC, HOURLY, later)
    assert database.look(schedules.get, JobName.MAIN_SYNC) == ScheduleRow(
        job=JobName.MAIN_SYNC, schedule=HOURLY, last_slot=now, since=later, run_count=1
    )


def test_a_slot_is_taken_once(database: Database, now: datetime) -> None:
    database.change(schedules.put, JobName.MAIN_SYNC, DAILY, now)
    assert database.change(schedules.set_slot, JobName.MAIN_SYNC, now)
    assert not database.change(schedules.set_slot, JobName.MAIN_SYNC, now)
    assert database.change(schedules.set_slot, JobName.MAIN_SYNC, now + timedelta(hours=1))
    assert not database.change(schedules.set_slot, JobName.SCAN_LIBRARY, now)


def test_of_many_that_take_a_slot_at_once_one_gets_it(database: Database, now: datetime) -> None:
    database.change(schedules.put, JobName.MAIN_SYNC, DAILY, now)
    taken: list[bool] = []
    together = threading.Barrier(6)

    def take() -> None:
        together.wait()
        taken.append(database.change(schedules.set_slot, JobName.MAIN_SYNC, now))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 5 + [True]


def test_runs_are_counted(database: Database, now: datetime) -> None:
    database.change(schedules.put, JobName.MAIN_SYNC, DAILY, now)
    assert [database.change(schedules.count_run, JobName.MAIN_SYNC) for _ in range(3)] == [1, 2, 3]
    for call in (
        lambda: database.change(schedules.count_run, JobName.SCAN_LIBRARY),
        lambda: database.look(schedules.get, JobName.SCAN_LIBRARY),
    ):
        with pytest.raises(NotFound):
            call()
