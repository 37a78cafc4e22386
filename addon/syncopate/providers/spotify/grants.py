"""Asks Spotify's accounts service for tokens: by the code of a consent (PKCE, RFC 7636), or by a token."""

import base64
import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from syncopate.errors import LoginRejected, OddAnswer
from syncopate.providers.capability import Context
from syncopate.providers.http import HttpClient
from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Pace
from syncopate.providers.spotify.wire import WHAT

ACCOUNTS = "https://accounts.spotify.com"
SCOPES = (
    "playlist-read-private",
    "playlist-read-collaborative",
    "user-library-read",
    "user-follow-read",
    "user-read-recently-played",
)
TIMEOUT = timedelta(seconds=30)
_LIMIT = RateLimit(requests=10, seconds=10.0, concurrency=2)
_SAYS_WHY = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
_OVER = "Spotify takes this login no longer: it was revoked, or is older than six months. Sign in again."


class CodeRefusedError(Exception):
    """The code of a consent is wrong, was used before or is too old: no login is over by that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What lets us in; `refresh` is None where the one that is known stays."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)


class Grants:
    """Talks to the accounts service as one app.

    Its methods raise what `HttpClient` raises, LoginRejected for what was revoked, has expired or was used.
    """

    def __init__(self, base: str, client_id: str, pace: Pace | None = None) -> None:
        self._base = base.rstrip("/")
        self._client_id = client_id
        self._http = HttpClient(base, what=WHAT, limit=_LIMIT, timeout=TIMEOUT, told=_told, pace=pace)

    def page(self, redirect_uri: str, state: str, verifier: str) -> str:
        """Return where the user allows it; whoever is signed in there already may choose to be another."""
        asked = {
            "client_id": self._client_id,
            "response_type": "code",
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
            "code_challenge_method": "S256",
            "code_challenge": _challenge(verifier),
            "show_dialog": "true",
        }
        return f"{self._base}/authorize?{urlencode(asked)}"

    async def by_code(self, code: str, redirect_uri: str, verifier: str) -> Grant:
        """Return what a consent is worth; a code is good once. Raises CodeRefusedError where it is not."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        try:
            return await self._ask(form, again=False)
        except LoginRejected as error:
            if error.detail == _OVER:
                raise CodeRefusedError from None
            raise

    async def by_refresh(self, token: str) -> Grant:
        """Return new tokens; the one it was done with is used up."""
        return await self._ask({"grant_type": "refresh_token", "refresh_token": token}, again=True)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()

    async def _ask(self, form: Mapping[str, str], *, again: bool) -> Grant:
        pairs = [*form.items(), ("client_id", self._client_id)]
        return _grant(await self._http.json("POST", "api/token", form=pairs, idempotent=again))


def _told(status: int, body: bytes) -> LoginRejected | None:
    """Return why a token is refused: that stands in the body (RFC 6749, 5.2)."""
    match _said(body) if status in _SAYS_WHY else None:
        case "invalid_grant":
            return LoginRejected(_OVER, account=WHAT)
        case "invalid_client":
            return LoginRejected("Spotify does not know this client ID.", account=WHAT)
        case _:
            return None


def _said(content: bytes) -> str | None:
    with suppress(ValueError, RecursionError):
        raw = json.loads(content)
        error = raw.get("error") if isinstance(raw, dict) else None
        return error if isinstance(error, str) else None
    return None


def _grant(raw: object) -> Grant:
    if not isinstance(raw, dict):
        raise OddAnswer(account=WHAT)
    access, refresh = raw.get("access_token"), raw.get("refresh_token")
    if not isinstance(access, str) or not access:
        raise OddAnswer(account=WHAT)
    return Grant(access=access, refresh=refresh if isinstance(refresh, str) and refresh else None)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def grants_of(context: Context, client_id: str) -> Grants:
    """Make what asks for tokens."""
    pace = context.connections.paces.of("spotify accounts", _LIMIT, WHAT)
    return Grants(context.endpoint(ACCOUNTS), client_id, pace)
