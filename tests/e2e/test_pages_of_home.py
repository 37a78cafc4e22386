"""How the household looks in the real frontend of Home Assistant: devices, entities, a dashboard."""

import json
import re
import time
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from conftest import Household
from home import CLIENT
from joining import entries_of
from playwright.async_api import Browser, Page, expect
from processes import ROOT
from screens import WIDTHS, looking, picture

HEIGHT = 1400


@pytest_asyncio.fixture(loop_scope="session")
async def frontend(joined: Household, browser: Browser) -> AsyncGenerator[Page]:
    """Give a tab that has the tokens where the frontend keeps them."""
    home = joined.home
    await home.login_again()
    tokens = {
        "hassUrl": home.url,
        "clientId": CLIENT,
        "access_token": home.token,
        "refresh_token": home.refresh_token,
        "token_type": "Bearer",
        "expires_in": 1800,
        "expires": int(time.time() * 1000) + 1_800_000,
    }
    async with looking(browser, width=1280, viewport={"width": 1280, "height": HEIGHT}) as page:
        kept = json.dumps(json.dumps(tokens))
        await page.add_init_script(f"localStorage.setItem('hassTokens', {kept});")
        yield page


async def devices(household: Household) -> list[dict[str, Any]]:
    found = await household.home.ask("config/device_registry/list")
    return [device for device in found if device["manufacturer"] == "Syncopate"]


async def device_id(household: Household, domain: str, name: str) -> str:
    """Return the device of an integration by its name there."""
    [entry] = await entries_of(household.home, domain)
    return next(
        device["id"]
        for device in await devices(household)
        if device["name"] == name and device["primary_config_entry"] == entry["entry_id"]
    )


async def show(page: Page, household: Household, path: str, *texts: str) -> None:
    """Open a place of the frontend and wait until it says all of this."""
    await page.goto(f"{household.home.url}{path}")
    for text in texts:
        await expect(page.get_by_text(text, exact=True).first).to_be_visible(timeout=45_000)
    await page.wait_for_timeout(500)


async def test_device_of_the_bridge(joined: Household, frontend: Page, artifacts: Path) -> None:
    """MQTT's own device tells of connection, version and problems."""
    place = f"/config/devices/device/{await device_id(joined, 'mqtt', 'Syncopate')}"
    await show(frontend, joined, place, "Syncopate", "Connection", "Version", "Categories", "Problem")
    await picture(frontend, artifacts, "home-bridge-1280-light")


async def test_device_of_a_category(joined: Household, frontend: Page, artifacts: Path) -> None:
    """A label of a playlist is a device, with the playlist's sensor and its button."""
    place = f"/config/devices/device/{await device_id(joined, 'mqtt', 'Sport')}"
    await show(frontend, joined, place, "Sport", "Road trip")
    await expect(frontend.get_by_text(re.compile("Road trip")).nth(1)).to_be_visible()
    await picture(frontend, artifacts, "home-category-1280-light")


async def test_device_of_the_integration(joined: Household, frontend: Page, artifacts: Path) -> None:
    """The integration's device has sensors, buttons and the event by name, and leads to the pages."""
    place = f"/config/devices/device/{await device_id(joined, 'syncopate', 'Syncopate')}"
    texts = ("Missing tracks", "Library tracks", "Needs attention", "Engine connected", "Activity")
    await show(frontend, joined, place, *texts)
    link = frontend.get_by_role("link", name=re.compile("Visit"))
    assert await link.first.get_attribute("href") == joined.api.url
    await picture(frontend, artifacts, "home-integration-1280-light")


async def test_integration_page_and_its_icon(joined: Household, frontend: Page, artifacts: Path) -> None:
    await show(frontend, joined, "/config/integrations/integration/syncopate", "Syncopate")
    await picture(frontend, artifacts, "home-integrations-1280-light")


@pytest.mark.parametrize("width", WIDTHS)
async def test_dashboard_of_the_documentation(
    joined: Household, frontend: Page, artifacts: Path, width: int
) -> None:
    """It can be pasted as it is: every entity it names is there and shows its value."""
    home = joined.home
    text = (ROOT / "docs" / "dashboard.yaml").read_text(encoding="utf-8")
    config = yaml.safe_load(text)
    states = await home.states()
    named = set(re.findall(r"\b(?:sensor|binary_sensor|button|event)\.syncopate_\w+", text))
    assert named
    assert named <= set(states)
    path = f"syncopate-{width}"
    await home.ask("lovelace/dashboards/create", url_path=path, title="Music", mode="storage")
    await home.ask("lovelace/config/save", url_path=path, config=config)
    await frontend.set_viewport_size({"width": width, "height": HEIGHT})
    await show(frontend, joined, f"/{path}/music", "Sync now", "Scan now", "Last event")
    for heading in ("Playlists", "Library", "Activity"):
        await expect(frontend.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    await frontend.wait_for_timeout(1500)
    assert await frontend.locator("hui-error-card, hui-warning, ha-dialog[open]").count() == 0
    await picture(frontend, artifacts, f"home-dashboard-{width}-light")
