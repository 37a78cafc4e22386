"""Push, poll, and waiting for a run."""

from datetime import timedelta

import pytest
from fake_engine import FakeEngine, event, item, run
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from waiting import until

from custom_components.syncopate.const import POLL_ALONE, POLL_BESIDE_STREAM


async def test_polls_less_beside_the_stream(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    coordinator = loaded.runtime_data
    assert coordinator.update_interval == POLL_BESIDE_STREAM
    await engine.drop()
    await until(hass, lambda: not coordinator.stream_open)
    assert coordinator.update_interval == POLL_ALONE
    assert POLL_ALONE < POLL_BESIDE_STREAM
    await until(hass, lambda: coordinator.stream_open)
    assert coordinator.update_interval == POLL_BESIDE_STREAM


async def test_polls_when_there_is_no_stream(
    hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.hello = "no JSON"
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert not entry.runtime_data.stream_open
    engine.status["counts"]["missing"] = 9
    async_fire_time_changed(hass, dt_util.utcnow() + POLL_ALONE + timedelta(seconds=1))
    await until(hass, lambda: hass.states.get("sensor.syncopate_missing_tracks").state == "9")


async def test_many_events_make_few_reads(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    before = len(engine.asked_for("/api/v1/status"))
    for number in range(11, 61):
        await engine.push(event(number, "playlist_synced"))
    await until(hass, lambda: loaded.runtime_data.client.events.last_id == 60)
    assert len(engine.asked_for("/api/v1/status")) - before <= 2


async def test_asking_too_often_is_no_failure(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.refuse["/api/v1/status"] = (429, "too_many_requests", "Try again in 20 s.")
    await loaded.runtime_data.async_refresh()
    assert hass.states.get("sensor.syncopate_missing_tracks").state == "2"
    await hass.config_entries.async_unload(loaded.entry_id)
    await hass.config_entries.async_setup(loaded.entry_id)
    assert loaded.state is ConfigEntryState.SETUP_RETRY


async def test_wait_ends_with_the_run(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.runs["r1"] = {"run": run(status="running"), "items": []}
    waiting = hass.async_create_task(loaded.runtime_data.async_wait("r1", 60))
    await until(hass_now(hass), lambda: bool(engine.asked_for("/api/v1/runs/r1")))
    engine.runs["r1"] = {"run": run(), "items": [item()]}
    await engine.push(event(11, "job_finished"))
    detail = await waiting
    assert (detail.run.status, detail.items[0].item_name) == ("succeeded", "Workout")


async def test_wait_needs_no_stream(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.syncopate.coordinator._LOOK_BESIDE_STREAM", 0.05)
    engine.runs["r1"] = {"run": run(status="running"), "items": []}
    waiting = hass.async_create_task(loaded.runtime_data.async_wait("r1", 60))
    await until(hass_now(hass), lambda: len(engine.asked_for("/api/v1/runs/r1")) > 1)
    engine.runs["r1"] = {"run": run(status="failed"), "items": []}
    assert (await waiting).run.status == "failed"


async def test_wait_has_a_limit(loaded: MockConfigEntry, engine: FakeEngine) -> None:
    engine.runs["r1"] = {"run": run(status="running"), "items": []}
    detail = await loaded.runtime_data.async_wait("r1", 0.1)
    assert detail.run.status == "running"


class hass_now:  # noqa: N801 -- reads as what it stands for
    """Home Assistant without waiting for its tasks, one of which waits for us."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass

    async def async_block_till_done(self) -> None:
        """Do not block."""
