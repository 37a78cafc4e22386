"""Adding a public profile."""

import pytest
from syncopate.errors import InvalidInput, Unreachable
from syncopate.providers import registry
from syncopate.providers.login import LoggedIn, Login

from .conftest import House


def login(house: House) -> Login:
    return registry.login("deezer", house.context("login-1"))


async def test_by_link_or_number(house: House) -> None:
    for typed in (str(house.anna.id), f"https://www.deezer.com/de/profile/{house.anna.id}/loved"):
        step = await login(house).begin("profile", {"user_id": typed})
        assert step == LoggedIn(settings={"user_id": str(house.anna.id)}, name="Deezer (Anna)")
    assert "login-1" not in house.connections._held


@pytest.mark.parametrize("typed", ["", "anna", "https://www.deezer.com/de/playlist/5", "4"])
async def test_what_is_no_profile(house: House, typed: str) -> None:
    with pytest.raises(InvalidInput) as found:
        await login(house).begin("profile", {"user_id": typed})
    assert found.value.placeholders == {"field": "user_id"}


async def test_when_deezer_does_not_answer(house: House) -> None:
    house.fake.refuse(700)
    with pytest.raises(Unreachable):
        await login(house).begin("profile", {"user_id": str(house.anna.id)})
    with pytest.raises(InvalidInput):
        await login(house).go_on({}, {})
