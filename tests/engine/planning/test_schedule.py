"""Schedules over both changes of the clock."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st
from syncopate.domain.run import Schedule, ScheduleKind
from syncopate.planning.schedule import missed_slot, next_slot

BERLIN, NEW_YORK, LORD_HOWE = (
    ZoneInfo("Europe/Berlin"),
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
)
ZONES = [BERLIN, NEW_YORK, LORD_HOWE, ZoneInfo("UTC"), ZoneInfo("America/Havana")]
# The days on which the clock changes in 2026.
CHANGES = {
    BERLIN: (date(2026, 3, 29), date(2026, 10, 25)),
    NEW_YORK: (date(2026, 3, 8), date(2026, 11, 1)),
    LORD_HOWE: (date(2026, 10, 4), date(2026, 4, 5)),
}


def daily(at: str) -> Schedule:
    return Schedule(ScheduleKind.DAILY, at=time.fromisoformat(at))


def every(**parts: int) -> Schedule:
    return Schedule(ScheduleKind.INTERVAL, every=timedelta(**parts))


def fired(schedule: Schedule, start: datetime, end: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every slot after start, up to end."""
    slots: list[datetime] = []
    slot = next_slot(schedule, start, zone)
    while slot is not None and slot <= end:
        slots.append(slot)
        slot = next_slot(schedule, slot, zone)
    return slots


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


YEAR = (utc("2026-01-01T00:00"), utc("2027-01-01T00:00"))


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize("at", ["00:00", "01:30", "01:45", "02:00", "02:15", "02:30", "03:00", "23:59:59"])
def test_daily_fires_once_per_local_date(zone: ZoneInfo, at: str) -> None:
    days = Counter(slot.astimezone(zone).date() for slot in fired(daily(at), *YEAR, zone))
    assert set(days.values()) == {1}
    assert len(days) in {364, 365, 366}


@pytest.mark.parametrize(
    ("zone", "at", "day", "expected"),
    [
        (BERLIN, "02:00", "2026-03-28", "2026-03-28T01:00"),
        (BERLIN, "02:00", "2026-03-29", "2026-03-29T01:00"),  # 02:00 does not exist: 03:00 summer time
        (BERLIN, "02:30", "2026-03-29", "2026-03-29T01:00"),
        (BERLIN, "02:00", "2026-03-30", "2026-03-30T00:00"),
        (BERLIN, "02:30", "2026-10-25", "2026-10-25T00:30"),  # 02:30 comes twice: the first one
        (BERLIN, "02:30", "2026-10-26", "2026-10-26T01:30"),
        (NEW_YORK, "02:00", "2026-03-08", "2026-03-08T07:00"),
        (NEW_YORK, "01:30", "2026-11-01", "2026-11-01T05:30"),
        (LORD_HOWE, "02:15", "2026-10-04", "2026-10-03T15:30"),  # the clock goes from 02:00 to 02:30
        (LORD_HOWE, "01:45", "2026-04-05", "2026-04-04T14:45"),  # the clock goes from 02:00 to 01:30
    ],
)
def test_daily_on_days_of_change(zone: ZoneInfo, at: str, day: str, expected: str) -> None:
    evening_before = datetime.combine(date.fromisoformat(day) - timedelta(days=1), time(22), tzinfo=zone)
    assert next_slot(daily(at), evening_before.astimezone(UTC), zone) == utc(expected)


def test_weekly_takes_its_days() -> None:
    schedule = Schedule(ScheduleKind.WEEKLY, at=time(2), weekdays=frozenset({0, 6}))
    slots = fired(schedule, utc("2026-03-20T00:00"), utc("2026-04-03T00:00"), BERLIN)
    assert [slot.astimezone(BERLIN).strftime("%a %d %H:%M") for slot in slots] == [
        "Sun 22 02:00",
        "Mon 23 02:00",
        "Sun 29 03:00",
        "Mon 30 02:00",
    ]


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_hourly_is_on_the_hour_and_in_every_hour(zone: ZoneInfo) -> None:
    slots = fired(every(hours=1), *YEAR, zone)
    for slot in slots:
        local = slot.astimezone(zone)
        assert local.minute == 0 or (zone is LORD_HOWE and local.strftime("%m-%d %H:%M") == "10-04 02:30")
    hours = Counter(slot.replace(minute=0) for slot in slots)
    spans = {after - before for before, after in pairwise(slots)}
    if zone is LORD_HOWE:
        assert spans == {timedelta(minutes=30), timedelta(minutes=60), timedelta(minutes=90)}
    else:
        assert spans == {timedelta(hours=1)}
    assert set(hours.values()) == {1}
    assert len(hours) >= 8759


@pytest.mark.parametrize("zone", CHANGES, ids=str)
@pytest.mark.parametrize("hours", [2, 3, 6, 12, 24])
def test_longer_intervals_fire_as_often_on_any_day(zone: ZoneInfo, hours: int) -> None:
    days = Counter(slot.astimezone(zone).date() for slot in fired(every(hours=hours), *YEAR, zone))
    for day in CHANGES[zone]:
        assert days[day] == 24 // hours
    whole = [count for day, count in days.items() if date(2026, 1, 1) < day < date(2026, 12, 31)]
    assert set(whole) == {24 // hours}


def test_half_hours_over_a_repeated_hour() -> None:
    slots = fired(every(minutes=30), utc("2026-10-24T23:59"), utc("2026-10-25T02:00"), BERLIN)
    assert [slot.strftime("%H:%M") for slot in slots] == ["00:00", "00:30", "01:00", "01:30", "02:00"]


def test_other_intervals_count_from_the_epoch() -> None:
    slots = fired(every(hours=7), utc("2026-03-28T00:00"), utc("2026-03-31T00:00"), BERLIN)
    assert {after - before for before, after in pairwise(slots)} == {timedelta(hours=7)}
    assert (slots[0] - datetime(1970, 1, 1, tzinfo=UTC)) % timedelta(hours=7) == timedelta(0)
    assert next_slot(every(days=3), utc("2026-01-01T00:00"), BERLIN) == next_slot(
        every(days=3), utc("2026-01-01T00:00"), NEW_YORK
    )


def test_a_schedule_that_is_off_never_fires() -> None:
    off = Schedule(ScheduleKind.DAILY, at=time(2), enabled=False)
    assert next_slot(off, YEAR[0], BERLIN) is None
    assert missed_slot(off, YEAR[0], YEAR[1], BERLIN) is None


class TestMissed:
    def test_many_missed_slots_are_one(self) -> None:
        assert missed_slot(daily("02:00"), utc("2026-06-01T00:00"), utc("2026-06-09T12:00"), BERLIN) == utc(
            "2026-06-09T00:00"
        )
        assert missed_slot(every(hours=1), utc("2026-06-01T00:00"), utc("2026-06-09T12:30"), BERLIN) == utc(
            "2026-06-09T12:00"
        )
        assert (
            missed_slot(every(hours=7), utc("2026-06-01T00:00"), utc("2026-06-09T12:30"), BERLIN) is not None
        )

    def test_nothing_missed(self) -> None:
        assert missed_slot(daily("02:00"), utc("2026-06-09T00:00"), utc("2026-06-09T12:00"), BERLIN) is None
        assert missed_slot(daily("02:00"), None, utc("2026-06-09T12:00"), BERLIN) is None

    def test_weekly_looks_back_a_week(self) -> None:
        schedule = Schedule(ScheduleKind.WEEKLY, at=time(2), weekdays=frozenset({2}))
        assert missed_slot(schedule, utc("2026-05-01T00:00"), utc("2026-06-09T23:00"), BERLIN) == utc(
            "2026-06-03T00:00"
        )

    @pytest.mark.parametrize("zone", CHANGES, ids=str)
    def test_the_last_slot_and_the_next_are_neighbours(self, zone: ZoneInfo) -> None:
        for schedule in (daily("02:15"), every(hours=1), every(hours=6)):
            for day in CHANGES[zone]:
                now = datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)
                for step in range(-48, 48):
                    moment = now + step * timedelta(minutes=15)
                    latest = missed_slot(schedule, utc("2026-01-01T00:00"), moment, zone)
                    following = next_slot(schedule, moment, zone)
                    assert latest is not None
                    assert latest <= moment
                    assert next_slot(schedule, latest, zone) == following


@given(
    st.integers(1_577_836_800, 2_208_988_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    st.sampled_from(ZONES),
    st.times(),
    st.sampled_from([5, 7, 15, 30, 60, 90, 120, 360, 1440, 10080]),
)
def test_the_next_slot_is_always_later(moment: datetime, zone: ZoneInfo, at: time, minutes: int) -> None:
    for schedule in (Schedule(ScheduleKind.DAILY, at=at), every(minutes=minutes)):
        slot = next_slot(schedule, moment, zone)
        assert slot is not None
        assert slot > moment
        assert slot.tzinfo is UTC
        assert slot - moment <= timedelta(minutes=max(minutes, 2880))
