"""Durations and days as the wire has them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def milliseconds(duration: timedelta | None) -> int | None:
    """Return whole milliseconds."""
    return None if duration is None else round(duration.total_seconds() * 1000)


def milliseconds_between(start: datetime | None, end: datetime | None) -> int | None:
    """Return whole milliseconds, None when one of both is not known."""
    return None if start is None or end is None else milliseconds(end - start)


def start_of(day: date | None, zone: ZoneInfo) -> datetime | None:
    """Return the first moment of a local day."""
    return None if day is None else datetime.combine(day, time(), tzinfo=zone)
