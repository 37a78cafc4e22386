"""API keys: made, proved and revoked. The key itself is seen once, by who made it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from syncopate.access.keys import Scope, hash_key, new_key, verify
from syncopate.domain.event import Event, EventType
from syncopate.errors import InvalidInput
from syncopate.store import keys, sessions
from syncopate.store.keys import ApiKey
from syncopate.sync.kit import Kit

PER_MINUTE = 60
MOST_PER_MINUTE = 6000


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of an engine."""

    kit: Kit

    async def prove(self, key: str) -> ApiKey:
        """Return the key that this text is. Raises KeyInvalid."""
        found = await self.kit.database.read(keys.by_hash, hash_key(key))
        verify(found, self.kit.now(), key)
        if found is None:
            raise AssertionError("what does not exist is never proved")
        return found

    async def create(
        self,
        name: str,
        scopes: Iterable[str],
        *,
        per_minute: int = PER_MINUTE,
        expires_at: datetime | None = None,
    ) -> tuple[str, ApiKey]:
        """Make one and return its text, which is kept nowhere. Raises InvalidInput."""
        now = self.kit.now()
        if not 1 <= per_minute <= MOST_PER_MINUTE:
            raise InvalidInput(
                f"A key may be used 1 to {MOST_PER_MINUTE} times a minute.", field="per_minute"
            )
        if expires_at is not None and expires_at <= now:
            raise InvalidInput("The key would have expired already.", field="expires_at")
        text, made = new_key(name, {Scope(scope) for scope in scopes}, per_minute, now, expires_at)
        key = ApiKey(**made)
        await self.kit.database.write(keys.add, key)
        await self._tell(EventType.KEY_CREATED, name, "created")
        return text, key

    async def revoke(self, key_id: str) -> None:
        """Make it useless at once, with the sessions it began. Raises NotFound."""
        await self.kit.database.write(keys.revoke, key_id, self.kit.now())
        await self.kit.database.write(sessions.remove_of_key, key_id)
        name = next((key.name for key in await self.every() if key.id == key_id), key_id)
        await self._tell(EventType.KEY_REVOKED, name, "revoked")

    async def every(self) -> list[ApiKey]:
        """Return all keys, revoked ones too."""
        return await self.kit.database.read(keys.every)

    async def _tell(self, kind: EventType, name: str, status: str) -> None:
        await self.kit.tell(Event(type=kind, at=self.kit.now(), name=name, status=status))
