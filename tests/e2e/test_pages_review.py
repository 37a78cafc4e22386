"""The review as it is used: its keys from the first moment, and what is heard or cannot be."""

import io
import re
import wave

from crowded import Crowd
from playwright.async_api import Browser, Route, expect
from screens import looking

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FOCUSED = "document.activeElement.matches('[data-review]')"


def sound() -> bytes:
    """Return five seconds of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8_000)
        made.writeframes(bytes(2 * 8_000 * 5))
    return file.getvalue()


async def test_the_keys_work_from_the_start(crowd: Crowd, browser: Browser) -> None:
    """J goes on and K back without a click before, nothing is scrolled, and a phone is left alone."""
    async with looking(browser, storage_state=crowd.signed_in, viewport=DESKTOP) as page:
        await page.goto(f"{crowd.url}/review")
        assert await page.evaluate(FOCUSED)
        assert await page.evaluate("scrollY") == 0
        await page.keyboard.press("j")
        await expect(page).to_have_url(re.compile(r"at=1"))
        await expect(page.locator("[data-review]")).to_be_focused()
        await page.keyboard.press("k")
        await expect(page).not_to_have_url(re.compile(r"at=1"))
    async with looking(browser, storage_state=crowd.signed_in, viewport=PHONE, has_touch=True) as page:
        await page.goto(f"{crowd.url}/review")
        assert not await page.evaluate(FOCUSED)


async def test_listening_plays_at_once_or_says_why_not(crowd: Crowd, browser: Browser) -> None:
    """A click is enough; of what the browser cannot play it says so."""
    answers = [(sound(), "audio/wav"), (b"no sound at all", "audio/x-nothing")]

    async def answer(route: Route) -> None:
        body, kind = answers[0]
        await route.fulfill(body=body, content_type=kind)

    async with looking(browser, storage_state=crowd.signed_in, viewport=DESKTOP) as page:
        await page.route("**/play?*", answer)
        await page.goto(f"{crowd.url}/review")
        listen = page.locator("[data-review] details.listen").first
        await listen.locator("summary").click()
        await expect(listen.locator("audio")).to_have_js_property("paused", value=False)
        await expect(listen.locator("audio")).to_have_js_property("readyState", 4)
        await expect(listen.get_by_role("alert")).to_be_hidden()
        await listen.locator("summary").click()
        await expect(listen.locator("audio")).to_have_js_property("paused", value=True)
        answers.pop(0)
        await page.reload()
        await listen.locator("summary").click()
        await expect(listen.get_by_role("alert")).to_contain_text("cannot play")
        await expect(listen.locator("audio")).to_be_hidden()
