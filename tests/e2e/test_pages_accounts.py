"""Connecting a server in Chromium, from the first page to its libraries: what is seen, and that it can be used."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from fakes.jellyfin import JellyfinFake
from fakes.mediabrowser.model import User
from measures import OPEN_ALL, small_targets, way_of_focus, weak_texts
from playwright.async_api import Browser, Page, expect
from processes import Process, engine, free_port, run_engine_command, up
from screens import SCHEMES, WIDTHS, Noticed, looking, picture, too_wide


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An engine with nothing in it, a server in the same house, and what a browser that is signed in keeps."""

    url: str
    key: str
    machine: Process
    server: JellyfinFake
    anna: User
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


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newcomer(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, session: aiohttp.ClientSession
) -> AsyncGenerator[Newcomer]:
    """Start both, and sign in."""
    port = free_port()
    machine = engine(tmp_path_factory.mktemp("newcomer") / "home", port, {})
    server = JellyfinFake(name="Living Room")
    library = server.add_library("Music", "/media/music", "/media/more music")
    server.fill(library, 240)
    server.add_library("Audio Plays", "/media/plays")
    anna = server.add_user("Anna", admin=True)
    server.add_user("Kim")
    async with server:
        try:
            await asyncio.to_thread(run_engine_command, machine, "migrate")
            printed = await asyncio.to_thread(
                run_engine_command, machine, "keys", "create", "e2e", "--scope", "admin"
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
                signed_in = await page.context.storage_state()
            yield Newcomer(url, key, machine, server, anna, signed_in, session)
        finally:
            machine.stop()


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
async def test_a_server_is_connected(
    newcomer: Newcomer, browser: Browser, artifacts: Path, width: int, scheme: str
) -> None:
    """By a code typed elsewhere: the page goes on by itself, libraries are chosen, and scanned."""
    mark, wrong = f"{width}-{scheme}", []
    options = {"width": width, "color_scheme": scheme, "storage_state": newcomer.signed_in}
    async with looking(browser, **options) as page:
        noticed = Noticed(page, newcomer.url)
        await noticed.visit(f"{newcomer.url}/guide")
        wrong += await measured(page, "account-guide", artifacts, mark)
        await noticed.visit(f"{newcomer.url}/accounts")
        wrong += await measured(page, "accounts-none", artifacts, mark)
        await page.get_by_role("link", name="Add an account").first.click()
        await page.get_by_role("heading", name="What do you want to connect?").wait_for()
        wrong += await measured(page, "account-services", artifacts, mark)
        await page.get_by_role("link", name="Choose Jellyfin").click()
        await page.get_by_label("Address").fill("nothing here")
        wrong += await measured(page, "account-jellyfin", artifacts, mark)
        await page.get_by_role("button", name="Log in").click()
        await page.locator(".help.wrong").wait_for()
        wrong += await measured(page, "account-refused", artifacts, mark)
        await page.get_by_label("Address").fill(newcomer.server.address)
        await page.get_by_role("button", name="Log in").click()
        code = await page.get_by_label("Enter this code there").input_value()
        wrong += await measured(page, "account-code", artifacts, mark)
        link = page.get_by_role("link", name="Open the page")
        assert await link.get_attribute("target") == "_blank"
        assert await link.get_attribute("rel") == "noopener noreferrer"
        newcomer.server.approve(code, newcomer.anna)
        await page.get_by_role("heading", name="Which of its libraries shall be used?").wait_for()
        await expect(page.get_by_label("Music")).to_be_checked()
        wrong += await measured(page, "account-libraries", artifacts, mark)
        await expect(page.get_by_label("Audio Plays")).not_to_be_checked()
        await page.get_by_role("button", name="Add and scan").click()
        await page.wait_for_url("**/libraries?said=added_scanned")
        await page.get_by_text("240").first.wait_for()
        wrong += await measured(page, "account-scanned", artifacts, mark)
        # The browser notes that an address was refused.
        assert not [said for said in noticed.complaints if "status of 422" not in said]
    [account] = (await newcomer.api("GET", "accounts"))["items"]
    [library] = (await newcomer.api("GET", "libraries"))["items"]
    assert (account["provider"], library["name"], library["tracks"]) == ("jellyfin", "Music", 240)
    if (width, scheme) != (WIDTHS[-1], SCHEMES[-1]):
        await newcomer.api("DELETE", f"accounts/{account['id']}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
async def test_its_pages(
    newcomer: Newcomer, browser: Browser, artifacts: Path, width: int, scheme: str
) -> None:
    """Accounts, one of them and members: in both languages, read, hit and walked through by keyboard."""
    mark, wrong = f"{width}-{scheme}", []
    [account] = (await newcomer.api("GET", "accounts"))["items"]
    if not (await newcomer.api("GET", "members"))["items"]:
        for name in ("Anna", "Kim"):
            await newcomer.api("POST", "members", json={"name": name})
    options = {"width": width, "color_scheme": scheme, "storage_state": newcomer.signed_in}
    locale = "de-DE" if scheme == "dark" else "en-GB"
    async with looking(browser, **options, locale=locale) as page:
        noticed = Noticed(page, newcomer.url)
        for name, path, settled in (
            ("accounts", "/accounts", "#list article"),
            ("account", f"/accounts/{account['id']}", "#users-title"),
            ("members", "/members", "#people"),
            ("account-again", f"/accounts/add?account={account['id']}&method=password", "#login-password"),
        ):
            await noticed.visit(f"{newcomer.url}{path}")
            await page.locator(settled).first.wait_for()
            await page.wait_for_load_state("networkidle" if name == "members" else "load")
            _, told = await way_of_focus(page, 60)
            wrong += [f"{name} {mark}: {said}" for said in told]
            wrong += await measured(page, name, artifacts, mark)
            await page.set_viewport_size({"width": 320, "height": 700})
            wrong += [f"{name} at 320: too wide: {part}" for part in await too_wide(page)]
            await page.set_viewport_size({"width": width, "height": 800})
            assert not noticed.complaints
    assert not wrong, "\n".join(wrong)


async def test_without_scripts(newcomer: Newcomer, browser: Browser, artifacts: Path) -> None:
    """A login is gone through by its buttons alone."""
    [account] = (await newcomer.api("GET", "accounts"))["items"]
    options = {"storage_state": newcomer.signed_in, "java_script_enabled": False}
    async with looking(browser, **options) as page:
        await page.goto(f"{newcomer.url}/accounts/{account['id']}")
        await page.get_by_role("link", name="Ask the server what it has").click()
        assert await page.get_by_label("Audio Plays").count() == 1
        await page.get_by_role("link", name="Log in again").click()
        await page.get_by_role("button", name="Log in").click()
        code = await page.get_by_label("Enter this code there").input_value()
        assert not await page.get_by_text("goes on by itself").is_visible()
        await page.get_by_role("button", name="I have confirmed it").click()
        assert await page.get_by_text("Not confirmed yet.").is_visible()
        await picture(page, artifacts, "account-code-without-scripts-360-light")
        newcomer.server.approve(code, newcomer.anna)
        await page.get_by_role("button", name="I have confirmed it").click()
        assert await page.get_by_text("You are logged in.").is_visible()
        assert page.url.startswith(f"{newcomer.url}/accounts/{account['id']}")
