"""Keys and sessions, as the store keeps them."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from syncopate.errors import NotFound
from syncopate.store import keys, published, sessions
from syncopate.store.database import Database
from syncopate.store.keys import ApiKey
from syncopate.store.sessions import Session


def _key(now: datetime, number: int = 1) -> ApiKey:
    return ApiKey(
        id=f"key-{number}",
        name="Phone",
        prefix="sk_abc",
        hash=bytes([number]) * 32,
        scopes=frozenset({"read", "control"}),
        per_minute=60,
        created_at=now + timedelta(seconds=number),
        expires_at=now + timedelta(days=1),
    )


def _session(now: datetime, number: int, key_id: str | None = None) -> Session:
    return Session(
        hash=bytes([number]) * 32,
        key_id=key_id,
        csrf="c" * 43,
        scopes=frozenset({"admin"}),
        created_at=now,
        expires_at=now + timedelta(hours=number),
    )


def test_a_key_is_found_by_its_hash(database: Database, now: datetime) -> None:
    first, second = _key(now, 1), _key(now, 2)
    database.change(keys.add, second)
    database.change(keys.add, first)
    assert database.look(keys.every) == [first, second]
    assert database.look(keys.by_hash, first.hash) == first
    assert database.look(keys.by_hash, b"other") is None
    assert "\\x01" not in repr(first)


def test_use_and_revocation_are_remembered(database: Database, now: datetime) -> None:
    key = _key(now)
    database.change(keys.add, key)
    database.change(keys.used, key.id, now)
    database.change(keys.revoke, key.id, now)
    database.change(keys.revoke, key.id, now + timedelta(days=1))
    assert database.look(keys.by_hash, key.hash) == replace(key, last_used_at=now, revoked_at=now)
    with pytest.raises(NotFound):
        database.change(keys.revoke, "none", now)


def test_sessions_end_by_time_by_hand_and_by_key(database: Database, now: datetime) -> None:
    key = _key(now)
    database.change(keys.add, key)
    kept = [_session(now, 1), _session(now, 2), _session(now, 3, key.id), _session(now, 4, key.id)]
    for session in kept:
        database.change(sessions.add, session)
    assert database.look(sessions.by_hash, kept[2].hash) == kept[2]
    assert database.look(sessions.by_hash, b"other") is None
    database.change(sessions.remove, kept[1].hash)
    database.change(sessions.remove, b"other")
    assert database.change(sessions.remove_expired, now + timedelta(hours=1)) == 1
    assert database.change(sessions.remove_of_key, key.id) == 2
    assert [database.look(sessions.by_hash, session.hash) for session in kept] == [None] * 4


def test_topics_are_remembered_until_forgotten(database: Database) -> None:
    for topic, digest in (("b", "1"), ("a/ü", "2"), ("b", "3")):
        database.change(published.put, topic, digest)
    assert database.look(published.every) == {"a/ü": "2", "b": "3"}
    database.change(published.forget, "b")
    database.change(published.forget, "b")
    assert database.look(published.every) == {"a/ü": "2"}
