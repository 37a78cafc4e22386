"""Applications, codes for devices, tokens that end and that are good once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

_OOB = "urn:ietf:wg:oauth:2.0:oob"


@dataclass(slots=True)
class Grant:
    username: str
    client_id: str
    expires_at: datetime


@dataclass(slots=True)
class Device:
    """A code that somebody may enter. `state` is "", "approved", "denied" or "used"."""

    user_code: str
    client_id: str
    expires_at: datetime
    state: str = ""
    username: str = ""
    looked_at: datetime | None = None


@dataclass(slots=True)
class Access:
    """All that was let in; `interval` is how many seconds lie between two looks at least."""

    now: Callable[[], datetime]
    applications: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    lifetime: int = 604_800
    interval: int = 5
    code_lifetime: int = 600

    def grant(self, header: str, client_id: str) -> Grant | None:
        """Return what a token gives, None for one that is not good."""
        found = self.tokens.get(header.removeprefix("Bearer "))
        good = found is not None and self.now() < found.expires_at and found.client_id == client_id
        return found if good and header.startswith("Bearer ") else None

    def enter(self, user_code: str, username: str, *, allows: bool = True) -> None:
        """Let somebody enter a code."""
        device = next(each for each in self.devices.values() if each.user_code == user_code)
        device.state, device.username = ("approved" if allows else "denied"), username

    async def code(self, request: web.Request) -> web.Response:
        said = await _said(request, {"client_id"})
        if said is None:
            return _refused(400, "invalid_request")
        if said["client_id"] not in self.applications:
            return _refused(403, "invalid_client")
        device, user_code = secrets.token_hex(32), secrets.token_hex(4).upper()
        ends = self.now() + timedelta(seconds=self.code_lifetime)
        self.devices[device] = Device(user_code, said["client_id"], ends)
        return web.json_response(
            {
                "device_code": device,
                "user_code": user_code,
                "verification_url": "https://trakt.tv/activate",
                "expires_in": self.code_lifetime,
                "interval": self.interval,
            }
        )

    async def device_token(self, request: web.Request) -> web.Response:
        """Answer a look; what is refused has a status and nothing more."""
        said = await _said(request, {"code", "client_id", "client_secret"})
        if said is None:
            return _refused(400, "invalid_request")
        if self.applications.get(said["client_id"]) != said["client_secret"]:
            return _refused(401, "invalid_client")
        device = self.devices.get(said["code"])
        if device is None or device.client_id != said["client_id"]:
            return web.Response(status=404)
        return self._looked(device)

    def _looked(self, device: Device) -> web.Response:
        now, before = self.now(), device.looked_at
        device.looked_at = now
        if device.state == "used":
            return web.Response(status=409)
        if now >= device.expires_at:
            return web.Response(status=410)
        if device.state == "denied":
            return web.Response(status=418)
        if before is not None and now - before < timedelta(seconds=self.interval):
            return web.Response(status=429, headers={"Retry-After": str(self.interval)})
        if device.state != "approved":
            return web.json_response({}, status=400)
        device.state = "used"
        return self._given(device.username, device.client_id)

    async def token(self, request: web.Request) -> web.Response:
        """Exchange a refresh token: it is good once."""
        wanted = {"refresh_token", "client_id", "client_secret", "redirect_uri", "grant_type"}
        said = await _said(request, wanted)
        if said is None or said["grant_type"] != "refresh_token" or said["redirect_uri"] != _OOB:
            return _refused(400, "invalid_request")
        if self.applications.get(said["client_id"]) != said["client_secret"]:
            return _refused(401, "invalid_client")
        grant = self.refreshes.pop(said["refresh_token"], None)
        if grant is None or grant.client_id != said["client_id"]:
            return _refused(400, "invalid_grant")
        return self._given(grant.username, grant.client_id)

    def _given(self, username: str, client_id: str) -> web.Response:
        access, refresh = secrets.token_hex(32), secrets.token_hex(32)
        now = self.now()
        self.tokens[access] = Grant(username, client_id, now + timedelta(seconds=self.lifetime))
        self.refreshes[refresh] = Grant(username, client_id, now + timedelta(days=90))
        return web.json_response(
            {
                "access_token": access,
                "token_type": "bearer",
                "expires_in": self.lifetime,
                "refresh_token": refresh,
                "scope": "public",
                "created_at": int(now.timestamp()),
            }
        )


async def _said(request: web.Request, names: set[str]) -> dict[str, Any] | None:
    """Return a body that has just these names; Trakt takes it as JSON."""
    if request.content_type != "application/json" or not request.headers.get("User-Agent"):
        return None
    body = await request.json()
    return body if isinstance(body, dict) and set(body) == names else None


def _refused(status: int, error: str) -> web.Response:
    said = {"error": error, "error_description": "The made-up service says no."}
    return web.json_response(said, status=status)
