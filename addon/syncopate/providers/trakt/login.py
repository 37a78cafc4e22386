"""Logging in with a code that is entered on any device (RFC 8628, in Trakt's own words for it)."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from syncopate.errors import InvalidInput, LoginRejected, OddAnswer, RateLimited
from syncopate.providers.capability import Context
from syncopate.providers.http import HttpClient
from syncopate.providers.login import LoggedIn, Step, Visit
from syncopate.providers.trakt.manifest import LIMIT
from syncopate.providers.trakt.raw import WHAT, inside, parsed, text, thing, whole
from syncopate.providers.trakt.tokens import (
    AGENT,
    API,
    TIMEOUT,
    Application,
    Reply,
    Tokens,
    TokenServer,
    rejected,
    tokens_of,
)

VERSION = {"trakt-api-version": "2", "Content-Type": "application/json"}
_PAGE = "https://trakt.tv/activate"
_EVERY_SECONDS, _SLOWER_SECONDS = 5, 5.0
_WITHIN_SECONDS = 600


def create(context: Context) -> TraktLogin:
    """Make what logs in; it needs no settings."""
    return TraktLogin(context)


class TraktLogin:
    """Logs in to Trakt; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Begin. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        if method != "device":
            raise InvalidInput(f"There is no way {method} to sign in to Trakt.", field="method")
        given = {name: answers.get(name, "").strip() for name in ("client_id", "client_secret")}
        if not given["client_id"]:
            raise InvalidInput("The client ID of an application is needed.", field="client_id")
        if not given["client_secret"]:
            raise InvalidInput("The client secret of the application is needed.", field="client_secret")
        async with self._tokens() as server:
            reply = await server.ask("device/code", {"client_id": given["client_id"]})
        if not reply.good:
            raise _refused(reply)
        device, code = text(reply.raw, "device_code"), text(reply.raw, "user_code")
        if device is None or code is None:
            raise OddAnswer(account=WHAT)
        seconds = whole(reply.raw, "expires_in") or _WITHIN_SECONDS
        page = text(reply.raw, "verification_url") or _PAGE
        return _visit(
            {
                **given,
                "device_code": device,
                "code": code,
                "url": self._context.endpoint(f"https://{page.rpartition('://')[2]}"),
                "every_seconds": str(whole(reply.raw, "interval") or _EVERY_SECONDS),
                "expires_at": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(),
            }
        )

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """See whether the code was entered. Raises LoginRejected when it was refused or has expired."""
        del answers
        application = _application(state)
        asked_at = datetime.now(UTC)
        try:
            async with self._tokens() as server:
                reply = await server.ask("device/token", {"code": state["device_code"], **application.named})
        except RateLimited:
            return _slower(state)
        match reply.status:
            case HTTPStatus.OK:
                return await self._ended(application, tokens_of(reply, asked_at))
            case HTTPStatus.BAD_REQUEST:
                return _visit(state)
            case HTTPStatus.TOO_MANY_REQUESTS:
                return _slower(state)
            case HTTPStatus.NOT_FOUND:
                raise LoginRejected("Trakt does not know this code (any more): begin again.", account=WHAT)
            case HTTPStatus.CONFLICT:
                raise LoginRejected("This code was used already: begin again.", account=WHAT)
            case HTTPStatus.GONE:
                raise LoginRejected("Nobody entered the code at Trakt in time: begin again.", account=WHAT)
            case HTTPStatus.IM_A_TEAPOT:
                raise LoginRejected("At Trakt it was not allowed.", account=WHAT)
            case _:
                raise _refused(reply)

    async def _ended(self, application: Application, tokens: Tokens) -> LoggedIn:
        """End as the user whose tokens they are. Raises Unreachable."""
        http = HttpClient(self._context.endpoint(API), what=WHAT, limit=LIMIT, headers=AGENT, timeout=TIMEOUT)
        headers = {
            **VERSION,
            "trakt-api-key": application.client_id,
            "Authorization": f"Bearer {tokens.access}",
        }
        try:
            fetched = await http.bytes("GET", "users/settings", headers=headers)
        finally:
            await http.close()
        user = inside(thing(parsed(fetched.content)) or {}, "user")
        user_id = text(inside(user, "ids"), "uuid") or text(inside(user, "ids"), "slug")
        if user_id is None:
            raise OddAnswer(account=WHAT)
        return LoggedIn(
            settings={**application.named, "user_id": user_id, **tokens.settings},
            name=f"Trakt ({text(user, 'username') or user_id})",
        )

    @asynccontextmanager
    async def _tokens(self) -> AsyncGenerator[TokenServer]:
        """Open a connection for one step."""
        server = TokenServer(self._context)
        try:
            yield server
        finally:
            await server.close()


def _refused(reply: Reply) -> Exception:
    """Return what it means that no code is given: it is the application that Trakt does not know."""
    if reply.status in {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}:
        return rejected(Reply(HTTPStatus.UNAUTHORIZED, {}))
    return rejected(reply)


def _application(state: Mapping[str, str]) -> Application:
    return Application(client_id=state["client_id"], secret=state["client_secret"])


def _slower(state: Mapping[str, str]) -> Visit:
    return _visit({**state, "every_seconds": str(float(state["every_seconds"]) + _SLOWER_SECONDS)})


def _visit(state: Mapping[str, str]) -> Visit:
    return Visit(
        url=state["url"],
        code=state["code"],
        expires_at=datetime.fromisoformat(state["expires_at"]),
        state=state,
        every_seconds=float(state["every_seconds"]),
    )
