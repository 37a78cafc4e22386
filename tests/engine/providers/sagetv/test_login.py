"""Signing in to a server."""

import pytest
from engine.providers.sagetv.conftest import House
from fakes.serving import Fault
from syncopate.errors import InvalidInput, LoginRejected, OddAnswer, Unreachable
from syncopate.providers.login import LoggedIn
from syncopate.providers.sagetv.login import SageTVLogin, candidates


async def sign_in(house: House, **changed: str) -> LoggedIn:
    given = {"url": house.fake.address, "user": "sage", "password": house.fake.password, **changed}
    step = await SageTVLogin().begin("password", given)
    assert isinstance(step, LoggedIn)
    return step


@pytest.mark.parametrize(
    ("typed", "tried"),
    [
        ("sage.lan", ("http://sage.lan:8080", "http://sage.lan")),
        (" 192.168.1.5:8080 ", ("http://192.168.1.5:8080",)),
        ("http://sage.lan:80/sagex/api?c=Time", ("http://sage.lan",)),
        ("http://sage.lan/tv/sagex/", ("http://sage.lan:8080/tv", "http://sage.lan/tv")),
        ("https://sage.lan", ("https://sage.lan",)),
        ("http://anna:secret@sage.lan:8080", ("http://sage.lan:8080",)),
    ],
)
def test_addresses_as_people_type_them(typed: str, tried: tuple[str, ...]) -> None:
    assert candidates(typed) == tried


@pytest.mark.parametrize("typed", ["", "http://", "ftp://sage", "http://[::1", "http://sage:99999"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        candidates(typed)
    assert refused.value.placeholders["field"] == "url"


async def test_signing_in(house: House) -> None:
    step = await sign_in(house, path_map=" F:\\TV => /tv ")
    assert step.settings == {
        "url": house.fake.address,
        "user": "sage",
        "password": house.fake.password,
        "path_map": "F:\\TV => /tv",
        "verify_tls": "true",
    }
    assert step.name == f"SageTV ({house.fake.address.removeprefix('http://')})"
    assert house.fake.called == ["Time"]


async def test_the_scheme_is_added_and_what_belongs_to_the_service_left_out(house: House) -> None:
    typed = f"{house.fake.address.removeprefix('http://')}/sagex/api"
    assert (await sign_in(house, url=typed)).settings["url"] == house.fake.address


async def test_a_wrong_password(house: House) -> None:
    with pytest.raises(LoginRejected) as refused:
        await sign_in(house, password="wrong")
    assert "wrong" not in refused.value.detail


async def test_folders_that_are_no_rules_are_refused_first(house: House) -> None:
    with pytest.raises(InvalidInput) as refused:
        await sign_in(house, path_map="F:\\TV")
    assert refused.value.placeholders["field"] == "path_map"
    assert house.fake.called == []


@pytest.mark.parametrize("fault", [Fault.NOT_FOUND, Fault.HTML, Fault.BROKEN])
async def test_something_else_answers_there(house: House, fault: Fault) -> None:
    house.fake.wire.fail(fault)
    with pytest.raises(OddAnswer):
        await sign_in(house)


async def test_a_service_that_fails(house: House) -> None:
    house.fake.refused["Time"] = "out of order"
    with pytest.raises(Unreachable) as failed:
        await sign_in(house)
    assert "out of order" in failed.value.detail


async def test_it_takes_one_step() -> None:
    with pytest.raises(InvalidInput):
        await SageTVLogin().go_on({}, {})
