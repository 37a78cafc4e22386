"""The tokens of a login (OAuth 2.0): asked for, kept while they last, renewed by one at a time."""

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version

from syncopate.errors import LoginRejected, OddAnswer, Unreachable
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.trakt.raw import WHAT, Raw, parsed, text, thing, whole

API = "https://api.trakt.tv"
TIMEOUT = timedelta(seconds=30)
AGENT = {"User-Agent": f"Syncopate/{version('syncopate')}", "Accept": "application/json"}
"""Who asks: the service turns away who does not say that."""
TOKENS_LIMIT = RateLimit(requests=10, seconds=10.0, concurrency=2)
NOWHERE = "urn:ietf:wg:oauth:2.0:oob"
"""Where no browser is sent to: the redirect URI of applications without one."""
_EARLY = timedelta(minutes=5)
"""A token that ends within that time is not used any more: it has to outlive the request."""
_ELSEWHERE_SECONDS = 0.5
"""How long what another process was just given may take until it is stored."""
_REMEMBERED = 32
"""Logins that were seen which are still known: settings that are in use are not older than that."""
_LONGEST = 10 * 365 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a login is at one time."""

    access: str = field(repr=False)
    expires_at: datetime
    refresh: str = field(default="", repr=False)

    @property
    def settings(self) -> Mapping[str, str]:
        """It as settings of an account."""
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_at": self.expires_at.isoformat(),
        }

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> Tokens:
        """Read it from settings; one of which nothing is known has ended."""
        expires_at = datetime.min.replace(tzinfo=UTC)
        with suppress(ValueError):
            said = datetime.fromisoformat(settings.get("expires_at", ""))
            expires_at = said if said.tzinfo else said.replace(tzinfo=UTC)
        return cls(
            access=settings.get("access_token", ""),
            expires_at=expires_at,
            refresh=settings.get("refresh_token", ""),
        )

    def lasts(self, now: datetime) -> bool:
        """Whether it may still be used."""
        return bool(self.access) and now + _EARLY < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Who asks: an application of the user's own."""

    client_id: str
    secret: str = field(default="", repr=False)

    @property
    def named(self) -> dict[str, str]:
        """How it names itself in a request."""
        return {"client_id": self.client_id, "client_secret": self.secret}


@dataclass(frozen=True, slots=True)
class Reply:
    """What the token server says: a status, and what stands in the body."""

    status: int
    raw: Raw = field(repr=False)

    @property
    def good(self) -> bool:
        """Whether it gave what was asked for."""
        return self.status == HTTPStatus.OK


class TokenServer(HttpClient):
    """What gives codes and tokens. Its refusals are statuses, which an HttpClient takes for failures."""

    def __init__(self, context: Context) -> None:
        pace = context.connections.paces.of(f"{context.account_id} tokens", TOKENS_LIMIT, WHAT)
        super().__init__(
            context.endpoint(API),
            what=WHAT,
            limit=TOKENS_LIMIT,
            headers=AGENT,
            timeout=TIMEOUT,
            told=_told,
            pace=pace,
        )

    async def ask(self, path: str, body: Mapping[str, str]) -> Reply:
        """Return what is said to a request. Raises Unreachable."""
        fetched = await self.bytes("POST", f"oauth/{path}", body=dict(body))
        raw = thing(parsed(fetched.content))
        if raw is None and fetched.status == HTTPStatus.OK:
            raise OddAnswer(account=WHAT)
        return Reply(fetched.status, raw or {})

    async def renewed(self, application: Application, refresh: str) -> Tokens:
        """Return what a refresh token gives: it is good once. Raises LoginRejected, Unreachable."""
        asked_at = datetime.now(UTC)
        grant = {"grant_type": "refresh_token", "refresh_token": refresh, "redirect_uri": NOWHERE}
        reply = await self.ask("token", {**grant, **application.named})
        if not reply.good:
            raise rejected(reply)
        return tokens_of(reply, asked_at)


def _told(status: int, body: bytes) -> bytes | None:
    """Take a refusal for an answer."""
    return body if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR else None


def rejected(reply: Reply) -> Unreachable:
    """Return what a refusal means to people; the service's own words may tell more than is to be told."""
    match reply.status, text(reply.raw, "error"):
        case HTTPStatus.TOO_MANY_REQUESTS, _:
            return Unreachable("Trakt is asked too often: try again later.", what=WHAT)
        case _, "invalid_grant":
            return LoginRejected("Trakt has ended the login: sign in again.", account=WHAT)
        case (HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN, _) | (_, "invalid_client"):
            said = "Trakt refuses the application: are client ID and client secret right?"
            return LoginRejected(said, account=WHAT)
        case HTTPStatus.BAD_REQUEST, _:
            return LoginRejected("Trakt has ended the login: sign in again.", account=WHAT)
        case status, _:
            return Unreachable(f"Trakt answers with the status {status}.", what=WHAT, status=str(int(status)))


def tokens_of(reply: Reply, asked_at: datetime) -> Tokens:
    """Return the tokens that were given. Raises OddAnswer."""
    access, refresh = text(reply.raw, "access_token"), text(reply.raw, "refresh_token")
    seconds = whole(reply.raw, "expires_in")
    if access is None or refresh is None or seconds is None:
        raise OddAnswer(account=WHAT)
    return Tokens(
        access=access, expires_at=asked_at + timedelta(seconds=min(seconds, _LONGEST)), refresh=refresh
    )


class Keyring:
    """The tokens of one account: gives the one that is good, and renews it for all who wait for it."""

    def __init__(self, context: Context, application: Application) -> None:
        self._application = application
        self._server = TokenServer(context)
        self._tokens = Tokens.of(context.settings)
        self._context = context
        self._seen = deque([fingerprint(self._tokens.settings)], maxlen=_REMEMBERED)
        self._renewing: asyncio.Task[str] | None = None
        self._unkept = False

    def offer(self, context: Context) -> None:
        """Take tokens that somebody has signed in anew for; those that were seen before are older ones."""
        self._context = context
        self._take(Tokens.of(context.settings))

    def _take(self, offered: Tokens) -> None:
        mark = fingerprint(offered.settings)
        if mark not in self._seen:
            self._seen.append(mark)
            self._tokens, self._unkept = offered, False

    async def access(self, *, refused: str | None = None) -> str:
        """Return a token that is good; `refused` is one that turned out not to be.

        Raises LoginRejected, Unreachable.
        """
        tokens = self._tokens
        if self._unkept:
            # A token that was given once and is kept nowhere would be lost with this process.
            await self._store(tokens)
        if tokens.access != refused and tokens.lasts(datetime.now(UTC)):
            return tokens.access
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew(refused))
            self._renewing.add_done_callback(_looked_at)
        # Whoever waits may be cancelled; what was renewed is kept all the same, for it is given only once.
        return await asyncio.shield(self._renewing)

    async def close(self) -> None:
        """Close the connections; what is being renewed is kept before."""
        if self._renewing is not None and not self._renewing.done():
            await asyncio.wait([self._renewing], timeout=TIMEOUT.total_seconds())
        await self._server.close()

    async def _renew(self, refused: str | None) -> str:
        try:
            return await self._in_turn(refused)
        except LoginRejected as error:
            # Where files cannot be locked another process may have used it too: what it got is stored then.
            await asyncio.sleep(_ELSEWHERE_SECONDS)
            return await self._in_turn(refused, but_by=(self._tokens, error))

    async def _in_turn(
        self, refused: str | None, *, but_by: tuple[Tokens, LoginRejected] | None = None
    ) -> str:
        """Renew, and return the token; by tokens that were rejected it is not tried again."""
        async with self._context.renewing() as stored:
            # Another process may have been first: then there is nothing to ask.
            self._take(Tokens.of(stored))
            if but_by is not None and self._tokens is but_by[0]:
                raise but_by[1]
            if self._tokens.access != refused and self._tokens.lasts(datetime.now(UTC)):
                return self._tokens.access
            return await self._ask()

    async def _ask(self) -> str:
        before = self._tokens
        if not before.refresh:
            raise LoginRejected("Sign in to Trakt first.", account=WHAT)
        renewed = await self._server.renewed(self._application, before.refresh)
        if self._tokens is not before:
            # Somebody has signed in anew while this was asked for.
            return self._tokens.access
        self._tokens = renewed
        self._seen.append(fingerprint(renewed.settings))
        self._unkept = True
        await self._store(renewed)
        return renewed.access

    async def _store(self, tokens: Tokens) -> None:
        """Keep tokens, unless somebody has signed in anew meanwhile."""
        if tokens is self._tokens:
            await self._context.keep(tokens.settings)
        self._unkept = False


def _looked_at(task: asyncio.Task[str]) -> None:
    """Let nobody complain of a failure that nobody waited for."""
    if not task.cancelled():
        task.exception()
