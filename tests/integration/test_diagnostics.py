"""Diagnostics."""

import json

from fake_engine import KEY, PROBLEM, FakeEngine, event
from fake_links import held
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import get_diagnostics_for_config_entry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

ACCOUNT = {
    "id": "a1",
    "provider": "folder",
    "name": "Anna's music",
    "settings": {"path": "/home/anna/music"},
    "health_ok": True,
    "health_key": None,
    "health_detail": "",
    "health_at": None,
    "created_at": "2026-11-20T08:00:00Z",
}


async def test_tells_much_and_no_secret(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    engine: FakeEngine,
    hass_client: ClientSessionGenerator,
    snapshot: SnapshotAssertion,
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    engine.status["accounts"] = [ACCOUNT]
    engine.links.rows = [held("k1", "Anna's Plex & Anna's Trakt", last_detail="Anna's Trakt is away.")]
    waits = {"id": "link_held_k1", "key": "link_held", "title": "Anna's Plex & Anna's Trakt"}
    engine.status["problems"] = [PROBLEM, PROBLEM | waits | {"placeholders": {"name": "Anna's Plex"}}]
    engine.status["events"] = [event(10, "link_added", name="Anna's Plex & Anna's Trakt")]
    await loaded.runtime_data.async_refresh()
    diagnostics = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
    assert diagnostics == snapshot(exclude=props("port", "created_at", "modified_at"))
    text = json.dumps(diagnostics)
    for secret in (KEY, engine.host, "anna", "Anna"):
        assert secret not in text
