"""Logging in: at plex.tv in a browser, or with a token that one has already."""

import uuid
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from syncopate.errors import InvalidInput, LoginRejected, NotFound, SyncopateError, Unreachable
from syncopate.providers.capability import Context
from syncopate.providers.login import Ask, LoggedIn, Step, Visit
from syncopate.providers.manifest import FieldKind, SettingField
from syncopate.providers.plex.account import headers_of
from syncopate.providers.plex.parse_tv import WHAT, Pin, Server
from syncopate.providers.plex.tv import PlexTv
from syncopate.providers.plex.ways import find_server, let_in

_EVERY_SECONDS = 2.0


def create(context: Context) -> PlexLogin:
    """Make what logs in; it needs no settings."""
    del context
    return PlexLogin()


class PlexLogin:
    """Logs in at plex.tv; fulfils Login. Each login has a client identifier of its own."""

    async def begin(self, method: str, answers: Mapping[str, str]) -> Step:
        """Begin. Raises LoginRejected, Unreachable, InvalidInput naming the field."""
        state = {"client_identifier": str(uuid.uuid4())}
        async with _plex_tv(state) as tv:
            match method:
                case "pin":
                    return _visit(tv, await tv.ask_pin(), state)
                case "token":
                    given = {name: answers.get(name, "").strip() for name in ("token", "address")}
                    if not given["token"]:
                        raise InvalidInput("A token is needed.", field="token")
                    verify = "false" if answers.get("verify_tls") == "false" else "true"
                    state |= {"token": given["token"], "verify_tls": verify}
                    if given["address"]:
                        return await _at(tv, given["address"], state)
                    return await _chosen(tv, await tv.servers(state["token"]), state)
                case _:
                    raise InvalidInput(f"There is no way {method} to sign in to Plex.", field="method")

    async def go_on(self, state: Mapping[str, str], answers: Mapping[str, str]) -> Step:
        """Go on. Raises LoginRejected when the PIN has expired, and as `begin`."""
        async with _plex_tv(state) as tv:
            if "token" not in state:
                pin = await tv.see_pin(state["pin"])
                if pin.token is None:
                    if pin.expires_at <= datetime.now(UTC):
                        raise LoginRejected("Nobody let Syncopate in at plex.tv in time.", account=WHAT)
                    return _visit(tv, pin, state)
                own = {"client_identifier": state["client_identifier"], "token": pin.token}
                return await _chosen(tv, await tv.servers(pin.token), own)
            servers = await tv.servers(state["token"])
            wanted = answers.get("server", "")
            found = next((one for one in servers if one.machine == wanted), None)
            if found is None:
                raise InvalidInput("Choose one of the servers.", field="server")
            return _logged_in(found, state, await _own_key(tv, state))


@asynccontextmanager
async def _plex_tv(state: Mapping[str, str]) -> AsyncGenerator[PlexTv]:
    """Open a connection to plex.tv for one step."""
    tv = PlexTv(state["client_identifier"])
    try:
        yield tv
    finally:
        await tv.close()


def _visit(tv: PlexTv, pin: Pin, state: Mapping[str, str]) -> Visit:
    """Have the user let us in."""
    return Visit(
        url=tv.page_for(pin),
        code=pin.code,
        expires_at=pin.expires_at,
        state={"client_identifier": state["client_identifier"], "pin": pin.id},
        every_seconds=_EVERY_SECONDS,
    )


async def _chosen(tv: PlexTv, servers: Sequence[Server], state: Mapping[str, str]) -> Step:
    """End with the only server, or ask which it shall be."""
    if not servers:
        raise NotFound("This Plex account has no server, and none is shared with it.", what="server")
    if len(servers) == 1:
        return _logged_in(servers[0], state, await _own_key(tv, state))
    which = SettingField(
        name="server",
        label="Server",
        help="The server that this is about; add another account for another one.",
        kind=FieldKind.CHOICE,
        choices=tuple(server.machine for server in servers),
    )
    return Ask(fields=(which,), labels={server.machine: server.label for server in servers}, state=state)


async def _at(tv: PlexTv, typed: str, state: Mapping[str, str]) -> LoggedIn:
    """End with the server at an address, by a token of the account or of that server alone."""
    verify_tls = state["verify_tls"] == "true"
    address, machine = await find_server(typed, verify_tls=verify_tls)
    try:
        servers = await tv.servers(state["token"])
    except Unreachable:
        # Either plex.tv does not know it, or there is no way to plex.tv: the server itself says.
        headers = headers_of(state["client_identifier"]) | {"X-Plex-Token": state["token"]}
        name = await let_in(address, machine, headers, verify_tls=verify_tls)
        found = Server(machine=machine, name=name, owner="", token=state["token"])
        return _logged_in(found, {**state, "address": address}, "")
    listed = next((one for one in servers if one.machine == machine), None)
    if listed is None:
        raise InvalidInput("The account of this token may not use the server there.", field="address")
    return _logged_in(listed, {**state, "address": address}, await _own_key(tv, state))


async def _own_key(tv: PlexTv, state: Mapping[str, str]) -> str:
    """Return what plex.tv knows the user by, "" where it does not tell."""
    with suppress(SyncopateError):
        return await tv.own_key(state["token"])
    return ""


def _logged_in(server: Server, state: Mapping[str, str], user: str) -> LoggedIn:
    return LoggedIn(
        settings={
            "token": state["token"],
            "server_token": server.token,
            "client_identifier": state["client_identifier"],
            "server": server.machine,
            "user_id": user,
            # Also when there is none: one from a login before would stay.
            "address": state.get("address", ""),
            "verify_tls": state.get("verify_tls", "true"),
        },
        name=server.name,
    )
