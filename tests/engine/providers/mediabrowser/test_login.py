"""Logging in by every way there is, and all the ways it fails."""

import logging
import re
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from aiohttp import web
from fakes.plex import FakePlex
from fakes.serving import Fault, Served
from syncopate.errors import InvalidInput, LoginRejected, OddAnswer, Unreachable
from syncopate.providers import registry
from syncopate.providers._mediabrowser.product import _final, candidates, find_server
from syncopate.providers.emby.client import EMBY
from syncopate.providers.jellyfin.client import JELLYFIN
from syncopate.providers.login import Ask, LoggedIn, Login, Visit
from syncopate.web.view.errors import known
from yarl import URL

JELLYFIN_ONLY = pytest.mark.parametrize("domain", ["jellyfin"], indirect=True)
PRODUCTS = {"jellyfin": JELLYFIN, "emby": EMBY}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("http://nas:8096", ["http://nas:8096"]),
        ("http://nas:8096/", ["http://nas:8096"]),
        (" https://a.example/jelly/web/#/home ", ["https://a.example/jelly"]),
        ("https://a.example/web/index.html?x=1", ["https://a.example"]),
        ("HTTP://nas/web", ["http://nas"]),
        ("http://[::1]:8096/web/", ["http://[::1]:8096"]),
        ("nas:8096", ["https://nas:8096", "http://nas:8096"]),
        ("a.example/jelly/", ["https://a.example/jelly", "http://a.example/jelly", "http://a.example:8096/jelly"]),
        ("nas", ["https://nas", "http://nas", "http://nas:8096"]),
        ("http://u:p@nas/web", ["http://u:p@nas"]),
        ("http://nas/websites", ["http://nas/websites"]),
    ],
)  # fmt: skip
def test_addresses(typed: str, wanted: list[str]) -> None:
    assert list(candidates(typed, JELLYFIN)) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("http://nas:8096", ["http://nas:8096", "http://nas:8096/emby"]),
        ("http://nas:8096/emby/", ["http://nas:8096/emby"]),
        ("http://nas:8096/Emby/web/index.html", ["http://nas:8096/Emby"]),
    ],
)
def test_addresses_of_emby(typed: str, wanted: list[str]) -> None:
    assert list(candidates(typed, EMBY)) == wanted


@pytest.mark.parametrize(
    "typed", ["", "  ", "ftp://nas", "http://", "file:///etc/passwd", "http://nas:99999999", "a b"]
)
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        candidates(typed, JELLYFIN)
    assert raised.value.placeholders["field"] == "url"


async def test_the_address_is_cleaned(house: Any) -> None:
    for typed in (
        f"{house.fake.address}/web/index.html#/home",
        house.fake.address.removeprefix("http://"),
        f"{house.fake.address}/",
    ):
        found = await find_server(typed, PRODUCTS[house.domain], verify_tls=True)
        assert found.url == house.fake.address
        assert (found.about.server_id, found.about.version) == (house.fake.id, house.fake.version)


@pytest.mark.parametrize("domain", ["emby"], indirect=True)
async def test_emby_behind_its_path(house: Any) -> None:
    step = await _with_password(house, url=f"{house.fake.address}/emby/web/index.html")
    assert step.settings["url"] == f"{house.fake.address}/emby"
    library = registry.library_source("emby", house.context(step.settings))
    assert (await library.check()).ok


async def test_why_a_server_typed_without_a_scheme_is_not_let_in(house: Any) -> None:
    """That it speaks no https is no news: what it answers by http is."""
    house.fake.wire.fail(Fault.UNAVAILABLE)
    with pytest.raises(Unreachable, match="503"):
        await find_server(house.fake.address.removeprefix("http://"), PRODUCTS[house.domain], verify_tls=True)


async def test_a_proxy_that_sends_on(house: Any) -> None:
    """What is at the end of the way is kept, so that no token ever goes the first part of it."""

    async def onward(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{house.fake.address}{request.path}"})

    app = web.Application()
    app.router.add_get("/{path:.*}", onward)
    async with Served(app) as proxy:
        with pytest.raises(OddAnswer) as raised:
            await find_server(proxy.address, PRODUCTS[house.domain], verify_tls=True)
        # Another port is another place: it is told, and entered by whoever knows that it is right.
        assert house.fake.address in raised.value.detail


@pytest.mark.parametrize(
    ("place", "there", "wanted"),
    [
        ("http://nas/jelly", "https://nas/jelly/System/Info/Public", "https://nas/jelly"),
        ("http://nas:8096", "https://nas:8920/System/Info/Public", "https://nas:8920"),
        ("http://u:p@nas", "https://nas/System/Info/Public", "https://u:p@nas"),
        ("http://nas/jelly", "http://nas/jelly/System/Info/Public", "http://nas/jelly"),
    ],
)
def test_where_it_was_sent_on_to_is_kept(place: str, there: str, wanted: str) -> None:
    assert _final(place, URL(there)) == wanted


async def _with_password(house: Any, **answers: str) -> LoggedIn:
    given = {"url": house.fake.address, "username": "member", "password": "secret", **answers}
    step = await house.login().begin("password", given)
    assert isinstance(step, LoggedIn)
    return step


async def test_it_is_a_login(house: Any) -> None:
    assert isinstance(house.login(), Login)
    assert isinstance(registry.login(house.domain, house.context({"token": ""})), Login)


async def test_by_password(house: Any) -> None:
    step = await _with_password(house)
    assert step.name == house.fake.name
    settings = dict(step.settings)
    token, device = settings.pop("token"), settings.pop("device_id")
    assert settings == {
        "url": house.fake.address,
        "user_id": house.member.id,
        "server_id": house.fake.id,
        "verify_tls": "true",
        "is_key": "false",
    }
    user, known = house.fake.access.sessions[token]
    assert user is house.member
    assert (known.client, known.name, known.id) == ("Syncopate", "Syncopate", device)
    assert known.version
    names = {field.name for field in registry.manifest_of(house.domain).fields}
    assert set(step.settings) == names
    library = registry.library_source(house.domain, house.context(step.settings))
    assert (await library.check()).ok
    assert (await _with_password(house)).settings["device_id"] != device


async def test_without_a_password(house: Any) -> None:
    house.fake.add_user("open", "")
    step = await _with_password(house, username="open", password="")
    assert step.settings["token"] in house.fake.access.sessions


@pytest.mark.parametrize(
    ("answers", "error", "field"),
    [
        ({}, LoginRejected, None),
        ({"username": "nobody"}, LoginRejected, None),
        ({"username": " "}, InvalidInput, "username"),
        ({"url": ""}, InvalidInput, "url"),
        ({"url": "ftp://nas"}, InvalidInput, "url"),
    ],
)
async def test_by_a_wrong_password(
    house: Any, no_secrets: list[str], answers: dict[str, str], error: type[Exception], field: str | None
) -> None:
    with pytest.raises(error) as raised:
        await _with_password(house, **{"password": "planted-password", **answers})
    if field is not None:
        assert raised.value.placeholders["field"] == field
    no_secrets.append(raised.value.detail)


async def test_a_disabled_user_is_told_so(house: Any) -> None:
    house.fake.add_user("gone", disabled=True)
    with pytest.raises(LoginRejected, match="disabled"):
        await _with_password(house, username="gone")


async def test_no_such_way(house: Any) -> None:
    with pytest.raises(InvalidInput) as raised:
        await _with_way(house, "oauth")
    assert raised.value.placeholders["field"] == "method"
    with pytest.raises(InvalidInput):
        await house.login().go_on({}, {})


async def _with_way(house: Any, method: str, **answers: str) -> Any:
    return await house.login().begin(method, {"url": house.fake.address, **answers})


async def test_by_key(house: Any, no_secrets: list[str]) -> None:
    house.fake.add_user("gone", disabled=True)
    house.fake.add_user("shy", hidden=True)
    key = house.fake.new_key()
    step = await _with_way(house, "key", key=f" {key} ")
    assert isinstance(step, Ask)
    (field,) = step.fields
    assert set(field.choices) == set(step.labels)
    assert sorted(step.labels.values()) == ["admin", "guest", "member", "shy"]
    with pytest.raises(InvalidInput) as raised:
        await house.login().go_on(step.state, {"user_id": "another"})
    assert raised.value.placeholders["field"] == "user_id"
    no_secrets.append(raised.value.detail)
    done = await house.login().go_on(step.state, {"user_id": house.guest.id})
    assert isinstance(done, LoggedIn)
    wanted = (house.guest.id, key, "true")
    assert (done.settings["user_id"], done.settings["token"], done.settings["is_key"]) == wanted
    assert (await registry.library_source(house.domain, house.context(done.settings)).check()).ok


async def test_by_key_for_the_only_user(house: Any) -> None:
    house.fake.access.users[:] = [house.admin]
    step = await _with_way(house, "key", key=house.fake.new_key())
    assert isinstance(step, LoggedIn)
    assert step.settings["user_id"] == house.admin.id


async def test_a_key_that_is_withdrawn_meanwhile(house: Any) -> None:
    step = await _with_way(house, "key", key=house.fake.new_key())
    house.fake.access.keys.clear()
    with pytest.raises(LoginRejected):
        await house.login().go_on(step.state, {"user_id": house.guest.id})


async def test_by_a_wrong_key(house: Any) -> None:
    with pytest.raises(LoginRejected):
        await _with_way(house, "key", key="0" * 32)
    with pytest.raises(InvalidInput):
        await _with_way(house, "key", key=" ")
    with pytest.raises((InvalidInput, LoginRejected), match="token of a user"):
        await _with_way(house, "key", key=house.fake.sign_in(house.member))


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.BROKEN])
async def test_at_a_wrong_place(house: Any, fault: Fault) -> None:
    house.fake.wire.fail(fault)
    with pytest.raises(OddAnswer):
        await _with_password(house)


async def test_where_something_else_is(house: Any) -> None:
    async with Served(web.Application()) as other:
        said = f"Something answers at {other.address}, but no {house.product}."
        with pytest.raises(OddAnswer, match=re.escape(said)) as raised:
            await _with_password(house, url=other.address)
    assert known(raised.value.key, raised.value.detail)


async def test_where_a_plex_is(house: Any) -> None:
    """It wants a token for everything: nobody's password is wrong."""
    async with FakePlex() as plex:
        for method in registry.manifest_of(house.domain).logins:
            with pytest.raises(OddAnswer) as raised:
                await _with_way(house, method.name, url=plex.address, username="member", key="key")
            said = f"Something answers at {plex.address}, but no {house.product}: it wants a login first."
            assert raised.value.detail == said
            assert known(raised.value.key, raised.value.detail)


async def test_a_proxy_that_refuses_the_login_in_the_address(house: Any) -> None:
    house.fake.wire.fail(Fault.UNAUTHORIZED)
    address = house.fake.address.replace("://", "://anna:planted-password@")
    with pytest.raises(LoginRejected):
        await find_server(address, PRODUCTS[house.domain], verify_tls=True)


@JELLYFIN_ONLY
@pytest.mark.parametrize("login", ["anna:planted-password", "anna", ":planted-password"])
@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_no_address_with_a_login_in_it(
    house: Any, no_secrets: list[str], scheme: str, login: str
) -> None:
    typed = f"{scheme}{login}@{house.fake.address.removeprefix('http://')}"
    for method in ("quick_connect", "password", "key"):
        with pytest.raises(InvalidInput, match="no address with a login") as raised:
            await _with_way(house, method, url=typed, username="member", password="secret", key="key")
        assert raised.value.placeholders["field"] == "url"
        assert known(raised.value.key, raised.value.detail)
        no_secrets.append(raised.value.detail)
    assert house.fake.wire.journal == []
    # The test that no secret is told wants one to be there.
    house.fake.new_key()


@pytest.mark.parametrize("domain", ["emby"], indirect=True)
async def test_emby_behind_a_proxy_that_wants_a_login(house: Any) -> None:
    address = house.fake.address.replace("://", "://anna:planted-password@")
    assert (await _with_password(house, url=address)).settings["url"] == address
    wanted = f"Basic {b64encode(b'anna:planted-password').decode()}"
    assert {one.headers["Authorization"] for one in house.fake.wire.journal} == {wanted}


async def test_at_the_other_kind_of_server(house: Any) -> None:
    other = {"jellyfin": EMBY, "emby": JELLYFIN}[house.domain]
    with pytest.raises(OddAnswer, match=f"not {other.name}"):
        await find_server(house.fake.address, other, verify_tls=True)


async def test_a_server_that_is_too_old(house: Any) -> None:
    version = {"jellyfin": "10.8.13", "emby": "4.6.7.0"}[house.domain]
    house.fake.version = version
    with pytest.raises(Unreachable, match=f"too old: it is {version}"):
        await _with_password(house)
    health = await house.library().check()
    assert not health.ok
    assert version in health.detail


async def test_nothing_answers(house: Any) -> None:
    with pytest.raises(Unreachable) as raised:
        await _with_password(house, url="http://127.0.0.1:9")
    assert raised.value.key == "unreachable"


@JELLYFIN_ONLY
async def test_by_quick_connect(house: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    login = house.login()
    step = await _with_way(house, "quick_connect")
    assert isinstance(step, Visit)
    assert step.url == f"{house.fake.address}/web/#/quickconnect"
    assert len(step.code) == 6
    assert timedelta(minutes=9) < step.expires_at - datetime.now(UTC) <= timedelta(minutes=10)
    waiting = await login.go_on(step.state, {})
    assert waiting == step
    house.fake.approve(step.code, house.guest)
    done = await login.go_on(waiting.state, {})
    assert isinstance(done, LoggedIn)
    assert (done.settings["user_id"], done.settings["is_key"]) == (house.guest.id, "false")
    user, device = house.fake.access.sessions[done.settings["token"]]
    assert (user, device.id) == (house.guest, done.settings["device_id"])
    assert (await registry.library_source("jellyfin", house.context(done.settings)).check()).ok
    assert step.state["secret"] not in caplog.text


@JELLYFIN_ONLY
async def test_quick_connect_that_is_switched_off(house: Any) -> None:
    """No login was refused, so nobody is told that a password is wrong."""
    house.fake.quick_connect = False
    with pytest.raises(InvalidInput, match="switched off") as raised:
        await _with_way(house, "quick_connect")
    assert raised.value.placeholders["field"] == "method"
    assert known(raised.value.key, raised.value.detail)
    house.fake.quick_connect = True
    house.fake.wire.fail(Fault.UNAUTHORIZED, "/QuickConnect/Initiate")
    with pytest.raises(InvalidInput, match="switched off"):
        await _with_way(house, "quick_connect")


@JELLYFIN_ONLY
async def test_quick_connect_that_has_expired(house: Any) -> None:
    step = await _with_way(house, "quick_connect")
    with (
        time_machine.travel(datetime.now(UTC) + timedelta(minutes=11), tick=True),
        pytest.raises(LoginRejected, match="expired"),
    ):
        await house.login().go_on(step.state, {})
    with pytest.raises(LoginRejected, match="no more"):
        await house.login().go_on({**step.state, "secret": "FF"}, {})


@JELLYFIN_ONLY
@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.HTML, Fault.DROPPED, Fault.UNAVAILABLE])
async def test_quick_connect_while_the_server_is_in_trouble(house: Any, fault: Fault) -> None:
    """It is no refusal: the code may still be confirmed later."""
    step = await _with_way(house, "quick_connect")
    house.fake.approve(step.code, house.guest)
    house.fake.wire.fail(fault, "/QuickConnect/Connect", retry_after="0")
    with pytest.raises(Unreachable) as raised:
        await house.login().go_on(step.state, {})
    assert raised.value.key != "login_rejected"
    house.fake.wire.heal()
    assert isinstance(await house.login().go_on(step.state, {}), LoggedIn)


async def test_manifests_offer_what_there_is(house: Any) -> None:
    manifest = registry.manifest_of(house.domain)
    names = [method.name for method in manifest.logins]
    assert names == (["quick_connect"] if house.domain == "jellyfin" else []) + ["password", "key"]
    assert all(method.fields[0].name == "url" for method in manifest.logins)
    assert manifest.keeps_duplicates is (house.domain == "emby")
    assert (manifest.shows_description, manifest.shows_cover, manifest.serves_users) == (True, True, True)
