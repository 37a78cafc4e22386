"""How the engine's pages look and behave in Chromium: every page, two widths, light and dark."""

import re
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from conftest import Api, Household, settled
from playwright.async_api import Browser, Page
from processes import until
from screens import SCHEMES, WIDTHS, Noticed, focus_is_seen, looking, picture, too_wide

NARROWEST = 320
FOREIGN = frozenset({"api-docs"})
"""Pages that hold another project's program: not held to our headings."""


async def places_of(api: Api) -> Mapping[str, str]:
    """Return every page by the name of its picture."""
    playlists = (await api.get("/api/v1/playlists"))["items"]
    playlist = next(item for item in playlists if item["label"] == "Sport")
    review = await api.get(f"/api/v1/playlists/{playlist['id']}/matches?verdict=review")
    unsure = review["items"][0]["position"]
    [run, *_] = (await api.get("/api/v1/runs?job=sync_playlists"))["items"]
    one = f"/playlists/{playlist['id']}"
    [album, *_] = (await api.get("/api/v1/library/albums?limit=1"))["items"]
    [artist, *_] = (await api.get("/api/v1/library/artists?limit=1&with_albums=true"))["items"]
    return {
        "overview": "/",
        "playlists": "/playlists",
        "playlist": one,
        "playlist-evidence": f"{one}?entry={unsure}",
        "playlist-evidence-match": f"{one}?entry=1",
        "playlist-search": f"{one}?entry={unsure}&find=Live+Forever",
        "playlist-plan": f"{one}/plan",
        "playlist-add": "/playlists/add",
        "sources": "/sources",
        "missing": "/missing",
        "schedules": "/schedules",
        "log": "/log",
        "run": f"/log/{run['id']}",
        "libraries": "/libraries",
        "library": "/library",
        "library-artists": "/library/artists",
        "library-albums": "/library/albums?view=list",
        "library-tracks": "/library/tracks",
        "library-genres": "/library/genres",
        "library-search": "/library/search?q=a",
        "library-artist": f"/libraries/{artist['library_id']}/artists/{artist['key']}",
        "library-album": f"/libraries/{album['library_id']}/albums/{album['key']}",
        "accounts": "/accounts",
        "account-add": "/accounts/add",
        "account-login": "/accounts/add?provider=subsonic",
        "members": "/members",
        "settings": "/settings",
        "guide": "/guide",
        "not-found": "/nowhere",
        "api-docs": "/api/docs",
    }


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def signed_in(household: Household, browser: Browser) -> AsyncGenerator[Any]:
    """Sign in as one does with a key, and give what the browser keeps of it."""
    await household.api.send("POST", "/api/sync/playlists")
    await settled(household.api)
    async with looking(browser) as page:
        await sign_in(page, household.api)
        yield await page.context.storage_state()


async def sign_in(page: Page, api: Api) -> None:
    """Type a key into the form that every page leads to."""
    await page.goto(f"{api.url}/settings")
    assert page.url.startswith(f"{api.url}/login?back=")
    await page.get_by_label("API key").fill(api.key)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{api.url}/settings")


def links_of(household: Household) -> list[str]:
    return re.findall(r"^Sign in once with (\S+)\n", household.engine.text, re.MULTILINE)


async def test_link_of_the_start_signs_in_once(household: Household, browser: Browser) -> None:
    """The engine prints it; who has it is in, whoever comes later is not."""
    household.engine.stop()
    before = len(links_of(household))
    household.engine.start()

    async def printed() -> str | None:
        return next(iter(links_of(household)[before:]), None)

    link = await until(printed, "the engine to print its link")
    async with looking(browser) as page:
        answer = await page.goto(link)
        assert answer is not None
        assert answer.status == 200
        assert page.url == f"{household.api.url}/"
        assert await page.get_by_role("navigation").count()
    async with looking(browser) as page:
        answer = await page.goto(link)
        assert answer is not None
        assert answer.status == 401
        assert await page.get_by_role("heading", name="Sign in").is_visible()
        assert await page.locator("[data-key=key_invalid]").count() == 1


async def test_sign_in_page(household: Household, browser: Browser, artifacts: Path) -> None:
    """It can be read at any width, and a wrong key is told."""
    for scheme in SCHEMES:
        for width in WIDTHS:
            async with looking(browser, width=width, color_scheme=scheme) as page:
                await page.goto(f"{household.api.url}/login")
                assert not await too_wide(page)
                await picture(page, artifacts, f"login-{width}-{scheme}")
    async with looking(browser) as page:
        await page.goto(f"{household.api.url}/login")
        await page.get_by_label("API key").fill("sk_wrong")
        await page.get_by_role("button", name="Sign in").click()
        await page.locator("[data-key=key_invalid]").wait_for(state="attached")
        await picture(page, artifacts, "login-refused-360-light")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
async def test_every_page(
    household: Household, browser: Browser, signed_in: Any, artifacts: Path, width: int, scheme: str
) -> None:
    """Answers, complains of nothing, fits, has one heading and its landmarks; a picture is kept."""
    places = await places_of(household.api)
    wrong: list[str] = []
    options = {"width": width, "color_scheme": scheme, "storage_state": signed_in}
    async with looking(browser, **options) as page:
        noticed = Noticed(page, household.api.url)
        for name, path in places.items():
            answer = await noticed.visit(f"{household.api.url}{path}")
            expected = 404 if name == "not-found" else 200
            if answer.status != expected:
                wrong.append(f"{name}: {answer.status}")
            if name in FOREIGN:
                await page.get_by_text("/api/v1/playlists", exact=True).first.wait_for()
            await picture(page, artifacts, f"{name}-{width}-{scheme}")
            wrong += [f"{name}: {said}" for said in noticed.complaints if f"{expected}" != "404"]
            if name in FOREIGN:
                continue
            wrong += [f"{name}: {said}" for said in await ill_built(page)]
            wrong += [f"{name} at {width}: too wide: {part}" for part in await too_wide(page)]
            if width == min(WIDTHS):
                await page.set_viewport_size({"width": NARROWEST, "height": 700})
                wrong += [f"{name} at {NARROWEST}: too wide: {part}" for part in await too_wide(page)]
                await page.set_viewport_size({"width": width, "height": 800})
    assert not wrong, "\n".join(wrong)


async def ill_built(page: Page) -> list[str]:
    """Return what a screen reader would miss."""
    wrong = []
    if (count := await page.locator("h1").count()) != 1:
        wrong.append(f"{count} h1")
    if await page.get_by_role("main").count() != 1:
        wrong.append("no single main")
    if not await page.get_by_role("navigation").count():
        wrong.append("no navigation")
    told = await page.evaluate(
        """() => {
          const named = (part) => (part.getAttribute("aria-label") || part.textContent || "").trim()
            || part.labels?.length || part.getAttribute("aria-labelledby") || part.title;
          const seen = (part) => part.getClientRects().length > 0;
          const fields = "a[href], button, input:not([type=hidden]), select, textarea, summary";
          const nameless = [...document.querySelectorAll(fields)].filter((part) => seen(part) && !named(part));
          const ids = [...document.querySelectorAll("[id]")].map((part) => part.id);
          const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
          const lang = document.documentElement.lang ? [] : ["no language"];
          return [...nameless.map((part) => `nameless ${part.outerHTML.slice(0, 80)}`),
            ...twice.map((id) => `id twice: ${id}`), ...lang];
        }"""
    )
    return [*wrong, *told]


async def test_keyboard_shows_where_it_is(household: Household, browser: Browser, signed_in: Any) -> None:
    """Tab leads through a page, first past what is the same everywhere, and the focus is always seen."""
    wrong: list[str] = []
    places = await places_of(household.api)
    wide = ("overview", "playlists", "playlist-evidence", "settings")
    for width, names in ((min(WIDTHS), places.keys() - FOREIGN), (max(WIDTHS), wide)):
        async with looking(browser, width=width, storage_state=signed_in) as page:
            for name in sorted(names):
                path = places[name]
                await page.goto(f"{household.api.url}{path}")
                wrong += [f"{name} at {width}: {part}" for part in await focus_is_seen(page, 20)]
            await page.goto(f"{household.api.url}/playlists")
            await page.keyboard.press("Tab")
            await page.keyboard.press("Enter")
            assert await page.evaluate("document.activeElement.id") == "main"
    assert not wrong, "\n".join(wrong)


async def test_pages_can_be_read_without_scripts(
    household: Household, browser: Browser, signed_in: Any, artifacts: Path
) -> None:
    """Everything is there, evidence opens, and a form can be sent."""
    places = await places_of(household.api)
    options = {"storage_state": signed_in, "java_script_enabled": False}
    async with looking(browser, **options) as page:
        for path in places.values():
            answer = await page.goto(f"{household.api.url}{path}")
            assert answer is not None
            assert answer.status in {200, 404}, path
            assert await page.locator("h1").count() or path.endswith("/docs"), path
        await page.goto(f"{household.api.url}{places['playlist']}")
        await page.get_by_role("link", name="America").click()
        panel = page.get_by_role("region", name="Evidence")
        assert await panel.get_by_text("In the source").is_visible()
        assert await panel.get_by_role("button", name="This is it").count()
        await picture(page, artifacts, "playlist-without-scripts-360-light")
        await page.goto(f"{household.api.url}/log")
        await page.get_by_label("Job").select_option("scan_library")
        await page.get_by_role("button", name="Show").click()
        assert "job=scan_library" in page.url
        await page.goto(f"{household.api.url}{places['playlist']}")
        async with page.expect_navigation():
            await page.get_by_role("button", name="Sync now").click()
        assert await page.get_by_role("heading", level=1).count() == 1
    await settled(household.api)


async def test_pages_speak_german(
    household: Household, browser: Browser, signed_in: Any, artifacts: Path
) -> None:
    """Who prefers German gets German, on every page."""
    english = ("Sync now", "Everything is in step", "What happened", "Nothing is running", "Save", "Missing")
    async with looking(browser, storage_state=signed_in, locale="de-DE") as page:
        for name, path in (await places_of(household.api)).items():
            if name in FOREIGN:
                continue
            await page.goto(f"{household.api.url}{path}")
            assert await page.locator("html").get_attribute("lang") == "de"
            words = await page.locator("main").inner_text()
            lines = {line.strip() for line in words.splitlines()}
            assert not lines & set(english), name
            assert not await too_wide(page), name
            if name in {"overview", "playlists", "playlist-evidence", "settings", "schedules"}:
                await picture(page, artifacts, f"{name}-german-360-light")
