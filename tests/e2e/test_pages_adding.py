"""Adding playlists in Chromium: a file dropped or chosen by keyboard, a link, and what is ticked on a shelf."""

import re
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest_asyncio
from conftest import Household
from fakes.deezer.model import User
from fakes.deezer.server import Deezer
from measures import OPEN_ALL, small_targets, weak_texts
from playwright.async_api import Browser, Page, Route, expect
from screens import SCHEMES, WIDTHS, Noticed, looking, picture, too_wide

TABLE = "Wer;Lied\nBlur;Song 2\nNena;99 Luftballons\n"
NARROWEST = 320
PIXEL = bytes.fromhex(
    "47494638396101000100800000556677ffffff21f90400000000002c00000000010001000002024401003b"
)
"""The smallest picture there is."""
TRANSFER = """text => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], "Geburtstag.csv", {type: "text/csv"}));
  return transfer;
}"""


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def as_it_was(household: Household) -> AsyncGenerator[None]:
    """Remove what a test adds: its source is gone with the test, and others would complain of that."""
    before = {each["id"] for each in (await household.api.get("/api/v1/playlists?limit=100"))["items"]}
    yield
    for each in (await household.api.get("/api/v1/playlists?limit=100"))["items"]:
        if each["id"] not in before:
            await household.api.send("DELETE", f"/api/v1/playlists/{each['id']}")


@pytest_asyncio.fixture(loop_scope="session")
async def page(household: Household, browser: Browser) -> AsyncGenerator[Page]:
    """Give a phone that is signed in and complains of nothing until the end."""
    async with looking(browser) as opened:
        noticed = Noticed(opened, household.api.url)
        await signed_in(opened, household)
        yield opened
        assert not noticed.complaints


async def signed_in(page: Page, household: Household) -> None:
    await page.route(re.compile("/sources/cover"), _picture)
    await page.goto(f"{household.api.url}/login")
    await page.get_by_label("API key").fill(household.api.key)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{household.api.url}/")


async def _picture(route: Route) -> None:
    await route.fulfill(body=PIXEL, content_type="image/gif")


@pytest_asyncio.fixture(loop_scope="session")
async def anna(household: Household) -> AsyncGenerator[User]:
    """Give somebody at Deezer with a few playlists."""
    async with Deezer(household.deezer_port) as deezer:
        songs = deezer.music.add_album("Nina", "Evenings", [f"Song {number}" for number in range(1, 20)])
        user = deezer.music.add_user("Anna")
        for name in ("Evening Mix", "Morning", "A name that is longer than a phone is wide, by quite a lot"):
            deezer.music.add_playlist(user, name, songs.tracks)
        yield user


async def names(household: Household) -> set[str]:
    listed: dict[str, Any] = await household.api.get("/api/v1/playlists?limit=100")
    return {each["name"] for each in listed["items"]}


async def test_drop_a_file(household: Household, page: Page, artifacts: Path) -> None:
    """Wherever on the page it is let go, it is looked at; what is no file is nobody's business."""
    await page.goto(f"{household.api.url}/playlists/add")
    here = page.get_by_text("Drop the file here")
    await expect(here).to_be_hidden()
    words = await page.evaluate_handle(
        "() => { const t = new DataTransfer(); t.setData('text', 'x'); return t; }"
    )
    await page.dispatch_event("h1", "dragenter", {"dataTransfer": words})
    await expect(here).to_be_hidden()
    transfer = await page.evaluate_handle(TRANSFER, TABLE)
    await page.dispatch_event("h1", "dragenter", {"dataTransfer": transfer})
    await expect(here).to_be_visible()
    await page.screenshot(path=artifacts / "playlist-add-drop-360-light.png")
    await page.dispatch_event("h1", "dragleave", {"dataTransfer": transfer})
    await expect(here).to_be_hidden()
    await page.dispatch_event("h1", "dragover", {"dataTransfer": transfer})
    await page.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    await expect(page.get_by_role("heading", name="Geburtstag.csv")).to_be_visible()
    await page.get_by_label("Title", exact=True).select_option("Lied")
    await page.get_by_role("button", name="Read again").click()
    await expect(page.get_by_role("cell", name="99 Luftballons")).to_be_visible()


async def test_choose_a_file_by_keyboard(household: Household, page: Page, tmp_path: Path) -> None:
    """The same without a mouse."""
    file = tmp_path / "Geburtstag.csv"
    file.write_text(TABLE, encoding="utf-8")
    await page.goto(f"{household.api.url}/playlists/add")
    field = page.get_by_label("Playlist file")
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await field.evaluate("field => field === document.activeElement"):
            break
    async with page.expect_file_chooser() as chooser:
        await page.keyboard.press("Space")
    await (await chooser.value).set_files(file)
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Geburtstag.csv")).to_be_visible()


async def test_paste_a_link(household: Household, page: Page, anna: User) -> None:
    """What it is, then how it shall be kept, then it is there."""
    number = anna.playlists[1]
    await page.goto(f"{household.api.url}/playlists")
    await page.get_by_role("link", name="Add a playlist").click()
    await page.wait_for_url("**/playlists/add")
    # What Enter does in a field of several lines is the script's doing.
    await page.wait_for_load_state()
    await page.get_by_label("Paste a link").fill(f"Hear this: https://www.deezer.com/playlist/{number} !")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Evening Mix")).to_be_visible()
    await expect(page.get_by_text("19 entries")).to_be_visible()
    await page.get_by_label("Name", exact=True).fill("Ours")
    await page.get_by_role("button", name="Add it").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ours")
    assert "Ours" in await names(household)
    await page.goto(f"{household.api.url}/playlists/add?link={quote(f'deezer.com/playlist/{number}')}")
    await page.get_by_role("link", name="Ours").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Ours")


async def test_tick_what_is_on_a_shelf(household: Household, page: Page, anna: User, artifacts: Path) -> None:
    """All at once or one by one; how many are ticked is told, and they are added from where one is."""
    shelf = urlencode({"provider": "deezer", "shelf": f"user:{anna.id}/playlists", "name": "Anna"})
    await page.goto(f"{household.api.url}/sources/browse?{shelf}")
    boxes = page.locator("input[name=pick]")
    # One may be mirrored already: by its link, in the test before.
    many = await boxes.count()
    assert many in {3, 4}
    bar = page.locator("[data-tick-bar]")
    await expect(bar).to_be_hidden()
    every = page.get_by_label("Tick all")
    await every.check()
    await expect(bar).to_contain_text(f"{many} ticked")
    await page.get_by_role("checkbox", name="Loved tracks").uncheck()
    await expect(bar).to_contain_text(f"{many - 1} ticked")
    assert await every.evaluate("box => box.indeterminate")
    await page.screenshot(path=artifacts / "sources-ticked-360-light.png")
    await page.get_by_role("checkbox", name="Morning").uncheck()
    await page.get_by_label("Label").fill("Deezer")
    await bar.get_by_role("button", name="Add them").click()
    await expect(page.get_by_text("All that you ticked is added.")).to_be_visible()
    assert any(each.startswith("A name that is longer") for each in await names(household))
    assert "Morning" not in await names(household)
    assert await boxes.count() == 2


async def test_without_scripts(household: Household, browser: Browser, anna: User) -> None:
    """Ticking all is a link then, and everything else is a form."""
    async with looking(browser, java_script_enabled=False) as page:
        await signed_in(page, household)
        await page.goto(f"{household.api.url}/sources/browse?provider=deezer&shelf=user:{anna.id}/playlists")
        await page.get_by_role("link", name="Tick all").click()
        boxes = await page.locator("input[name=pick]").all()
        assert [await box.is_checked() for box in boxes] == [True] * len(boxes)
        await page.goto(f"{household.api.url}/playlists/add")
        await page.get_by_label("Paste a link").fill(f"https://www.deezer.com/profile/{anna.id}")
        await page.get_by_role("button", name="See what it is").click()
        await page.get_by_role("link", name="Open it").click()
        await expect(page.get_by_role("link", name="Playlists").last).to_be_visible()


async def test_everybody_can_use_them(
    household: Household, browser: Browser, anna: User, artifacts: Path
) -> None:
    """Contrast, hit areas and width, light and dark, on a phone and on a desk."""
    ask = {"add": "playlists/add", "sources": "sources"}
    link = quote(f"https://www.deezer.com/playlist/{anna.playlists[2]}")
    ask["looked"] = f"playlists/add?link={link}"
    several = (
        f"https://www.deezer.com/playlist/{anna.playlists[2]}",
        f"https://www.deezer.com/profile/{anna.id}",
    )
    tidal, gone = (
        "https://tidal.com/playlist/36ea71a8-445e-41a4-82ab-6628c581535d",
        "deezer.com/playlist/404404",
    )
    ask["several"] = f"playlists/add?link={quote('\n'.join((*several, several[0], 'hello', tidal, gone)))}"
    ask["long"] = f"playlists/add?link={quote(f'https://www.deezer.com/track/1?x={"y" * 300}')}"
    ask["shelf"] = f"sources/browse?provider=deezer&shelf=user:{anna.id}/playlists&name=Anna"
    wrong: list[str] = []
    for scheme in SCHEMES:
        for width in (NARROWEST, *WIDTHS):
            async with looking(browser, width=width, color_scheme=scheme) as page:
                await signed_in(page, household)
                for name, path in ask.items():
                    await page.goto(f"{household.api.url}/{path}")
                    if width in WIDTHS:
                        await picture(page, artifacts, f"adding-{name}-{width}-{scheme}")
                    await page.evaluate(OPEN_ALL)
                    told = [*(await weak_texts(page))[1], *await too_wide(page)]
                    if width in WIDTHS:
                        told += (await small_targets(page))[1]
                    wrong += [f"{name} at {width}, {scheme}: {each}" for each in told]
    assert not wrong, "\n".join(wrong)
