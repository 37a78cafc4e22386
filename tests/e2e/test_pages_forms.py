"""Forms that are not taken, in Chromium: said beside the field, what was typed stays, with scripts and without."""

import pytest
from crowded import Crowd
from playwright.async_api import Browser, expect
from screens import Noticed, looking

LONG = {"en-GB": "300 letters at most.", "de-DE": "höchstens 300 Zeichen."}


@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
@pytest.mark.parametrize("scripts", [True, False], ids=["htmx", "plain"])
async def test_settings_of_a_playlist(
    crowd: Crowd, browser: Browser, language: str, *, scripts: bool
) -> None:
    """A label and a name that are too long; what is right is taken afterwards."""
    options = {"storage_state": crowd.signed_in, "locale": language, "java_script_enabled": scripts}
    async with looking(browser, **options) as page:
        noticed = Noticed(page, crowd.url)
        await page.goto(f"{crowd.url}{crowd.places['playlist']}")
        heading = await page.get_by_role("heading", level=1).inner_text()
        form = page.locator("form", has=page.locator("#interval_days"))
        await page.locator("#label").fill("y" * 101)
        await form.locator("button").click()
        await expect(page.locator("#label")).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("#label")).to_have_value("y" * 101)
        await expect(form.get_by_role("alert")).to_be_visible()
        assert await page.get_by_role("heading", level=1).inner_text() == heading
        await page.locator("#label").fill("Sport")
        await form.locator("button").click()
        await expect(page.locator("[aria-invalid=true]")).to_have_count(0)
        await page.locator("summary", has=page.locator("use[href$='#pen']")).click()
        await page.locator("#name").fill("z" * 301)
        await page.locator("form", has=page.locator("#name")).locator("button").click()
        await expect(page.locator("#name-wrong")).to_contain_text(LONG[language])
        await expect(page.locator("#name")).to_have_value("z" * 301)
        await page.locator("#name").fill("")
        await page.locator("form", has=page.locator("#name")).locator("button").click()
        await expect(page.locator("#name-wrong")).to_have_count(0)
        # An answer that refuses is an error to the console alone.
        assert [said for said in noticed.complaints if "422" not in said] == []
