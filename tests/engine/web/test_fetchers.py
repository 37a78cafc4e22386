"""Accounts of sources of files are added, shown and tried like any other."""

from pathlib import Path
from typing import Any

import pytest
from engine.web.test_accounts import Browser
from fakes.slskd import FakeSlskd
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.store import accounts

FETCHERS = [
    domain for domain, each in registry.manifests().items() if Capability.DOWNLOADS in each.capabilities
]


@pytest.mark.parametrize("domain", FETCHERS)
async def test_all_of_them_are_offered_with_their_fields(household: Any, domain: str) -> None:
    manifest = registry.manifest_of(domain)
    async with Browser(household) as browser:
        assert f"provider={domain}" in await browser.get("/accounts/add")
        page = await browser.get(f"/accounts/add?provider={domain}")
    assert manifest.summary in page
    for field in manifest.fields:
        assert f'name="field.{field.name}"' in page
        assert field.label in page
        assert field.help in page


async def test_slskd_is_added_and_tried(household: Any, tmp_path: Path) -> None:
    async with FakeSlskd(tmp_path / "downloads") as fake, Browser(household) as browser:
        await browser.get("/accounts/add?provider=slskd")
        data = {
            "field.url": fake.address,
            "field.api_key": fake.key,
            "field.local_folder": str(fake.downloads),
            "field.verify_tls": "on",
        }
        await browser.send("/accounts/add", provider="slskd", name="My slskd", **data)
        path = browser.path.partition("?")[0]
        assert "My slskd" in browser.text
        assert fake.key not in browser.text
        [account] = await household.kit.database.read(accounts.every)
        assert account.health_ok
        fake.state = "Disconnected"
        await browser.send(f"{path}/check")
        assert "is not logged in to Soulseek" in await browser.get(path)
        await household.kit.connections.close()


async def test_a_staging_folder_without_anything_else(household: Any, tmp_path: Path) -> None:
    async with Browser(household) as browser:
        await browser.get("/accounts/add?provider=staging")
        await browser.send("/accounts/add", provider="staging", name="In", **{"field.path": str(tmp_path)})
        [account] = await household.kit.database.read(accounts.every)
        assert (account.name, account.health_ok) == ("In", True)
        for page in ("/accounts", "/playlists/add", "/libraries", "/links", "/members", "/settings"):
            await browser.get(page)
