"""The login server: applications, consents, device codes, tokens that end and are taken back."""

import hashlib
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

from aiohttp import web

SCOPES = frozenset({"user.read", "playlists.read", "collection.read", "search.read"})
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass(slots=True)
class Application:
    client_id: str
    secret: str
    redirects: tuple[str, ...] = ()
    devices: bool = False


@dataclass(slots=True)
class Grant:
    """What a token gives; `user_id` None: an application's own."""

    user_id: str | None
    client_id: str
    scopes: frozenset[str]
    expires_at: datetime | None = None


@dataclass(slots=True)
class Code:
    """A code that a browser was sent back with."""

    grant: Grant
    redirect_uri: str
    challenge: str


@dataclass(slots=True)
class Device:
    """A code that somebody may enter; `state` is what the next look is told, "" when it was allowed."""

    code: str
    user_code: str
    client_id: str
    scopes: frozenset[str]
    state: str = "authorization_pending"
    user_id: str | None = None


class _Refused(Exception):
    def __init__(self, error: str, status: int = 400) -> None:
        super().__init__(error)
        self.error, self.status = error, status


@dataclass(slots=True)
class Access:
    """All that was let in. `consenting` is the id of who sits at the browser, None: they say no."""

    applications: dict[str, Application] = field(default_factory=dict)
    consenting: str | None = None
    tokens: dict[str, Grant] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    lifetime: int = 14400
    gives_refresh: bool = True
    rotates: bool = True

    def grant(self, header: str, now: datetime) -> Grant | None:
        """Return what a token gives, None for one that is not good."""
        found = self.tokens.get(header.removeprefix("Bearer "))
        good = found is not None and (found.expires_at is None or now < found.expires_at)
        return found if good and header.startswith("Bearer ") else None

    def revoke(self) -> None:
        """Take everything back that was given."""
        self.tokens.clear()
        self.refreshes.clear()

    def end_tokens(self) -> None:
        """Let all access tokens be over; they can be renewed."""
        self.tokens.clear()

    async def authorize(self, request: web.Request) -> web.Response:
        """Ask who sits at the browser, who answers at once."""
        asked = dict(request.query)
        application = self.applications.get(asked.get("client_id", ""))
        wanted = {"response_type", "client_id", "redirect_uri", "scope", "code_challenge_method"}
        wanted |= {"code_challenge", "state"}
        redirect = asked.get("redirect_uri", "")
        if application is None or set(asked) != wanted or redirect not in application.redirects:
            return web.Response(status=400, text="<html>error 1002</html>", content_type="text/html")
        scopes = frozenset(asked["scope"].split())
        if asked["response_type"] != "code" or asked["code_challenge_method"] != "S256" or scopes - SCOPES:
            return web.Response(status=400, text="<html>error 1002</html>", content_type="text/html")
        if self.consenting is None:
            answer = {"error": "access_denied", "state": asked["state"]}
        else:
            code = secrets.token_urlsafe(16)
            grant = Grant(self.consenting, application.client_id, scopes)
            self.codes[code] = Code(grant, redirect, asked["code_challenge"])
            answer = {"code": code, "state": asked["state"]}
        return web.Response(status=302, headers={"Location": f"{redirect}?{urlencode(answer)}"})

    async def device_authorization(self, request: web.Request) -> web.Response:
        """Give a code to be entered elsewhere."""
        form = dict(parse_qsl((await request.read()).decode()))
        try:
            application = self._with_devices(form, request.headers)
        except _Refused as refused:
            return _refuse(refused)
        scopes = frozenset(form.get("scope", "").split())
        number = len(self.devices) + 1
        device = Device(secrets.token_urlsafe(16), f"ABCD{number}", application.client_id, scopes)
        self.devices[device.code] = device
        told = {
            "deviceCode": device.code,
            "userCode": device.user_code,
            "verificationUri": "link.tidal.com",
            "verificationUriComplete": f"link.tidal.com/{device.user_code}",
            "expiresIn": 300,
            "interval": 2,
        }
        return web.json_response(told)

    async def token(self, request: web.Request) -> web.Response:
        """Give tokens for a grant."""
        if request.content_type != "application/x-www-form-urlencoded":
            return _refuse(_Refused("invalid_request"))
        form = dict(parse_qsl((await request.read()).decode()))
        try:
            return web.json_response(self._granted(form, request.headers))
        except _Refused as refused:
            return _refuse(refused)

    def _granted(self, form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
        application = self._application(form, headers)
        match form.get("grant_type"):
            case "authorization_code":
                return self._by_code(form, application)
            case "refresh_token":
                return self._by_refresh(form, application)
            case "client_credentials":
                if not application.secret or "Authorization" not in headers:
                    raise _Refused("invalid_client", 401)
                return self._given(Grant(None, application.client_id, frozenset()), refresh=False)
            case kind if kind == _DEVICE:
                return self._by_device(form, application)
        raise _Refused("unsupported_grant_type")

    def _with_devices(self, form: Mapping[str, str], headers: Mapping[str, str]) -> Application:
        application = self._application(form, headers)
        if set(form) - {"client_id", "client_secret", "scope"}:
            raise _Refused("invalid_request")
        if not application.devices:
            raise _Refused("unauthorized_client")
        return application

    def _application(self, form: Mapping[str, str], headers: Mapping[str, str]) -> Application:
        client_id, secret = form.get("client_id", ""), form.get("client_secret")
        basic = headers.get("Authorization", "")
        if basic.startswith("Basic "):
            client_id, _, secret = b64decode(basic[6:]).decode().partition(":")
            client_id, secret = unquote(client_id), unquote(secret)
        found = self.applications.get(client_id)
        if found is None or (secret is not None and secret != found.secret):
            raise _Refused("invalid_client", 401)
        return found

    def _by_code(self, form: Mapping[str, str], application: Application) -> dict[str, Any]:
        code = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        good = (
            code is not None
            and code.grant.client_id == application.client_id
            and code.redirect_uri == form.get("redirect_uri")
            and code.challenge == challenge
        )
        if code is None or not good:
            raise _Refused("invalid_grant")
        return self._given(code.grant)

    def _by_refresh(self, form: Mapping[str, str], application: Application) -> dict[str, Any]:
        old = form.get("refresh_token", "")
        grant = self.refreshes.get(old)
        if grant is None or grant.client_id != application.client_id:
            raise _Refused("invalid_grant")
        if not self.rotates:
            return self._given(grant, refresh=False)
        del self.refreshes[old]
        return self._given(grant)

    def _by_device(self, form: Mapping[str, str], application: Application) -> dict[str, Any]:
        device = self.devices.get(form.get("device_code", ""))
        if device is None or device.client_id != application.client_id:
            raise _Refused("expired_token")
        if device.state:
            raise _Refused(device.state)
        del self.devices[device.code]
        return self._given(Grant(device.user_id, device.client_id, device.scopes))

    def _given(self, grant: Grant, *, refresh: bool = True) -> dict[str, Any]:
        access = f"access-{secrets.token_urlsafe(16)}"
        ends = datetime.now(UTC) + timedelta(seconds=self.lifetime)
        self.tokens[access] = Grant(grant.user_id, grant.client_id, grant.scopes, ends)
        told: dict[str, Any] = {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": self.lifetime,
            "scope": " ".join(sorted(grant.scopes)),
        }
        if grant.user_id is not None:
            told["user_id"] = int(grant.user_id)
            if refresh and self.gives_refresh:
                told["refresh_token"] = f"refresh-{secrets.token_urlsafe(16)}"
                self.refreshes[told["refresh_token"]] = grant
        return told


def _refuse(refused: _Refused) -> web.Response:
    told = {"status": refused.status, "error": refused.error, "sub_status": 1002, "error_description": "no"}
    return web.json_response(told, status=refused.status)
