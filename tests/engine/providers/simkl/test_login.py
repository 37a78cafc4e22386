"""Signing in to a fake SIMKL with a code."""

from datetime import UTC, datetime, timedelta

import pytest
from fakes.serving import Fault
from syncopate.errors import InvalidInput, LoginRejected, OddAnswer, SyncopateError
from syncopate.providers.login import LoggedIn, Visit
from syncopate.providers.simkl.login import create
from syncopate.providers.simkl.watching import create as create_account

from .conftest import House


async def _begun(house: House, client_id: str = "app") -> Visit:
    step = await create(house.bare("login-1")).begin("pin", {"client_id": f" {client_id} "})
    assert isinstance(step, Visit)
    return step


async def test_a_code_that_is_entered_lets_in(house: House) -> None:
    step = await _begun(house)
    assert (step.url, step.code, step.every_seconds) == ("https://simkl.com/pin", "PIN00", 5.0)
    assert step.expires_at - datetime.now(UTC) > timedelta(minutes=14)
    login = create(house.bare("login-1"))
    assert await login.go_on(step.state, {}) == step
    house.fake.enter(step.code, house.anna)
    done = await login.go_on(step.state, {})
    assert isinstance(done, LoggedIn)
    assert done.name == "SIMKL (anna)"
    assert done.settings == {
        "client_id": "app",
        "access_token": house.anna.token,
        "user_id": str(house.anna.id),
    }
    assert (await create_account(house.bare("new", **done.settings)).check()).ok


async def test_a_code_that_is_used_up_is_not_taken_for_a_new_one(house: House) -> None:
    step = await _begun(house)
    house.fake.enter(step.code, house.anna)
    login = create(house.bare("login-1"))
    await login.go_on(step.state, {})
    with pytest.raises(LoginRejected):
        await login.go_on(step.state, {})


async def test_a_code_ends(house: House) -> None:
    step = await _begun(house)
    over = {**step.state, "expires_at": (datetime.now(UTC) - timedelta(seconds=1)).isoformat()}
    asked = len(house.fake.wire.journal)
    with pytest.raises(LoginRejected):
        await create(house.bare("login-1")).go_on(over, {})
    assert len(house.fake.wire.journal) == asked


async def test_an_application_that_nobody_made(house: House) -> None:
    with pytest.raises(LoginRejected, match="client ID"):
        await _begun(house, "nobody")
    assert "nobody" not in str((await _told(house)).detail)


async def _told(house: House) -> SyncopateError:
    with pytest.raises(SyncopateError) as raised:
        await _begun(house, "nobody")
    return raised.value


@pytest.mark.parametrize(
    ("method", "client_id", "field"), [("browser", "app", "method"), ("pin", "  ", "client_id")]
)
async def test_what_is_typed_wrong(house: House, method: str, client_id: str, field: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        await create(house.bare("login-1")).begin(method, {"client_id": client_id})
    assert raised.value.placeholders["field"] == field
    assert house.fake.wire.journal == []


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.BROKEN])
async def test_what_is_no_answer(house: House, fault: Fault) -> None:
    house.fake.wire.fail(fault, "/oauth/pin")
    with pytest.raises(OddAnswer):
        await _begun(house)
