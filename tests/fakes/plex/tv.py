"""plex.tv: signing in, who one is, the home, and the servers one may use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from fakes.plex.asking import wants_json
from fakes.plex.clock import Clock
from fakes.plex.nodes import Node, as_json, as_xml, container, tree
from fakes.plex.people import People, User
from fakes.plex.server import Connection, MediaServer
from fakes.plex.tv_answers import (
    home_of,
    home_user_node,
    pin_of,
    player_of,
    resource_of,
    share_node,
    shared_user_node,
    user_of,
)
from fakes.serving import Handler


@dataclass(frozen=True, slots=True)
class World:
    """What plex.tv knows."""

    people: People
    servers: list[MediaServer]
    clock: Clock


WORLD: web.AppKey[World] = web.AppKey("world", World)
_MYPLEX = {"friendlyName": "myPlex", "identifier": "com.plexapp.plugins.myplex"}


class TvError(Exception):
    """Refused with a status, and a number and a sentence of plex.tv's own."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.errors = [{"code": code, "message": message, "status": status}]


def _send(request: web.Request, tag: str, value: Any, status: int = 200) -> web.Response:
    """Answer as the second API does: JSON when asked for, else XML of the same."""
    if wants_json(request):
        return web.json_response(value, status=status)
    return web.Response(
        status=status, body=as_xml(tree(tag, value)), content_type="application/xml", charset="utf-8"
    )


def _send_container(
    request: web.Request, attributes: Mapping[str, Any], nodes: Sequence[Node]
) -> web.Response:
    """Answer as the first API does."""
    node = container({"totalSize": len(nodes), **_MYPLEX, **attributes}, nodes)
    if wants_json(request):
        return web.Response(body=as_json(node), content_type="application/json")
    return web.Response(body=as_xml(node), content_type="application/xml", charset="utf-8")


@web.middleware
async def refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer every refusal as plex.tv does."""
    try:
        return await handler(request)
    except TvError as error:
        value = {"errors": error.errors} if wants_json(request) else error.errors
        return _send(request, "errors", value, error.status)
    except web.HTTPException as error:
        value = [{"code": 1000 + error.status, "message": error.reason, "status": error.status}]
        return _send(request, "errors", {"errors": value} if wants_json(request) else value, error.status)


def _given(request: web.Request, name: str) -> str:
    return request.headers.get(name) or request.query.get(name, "")


def _client(request: web.Request) -> str:
    if not (client := _given(request, "X-Plex-Client-Identifier")):
        raise TvError(400, 1000, "X-Plex-Client-Identifier is missing")
    return client


def _user(request: web.Request) -> User:
    if request.path.startswith("/api/v2/"):
        _client(request)
    user = request.app[WORLD].people.whose(_given(request, "X-Plex-Token"))
    if user is None:
        raise TvError(401, 1001, "User could not be authenticated")
    return user


def _told(request: web.Request, user: User, token: str) -> dict[str, Any]:
    world = request.app[WORLD]
    return user_of(user, token, len(world.people.home()), world.clock.now())


async def ask_pin(request: web.Request) -> web.Response:
    client, world = _client(request), request.app[WORLD]
    form = await request.post()
    strong = str(form.get("strong", request.query.get("strong", ""))).lower() in {"1", "true"}
    pin = world.people.ask_pin(client, _given(request, "X-Plex-Product"), strong=strong)
    return _send(request, "pin", pin_of(pin, world.clock.now()), 201)


async def see_pin(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    pin = world.people.pin(int(request.match_info["id"]), _client(request))
    if pin is None:
        raise TvError(404, 1020, "Code not found or expired")
    return _send(request, "pin", pin_of(pin, world.clock.now()))


async def user(request: web.Request) -> web.Response:
    found = _user(request)
    return _send(request, "user", _told(request, found, _given(request, "X-Plex-Token")))


async def sign_in(request: web.Request) -> web.Response:
    _client(request)
    form, people = await request.post(), request.app[WORLD].people
    login, password = str(form.get("login", "")), str(form.get("password", ""))
    for one in people.users:
        if login and password and login in {one.email, one.title} and password == one.password:
            told = _told(request, one, people.sign_in(one)) | {"pastSubscriptions": [], "trials": []}
            return _send(request, "user", told, 201)
    raise TvError(401, 1001, "User could not be authenticated")


async def sign_out(request: web.Request) -> web.Response:
    _user(request)
    request.app[WORLD].people.revoke(_given(request, "X-Plex-Token"))
    return web.Response(status=204)


async def ping(request: web.Request) -> web.Response:
    _user(request)
    if wants_json(request):
        return _send(request, "pong", {"pong": True})
    return web.Response(text="<pong>1</pong>", content_type="application/xml")


def _ways(server: MediaServer, query: Mapping[str, str]) -> list[Connection]:
    """Return the ways to a server that were asked for."""
    ways = list(server.connections)
    if server.tell_address and server.address:
        host, _, port = server.address.removeprefix("http://").partition(":")
        ways.insert(0, Connection(uri=server.address, address=host, port=int(port), local=True))
    hidden = {
        name: query.get(name) not in {"1", "true"} for name in ("includeHttps", "includeRelay", "includeIPv6")
    }
    return [
        one
        for one in ways
        if not (hidden["includeHttps"] and one.protocol == "https")
        and not (hidden["includeRelay"] and one.relay)
        and not (hidden["includeIPv6"] and one.ipv6)
    ]


async def resources(request: web.Request) -> web.Response:
    found, world = _user(request), request.app[WORLD]
    told = [
        resource_of(server, found, _ways(server, request.query), world.clock)
        for server in world.servers
        if server.owner is found or found.id in server.members
    ]
    return _send(request, "resources", [*told, player_of(world.clock)])


def _home(request: web.Request) -> list[User]:
    """Return everyone in the home of whoever asks; alone when he is in none."""
    found = _user(request)
    return request.app[WORLD].people.home() if found.home else [found]


async def home_users(request: web.Request) -> web.Response:
    users, world = _home(request), request.app[WORLD]
    admin = next((one for one in users if one.admin), users[0])
    return _send(request, "home", home_of(admin, users, world.clock.now()))


async def home_users_before(request: web.Request) -> web.Response:
    return _send_container(request, {}, [home_user_node(one) for one in _home(request)])


def _switched(request: web.Request) -> User:
    """Return the home user of the path, refused when there is none or his PIN is not the one given."""
    asked = request.match_info["user"]
    found = next((one for one in _home(request) if asked in {str(one.id), one.uuid}), None)
    if found is None:
        raise TvError(404, 1002, "User not found")
    if found.pin and request.query.get("pin") != found.pin:
        raise TvError(403, 1041, "Invalid PIN")
    return found


async def switch(request: web.Request) -> web.Response:
    found = _switched(request)
    return _send(request, "user", _told(request, found, found.token), 201)


async def switch_before(request: web.Request) -> web.Response:
    found = _switched(request)
    told = _told(request, found, found.token) | {"authenticationToken": found.token}
    return _send(request, "user", told, 201)


async def shared_users(request: web.Request) -> web.Response:
    """List whom the servers of whoever asks are shared with, and the others of his home."""
    found, world = _user(request), request.app[WORLD]
    own = [server for server in world.servers if server.owner is found]
    users = [
        one
        for one in world.people.users
        if one is not found and (any(one.id in server.members for server in own) or (one.home and found.home))
    ]
    told = [shared_user_node(one, own, world.clock.now()) for one in users]
    return _send_container(request, {"machineIdentifier": "0" * 40}, told)


async def shared_servers(request: web.Request) -> web.Response:
    """List the shares of one server, with the token of each: for its owner alone."""
    found, world = _user(request), request.app[WORLD]
    machine = request.match_info["machine"]
    server = next((one for one in world.servers if one.machine == machine and one.owner is found), None)
    if server is None:
        raise TvError(404, 1002, "Server not found")
    told = [share_node(one, server) for one in world.people.users if one.id in server.members]
    return _send_container(request, {"machineIdentifier": machine}, told)


def routes() -> list[web.RouteDef]:
    return [
        web.post("/api/v2/pins", ask_pin),
        web.get(r"/api/v2/pins/{id:\d+}", see_pin),
        web.get("/api/v2/user", user),
        web.post("/api/v2/users/signin", sign_in),
        web.delete("/api/v2/users/signout", sign_out),
        web.get("/api/v2/ping", ping),
        web.get("/api/v2/resources", resources),
        web.get("/api/v2/home/users", home_users),
        web.post("/api/v2/home/users/{user}/switch", switch),
        web.get("/api/home/users", home_users_before),
        web.post("/api/home/users/{user}/switch", switch_before),
        web.get("/api/users", shared_users),
        web.get("/api/users/", shared_users),
        web.get("/api/servers/{machine}/shared_servers", shared_servers),
    ]
