"""Keys of the API: made, shown once, kept as hashes; and what each may do."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypedDict

from syncopate.errors import KeyInvalid

_PREFIX = "sk_"
_RANDOM_BYTES = 32
_SHOWN = 9


class Scope(StrEnum):
    """What a key may do, from least to most; each contains those before it."""

    READ = "read"
    CONTROL = "control"
    ADMIN = "admin"


_ORDER = tuple(Scope)


class KeyFields(TypedDict):
    """What is kept of a new key. `prefix` lets people tell keys apart; `hash` is SHA-256 of the whole."""

    id: str
    name: str
    prefix: str
    hash: bytes
    scopes: frozenset[str]
    per_minute: int
    created_at: datetime
    expires_at: datetime | None


class StoredKey(Protocol):
    """What the store gives back of a key."""

    @property
    def hash(self) -> bytes:
        """SHA-256 of the key."""
        ...

    @property
    def expires_at(self) -> datetime | None:
        """When it ends."""
        ...

    @property
    def revoked_at(self) -> datetime | None:
        """When it was revoked."""
        ...


def new_key(
    name: str, scopes: Iterable[str], per_minute: int, now: datetime, expires_at: datetime | None = None
) -> tuple[str, KeyFields]:
    """Make a key: itself, to be shown once, and what is kept of it."""
    key = _PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    return key, KeyFields(
        id=str(uuid.uuid7()),
        name=name,
        prefix=key[:_SHOWN],
        hash=hash_key(key),
        scopes=frozenset(Scope(scope).value for scope in scopes),
        per_minute=per_minute,
        created_at=now,
        expires_at=expires_at,
    )


def hash_key(key: str) -> bytes:
    """Return what a key is looked up by; 256 random bits need neither salt nor slowness."""
    return hashlib.sha256(key.strip().encode("utf-8", "replace")).digest()


def verify(stored: StoredKey | None, now: datetime, presented: str) -> None:
    """Raise KeyInvalid unless the key presented is the stored one, not revoked and not expired."""
    right = hmac.compare_digest(hash_key(presented), b"" if stored is None else stored.hash)
    if stored is None or not right or stored.revoked_at is not None:
        raise KeyInvalid
    if stored.expires_at is not None and stored.expires_at <= now:
        raise KeyInvalid


def allows(scopes: Collection[str], needed: Scope) -> bool:
    """Tell whether one of the scopes contains the one needed."""
    return any(scope in scopes for scope in _ORDER[_ORDER.index(needed) :])
