"""The event entity."""

from unittest.mock import patch

import pytest
from fake_engine import FakeEngine, event
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion
from waiting import until

ACTIVITY = "event.syncopate_activity"


def types_seen(hass: HomeAssistant) -> list[str]:
    """Return a list that grows by the type of each event the entity tells from now on."""
    seen: list[str] = []

    @callback
    def note(change: Event[EventStateChangedData]) -> None:
        old, new = change.data["old_state"], change.data["new_state"]
        if new and new.state != STATE_UNAVAILABLE and (old is None or old.state != STATE_UNAVAILABLE):
            seen.append(new.attributes["event_type"])

    async_track_state_change_event(hass, [ACTIVITY], note)
    return seen


@pytest.mark.usefixtures("engine")
async def test_all(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    with patch("custom_components.syncopate.PLATFORMS", [Platform.EVENT]):
        await hass.config_entries.async_setup(entry.entry_id)
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


async def test_tells_what_happened(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    assert hass.states.get(ACTIVITY).state == STATE_UNKNOWN
    await engine.push(event(11))
    await until(hass, lambda: hass.states.get(ACTIVITY).state != STATE_UNKNOWN)
    attributes = dict(hass.states.get(ACTIVITY).attributes)
    del attributes["event_types"]
    assert attributes == snapshot


async def test_facts_do_not_hide_what_every_event_has(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    await engine.push(event(11, data={"name": "impostor", "added": 3}))
    await until(hass, lambda: hass.states.get(ACTIVITY).state != STATE_UNKNOWN)
    attributes = hass.states.get(ACTIVITY).attributes
    assert (attributes["name"], attributes["added"]) == ("Playlist sync", 3)


@pytest.mark.parametrize(
    ("kind", "status", "facts"),
    [
        ("playlist_changed", "changed", {"added": 2, "removed": 1, "moved": 0}),
        ("playlist_identified", "identified", {"found": 40, "review": 1, "missing": 2, "left": 0}),
    ],
)
async def test_what_a_source_brought(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    engine: FakeEngine,
    kind: str,
    status: str,
    facts: dict[str, int],
) -> None:
    data = {"playlist_id": "p1", "label": "Sport", **facts}
    await engine.push(event(11, kind, name="Workout", status=status, data=data))
    await until(hass, lambda: hass.states.get(ACTIVITY).state != STATE_UNKNOWN)
    attributes = hass.states.get(ACTIVITY).attributes
    assert (attributes["event_type"], attributes["name"], attributes["status"]) == (kind, "Workout", status)
    assert {name: attributes[name] for name in data} == data
    assert kind in attributes["event_types"]


async def test_every_event_once_and_none_it_does_not_know(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    seen = types_seen(hass)
    await engine.push(event(11, "playlist_added"))
    await engine.push(event(0, "job_progress"))
    await engine.push(event(12, "coffee_ready"))
    await engine.push(event(12, "plan_held"))
    await engine.push(event(13, "sync_finished"))
    await until(hass, lambda: "sync_finished" in seen)
    assert seen == ["playlist_added", "sync_finished"]


async def test_what_happened_while_the_engine_was_away_is_told_once_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    seen = types_seen(hass)
    port = engine.port
    await engine.stop()
    await until(hass, lambda: hass.states.get(ACTIVITY).state == STATE_UNAVAILABLE)
    engine.events = [event(12, "app_started"), event(11, "sync_failed"), event(10, "key_created")]
    engine.last_event_id = 12
    await engine.start(port)
    await until(hass, lambda: "app_started" in seen)
    assert seen == ["sync_failed", "app_started"]


async def test_an_automation_runs_on_it(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    calls = async_mock_service(hass, "test", "notify")
    await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "triggers": {"trigger": "state", "entity_id": ACTIVITY, "not_from": ["unavailable"]},
                "conditions": "{{ trigger.to_state.attributes.event_type == 'sync_finished' }}",
                "actions": {
                    "action": "test.notify",
                    "data": {"message": "{{ trigger.to_state.attributes.missing }} missing"},
                },
            }
        },
    )
    await hass.async_block_till_done()
    await engine.push(event(11, "sync_finished"))
    await until(hass, lambda: bool(calls))
    assert calls[0].data["message"] == "2 missing"


async def test_events_wait_until_the_status_can_be_read(
    hass: HomeAssistant, loaded: MockConfigEntry, engine: FakeEngine
) -> None:
    seen = types_seen(hass)
    engine.refuse["/api/v1/status"] = (503, "database_busy", "Locked.")
    await loaded.runtime_data.async_refresh()
    assert hass.states.get(ACTIVITY).state == STATE_UNAVAILABLE
    await engine.push(event(11, "playlist_added"))
    await until(hass, lambda: loaded.runtime_data.client.events.last_id == 11)
    assert not seen
    engine.refuse.clear()
    await loaded.runtime_data.async_refresh()
    assert seen == ["playlist_added"]
