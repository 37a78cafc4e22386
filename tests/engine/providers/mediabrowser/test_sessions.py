"""Signing in as the owner of a playlist, which Jellyfin wants for what changes one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from syncopate.errors import LoginLacksRights, OddAnswer
from syncopate.providers.jellyfin.client import Client

pytestmark = pytest.mark.parametrize("domain", ["jellyfin"], indirect=True)


async def _begun(house: Any) -> tuple[Any, Any, str]:
    keeper, site = house.keeper(key=True), house.site(house.guest)
    key = await keeper.write_target(site, None, house.content(house.keys(0, 1, 2)))
    return keeper, site, key


async def test_one_session_lasts(house: Any) -> None:
    keeper, site, key = await _begun(house)
    assert house.fake.wire.asked("POST", "/QuickConnect/*") == []
    for keys in (house.keys(0, 2), house.keys(2, 0), house.keys(0)):
        await keeper.write_target(site, key, house.content(keys))
        assert house.held(key) == keys
    assert len(house.fake.wire.asked("POST", "/QuickConnect/Initiate")) == 1
    (session,) = house.fake.access.sessions.values()
    assert session[0] is house.guest
    await house.connections.close()
    assert house.fake.access.sessions == {}


async def test_one_that_was_ended_is_begun_again(house: Any) -> None:
    keeper, site, key = await _begun(house)
    await keeper.write_target(site, key, house.content(house.keys(0, 1)))
    house.fake.access.sessions.clear()
    await keeper.write_target(site, key, house.content(house.keys(0)))
    assert house.held(key) == house.keys(0)


async def test_without_quick_connect_it_is_told_what_to_do(house: Any, no_secrets: list[str]) -> None:
    keeper, site, key = await _begun(house)
    house.fake.quick_connect = False
    with pytest.raises(LoginLacksRights, match="switch on Quick Connect") as raised:
        await keeper.write_target(site, key, house.content(house.keys(0)))
    no_secrets.append(raised.value.detail)
    assert house.held(key) == house.keys(0, 1, 2)
    # What needs no owner goes on.
    await keeper.write_target(site, key, house.content(house.keys(0, 1, 2, 3)))
    assert house.held(key) == house.keys(0, 1, 2, 3)


async def test_a_session_of_somebody_else_is_not_taken(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sees the code may enter it before us."""
    keeper, site, key = await _begun(house)
    accounts = house.fake.accounts
    approve = accounts.approve
    monkeypatch.setattr(accounts, "approve", lambda code, _: approve(code, house.admin))
    with pytest.raises(OddAnswer, match="another user than the one asked for"):
        await keeper.write_target(site, key, house.content(house.keys(0)))
    assert house.held(key) == house.keys(0, 1, 2)
    assert house.fake.access.sessions == {}, "it is ended, not kept"
    monkeypatch.undo()
    await keeper.write_target(site, key, house.content(house.keys(0)))
    assert house.held(key) == house.keys(0)


async def test_an_id_with_dashes_is_the_same_user(house: Any) -> None:
    client = Client(house.settings(house.admin, key=True))
    dashed = str(UUID(house.guest.id)).upper()
    asked: list[str] = []

    async def ask(headers: Mapping[str, str]) -> None:
        asked.append(headers["Authorization"])

    await client.sessions.asking(dashed, ask)
    assert len(asked) == 1
    await client.close()


async def test_no_member_acts_for_another(house: Any) -> None:
    keeper, site = house.keeper(house.member), house.site(house.guest)
    with pytest.raises(LoginLacksRights):
        await keeper.write_target(site, None, house.content(house.keys(0)))
    assert house.fake.catalog.playlists == []
    assert house.fake.wire.asked("POST", "/QuickConnect/*") == []


async def test_our_own_session_is_used_for_ourselves(house: Any) -> None:
    keeper, site = house.keeper(house.member), house.site(house.member)
    key = await keeper.write_target(site, None, house.content(house.keys(0, 1)))
    await keeper.write_target(site, key, house.content(house.keys(1)))
    assert house.fake.wire.asked("POST", "/QuickConnect/*") == []


async def test_closing_never_fails(house: Any) -> None:
    keeper, site, key = await _begun(house)
    await keeper.write_target(site, key, house.content(house.keys(0)))
    client = keeper.editor._talk
    assert isinstance(client, Client)
    house.fake.access.sessions.clear()
    await client.close()
    await client.close()
