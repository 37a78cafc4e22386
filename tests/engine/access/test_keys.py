"""Keys: shown once, kept as hashes, good only while they are."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from syncopate.access.identity import Caller, Origin
from syncopate.access.keys import Scope, allows, hash_key, new_key, verify
from syncopate.errors import KeyInvalid, ScopeMissing
from syncopate.store import keys as stored_keys
from syncopate.store.database import Database

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Kept:
    hash: bytes
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


def test_a_key_is_long_random_and_kept_as_a_hash_only() -> None:
    key, fields = new_key("phone", {Scope.READ}, 60, NOW)
    other, _ = new_key("phone", {Scope.READ}, 60, NOW)
    assert key != other
    assert key.startswith("sk_")
    assert len(key) >= 3 + 43
    assert fields["hash"] == hashlib.sha256(key.encode()).digest()
    assert key.startswith(fields["prefix"])
    assert len(fields["prefix"]) <= 12
    assert key not in repr(fields)
    assert fields["scopes"] == {"read"}
    assert fields["created_at"] == NOW


def test_a_scope_that_is_none_makes_no_key() -> None:
    with pytest.raises(ValueError, match="everything"):
        new_key("phone", {"everything"}, 60, NOW)


def test_the_right_key_is_good() -> None:
    key, fields = new_key("phone", {Scope.READ}, 60, NOW)
    kept = Kept(fields["hash"], expires_at=NOW + timedelta(seconds=1))
    verify(kept, NOW, key)
    verify(kept, NOW, f" {key}\n")


def test_wrong_expired_and_revoked_keys_are_refused_alike() -> None:
    key, fields = new_key("phone", {Scope.READ}, 60, NOW)
    good = Kept(fields["hash"])
    refused: list[tuple[Kept | None, str]] = [
        (None, key),
        (good, key + "x"),
        (good, ""),
        (good, "\udce4"),
        (replace(good, expires_at=NOW), key),
        (replace(good, revoked_at=NOW - timedelta(days=1)), key),
    ]
    texts = set()
    for kept, presented in refused:
        with pytest.raises(KeyInvalid) as caught:
            verify(kept, NOW, presented)
        texts.add(str(caught.value))
    assert len(texts) == 1


def test_the_store_never_holds_the_key_itself(database: Database) -> None:
    key, fields = new_key("phone", {Scope.ADMIN}, 60, NOW)
    database.change(stored_keys.add, stored_keys.ApiKey(**fields))
    found = database.look(stored_keys.by_hash, hash_key(key))
    verify(found, NOW, key)
    file = database.file
    assert file is not None
    database.close()
    written = b"".join(path.read_bytes() for path in sorted(Path(file.parent).glob("syncopate.db*")))
    assert fields["hash"] in written
    assert key.encode() not in written
    assert key[12:].encode() not in written


@pytest.mark.parametrize(
    ("held", "allowed"),
    [
        ({"read"}, {Scope.READ}),
        ({"control"}, {Scope.READ, Scope.CONTROL}),
        ({"admin"}, {Scope.READ, Scope.CONTROL, Scope.ADMIN}),
        ({"read", "admin"}, {Scope.READ, Scope.CONTROL, Scope.ADMIN}),
        (set(), set()),
        ({"unheard_of"}, set()),
    ],
)
def test_greater_scopes_contain_lesser_ones(held: set[str], allowed: set[Scope]) -> None:
    assert {scope for scope in Scope if allows(held, scope)} == allowed


def test_a_caller_without_the_scope_is_told_which() -> None:
    caller = Caller(name="phone", scopes=frozenset({"control"}), origin=Origin.KEY, key_id="1")
    caller.require(Scope.READ)
    caller.require(Scope.CONTROL)
    with pytest.raises(ScopeMissing) as caught:
        caller.require(Scope.ADMIN)
    assert caught.value.placeholders == {"scope": "admin"}
    assert not caller.may(Scope.ADMIN)
