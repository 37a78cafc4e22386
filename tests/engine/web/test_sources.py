"""Services can be looked through, shelf by shelf, and what is ticked there is added."""

import re
import sys
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fakes.serving import Fault
from streets import HOSTILE, Browser, Street, hidden, street, words
from syncopate.store import mirrors
from syncopate.sync.keyring import KeyRing
from syncopate.sync.members import add_member
from syncopate.sync.mirrors import NewMirror, add_mirror
from syncopate.web.pages import sources
from wellformed import check

PREFIX = "http://home/api/hassio_ingress/x"


@pytest.fixture
async def here(household: Any) -> AsyncIterator[Street]:
    async with street(household) as built:
        yield built


async def every(here: Street) -> dict[str, Any]:
    page = await here.household.kit.database.read(mirrors.list_page, limit=100, offset=0)
    return {each.mirror.reference: each.mirror for each in page.items}


def shelf_of(here: Street, kind: str = "playlists") -> dict[str, str]:
    return {"account": here.account.id, "shelf": f"user:{here.anna.id}/{kind}", "name": kind.title()}


def picks(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'name="pick" value="([^"]*)"', page)]


async def test_places(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/sources")
        check(page)
        places = re.findall(r'browse\?(\w+)=([^"&]*)', page)
        assert places[0] == ("account", here.account.id)
        assert {name for _, name in places[1:]} == {"beatport", "deezer"}
        assert "browse?account=" in await browser.get("/accounts")
        assert 'href="./sources"' in await browser.get("/playlists")


async def test_without_an_account_one_is_offered(household: Any) -> None:
    async with Browser(household) as browser:
        page = await browser.get("/sources")
    check(page)
    assert "accounts/add" in page


async def test_all_of_it_can_be_walked_through_behind_a_prefix(here: Street) -> None:
    """Every link of every shelf leads below the prefix, and is answered."""
    seen, waiting = set[str](), [f"{PREFIX}/sources"]
    async with here.household.client(proxied=True) as browser:
        while waiting:
            page = urldefrag(waiting.pop())[0]
            if page in seen or "beatport" in page:
                continue
            assert page.startswith(PREFIX), page
            seen.add(page)
            answer = await browser.get(page)
            assert answer.status_code == 200, page
            if not answer.headers["content-type"].startswith("text/html"):
                continue
            check(answer.text)
            found = [unescape(each) for each in re.findall(r'(?:href|src)="([^"]*)"', answer.text)]
            assert not [each for each in found if each.startswith(("/", "http"))]
            waiting += [urljoin(page, each) for each in found if "sources/" in each or "looked=on" in each]
    assert len([page for page in seen if "/sources/browse" in page]) >= 8
    assert len([page for page in seen if "/sources/cover" in page]) >= 4
    assert [page for page in seen if "/playlists/add?" in page]


async def test_where_one_is(here: Street) -> None:
    async with Browser(here.household) as browser:
        first = await browser.get("/sources/browse", account=here.account.id)
        check(first)
        assert "Playlists" in first
        link = unescape(re.search(r'class="over name" href="([^"]*artists[^"]*)"', first)[1])  # type: ignore[index]
        artists = await browser.get(urljoin("/sources/browse", link))
        assert "1 album" in words(artists)
        link = unescape(re.search(r'class="over name" href="([^"]*)"', artists)[1])  # type: ignore[index]
        albums = await browser.get(urljoin("/sources/browse", link))
        check(albums)
    assert re.search(r"<h1>Nina</h1>", albums)
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', albums, re.DOTALL)
    assert crumbs
    assert words(crumbs[0]) == "Services Anna's Deezer Artists Nina"
    back = [unescape(each) for each in re.findall(r'href="([^"]*)"', crumbs[0])]
    assert back[0] == "../sources"
    assert back[1] == f"../sources/browse?account={here.account.id}"
    assert back[2].endswith("&name=Artists")
    assert "Evenings" in albums


async def test_what_is_mirrored_already_has_no_box(here: Street) -> None:
    other = here.list_named("Another")
    new = NewMirror(provider="deezer", account_id=here.account.id, reference=f"playlist:{here.mix.id}")
    mirror = await add_mirror(here.household.kit, new)
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", **shelf_of(here))
    check(page)
    assert picks(page) == [f"loved:{here.anna.id}", f"playlist:{other.id}"]
    assert f'href="../playlists/{mirror.id}"' in page
    for part in ("Another", "Anna", "3 entries", "mirrored already : Evening Mix"):
        assert part in words(page)


async def test_what_is_ticked_is_added(here: Street) -> None:
    here.list_named("Another")
    kim = await add_member(here.household.kit, "Kim")
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", **shelf_of(here))
        asked = hidden(page)
        said = {"label": "Mine", "interval_days": "3", "member_id": kim.id, "pick": picks(page)[1:]}
        answer = await browser.send("/sources/add", **asked | said)
    assert answer.url.path == "/sources/browse"
    check(answer.text)
    assert "All that you ticked is added." in answer.text
    assert answer.text.count("mirrored already") == 2
    assert picks(answer.text) == [f"loved:{here.anna.id}"]
    found = await every(here)
    assert {each.name for each in found.values()} == {"Evening Mix", "Another"}
    assert {(each.label, each.interval_days, each.member_id) for each in found.values()} == {
        ("Mine", 3, kim.id)
    }
    assert {each.account_id for each in found.values()} == {here.account.id}


async def test_those_that_fail_are_told_and_the_others_added(here: Street) -> None:
    gone, closed = here.list_named("Gone <b>soon</b>"), here.list_named("Closed")
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", **shelf_of(here))
        asked = hidden(page)
        del here.deezer.music.playlists[gone.id]
        here.anna.playlists.remove(gone.id)
        here.deezer.music.playlists[closed.id].private = True
        answer = await browser.send("/sources/add", **asked | {"pick": picks(page), "label": "Mine"})
    check(answer.text)
    said = words(answer.text)
    assert "2 are added." in said
    assert "2 could not be added." in said
    assert "Gone <b>soon</b> :" in said
    assert 'data-key="source_gone"' in answer.text
    assert "Closed :" in said
    assert {each.name for each in (await every(here)).values()} == {"Loved tracks", "Evening Mix"}


async def test_what_is_still_there_stays_ticked(here: Street) -> None:
    here.list_named("Another")
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", **shelf_of(here))
        here.deezer.refuse(700, f"/playlist/{here.mix.id}*")
        answer = await browser.send("/sources/add", **hidden(page) | {"pick": picks(page), "label": "Mine"})
        assert 'value="Mine"' in answer.text
        assert hidden(answer.text)["pick"] == [f"playlist:{here.mix.id}"]
        here.deezer.heal()
        browser.csrf = hidden(answer.text)["csrf"][0]
        done = await browser.send("/sources/add", **hidden(answer.text))
    assert "All that you ticked is added." in done.text
    assert len(await every(here)) == 3


@pytest.mark.parametrize(
    ("said", "told"),
    [({"pick": []}, "Tick one at least."), ({"interval_days": "x"}, "The interval is 0 to 365 days.")],
)
async def test_a_form_that_is_not_taken(here: Street, said: dict[str, Any], told: str) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", **shelf_of(here))
        sent = hidden(page) | {"pick": picks(page), "label": "Mine"} | said
        answer = await browser.send("/sources/add", 422, **sent)
    check(answer.text)
    assert told in words(answer.text)
    assert 'value="Mine"' in answer.text
    assert len(hidden(answer.text).get("pick", [])) == len(sent["pick"])
    assert await every(here) == {}


async def test_long_shelves_have_pages(here: Street) -> None:
    for number in range(118):
        here.list_named(f"List {number:03d}")
    async with Browser(here.household) as browser:
        first = await browser.get("/sources/browse", **shelf_of(here))
        second = await browser.get("/sources/browse", **shelf_of(here), page="2")
        last = await browser.get("/sources/browse", **shelf_of(here), page="99")
        ticked = await browser.get("/sources/browse", **shelf_of(here), page="3", all="on")
        for page in (first, second, last, ticked):
            check(page)
        assert [len(picks(page)) for page in (first, second, last)] == [50, 50, 20]
        assert "101–120 of 120" in words(last)
        assert hidden(ticked)["pick"] == picks(last)
        answer = await browser.send("/sources/add", **hidden(ticked))
    assert answer.url.params["page"] == "3"
    assert len(await every(here)) == 20


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_names(here: Street, name: str) -> None:
    here.list_named(name)
    here.anna.name = name
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", **shelf_of(here))
        check(page)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        spoofed = await browser.get("/sources/browse", **shelf_of(here) | {"name": name})
        check(spoofed)
        done = await browser.send("/sources/add", **hidden(page) | {"pick": picks(page)})
        check(done.text)
    assert len(await every(here)) == 3


async def test_a_service_in_trouble_says_so(here: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    here.deezer.refuse(700)
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", 502, **shelf_of(here))
        check(page)
        assert 'role="alert"' in page
        assert "Try again" in page
        here.deezer.heal()
        monkeypatch.setattr(sources, "PATIENCE", 0.2)
        here.deezer.wire.slow_seconds = 5.0
        here.deezer.wire.fail(Fault.SLOW)
        page = await browser.get("/sources/browse", 502, **shelf_of(here))
    assert "Anna's Deezer did not answer within 0.2 s." in words(page)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 422),
        ({"account": "nobody"}, 404),
        ({"provider": "nobody"}, 404),
        ({"provider": "tidal"}, 409),
        ({"provider": "folder"}, 422),
        ({"provider": "deezer", "shelf": "no:such"}, 404),
        ({"provider": "deezer", "shelf": "x" * 5000, "name": "y" * 5000}, 404),
    ],
)
async def test_places_that_there_are_not(here: Street, asked: dict[str, str], status: int) -> None:
    async with Browser(here.household) as browser:
        check(await browser.get("/sources/browse", status, **asked))


async def test_a_shelf_with_nothing_on_it(here: Street) -> None:
    async with Browser(here.household) as browser:
        page = await browser.get("/sources/browse", provider="youtube")
    check(page)
    assert "Nothing to see here" in page


async def test_who_may_do_what(here: Street) -> None:
    key, _ = await KeyRing(here.household.kit).create("Wall", {"read"})
    async with here.household.client(ingress=False) as browser:
        assert (await browser.get("/sources")).url.path == "/login"
        await browser.post("/login", data={"key": key})
        page = await browser.get("/sources/browse", params=shelf_of(here))
        assert page.status_code == 200
        check(page.text)
        assert picks(page.text) == []
        sent = hidden(page.text) | {"provider": "deezer", "pick": f"playlist:{here.mix.id}"}
        assert (await browser.post("/sources/add", data=sent)).status_code == 403
    async with here.household.client() as browser:
        sent = {"provider": "deezer", "pick": f"playlist:{here.mix.id}"}
        assert (await browser.post("/sources/add", data=sent)).status_code == 403
        assert (await browser.get("/sources/add")).url.path == "/sources"
    assert await every(here) == {}


async def test_the_guide_goes_on_with_what_is_ticked(here: Street) -> None:
    async with Browser(here.household) as browser:
        check(await browser.get("/sources", guided="on"))
        page = await browser.get("/sources/browse", **shelf_of(here), guided="on")
        check(page)
        assert "Welcome to Syncopate" in page
        answer = await browser.send("/sources/add", **hidden(page) | {"pick": picks(page)[:1]})
    assert answer.url.path == "/guide"


async def test_covers_are_passed_on(here: Street) -> None:
    address = "https://cdn-images.dzcdn.net/images/cover/1/500x500.jpg"
    async with here.household.client() as browser:
        for _ in range(2):
            cover = await browser.get("/sources/cover", params={"u": address})
            assert (cover.status_code, cover.content) == (200, b"picture")
        assert cover.headers["content-type"] == "image/jpeg"
        assert cover.headers["cache-control"] == "private, max-age=86400"
        assert cover.headers["content-security-policy"].startswith("sandbox")
        assert cover.headers["x-content-type-options"] == "nosniff"
        for foreign in (
            "https://evil.test/a.jpg",
            "http://cdn-images.dzcdn.net/a.jpg",
            "",
            "file:///etc/passwd",
        ):
            refused = await browser.get("/sources/cover", params={"u": foreign})
            assert refused.status_code == 422
            assert refused.headers["cache-control"] == "private, max-age=600", "no page asks again at once"
    assert [each.path for each in here.pictures.journal] == ["/images/cover/1/500x500.jpg"]
    async with here.household.client(ingress=False) as browser:
        assert (await browser.get("/sources/cover", params={"u": address})).url.path == "/login"


async def test_a_mirror_shows_its_cover(here: Street) -> None:
    new = NewMirror(provider="deezer", reference=f"playlist:{here.mix.id}")
    mirror = await add_mirror(here.household.kit, new)
    async with Browser(here.household) as browser:
        for page in ("/playlists", f"/playlists/{mirror.id}"):
            assert "sources/cover?u=https%3A%2F%2Fcdn-images.dzcdn.net" in await browser.get(page)
