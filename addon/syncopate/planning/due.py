"""Which items a run takes: intervals in days, by local dates, so that seconds never matter."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def next_due(interval_days: int, last_success: datetime | None, zone: ZoneInfo) -> date | None:
    """Return the first local date on which an item is due again; None when every run takes it (0 days).

    Only a success moves it: failed runs are not given here.
    """
    if interval_days <= 0 or last_success is None:
        return None
    return last_success.astimezone(zone).date() + timedelta(days=interval_days)


def is_due(interval_days: int, last_success: datetime | None, now: datetime, zone: ZoneInfo) -> bool:
    """Return whether a run at `now` takes the item; a success later than `now` is not believed."""
    due = next_due(interval_days, last_success, zone)
    if due is None or last_success is None or last_success > now:
        return True
    return now.astimezone(zone).date() >= due
