"""Covers that do not come: the initials below them are seen, never the browser's sign of a torn picture."""

import base64
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route
from processes import ROOT, until
from screens import looking

STATIC = ROOT / "addon" / "syncopate" / "web" / "static"
SITE = "http://syncopate.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)


def cover(name: str) -> str:
    """Return a cover as the pages draw it."""
    return (
        f'<span class="cover framed"><svg viewBox="0 0 56 56"><text x="28" y="29">{name[:2]}</text></svg>'
        f'<img id="{name}" src="/{name}.png" alt="" width="300" height="300" loading="lazy"></span>'
    )


def document(script: str) -> str:
    """Return a page with one cover that comes, one that does not, and one of each far below."""
    styles = "".join(f'<link rel="stylesheet" href="/{name}.css">' for name in ("app", "shelf"))
    away = "<br>" * 900
    covers = f"{cover('good')}{cover('torn')}{away}{cover('good-below')}{cover('torn-below')}"
    return f'<!doctype html><html lang="en"><head>{styles}{script}</head><body>{covers}</body></html>'


async def seen(page: Page, name: str) -> bool:
    return await page.evaluate(
        f"getComputedStyle(document.getElementById('{name}')).visibility === 'visible'"
    )


async def hidden(page: Page, name: str) -> None:
    async def gone() -> bool:
        return not await seen(page, name)

    await until(gone, f"{name} is hidden")


async def asked_for(page: Page, name: str) -> bool:
    return await page.evaluate(f"performance.getEntriesByName('{SITE}/{name}.png').length > 0")


async def ended(page: Page, name: str) -> None:
    """Wait until the browser knows whether the picture comes."""

    async def known() -> bool:
        done = await page.evaluate(f"document.getElementById('{name}').complete")
        return done and await asked_for(page, name)

    await until(known, f"{name} has come or failed")


@pytest.mark.parametrize("late", [False, True], ids=["listened to", "failed before"])
async def test_initials_stand_where_a_cover_does_not_come(browser: Browser, *, late: bool) -> None:
    script = '<script defer src="/app.js"></script>'

    async def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path == "/":
            headers = {"content-security-policy": POLICY}
            body = document("" if late else script)
            await route.fulfill(content_type="text/html", headers=headers, body=body)
        elif path.startswith("/good"):
            await route.fulfill(content_type="image/png", body=DOT)
        elif (STATIC / Path(path).name).is_file():
            await route.fulfill(path=STATIC / Path(path).name)
        else:
            await route.fulfill(status=404, content_type="application/json", body="{}")

    async with looking(browser) as page:
        await page.route(f"{SITE}/**", answer)
        await page.goto(f"{SITE}/", wait_until="load")
        await ended(page, "good")
        await ended(page, "torn")
        if late:
            assert await seen(page, "torn"), "nothing has hidden it yet"
            await page.add_script_tag(url="/app.js")
        await hidden(page, "torn")
        assert await seen(page, "good")
        assert not await asked_for(page, "good-below"), "put off, and not taken for failed"
        assert await seen(page, "good-below")
        await page.locator("#good-below").scroll_into_view_if_needed()
        await ended(page, "good-below")
        await ended(page, "torn-below")
        assert await seen(page, "good-below")
        await hidden(page, "torn-below")
