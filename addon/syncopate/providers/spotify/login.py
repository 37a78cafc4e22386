"""Signing in: the user allows it at Spotify, by an app of their own and PKCE, which needs no secret."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from syncopate.errors import InvalidInput, LoginLacksRights, LoginRejected
from syncopate.providers.capability import Context
from syncopate.providers.login import ANSWER, Consent, LoggedIn, Step, token_for
from syncopate.providers.spotify.client import Client
from syncopate.providers.spotify.grants import CodeRefusedError, Grant, Grants, grants_of
from syncopate.providers.spotify.manifest import REDIRECT_URI
from syncopate.providers.spotify.parse import User, user
from syncopate.providers.spotify.wire import WHAT

_WITHIN = timedelta(minutes=30)
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


def create(context: Context) -> SpotifyLogin:
    """Make what logs in."""
    return SpotifyLogin(context)


class SpotifyLogin:
    """Signs in at Spotify; fulfils Login."""

    def __init__(self, context: Context) -> None:
        self._context = context

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Begin. Raises InvalidInput naming the field."""
        if method != "pkce":
            raise InvalidInput(f"There is no way {method} to sign in to Spotify.", field="method")
        client_id = answers.get("client_id", "").strip()
        if not (client_id.isascii() and client_id.isalnum()):
            raise InvalidInput("The client ID is made of letters and digits.", field="client_id")
        state = {
            "client_id": client_id,
            "redirect_uri": _redirect_uri(answers.get("redirect_uri", "").strip() or REDIRECT_URI),
            "verifier": secrets.token_urlsafe(64),
            "token": token_for(self._context.account_id),
            "expires_at": (datetime.now(UTC) + _WITHIN).isoformat(),
        }
        return await self._consent(state)

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Go on with the address that the browser was sent to.

        Raises LoginRejected when it has expired, LoginLacksRights for users whom the app does not know,
        InvalidInput for another address, where it was not allowed, and for a code that is not taken: it can
        be allowed again then. Raises Unreachable.
        """
        address = answers.get(ANSWER, "").strip()
        if not address:
            if datetime.fromisoformat(state["expires_at"]) <= datetime.now(UTC):
                raise LoginRejected("Nobody let Syncopate in at Spotify in time.", account=WHAT)
            return await self._consent(state)
        code = _code(address, state["token"])
        grants = grants_of(self._context, state["client_id"])
        try:
            grant = await grants.by_code(code, state["redirect_uri"], state["verifier"])
        except CodeRefusedError:
            said = "Spotify did not take this code: it was used before, or is too old. Begin again."
            raise InvalidInput(said, field=ANSWER) from None
        finally:
            await grants.close()
        return await self._logged_in(state, grant)

    async def _consent(self, state: Mapping[str, str]) -> Consent:
        grants: Grants = grants_of(self._context, state["client_id"])
        url = grants.page(state["redirect_uri"], state["token"], state["verifier"])
        await grants.close()
        return Consent(
            url=url,
            redirect_uri=state["redirect_uri"],
            expires_at=datetime.fromisoformat(state["expires_at"]),
            state=dict(state),
        )

    async def _logged_in(self, state: Mapping[str, str], grant: Grant) -> LoggedIn:
        settings = {
            "client_id": state["client_id"],
            "redirect_uri": state["redirect_uri"],
            "refresh_token": grant.refresh or "",
            "access_token": grant.access,
        }
        if not grant.refresh:
            raise LoginRejected("Spotify gives no lasting login: begin again.", account=WHAT)
        found = await self._user(settings)
        return LoggedIn(settings={**settings, "user_id": found.key}, name=f"Spotify ({found.name})")

    async def _user(self, settings: Mapping[str, str]) -> User:
        context = Context(
            account_id=self._context.account_id,
            settings=settings,
            storage=self._context.storage,
            compute=self._context.compute,
            connections=self._context.connections,
            endpoints=self._context.endpoints,
        )
        client = Client(context)
        if client.tokens is not None:
            client.tokens.hear(context)
        try:
            return await client.ask(lambda api: user(api.me()))
        except LoginLacksRights:
            said = (
                "Spotify does not let this user in by the app: name them at User Management in its settings, "
                "and see that its owner has Premium."
            )
            raise LoginLacksRights(said, account=WHAT) from None
        finally:
            await client.close()
            # Nobody asks by this login again.
            self._context.connections.paces.forget(self._context.account_id)


def _redirect_uri(typed: str) -> str:
    """Return an address that Spotify sends browsers to. Raises InvalidInput for others."""
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    safe = parts.scheme == "https" if host else False
    if not host or not (safe or (parts.scheme == "http" and host in _LOOPBACK)) or parts.fragment:
        raise InvalidInput(
            "Spotify takes an address with https, or http://127.0.0.1 or http://[::1] with a port.",
            field="redirect_uri",
        )
    return typed


def _code(address: str, token: str) -> str:
    """Return the code in the answer. Raises InvalidInput for one of another sign-in, LoginRejected."""
    try:
        query = parse_qs(urlsplit(address).query)
    except ValueError:
        query = {}
    told = {name: values[0] for name, values in query.items()}
    if not secrets.compare_digest(told.get("state", "").encode(), token.encode()):
        raise InvalidInput(
            "That is not the address that Spotify sent the browser to for this sign-in.", field=ANSWER
        )
    if "code" in told:
        return told["code"]
    if told.get("error") == "access_denied":
        raise InvalidInput("At Spotify it was not allowed.", field=ANSWER)
    raise LoginRejected("Spotify does not let Syncopate in: look at the app's settings.", account=WHAT)
