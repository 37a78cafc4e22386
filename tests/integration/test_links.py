"""Links: their devices and entities, what these show, and what becomes of them as links come and go."""

from unittest.mock import patch

import pytest
from fake_engine import ENGINE_ID, FakeEngine, event
from fake_links import held, link
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion
from waiting import until

from custom_components.syncopate.const import DOMAIN

ONE = "syncopate_one_other"
SWITCH = f"switch.{ONE}_enabled"
PENDING = f"sensor.{ONE}_pending_writes"
HELD = f"sensor.{ONE}_held_writes"
LAST = f"sensor.{ONE}_last_run"
ACTIVITY = f"event.{ONE}_activity"
ALL = {SWITCH, PENDING, HELD, LAST, ACTIVITY}


@pytest.fixture
def linked(engine: FakeEngine) -> FakeEngine:
    """Return the engine with a link of which a plan waits."""
    engine.links.rows = [held("k1", "One & Other")]
    return engine


@pytest.fixture
async def known(linked: FakeEngine, loaded: MockConfigEntry) -> MockConfigEntry:
    """Return the entry of the engine with a link, set up."""
    return loaded


def of_links(hass: HomeAssistant) -> set[str]:
    """Return the entities of the first link that Home Assistant shows."""
    return {state.entity_id for state in hass.states.async_all() if f".{ONE}_" in state.entity_id}


def device_of(
    registry: dr.DeviceRegistry, entry: MockConfigEntry, link_id: str
) -> dr.ChildDeviceEntry | None:
    identifier = (DOMAIN, f"{ENGINE_ID}_link_{link_id}")
    return registry.async_get_child_device_by_identifier(identifier, entry.entry_id)


async def test_all(
    hass: HomeAssistant,
    linked: FakeEngine,
    entry: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
) -> None:
    linked.status["jobs"] = []
    with patch("custom_components.syncopate.PLATFORMS", [Platform.SWITCH]):
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
    await snapshot_platform(hass, entity_registry, snapshot, entry.entry_id)


@pytest.mark.parametrize("entity", [PENDING, HELD, LAST, ACTIVITY])
async def test_each(
    hass: HomeAssistant,
    known: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    entity: str,
    snapshot: SnapshotAssertion,
) -> None:
    entry, state = entity_registry.async_get(entity), hass.states.get(entity)
    assert entry
    assert state
    assert entry == snapshot(name="entry")
    assert state == snapshot(name="state")


async def test_a_link_is_a_part_of_the_engine(
    hass: HomeAssistant, known: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    (engine,) = dr.async_entries_for_config_entry(device_registry, known.entry_id)
    device = device_of(device_registry, known, "k1")
    assert device is not None
    assert (device.name, device.parent_device_id) == ("One & Other", engine.id)
    assert of_links(hass) == ALL


async def test_what_waits(hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine) -> None:
    assert (hass.states.get(PENDING).state, hass.states.get(HELD).state) == ("3", "3")
    attributes = hass.states.get(HELD).attributes
    assert (attributes["plan_id"], attributes["reasons"]) == ("w1", ["many_removals", "would_empty"])
    engine.links.rows[0].update(held_plan_id=None, held_reasons=[], pending=2)
    await engine.push(event(11, "link_updated", data={"link_id": "k1"}))
    await until(hass, lambda: hass.states.get(HELD).state == "0")
    assert hass.states.get(PENDING).state == "2"
    attributes = hass.states.get(HELD).attributes
    assert (attributes["plan_id"], attributes["reasons"]) == (None, [])


async def test_how_the_last_run_went(hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine) -> None:
    last = hass.states.get(LAST)
    assert (last.state, last.attributes["status"]) == ("2026-11-20T02:01:00+00:00", "held")
    assert (last.attributes["planned"], last.attributes["applied"], last.attributes["failed"]) == (12, 9, 1)
    failed = {"last_status": "failed", "last_error": "unreachable", "last_detail": "Trakt is away."}
    engine.links.rows[0] = link("k1", "One & Other", last_run_at="2026-11-20T03:00:00Z", **failed)
    await known.runtime_data.async_refresh()
    last = hass.states.get(LAST)
    assert (last.state, last.attributes["status"]) == ("2026-11-20T03:00:00+00:00", "failed")
    assert (last.attributes["error"], last.attributes["detail"]) == ("unreachable", "Trakt is away.")
    never = {"last_run_at": None, "last_status": None}
    engine.links.rows[0] = link("k1", "One & Other", **never)
    await known.runtime_data.async_refresh()
    last = hass.states.get(LAST)
    assert (last.state, last.attributes["status"]) == (STATE_UNKNOWN, None)


async def test_what_a_newer_engine_says_is_unknown(
    hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.links.rows[0].update(
        held_reasons=["bad_moon"],
        last_status="postponed",
        novelty=1,
        features=[{"feature": "reviews", "way": "around", "adds": True, "removes": False, "tie": "middle"}],
    )
    await known.runtime_data.async_refresh()
    assert hass.states.get(HELD).attributes["reasons"] == ["unknown"]
    assert hass.states.get(LAST).attributes["status"] == "unknown"
    assert hass.states.get(SWITCH).state == STATE_ON


async def test_the_switch_switches(hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine) -> None:
    for action, state, said in ((SERVICE_TURN_OFF, STATE_OFF, False), (SERVICE_TURN_ON, STATE_ON, True)):
        engine.asked.clear()
        await hass.services.async_call("switch", action, {ATTR_ENTITY_ID: SWITCH}, blocking=True)
        # Without waiting for another look.
        assert hass.states.get(SWITCH).state == state
        assert ("PATCH", "/api/v1/links/k1", {"enabled": said}) in engine.asked
    engine.links.rows[0]["enabled"] = False
    await engine.push(event(11, "link_updated", data={"link_id": "k1"}))
    await until(hass, lambda: hass.states.get(SWITCH).state == STATE_OFF)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((404, "not_found", "There is no link k1."), ServiceValidationError),
        ((403, "scope_missing", "The key lacks the scope control."), HomeAssistantError),
    ],
)
async def test_the_switch_is_refused(
    hass: HomeAssistant,
    known: MockConfigEntry,
    engine: FakeEngine,
    answer: tuple[int, str, str],
    kind: type[HomeAssistantError],
) -> None:
    engine.refuse["/api/v1/links/k1"] = answer
    with pytest.raises(kind) as caught:
        await hass.services.async_call("switch", SERVICE_TURN_OFF, {ATTR_ENTITY_ID: SWITCH}, blocking=True)
    assert caught.value.translation_key == answer[1]
    assert hass.states.get(SWITCH).state == STATE_ON


async def test_links_come_and_go(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    engine: FakeEngine,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    assert of_links(hass) == set()
    engine.links.rows = [link("k1", "One & Other"), link("k2", "Two")]
    await engine.push(event(11, "link_added", data={"link_id": "k1"}))
    await until(hass, lambda: of_links(hass) == ALL)
    assert hass.states.get("switch.syncopate_two_enabled").state == STATE_ON
    engine.links.rows = [link("k2", "Two")]
    await engine.push(event(12, "link_removed", data={"link_id": "k1"}))
    await until(hass, lambda: of_links(hass) == set())
    assert device_of(device_registry, loaded, "k1") is None
    assert not [entity_id for entity_id in ALL if entity_registry.async_get(entity_id)]
    assert hass.states.get("switch.syncopate_two_enabled").state == STATE_ON
    # One that comes back, as out of a backup, is there again.
    engine.links.rows = [link("k1", "One & Other"), link("k2", "Two")]
    await loaded.runtime_data.async_refresh()
    await until(hass, lambda: of_links(hass) == ALL)
    assert hass.states.get(SWITCH).state == STATE_ON


async def test_what_went_while_nobody_looked_is_gone(
    hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine, device_registry: dr.DeviceRegistry
) -> None:
    await hass.config_entries.async_unload(known.entry_id)
    assert device_of(device_registry, known, "k1") is not None
    engine.links.rows = []
    await hass.config_entries.async_setup(known.entry_id)
    await hass.async_block_till_done()
    assert device_of(device_registry, known, "k1") is None
    assert of_links(hass) == set()


async def test_a_new_name_is_taken_over(
    hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine, device_registry: dr.DeviceRegistry
) -> None:
    engine.links.rows[0]["name"] = "Cinema"
    await known.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert device_of(device_registry, known, "k1").name == "Cinema"
    state = hass.states.get(SWITCH)
    assert (state.state, state.attributes["friendly_name"]) == (STATE_ON, "Cinema Enabled")


async def test_links_are_kept_while_they_cannot_be_read(
    hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine, device_registry: dr.DeviceRegistry
) -> None:
    engine.refuse["/api/v1/links"] = (503, "database_busy", "Locked.")
    engine.status["counts"]["missing"] = 7
    await known.runtime_data.async_refresh()
    assert hass.states.get("sensor.syncopate_missing_tracks").state == "7"
    assert (hass.states.get(SWITCH).state, hass.states.get(HELD).state) == (STATE_ON, "3")
    engine.refuse["/api/v1/status"] = (503, "database_busy", "Locked.")
    await known.runtime_data.async_refresh()
    assert {hass.states.get(entity_id).state for entity_id in ALL} == {STATE_UNAVAILABLE}
    assert device_of(device_registry, known, "k1") is not None
    engine.refuse.clear()
    await known.runtime_data.async_refresh()
    assert hass.states.get(SWITCH).state == STATE_ON


async def test_links_that_cannot_be_read_at_first_are_waited_for(
    hass: HomeAssistant, linked: FakeEngine, entry: MockConfigEntry
) -> None:
    linked.refuse["/api/v1/links"] = (503, "database_busy", "Locked.")
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "database_busy"


async def test_a_key_that_is_refused_for_links_is_asked_for(
    hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.refuse["/api/v1/links"] = (401, "key_invalid", "The key was revoked.")
    await known.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == ["reauth"]


async def test_an_engine_without_links_has_all_the_rest(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    engine.links.there = False
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert of_links(hass) == set()
    assert hass.states.get("sensor.syncopate_missing_tracks").state == "2"
    assert not dr.async_child_entries_for_config_entry(device_registry, entry.entry_id)
    # An update brings them.
    engine.links.there = True
    engine.links.rows = [link("k1", "One & Other")]
    await entry.runtime_data.async_refresh()
    await until(hass, lambda: of_links(hass) == ALL)


async def test_a_link_tells_what_becomes_of_it(
    hass: HomeAssistant, known: MockConfigEntry, engine: FakeEngine
) -> None:
    about = {"id": "k1", "link_id": "k1", "planned": 3, "held": 3}
    await engine.push(event(11, "plan_held", name="Workout", data={"playlist_id": "p1"}))
    await engine.push(event(12, "link_synced", name="Two", data={"link_id": "k2", "planned": 1}))
    await engine.push(event(13, "link_updated", name="One & Other", data={"link_id": "k1"}))
    await until(hass, lambda: known.runtime_data.client.events.last_id == 13)
    assert hass.states.get(ACTIVITY).state == STATE_UNKNOWN
    await engine.push(event(14, "plan_held", name="One & Other", status="held", data=about))
    await until(hass, lambda: hass.states.get(ACTIVITY).state != STATE_UNKNOWN)
    attributes = hass.states.get(ACTIVITY).attributes
    assert attributes["event_types"] == ["link_synced", "plan_held"]
    assert (attributes["event_type"], attributes["status"], attributes["held"]) == ("plan_held", "held", 3)
    assert hass.states.get("event.syncopate_activity").attributes["event_type"] == "plan_held"
    await engine.push(event(15, "link_synced", name="One & Other", data=about | {"applied": 3}))
    await until(hass, lambda: hass.states.get(ACTIVITY).attributes["event_type"] == "link_synced")
    assert hass.states.get(ACTIVITY).attributes["applied"] == 3
