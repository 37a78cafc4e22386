"""System health."""

import asyncio

from fake_engine import FakeEngine
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info

from custom_components.syncopate.const import DOMAIN


async def test_engine(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    info = await get_system_health_info(hass, DOMAIN)
    reach = info.pop("can_reach_engine")
    assert info == {"engines": 1, "engine_version": "0.1.0", "event_stream": True, "open_problems": 0}
    assert asyncio.iscoroutine(reach)
    assert await reach == "ok"


async def test_no_engine(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    assert await async_setup_component(hass, "system_health", {})
    await hass.config_entries.async_unload(loaded.entry_id)
    assert await get_system_health_info(hass, DOMAIN) == {"engines": 0}
