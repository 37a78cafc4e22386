"""The tokens of a login (OAuth 2.0): asked for, kept while they last, renewed by one at a time."""

import asyncio
import json
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import cast
from urllib.parse import quote

from syncopate.errors import LoginRejected, OddAnswer
from syncopate.providers.capability import Context
from syncopate.providers.connections import fingerprint
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.tidal.document import WHAT, Raw, text

AUTH = "https://auth.tidal.com/v1/oauth2"
TIMEOUT = timedelta(seconds=30)
_LIMIT = RateLimit(requests=10, seconds=1.0, concurrency=2)
_EARLY = timedelta(seconds=60)
"""A token that ends within that time is not used any more: it has to outlive the request."""
_ELSEWHERE_SECONDS = 0.5
"""How long what another process was just given may take until it is stored."""
_REMEMBERED = 32
"""Logins that were seen which are still known: settings that are in use are not older than that."""
_LONGEST = 10 * 365 * 86_400
_REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a login is at one time; `refresh` and `user_id` are "" where there is none."""

    access: str = field(repr=False)
    expires_at: datetime
    refresh: str = field(default="", repr=False)
    user_id: str = ""

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


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a login is refused, in the service's word for it, e.g. "invalid_grant"."""

    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """Who asks: an application of the user's own. `secret` is "" where it has none."""

    client_id: str
    secret: str = field(default="", repr=False)

    @property
    def form(self) -> list[tuple[str, str]]:
        """How it names itself in a form."""
        named = [("client_id", self.client_id)]
        return [*named, ("client_secret", self.secret)] if self.secret else named

    @property
    def header(self) -> Mapping[str, str]:
        """How it names itself where it asks for nobody (RFC 6749, 2.3.1)."""
        login = f"{quote(self.client_id, safe='')}:{quote(self.secret, safe='')}"
        return {"Authorization": f"Basic {b64encode(login.encode()).decode()}"}


class TokenServer(HttpClient):
    """What gives tokens. Its refusals have words, which an HttpClient keeps from everybody."""

    def __init__(self, context: Context) -> None:
        pace = context.connections.paces.of("tidal tokens", _LIMIT, WHAT)
        super().__init__(
            context.endpoint(AUTH), what=WHAT, limit=_LIMIT, timeout=TIMEOUT, told=_told, pace=pace
        )

    async def ask(self, path: str, form: list[tuple[str, str]], headers: Mapping[str, str]) -> Raw | Refusal:
        """Return what is answered to a form. Raises Unreachable."""
        fetched = await self.bytes("POST", path, form=form, headers={"Accept": "application/json", **headers})
        answer: object = None
        with suppress(ValueError, RecursionError):
            answer = json.loads(fetched.content)
        if not isinstance(answer, dict):
            raise OddAnswer(account=WHAT)
        raw = cast("Raw", answer)
        refused = text(raw, "error")
        return raw if refused is None else Refusal(refused)

    async def token(
        self, form: list[tuple[str, str]], *, headers: Mapping[str, str] | None = None
    ) -> Tokens | Refusal:
        """Return what a grant gives. Raises Unreachable."""
        asked_at = datetime.now(UTC)
        answer = await self.ask("token", form, headers or {})
        return answer if isinstance(answer, Refusal) else _tokens(answer, asked_at)

    async def own(self, application: Application) -> Tokens | Refusal:
        """Return the token of an application that asks for nobody. Raises Unreachable."""
        return await self.token([("grant_type", "client_credentials")], headers=application.header)


def _told(status: int, body: bytes) -> bytes | None:
    """Take a refusal that has words for an answer (RFC 6749, 5.2; RFC 8628, 3.5)."""
    if status in _REFUSALS:
        with suppress(ValueError, RecursionError):
            said = json.loads(body)
            if isinstance(said, dict) and isinstance(said.get("error"), str):
                return body
    return None


def rejected(refusal: Refusal) -> LoginRejected:
    """Return what a refusal means to people; the service's own words may tell more than is to be told."""
    match refusal.error:
        case "invalid_client" | "unauthorized_client":
            said = "TIDAL refuses the application: are client ID and secret right, may it sign in this way?"
        case "invalid_grant" | "expired_token":
            said = "TIDAL has ended the login: sign in again."
        case "access_denied":
            said = "At TIDAL it was not allowed."
        case "invalid_scope":
            said = (
                "The application may not read playlists: give it all scopes to read at developer.tidal.com."
            )
        case _:
            said = ""
    return LoginRejected(said, account=WHAT)


def _tokens(answer: Raw, asked_at: datetime) -> Tokens:
    access, seconds, user = text(answer, "access_token"), answer.get("expires_in"), answer.get("user_id")
    if access is None or isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise OddAnswer(account=WHAT)
    return Tokens(
        access=access,
        expires_at=asked_at + timedelta(seconds=min(max(seconds, 0), _LONGEST)),
        refresh=text(answer, "refresh_token") or "",
        user_id=str(user) if isinstance(user, int | str) and not isinstance(user, bool) else "",
    )


class Keyring:
    """The tokens of one account: gives the one that is good, and renews it for all who wait for it."""

    def __init__(self, context: Context, application: Application, *, for_user: bool) -> None:
        self._application = application
        self._for_user = for_user
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
        if not self._for_user:
            answer = await self._server.own(self._application)
        elif before.refresh:
            form = [("grant_type", "refresh_token"), ("refresh_token", before.refresh)]
            answer = await self._server.token([*form, *self._application.form])
        else:
            raise LoginRejected(
                "TIDAL gave this application a login for some hours only, and they are over: sign in again.",
                account=WHAT,
            )
        if isinstance(answer, Refusal):
            raise rejected(answer)
        # Where no new one is told, the one before goes on being good (RFC 6749, 6).
        refresh = (answer.refresh or before.refresh) if self._for_user else ""
        if self._tokens is not before:
            # Somebody has signed in anew while this was asked for.
            return self._tokens.access
        self._tokens = Tokens(access=answer.access, expires_at=answer.expires_at, refresh=refresh)
        renewed = self._tokens
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
