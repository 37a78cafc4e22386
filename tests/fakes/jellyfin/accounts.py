"""Users, signing in by password and by quick connect, and keys."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from fakes.jellyfin.asking import acting_user, calling_user, json_body
from fakes.jellyfin.names import NOBODY, guid
from fakes.mediabrowser.access import Device
from fakes.mediabrowser.asking import Ask, Needs, Refusal, json_answer
from fakes.mediabrowser.catalog import digest
from fakes.mediabrowser.model import User
from fakes.mediabrowser.shapes import stamp

if TYPE_CHECKING:
    from fakes.jellyfin.server import JellyfinFake


@dataclass(slots=True, kw_only=True)
class _Request:
    """Someone waits with a code in hand."""

    secret: str
    code: str
    device: Device
    added: datetime
    user: User | None = None


class Accounts:
    """The routes about who someone is."""

    def __init__(self, fake: JellyfinFake) -> None:
        self._fake = fake
        self.enabled = True
        self._requests: dict[str, _Request] = {}
        add = fake.routes.add
        add("POST", "/Users/AuthenticateByName", self._by_name, Needs.NOTHING)
        add("POST", "/Users/AuthenticateWithQuickConnect", self._by_quick_connect, Needs.NOTHING)
        add("GET", "/QuickConnect/Enabled", self._is_enabled, Needs.NOTHING)
        add("POST", "/QuickConnect/Initiate", self._initiate, Needs.NOTHING)
        add("GET", "/QuickConnect/Connect", self._connect, Needs.NOTHING)
        add("POST", "/QuickConnect/Authorize", self._authorize)
        # All who are signed in may list the users: the policy of this route is the default one.
        add("GET", "/Users", self._users)
        add("GET", "/Users/Public", self._public, Needs.NOTHING)
        add("GET", "/Users/Me", self._me)
        add("GET", "/Users/{userId}", self._user)
        add("POST", "/Sessions/Logout", self._sign_out)
        add("GET", "/Auth/Keys", self._keys, Needs.ADMIN)
        add("POST", "/Auth/Keys", self._new_key, Needs.ADMIN)
        add("DELETE", "/Auth/Keys/{key}", self._delete_key, Needs.ADMIN)

    def approve(self, code: str, user: User) -> None:
        """Let a user allow the request with this code."""
        request = next((one for one in self._requests.values() if one.code == code), None)
        if request is None:
            raise Refusal(404, thrown=True)
        if request.user is not None:
            # "Request is already authorized" is an exception of a kind that has no status of its own.
            raise Refusal(500, thrown=True)
        request.user = user

    async def _by_name(self, ask: Ask) -> web.Response:
        body = json_body(ask)
        name, password = body.take("Username", str), body.take("Pw", str)
        if not ask.caller.device.complete:
            raise Refusal(400, thrown=True)
        user = self._fake.access.named(name or "")
        if user is None or user.password != (password or ""):
            raise Refusal(401, thrown=True)
        if user.disabled:
            raise Refusal(403, thrown=True)
        return json_answer(self._signed_in(user, ask.caller.device))

    async def _by_quick_connect(self, ask: Ask) -> web.Response:
        secret = json_body(ask).take("Secret", str)
        if not secret:
            raise Refusal(400, "The Secret field is required.")
        request = self._requests.get(secret)
        if request is None or request.user is None:
            raise Refusal(404, thrown=True)
        return json_answer(self._signed_in(request.user, request.device))

    async def _is_enabled(self, _ask: Ask) -> web.Response:
        return json_answer(self.enabled)

    async def _initiate(self, ask: Ask) -> web.Response:
        self._assert_enabled()
        if not ask.caller.device.complete:
            raise Refusal(400, thrown=True)
        code = next(
            code
            for _ in range(10_000)
            if (code := f"{secrets.randbelow(900_000) + 100_000}")
            not in {one.code for one in self._requests.values()}
        )
        request = _Request(
            secret=secrets.token_hex(32).upper(),
            code=code,
            device=ask.caller.device,
            added=self._fake.now(),
        )
        self._requests[request.secret] = request
        return json_answer(_state(request))

    async def _connect(self, ask: Ask) -> web.Response:
        secret = ask.text("secret")
        if secret is None:
            raise Refusal(400, "The secret field is required.")
        self._assert_enabled()
        request = self._requests.get(secret)
        if request is None:
            raise Refusal(404, "Unknown secret")
        return json_answer(_state(request))

    async def _authorize(self, ask: Ask) -> web.Response:
        code = ask.text("code")
        if code is None:
            raise Refusal(400, "The code field is required.")
        user = acting_user(self._fake, ask)
        self._assert_enabled()
        self.approve(code, user)
        return json_answer(value=True)

    def _assert_enabled(self) -> None:
        if not self.enabled:
            raise Refusal(401)

    def _signed_in(self, user: User, device: Device) -> dict[str, Any]:
        token = self._fake.access.sign_in(user, device)
        now = stamp(self._fake.now())
        session = {
            "Id": digest(user.id, device.id),
            "UserId": user.id,
            "UserName": user.name,
            "Client": device.client,
            "DeviceName": device.name,
            "DeviceId": device.id,
            "ApplicationVersion": device.version,
            "LastActivityDate": now,
            "LastPlaybackCheckIn": "0001-01-01T00:00:00.0000000Z",
            "IsActive": True,
            "SupportsMediaControl": False,
            "SupportsRemoteControl": False,
            "HasCustomDeviceName": False,
            "PlayableMediaTypes": [],
            "SupportedCommands": [],
            "ServerId": self._fake.id,
        }
        shown = self._fake.shapes.user(user, self._fake.name)
        return {"User": shown, "SessionInfo": session, "AccessToken": token, "ServerId": self._fake.id}

    async def _users(self, ask: Ask) -> web.Response:
        hidden, disabled = ask.flag("isHidden"), ask.flag("isDisabled")
        return json_answer(
            [
                self._fake.shapes.user(user, self._fake.name)
                for user in self._fake.access.users
                if hidden in {None, user.hidden} and disabled in {None, user.disabled}
            ]
        )

    async def _public(self, _ask: Ask) -> web.Response:
        users = [one for one in self._fake.access.users if not one.hidden and not one.disabled]
        return json_answer([self._fake.shapes.user(one, self._fake.name) for one in users])

    async def _me(self, ask: Ask) -> web.Response:
        return json_answer(self._fake.shapes.user(calling_user(ask), self._fake.name))

    async def _user(self, ask: Ask) -> web.Response:
        user = self._fake.access.user(guid(ask.path["userId"]))
        if user is None:
            raise Refusal(404, "User not found")
        return json_answer(self._fake.shapes.user(user, self._fake.name))

    async def _sign_out(self, ask: Ask) -> web.Response:
        self._fake.access.sessions.pop(ask.caller.token, None)
        return web.Response(status=204)

    async def _keys(self, _ask: Ask) -> web.Response:
        keys = [
            {
                "Id": number,
                "AccessToken": key,
                "AppName": app,
                "UserId": NOBODY,
                "IsActive": True,
                "DateCreated": stamp(made),
                "DateLastActivity": stamp(made),
            }
            for number, (key, (app, made)) in enumerate(self._fake.access.keys.items(), 1)
        ]
        return json_answer({"Items": keys, "TotalRecordCount": len(keys), "StartIndex": 0})

    async def _new_key(self, ask: Ask) -> web.Response:
        app = ask.text("app")
        if app is None:
            raise Refusal(400, "The app field is required.")
        self._fake.access.new_key(app)
        return web.Response(status=204)

    async def _delete_key(self, ask: Ask) -> web.Response:
        self._fake.access.keys.pop(ask.path["key"], None)
        return web.Response(status=204)


def _state(request: _Request) -> dict[str, Any]:
    return {
        "Authenticated": request.user is not None,
        "Secret": request.secret,
        "Code": request.code,
        "DeviceId": request.device.id,
        "DeviceName": request.device.name,
        "AppName": request.device.client,
        "AppVersion": request.device.version,
        "DateAdded": stamp(request.added),
    }
