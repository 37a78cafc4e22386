"""What callers are looked up in: keys and sessions as the store has them."""

from dataclasses import dataclass
from datetime import datetime

from syncopate.store import keys, sessions
from syncopate.store.database import Connection, Database
from syncopate.store.keys import ApiKey
from syncopate.store.sessions import Session


@dataclass(frozen=True, slots=True)
class StoredRecords:
    """Keys and sessions of the database; fulfils `access.callers.Records`."""

    database: Database

    async def key(self, key_hash: bytes) -> ApiKey | None:
        """Return the key with this hash."""
        return await self.database.read(keys.by_hash, key_hash)

    async def session(self, session_hash: bytes) -> tuple[Session, ApiKey | None] | None:
        """Return the session with this hash, and the key it began with."""
        return await self.database.read(session_of, session_hash)

    async def used(self, key_id: str, at: datetime) -> None:
        """Remember when a key was last used."""
        await self.database.write(keys.used, key_id, at)


def session_of(connection: Connection, session_hash: bytes) -> tuple[Session, ApiKey | None] | None:
    """Return the session with this hash, and the key it began with."""
    session = sessions.by_hash(connection, session_hash)
    if session is None:
        return None
    return session, next((key for key in keys.every(connection) if key.id == session.key_id), None)
