"""Whether everybody can read the pages, hit what they offer, and go through them by keyboard: measured."""

from pathlib import Path

import pytest
from crowded import Crowd
from measures import OPEN_ALL, small_targets, way_of_focus, weak_texts
from playwright.async_api import Browser, Page
from screens import SCHEMES, looking, picture

PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
STEPS = 90


async def shown(page: Page, crowd: Crowd, name: str, path: str) -> None:
    """Go to a page, and see that it is the one that is meant."""
    answer = await page.goto(f"{crowd.url}{path}")
    assert answer is not None
    assert answer.status == (404 if name == "not-found" else 200), name


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_texts_stand_out(
    crowd: Crowd, browser: Browser, artifacts: Path, viewport: dict[str, int], scheme: str
) -> None:
    """Every text has the contrast of WCAG's AA before what lies behind it, also in what can be opened."""
    wrong: list[str] = []
    options = {"storage_state": crowd.signed_in, "viewport": viewport, "color_scheme": scheme}
    async with looking(browser, **options) as page:
        for name, path in crowd.places.items():
            await shown(page, crowd, name, path)
            await picture(page, artifacts, f"crowd-{name}-{viewport['width']}-{scheme}")
            await page.evaluate(OPEN_ALL)
            texts, weak = await weak_texts(page)
            assert texts > 10, name
            wrong += [f"{name}: {text}" for text in weak]
    async with looking(browser, viewport=viewport, color_scheme=scheme) as page:
        await page.goto(f"{crowd.url}/login")
        texts, weak = await weak_texts(page)
        assert texts > 3
        wrong += [f"login: {text}" for text in weak]
    assert not wrong, "\n".join(wrong)


async def test_what_can_be_pressed_is_large_enough(crowd: Crowd, browser: Browser) -> None:
    """On a phone everything but links in sentences can be hit within 44 by 44 pixels."""
    wrong: list[str] = []
    async with looking(browser, storage_state=crowd.signed_in, viewport=PHONE, has_touch=True) as page:
        for name, path in crowd.places.items():
            await shown(page, crowd, name, path)
            await page.evaluate(OPEN_ALL)
            seen, small = await small_targets(page)
            assert seen > 7, name
            wrong += [f"{name}: {text}" for text in small]
    async with looking(browser, viewport=PHONE) as page:
        await page.goto(f"{crowd.url}/login")
        seen, small = await small_targets(page)
        assert seen == 2
        wrong += [f"login: {text}" for text in small]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_the_keyboard_leads_through(crowd: Crowd, browser: Browser, viewport: dict[str, int]) -> None:
    """Tab goes as one reads, and what has the focus shows it and is not covered."""
    wrong: list[str] = []
    async with looking(browser, storage_state=crowd.signed_in, viewport=viewport) as page:
        for name, path in crowd.places.items():
            await shown(page, crowd, name, path)
            steps, told = await way_of_focus(page, STEPS)
            assert steps > 7, name
            wrong += [f"{name}: {text}" for text in told]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("page_of", "kind"),
    [
        ("<p style='color:#999;background:#fff'>Too faint</p>", "text"),
        ("<div style='background:#222'><p style='color:#555'>Too faint</p></div>", "text"),
        ("<p style='opacity:.5;color:#333;background:#fff'>Too faint</p>", "text"),
        ("<button style='width:30px;height:30px;padding:0'>x</button>", "target"),
        ("<input type=checkbox style='margin:40px'>", "target"),
        ("<a href=x tabindex=0 style='outline:none'>nothing to see</a>", "focus"),
    ],
)
async def test_the_measures_find_what_is_wrong(browser: Browser, page_of: str, kind: str) -> None:
    """A measure that finds nothing here would find nothing anywhere."""
    async with looking(browser) as page:
        await page.set_content(f"<!doctype html><style>:focus-visible{{outline:none}}</style>{page_of}")
        if kind == "text":
            assert (await weak_texts(page))[1]
        elif kind == "target":
            assert (await small_targets(page))[1]
        else:
            assert (await way_of_focus(page, 3))[1]
