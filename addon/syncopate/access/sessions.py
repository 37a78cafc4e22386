"""Sessions of the pages and one-time links into them."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Protocol, TypedDict

from syncopate.access.keys import Scope
from syncopate.errors import KeyInvalid

LIFETIME = timedelta(days=14)
"""How long a session lasts."""

_LINK_LIFETIME = timedelta(minutes=15)
_MAX_LINKS = 20
_RANDOM_BYTES = 32


class SessionFields(TypedDict):
    """What is kept of a new session; `csrf` goes into every form of its pages."""

    hash: bytes
    key_id: str | None
    csrf: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime


class StoredSession(Protocol):
    """What the store gives back of a session."""

    @property
    def csrf(self) -> str:
        """The token of its forms."""
        ...

    @property
    def expires_at(self) -> datetime:
        """When it ends."""
        ...


def new_session(
    scopes: Iterable[str], now: datetime, *, key_id: str | None = None, lifetime: timedelta = LIFETIME
) -> tuple[str, SessionFields]:
    """Make a session: the token for the cookie, and what is kept of it."""
    token = secrets.token_urlsafe(_RANDOM_BYTES)
    return token, SessionFields(
        hash=hash_token(token),
        key_id=key_id,
        csrf=secrets.token_urlsafe(_RANDOM_BYTES),
        scopes=frozenset(Scope(scope).value for scope in scopes),
        created_at=now,
        expires_at=now + lifetime,
    )


def hash_token(token: str) -> bytes:
    """Return what a session is looked up by (SHA-256)."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def alive(session: StoredSession | None, now: datetime) -> bool:
    """Tell whether a session is there and not over."""
    return session is not None and now < session.expires_at


def csrf_matches(session: StoredSession, presented: str | None) -> bool:
    """Tell whether a form came from a page of the session, in constant time."""
    return hmac.compare_digest(session.csrf.encode(), (presented or "").encode("utf-8", "replace"))


class LoginLinks:
    """One-time links: kept in memory only, each good once and for a quarter of an hour."""

    def __init__(self, clock: Callable[[], float], lifetime: timedelta = _LINK_LIFETIME) -> None:
        """`clock` are monotonic seconds."""
        self._clock = clock
        self._lifetime = lifetime.total_seconds()
        self._links: dict[bytes, tuple[float, frozenset[str]]] = {}

    def create(self, scopes: Iterable[str] = (Scope.ADMIN,)) -> str:
        """Return a new token; the oldest one is forgotten when there are many."""
        self._forget_old()
        while len(self._links) >= _MAX_LINKS:
            del self._links[next(iter(self._links))]
        token = secrets.token_urlsafe(_RANDOM_BYTES)
        kept = frozenset(Scope(scope).value for scope in scopes)
        self._links[hash_token(token)] = (self._clock() + self._lifetime, kept)
        return token

    def redeem(self, token: str) -> frozenset[str]:
        """Return the scopes of a token and forget it. Raises KeyInvalid when it is wrong, used or too old."""
        self._forget_old()
        found = self._links.pop(hash_token(token), None)
        if found is None:
            raise KeyInvalid("The link is wrong, was used already or is too old.")
        return found[1]

    def _forget_old(self) -> None:
        now = self._clock()
        self._links = {key: link for key, link in self._links.items() if link[0] > now}
