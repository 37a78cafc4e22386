"""Sessions of the pages: hashes of their tokens."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from syncopate.store.tables import sessions

_ONE = select(sessions).where(sessions.c.hash == bindparam("one"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in browser; `key_id` is the key it signed in with, None for a one-time link."""

    hash: bytes = field(repr=False)
    key_id: str | None
    csrf: str = field(repr=False)
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime


def add(connection: Connection, session: Session) -> None:
    """Store a new session."""
    connection.execute(
        insert(sessions).values(
            hash=session.hash,
            key_id=session.key_id,
            csrf=session.csrf,
            scopes=sorted(session.scopes),
            created_at=session.created_at,
            expires_at=session.expires_at,
        )
    )


def by_hash(connection: Connection, session_hash: bytes) -> Session | None:
    """Return the session with this hash, None when there is none; the caller looks at `expires_at`."""
    row = connection.execute(_ONE, {"one": session_hash}).first()
    if row is None:
        return None
    return Session(
        hash=bytes(row.hash),
        key_id=row.key_id,
        csrf=row.csrf,
        scopes=frozenset(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def remove(connection: Connection, session_hash: bytes) -> None:
    """End a session; not being there is fine."""
    connection.execute(delete(sessions).where(sessions.c.hash == session_hash))


def remove_expired(connection: Connection, now: datetime) -> int:
    """Remove what is over; return how many."""
    return connection.execute(delete(sessions).where(sessions.c.expires_at <= now)).rowcount


def remove_of_key(connection: Connection, key_id: str) -> int:
    """End the sessions that a key began; return how many."""
    return connection.execute(delete(sessions).where(sessions.c.key_id == key_id)).rowcount
