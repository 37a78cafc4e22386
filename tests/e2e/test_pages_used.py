"""The engine's pages as someone uses them: every step a click or a key in Chromium."""

import csv
import io
import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest_asyncio
from conftest import Api, Household, settled
from crowd import MANY, change_settings, many_playlists
from playwright.async_api import Browser, Download, Page, expect
from processes import until
from screens import Noticed, looking, picture

UNSURE, SURE = "America", "EARFQUAKE"
TABLE = "Wer;Lied;Notiz\nBlur;Song 2;laut\nNena;99 Luftballons;rund\nNiemand;Nirgends;\n"


@pytest_asyncio.fixture(loop_scope="session")
async def page(household: Household, browser: Browser) -> AsyncGenerator[Page]:
    """Give a phone that is signed in and complains of nothing until the end."""
    async with looking(browser, accept_downloads=True) as opened:
        noticed = Noticed(opened, household.api.url)
        await opened.goto(f"{household.api.url}/login")
        await opened.get_by_label("API key").fill(household.api.key)
        await opened.get_by_role("button", name="Sign in").click()
        await opened.wait_for_url(f"{household.api.url}/")
        yield opened
        assert not noticed.complaints


async def playlist(api: Api) -> dict[str, Any]:
    playlists = (await api.get("/api/v1/playlists"))["items"]
    return next(item for item in playlists if item["label"] == "Sport")


async def match_of(api: Api, title: str) -> dict[str, Any]:
    matches = await api.get(f"/api/v1/playlists/{(await playlist(api))['id']}/matches?limit=200")
    return next(item for item in matches["items"] if item["title"] == title)


async def open_playlist(page: Page, api: Api) -> None:
    await page.goto(f"{api.url}/playlists")
    await page.get_by_role("link", name="Road trip").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Road trip")


async def never_reloaded(page: Page) -> bool:
    return bool(await page.evaluate("window.stillHere === true"))


async def mark(page: Page) -> None:
    """Leave something that a reload would take away."""
    await page.evaluate("window.stillHere = true")


async def test_rename_and_back(household: Household, page: Page) -> None:
    """The name goes to the library's file too, and an empty one is the source's again."""
    await settled(household.api)
    await open_playlist(page, household.api)
    for typed, name in (("Long drive", "Long drive"), ("", "Road trip")):
        await page.locator("summary", has_text="Rename").click()
        await page.get_by_label("Name", exact=True).fill(typed)
        await page.locator("form", has=page.locator("#name")).get_by_role("button", name="Save").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(name)
        await page.get_by_role("button", name="Sync now").click()
        await page.wait_for_timeout(300)
        await settled(household.api)
        assert (household.music / "Playlists" / f"{name}.m3u8").is_file()
    assert not (household.music / "Playlists" / "Long drive.m3u8").exists()
    assert (await playlist(household.api))["custom_name"] is None


async def test_decide_and_take_back(household: Household, page: Page, artifacts: Path) -> None:
    """An unsure match is settled, a sure one refused, and both are taken back."""
    api = household.api
    await open_playlist(page, api)
    await mark(page)
    panel = page.get_by_role("region", name="Evidence")
    await page.get_by_role("link", name=UNSURE, exact=True).click()
    await panel.get_by_role("button", name=f"This is it: {UNSURE}").click()
    await expect(panel.get_by_text("matched", exact=True)).to_be_visible()
    assert (await match_of(api, UNSURE))["decision"] == "is"
    await picture(page, artifacts, "playlist-decided-360-light")
    await panel.get_by_role("button", name="Take my decisions back").click()
    await expect(panel.get_by_text("to review", exact=True)).to_be_visible()
    assert (await match_of(api, UNSURE))["decision"] is None

    await page.get_by_role("link", name=SURE, exact=True).click()
    await expect(panel.get_by_role("heading", level=2)).to_have_text(SURE)
    await panel.get_by_role("button", name="Not this", exact=True).first.click()
    await expect(panel.get_by_text("matched", exact=True)).to_have_count(0)
    refused = await match_of(api, SURE)
    assert (refused["decision"], refused["verdict"]) == ("is_not", "missing")
    await panel.get_by_role("button", name="Take my decisions back").click()
    await expect(panel.get_by_text("matched", exact=True)).to_be_visible()
    assert (await match_of(api, SURE))["verdict"] == "match"
    assert await never_reloaded(page)


async def test_search_in_the_library_and_choose(household: Household, page: Page) -> None:
    """What was not found by itself is found by its words, chosen, and taken back."""
    api = household.api
    await open_playlist(page, api)
    panel = page.get_by_role("region", name="Evidence")
    await page.get_by_role("link", name="Song 3", exact=True).click()
    field = panel.get_by_label("Search your library")
    await field.fill("nothing has these words")
    await field.press("Enter")
    await expect(panel.get_by_text("Your library has nothing with these words.")).to_be_visible()
    await field.fill("song blur")
    await field.press("Enter")
    await panel.get_by_role("button", name="This is it: Song 2").click()
    await expect(panel.get_by_text("matched", exact=True)).to_be_visible()
    chosen = await match_of(api, "Song 3")
    assert (chosen["verdict"], chosen["track"]["title"]) == ("match", "Song 2")
    await panel.get_by_role("button", name="Take my decisions back").click()
    await expect(panel.get_by_text("missing", exact=True).first).to_be_visible()


async def test_sync_is_seen_without_reload(household: Household, page: Page) -> None:
    """The overview tells what begins and ends while it stands open."""
    await page.goto(f"{household.api.url}/")
    await mark(page)
    feed = page.locator("[sse-swap=feed]")
    runs = (await household.api.get("/api/v1/runs"))["page"]["total"]
    await page.evaluate("document.querySelector('[sse-swap=feed]').replaceChildren()")
    await page.get_by_role("button", name="Sync now").click()
    await expect(feed.get_by_text("Sync everything finished").first).to_be_visible(timeout=20_000)
    await settled(household.api)
    await expect(page.get_by_text("Nothing is running.")).to_be_visible()
    assert await never_reloaded(page)
    assert (await household.api.get("/api/v1/runs"))["page"]["total"] > runs


async def test_progress_and_cancel(household: Household, page: Page, artifacts: Path) -> None:
    """A long sync shows how far it is, and ends within moments of being asked to."""
    api = household.api
    async with many_playlists(api) as ids:
        await page.goto(f"{api.url}/")
        await mark(page)
        wanted = {"arguments": {"playlist_ids": ids, "force": True}}
        run = (await api.send("POST", "/api/v1/jobs/sync_playlists/run", json=wanted))["run"]
        strip = page.locator("article.strip", has_text="Sync playlists")
        await expect(strip).to_contain_text(re.compile(rf"\d+ of {MANY}"))
        await picture(page, artifacts, "overview-running-360-light")
        await page.get_by_role("button", name="Cancel: Sync playlists").click()

        async def ended() -> dict[str, Any] | None:
            now = (await api.get(f"/api/v1/runs/{run['id']}"))["run"]
            return now if now["ended_at"] else None

        now = await until(ended, "the run to end", seconds=5)
        assert now["status"] == "cancelled"
        await expect(page.get_by_text("Nothing is running.")).to_be_visible()
        assert await never_reloaded(page)
        await settled(api)


async def saved(download: Download) -> str:
    return (await download.path()).read_text(encoding="utf-8-sig")


async def test_export_of_what_is_missing(household: Household, page: Page) -> None:
    """The table that is downloaded says what the page says."""
    await page.goto(f"{household.api.url}/missing")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="As CSV").click()
    text = await saved(await waiting.value)
    rows = list(csv.DictReader(io.StringIO(text)))
    truth = (await household.api.get("/api/v1/missing"))["items"]
    names = {name.lower(): name for name in rows[0]}
    assert [row[names["title"]] for row in rows] == [item["title"] for item in truth]
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="missing_tracks_spotify.txt").click()
    links = (await saved(await waiting.value)).splitlines()
    assert links
    assert all(link.startswith("https://open.spotify.com/track/") for link in links)


async def test_change_a_schedule(household: Household, page: Page, artifacts: Path) -> None:
    """Another time and another rhythm; both hold at once."""
    api = household.api

    async def schedule() -> dict[str, Any]:
        jobs = (await api.get("/api/v1/jobs"))["items"]
        return next(job for job in jobs if job["name"] == "main_sync")["schedule"]

    before = await schedule()
    await page.goto(f"{api.url}/schedules")
    card = page.get_by_role("article", name="Sync everything")
    await card.locator("summary").click()
    await card.get_by_label("Time of day").fill("03:15")
    await picture(page, artifacts, "schedules-open-360-light")
    await card.get_by_role("button", name="Save").click()
    await expect(card.get_by_text("every day at 03:15")).to_be_visible()
    assert (await schedule())["at"] == "03:15"
    await card.locator("summary").click()
    await card.get_by_label("How often").select_option("interval")
    await card.get_by_label("Minutes between runs").fill("90")
    await expect(card.get_by_label("Time of day")).to_be_hidden()
    await card.get_by_role("button", name="Save").click()
    await expect(card.get_by_text("every 90 minutes")).to_be_visible()
    await api.send("PUT", "/api/v1/jobs/main_sync/schedule", json=before)
    assert await schedule() == before


async def test_settings_wait_for_save(household: Household, page: Page, artifacts: Path) -> None:
    """What is changed is marked and counted, and holds only once saved."""
    api = household.api

    async def concurrency() -> Any:
        return (await api.get("/api/v1/settings"))["values"].get("sync.concurrency", 4)

    await page.goto(f"{api.url}/settings")
    save = page.locator("[data-save]")
    await expect(save.get_by_role("button")).to_be_disabled()
    await page.locator("[id='sync.concurrency']").fill("3")
    await page.locator("[id='web.theme']").select_option("dark")
    await expect(save).to_contain_text("Not saved yet: 2")
    marks = page.locator(".changed-mark:visible")
    await expect(marks).to_have_count(2)
    await picture(page, artifacts, "settings-changed-360-light")
    assert await concurrency() == 4
    await save.get_by_role("button", name="Save").click()
    await expect(save).to_contain_text("Everything is saved.")
    assert await concurrency() == 3
    assert await page.locator("html").get_attribute("data-theme") == "dark"
    await picture(page, artifacts, "settings-360-chosen-dark")
    await change_settings(api, {"sync.concurrency": None, "web.theme": None})
    assert await concurrency() == 4


async def test_make_and_revoke_a_key(household: Household, page: Page, artifacts: Path) -> None:
    """A key is shown once, works, and is locked out when revoked."""
    api = household.api

    async def answer(key: str) -> int:
        headers = {"Authorization": f"Bearer {key}"}
        async with api.session.get(f"{api.url}/api/v1/me", headers=headers) as response:
            return response.status

    await page.goto(f"{api.url}/settings")
    await page.locator("summary", has_text="Make a key").click()
    await page.get_by_label("What for").fill("The kitchen's tablet")
    await page.get_by_role("radio", name=re.compile("^read")).check()
    await page.get_by_role("button", name="Make it").click()
    key = await page.locator("#made").input_value()
    assert key.startswith("sk_")
    assert await answer(key) == 200
    await picture(page, artifacts, "settings-new-key-360-light")
    await page.goto(f"{api.url}/settings")
    assert key not in await page.content()
    page.once("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Revoke: The kitchen's tablet").click()
    row = page.get_by_role("listitem").filter(has_text="The kitchen's tablet")
    await expect(row.get_by_text("revoked")).to_be_visible()
    assert await answer(key) == 401


async def test_add_a_playlist_from_a_file(
    household: Household, page: Page, artifacts: Path, tmp_path: Path
) -> None:
    """Upload, look, say which column is which, add, see the plan, sync, and remove it again."""
    api = household.api
    file = tmp_path / "Geburtstag.csv"
    file.write_text(TABLE, encoding="utf-8")
    await page.goto(f"{api.url}/playlists/add")
    await page.get_by_label("Playlist file").set_input_files(file)
    await page.get_by_role("button", name="Look at it").click()
    await expect(page.get_by_role("heading", name="Geburtstag.csv")).to_be_visible()
    await page.get_by_label("Title", exact=True).select_option("Lied")
    await page.get_by_label(re.compile("^Artist")).select_option("Wer")
    await page.get_by_role("button", name="Read again").click()
    table = page.get_by_role("region", name="The first entries")
    await expect(table.get_by_role("cell", name="99 Luftballons")).to_be_visible()
    await expect(table.get_by_role("cell", name="Nena")).to_be_visible()
    await expect(page.get_by_text("3 entries")).to_be_visible()
    await picture(page, artifacts, "playlist-add-preview-360-light")
    await page.get_by_label("Name").fill("Birthday")
    await page.get_by_label("Label").fill("Party")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Birthday")
    await page.get_by_role("link", name="See the plan").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Plan: Birthday")
    await expect(page.get_by_text("+2")).to_be_visible()
    await picture(page, artifacts, "playlist-plan-new-360-light")
    await page.get_by_role("button", name="Sync now").click()
    written = household.music / "Playlists" / "Birthday.m3u8"

    async def there() -> bool | None:
        return written.is_file() or None

    await until(there, "the playlist's file", seconds=20)
    await settled(api)
    await page.goto(f"{api.url}/playlists")
    await page.get_by_role("link", name="Birthday").click()
    await page.locator("summary", has_text="Remove this playlist").click()
    await page.get_by_label(re.compile("^Delete the playlist in the library")).check()
    page.on("dialog", lambda dialog: dialog.accept())
    await page.get_by_role("button", name="Remove", exact=True).click()
    await page.wait_for_url(re.compile(r"/playlists(\?.*)?$"))
    assert not written.exists()
    names = {item["name"] for item in (await api.get("/api/v1/playlists"))["items"]}
    assert names == {"Road trip", "Evening"}


async def test_a_file_that_is_no_playlist(household: Household, page: Page, tmp_path: Path) -> None:
    """It is said what is wrong with it, and nothing is added."""
    file = tmp_path / "Holiday.csv"
    file.write_bytes(bytes(range(256)) * 40)
    await page.goto(f"{household.api.url}/playlists/add")
    await page.get_by_label("Playlist file").set_input_files(file)
    await page.get_by_role("button", name="Look at it").click()
    await expect(page.locator("[data-key=unreadable_playlist]")).to_be_attached()
    await page.goto(f"{household.api.url}/playlists")
    assert await page.get_by_role("link", name="Holiday").count() == 0


async def test_sign_out(household: Household, page: Page) -> None:
    """Afterwards every page asks to sign in."""
    await page.goto(f"{household.api.url}/settings")
    await page.get_by_role("main").get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await page.goto(f"{household.api.url}/playlists")
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
