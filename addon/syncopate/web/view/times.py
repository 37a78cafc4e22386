"""Moments as people say them, relative to now."""

from datetime import datetime, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_FEW_DAYS = 14
_FEW_WEEKS = 60
_FEW_MONTHS = 600


def exact(moment: datetime, zone: ZoneInfo) -> str:
    """Return the moment in the household's zone, to the second."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z")


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local time of day."""
    return moment.astimezone(zone).strftime("%H:%M")


def relative(moment: datetime, now: datetime, texts: NullTranslations) -> str:
    """Say how far away it is: "3 minutes ago", "in 2 hours"."""
    seconds = (moment - now).total_seconds()
    ahead = seconds > 0
    away = abs(seconds)
    if away < _MINUTE:
        return texts.gettext("in a moment") if ahead else texts.gettext("just now")
    return _worded(away, texts, ahead=ahead)


def _worded(away: float, texts: NullTranslations, *, ahead: bool) -> str:
    several = texts.ngettext
    days = round(away / _DAY)
    if away < _HOUR:
        count = int(away / _MINUTE)
        later = several("in %(n)s minute", "in %(n)s minutes", count)
        earlier = several("%(n)s minute ago", "%(n)s minutes ago", count)
    elif away < _DAY:
        count = int(away / _HOUR)
        later = several("in %(n)s hour", "in %(n)s hours", count)
        earlier = several("%(n)s hour ago", "%(n)s hours ago", count)
    elif days < _FEW_DAYS:
        count = days
        later = several("in %(n)s day", "in %(n)s days", count)
        earlier = several("%(n)s day ago", "%(n)s days ago", count)
    elif days < _FEW_WEEKS:
        count = round(days / 7)
        later = several("in %(n)s week", "in %(n)s weeks", count)
        earlier = several("%(n)s week ago", "%(n)s weeks ago", count)
    elif days < _FEW_MONTHS:
        count = round(days / 30)
        later = several("in %(n)s month", "in %(n)s months", count)
        earlier = several("%(n)s month ago", "%(n)s months ago", count)
    else:
        count = round(days / 365)
        later = several("in %(n)s year", "in %(n)s years", count)
        earlier = several("%(n)s year ago", "%(n)s years ago", count)
    return (later if ahead else earlier) % {"n": count}


def countdown(moment: datetime, now: datetime, texts: NullTranslations) -> str:
    """Return the time left in the two largest units: "in 7 h 12 min"."""
    left = max(moment - now, timedelta())
    minutes = int(left.total_seconds() // _MINUTE)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        text = texts.gettext("in %(d)s d %(h)s h")
    elif hours:
        text = texts.gettext("in %(h)s h %(m)s min")
    elif minutes:
        text = texts.gettext("in %(m)s min")
    else:
        return texts.gettext("in a moment")
    return text % {"d": days, "h": hours, "m": minutes}
