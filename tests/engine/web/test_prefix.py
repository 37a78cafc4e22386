"""Under Home Assistant's ingress: every link of every page leads somewhere below the prefix."""

from html.parser import HTMLParser
from typing import Any, override
from urllib.parse import urldefrag, urljoin

import pytest

PREFIX = "/api/hassio_ingress/x"
GETS = {("a", "href"), ("link", "href"), ("script", "src"), ("img", "src"), ("use", "href")}


class Links(HTMLParser):
    """Collects what a page leads to, and what it sends to."""

    def __init__(self) -> None:
        super().__init__()
        self.gets: list[str] = []
        self.posts: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.gets += [found[name] for kind, name in GETS if kind == tag and name in found]
        self.gets += [found[name] for name in ("hx-get", "sse-connect") if name in found]
        if tag == "form":
            (self.posts if found.get("method") == "post" else self.gets).append(found.get("action", ""))
        self.posts += [found["hx-post"]] if "hx-post" in found else []

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def links_of(text: str) -> Links:
    links = Links()
    links.feed(text)
    return links


async def crawl(household: Any) -> tuple[set[str], set[str]]:
    """Follow every link from the top; return the pages seen and the addresses forms send to."""
    waiting, seen, sent = [f"http://home{PREFIX}/"], set[str](), set[str]()
    async with household.client(proxied=True) as browser:
        while waiting:
            page = urldefrag(waiting.pop())[0]
            # Shelves are asked of services; test_sources.py follows them where there is one.
            if page in seen or "/stream" in page or "/sources/browse" in page:
                continue
            assert page.startswith(f"http://home{PREFIX}/"), f"{page} leaves the prefix"
            seen.add(page)
            if page.startswith(f"http://home{PREFIX}/api/"):
                continue
            answer = await browser.get(page)
            assert answer.status_code == 200, page
            assert str(answer.url).startswith(f"http://home{PREFIX}/"), page
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            links = links_of(answer.text)
            inner = [link for link in links.gets if not link.startswith("https://")]
            assert not [link for link in [*inner, *links.posts] if link.startswith(("/", "http"))], page
            waiting += [urljoin(str(answer.url), link) for link in inner]
            sent |= {urljoin(str(answer.url), link) for link in links.posts}
    return seen, sent


async def test_every_link_of_a_full_household_stays_below_and_works(filled: Any) -> None:
    seen, sent = await crawl(filled)
    paths = {page.removeprefix(f"http://home{PREFIX}/").partition("?")[0] for page in seen}
    wanted = {"", "playlists", "missing", "log", "settings", "schedules", "libraries", "playlists/add"}
    assert wanted <= paths
    assert f"playlists/{filled.ids['first']}/plan" in paths
    assert f"log/{filled.ids['bad']}" in paths
    assert "missing/missing.csv" in paths
    assert "static/app.css" in paths
    assert all(page.startswith(f"http://home{PREFIX}/") for page in sent)
    async with filled.client(proxied=True) as browser:
        for address in sent:
            # Each is there and asks for the token; what is not there would be 404 or 405.
            assert (await browser.post(address)).status_code in {403, 413}, address


async def test_every_link_of_an_empty_household_works(household: Any) -> None:
    seen, _ = await crawl(household)
    assert len(seen) > 8


@pytest.mark.parametrize("path", ["", "log/none", "playlists/none/plan"])
async def test_pages_of_every_depth_find_their_style(filled: Any, path: str) -> None:
    async with filled.client(proxied=True) as browser:
        page = await browser.get(f"{PREFIX}/{path}")
        style = next(link for link in links_of(page.text).gets if "app.css" in link)
        assert (await browser.get(urljoin(str(page.url), style))).status_code == 200


async def test_a_command_leads_back_below_the_prefix(filled: Any) -> None:
    async with filled.client(proxied=True) as browser:
        place = f"{PREFIX}/playlists/{filled.ids['first']}"
        page = await browser.get(f"{place}?show=missing")
        csrf = page.text.partition('name="csrf" value="')[2].partition('"')[0]
        back = f"/playlists/{filled.ids['first']}?show=missing"
        answer = await browser.post(f"{place}/sync", data={"csrf": csrf, "back": back})
    assert answer.status_code == 200
    assert answer.url.path == place
    assert answer.url.params["show"] == "missing"
    assert "Started" in answer.text
