"""Signing in: TMDB asks the user for consent in the browser (version 4), and gives a session (version 3)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from syncopate.errors import InvalidInput, LoginRejected, OddAnswer, Unreachable
from syncopate.providers._tracker.raw import text
from syncopate.providers.capability import Context
from syncopate.providers.login import LoggedIn, Step, Visit
from syncopate.providers.tmdb.client import WHAT, Client, is_key, is_not_approved
from syncopate.providers.tmdb.manifest import MANIFEST

APPROVE = "https://www.themoviedb.org/auth/access"
_WITHIN = timedelta(minutes=15)
_EVERY_SECONDS = 3.0


def create(context: Context) -> TmdbLogin:
    """Make what signs in."""
    return TmdbLogin(context)


class TmdbLogin:
    """Signs in to TMDB; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Begin. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        token = answers.get("token", "").strip()
        if not token:
            raise InvalidInput("A token of TMDB is needed.", field="token")
        match method:
            case "token":
                await self._try(token)
                return LoggedIn(settings={"token": token}, name=MANIFEST.name)
            case "browser":
                return await self._visit(token)
            case _:
                raise InvalidInput(f"There is no way {method} to sign in to {WHAT}.", field="method")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Look whether it was allowed. Raises LoginRejected when it was refused or has expired."""
        del answers
        if datetime.now(UTC) >= datetime.fromisoformat(state["expires_at"]):
            raise LoginRejected("The time to confirm is over: begin again.", account=WHAT)
        client = self._client({"token": state["token"]})
        try:
            answer = await client.post("/4/auth/access_token", {"request_token": state["request_token"]})
        except Unreachable as error:
            if is_not_approved(error):
                return self._shown(state)
            raise
        finally:
            await client.close()
        access, account = text(answer, "access_token"), text(answer, "account_id")
        if not (access and account):
            raise OddAnswer(account=WHAT)
        settings = {"token": state["token"], "access_token": access, "account_object_id": account}
        return await self._session(settings)

    async def _visit(self, token: str) -> Visit:
        if is_key(token):
            raise InvalidInput("To sign in the longer API Read Access Token is needed.", field="token")
        client = self._client({"token": token})
        try:
            answer = await client.post("/4/auth/request_token", {})
        finally:
            await client.close()
        request = text(answer, "request_token")
        if not request:
            raise OddAnswer(account=WHAT)
        expires_at = datetime.now(UTC) + _WITHIN
        return self._shown({"token": token, "request_token": request, "expires_at": expires_at.isoformat()})

    def _shown(self, state: Mapping[str, str]) -> Visit:
        address = f"{self._context.endpoint(APPROVE)}?{urlencode({'request_token': state['request_token']})}"
        return Visit(
            url=address,
            code="",
            expires_at=datetime.fromisoformat(state["expires_at"]),
            state=state,
            every_seconds=_EVERY_SECONDS,
        )

    async def _session(self, settings: dict[str, str]) -> LoggedIn:
        """End with a session, which is what version 3 knows the user by."""
        client = self._client(settings)
        try:
            body = {"access_token": settings["access_token"]}
            session = text(await client.post("/3/authentication/session/convert/4", body), "session_id")
        finally:
            await client.close()
        if not session:
            raise OddAnswer(account=WHAT)
        settings = {**settings, "session_id": session}
        client = self._client(settings)
        try:
            number, name = await client.user()
        finally:
            await client.close()
        settings |= {"account_id": str(number), "user": name}
        return LoggedIn(settings=settings, name=f"{MANIFEST.name} ({name})" if name else MANIFEST.name)

    async def _try(self, token: str) -> None:
        client = self._client({"token": token})
        try:
            await client.ping()
        finally:
            await client.close()

    def _client(self, settings: Mapping[str, str]) -> Client:
        return Client(replace(self._context, settings=settings))
