"""Logging in with a code that the user enters at SIMKL."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from syncopate.errors import InvalidInput, LoginRejected, OddAnswer
from syncopate.providers._tracker.raw import inside, text, whole
from syncopate.providers.capability import Context
from syncopate.providers.http import HttpClient
from syncopate.providers.login import LoggedIn, Step, Visit
from syncopate.providers.simkl.client import WHAT, answer_of, app_of, connect

_PAGE = "https://simkl.com/pin"
_EXPIRES_SECONDS, _EVERY_SECONDS = 900, 5


def create(context: Context) -> SimklLogin:
    """Make what logs in; it needs no settings."""
    return SimklLogin(context)


class SimklLogin:
    """Logs in to SIMKL; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Begin. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        if method != "pin":
            raise InvalidInput(f"There is no way {method} to sign in to SIMKL.", field="method")
        client_id = answers.get("client_id", "").strip()
        if not client_id:
            raise InvalidInput("The client ID of an application is needed.", field="client_id")
        async with self._connected({}) as http:
            answer = answer_of(await http.json("GET", "oauth/pin", query=app_of(client_id)))
        code = text(answer, "user_code")
        if not code:
            raise OddAnswer(account=WHAT)
        page = text(answer, "verification_uri") or text(answer, "verification_url") or _PAGE
        seconds = whole(answer, "expires_in") or _EXPIRES_SECONDS
        return _visit(
            {
                "client_id": client_id,
                "code": code,
                "url": page if page.startswith("https://") else _PAGE,
                "expires_at": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(),
                "every_seconds": str(whole(answer, "interval") or _EVERY_SECONDS),
            }
        )

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """See whether the code was entered. Raises LoginRejected when it has expired."""
        del answers
        code = state["code"]
        if datetime.now(UTC) >= datetime.fromisoformat(state["expires_at"]):
            raise _expired()
        async with self._connected({}) as http:
            answer = answer_of(await http.json("GET", f"oauth/pin/{code}", query=app_of(state["client_id"])))
        token = text(answer, "access_token")
        if token:
            return await self._ended(state["client_id"], token)
        if text(answer, "user_code") or "device_code" in answer:
            # A code that it does not know (any more) is answered with a new one.
            raise _expired()
        if text(answer, "result") != "KO":
            raise OddAnswer(account=WHAT)
        return _visit(state)

    async def _ended(self, client_id: str, token: str) -> LoggedIn:
        """End as the user whose token it is."""
        async with self._connected({"Authorization": f"Bearer {token}"}) as http:
            said = answer_of(await http.json("POST", "users/settings", query=app_of(client_id), body={}))
        user_id, name = whole(inside(said, "account"), "id"), text(inside(said, "user"), "name")
        if user_id is None:
            raise OddAnswer(account=WHAT)
        settings = {"client_id": client_id, "access_token": token, "user_id": str(user_id)}
        return LoggedIn(settings=settings, name=f"SIMKL ({name or user_id})")

    @asynccontextmanager
    async def _connected(self, headers: Mapping[str, str]) -> AsyncGenerator[HttpClient]:
        """Open a connection for one step."""
        http = connect(self._context, headers, shared=False)
        try:
            yield http
        finally:
            await http.close()


def _expired() -> LoginRejected:
    return LoginRejected("Nobody entered the code at SIMKL in time: begin again.", account=WHAT)


def _visit(state: Mapping[str, str]) -> Visit:
    return Visit(
        url=state["url"],
        code=state["code"],
        expires_at=datetime.fromisoformat(state["expires_at"]),
        state=state,
        every_seconds=float(state["every_seconds"]),
    )
