"""Keys of the API: their hashes, never themselves."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from syncopate.errors import NotFound
from syncopate.store.tables import api_keys

_EVERY = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """One key. `prefix` is its first signs, for people to tell keys apart; `hash` is SHA-256 of the whole."""

    id: str
    name: str
    prefix: str
    hash: bytes = field(repr=False)
    scopes: frozenset[str]
    per_minute: int
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


def add(connection: Connection, key: ApiKey) -> None:
    """Store a new key."""
    connection.execute(
        insert(api_keys).values(
            id=key.id,
            name=key.name,
            prefix=key.prefix,
            hash=key.hash,
            scopes=sorted(key.scopes),
            per_minute=key.per_minute,
            created_at=key.created_at,
            expires_at=key.expires_at,
            last_used_at=key.last_used_at,
            revoked_at=key.revoked_at,
        )
    )


def every(connection: Connection) -> list[ApiKey]:
    """Return all, oldest first, revoked ones too."""
    return [_of(row) for row in connection.execute(_EVERY)]


def by_hash(connection: Connection, key_hash: bytes) -> ApiKey | None:
    """Return the key with this hash, None when there is none."""
    row = connection.execute(select(api_keys).where(api_keys.c.hash == key_hash)).first()
    return None if row is None else _of(row)


def revoke(connection: Connection, key_id: str, at: datetime) -> None:
    """Make a key useless from now on; the first time of doing so stays. Raises NotFound."""
    row = connection.execute(select(api_keys.c.revoked_at).where(api_keys.c.id == key_id)).first()
    if row is None:
        raise NotFound(what="key", id=key_id)
    if row.revoked_at is None:
        connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(revoked_at=at))


def used(connection: Connection, key_id: str, at: datetime) -> None:
    """Remember when a key was last used."""
    connection.execute(update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=at))


def _of(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        hash=bytes(row.hash),
        scopes=frozenset(row.scopes),
        per_minute=row.per_minute,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
