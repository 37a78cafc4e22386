"""Making a link and changing it: what is proposed, what is refused beside its field, and what is kept."""

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from linked import Linked, csrf_of, two_trackers, words_of
from syncopate.domain.link import FeaturePolicy
from syncopate.domain.snapshot import Complete
from syncopate.domain.watch import Feature, MediaType, Plays, Side, WatchRules
from syncopate.planning.watching.guarding import Limits
from syncopate.providers import registry
from syncopate.providers.manifest import Capability, Manifest
from syncopate.providers.watching import Section
from syncopate.store import accounts, links
from syncopate.store.accounts import Account
from syncopate.store.ids import new_id
from syncopate.sync.settings import change_settings
from syncopate.sync.watch import shelves
from syncopate.web.pages import link_form
from wellformed import check

NEW = "/links/new"
ONE_WAY = {"on.history": "on", "way.history": "to_right", "adds.history": "on", "few": "10", "share": "10"}
TYPES = [each.value for each in MediaType]


@pytest.fixture
async def pair(household: Any) -> Linked:
    """Return a household with two trackers that are not linked."""
    await change_settings(household.kit, {"guide.left": True})
    return await two_trackers(household)


def attributes_of(text: str, tag: str, **wanted: str) -> list[Mapping[str, str | None]]:
    """Return the attributes of fields on a page."""
    return [
        found
        for name, found in check(text).tags
        if name == tag and all(found.get(key) == value for key, value in wanted.items())
    ]


def is_ticked(text: str, name: str, value: str | None = None) -> bool:
    wanted = {"name": name} if value is None else {"name": name, "value": value}
    [found] = attributes_of(text, "input", **wanted)
    return "checked" in found


async def sent(pair: Linked, browser: Any, **more: str | Sequence[str]) -> Any:
    """Send the form of a new link."""
    csrf = csrf_of((await browser.get(NEW)).text)
    data = {"csrf": csrf, "left": pair.left.id, "right": pair.right.id, "type": TYPES, **ONE_WAY, **more}
    return await browser.post(NEW, data=data)


async def made(pair: Linked) -> list[links.Link]:
    return await pair.kit.database.read(links.every)


async def test_one_feature_is_on_one_way_adds_alone(pair: Linked) -> None:
    async with pair.home.client() as browser:
        text = (await browser.get(NEW)).text
    assert [each.value for each in Feature if is_ticked(text, f"on.{each}")] == ["history"]
    assert is_ticked(text, "way.history", "to_right")
    assert is_ticked(text, "adds.history")
    assert not is_ticked(text, "removes.history")
    assert 'name="two_way_understood"' in text
    assert "Nobody here knows titles by all their ids." in words_of(text)
    assert "Nothing is written before" in words_of(text)


async def test_a_link_is_made_and_looked_at(pair: Linked) -> None:
    async with pair.home.client() as browser:
        answer = await sent(pair, browser)
        [link] = await made(pair)
        assert answer.url.path == f"/links/{link.id}"
        assert "nothing is written" in words_of(answer.text)
        assert list(link.settings.features) == [Feature.HISTORY]
        assert (link.name, link.settings.types, link.every) == ("Living room & Diary", None, None)
        [run] = await pair.started()
        assert run.arguments["preview"] is True
        # A second one can be linked while the first is read, for what the first does not keep in step.
        more = {"on.ratings": "on", "way.ratings": "to_left", "adds.ratings": "on"}
        twice = await sent(pair, browser, **more)
        assert twice.status_code == 409
        assert "are linked for history already, by Living room & Diary" in words_of(twice.text).replace(
            "&amp;", "&"
        )
        await sent(pair, browser, **more, **{"on.history": ""})
        assert len(await made(pair)) == 2


async def test_all_that_is_chosen_is_kept(pair: Linked) -> None:
    async with pair.home.client() as browser:
        await sent(
            pair,
            browser,
            **{
                "name": "Ours",
                "type": ["movie", "episode"],
                "few": "3",
                "share": "2,5",
                "every": "360",
                "removes.history": "on",
                "tie.history": "right",
                "on.watchlist": "on",
                "way.watchlist": "both",
                "adds.watchlist": "on",
                "two_way_understood": "on",
            },
        )
    [link] = await made(pair)
    settings = link.settings
    assert (link.name, link.every) == ("Ours", timedelta(hours=6))
    assert settings.types == {MediaType.MOVIE, MediaType.EPISODE}
    assert settings.limits == Limits(few=3, share=0.025)
    history, watchlist = settings.features[Feature.HISTORY], settings.features[Feature.WATCHLIST]
    assert (history.removes, history.tie, history.to_left) == (True, Side.RIGHT, False)
    assert (watchlist.to_left, watchlist.to_right, watchlist.removes) == (True, True, False)


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"way.history": "both"}, "two_way_understood", "Both ways can bring conflicts"),
        ({"on.history": ""}, "on.history", "Choose at least one of history"),
        ({"adds.history": ""}, "adds.history", "Of history nothing would pass."),
        ({"type": []}, "type", "Choose at least one kind of titles."),
        ({"few": "many"}, "few", "A number from 0 on is needed"),
        ({"share": "101"}, "share", "A number from 0 on is needed"),
        ({"share": "nan"}, "share", "A number from 0 on is needed"),
        ({"every": "1"}, "every", "Choose how often it runs."),
        ({"name": "n" * 301}, "name", "300 letters at most"),
    ],
)
async def test_what_cannot_be_is_told_beside_its_field_and_stays(
    pair: Linked, more: dict[str, Any], field: str, said: str
) -> None:
    async with pair.home.client() as browser:
        answer = await sent(
            pair,
            browser,
            **{"on.ratings": "on", "adds.ratings": "on", **more} if field != "on.history" else more,
        )
        assert answer.status_code == 422
        text = answer.text
        assert said in words_of(text)
        assert 'class="help wrong"' in text
        assert is_ticked(text, "on.history") is ("on.history" not in more)
        for name in ("few", "share"):
            assert attributes_of(text, "input", name=name)[0]["value"] == more.get(name, "10")
    assert await made(pair) == []


async def test_one_account_is_no_link(pair: Linked) -> None:
    async with pair.home.client() as browser:
        answer = await browser.get(NEW, params={"left": pair.left.id, "right": pair.left.id})
        assert answer.status_code == 422
        assert "A link is between two accounts." in words_of(answer.text)
        gone = await browser.get(NEW, params={"left": pair.left.id, "right": "none"})
        assert gone.status_code == 200
        assert 'name="on.history"' not in gone.text


def manifest(domain: str, rules: WatchRules, *more: Capability) -> Manifest:
    return Manifest(
        domain=domain,
        name=domain.title(),
        summary="",
        capabilities=frozenset({Capability.WATCHING, *more}),
        watch=rules,
    )


SERVER = WatchRules(
    features=frozenset({Feature.HISTORY, Feature.PROGRESS}),
    plays=Plays.LAST,
    closed=frozenset({Feature.HISTORY, Feature.PROGRESS}),
)
READ_ONLY = WatchRules(features=frozenset({Feature.HISTORY}), plays=Plays.EVERY, writes=False)
LISTS = WatchRules(features=frozenset({Feature.WATCHLIST}), plays=Plays.EVERY)


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be a media server, something that can only be read, and something that has lists alone."""
    known = {
        **registry.manifests(),
        "server": manifest("server", SERVER, Capability.SECTIONS),
        "reader": manifest("reader", READ_ONLY),
        "lists": manifest("lists", LISTS),
    }
    monkeypatch.setattr(registry, "manifests", lambda: known)
    monkeypatch.setattr(registry, "manifest_of", lambda domain: known[domain])


async def account(pair: Linked, provider: str) -> str:
    """Put an account of such a kind."""
    made_up = Account(
        id=new_id(), provider=provider, name=f"My {provider}", settings={}, created_at=pair.kit.now()
    )
    await pair.kit.database.write(accounts.add, made_up)
    return made_up.id


async def test_a_server_is_proposed_first_and_a_tracker_second(pair: Linked, kinds: None) -> None:
    server = await account(pair, "server")
    async with pair.home.client() as browser:
        text = (await browser.get(NEW)).text
        assert attributes_of(text, "input", name="left")[0]["value"] == server
        assert attributes_of(text, "input", name="right")[0]["value"] in {pair.left.id, pair.right.id}
        assert "from a media server to a tracker" in words_of(text)
        # Only what both have is offered.
        assert 'name="on.progress"' in text
        assert 'name="on.ratings"' not in text


async def test_ways_that_cannot_be_are_not_offered(pair: Linked, kinds: None) -> None:
    reader, lists = await account(pair, "reader"), await account(pair, "lists")
    async with pair.home.client() as browser:
        text = (await browser.get(NEW, params={"left": reader, "right": pair.left.id})).text
        ways = [found["value"] for found in attributes_of(text, "input", name="way.history")]
        assert ways == ["to_right"]
        none = await browser.get(NEW, params={"left": reader, "right": lists})
        assert "nothing in common" in words_of(none.text)
        assert 'name="on.history"' not in none.text


async def test_libraries_are_asked_for_and_chosen(
    pair: Linked, kinds: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await account(pair, "server")

    class Source:
        async def sections(self) -> Complete[Section]:
            found = (
                Section(key="1", name="Films", type=MediaType.MOVIE),
                Section(key="2", name="Children", type=MediaType.SHOW),
            )
            return Complete(found, pair.kit.now())

    async def source(_kit: Any, account_id: str) -> Source:
        assert account_id == server
        return Source()

    monkeypatch.setattr(link_form, "sections_of", source)
    monkeypatch.setattr(shelves, "sections_of", source)
    async with pair.home.client() as browser:
        first = (await browser.get(NEW)).text
        assert "Children" not in first
        data = {"csrf": csrf_of(first), "left": server, "right": pair.left.id, "type": ["movie"], **ONE_WAY}
        asked = await browser.post(NEW, data={**data, "on.progress": "on", "ask": "on"})
        assert asked.status_code == 200
        text = asked.text
        assert is_ticked(text, "section.left", "1")
        assert is_ticked(text, "section.left", "2")
        assert is_ticked(text, "on.progress")
        assert not is_ticked(text, "type", "episode")
        told = {**data, "asked.left": "on", "section_of.left": ["1", "2"]}
        refused = await browser.post(NEW, data=told)
        assert refused.status_code == 422
        assert "Choose at least one library of My server." in words_of(refused.text)
        await browser.post(NEW, data={**told, "section.left": ["2", "9"]})
        [link] = await made(pair)
        assert link.settings.sections == {Side.LEFT: frozenset({"2"})}
        # Its settings leave them as they are unless the server was asked.
        page = f"/links/{link.id}/settings"
        text = (await browser.get(page)).text
        assert "Only one of them." in words_of(text)
        await browser.post(f"/links/{link.id}/change", data={**data, "name": "Kept"})
        assert (await pair.stored(link)).settings.sections == {Side.LEFT: frozenset({"2"})}
        await browser.post(f"/links/{link.id}/change", data={**told, "section.left": ["1", "2"]})
        assert (await pair.stored(link)).settings.sections == {}


async def test_settings_are_saved_together_or_not_at_all(pair: Linked) -> None:
    link = await pair.link(every=timedelta(minutes=45))
    async with pair.home.client() as browser:
        page = f"/links/{link.id}/settings"
        text = (await browser.get(page)).text
        check(text)
        assert "data-watch" in text
        assert "data-save" in text
        assert "at most every 45 minutes" in words_of(text)
        data = {"csrf": csrf_of(text), "type": TYPES, **ONE_WAY, "every": "45", "name": "Other"}
        refused = await browser.post(f"/links/{link.id}/change", data={**data, "few": "-1"})
        assert refused.status_code == 422
        check(refused.text)
        assert "Not saved yet." in words_of(refused.text)
        assert (await pair.stored(link)).name == "Living room & Diary"
        saved = await browser.post(
            f"/links/{link.id}/change", data={**data, "few": "7", "removes.history": "on"}
        )
        assert saved.url.path == page
        stored = await pair.stored(link)
        assert (stored.name, stored.every) == ("Other", timedelta(minutes=45))
        assert (stored.settings.limits.few, stored.settings.features[Feature.HISTORY].removes) == (7, True)
        await browser.post(f"/links/{link.id}/change", data={**data, "name": ""})
        assert (await pair.stored(link)).name == "Living room & Diary"
        assert (await browser.get(f"/links/{link.id}/change")).url.path == page


async def test_live_is_on_until_it_is_switched_off(pair: Linked) -> None:
    async with pair.home.client() as browser:
        text = (await browser.get(NEW)).text
        assert is_ticked(text, "live")
        assert "Neither of these two tells anything by itself." in words_of(text)
        await sent(pair, browser, live="on")
        [link] = await made(pair)
        assert link.settings.live is True
        place = f"/links/{link.id}"
        data = {"csrf": csrf_of(text), "type": TYPES, **ONE_WAY, "live": "on", "name": "Kept"}
        refused = await browser.post(f"{place}/change", data={**data, "few": "-1", "live": ""})
        assert not is_ticked(refused.text, "live"), "as it was sent"
        assert (await pair.stored(link)).settings.live is True
        await browser.post(f"{place}/change", data=data)
        assert is_ticked((await browser.get(f"{place}/settings")).text, "live")
        await browser.post(f"{place}/change", data={**data, "live": ""})
        assert (await pair.stored(link)).settings.live is False
        assert not is_ticked((await browser.get(f"{place}/settings")).text, "live")


async def test_a_new_link_can_be_made_without_live(pair: Linked) -> None:
    async with pair.home.client() as browser:
        await sent(pair, browser)
    [link] = await made(pair)
    assert link.settings.live is False


async def test_it_leads_to_where_a_server_tells_how_it_stands(pair: Linked, kinds: None) -> None:
    known = registry.manifests()
    known["server"] = manifest("server", SERVER, Capability.LISTENING)  # type: ignore[index]
    server = await account(pair, "server")
    async with pair.home.client() as browser:
        text = (await browser.get(NEW)).text
    assert f'href="../accounts/{server}#live"' in text
    assert "Neither of these two" not in text


async def test_both_ways_need_no_second_word(pair: Linked) -> None:
    link = await pair.link({Feature.HISTORY: FeaturePolicy(to_left=True, to_right=True)})
    async with pair.home.client() as browser:
        text = (await browser.get(f"/links/{link.id}/settings")).text
        assert re.search(r"way-both known", text)
        data = {"csrf": csrf_of(text), "type": TYPES, **ONE_WAY, "way.history": "both"}
        assert (await browser.post(f"/links/{link.id}/change", data=data)).status_code == 200
        more = {**data, "on.ratings": "on", "way.ratings": "both", "adds.ratings": "on"}
        assert (await browser.post(f"/links/{link.id}/change", data=more)).status_code == 422
