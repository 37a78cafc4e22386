"""Binary sensors."""

from unittest.mock import patch

import pytest
from fake_engine import PROBLEM, FakeEngine
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion
from waiting import until

CONNECTED = "binary_sensor.syncopate_engine_connected"
PROBLEMS = "binary_sensor.syncopate_needs_attention"


@pytest.mark.usefixtures("engine")
async def test_all(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    with patch("custom_components.syncopate.PLATFORMS", [Platform.BINARY_SENSOR]):
        await hass.config_entries.async_setup(entry.entry_id)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_connected_tells_when_the_engine_goes_and_comes(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    assert hass.states.get(CONNECTED).state == STATE_ON
    port = engine.port
    await engine.stop()
    await until(hass, lambda: hass.states.get(CONNECTED).state == STATE_OFF)
    assert hass.states.get(PROBLEMS).state == STATE_UNAVAILABLE
    await engine.start(port)
    await until(hass, lambda: hass.states.get(CONNECTED).state == STATE_ON)
    assert hass.states.get(PROBLEMS).state == STATE_OFF


async def test_event_stream_is_shown(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    assert hass.states.get(CONNECTED).attributes["event_stream"] is True
    engine.hello = "no JSON"
    await engine.drop()
    await until(hass, lambda: hass.states.get(CONNECTED).attributes["event_stream"] is False)
    assert hass.states.get(CONNECTED).state == STATE_ON


async def test_problem_names_them(hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine) -> None:
    engine.status["problems"] = [PROBLEM]
    await loaded.runtime_data.async_refresh()
    state = hass.states.get(PROBLEMS)
    assert (state.state, state.attributes["problems"]) == (STATE_ON, ["Music cannot be read"])
