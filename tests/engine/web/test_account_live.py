"""What an account's page says of hearing what happens there, and the address that its server is given."""

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from linked import Linked, csrf_of, two_trackers, words_of
from syncopate.access.hooks import hash_secret
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.live import PlayEvent
from syncopate.domain.watch import Feature
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.providers.watching import HookBody
from syncopate.store import accounts, links, watch_hooks
from syncopate.store.accounts import Account
from syncopate.sync.accounts import new_account
from syncopate.sync.keyring import KeyRing
from syncopate.sync.settings import change_settings
from syncopate.sync.watch.linking import NewLink, add_link
from syncopate.sync.watch.live.hooks import take_hook
from syncopate.sync.watch.live.service import LiveState
from syncopate.sync.watch.live.whose import Source
from syncopate.web.app import create_web
from wellformed import check

SETTINGS = {
    "url": "http://127.0.0.1:9",
    "token": "planted-token-1",
    "user_id": "9783d2432b0d40a8a716b6aa46b3cd4f",
}
PLEX = {"token": "planted-token-2", "client_identifier": "c", "server": "m", "address": "http://127.0.0.1:9"}
SECRET = re.compile(r"/api/v1/hooks/(hk_[\w-]{40,})")
TO_RIGHT = {Feature.HISTORY: FeaturePolicy(to_left=False, to_right=True)}
TO_LEFT = {Feature.HISTORY: FeaturePolicy(to_left=True, to_right=False)}


@dataclass
class Ears:
    """Says how it stands with accounts."""

    states: dict[str, LiveState] = field(default_factory=dict)

    def hear(self, account_id: str, event: PlayEvent, source: Source) -> None:
        raise AssertionError(account_id, event, source)

    def state(self, account_id: str) -> LiveState:
        return self.states.get(account_id, LiveState())


@dataclass
class Home:
    """Accounts whose servers tell what happens, one whose does not, and the pages over them."""

    pair: Linked
    ears: Ears
    jellyfin: Account
    plex: Account

    @property
    def kit(self) -> Any:
        return self.pair.kit

    def client(self, **more: Any) -> Any:
        return self.pair.home.client(**more)

    def restart(self, **more: Any) -> None:
        """Have the pages put together anew."""
        household = self.pair.home
        household.web = create_web(replace(household.context, live=self.ears, **more))

    async def link(self, features: Mapping[Feature, FeaturePolicy] = TO_RIGHT, **more: Any) -> links.Link:
        """Link the media server with a tracker."""
        wanted = NewLink(
            left_account_id=self.plex.id, right_account_id=self.pair.right.id, features=features, **more
        )
        return await add_link(self.kit, wanted)

    async def hook(self) -> watch_hooks.Hook | None:
        return await self.kit.database.read(watch_hooks.of_account, self.jellyfin.id)


@pytest.fixture
async def home(household: Any) -> Home:
    await change_settings(household.kit, {"guide.left": True})
    pair, made = await two_trackers(household), []
    for provider, settings in (("jellyfin", SETTINGS), ("plex", PLEX)):
        account = new_account(household.kit, provider=provider, name=f"My {provider}", settings=settings)
        await household.kit.database.write(accounts.add, account)
        made.append(account)
    home = Home(pair, Ears(), *made)
    home.restart()
    return home


async def shown(home: Home, account: Account, **more: Any) -> str:
    async with home.client(**more) as browser:
        answer = await browser.get(f"/accounts/{account.id}")
    assert answer.status_code == 200
    check(answer.text)
    return str(answer.text)


def live_of(text: str) -> str:
    """Return what the page says of it."""
    found = re.search(r'<section id="live".*?</section>', text, re.DOTALL)
    assert found
    return unescape(words_of(f"<main>{found[0]}</main>"))


async def test_only_accounts_whose_servers_tell_something_have_it(home: Home) -> None:
    assert 'id="live"' not in await shown(home, home.pair.left)
    jellyfin, plex = await shown(home, home.jellyfin), await shown(home, home.plex)
    assert "Webhook" in live_of(jellyfin)
    assert "Connection to its server" not in live_of(jellyfin)
    assert "Connection to its server" in live_of(plex)


async def test_why_nothing_is_listened_to_is_said(home: Home) -> None:
    assert "It is linked to no other account." in live_of(await shown(home, home.plex))
    link = await home.link(TO_LEFT, two_way_understood=True)
    said = live_of(await shown(home, home.plex))
    assert "lets anything pass from it" in said
    assert "None is kept" in said
    await home.kit.database.write(links.remove, link.id)
    link = await home.link(live=False)
    assert "lets anything pass from it" in live_of(await shown(home, home.plex))
    await home.kit.database.write(links.remove, link.id)
    link = await home.link()
    said = live_of(await shown(home, home.plex))
    assert "as soon as the first plan of a link is approved" in said
    assert "not connected yet" in said
    await home.kit.database.write(links.approve, link.id, home.kit.now())
    said = live_of(await shown(home, home.plex))
    assert "It is passed on at once." in said
    assert "not used" not in said


async def test_a_connection_is_told_with_its_age_or_its_error(home: Home) -> None:
    await home.link()
    since = home.kit.now() - timedelta(hours=3)
    home.ears.states[home.plex.id] = LiveState(
        listens=True, connected_at=since, heard=2, others=1, last_heard_at=since
    )
    said = live_of(await shown(home, home.plex))
    assert "opened 3 hours ago connected" in said
    assert "heard 2 times once of somebody else last heard 3 hours ago" in said
    home.ears.states[home.plex.id] = LiveState(
        listens=True, error="login_rejected", detail="Plex takes <this> login no longer."
    )
    text = await shown(home, home.plex)
    assert "not connected" in live_of(text)
    assert "tried again by itself" in live_of(text)
    assert "Plex takes &lt;this&gt; login no longer." in text
    assert 'data-key="login_rejected"' in text


async def made(home: Home, browser: Any) -> str:
    """Make an address as one without JavaScript does, and return the page that shows it."""
    place = f"/accounts/{home.jellyfin.id}"
    text = (await browser.get(place)).text
    assert f'action="../accounts/{home.jellyfin.id}/hook"' in text
    answer = await browser.post(f"{place}/hook", data={"csrf": csrf_of(text)})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    check(answer.text)
    return str(answer.text)


def secret_in(text: str) -> str:
    [secret] = SECRET.findall(text)
    return str(secret)


async def test_an_address_is_shown_once_and_works(home: Home) -> None:
    async with home.client() as browser:
        text = await made(home, browser)
        secret = secret_in(text)
        assert 'data-copy="made"' in text
        assert "add a generic destination" in words_of(text)
        hook = await home.hook()
        assert hook is not None
        assert hook.hash == hash_secret(secret)
        for place in (
            f"/accounts/{home.jellyfin.id}",
            f"/accounts/{home.jellyfin.id}/hook",
            "/accounts",
            "/log",
        ):
            assert "hk_" not in (await browser.get(place)).text
        assert (await browser.get(f"/accounts/{home.jellyfin.id}/hook")).url.path.endswith(home.jellyfin.id)
        said = live_of(await shown(home, home.jellyfin))
        assert "made just now" in said
        assert "never used" in said
        body = b'{"NotificationType": "PlaybackStart", "ItemId": "7", "ItemType": "Movie"}'
        home.pair.home.clock[0] += timedelta(hours=2)
        await take_hook(home.kit, secret, HookBody(content_type="application/json", body=body))
        assert "made 2 hours ago used just now" in live_of(await shown(home, home.jellyfin))


async def test_another_address_and_its_end_are_asked_about(home: Home) -> None:
    async with home.client() as browser:
        first = secret_in(await made(home, browser))
        page = (await browser.get(f"/accounts/{home.jellyfin.id}")).text
        for path in ("hook", "hook/remove"):
            assert re.search(rf'action="[^"]*/{path}" data-ask="[^"]+\?', page)
        second = secret_in(await made(home, browser))
        hook = await home.hook()
        assert first != second
        assert hook is not None
        assert hook.hash == hash_secret(second)
        answer = await browser.post(f"/accounts/{home.jellyfin.id}/hook/remove", data={"csrf": csrf_of(page)})
        assert answer.url.path == f"/accounts/{home.jellyfin.id}"
        assert "Removed." in words_of(answer.text)
        assert await home.hook() is None
        again = await browser.post(f"/accounts/{home.jellyfin.id}/hook/remove", data={"csrf": csrf_of(page)})
        assert again.status_code == 404


@pytest.mark.parametrize(
    ("ingress", "told", "begins", "said"),
    [
        (False, None, "http://home/api/v1/hooks/hk_", "It begins as the address of this page does."),
        (True, None, "http://ADDRESS:PORT/api/v1/hooks/hk_", "for ADDRESS:PORT: its own open port"),
        (True, "http://nas:9030/", "http://nas:9030/api/v1/hooks/hk_", ""),
        (False, "http://nas:9030", "http://nas:9030/api/v1/hooks/hk_", ""),
    ],
)
async def test_where_the_server_reaches_us_is_told_or_asked(
    home: Home, ingress: bool, told: str | None, begins: str, said: str
) -> None:
    home.restart(address=told)
    async with home.client(ingress=ingress) as browser:
        if not ingress:
            key, _ = await KeyRing(home.kit).create("Browser", {"admin"})
            await browser.post("/login", data={"key": key})
        text = await made(home, browser)
    found = re.search(r'<textarea id="made"[^>]*>([^<]+)<', text)
    assert found
    assert found[1].startswith(begins)
    assert ('id="made-help"' in text) is bool(said)
    assert said in unescape(words_of(text))


async def test_who_may_not_administer_sees_it_and_cannot_change_it(home: Home) -> None:
    async with home.client() as browser:
        await made(home, browser)
    key, _ = await KeyRing(home.kit).create("Guest", {"control"})
    async with home.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key})
        text = (await browser.get(f"/accounts/{home.jellyfin.id}")).text
        assert "made just now" in live_of(text)
        assert "/hook" not in text
        for path in ("hook", "hook/remove"):
            answer = await browser.post(f"/accounts/{home.jellyfin.id}/{path}", data={"csrf": csrf_of(text)})
            assert answer.status_code == 403
    assert await home.hook() is not None


async def test_an_account_that_takes_none_gets_none(home: Home) -> None:
    async with home.client() as browser:
        csrf = csrf_of((await browser.get(f"/accounts/{home.jellyfin.id}")).text)
        answer = await browser.post(f"/accounts/{home.pair.left.id}/hook", data={"csrf": csrf})
        assert answer.status_code == 422
        assert "hk_" not in answer.text


def test_whoever_takes_webhooks_says_where_they_are_entered() -> None:
    for manifest in registry.manifests().values():
        assert bool(manifest.hook_help) is (Capability.HOOKS in manifest.capabilities), manifest.domain


async def test_a_page_that_a_form_led_to_draws_nothing_into_itself(home: Home) -> None:
    async with home.client() as browser:
        place = f"/accounts/{home.jellyfin.id}"
        assert 'hx-trigger="load"' in (await browser.get(place)).text
        text = await made(home, browser)
    # It would lead nowhere: the page lies one folder deeper than what is drawn into it.
    assert 'hx-trigger="load"' not in text
    assert f'href="../../accounts/{home.jellyfin.id}?ask=on"' in text
