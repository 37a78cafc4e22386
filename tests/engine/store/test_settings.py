"""Settings."""

from datetime import datetime

import pytest
from syncopate.store import settings
from syncopate.store.database import Database
from syncopate.store.encoding import JsonValue


@pytest.mark.parametrize("value", ["ü\x00\udce4", 0, 1.5, True, False, [], ["a", None], {"a": {"b": 1}}, ""])
def test_a_value_comes_back(database: Database, now: datetime, value: JsonValue) -> None:
    assert database.look(settings.get, "a") is None
    for _ in range(2):
        database.change(settings.put, "a", value, now)
        assert database.look(settings.get, "a") == value
    assert database.look(settings.every) == {"a": value}
    database.change(settings.put, "a", None, now)
    assert database.look(settings.every) == {}


def test_secrets_are_kept_apart(database: Database, now: datetime) -> None:
    assert not database.look(settings.has_secret, "password")
    database.change(settings.put_secret, "password", b"sealed", now)
    database.change(settings.put, "plain", 1, now)
    assert database.look(settings.get_secret, "password") == b"sealed"
    assert database.look(settings.has_secret, "password")
    assert database.look(settings.get, "password") is None
    assert database.look(settings.every) == {"plain": 1}
    database.change(settings.put_secret, "password", None, now)
    assert database.look(settings.get_secret, "password") is None
    assert not database.look(settings.has_secret, "password")
