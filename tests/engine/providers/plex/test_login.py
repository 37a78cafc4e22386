"""Signing in: at plex.tv in the browser, or with a token; every way it can fail says why."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.serving import Fault
from syncopate.domain.snapshot import Complete
from syncopate.errors import (
    InvalidInput,
    LoginRejected,
    NotFound,
    OddAnswer,
    RateLimited,
    SyncopateError,
    Unreachable,
)
from syncopate.providers.login import Ask, LoggedIn, Login, Visit
from syncopate.providers.plex import tv, ways
from syncopate.providers.plex.login import PlexLogin
from syncopate.providers.plex.ways import candidates


async def _visiting(house: Any) -> Visit:
    step = await house.login().begin("pin", {})
    assert isinstance(step, Visit)
    return step


async def test_it_is_a_login(house: Any) -> None:
    assert isinstance(house.login(), Login)


async def test_a_pin_that_is_let_in(house: Any) -> None:
    visit = await _visiting(house)
    client = visit.state["client_identifier"]
    assert visit.url is not None
    assert visit.url.startswith(f"https://app.plex.tv/auth#?clientID={client}&code={visit.code}&context%5B")
    assert visit.url.endswith("context%5Bdevice%5D%5Bproduct%5D=Syncopate")
    assert timedelta(minutes=20) < visit.expires_at - datetime.now(UTC) < timedelta(minutes=31)
    again = await house.login().go_on(visit.state, {})
    assert again == visit
    token = house.plex.approve(visit.code)
    done = await house.login().go_on(visit.state, {})
    owner, server = house.plex.people.owner, house.plex.server
    assert done == LoggedIn(
        settings={
            "token": token,
            "server_token": server.token_of(owner),
            "client_identifier": client,
            "server": server.machine,
            "user_id": owner.uuid,
            "address": "",
            "verify_tls": "true",
        },
        name="Living Room",
    )
    library = house.library(**done.settings)
    assert (await library.check()).ok
    assert isinstance(await library.sections(), Complete)


async def test_each_login_has_its_own_client(house: Any) -> None:
    first, second = await _visiting(house), await _visiting(house)
    assert first.state["client_identifier"] != second.state["client_identifier"]
    told = {asked.headers["X-Plex-Client-Identifier"] for asked in house.plex.tv_wire.journal}
    assert told == {first.state["client_identifier"], second.state["client_identifier"]}
    assert {asked.headers["X-Plex-Product"] for asked in house.plex.tv_wire.journal} == {"Syncopate"}


async def test_a_pin_that_nobody_let_in(house: Any) -> None:
    visit = await _visiting(house)
    house.plex.clock.advance(3600)
    with pytest.raises(LoginRejected, match="in time"):
        await house.login().go_on(visit.state, {})


async def test_a_pin_whose_token_is_worthless(house: Any) -> None:
    visit = await _visiting(house)
    house.plex.people.revoke(house.plex.approve(visit.code))
    with pytest.raises(LoginRejected, match=r"plex\.tv refuses"):
        await house.login().go_on(visit.state, {})


async def test_several_servers_are_asked_for(house: Any) -> None:
    friend = house.plex.people.add("Rita")
    attic = await house.plex.add_server("Attic")
    shared = await house.plex.add_server("Cabin", friend)
    shared.share(house.plex.people.owner)
    visit = await _visiting(house)
    token = house.plex.approve(visit.code)
    ask = await house.login().go_on(visit.state, {})
    assert isinstance(ask, Ask)
    (which,) = ask.fields
    assert which.name == "server"
    assert ask.labels == {
        house.plex.server.machine: "Living Room (owned)",
        attic.machine: "Attic (owned)",
        shared.machine: "Cabin (shared by Rita)",
    }
    assert set(which.choices) == set(ask.labels)
    done = await house.login().go_on(ask.state, {"server": shared.machine})
    assert isinstance(done, LoggedIn)
    assert (done.name, done.settings["token"]) == ("Cabin", token)
    assert done.settings["server_token"] == shared.token_of(house.plex.people.owner)
    assert (await house.library(**done.settings).check()).ok
    # The account's own token is no business of somebody else's server.
    assert token not in {asked.headers.get("X-Plex-Token") for asked in shared.wire.journal}
    with pytest.raises(InvalidInput) as wrong:
        await house.login().go_on(ask.state, {"server": "another"})
    assert wrong.value.placeholders["field"] == "server"


async def test_an_account_without_a_server(house: Any) -> None:
    guest = house.plex.people.add("Guest")
    visit = await _visiting(house)
    house.plex.approve(visit.code, guest)
    with pytest.raises(NotFound, match="no server"):
        await house.login().go_on(visit.state, {})


async def test_a_token_of_the_account(house: Any) -> None:
    done = await house.login().begin("token", {"token": f" {house.plex.token} "})
    assert isinstance(done, LoggedIn)
    assert done.settings["server"] == house.plex.server.machine
    assert done.settings["token"] == house.plex.token
    assert (await house.library(**done.settings).check()).ok


async def test_a_token_with_an_address(house: Any) -> None:
    answers = {"token": house.plex.token, "address": f"{house.plex.address}/", "verify_tls": "false"}
    done = await house.login().begin("token", answers)
    assert isinstance(done, LoggedIn)
    assert (done.settings["address"], done.settings["verify_tls"]) == (house.plex.address, "false")
    house.plex.tv_wire.fail(Fault.UNAVAILABLE)
    assert (await house.library(**done.settings).check()).ok


async def test_an_address_as_people_type_it(house: Any) -> None:
    bare = house.plex.address.removeprefix("http://")
    for typed in (bare, f" {bare}/ ", f"{bare}/web", f"{house.plex.address}/web/index.html#!/media?key=1"):
        done = await house.login().begin("token", {"token": house.plex.token, "address": typed})
        assert isinstance(done, LoggedIn)
        assert done.settings["address"] == house.plex.address, typed


async def test_why_a_server_typed_without_a_scheme_is_not_let_in(house: Any) -> None:
    """That it speaks no https is no news: what it answers by http is."""
    house.fail(Fault.UNAVAILABLE)
    bare = house.plex.address.removeprefix("http://")
    with pytest.raises(Unreachable, match="503"):
        await house.login().begin("token", {"token": house.plex.token, "address": bare})


async def test_a_server_that_answers_waits_for_no_place_that_does_not(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ways, "_GRACE_SECONDS", 0.05)
    identify = ways.identify

    async def slowly(address: str, *, verify_tls: bool) -> str:
        if address.startswith("https:"):
            await asyncio.sleep(60)
        return await identify(address, verify_tls=verify_tls)

    monkeypatch.setattr(ways, "identify", slowly)
    bare = house.plex.address.removeprefix("http://")
    async with asyncio.timeout(5):
        found = await ways.find_server(bare, verify_tls=True)
    assert found == (house.plex.address, house.plex.server.machine)


def test_where_a_server_may_be() -> None:
    assert candidates("nas") == ("https://nas:32400", "https://nas", "http://nas:32400", "http://nas")
    assert candidates("nas:1234") == ("https://nas:1234", "http://nas:1234")
    assert candidates("https://plex.example/") == ("https://plex.example", "https://plex.example:32400")


async def test_a_token_that_only_the_server_knows(house: Any) -> None:
    token = house.plex.server.token_of(house.plex.people.owner)
    done = await house.login().begin("token", {"token": token, "address": house.plex.address})
    assert isinstance(done, LoggedIn)
    assert (done.name, done.settings["server_token"]) == ("Living Room", token)
    assert (await house.library(**done.settings).check()).ok


async def test_a_server_at_home_while_there_is_no_internet(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tv, "PLEX_TV", "http://127.0.0.1:9")
    token = house.plex.server.token_of(house.plex.people.owner)
    done = await house.login().begin("token", {"token": token, "address": house.plex.address})
    assert isinstance(done, LoggedIn)


async def test_an_address_of_a_server_that_is_not_shared(house: Any) -> None:
    other = await house.plex.add_server("Theirs", house.plex.people.add("Rita"))
    with pytest.raises(InvalidInput) as wrong:
        await house.login().begin("token", {"token": house.plex.token, "address": other.address})
    assert wrong.value.placeholders["field"] == "address"
    assert house.plex.token not in {asked.headers.get("X-Plex-Token") for asked in other.wire.journal}


@pytest.mark.parametrize(
    ("method", "answers", "error", "field"),
    [
        ("token", {"token": "wrong"}, LoginRejected, None),
        ("token", {"token": "wrong", "address": "{plex}"}, LoginRejected, None),
        ("token", {"token": "wrong", "address": "http://127.0.0.1:9"}, Unreachable, None),
        ("token", {"token": "wrong", "address": "{tv}"}, OddAnswer, None),
        ("token", {"token": "right", "address": "127.0.0.1:9"}, Unreachable, None),
        ("token", {"token": "right", "address": "no address"}, InvalidInput, "address"),
        ("token", {"token": "right", "address": "ftp://plex.example"}, InvalidInput, "address"),
        ("token", {"token": ""}, InvalidInput, "token"),
        ("password", {}, InvalidInput, "method"),
    ],
)
async def test_what_is_wrong_is_said(
    house: Any, method: str, answers: dict[str, str], error: type[SyncopateError], field: str | None
) -> None:
    places = {"plex": house.plex.address, "tv": house.plex.tv_address}
    given = {name: value.format(**places) for name, value in answers.items()}
    with pytest.raises(error) as raised:
        await house.login().begin(method, given)
    assert raised.value.placeholders.get("field") == field
    assert "wrong" not in raised.value.detail


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNAUTHORIZED, LoginRejected),
        (Fault.TOO_MANY, RateLimited),
        (Fault.SERVER_ERROR, Unreachable),
        (Fault.UNAVAILABLE, Unreachable),
        (Fault.DROPPED, Unreachable),
        (Fault.CUT_OFF, Unreachable),
        (Fault.HTML, OddAnswer),
        (Fault.BROKEN, OddAnswer),
    ],
)
@pytest.mark.parametrize("path", ["/api/v2/pins/*", "/api/v2/resources"])
async def test_plex_tv_in_trouble(house: Any, path: str, fault: Fault, error: type[SyncopateError]) -> None:
    visit = await _visiting(house)
    token = house.plex.approve(visit.code)
    house.plex.tv_wire.fail(fault, path)
    with pytest.raises(error) as raised:
        await house.login().go_on(visit.state, {})
    assert token not in raised.value.detail
    house.plex.tv_wire.heal()
    assert isinstance(await house.login().go_on(visit.state, {}), LoggedIn)


async def test_a_step_that_is_cut_short_is_repeated(house: Any) -> None:
    house.plex.tv_wire.fail(Fault.DROPPED, "/api/v2/pins", times=1)
    with pytest.raises(Unreachable):
        await PlexLogin().begin("pin", {})
    assert isinstance(await PlexLogin().begin("pin", {}), Visit)
    # It is not sent again by itself: it makes something.
    assert len(house.plex.people.pins) == 2
