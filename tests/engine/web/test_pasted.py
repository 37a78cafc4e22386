"""Several links pasted at once are each looked at, and added together."""

import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from streets import Browser, Street, hidden, street, words
from syncopate.store import mirrors
from syncopate.sync.keyring import KeyRing
from syncopate.web.pages import pasted
from wellformed import check


@pytest.fixture
async def here(household: Any) -> AsyncIterator[Street]:
    async with street(household) as built:
        yield built


def page_of(playlist: Any) -> str:
    return f"https://www.deezer.com/playlist/{playlist.id}"


async def names(here: Street) -> list[str]:
    return sorted(each.name for each in await here.household.kit.database.read(mirrors.every))


@pytest.mark.parametrize("between", ["\n", " ", "\r\nand this: ", ""])
async def test_each_is_shown_and_added(here: Street, between: str) -> None:
    other = here.list_named("Road Trip")
    text = between.join([page_of(here.mix), page_of(other), f"{page_of(here.mix)}?utm_source=x"])
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=text)
        check(page)
        said = words(page)
        assert (said.count("Evening Mix"), said.count("Road Trip")) == (1, 1)
        assert "2 links" in said
        assert await names(here) == []
        sent = await browser.send("/playlists/add", **hidden(page), label="Both")
    assert "All that you ticked is added." in words(sent.text)
    assert await names(here) == ["Evening Mix", "Road Trip"]
    assert {each.label for each in await here.household.kit.database.read(mirrors.every)} == {"Both"}


async def test_what_cannot_be_added_says_why_beside_the_others(here: Street) -> None:
    artist, gone = "https://www.deezer.com/artist/27", "https://www.deezer.com/playlist/404404"
    text = "\n".join([page_of(here.mix), artist, gone, "https://example.org/list"])
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=text)
    check(page)
    said = words(page)
    assert len(re.findall(r'name="pick"', page)) == 1
    for part in (artist, "This is an artist", gone, "is not at its source", "https://example.org/list"):
        assert part in said, said


async def test_beyond_what_a_page_looks_at_the_rest_is_named(
    here: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pasted, "MOST", 1)
    other = here.list_named("Road Trip")
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=f"{page_of(here.mix)} {page_of(other)}")
    assert "Only the first 1 were looked at." in words(page)
    assert f'<li class="whole">{page_of(other)}</li>' in page
    assert "Road Trip" not in page


async def test_what_fails_is_told_and_stays_ticked(here: Street) -> None:
    other = here.list_named("Road Trip")
    text = f"{page_of(here.mix)}\n{page_of(other)}"
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=text)
        here.deezer.music.playlists.pop(other.id)
        sent = await browser.send("/playlists/add", **hidden(page))
        assert "1 is added." in words(sent.text)
        assert "1 could not be added" in words(sent.text)
        nothing = await browser.send("/playlists/add", status=422, link=text)
        assert "Tick one at least." in words(nothing.text)
    assert await names(here) == ["Evening Mix"]


async def test_who_may_only_look_has_nobody_asked(here: Street) -> None:
    key, _ = await KeyRing(here.household.kit).create("reader", {"read"})
    async with here.household.client(ingress=False) as browser:
        await browser.post("/login", data={"key": key, "back": "/"})
        text = f"{page_of(here.mix)} {page_of(here.mix)}1"
        assert (await browser.get("/playlists/add", params={"link": text})).status_code == 403
