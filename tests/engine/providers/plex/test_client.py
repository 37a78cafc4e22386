"""Getting to the server: the way to it, tokens, people, failures in plain words, threads that are given up."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fakes.plex import Connection
from fakes.serving import Fault, Handler, Served
from syncopate.domain.snapshot import Complete, Failed
from syncopate.errors import (
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    NotFound,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import registry
from syncopate.providers.capability import Health
from syncopate.providers.plex import parse
from syncopate.providers.plex.client import client_of
from syncopate.providers.threaded import Threads, look

type Until = Callable[[Callable[[], bool]], Awaitable[None]]

_FAULTS: list[tuple[Fault, type[SyncopateError]]] = [
    (Fault.UNAUTHORIZED, LoginRejected),
    (Fault.FORBIDDEN, LoginLacksRights),
    (Fault.NOT_FOUND, NotFound),
    (Fault.TOO_MANY, RateLimited),
    (Fault.SERVER_ERROR, Unreachable),
    (Fault.UNAVAILABLE, Unreachable),
    (Fault.SLOW, Unreachable),
    (Fault.CUT_OFF, Unreachable),
    (Fault.DROPPED, Unreachable),
    (Fault.REFUSED, Unreachable),
    (Fault.HTML, OddAnswer),
    (Fault.BROKEN, OddAnswer),
]


@pytest.mark.parametrize("missing", ["token", "client_identifier", "server"])
def test_who_is_not_signed_in_is_told_so(house: Any, missing: str) -> None:
    settings = house.settings()
    del settings[missing]
    for make in (registry.library_source, registry.playlist_target):
        with pytest.raises(NotConfigured, match="not signed in"):
            make("plex", house.context(settings))


async def test_one_client_for_an_account(house: Any) -> None:
    assert house.client() is house.client()
    assert house.client() is not house.client(verify_tls="false")


async def test_nothing_of_the_machine_is_told(house: Any) -> None:
    assert (await house.library().check()).ok
    (root, *_) = house.plex.wire.asked("GET", "/")
    told = {name: value for name, value in root.headers.items() if name.startswith("X-Plex")}
    version = told.pop("X-Plex-Version")
    assert version[0].isdigit()
    assert told == {
        "X-Plex-Client-Identifier": "a-client-of-the-tests",
        "X-Plex-Product": "Syncopate",
        "X-Plex-Device": "Syncopate",
        "X-Plex-Device-Name": "Syncopate",
        "X-Plex-Platform": "Linux",
        "X-Plex-Token": house.settings()["server_token"],
    }


async def test_health_is_remembered_while_good(house: Any) -> None:
    library = house.library()
    assert (await library.check()).ok
    before = len(house.asked())
    assert (await house.library().check()).ok
    assert len(house.asked()) == before
    health = await house.library(server_token="wrong", token="wrong").check()
    assert (health.ok, health.reason) == (False, "login_rejected")
    assert "wrong" not in health.detail


# --- The way to it ----------------------------------------------------------------------------------------


async def test_the_local_way_before_the_others(house: Any) -> None:
    server = house.plex.server
    remote = Connection(uri=house.plex.address, address="127.0.0.1", port=1)
    dead = Connection(uri="http://127.0.0.1:9", address="127.0.0.1", port=9, local=True)
    server.connections, server.tell_address = (remote, dead), False
    assert (await house.client().check()).ok
    assert house.client().address == house.plex.address
    # No token goes along before it is known who answers.
    (probe, *_) = house.plex.wire.asked("GET", "/identity")
    assert "X-Plex-Token" not in probe.headers


async def test_what_answers_there_must_be_that_server(house: Any) -> None:
    other = await house.plex.add_server("Attic")
    server = house.plex.server
    server.connections = (Connection(uri=other.address, address="127.0.0.1", port=1, local=True),)
    server.tell_address = False
    health = await house.client().check()
    assert (health.ok, health.reason) == (False, "unreachable")
    assert "another server answers" in health.detail
    assert [asked.path for asked in other.wire.journal] == ["/identity"]


async def test_no_way_at_all(house: Any) -> None:
    house.plex.server.tell_address = False
    health = await house.client().check()
    assert health.detail == "plex.tv tells no way to this server: is it running?"


async def test_a_server_that_moved_is_found_anew(house: Any) -> None:
    library = house.library()
    assert isinstance(await library.sections(), Complete)
    client = house.client()
    client._address = "http://127.0.0.1:9"
    assert isinstance(await library.sections(), Complete)
    assert client._address == house.plex.address


async def test_it_is_looked_for_once_a_call(house: Any) -> None:
    library = house.library()
    assert isinstance(await library.sections(), Complete)
    house.plex.wire.journal.clear()
    house.fail(Fault.DROPPED, "/library/sections")
    failed = await library.sections()
    assert isinstance(failed, Failed)
    assert failed.reason == "unreachable"
    assert [one.path for one in house.plex.wire.journal].count("/identity") == 1
    assert [one.path for one in house.plex.wire.journal].count("/library/sections") == 2


async def test_an_address_that_was_typed_needs_no_plex_tv(house: Any) -> None:
    house.plex.tv_wire.fail(Fault.SERVER_ERROR)
    assert (await house.client(address=house.plex.address).check()).ok
    assert not house.plex.tv_wire.journal
    gone = await house.client(address="http://127.0.0.1:9").check()
    assert "refuses the connection at 127.0.0.1:9" in gone.detail


async def test_a_server_that_sends_elsewhere(house: Any) -> None:
    """Whoever is there instead gets no token: an address that is right is entered by the user."""
    client = house.client()
    assert (await client.check()).ok
    asked: list[web.Request] = []

    async def other(request: web.Request) -> web.Response:
        asked.append(request)
        return web.json_response({})

    async def away(_: web.Request) -> web.Response:
        raise web.HTTPFound(f"{elsewhere.address}/library/sections?X-Plex-Token=1")

    elsewhere, app = Served(_app(other)), _app(away)
    async with elsewhere, Served(app) as proxy:
        client._address = proxy.address
        client._wire._servers = {
            replace(line, address=proxy.address): _moved(server, proxy.address)
            for line, server in client._wire._servers.items()
        }
        with pytest.raises(OddAnswer, match=f"sends on to {elsewhere.address}: enter"):
            await client.sections()
    assert not asked


def _app(answer: Handler) -> web.Application:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return app


def _moved(server: Any, address: str) -> Any:
    server._baseurl = address
    return server


# --- Tokens and people ------------------------------------------------------------------------------------


async def test_the_token_of_the_server_comes_from_plex_tv(house: Any) -> None:
    client = house.client(server_token="")
    assert (await client.check()).ok
    sent = {asked.headers.get("X-Plex-Token") for asked in house.plex.wire.journal}
    assert sent == {None, house.plex.server.token_of(house.plex.people.owner)}


async def test_a_token_that_is_good_no_more_is_renewed_once(house: Any) -> None:
    client = house.client(server_token="an-old-one")
    assert (await client.check()).ok
    assert len(house.plex.tv_wire.asked("GET", "/api/v2/resources")) == 2
    house.plex.server.refused.add(house.plex.server.token_of(house.plex.people.owner))
    with pytest.raises(LoginRejected):
        await client.sections()


async def test_a_user_of_the_home(house: Any) -> None:
    child = house.child()
    client = house.client(user_pins="Kim=1234")
    users = await client.people.users()
    assert [(user.key, user.name, user.admin, user.protected) for user in users] == [
        (house.plex.people.owner.uuid, "Otto", True, False),
        (child.uuid, "Kim", False, True),
    ]
    assert await client.read("/", parse.machine, user=child.uuid) == client.machine
    assert house.plex.server.token_of(child) in {
        one.headers.get("X-Plex-Token") for one in house.plex.wire.journal
    }
    assert len(house.plex.tv_wire.asked("POST", "*/switch")) == 1
    await client.read("/", parse.machine, user=child.uuid)
    assert len(house.plex.tv_wire.asked("POST", "*/switch")) == 1
    # One's own self needs no switching.
    await client.read("/", parse.machine, user=house.plex.people.owner.uuid)
    assert len(house.plex.tv_wire.asked("POST", "*/switch")) == 1


async def test_a_users_token_is_renewed(house: Any) -> None:
    child = house.child(pin="")
    client = house.client()
    await client.read("/", parse.machine, user=child.uuid)
    client.people._tokens[child.uuid] = "an-old-one"
    await client.read("/", parse.machine, user=child.uuid)
    assert client.people._tokens[child.uuid] == house.plex.server.token_of(child)
    house.plex.server.refused.add(house.plex.server.token_of(child))
    with pytest.raises(LoginRejected):
        await client.read("/", parse.machine, user=child.uuid)


@pytest.mark.parametrize(
    ("pins", "error", "said"),
    [
        ("", LoginLacksRights, "Kim is protected by a PIN"),
        ("Kim=9999", LoginRejected, "refuses the PIN of Kim"),
    ],
)
async def test_a_user_with_a_pin(house: Any, pins: str, error: type[SyncopateError], said: str) -> None:
    child = house.child()
    with pytest.raises(error, match=said) as raised:
        await house.client(user_pins=pins).read("/", parse.machine, user=child.uuid)
    assert "9999" not in raised.value.detail


@pytest.mark.parametrize(
    ("pins", "said"),
    [
        ("", ""),
        ("Kim=1234", ""),
        ("Kim=9999", "plex.tv refuses the PIN of Kim."),
        ("Kim=1234, Tom=1", "A PIN is for tom, who is not a user of this Plex Home."),
        ("Tom 1234", "The PINs of users cannot be read: write them as Kim=1234, Otto=5678."),
    ],
)
async def test_pins_are_tried_when_the_account_is(house: Any, pins: str, said: str) -> None:
    house.child()
    client = house.client(user_pins=pins)
    for _ in range(3):
        client._health._known = None
        assert await client.check() == Health(ok=True, detail=said)
    # A wrong one is not tried again: plex.tv counts.
    assert len(house.plex.tv_wire.asked("POST", "*/switch")) == ("Kim" in pins)


async def test_an_account_works_where_nobody_can_tell_about_pins(house: Any) -> None:
    house.child()
    client = house.client(user_pins="Kim=9999")
    house.plex.tv_wire.fail(Fault.SERVER_ERROR, "*/home/users*")
    assert await client.check() == Health(ok=True)
    house.plex.tv_wire.heal()
    client._health._known = None
    assert (await client.check()).detail == "plex.tv refuses the PIN of Kim."


async def test_users_who_may_not(house: Any) -> None:
    stranger = house.plex.people.add("Ben", home=True)
    with pytest.raises(LoginLacksRights, match="Ben may not use this Plex server"):
        await house.client().read("/", parse.machine, user=stranger.uuid)
    with pytest.raises(NotFound):
        await house.client().read("/", parse.machine, user="nobody")


async def test_users_when_plex_tv_is_in_trouble(house: Any) -> None:
    for fault in (Fault.UNAUTHORIZED, Fault.HTML, Fault.DROPPED, Fault.TOO_MANY):
        house.plex.tv_wire.heal()
        house.plex.tv_wire.fail(fault)
        assert isinstance(await house.library().users(), Failed)


# --- Failures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "error"), _FAULTS)
async def test_a_failed_read_is_what_it_is(house: Any, fault: Fault, error: type[SyncopateError]) -> None:
    client = house.client()
    assert (await client.check()).ok
    house.fail(fault, "/library/sections")
    with pytest.raises(SyncopateError) as raised:
        await client.sections()
    assert type(raised.value) is error
    assert raised.value.detail.endswith((".", "?"))
    house.heal()
    client._pace.hold(0)
    client._pace._until = 0.0
    assert len(await client.sections()) == 2


@pytest.mark.parametrize("fault", [Fault.UNAVAILABLE, Fault.SERVER_ERROR])
async def test_a_read_that_is_refused_for_now_is_asked_again(house: Any, fault: Fault) -> None:
    client = house.client()
    assert (await client.check()).ok
    house.plex.wire.fail(fault, "/library/sections", times=1, retry_after=None)
    assert len(await client.sections()) == 2
    assert len(house.plex.wire.asked("GET", "/library/sections")) == 2


@pytest.mark.parametrize(("fault", "error"), _FAULTS)
async def test_a_failed_write_is_sent_once(
    house: Any, until: Until, fault: Fault, error: type[SyncopateError]
) -> None:
    client = house.client()
    assert (await client.check()).ok
    house.fail(fault, "/playlists")
    with pytest.raises(SyncopateError) as raised:
        await client.write("POST", "/playlists", (("type", "audio"), ("title", "A"), ("smart", "0")))
    assert type(raised.value) is error
    await until(lambda: bool(house.writes()))
    assert len(house.writes()) == 1


@pytest.mark.parametrize(
    ("fault", "error"), [(Fault.HTML, OddAnswer), (Fault.BROKEN, OddAnswer), (Fault.SLOW, Unreachable)]
)
async def test_a_first_answer_that_is_none(house: Any, fault: Fault, error: type[SyncopateError]) -> None:
    house.fail(fault, "/")
    with pytest.raises(error):
        await house.client().sections()


async def test_pauses_are_kept(house: Any) -> None:
    client = house.client()
    assert (await client.check()).ok
    house.fail(Fault.TOO_MANY, times=1, retry_after="120")
    with pytest.raises(RateLimited):
        await client.sections()
    house.plex.wire.journal.clear()
    with pytest.raises(RateLimited) as raised:
        await client.sections()
    assert not house.plex.wire.journal
    assert int(raised.value.placeholders["retry_after"]) > 100


async def test_two_at_a_time(house: Any) -> None:
    client = house.client()
    assert (await client.check()).ok
    counting, inside, most = threading.Lock(), 0, 0

    def counted(_: object) -> None:
        nonlocal inside, most
        with counting:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        with counting:
            inside -= 1

    await asyncio.gather(*(client.read("/", counted) for _ in range(8)))
    assert most == 2


# --- Threads ----------------------------------------------------------------------------------------------


@pytest.mark.alone
async def test_who_is_cancelled_does_not_wait(house: Any, until: Until) -> None:
    client = house.client()
    assert (await client.check()).ok
    house.fail(Fault.SLOW, "/library/sections")
    asking = asyncio.create_task(client.sections())
    await until(lambda: client._threads.busy)
    began = time.monotonic()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert time.monotonic() - began < 0.5
    house.heal()
    assert len(await client.sections()) == 2


async def test_work_that_is_given_up_ends_at_its_next_look() -> None:
    threads, began, ended = Threads("test", "Plex"), threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        try:
            while True:
                look()
                time.sleep(0.001)
        finally:
            ended.set()

    doing = asyncio.create_task(threads.run(work))
    await asyncio.to_thread(began.wait, 5)
    doing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await doing
    assert await asyncio.to_thread(ended.wait, 5)
    threads.close()
    with pytest.raises(Unreachable, match="closed"):
        await threads.run(work)
    threads.close()


async def test_a_closed_client_asks_nobody(house: Any) -> None:
    client = client_of(house.context())
    assert (await client.check()).ok
    await client.close()
    await client.close()
    before = len(house.plex.wire.journal)
    with pytest.raises(Unreachable):
        await client.sections()
    assert len(house.plex.wire.journal) == before


# --- plexapi ----------------------------------------------------------------------------------------------


def test_plexapi_reads_nobodys_settings(tmp_path: Path) -> None:
    """Neither the user's file nor the environment has a say, and both are as they were afterwards."""
    config = tmp_path / "config.ini"
    config.write_text("[header]\nidentifier = from-the-file\n[log]\npath = " + str(tmp_path / "plexapi.log"))
    code = (
        "import os; from syncopate.providers.plex import wire; import plexapi;"
        "assert plexapi.X_PLEX_IDENTIFIER != 'from-the-file', plexapi.X_PLEX_IDENTIFIER;"
        "assert plexapi.TIMEOUT == 30, plexapi.TIMEOUT;"
        f"assert os.environ['PLEXAPI_CONFIG_PATH'] == {str(config)!r};"
        "assert os.environ['PLEXAPI_PLEXAPI_TIMEOUT'] == '1'"
    )
    environment = {"PLEXAPI_CONFIG_PATH": str(config), "PLEXAPI_PLEXAPI_TIMEOUT": "1", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "plexapi.log").exists()


def test_plexapi_is_imported_for_accounts_only() -> None:
    code = (
        "import sys; from syncopate.providers import registry; registry.manifests();"
        "from syncopate.providers.plex import login;"
        "assert not {'plexapi', 'requests'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


async def test_no_object_of_plexapi_asks_by_itself(house: Any) -> None:
    client = house.client()
    assert (await client.check()).ok
    (server,) = client._wire._servers.values()
    assert server._autoReload is False
    assert house.plex.token not in server.url("/a", includeToken=True)
    assert house.settings()["server_token"] not in server.url("/a", includeToken=True)
