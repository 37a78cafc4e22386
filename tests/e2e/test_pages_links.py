"""Watch links in Chromium: two accounts are linked, a plan is looked at, approved and written; every page of it."""

import asyncio
import re
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from measures import OPEN_ALL, small_targets, way_of_focus, weak_texts
from playwright.async_api import Browser, Page, expect
from processes import Process, engine, free_port, run_engine_command, until, up
from screens import SCHEMES, WIDTHS, Noticed, looking, picture, too_wide

COLUMNS = (
    "type,title,year,show_title,season,episode,tmdb_id,imdb_id,watched_at,rating,rated_at,watchlisted_at"
)
FILMS = (
    ("The Lighthouse Keeper's Daughter", 2019),
    ("Amber Lanterns", 2004),
    ("Copper Rain", 1998),
    ("Driftwood", 2011),
    ("Empty Ferries", 2020),
    ("Glass Orchard", 2016),
    ("Hollow Bells", 1987),
    ("Iron Meadow", 2023),
    ("Juniper Smoke", 2008),
    ("Northern Static", 1972),
    ("Owls Over Water", 2014),
    ("Paper Sundial", 1994),
    ("Quiet Machines and the Long Way Home Through the Valley of Forgotten Names", 2021),
    ("Rust and Clover", 2001),
)


def film(number: int, *, watched: str = "", rating: str = "", listed: str = "") -> str:
    """Return a row of a table."""
    name, year = FILMS[number]
    return f'movie,"{name}",{year},,,,{100 + number},,{watched},{rating},{watched if rating else ""},{listed}'


def episode(number: int, *, watched: str) -> str:
    """Return a row of a table."""
    return f"episode,Part {number},2022,Tidewater Hymn,1,{number},{500 + number},,{watched},,,"


LEFT = "\n".join(
    (
        COLUMNS,
        *(
            film(at, watched=f"2026-0{1 + at % 8}-1{at % 9}T20:15:00Z", rating=str(5 + at % 6))
            for at in range(11)
        ),
        *(episode(at, watched=f"2026-05-0{at}T19:00:00Z") for at in range(1, 9)),
        film(11, listed="2026-07-01T08:00:00Z"),
        film(12, listed="2026-07-02T08:00:00Z"),
        "movie,Home Video,2009,,,,,,2026-03-03T12:00:00Z,,,",
        "movie,The Quarrel,1999,,,,901,tt0900001,2026-03-04T12:00:00Z,,,",
    )
)
RIGHT = "\n".join(
    (
        COLUMNS,
        film(0, watched="2026-01-10T20:15:00Z", rating="9"),
        film(3, watched="2025-12-24T18:00:00Z"),
        film(13, watched="2026-02-02T18:00:00Z", rating="4"),
        "movie,The Quarrels,1999,,,,902,tt0900001,2026-03-04T12:00:00Z,,,",
    )
)
SEVERAL = {
    "history": {"feature": "history", "way": "to_right", "adds": True, "removes": True},
    "ratings": {"feature": "ratings", "way": "to_right", "adds": True, "removes": False},
    "watchlist": {"feature": "watchlist", "way": "both", "adds": True, "removes": False},
}


@dataclass(frozen=True, slots=True)
class Watchers:
    """An engine alone, and what a browser that is signed in keeps."""

    url: str
    key: str
    machine: Process
    signed_in: Any
    session: aiohttp.ClientSession

    async def api(self, method: str, path: str, **options: Any) -> Any:
        """Ask the engine's API."""
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self.session.request(
            method, f"{self.url}/api/v1/{path}", headers=headers, **options
        ) as answer:
            text = await answer.text()
            assert answer.status < 400, text
            return await answer.json() if text else None

    async def tracker(self, name: str, table: str = "") -> str:
        """Add a tracker of our own that says what a table says; return its id."""
        account = await self.api("POST", "accounts", json={"provider": "local", "name": name, "settings": {}})
        if table:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("file", table.encode(), filename="watched.csv", content_type="text/csv")
            told = await self.api("POST", f"accounts/{account['id']}/watched/import", data=form)
            assert told["changed"] == told["records"]
        return account["id"]

    async def settled(self) -> None:
        """Wait until no job runs."""

        async def quiet() -> bool | None:
            jobs = (await self.api("GET", "jobs"))["items"]
            return all(job["running"] is None for job in jobs) or None

        await until(quiet, "the jobs to end", seconds=90)

    async def restored(self) -> None:
        """Wait until what was captured is brought back."""

        async def done() -> bool | None:
            runs = (await self.api("GET", "runs?job=restore_capture&limit=1"))["items"]
            return runs[0]["status"] == "succeeded" or None

        await until(done, "the capture to be brought back", seconds=90)

    async def link(self, left: str, right: str, **more: Any) -> str:
        """Link two accounts; return the link's id."""
        wanted = {"left_account_id": left, "right_account_id": right, "two_way_understood": True, **more}
        return (await self.api("POST", "links", json=wanted))["id"]

    async def run(self, link: str, **more: Any) -> None:
        """Run a link and wait."""
        await self.api("POST", f"links/{link}/run", json=more)
        await self.settled()

    async def approve(self, link: str) -> None:
        """Say yes to what waits, and wait until it is written."""
        await self.api("POST", f"links/{link}/plan/apply", json={})
        await self.settled()

    async def empty(self) -> None:
        """Remove all accounts, and their links with them."""
        for account in (await self.api("GET", "accounts"))["items"]:
            await self.api("DELETE", f"accounts/{account['id']}")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watchers(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, session: aiohttp.ClientSession
) -> AsyncGenerator[Watchers]:
    """Start an engine, and sign in."""
    port = free_port()
    machine = engine(tmp_path_factory.mktemp("watchers") / "home", port, {})
    try:
        await asyncio.to_thread(run_engine_command, machine, "migrate")
        printed = await asyncio.to_thread(
            run_engine_command, machine, "keys", "create", "e2e", "--scope", "admin", "--per-minute", "6000"
        )
        key = printed.strip().splitlines()[0]
        machine.start()
        url = f"http://127.0.0.1:{port}"
        await up(machine, f"{url}/api/v1/health")
        async with looking(browser) as page:
            await page.goto(f"{url}/login")
            await page.locator("#key").fill(key)
            await page.locator("form button").click()
            await page.wait_for_url(f"{url}/guide")
            await page.get_by_role("button", name="Later").click()
            await page.wait_for_url(re.compile(rf"{url}/(\?.*)?$"))
            signed_in = await page.context.storage_state()
        yield Watchers(url, key, machine, signed_in, session)
    finally:
        machine.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def linked(watchers: Watchers) -> AsyncGenerator[Mapping[str, str]]:
    """Give two trackers with much in them, and three links: one waits, one has written, one is off."""
    await watchers.empty()
    left, right = await watchers.tracker("Living room", LEFT), await watchers.tracker("Film diary", RIGHT)
    spare = await watchers.tracker("Attic")
    waits = await watchers.link(left, right, features=list(SEVERAL.values()))
    done = await watchers.link(left, spare, name="To the attic")
    off = await watchers.link(spare, right, enabled=False)
    await watchers.run(waits)
    await watchers.run(done)
    await watchers.approve(done)
    # What was seen is taken back at one side: the next run takes it back at the other, which is captured first.
    records = (await watchers.api("GET", f"accounts/{left}/watched?search=driftwood"))["items"]
    await watchers.api(
        "POST", f"accounts/{left}/watched/delete", json={"key": records[0]["key"], "features": ["history"]}
    )
    blocked = {"type": "movie", "about": "tmdb:104", "link_id": waits, "label": "Empty Ferries (2020)"}
    await watchers.api("POST", "watch/overrides", json=blocked)
    yield {"left": left, "right": right, "spare": spare, "waits": waits, "done": done, "off": off}
    await watchers.empty()


async def measured(page: Page, name: str, artifacts: Path, mark: str) -> list[str]:
    """Keep a picture, and return what cannot be read, hit or reached on a page."""
    await picture(page, artifacts, f"{name}-{mark}")
    wrong = [f"too wide: {part}" for part in await too_wide(page)]
    await page.evaluate(OPEN_ALL)
    texts, weak = await weak_texts(page)
    assert texts > 8, name
    seen, small = await small_targets(page)
    assert seen > 5, name
    return [f"{name} {mark}: {said}" for said in (*wrong, *weak, *small)]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
async def test_two_accounts_are_linked(
    watchers: Watchers, browser: Browser, artifacts: Path, width: int, scheme: str
) -> None:
    """From an empty page to a written plan, seen without reload; both ways are warned of."""
    mark, wrong = f"{width}-{scheme}", []
    await watchers.empty()
    options = {"width": width, "color_scheme": scheme, "storage_state": watchers.signed_in}
    async with looking(browser, **options) as page:
        noticed = Noticed(page, watchers.url)
        await noticed.visit(f"{watchers.url}/links")
        wrong += await measured(page, "links-none", artifacts, mark)
        left, right = await watchers.tracker("Living room", LEFT), await watchers.tracker("Film diary", RIGHT)
        await noticed.visit(f"{watchers.url}/links")
        wrong += await measured(page, "links-ready", artifacts, mark)
        await page.get_by_role("link", name="Link two accounts").click()
        await expect(page.get_by_label("From", exact=True)).to_have_value(left)
        await expect(page.get_by_label("To", exact=True)).to_have_value(right)
        # One feature is on, one way, adds alone.
        ticked = page.locator(".feature .choice-head input:checked")
        await expect(ticked).to_have_count(1)
        await expect(page.locator("[name='way.history']:checked")).to_have_value("to_right")
        await expect(page.locator("[name='removes.history']")).not_to_be_checked()
        await expect(page.locator(".both-warning")).to_be_hidden()
        wrong += await measured(page, "link-new", artifacts, mark)
        await page.locator("[name='way.history'][value=both]").check()
        await expect(page.locator(".both-warning")).to_be_visible()
        await page.get_by_role("button", name="Link them, and plan").click()
        await page.locator(".both-warning .help.wrong").wait_for()
        wrong += await measured(page, "link-new-refused", artifacts, mark)
        await page.locator("[name='way.history'][value=to_right]").check()
        await page.locator("[name='on.ratings']").check()
        await page.get_by_role("button", name="Link them, and plan").click()
        await page.wait_for_url(re.compile(r"/links/[0-9a-f-]+\?said=linked"))
        # The plan comes by itself; a busy machine takes its time.
        await page.get_by_role("button", name="Approve and write").wait_for(timeout=60_000)
        [link] = (await watchers.api("GET", "links"))["items"]
        assert len((await watchers.api("GET", f"accounts/{right}/watched"))["items"]) == 4
        wrong += await measured(page, "link-preview", artifacts, mark)
        await page.locator(".writes a").first.click()
        await page.locator("#panel .proof").wait_for()
        wrong += await measured(page, "link-evidence", artifacts, mark)
        await page.get_by_role("link", name="Close").click()
        await expect(page.locator("#panel .proof")).to_have_count(0)
        await page.get_by_role("button", name="Approve and write").click()
        await page.get_by_text(re.compile(r"\d+ written")).first.wait_for()
        await watchers.settled()
        # The head of the page goes along.
        await page.get_by_role("button", name="Run now").wait_for()
        wrong += await measured(page, "link-written", artifacts, mark)
        assert not [said for said in noticed.complaints if "status of 422" not in said]
    told = await watchers.api("GET", f"links/{link['id']}")
    sums = told["last_counts"]
    assert sums["planned"] == sum(count for name, count in sums.items() if name != "planned")
    assert sums["applied"] > 20
    assert len((await watchers.api("GET", f"accounts/{left}/watched"))["items"]) == 23
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
async def test_every_page_of_links(
    watchers: Watchers, linked: Mapping[str, str], browser: Browser, artifacts: Path, width: int, scheme: str
) -> None:
    """Read, hit and walked through by keyboard, at any width; nobody complains."""
    mark, wrong = f"{width}-{scheme}", []
    await watchers.run(linked["done"])
    [capture, *_] = (await watchers.api("GET", "captures"))["items"]
    [record] = (await watchers.api("GET", f"accounts/{linked['left']}/watched?search=copper"))["items"]
    options = {"width": width, "color_scheme": scheme, "storage_state": watchers.signed_in}
    places = {
        "links": "/links",
        "link": f"/links/{linked['waits']}",
        "link-done": f"/links/{linked['done']}",
        "link-settings": f"/links/{linked['waits']}/settings",
        "link-findings": f"/links/{linked['waits']}/findings",
        "captures": "/captures",
        "captures-restore": f"/captures?restore={capture['id']}",
        "watched": f"/accounts/{linked['left']}/watched",
        "watched-record": f"/accounts/{linked['left']}/watched?record={record['key']}",
        "account-watched": f"/accounts/{linked['left']}",
        "overview-links": "/",
        "link-new-more": "/links/new",
    }
    async with looking(browser, **options) as page:
        noticed = Noticed(page, watchers.url)
        for name, path in places.items():
            answer = await noticed.visit(f"{watchers.url}{path}")
            assert answer.status == 200, name
            _, told = await way_of_focus(page, 60)
            wrong += [f"{name} {mark}: {said}" for said in told]
            await page.evaluate("document.activeElement.blur()")
            wrong += await measured(page, name, artifacts, mark)
            await page.set_viewport_size({"width": 320, "height": 700})
            wrong += [f"{name} at 320: too wide: {part}" for part in await too_wide(page)]
            await page.set_viewport_size({"width": width, "height": 800})
            assert not noticed.complaints, name
    assert not wrong, "\n".join(wrong)


async def test_settings_wait_for_save(
    watchers: Watchers, linked: Mapping[str, str], browser: Browser, artifacts: Path
) -> None:
    """What was changed is marked and counted, and holds only once it is saved."""
    link = linked["waits"]
    async with looking(browser, storage_state=watchers.signed_in) as page:
        await page.goto(f"{watchers.url}/links/{link}/settings")
        save = page.locator("[data-save]")
        await expect(save.get_by_role("button")).to_be_disabled()
        # It goes both ways already: whoever made it so has been warned.
        await expect(page.locator(".both-warning")).to_be_hidden()
        await page.locator("#few").fill("25")
        await page.locator("[name='removes.ratings']").check()
        await expect(save).to_contain_text("Not saved yet: 2")
        await expect(page.locator(".changed-mark:visible")).to_have_count(2)
        await picture(page, artifacts, "link-settings-changed-360-light")
        assert (await watchers.api("GET", f"links/{link}"))["limit_count"] == 10
        await save.get_by_role("button", name="Save").click()
        await expect(save).to_contain_text("Everything is saved.")
    told = await watchers.api("GET", f"links/{link}")
    assert told["limit_count"] == 25
    assert {each["feature"]: each["removes"] for each in told["features"]}["ratings"] is True


async def test_from_a_plan_to_a_block_and_back(
    watchers: Watchers, linked: Mapping[str, str], browser: Browser
) -> None:
    """A title is never touched again in one click, which is listed and taken back."""
    async with looking(browser, storage_state=watchers.signed_in) as page:
        await page.goto(f"{watchers.url}/links/{linked['waits']}?q=hollow")
        await page.locator(".writes a").first.click()
        await page.get_by_role("button", name=re.compile("^Never touch it: Hollow Bells")).first.click()
        await page.get_by_text("it is not touched any more").wait_for()
        await page.get_by_role("link", name=re.compile("^What does not match")).click()
        await page.get_by_role("button", name=re.compile("^Take it back: Hollow Bells")).click()
        await page.get_by_text("Taken back.").wait_for()
    said = (await watchers.api("GET", f"watch/overrides?link_id={linked['waits']}"))["items"]
    assert [each["label"] for each in said] == ["Empty Ferries (2020)"]


async def test_without_scripts(
    watchers: Watchers, linked: Mapping[str, str], browser: Browser, artifacts: Path
) -> None:
    """A plan is read, filtered and approved; a record is opened; a capture is asked about and brought back."""
    options = {"storage_state": watchers.signed_in, "java_script_enabled": False}
    async with looking(browser, **options) as page:
        await page.goto(f"{watchers.url}/links/{linked['waits']}")
        await page.locator("#feature").select_option("ratings")
        await page.get_by_role("button", name="Show").click()
        assert "feature=ratings" in page.url
        await page.locator(".writes a").first.click()
        assert await page.locator("#panel .proof").count() == 1
        await picture(page, artifacts, "link-without-scripts-360-light")
        await page.get_by_role("button", name="Approve and write").click()
        assert await page.get_by_text("Approved. It is being written.").is_visible()
        await watchers.settled()
        await page.goto(f"{watchers.url}/links/{linked['waits']}")
        assert await page.get_by_text(re.compile(r"\d+ written")).first.is_visible()
        await page.goto(f"{watchers.url}/accounts/{linked['left']}/watched?q=copper")
        await page.get_by_role("link", name="Copper Rain (1998)").click()
        await page.get_by_role("button", name="Take it away").click()
        assert await page.get_by_text("It is taken away there.").is_visible()
        gone = (await watchers.api("GET", f"accounts/{linked['left']}/watched?search=copper"))["items"]
        assert gone == []
        await page.goto(f"{watchers.url}/captures?account={linked['left']}")
        await page.get_by_role("link", name=re.compile("^Bring back")).first.click()
        assert await page.get_by_text("captured first").is_visible()
        await page.get_by_role("button", name="Bring it back").click()
        assert await page.get_by_text("It is being brought back.").is_visible()
        await watchers.restored()
        back = (await watchers.api("GET", f"accounts/{linked['left']}/watched?search=copper"))["items"]
        assert [each["label"] for each in back] == ["Copper Rain (1998)"]
