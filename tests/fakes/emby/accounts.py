"""Users, signing in, and keys. There is no quick connect."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from aiohttp import web

from fakes.emby.asking import json_body, user_of
from fakes.mediabrowser.asking import Ask, Body, Needs, Refusal, json_answer
from fakes.mediabrowser.catalog import digest
from fakes.mediabrowser.listing import part
from fakes.mediabrowser.model import User
from fakes.mediabrowser.shapes import stamp

if TYPE_CHECKING:
    from fakes.emby.server import EmbyFake

_FORM = "application/x-www-form-urlencoded"


class Accounts:
    """The routes about who someone is."""

    def __init__(self, fake: EmbyFake) -> None:
        self._fake = fake
        add = fake.routes.add
        add("POST", "/Users/AuthenticateByName", self._by_name, Needs.NOTHING)
        add("GET", "/Users/Public", self._public, Needs.NOTHING)
        add("GET", "/Users/Query", self._users, Needs.ADMIN)
        add("GET", "/Users/{UserId}", self._user)
        add("GET", "/Auth/Keys", self._keys, Needs.ADMIN)
        add("POST", "/Auth/Keys", self._new_key, Needs.ADMIN)

    async def _by_name(self, ask: Ask) -> web.Response:
        if ask.content_type == _FORM:
            form = parse_qs(ask.body.decode(errors="replace"), keep_blank_values=True)
            body = Body({name: values[0] for name, values in form.items()})
        else:
            body = json_body(ask)
        name, password = body.take("Username", str), body.take("Pw", str)
        if not ask.caller.device.complete:
            raise Refusal(400, "Value cannot be null. (Parameter 'appName')")
        user = self._fake.access.named(name or "")
        if user is None or user.password != (password or ""):
            raise Refusal(401, "Invalid username or password entered.")
        if user.disabled:
            raise Refusal(403, "The account is currently disabled.")
        return json_answer(self._signed_in(user, ask))

    def _signed_in(self, user: User, ask: Ask) -> dict[str, Any]:
        fake, device = self._fake, ask.caller.device
        token = fake.access.sign_in(user, device)
        session = {
            "Id": digest(user.id, device.id),
            "ServerId": fake.id,
            "UserId": user.id,
            "UserName": user.name,
            "Client": device.client,
            "DeviceName": device.name,
            "DeviceId": device.id,
            "ApplicationVersion": device.version,
            "LastActivityDate": stamp(fake.now()),
            "PlayableMediaTypes": [],
            "SupportedCommands": [],
            "SupportsRemoteControl": False,
        }
        shown = fake.shapes.user(user, fake.name)
        return {"User": shown, "SessionInfo": session, "AccessToken": token, "ServerId": fake.id}

    async def _public(self, _ask: Ask) -> web.Response:
        users = [one for one in self._fake.access.users if not one.hidden and not one.disabled]
        return json_answer([self._fake.shapes.user(one, self._fake.name) for one in users])

    async def _users(self, ask: Ask) -> web.Response:
        hidden, disabled = ask.flag("IsHidden"), ask.flag("IsDisabled")
        found = [
            user
            for user in sorted(self._fake.access.users, key=lambda one: one.name.casefold())
            if hidden in {None, user.hidden} and disabled in {None, user.disabled}
        ]
        _, shown = part(ask, found)
        users = [self._fake.shapes.user(one, self._fake.name) for one in shown]
        return json_answer({"Items": users, "TotalRecordCount": len(found)})

    async def _user(self, ask: Ask) -> web.Response:
        user = user_of(self._fake, ask, ask.path["UserId"])
        return json_answer(self._fake.shapes.user(user, self._fake.name))

    async def _keys(self, ask: Ask) -> web.Response:
        keys = [
            {"Id": number, "AccessToken": key, "AppName": app, "DateCreated": stamp(made), "IsActive": True}
            for number, (key, (app, made)) in enumerate(self._fake.access.keys.items(), 1)
        ]
        return json_answer({"Items": part(ask, keys)[1], "TotalRecordCount": len(keys)})

    async def _new_key(self, ask: Ask) -> web.Response:
        app = ask.text("App")
        if app is None:
            raise Refusal(400, "Value cannot be null. (Parameter 'App')")
        self._fake.access.new_key(app)
        return web.Response(status=204)
