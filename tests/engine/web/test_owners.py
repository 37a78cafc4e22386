"""Whose an account is, whether what is listened to is mirrored, and how it stands with its service."""

import re
import sys
from html import unescape
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from syncopate.providers.manifest import RateLimit
from syncopate.store import accounts, members, owners
from syncopate.store.accounts import Account
from syncopate.store.owners import Owner
from syncopate.sync.keyring import KeyRing
from syncopate.sync.members import add_member
from wellformed import check

NAME = 'Kim "<i>"'
LIMIT = RateLimit(requests=75, seconds=30.0)


class Home:
    """A household with a member, a Spotify account, one of Last.fm and one of a folder."""

    def __init__(self, household: Any) -> None:
        self.household, self.kit, self.text, self.member = household, household.kit, "", ""

    async def page(self, path: str, **headers: str) -> str:
        async with self.household.client(**headers) as browser:
            answer = await browser.get(path)
            assert answer.status_code == 200, answer.text
        self.text = answer.text
        check(answer.text)
        return unescape(answer.text)

    async def send(self, path: str, status: int = 200, **data: str) -> str:
        csrf = re.search(r'name="csrf" value="([^"]+)"', self.text)
        assert csrf
        async with self.household.client() as browser:
            answer = await browser.post(path, data={"csrf": csrf[1], **data})
        assert answer.status_code == status, answer.text
        self.text = answer.text
        return unescape(answer.text)

    async def owner(self, account_id: str) -> Owner:
        return await self.kit.database.read(owners.of_account, account_id)


@pytest.fixture
async def home(household: Any) -> Home:
    home = Home(household)
    home.member = (await add_member(household.kit, NAME)).id
    for provider in ("spotify", "lastfm", "folder"):
        account = Account(
            id=provider,
            provider=provider,
            name=f"<b>{provider}</b>",
            settings={"path": "/"} if provider == "folder" else {},
            health_ok=True,
            created_at=household.kit.now(),
        )
        await household.kit.database.write(accounts.add, account)
    return home


async def test_an_account_is_somebodys_and_what_is_listened_to_is_mirrored(home: Home) -> None:
    text = await home.page("/accounts/spotify")
    assert "Whose is it?" in text
    assert f">{NAME}</option>" in text
    assert "<i>" not in home.text
    assert "Mirror what is listened to" in text
    assert 'name="recent_days" type="number" min="1" max="365" value="14"' in text
    assert "sources/browse?account=spotify" in text
    said = await home.send("/accounts/spotify/owner", member_id=home.member, recent="on", recent_days="30")
    assert "Saved." in said
    assert await home.owner("spotify") == Owner(account_id="spotify", member_id=home.member, recent_days=30)
    assert 'value="30"' in said
    assert f'value="{home.member}" selected' in said
    # Not ticked, the days say nothing.
    await home.send("/accounts/spotify/owner", member_id="", recent_days="30")
    assert await home.owner("spotify") == Owner(account_id="spotify")


@pytest.mark.parametrize("days", ["0", "366", "", "-1", "zwölf", "99999999"])
async def test_days_that_cannot_be_are_said_beside_their_field(home: Home, days: str) -> None:
    await home.page("/accounts/spotify")
    text = await home.send(
        "/accounts/spotify/owner", 422, member_id=home.member, recent="on", recent_days=days
    )
    assert "That is 1 to 365 days." in text
    assert text.count('role="alert"') == 1
    assert f'value="{days}" aria-invalid="true"' in text
    assert f'value="{home.member}" selected' in text, "the form stands as it was sent"
    assert await home.owner("spotify") == Owner(account_id="spotify")


async def test_what_a_service_does_not_tell_is_not_offered(home: Home) -> None:
    text = await home.page("/accounts/lastfm")
    assert "Whose is it?" in text
    assert "recent_days" not in text
    await home.send("/accounts/lastfm/owner", 422, recent="on", recent_days="3")
    assert "What comes from it" not in await home.page("/accounts/folder")
    await home.page("/accounts/lastfm")
    await home.send("/accounts/lastfm/owner", 404, member_id="nobody")


async def test_members_and_accounts_show_each_other(home: Home) -> None:
    await home.page("/accounts/lastfm")
    await home.send("/accounts/lastfm/owner", member_id=home.member)
    text = await home.page("/members")
    assert 'href="./accounts/lastfm"><b>lastfm</b></a>' in text
    assert "accounts/spotify" not in text
    assert "<b>lastfm" not in home.text
    assert NAME in await home.page("/accounts")
    # Whose owner goes is the household's.
    await home.kit.database.write(members.remove, home.member)
    assert (await home.owner("lastfm")).member_id is None
    await home.page("/members")


async def test_how_it_stands_with_its_service(home: Home) -> None:
    assert "0 of 75 requests in the last 30 s" in await home.page("/accounts/spotify")
    pace = home.kit.connections.paces.of("spotify", LIMIT, "Spotify")
    await pace.turn()
    assert "1 of 75 requests in the last 30 s" in await home.page("/accounts/spotify")
    pace.hold(600)
    text = await home.page("/accounts/spotify")
    assert "It has to rest, and is asked again by itself" in text
    assert ">rests</span>" in text


async def test_who_may_not_change_it_reads_it(home: Home) -> None:
    await home.page("/accounts/spotify")
    await home.send("/accounts/spotify/owner", member_id=home.member, recent="on", recent_days="1")
    key, _ = await KeyRing(home.kit).create("hand", {"control"})
    async with home.household.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key, "back": "/"})
        text = unescape((await browser.get("/accounts/spotify")).text)
        assert "what is listened to stays for a day" in text
        assert NAME in text
        assert "recent_days" not in text
        csrf = re.search(r'name="csrf" value="([^"]+)"', text)
        assert csrf
        refused = await browser.post("/accounts/spotify/owner", data={"csrf": csrf[1]})
        assert refused.status_code == 403
    assert (await home.owner("spotify")).recent_days == 1
