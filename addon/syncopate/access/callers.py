"""Who is asking, from what a request shows. Knows no framework; what is kept comes through `Records`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from syncopate.access.identity import Caller, Origin
from syncopate.access.keys import Scope, StoredKey, hash_key, verify
from syncopate.access.limits import KeyLimiter
from syncopate.access.sessions import StoredSession, alive, csrf_matches, hash_token
from syncopate.errors import AccessDenied, KeyInvalid, KeyMissing

SESSION_COOKIE = "syncopate_session"
CSRF_HEADER = "x-csrf-token"

_NOTE_USE_EVERY = timedelta(minutes=1)


class KnownKey(StoredKey, Protocol):
    """A key as it is kept."""

    @property
    def id(self) -> str: ...  # noqa: D102 -- fields say what they are
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def scopes(self) -> frozenset[str]: ...  # noqa: D102
    @property
    def per_minute(self) -> int: ...  # noqa: D102


class KnownSession(StoredSession, Protocol):
    """A session as it is kept."""

    @property
    def key_id(self) -> str | None: ...  # noqa: D102 -- fields say what they are
    @property
    def scopes(self) -> frozenset[str]: ...  # noqa: D102


class Records(Protocol):
    """What is kept of keys and sessions."""

    async def key(self, key_hash: bytes) -> KnownKey | None:
        """Return the key with this hash."""
        ...

    async def session(self, session_hash: bytes) -> tuple[KnownSession, KnownKey | None] | None:
        """Return the session with this hash, and the key it began with."""
        ...

    async def used(self, key_id: str, at: datetime) -> None:
        """Remember when a key was last used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """What a request shows. `ingress` is what our own listener found out, never what a header claims."""

    key: str | None = field(default=None, repr=False)
    session: str | None = field(default=None, repr=False)
    csrf: str | None = field(default=None, repr=False)
    ingress: bool = False
    ingress_user: str = ""


def bearer_of(authorization: str | None) -> str | None:
    """Return the key of an Authorization header, None when it holds none."""
    scheme, _, key = (authorization or "").strip().partition(" ")
    return key.strip() or None if scheme.lower() == "bearer" else None


class Doors:
    """Lets callers in: through the Supervisor's ingress, with a key, or signed in to the pages."""

    def __init__(self, records: Records, limiter: KeyLimiter, now: Callable[[], datetime]) -> None:
        self._records = records
        self._limiter = limiter
        self._now = now
        self._noted: dict[str, datetime] = {}

    async def resolve(self, presented: Presented, *, changes: bool) -> Caller:
        """Return who it is; `changes`: the request does more than read, so a session proves its page.

        Raises KeyMissing, KeyInvalid, TooManyRequests, AccessDenied.
        """
        if presented.ingress:
            name = presented.ingress_user or "Home Assistant"
            return Caller(name=name, scopes=frozenset({Scope.ADMIN.value}), origin=Origin.INGRESS)
        if presented.key:
            return await self._by_key(presented.key)
        if presented.session:
            return await self._by_session(presented.session, presented.csrf, changes=changes)
        raise KeyMissing

    async def _by_key(self, text: str) -> Caller:
        key, now = await self._records.key(hash_key(text)), self._now()
        verify(key, now, text)
        if key is None:
            raise KeyInvalid
        await self._limiter.admit(key.id, key.per_minute)
        noted = self._noted.get(key.id)
        if noted is None or now - noted >= _NOTE_USE_EVERY:
            self._noted[key.id] = now
            await self._records.used(key.id, now)
        return Caller(name=key.name, scopes=key.scopes, origin=Origin.KEY, key_id=key.id)

    async def _by_session(self, token: str, csrf: str | None, *, changes: bool) -> Caller:
        found, now = await self._records.session(hash_token(token)), self._now()
        if found is None or not alive(found[0], now):
            raise KeyMissing
        session, key = found
        if session.key_id is not None and (key is None or key_over(key, now)):
            raise KeyMissing
        if changes and not csrf_matches(session, csrf):
            raise AccessDenied("The request does not come from one of our pages.")
        return Caller(
            name="" if key is None else key.name,
            scopes=session.scopes,
            origin=Origin.SESSION,
            key_id=session.key_id,
        )


def key_over(key: KnownKey, now: datetime) -> bool:
    """Tell whether a key is revoked or expired."""
    return key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now)
