"""Sensors."""

from unittest.mock import patch

import pytest
from fake_engine import FakeEngine, event, job, run
from homeassistant.components.sensor import async_rounded_state
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion
from waiting import until


@pytest.mark.usefixtures("entity_registry_enabled_by_default", "engine")
async def test_all(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    with patch("custom_components.syncopate.PLATFORMS", [Platform.SENSOR]):
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_a_small_library_has_a_size(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    size = "sensor.syncopate_library_size"
    for told, shown in ((43_000_000, "0.04"), (3_210_000_000_000, "3210.00"), (0, "0.00")):
        engine.status["counts"]["size_bytes"] = told
        await loaded.runtime_data.async_refresh()
        await hass.async_block_till_done()
        assert async_rounded_state(hass, size, hass.states.get(size)) == shown


async def test_numbers_follow_events(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    assert hass.states.get("sensor.syncopate_missing_tracks").state == "2"
    engine.status["counts"]["missing"] = 1
    engine.status["jobs"][1]["last"] = run("sync_playlists", "stalled", error="stalled")
    await engine.push(event(11, "playlist_synced"))
    await until(hass, lambda: hass.states.get("sensor.syncopate_missing_tracks").state == "1")
    result = hass.states.get("sensor.syncopate_playlist_sync_last_result")
    assert (result.state, result.attributes["error"]) == ("stalled", "stalled")


async def test_a_new_job_gets_entities_and_a_lost_one_is_unavailable(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.status["jobs"] = [job("main_sync"), job("sync_albums", last=None), job("make_coffee")]
    await loaded.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert hass.states.get("sensor.syncopate_album_sync_last_result").state == STATE_UNKNOWN
    assert hass.states.get("sensor.syncopate_clean_up_next_run").state == STATE_UNAVAILABLE
    assert hass.states.get("button.syncopate_run_album_sync_now") is not None
    assert not [state for state in hass.states.async_all() if "coffee" in state.entity_id]


async def test_a_result_this_version_does_not_know_is_no_result(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.status["jobs"][0]["last"] = run("main_sync", "postponed")
    await loaded.runtime_data.async_refresh()
    assert hass.states.get("sensor.syncopate_main_sync_last_result").state == STATE_UNKNOWN
