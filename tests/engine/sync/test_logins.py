"""Logging in step by step, and making parts of a server libraries."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.model import User
from fakes.rigs import RIGS
from fakes.serving import Fault
from syncopate.errors import Conflict, InvalidInput, LoginRejected, NotFound, SyncopateError, Unreachable
from syncopate.providers.plex import tv
from syncopate.store import accounts, libraries
from syncopate.sync.accounts import change_account
from syncopate.sync.kit import Kit
from syncopate.sync.logins import LoginState, begin_login, forget_login, go_on_with_login, read_login
from syncopate.sync.providers import context_of
from syncopate.sync.servers import add_sections

PASSWORD = "open sesame"


@dataclass
class House:
    """A Jellyfin with two libraries, and an engine beside it."""

    kit: Kit
    fake: JellyfinFake
    anna: User

    async def begin(self, method: str = "quick_connect", **answers: str) -> LoginState:
        given = {"url": self.fake.address, **answers}
        return await begin_login(self.kit, provider="jellyfin", method=method, answers=given)

    async def account(self, user: str = "Anna") -> str:
        state = await self.begin("password", username=user, password=PASSWORD)
        assert state.account is not None
        return state.account.id


@pytest.fixture
async def house(household: Any) -> AsyncIterator[House]:
    fake = JellyfinFake(name="Living Room")
    fake.fill(fake.add_library("Music"), 5)
    fake.add_library("Audio Plays")
    anna = fake.add_user("Anna", PASSWORD, admin=True)
    async with fake:
        kit = replace(household.kit, now=fake.now)
        yield House(kit, fake, anna)
        await kit.connections.close()


async def test_two_that_look_at_once_make_one_account(house: House) -> None:
    state = await house.begin()
    assert state.code
    house.fake.approve(state.code, house.anna)
    looks = (go_on_with_login(house.kit, state.id, {}) for _ in range(3))
    found = await asyncio.gather(*looks, return_exceptions=True)
    assert [type(one) for one in found].count(LoginState) == 1
    assert [type(one) for one in found].count(NotFound) == 2
    assert len(await house.kit.database.read(accounts.every)) == 1


async def test_what_waits_can_be_read_and_given_up(house: House) -> None:
    state = await house.begin()
    asked = len(house.fake.wire.journal)
    assert (await read_login(house.kit, state.id)).code == state.code
    assert len(house.fake.wire.journal) == asked
    still = await go_on_with_login(house.kit, state.id, {})
    assert (still.account, still.code) == (None, state.code)
    await forget_login(house.kit, state.id)
    with pytest.raises(NotFound):
        await go_on_with_login(house.kit, state.id, {})


async def test_a_server_that_is_away_for_a_moment_ends_no_login(house: House) -> None:
    state = await house.begin()
    house.fake.wire.fail(Fault.SERVER_ERROR)
    with pytest.raises(Unreachable):
        await go_on_with_login(house.kit, state.id, {})
    house.fake.wire.heal()
    assert state.code
    house.fake.approve(state.code, house.anna)
    assert (await go_on_with_login(house.kit, state.id, {})).account is not None


async def test_a_refusal_ends_it(house: House) -> None:
    with pytest.raises(LoginRejected):
        await house.begin("password", username="Anna", password="wrong")
    state = await house.begin()
    # So a code that has expired is answered.
    house.fake.wire.fail(Fault.NOT_FOUND, "/QuickConnect/Connect")
    with pytest.raises(LoginRejected):
        await go_on_with_login(house.kit, state.id, {})
    with pytest.raises(NotFound):
        await read_login(house.kit, state.id)


async def test_logging_in_again_keeps_the_account_whose_it_is(house: House) -> None:
    account = await house.account()
    house.fake.add_user("Kim", PASSWORD)
    before = await house.kit.database.read(accounts.get, account)
    given = {"url": house.fake.address, "username": "Kim", "password": PASSWORD}
    with pytest.raises(Conflict, match="another user's"):
        await begin_login(
            house.kit, provider="jellyfin", method="password", answers=given, account_id=account
        )
    assert await house.kit.database.read(accounts.get, account) == before
    again = await begin_login(
        house.kit,
        provider="jellyfin",
        method="password",
        answers={**given, "username": "Anna"},
        account_id=account,
    )
    assert again.account is not None
    assert again.account.id == account


@pytest.mark.parametrize("provider", ["jellyfin", "emby", "subsonic", "plex"])
async def test_a_login_is_added_once(household: Any, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = household.kit
    async with RIGS[provider](4) as rig, RIGS[provider](4) as other:
        if provider == "plex":
            monkeypatch.setattr(tv, "PLEX_TV", rig.server.tv_address)
        first = await begin_login(kit, provider=provider, method=rig.method, answers=rig.answers)
        assert first.account is not None
        with pytest.raises(Conflict, match="there already") as refused:
            await begin_login(kit, provider=provider, method=rig.method, answers=rig.answers, name="Twin")
        assert first.account.name in str(refused.value)
        again = await begin_login(
            kit, provider="", method=rig.method, answers=rig.answers, account_id=first.account.id
        )
        assert again.account is not None
        if provider != "plex":
            # Somebody of that name on another server is somebody else; all fakes of Plex are one server.
            await begin_login(kit, provider=provider, method=other.method, answers=other.answers)
        assert len(await kit.database.read(accounts.every)) == 1 + (provider != "plex")
        await kit.connections.close()


async def test_an_address_comes_back_as_it_was_shown(household: Any) -> None:
    """Its password is hidden in the form: it is the kept one, for this account and address alone."""
    async with RIGS["emby"](4) as rig:
        kit = household.kit
        url = rig.address.replace("http://", "http://anna:proxy-4711@")
        answers = {**rig.answers, "url": url}
        state = await begin_login(kit, provider="emby", method=rig.method, answers=answers)
        assert state.account is not None
        shown = state.account.settings["url"]
        assert "proxy-4711" not in shown
        answers["url"] = shown
        again = await begin_login(
            kit, provider="", method=rig.method, answers=answers, account_id=state.account.id
        )
        assert again.account is not None
        assert context_of(kit, again.account).settings["url"] == url
        with pytest.raises(InvalidInput) as wrong:
            await begin_login(kit, provider="emby", method=rig.method, answers=answers)
        assert wrong.value.placeholders["field"] == "url"
        await kit.connections.close()


async def test_a_secret_is_not_sent_to_another_host(house: House) -> None:
    account = await house.account()
    asked = len(house.fake.wire.journal)
    elsewhere = house.fake.address.replace("127.0.0.1", "localhost")
    with pytest.raises(InvalidInput, match="needed again") as refused:
        await change_account(house.kit, account, settings={"url": elsewhere})
    assert refused.value.placeholders["field"] == "token"
    assert len(house.fake.wire.journal) == asked
    await change_account(house.kit, account, settings={"url": f"{house.fake.address}/"})


async def test_parts_become_libraries_once_each_with_names_of_their_own(house: House) -> None:
    account = await house.account()
    [plays, music] = sorted(house.fake.catalog.libraries, key=lambda one: one.name)
    [first] = await add_sections(house.kit, account, [music.id])
    assert (first.name, first.section, first.account_id) == ("Music", music.id, account)
    [second] = await add_sections(house.kit, account, [music.id, plays.id])
    assert second.name == "Audio Plays"
    assert await add_sections(house.kit, account, [music.id, plays.id]) == []
    house.fake.add_user("Kim", PASSWORD, admin=True)
    other = await house.account("Kim")
    [third] = await add_sections(house.kit, other, [music.id])
    # The server's name is nobody's choice: its second account has a number.
    assert third.name == "Music (Living Room 2)"
    # Accounts called alike, as there were before, are told apart by their services.
    for user, name in (
        ("Lou", "Music (Living Room 2, Jellyfin)"),
        ("Max", "Music (Living Room 2, Jellyfin 2)"),
    ):
        house.fake.add_user(user, PASSWORD, admin=True)
        more = await house.kit.database.read(accounts.get, await house.account(user))
        await house.kit.database.write(accounts.update, replace(more, name="Living Room 2"))
        [fourth] = await add_sections(house.kit, more.id, [music.id])
        assert fourth.name == name


@pytest.mark.parametrize("chosen", [[], ["nothing"]])
async def test_what_cannot_be_chosen_adds_nothing(house: House, chosen: list[str]) -> None:
    account = await house.account()
    with pytest.raises(InvalidInput) as refused:
        await add_sections(house.kit, account, chosen)
    assert refused.value.placeholders["field"] == "section"
    assert await house.kit.database.read(libraries.every) == []


async def test_a_server_that_does_not_answer_adds_nothing(house: House) -> None:
    account = await house.account()
    house.fake.wire.fail(Fault.SERVER_ERROR)
    with pytest.raises(SyncopateError):
        await add_sections(house.kit, account, ["nothing"])
    assert await house.kit.database.read(libraries.every) == []
