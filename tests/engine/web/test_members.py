"""Members on the pages: who lives here, and who that is on each server."""

import re
from collections.abc import AsyncIterator, Iterator
from html import unescape
from typing import Any

import pytest
import stamina
from fakes.plex import FakePlex
from fakes.serving import Fault
from syncopate.providers.plex import tv
from syncopate.store import members
from syncopate.store.members import MemberUser
from syncopate.sync.accounts import add_account


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Leave out pauses between tries."""
    with stamina.set_testing(True, attempts=2, cap=True):
        yield


@pytest.fixture
async def plex(household: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakePlex]:
    """Give a server that two people of one home use, and an account on it."""
    fake = FakePlex()
    child = fake.people.add("Kim", home=True, restricted=True, pin="1234")
    fake.server.share(child)
    async with fake:
        monkeypatch.setattr(tv, "PLEX_TV", fake.tv_address)
        settings = {
            "token": fake.token,
            "server_token": fake.server.token_of(fake.people.owner),
            "client_identifier": "tests",
            "server": fake.server.machine,
        }
        account = await add_account(household.kit, provider="plex", name="Living Room", settings=settings)
        assert account.health_ok
        household.ids["account"] = account.id
        yield fake
        await household.kit.connections.close()


async def read(browser: Any, path: str) -> str:
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def send(browser: Any, path: str, status: int = 200, **data: str) -> str:
    text = (await browser.get("/members")).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', text)
    assert csrf
    answer = await browser.post(path, data={"csrf": csrf[1], **data})
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


async def everybody(household: Any) -> Any:
    return await household.kit.database.read(members.every)


async def test_members_are_added_renamed_removed(household: Any) -> None:
    async with household.client() as browser:
        assert "Nobody is named yet" in await read(browser, "/members")
        await send(browser, "/members/add", name="Anna")
        [anna] = await everybody(household)
        twice = await send(browser, "/members/add", 409, name="Anna")
        assert "already_exists" in twice
        assert 'value="Anna" aria-invalid="true"' in twice
        await send(browser, f"/members/{anna.id}/rename", name="Anne")
        assert [member.name for member in await everybody(household)] == ["Anne"]
        empty = await send(browser, f"/members/{anna.id}/rename", 422, name="")
        assert "<details open>" in empty
        await send(browser, "/members/nobody/rename", 404, name="x")
        assert "Anne" in await read(browser, "/accounts")
        await send(browser, f"/members/{anna.id}/remove")
        assert await everybody(household) == []


@pytest.mark.parametrize("language", ["en", "de"])
async def test_who_that_is_on_a_server(household: Any, plex: FakePlex, language: str) -> None:
    account = household.ids["account"]
    async with household.client(**{"accept-language": language}) as browser:
        await send(browser, "/members/add", name="Anna")
        [anna] = await everybody(household)
        first = await read(browser, "/members")
        assert 'hx-get="./members?ask=on" hx-trigger="load"' in first
        assert "<select" not in first
        asked = await read(browser, "/members?ask=on")
        assert (
            "Who is that on Living Room?" if language == "en" else "Wer ist das auf Living Room?"
        ) in asked
        options = dict(re.findall(r'<option value="([^"]+)">([^<]+)</option>', asked))
        key = next(key for key, name in options.items() if name == "Kim")
        await send(browser, f"/members/{anna.id}/users", **{f"user.{account}": key})
        [anna] = await everybody(household)
        assert anna.users == (MemberUser(account_id=account, user=key, user_name="Kim"),)
        assert f'<option value="{key}" selected>Kim' in await read(browser, "/members?ask=on")
        shown = await read(browser, f"/accounts/{account}?ask=on")
        assert "· Anna" in shown
        assert ("has a PIN" if language == "en" else "hat eine PIN") in shown
        wrong = await send(browser, f"/members/{anna.id}/users", 422, **{f"user.{account}": "nobody"})
        assert ("There is no such user" if language == "en" else "Diesen Benutzer gibt es nicht") in wrong
        await send(browser, f"/members/{anna.id}/users", **{f"user.{account}": ""})
        [anna] = await everybody(household)
        assert anna.users == ()


async def test_a_server_that_does_not_answer_leaves_what_was_said(household: Any, plex: FakePlex) -> None:
    account = household.ids["account"]
    async with household.client() as browser:
        await send(browser, "/members/add", name="Anna")
        [anna] = await everybody(household)
        kept = MemberUser(account_id=account, user="kim-1", user_name="Kim")
        await household.kit.database.write(members.set_user, anna.id, kept)
        plex.tv_wire.fail(Fault.SERVER_ERROR)
        plex.wire.fail(Fault.SERVER_ERROR)
        page = await read(browser, "/members?ask=on")
        assert "What was said before is kept." in page
        assert "<p>Kim</p>" in page
        assert f'name="user.{account}"' not in page
        await send(browser, f"/members/{anna.id}/users")
        [anna] = await everybody(household)
        assert anna.users == (kept,)


async def test_a_user_that_is_gone_is_shown_as_such(household: Any, plex: FakePlex) -> None:
    account = household.ids["account"]
    async with household.client() as browser:
        await send(browser, "/members/add", name="Anna")
        [anna] = await everybody(household)
        kept = MemberUser(account_id=account, user="otto-1", user_name="Otto")
        await household.kit.database.write(members.set_user, anna.id, kept)
        page = await read(browser, "/members?ask=on")
        assert '<option value="otto-1" selected>Otto (no longer there)</option>' in page
        await send(browser, f"/members/{anna.id}/users", **{f"user.{account}": "otto-1"})
    [anna] = await everybody(household)
    assert anna.users == (kept,)
