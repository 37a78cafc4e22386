"""When schedules fire: local time in, UTC instants out, over any change of the clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syncopate.domain.run import Schedule, ScheduleKind

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEARCHED_DAYS = 16


def next_slot(schedule: Schedule, after: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the first slot (UTC) later than `after`; None when the schedule is off."""
    if not schedule.enabled:
        return None
    free = _free_interval(schedule)
    if free is not None:
        return _EPOCH + ((after - _EPOCH) // free + 1) * free
    start = after.astimezone(zone).date() - _DAY
    for offset in range(_SEARCHED_DAYS):
        for slot in _slots_of(schedule, start + offset * _DAY, zone):
            if slot > after:
                return slot
    return None


def missed_slot(
    schedule: Schedule, last_slot: datetime | None, now: datetime, zone: ZoneInfo
) -> datetime | None:
    """Return the latest slot that is due and later than the last one fired; however many were missed, one.

    None when nothing was missed, and when nothing ever fired: a new schedule waits for its first slot.
    """
    if not schedule.enabled or last_slot is None:
        return None
    latest = _latest_slot(schedule, now, zone)
    return latest if latest is not None and latest > last_slot else None


def _latest_slot(schedule: Schedule, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the last slot not later than `now`."""
    free = _free_interval(schedule)
    if free is not None:
        return _EPOCH + ((now - _EPOCH) // free) * free
    start = now.astimezone(zone).date() + _DAY
    for offset in range(_SEARCHED_DAYS):
        due = [slot for slot in _slots_of(schedule, start - offset * _DAY, zone) if slot <= now]
        if due:
            return max(due)
    return None


def _free_interval(schedule: Schedule) -> timedelta | None:
    """Return the interval that does not divide a day and so is counted from the epoch."""
    if schedule.kind is ScheduleKind.INTERVAL and schedule.every is not None and _DAY % schedule.every:
        return schedule.every
    return None


def _slots_of(schedule: Schedule, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the slots of one local date, ascending."""
    if schedule.kind is ScheduleKind.INTERVAL:
        if schedule.every is not None:
            yield from _through_the_day(schedule.every, day, zone)
    elif schedule.at is not None and (
        schedule.kind is ScheduleKind.DAILY or day.weekday() in schedule.weekdays
    ):
        slot = _instant(datetime.combine(day, schedule.at.replace(tzinfo=None)), zone)
        if slot.astimezone(zone).date() == day:
            yield slot


def _through_the_day(every: timedelta, day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Give each multiple of an interval since local midnight.

    Where the clock goes back, the repeated hour has its slots again as long as they are the interval apart.
    """
    midnight = datetime.combine(day, time())
    walls = [midnight + count * every for count in range(_DAY // every)]
    firsts = {slot for wall in walls if (slot := _instant(wall, zone)).astimezone(zone).date() == day}
    again = {wall.replace(fold=1, tzinfo=zone).astimezone(UTC) for wall in walls if _is_repeated(wall, zone)}
    last: datetime | None = None
    for slot in sorted(firsts | again):
        if slot in firsts or last is None or slot - last >= every:
            yield slot
            last = slot


def _is_repeated(wall: datetime, zone: ZoneInfo) -> bool:
    """Return whether a local time comes twice because the clock goes back."""
    first, second = (wall.replace(fold=fold, tzinfo=zone).astimezone(UTC) for fold in (0, 1))
    return second > first


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) of a local time: its first one, and the end of the gap when it is skipped."""
    first = wall.replace(fold=0, tzinfo=zone).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return first
    low = wall.replace(fold=1, tzinfo=zone).astimezone(UTC)
    high = first
    new_offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).utcoffset() == new_offset:
            high = middle
        else:
            low = middle
    return (high - _EPOCH) // timedelta(seconds=1) * timedelta(seconds=1) + _EPOCH
