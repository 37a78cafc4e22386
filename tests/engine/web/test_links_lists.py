"""Lists on the pages of links: chosen in the form, named in plans, told of records."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine.sync.watch.conftest import film, in_lists
from linked import MIRROR, Linked, csrf_of, two_trackers, words_of
from syncopate.domain.watch import Feature
from syncopate.sync import worker_database
from syncopate.sync.settings import change_settings
from wellformed import check

TYPES = ["movie", "show", "season", "episode"]
LISTS = {"on.lists": "on", "way.lists": "to_right", "adds.lists": "on", "removes.lists": "on"}


@pytest.fixture
async def pair(household: Any, monkeypatch: pytest.MonkeyPatch) -> Linked:
    """Return a household with two trackers that are not linked."""
    monkeypatch.setattr(worker_database, "_opened", {household.kit.database.address: household.kit.database})
    await change_settings(household.kit, {"guide.left": True})
    return await two_trackers(household)


async def test_lists_are_named_one_on_each_line(pair: Linked) -> None:
    link = await pair.link({Feature.LISTS: MIRROR})
    page = f"/links/{link.id}/settings"
    async with pair.home.client() as browser:
        text = (await browser.get(page)).text
        check(text)
        said = words_of(text)
        assert "Lists" in said
        assert "Which films and shows are in which list or collection." in said
        assert "Only these lists" in said
        data = {"csrf": csrf_of(text), "type": TYPES, **LISTS, "few": "10", "share": "10", "name": "Ours"}
        named = {**data, "lists": "Best of\r\n\r\n best  OF \r\nLater"}
        assert (await browser.post(f"/links/{link.id}/change", data=named)).url.path == page
        assert (await pair.stored(link)).settings.lists == {"Best of", "Later"}
        assert "Best of\nLater</textarea>" in (await browser.get(page)).text
        refused = await browser.post(f"/links/{link.id}/change", data={**data, "lists": "n" * 301})
        assert refused.status_code == 422
        check(refused.text)
        assert "At most 500 lists can be named" in words_of(refused.text)
        await browser.post(f"/links/{link.id}/change", data=data)
        assert (await pair.stored(link)).settings.lists == {"Best of", "Later"}
        await browser.post(f"/links/{link.id}/change", data={**data, "lists": ""})
        assert (await pair.stored(link)).settings.lists == frozenset()


async def test_a_plan_says_into_which_list(pair: Linked) -> None:
    await pair.put(pair.left, *(in_lists(film(number), "Best <of>") for number in range(1, 4)))
    await pair.put(pair.left, in_lists(film(1), "Later"))
    await pair.put(pair.right, in_lists(film(1), "Later"))
    link = await pair.link({Feature.LISTS: MIRROR})
    await pair.run(link)
    async with pair.home.client() as browser:
        text = (await browser.get(f"/links/{link.id}?op=0")).text
        check(text)
        said = words_of(text)
        assert "add to the list “Best &lt;of&gt;”" in said
        assert "now “Later”" not in said, "it is about the one list alone"
        assert "Lists: add to the list" in said
    await pair.approved(link)
    await pair.run(link)
    await pair.take(pair.left, "Film 1", Feature.LISTS, "Later")
    await pair.run(link)
    async with pair.home.client() as browser:
        text = (await browser.get(f"/links/{link.id}?op=0")).text
        check(text)
        said = words_of(text)
        assert "take off the list “Later”" in said
        assert "It would take all off the list “Later” at Diary: 1." in said


async def test_records_say_in_which_lists_they_are(pair: Linked) -> None:
    await pair.put(pair.left, in_lists(film(1), "Best of", "Later"))
    link = await pair.link({Feature.LISTS: MIRROR})
    await pair.preview(link)
    async with pair.home.client() as browser:
        page = f"/accounts/{pair.left.id}/watched"
        text = (await browser.get(page)).text
        check(text)
        assert "Best of, Later" in words_of(text)
        text = (await browser.get(f"{page}?record=movie:1")).text
        check(text)
        assert "“Best of”, “Later”" in words_of(text)
