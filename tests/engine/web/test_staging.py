"""Uploads that wait for a decision: bounded in number, size and time."""

from datetime import UTC, datetime, timedelta

import pytest
from syncopate.api.context import Limits
from syncopate.domain.playlist import LARGEST_FILE, LARGEST_FORM
from syncopate.errors import NotFound
from syncopate.providers.playlist_file.parse import MAX_BYTES
from syncopate.web.staging import Staging

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def held(staging: Staging, tokens: list[str]) -> list[bool]:
    """Return which are still there."""
    found = []
    for token in tokens:
        try:
            staging.get(token, NOW)
        except NotFound:
            found.append(False)
        else:
            found.append(True)
    return found


def test_together_they_are_bounded() -> None:
    staging = Staging()
    tokens = [staging.put(f"{number}.csv", bytes(9_000_000), NOW) for number in range(3)]
    assert held(staging, tokens) == [False, True, True]
    tokens = [staging.put(f"{number}.csv", b"x", NOW) for number in range(6)]
    assert held(staging, tokens) == [False, False, True, True, True, True]
    token = staging.put("huge.csv", bytes(21_000_000), NOW)
    assert held(staging, [*tokens, token]) == [False] * 6 + [True]


def test_they_do_not_stay_for_long() -> None:
    staging = Staging()
    token = staging.put("a.csv", b"x", NOW)
    staging.put("b.csv", b"y", NOW + timedelta(minutes=31))
    with pytest.raises(NotFound):
        staging.get(token, NOW)


def test_one_number_says_how_large_a_file_may_be() -> None:
    assert MAX_BYTES == LARGEST_FILE == 10_000_000
    assert Limits().upload == LARGEST_FORM
    assert LARGEST_FORM // 1_000_000 == 10
