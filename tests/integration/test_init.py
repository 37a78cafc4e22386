"""Setting up, letting go, and what each failure of the engine makes of the entry."""

from typing import Any

import pytest
from aiohttp import web
from fake_engine import ENGINE_ID, PROBLEM, FakeEngine
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_SSL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.syncopate.const import DOMAIN


async def test_up_and_down(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    assert loaded.state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(loaded.entry_id)
    await hass.async_block_till_done()
    assert loaded.state is ConfigEntryState.NOT_LOADED
    assert hass.states.get("sensor.syncopate_missing_tracks").state == "unavailable"


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        ((503, "database_busy", "Locked."), "database_busy"),
        ((418, "teapot", "Short and stout."), "engine_error"),
    ],
)
async def test_engine_refuses(
    hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine, answer: Any, key: str
) -> None:
    engine.refuse["/api/v1/status"] = answer
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == key


async def test_engine_is_silent(hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine) -> None:
    await engine.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "engine_unreachable"


async def test_something_else_answers(
    hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine
) -> None:
    for path in ("/api/v1/status", "/api/v1/info"):
        engine.raw[path] = web.json_response({"hello": "world"})
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "engine_unreadable"


async def test_no_tls_there(hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine) -> None:
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_SSL: True})
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def test_key_is_refused(hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine) -> None:
    engine.key = "another"
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == ["reauth"]


@pytest.mark.parametrize(
    ("versions", "key"),
    [
        ({"api_version": 0, "min_api_version": 0}, "engine_too_old"),
        ({"api_version": 7, "min_api_version": 5}, "integration_too_old"),
    ],
)
async def test_versions_apart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    engine: FakeEngine,
    issue_registry: ir.IssueRegistry,
    versions: dict[str, int],
    key: str,
) -> None:
    good = engine.status["info"]
    engine.status["info"] = good | versions
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    issue = issue_registry.async_get_issue(DOMAIN, f"{entry.entry_id}_versions")
    assert issue is not None
    assert issue.translation_key == key
    engine.status["info"] = good
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert issue_registry.async_get_issue(DOMAIN, f"{entry.entry_id}_versions") is None


async def test_versions_so_far_apart_that_the_status_is_unreadable(
    hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine, issue_registry: ir.IssueRegistry
) -> None:
    engine.raw["/api/v1/status"] = web.json_response({"shape": "of the future"})
    engine.status["info"] = engine.status["info"] | {"api_version": 7, "min_api_version": 5}
    await hass.config_entries.async_setup(entry.entry_id)
    issue = issue_registry.async_get_issue(DOMAIN, f"{entry.entry_id}_versions")
    assert issue is not None
    assert issue.translation_key == "integration_too_old"
    await hass.config_entries.async_remove(entry.entry_id)
    assert not issue_registry.issues


async def test_problems_are_repairs_while_they_last(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, issue_registry: ir.IssueRegistry
) -> None:
    novel = PROBLEM | {
        "id": "moon",
        "key": "moon_full",
        "severity": "warning",
        "title": "Full moon",
        "detail": "It shines.",
    }
    engine.status["problems"] = [PROBLEM, novel]
    await loaded.runtime_data.async_refresh()
    known = issue_registry.async_get_issue(DOMAIN, f"{loaded.entry_id}_library:l1")
    assert known is not None
    assert (known.translation_key, known.severity) == ("library_unavailable", ir.IssueSeverity.ERROR)
    assert known.translation_placeholders["detail"] == "The library Music cannot be read."
    other = issue_registry.async_get_issue(DOMAIN, f"{loaded.entry_id}_moon")
    assert other is not None
    assert (other.translation_key, other.severity) == ("problem", ir.IssueSeverity.WARNING)
    engine.status["problems"] = [novel]
    await loaded.runtime_data.async_refresh()
    assert [issue_id for _, issue_id in issue_registry.issues] == [f"{loaded.entry_id}_moon"]
    await hass.config_entries.async_unload(loaded.entry_id)
    assert not issue_registry.issues


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("http://engine.local:9030/", "http://engine.local:9030/accounts"),
        ("https://home.example/syncopate", "https://home.example/syncopate/accounts"),
        (None, None),
    ],
)
async def test_a_login_that_is_refused_leads_to_the_accounts(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    engine: FakeEngine,
    issue_registry: ir.IssueRegistry,
    url: str | None,
    page: str | None,
) -> None:
    engine.status["info"]["configuration_url"] = url
    refused = {
        "id": "account_a1",
        "key": "login_rejected",
        "severity": "error",
        "title": "Anna's Spotify",
        "detail": "Spotify refuses the login of Anna's Spotify.",
        "placeholders": {"name": "Anna's Spotify", "account": "Anna's Spotify"},
    }
    engine.status["problems"] = [refused]
    await loaded.runtime_data.async_refresh()
    issue = issue_registry.async_get_issue(DOMAIN, f"{loaded.entry_id}_account_a1")
    assert issue is not None
    assert (issue.translation_key, issue.severity) == ("login_rejected", ir.IssueSeverity.ERROR)
    assert issue.translation_placeholders == {"title": refused["title"], "detail": refused["detail"]}
    assert (issue.learn_more_url, issue.is_fixable) == (page, False)
    for language, words in (("en", "page Accounts"), ("de", "Seite „Konten“")):
        texts = await async_get_translations(hass, language, "issues", [DOMAIN])
        assert words in texts[f"component.{DOMAIN}.issues.login_rejected.description"]
    assert hass.states.get("binary_sensor.syncopate_needs_attention").state == "on"
    engine.status["problems"] = []
    await loaded.runtime_data.async_refresh()
    assert not issue_registry.issues


async def test_device(
    loaded: MockConfigEntry,
    engine: FakeEngine,
    device_registry: dr.DeviceRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    devices = dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    assert len(devices) == 1
    assert devices[0] == snapshot(exclude=props("configuration_url"))
    assert devices[0].connections == {(DOMAIN, ENGINE_ID)}
    assert devices[0].configuration_url == "http://engine.local:9030/"


async def test_device_follows_an_update_of_the_engine(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, device_registry: dr.DeviceRegistry
) -> None:
    engine.status["info"] = engine.status["info"] | {"version": "0.2.0"}
    await loaded.runtime_data.async_refresh()
    device = dr.async_entries_for_config_entry(device_registry, loaded.entry_id)[0]
    assert device.sw_version == "0.2.0"


async def test_configuration_url_falls_back_to_the_engine(
    hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine, device_registry: dr.DeviceRegistry
) -> None:
    engine.status["info"] = engine.status["info"] | {"configuration_url": None}
    await hass.config_entries.async_setup(entry.entry_id)
    device = dr.async_entries_for_config_entry(device_registry, entry.entry_id)[0]
    assert device.configuration_url.rstrip("/") == engine.url


async def test_retry_finds_the_engine_by_itself(
    hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.refuse["/api/v1/status"] = (503, "database_busy", "Locked.")
    await hass.config_entries.async_setup(entry.entry_id)
    engine.refuse.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
