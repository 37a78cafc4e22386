"""Signing in: every way, clean addresses, and a clear reason for each failure."""

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from fakes.opensubsonic.server import EXTENSIONS, PASSWORD
from fakes.serving import Fault, Served
from syncopate.errors import (
    InvalidInput,
    LoginLacksRights,
    LoginRejected,
    NotConfigured,
    OddAnswer,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import registry
from syncopate.providers.answering import silence
from syncopate.providers.login import LoggedIn, Login
from syncopate.web.view.errors import known

from .conftest import House

SECRETS = (PASSWORD, PASSWORD.encode().hex(), "key-of-admin-4711")


async def begin(house: House, method: str = "password", **answers: str) -> LoggedIn:
    given = {"url": house.fake.address, "user": "member", "password": PASSWORD, "verify_tls": "true"}
    if method == "api_key":
        given = {"url": house.fake.address, "api_key": "key-of-admin-4711", "verify_tls": "true"}
    login: Login = registry.login("subsonic", house.context("login"))
    step = await login.begin(method, given | answers)
    assert isinstance(step, LoggedIn)
    return step


def settings(step: LoggedIn) -> dict[str, str]:
    return {name: value for name, value in step.settings.items() if value}


async def refused(house: House, method: str = "password", **answers: str) -> SyncopateError:
    with pytest.raises(SyncopateError) as found:
        await begin(house, method, **answers)
    assert not any(secret in found.value.detail for secret in SECRETS)
    return found.value


async def test_with_user_and_password(house: House, texts: Callable[[], str]) -> None:
    step = await begin(house)
    assert settings(step) == {
        "url": house.fake.address,
        "server": "navidrome",
        "user": "member",
        "password": PASSWORD,
        "password_as": "token",
        "verify_tls": "true",
    }
    assert step.name == f"Navidrome ({house.fake.address.removeprefix('http://')})"
    assert set(step.settings) <= {field.name for field in registry.manifest_of("subsonic").fields}
    for asked in house.fake.wire.journal:
        line = asked.path + str(asked.query)
        assert not any(secret in line + asked.body.decode() for secret in SECRETS)
        assert "'t'" not in line
    assert not any(secret in texts() for secret in SECRETS)
    health = await house.library(**settings(step)).check()
    assert (health.ok, health.detail) == (True, "")


async def test_with_a_key(house: House) -> None:
    step = await begin(house, "api_key")
    assert settings(step)["user"] == "admin"
    assert "password" not in settings(step)
    posted = house.asked("/rest/ping.view", "/rest/tokenInfo.view")
    assert posted
    for asked in posted:
        assert b"apiKey=" in asked.body
        assert b"u=" not in asked.body
        assert asked.query == ()
    house.forget()
    library = house.library(**(dict.fromkeys(("user", "password"), "") | settings(step)))
    assert (await library.check()).ok
    assert b"u=" not in house.asked("/rest/ping.view")[0].body


async def test_a_wrong_login_is_told_apart(house: House) -> None:
    assert (await refused(house, password="wrong")).detail == "The Subsonic server refuses user or password."
    assert isinstance(await refused(house, user="nobody"), LoginRejected)
    key = await refused(house, "api_key", api_key="wrong")
    assert (type(key), key.detail) == (LoginRejected, "The Subsonic server does not know this API key.")


async def test_where_no_keys_are_taken_none_is_sent(make_house: Callable[..., House]) -> None:
    house = make_house(extensions={"formPost": [1]})
    async with house.fake:
        error = await refused(house, "api_key")
        assert isinstance(error, LoginRejected)
        assert "sign in with user and password" in error.detail
        assert not any(
            b"apiKey" in one.body or "apiKey" in dict(one.query) for one in house.fake.wire.journal
        )


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (20, Unreachable),
        (30, Unreachable),
        (50, LoginLacksRights),
        (60, LoginLacksRights),
        (43, LoginRejected),
    ],
)
async def test_reasons_of_the_server(house: House, code: int, kind: type[SyncopateError]) -> None:
    house.fake.refuse(code)
    assert type(await refused(house)) is kind
    assert not any(b"p=enc" in one.body for one in house.fake.wire.journal)
    health = await house.library().check()
    assert (health.ok, health.reason) == (False, kind.key)


async def test_an_ldap_user_has_the_password_itself_sent(house: House) -> None:
    house.member.tokens = False
    step = await begin(house)
    assert step.settings["password_as"] == "itself"
    health = await house.library(**settings(step)).check()
    assert health.ok
    assert (
        "the password itself goes with every request, and without https others may read it" in health.detail
    )
    token = await house.library("other").check()
    assert (token.reason, "sign in again" in token.detail) == ("login_rejected", True)
    assert all(PASSWORD not in one.path + str(one.query) for one in house.fake.wire.journal)


async def test_an_old_server_gets_the_password_at_once(make_house: Callable[..., House]) -> None:
    house = make_house(version="1.12.0", extensions=None, product="")
    async with house.fake:
        step = await begin(house)
        assert (step.settings["password_as"], step.settings["server"]) == ("itself", "")
        assert step.name.startswith("Subsonic (")
        assert not any("t" in dict(one.query) for one in house.fake.wire.journal)
        asked = [dict(one.query) for one in house.asked("/rest/ping.view") if "p" in dict(one.query)]
        assert asked
        assert all(one["v"] == "1.12.0" and one["p"].startswith("enc:") for one in asked)
        wrong = await refused(house, password="wrong")
        assert isinstance(wrong, LoginRejected)


async def test_the_servers_own_version_is_spoken(make_house: Callable[..., House]) -> None:
    for said, spoken in (
        ("1.14.0", "1.14.0"),
        ("1.16.0", "1.16.0"),
        ("1.16.1", "1.16.1"),
        ("1.17.3", "1.16.1"),
    ):
        house = make_house(count=0, version=said, extensions=dict(EXTENSIONS))
        async with house.fake:
            assert (await house.library().check()).ok
            (ping,) = house.asked("/rest/ping.view")
            assert f"v={spoken}&".encode() in ping.body
            await house.connections.close()


@pytest.mark.parametrize("tail", ["", "/", "/rest", "/rest/", "/rest/ping.view", "/app/", "/?a=b#c"])
async def test_addresses_are_cleaned_up(make_house: Callable[..., House], tail: str) -> None:
    house = make_house(count=0, base="/music")
    async with house.fake:
        step = await begin(house, url=house.fake.address + tail)
        assert step.settings["url"] == house.fake.address


async def test_the_scheme_is_found_out(house: House) -> None:
    step = await begin(house, url=house.fake.address.removeprefix("http://"))
    assert step.settings["url"] == house.fake.address


async def test_what_is_no_such_server(house: House) -> None:
    page = await refused(house, url=f"{house.fake.address}/elsewhere")
    assert isinstance(page, OddAnswer)
    bare = await refused(house, url=f"{house.fake.address.removeprefix('http://')}/elsewhere")
    assert isinstance(bare, OddAnswer)
    gone = await refused(house, url="http://127.0.0.1:9")
    assert type(gone) is Unreachable
    assert "refuses the connection" in gone.detail
    assert isinstance(await refused(house, url="ftp://nas"), InvalidInput)
    assert not any(b"t=" in one.body for one in house.fake.wire.journal)


async def test_the_reason_of_what_answers_is_told(house: House) -> None:
    """Nobody typed https, so that it is not spoken is no reason."""
    async with Served(web.Application()) as other:
        for typed in (other.address, other.address.removeprefix("http://")):
            error = await refused(house, url=typed)
            assert isinstance(error, OddAnswer)
            assert error.detail == f"Something answers at {other.address}, but no Subsonic server."
            assert known(error.key, error.detail)
    bare = house.fake.address.removeprefix("http://")
    house.fake.wire.fail(Fault.SERVER_ERROR)
    assert (await refused(house, url=bare)).detail == "The Subsonic server answers with the status 500."
    house.fake.wire.heal()
    house.fake.wire.fail(Fault.DROPPED)
    assert "broke off" in (await refused(house, url=bare)).detail
    assert "does not speak https" in (await refused(house, url=f"https://{bare}")).detail


async def test_what_wants_a_login_first_is_no_such_server(house: House) -> None:
    house.fake.wire.fail(Fault.UNAUTHORIZED)
    error = await refused(house)
    assert isinstance(error, OddAnswer)
    wanted = f"Something answers at {house.fake.address}, but no Subsonic server: it wants a login first."
    assert error.detail == wanted
    assert known(error.key, error.detail)
    # With a login in the address it is that which is refused.
    typed = house.fake.address.replace("://", "://anna:planted@")
    assert isinstance(await refused(house, url=typed), LoginRejected)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ({"lacks": "https"}, {}, 1),
        ({}, {}, 0),
        ({"lacks": "https"}, {"status": "503"}, 1),
        ({"certificate": "self-signed"}, {"status": "400"}, 0),
        ({"certificate": "self-signed"}, {}, 0),
        ({}, {"status": "503"}, 1),
    ],
)
def test_which_error_tells_most(first: dict[str, str], second: dict[str, str], wanted: int) -> None:
    errors = [Unreachable(what="It", **first), Unreachable(what="It", **second)]
    assert min(errors, key=silence) is errors[wanted]


XML = '<subsonic-response xmlns="http://subsonic.org/restapi" status="ok" version="1.4.0"/>'


@pytest.fixture(params=[("application/json", '{"status": "ok"}'), ("text/xml", XML), ("text/plain", "")])
async def elsewhere(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """Return the address of a server that is something else, or too old for JSON."""
    kind, text = request.param

    async def answer(request: web.Request) -> web.Response:
        del request
        return web.Response(text=text, content_type=kind)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with Served(app) as served:
        yield served.address


async def test_another_api_gets_no_login(house: House, elsewhere: str) -> None:
    assert isinstance(await refused(house, url=elsewhere), OddAnswer)


@pytest.mark.parametrize("fault", [one for one in Fault if one not in {Fault.SLOW, Fault.EMPTY_PAGE}])
async def test_faults_while_signing_in(house: House, fault: Fault) -> None:
    house.fake.wire.fail(fault)
    error = await refused(house)
    assert isinstance(error, Unreachable)
    assert house.fake.wire.asked()


async def test_forms_are_tried_where_they_are_not_promised(make_house: Callable[..., House]) -> None:
    house = make_house(count=0, extensions={"songLyrics": [1]})
    async with house.fake:
        assert (await begin(house)).settings["password_as"] == "token"
        assert [one.method for one in house.asked("/rest/ping.view")] == ["POST", "GET"]
        assert (await house.library().check()).ok
        await house.connections.close()


async def test_a_good_answer_is_remembered_for_a_while(house: House) -> None:
    first = house.library()
    assert (await first.check()).ok
    house.forget()
    assert (await house.keeper().check()).ok
    assert house.fake.wire.journal == []
    other = house.library(user="admin")
    assert (await other.check()).ok
    assert len(house.asked("/rest/ping.view")) == 1


async def test_a_login_takes_one_step(house: House) -> None:
    login = registry.login("subsonic", house.context("login"))
    with pytest.raises(InvalidInput):
        await login.go_on({}, {})


@pytest.mark.parametrize("missing", [("url",), ("password",), ("user",), ("user", "password")])
def test_what_is_missing(house: House, missing: tuple[str, ...]) -> None:
    for make in (house.library, house.keeper):
        with pytest.raises(NotConfigured):
            make(**dict.fromkeys(missing, ""))
