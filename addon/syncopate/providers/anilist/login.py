"""Signing in: AniList shows a token in the browser (RFC 6749, 4.2), which the user brings here."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from syncopate.errors import InvalidInput
from syncopate.providers.anilist.client import WHAT, Client
from syncopate.providers.capability import Context
from syncopate.providers.login import ANSWER, Consent, LoggedIn, Step

AUTHORIZE = "https://anilist.co/api/v2/oauth/authorize"
PIN = "https://anilist.co/api/v2/oauth/pin"
_WITHIN = timedelta(minutes=30)


def create(context: Context) -> AnilistLogin:
    """Make what signs in."""
    return AnilistLogin(context)


class AnilistLogin:
    """Signs in to AniList; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Send the user to AniList. Raises InvalidInput naming the field."""
        if method != "browser":
            raise InvalidInput(f"There is no way {method} to sign in to {WHAT}.", field="method")
        client_id = answers.get("client_id", "").strip()
        if not (client_id.isascii() and client_id.isdigit()):
            raise InvalidInput("The client ID of an application is a number.", field="client_id")
        expires_at = datetime.now(UTC) + _WITHIN
        return self._shown({"client_id": client_id, "expires_at": expires_at.isoformat()})

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Take the token, or the address that has it. Raises LoginRejected, Unreachable, InvalidInput."""
        brought = answers.get(ANSWER, "").strip()
        if not brought:
            return self._shown(state)
        token = _token_in(brought)
        client = Client(replace(self._context, settings={"token": token}))
        try:
            number, name = await client.viewer()
        finally:
            await client.close()
        settings = {"client_id": state["client_id"], "token": token, "user_id": str(number)}
        return LoggedIn(settings=settings, name=f"{WHAT} ({name})" if name else WHAT)

    def _shown(self, state: Mapping[str, str]) -> Consent:
        asked = urlencode({"client_id": state["client_id"], "response_type": "token"})
        return Consent(
            url=f"{self._context.endpoint(AUTHORIZE)}?{asked}",
            redirect_uri=PIN,
            expires_at=datetime.fromisoformat(state["expires_at"]),
            state=state,
        )


def _token_in(brought: str) -> str:
    """Return the token that was brought, by itself or in an address. Raises InvalidInput."""
    if "://" in brought:
        found = parse_qs(urlsplit(brought).fragment).get("access_token", [""])[0]
    else:
        found = "".join(brought.split())
    if not found:
        raise InvalidInput("There is no token of AniList's in that address.", field=ANSWER)
    return found
