from datetime import timedelta

import pytest
from hypothesis import given, strategies as st
from syncopate.web.view.numbers import duration, number, percent, seconds, shares, size, took

THIN = "\u202f"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (9999, "9999"),
        (10_000, f"10{THIN}000"),
        (1_234_567, f"1{THIN}234{THIN}567"),
        (-10_000, f"-10{THIN}000"),
    ],
)
def test_number(value: int, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, f"0{THIN}B"),
        (999, f"999{THIN}B"),
        (1000, f"1.0{THIN}kB"),
        (1_440_000_000, f"1.4{THIN}GB"),
        (250_000_000_000, f"250{THIN}GB"),
    ],
)
def test_size(value: int, text: str) -> None:
    assert size(value) == text


def test_size_has_the_decimal_mark_of_its_language() -> None:
    assert size(1_440_000_000, ",") == f"1,4{THIN}GB"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (5, "0:05"), (229, "3:49"), (3600, "1:00:00"), (-3, "0:00"), (59.6, "1:00")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(timedelta(seconds=seconds)) == text


def test_what_is_not_known_is_not_shown() -> None:
    assert duration(None) == ""
    assert took(None) == ""


def test_took_has_tenths_while_they_tell_something() -> None:
    assert took(timedelta(seconds=3.44)) == f"3.4{THIN}s"
    assert took(timedelta(seconds=75)) == "1:15"


def test_only_what_is_certain_is_a_hundred_per_cent() -> None:
    assert percent(0.9999) == f"99{THIN}%"
    assert percent(1.0) == f"100{THIN}%"


@given(st.tuples(*[st.integers(0, 10**6)] * 4))
def test_shares_fill_the_bar_and_hide_nothing(parts: tuple[int, ...]) -> None:
    found = shares(parts)
    assert all((share > 0) == (part > 0) for share, part in zip(found, parts, strict=True))
    assert sum(found) == (pytest.approx(100, abs=0.1) if any(parts) else 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3725.4, "1:02:05"),
        (-5.0, "0:00"),
        (None, ""),
        (1e300, ""),
        (-1e300, ""),
        (float("inf"), ""),
        (float("nan"), ""),
        (10**400, ""),
    ],
)
def test_seconds_of_whatever_was_stored(value: float | None, text: str) -> None:
    assert seconds(value) == text
