"""The accounts service: a consent with PKCE, tokens that are renewed once each, and who a token is."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from fakes.spotify.asking import Refusal, answered
from fakes.spotify.model import User, World

CLIENT_ID = "0123456789abcdef0123456789abcdef"
REDIRECT_URI = "http://127.0.0.1:9030/callback"
_KNOWN_SCOPES = frozenset(
    {
        "playlist-read-private",
        "playlist-read-collaborative",
        "user-library-read",
        "user-follow-read",
        "user-read-recently-played",
        "user-top-read",
        "user-read-private",
    }
)
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a code stands for, until it is used."""

    user: User
    scopes: frozenset[str]
    redirect_uri: str
    challenge: str


@dataclass(slots=True)
class Grant:
    """What one user let one app do: its tokens of now."""

    user: User
    scopes: frozenset[str]
    access: str
    refresh: str
    expired: bool = False


class Accounts:
    """Lets apps in. Who sits at the browser is `at_browser`; `refuses`: they do not allow it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.redirect_uris = {REDIRECT_URI}
        self.at_browser: User | None = None
        self.refuses = False
        self.rotates = True
        self.renewals = 0
        self._codes: dict[str, Consent] = {}
        self._grants: list[Grant] = []

    def routes(self) -> list[web.RouteDef]:
        """Return what is answered where."""
        return [web.get("/authorize", self._authorize), web.post("/api/token", self._token)]

    def grant(self, user: User, scopes: frozenset[str] = _KNOWN_SCOPES) -> Grant:
        """Let the app in without a browser."""
        made = Grant(user, scopes, _made("BQ"), _made("AQ"))
        self._grants.append(made)
        return made

    def expire(self, user: User) -> None:
        """Let an hour go by."""
        for grant in self._grants:
            grant.expired = grant.expired or grant.user is user

    def revoke(self, user: User) -> None:
        """Take back what a user allowed."""
        self._grants = [one for one in self._grants if one.user is not user]

    def bearer(self, request: web.Request) -> tuple[User, frozenset[str]]:
        """Return who asks, and what they may. Raises Refusal."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if not token:
            raise Refusal(401, "No token provided")
        if scheme != "Bearer":
            raise Refusal(400, "Only valid bearer authentication supported")
        for grant in self._grants:
            if grant.access == token:
                if grant.expired:
                    raise Refusal(401, "The access token expired")
                if not grant.user.allowed:
                    raise Refusal(403, "User not registered in the Developer Dashboard")
                return grant.user, grant.scopes
        raise Refusal(401, "Invalid access token")

    async def _authorize(self, request: web.Request) -> web.Response:
        asked = dict(request.query)
        known = {"client_id", "response_type", "redirect_uri", "scope", "state", "code_challenge_method"}
        if set(asked) - known - {"code_challenge", "show_dialog"}:
            return web.Response(status=400, text="invalid_request: Unknown parameter")
        if asked.get("client_id") != CLIENT_ID or asked.get("redirect_uri") not in self.redirect_uris:
            return web.Response(status=400, text="INVALID_CLIENT: Invalid client or redirect URI")
        scopes = frozenset(asked.get("scope", "").split())
        well = asked.get("response_type") == "code" and asked.get("code_challenge_method") == "S256"
        if not well or len(asked.get("code_challenge", "")) != 43:
            return web.Response(status=400, text="invalid_request: code_challenge_method must be S256")
        if not scopes <= _KNOWN_SCOPES:
            return web.Response(status=400, text="INVALID_SCOPE: Invalid scope")
        state = {"state": asked["state"]} if "state" in asked else {}
        if self.refuses or self.at_browser is None:
            return _sent_to(asked["redirect_uri"], {"error": "access_denied", **state})
        code = _made("AQD")
        consent = Consent(self.at_browser, scopes, asked["redirect_uri"], asked["code_challenge"])
        self._codes[code] = consent
        return _sent_to(asked["redirect_uri"], {"code": code, **state})

    async def _token(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        if request.content_type != _FORM or request.query:
            return _wrong("invalid_request", "wrong content type")
        if form.get("client_id") != CLIENT_ID:
            return _wrong("invalid_client", "Invalid client")
        match form.get("grant_type"):
            case "authorization_code":
                wanted = {"grant_type", "client_id", "code", "redirect_uri", "code_verifier"}
                return self._by_code(form) if set(form) == wanted else _wrong("invalid_request", "parameters")
            case "refresh_token":
                wanted = {"grant_type", "client_id", "refresh_token"}
                return (
                    self._by_refresh(form) if set(form) == wanted else _wrong("invalid_request", "parameters")
                )
            case _:
                return _wrong("unsupported_grant_type", "grant_type parameter is missing")

    def _by_code(self, form: dict[str, str]) -> web.Response:
        consent = self._codes.pop(form["code"], None)
        if consent is None:
            return _wrong("invalid_grant", "Invalid authorization code")
        if consent.redirect_uri != form["redirect_uri"]:
            return _wrong("invalid_grant", "Invalid redirect URI")
        digest = hashlib.sha256(form["code_verifier"].encode("ascii")).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not 43 <= len(form["code_verifier"]) <= 128 or challenge != consent.challenge:
            return _wrong("invalid_grant", "code_verifier was incorrect")
        return _tokens(self.grant(consent.user, consent.scopes), told=True)

    def _by_refresh(self, form: dict[str, str]) -> web.Response:
        grant = next((one for one in self._grants if one.refresh == form["refresh_token"]), None)
        if grant is None:
            return _wrong("invalid_grant", "Refresh token revoked")
        self.renewals += 1
        grant.access, grant.expired = _made("BQ"), False
        if self.rotates:
            grant.refresh = _made("AQ")
        return _tokens(grant, told=self.rotates)


def _tokens(grant: Grant, *, told: bool) -> web.Response:
    answer = {
        "access_token": grant.access,
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": " ".join(sorted(grant.scopes)),
    }
    return answered({**answer, "refresh_token": grant.refresh} if told else answer)


def _wrong(error: str, description: str) -> web.Response:
    return answered({"error": error, "error_description": description}, 400)


def _sent_to(address: str, told: dict[str, str]) -> web.Response:
    between = "&" if "?" in address else "?"
    return web.Response(status=302, headers={"Location": f"{address}{between}{urlencode(told)}"})


def _made(prefix: str) -> str:
    return prefix + secrets.token_urlsafe(48)
