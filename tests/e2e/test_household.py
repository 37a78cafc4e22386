"""The whole way: engine, broker and Home Assistant as a household has them."""

import asyncio
import contextlib
import signal
from typing import Any

from conftest import BROKER_PASSWORD, BROKER_USER, Household, settled
from joining import add_broker, engine_form
from processes import until, up

AUTOMATION = {
    "alias": "Sync when a library was scanned",
    "description": "",
    "mode": "single",
    "triggers": [{"trigger": "state", "entity_id": "event.syncopate_activity"}],
    "conditions": [
        {
            "condition": "state",
            "entity_id": "event.syncopate_activity",
            "attribute": "event_type",
            "state": "library_scanned",
        }
    ],
    "actions": [{"action": "syncopate.sync", "data": {"what": "playlists"}}],
}


async def test_mqtt_shows_the_household(household: Household) -> None:
    """Bridge, categories, a sensor for each playlist and a button for each: no integration needed."""
    step = await add_broker(household.home, household.broker_port, BROKER_USER, BROKER_PASSWORD)
    assert step["type"] == "create_entry"

    async def discovered() -> dict[str, Any] | None:
        states = await household.home.states()
        workout = [state for state in states.values() if state["attributes"].get("category") == "Sport"]
        return workout[0] if workout else None

    workout = await until(discovered, "the playlist's sensor")
    playlists = (await household.api.get("/api/v1/playlists"))["items"]
    truth = next(item for item in playlists if item["label"] == "Sport")
    assert int(workout["state"]) == truth["counts"]["matched"] > 0
    assert workout["attributes"]["missing"] == truth["counts"]["missing"] > 0
    devices = await household.home.ask("config/device_registry/list")
    names = {device["name"] for device in devices if device["manufacturer"] == "Syncopate"}
    assert {"Sport", "Playlists"} <= {name.removeprefix("Syncopate ") for name in names}


async def test_integration_is_set_up(household: Household) -> None:
    """Through the flow a user clicks; its entities carry the engine's values."""
    step = await household.home.flow("syncopate")
    assert step["type"] == "form"
    wrong = engine_form(household.api.url, "sk_wrong")
    step = await household.home.answer(step, wrong)
    assert step["type"] == "form"
    assert step["errors"]
    right = {**wrong, "api_key": household.api.key}
    step = await household.home.answer(step, right)
    assert step["type"] == "create_entry", step
    counts = (await household.api.get("/api/v1/status"))["counts"]

    async def shown() -> dict[str, Any] | None:
        states = await household.home.states()
        found = {name: state for name, state in states.items() if name.startswith("sensor.syncopate")}
        return found or None

    sensors = await until(shown, "the integration's sensors")
    by_value = {name: state["state"] for name, state in sensors.items()}
    assert by_value["sensor.syncopate_missing_tracks"] == str(counts["missing"])
    assert by_value["sensor.syncopate_library_tracks"] == str(counts["tracks"])
    states = await household.home.states()
    assert states["binary_sensor.syncopate_engine_connected"]["state"] == "on"


async def test_bridge_and_service_are_linked_devices(household: Household) -> None:
    devices = await household.home.ask("config/device_registry/list")
    linked = [device for device in devices if any(item[0] == "syncopate" for item in device["connections"])]
    assert len(linked) == 2
    assert len({device["primary_config_entry"] for device in linked}) == 2


async def test_action_syncs_and_tells(household: Household) -> None:
    """The action answers; the event entity and the last result change."""
    before = (await household.home.states())["event.syncopate_activity"]["state"]
    answer = await household.home.action("syncopate", "sync", {"what": "playlists", "wait": True})
    assert answer["run"]["status"] == "succeeded", answer

    async def told() -> dict[str, Any] | None:
        state = (await household.home.states())["event.syncopate_activity"]
        new = state["state"] != before and state["attributes"]["event_type"] == "sync_finished"
        return state["attributes"] if new else None

    attributes = await until(told, "the event entity")
    assert attributes["status"] == "succeeded"
    assert attributes["run_id"] == answer["run"]["id"]

    async def shown() -> bool | None:
        state = (await household.home.states())["sensor.syncopate_playlist_sync_last_result"]
        same_end = state["attributes"]["ended_at"] == answer["run"]["ended_at"]
        return (state["state"] == "succeeded" and same_end) or None

    await until(shown, "the sensor of the last result")


async def test_action_lists_what_is_missing(household: Household) -> None:
    answer = await household.home.action("syncopate", "get_missing")
    truth = await household.api.get("/api/v1/missing")
    assert [item["title"] for item in answer["items"]] == [item["title"] for item in truth["items"]]
    assert answer["items"]


async def test_automation_triggers_a_sync(household: Household) -> None:
    """What the engine tells starts an automation, and the automation starts a sync."""
    home = household.home
    await home.post("/api/config/automation/config/sync_after_scan", AUTOMATION)

    async def loaded() -> bool | None:
        return any(name.startswith("automation.sync_when") for name in await home.states()) or None

    await until(loaded, "the automation")
    before = (await household.api.get("/api/v1/runs?job=sync_playlists"))["page"]["total"]

    async def ran() -> bool | None:
        # An automation listens some moments after it is there: so more than one scan may be needed.
        await home.action("syncopate", "scan_library", {"mode": "incremental", "wait": True})
        await asyncio.sleep(0.5)
        page = (await household.api.get("/api/v1/runs?job=sync_playlists"))["page"]
        return page["total"] > before or None

    await until(ran, "the run that the automation asked for", pause=1)
    await settled(household.api)
    state = next(s for name, s in (await home.states()).items() if name.startswith("automation.sync_when"))
    assert state["attributes"]["last_triggered"]


async def test_button_of_a_playlist_syncs_it(household: Household) -> None:
    states = await household.home.states()
    buttons = [name for name in states if name.startswith(("button.sport_", "button.playlists_"))]
    assert len(buttons) == 2
    total = (await household.api.get("/api/v1/runs?job=sync_playlists"))["page"]["total"]
    await household.home.post("/api/services/button/press", {"entity_id": buttons[0]})

    async def ran() -> bool | None:
        page = (await household.api.get("/api/v1/runs?job=sync_playlists"))["page"]
        return page["total"] > total or None

    await until(ran, "the run that the button asked for")
    await settled(household.api)


async def test_voice_syncs_and_answers(household: Household) -> None:
    async def say(text: str) -> str:
        answer = await household.home.post("/api/conversation/process", {"text": text, "language": "en"})
        return answer["response"]["speech"]["plain"]["speech"]

    spoken = await say("sync my playlists")
    assert "sync" in spoken.lower()
    assert "understand" not in spoken.lower()
    await settled(household.api)
    missing = await say("what is missing from Road trip")
    titles = [item["title"] for item in (await household.api.get("/api/v1/missing"))["items"]]
    assert any(title in missing for title in titles), missing


async def engine_state(household: Household) -> str:
    return (await household.home.states())["binary_sensor.syncopate_engine_connected"]["state"]


async def playlist_state(household: Household) -> str:
    return (await household.home.states())["sensor.sport_road_trip"]["state"]


async def test_engine_restart_is_seen_and_healed(household: Household) -> None:
    household.engine.stop(signal.SIGKILL)

    async def off() -> bool | None:
        return await engine_state(household) == "off" or None

    async def gone() -> bool | None:
        return await playlist_state(household) == "unavailable" or None

    await until(off, "the integration to see that the engine is gone")
    await until(gone, "the broker's last will")
    household.engine.start()
    await up(household.engine, f"{household.api.url}/api/v1/health")

    async def back() -> bool | None:
        connected = await engine_state(household) == "on"
        return (connected and await playlist_state(household) not in {"unavailable", "unknown"}) or None

    await until(back, "both to be back", seconds=120)


async def test_broker_restart_is_healed(household: Household) -> None:
    household.broker.stop()

    async def gone() -> bool | None:
        return await playlist_state(household) == "unavailable" or None

    await until(gone, "Home Assistant to lose the broker")
    household.broker.start()

    async def back() -> bool | None:
        return await playlist_state(household) not in {"unavailable", "unknown"} or None

    await until(back, "the playlist's sensor", seconds=150)
    status = await household.api.get("/api/v1/status")
    assert not [problem for problem in status["problems"] if problem["key"].startswith("broker")]


async def test_home_assistant_restart_is_healed(household: Household) -> None:
    household.hass.stop()
    household.hass.start()
    await up(household.hass, f"{household.home.url}/manifest.json", seconds=240)
    await asyncio.sleep(1)
    await household.home.login_again()

    async def back() -> bool | None:
        with contextlib.suppress(KeyError):
            connected = await engine_state(household) == "on"
            return (connected and await playlist_state(household) not in {"unavailable", "unknown"}) or None
        return None

    await until(back, "all entities", seconds=120)
