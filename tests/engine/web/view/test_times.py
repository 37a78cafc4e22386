from datetime import UTC, datetime, timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest
from syncopate.web.render import texts_of
from syncopate.web.view.times import clock, countdown, exact, relative

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
ENGLISH = NullTranslations()


@pytest.mark.parametrize(
    ("away", "text"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=5), "in a moment"),
        (timedelta(minutes=-1), "1 minute ago"),
        (timedelta(minutes=-59, seconds=-59), "59 minutes ago"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(days=-3), "3 days ago"),
        (timedelta(days=-21), "3 weeks ago"),
        (timedelta(days=-90), "3 months ago"),
        (timedelta(days=800), "in 2 years"),
    ],
)
def test_relative(away: timedelta, text: str) -> None:
    assert relative(NOW + away, NOW, ENGLISH) == text


def test_relative_in_german() -> None:
    assert relative(NOW - timedelta(days=1), NOW, texts_of("de")) == "vor 1 Tag"
    assert relative(NOW - timedelta(days=2), NOW, texts_of("de")) == "vor 2 Tagen"


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(hours=7, minutes=12), "in 7 h 12 min"),
        (timedelta(minutes=3), "in 3 min"),
        (timedelta(days=2, hours=5), "in 2 d 5 h"),
        (timedelta(seconds=10), "in a moment"),
        (timedelta(seconds=-10), "in a moment"),
    ],
)
def test_countdown(left: timedelta, text: str) -> None:
    assert countdown(NOW + left, NOW, ENGLISH) == text


def test_exact_times_are_those_of_the_household() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert exact(NOW, zone) == "2026-11-20 13:00:00 CET"
    assert clock(NOW, zone) == "13:00"
