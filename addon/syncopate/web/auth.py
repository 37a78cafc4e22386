"""Who is looking: Home Assistant's ingress, or a browser that signed in; and that its POSTs are its own."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from syncopate.access.callers import SESSION_COOKIE, key_over
from syncopate.access.keys import Scope, allows
from syncopate.access.sessions import LIFETIME, alive, hash_token, new_session
from syncopate.errors import AccessDenied, KeyInvalid, KeyMissing, ScopeMissing
from syncopate.store import sessions
from syncopate.store.database import Connection
from syncopate.store.keys import ApiKey
from syncopate.store.sessions import Session
from syncopate.sync.keyring import KeyRing
from syncopate.sync.records import session_of
from syncopate.web.context import WebContext

_PROCESS_SECRET = secrets.token_bytes(32)
_OWNER = frozenset({Scope.ADMIN.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """One who may look; `csrf` goes with every POST of theirs. `session` None: Home Assistant vouches."""

    name: str
    scopes: frozenset[str]
    csrf: str = field(repr=False)
    session: bytes | None = field(default=None, repr=False)

    def may(self, scope: str) -> bool:
        """Tell whether they may do what needs the scope."""
        return allows(self.scopes, Scope(scope))

    def need(self, scope: str) -> None:
        """Raise ScopeMissing without it."""
        if not self.may(scope):
            raise ScopeMissing(scope=scope)


def through_ingress(request: Request) -> bool:
    """Return what the listener found out about the peer of the socket; headers prove nothing."""
    state = request.scope.get("state") or {}
    return state.get("ingress") is True


def peer_of(request: Request) -> str:
    """Return the address at the other end of the socket."""
    return request.client.host if request.client else "unknown"


async def visitor_of(context: WebContext, request: Request) -> Visitor | None:
    """Return who is looking, None when that is not known."""
    return (await visitor_and(context, request, lambda _: None))[0]


async def visitor_and[T](
    context: WebContext, request: Request, beside: Callable[[Connection], T]
) -> tuple[Visitor | None, T]:
    """Return who is looking, and what is read beside that: each way to the database takes time."""
    token = None if through_ingress(request) else request.cookies.get(SESSION_COOKIE)

    def read(connection: Connection) -> tuple[tuple[Session, ApiKey | None] | None, T]:
        found = session_of(connection, hash_token(token)) if token else None
        return found, beside(connection)

    found, other = await context.kit.database.read(read)
    return _visitor(context, request, found), other


def _visitor(
    context: WebContext, request: Request, found: tuple[Session, ApiKey | None] | None
) -> Visitor | None:
    if through_ingress(request):
        user = request.headers.get("x-remote-user-id", "")
        proof = hmac.new(_PROCESS_SECRET, f"ingress:{user}".encode(), hashlib.sha256).hexdigest()
        name = request.headers.get("x-remote-user-display-name", "") or "Home Assistant"
        return Visitor(name=name, scopes=_OWNER, csrf=proof)
    now = context.kit.now()
    if found is None or not alive(found[0], now):
        return None
    session, key = found
    if session.key_id is not None and (key is None or key_over(key, now)):
        return None
    name = key.name if key is not None else "web"
    return Visitor(name=name, scopes=session.scopes, csrf=session.csrf, session=session.hash)


def check_csrf(visitor: Visitor | None, token: object) -> None:
    """Raise AccessDenied unless the POST comes from a page we made for this visitor."""
    if visitor is None:
        raise KeyMissing
    if not isinstance(token, str) or not hmac.compare_digest(
        token.encode("utf-8", "replace"), visitor.csrf.encode()
    ):
        raise AccessDenied("The page is too old, or the request does not come from one of our pages.")


async def sign_in(context: WebContext, request: Request, response: Response, key: str) -> None:
    """Begin a session with a key. Raises KeyInvalid, TooManyRequests."""
    peer = peer_of(request)
    await context.logins.admit(peer)
    try:
        proved = await KeyRing(context.kit).prove(key)
    except KeyInvalid:
        await context.logins.failed(peer)
        raise
    await context.logins.succeeded(peer)
    await _begin(context, request, response, key_id=proved.id, scopes=proved.scopes)


async def sign_in_once(context: WebContext, request: Request, response: Response, token: str) -> None:
    """Begin a session with a one-time token. Raises KeyInvalid, TooManyRequests."""
    peer = peer_of(request)
    await context.logins.admit(peer)
    try:
        scopes = context.links.redeem(token)
    except KeyInvalid:
        await context.logins.failed(peer)
        raise
    await _begin(context, request, response, key_id=None, scopes=scopes)


async def sign_out(context: WebContext, visitor: Visitor | None, response: Response) -> None:
    """End the session here and in the browser."""
    if visitor is not None and visitor.session is not None:
        await context.kit.database.write(sessions.remove, visitor.session)
        context.departures.leave(visitor.session)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="strict")


async def _begin(
    context: WebContext, request: Request, response: Response, *, key_id: str | None, scopes: frozenset[str]
) -> None:
    now = context.kit.now()
    token, fields = new_session(scopes, now, key_id=key_id)
    await context.kit.database.write(sessions.remove_expired, now)
    await context.kit.database.write(sessions.add, Session(**fields))
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
