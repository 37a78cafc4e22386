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
    there = "https://example.org/list"
    for part in (artist, "This is an artist", gone, "Deezer has nothing at this link.", there):
        assert part in said, said


async def test_what_cannot_be_ticked_says_the_way_on(here: Street) -> None:
    artist = "https://www.deezer.com/artist/27"
    tidal = "https://tidal.com/playlist/36ea71a8-445e-41a4-82ab-6628c581535d"
    track = "https://www.deezer.com/track/3135556"
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=f"{artist}\n{tidal}\n{track}")
    check(page)
    said = words(page)
    assert "TIDAL wants a login first" in said
    assert "is not configured" not in said
    assert re.search(r'href="\.\./accounts/add\?provider=tidal&amp;link=[^"]+">', page)
    opened = re.search(r'href="\.\./sources/browse\?[^"]*shelf=artist%3A27[^"]*"', page)
    assert opened, page
    assert page.count("Look into it") == 0, "a magnifier alone says nothing"
    assert "bad-text" not in page, "nothing went wrong"
    assert "shelf-sign none" not in said
    assert len(re.findall(r'class="mood none shelf-sign"', page)) == 2
    assert len(re.findall(r'class="mood warn shelf-sign"', page)) == 1


async def test_what_is_not_taken_is_named(here: Street) -> None:
    other = here.list_named("Road Trip")
    again = f"{page_of(here.mix)}?utm_source=x"
    text = "\n".join(["hello", page_of(here.mix), page_of(other), page_of(other), again, "  and <b>this</b>"])
    async with Browser(here.household) as browser:
        page = await browser.get("/playlists/add", link=text)
    check(page)
    assert "There is no link in these lines: hello and <b>this</b>" in words(page)
    assert f"so they are taken once: {page_of(other)} {again}" in words(page)
    assert "2 links" in words(page)


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
