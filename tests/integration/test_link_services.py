"""Actions about links: what they ask of the engine, what they answer, and how they fail."""

from typing import Any

import pytest
import voluptuous as vol
from fake_engine import FakeEngine, item, run
from fake_links import held, link, plan, write
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion
from test_services import act, act_silently

ROOT = "/api/v1/links"


@pytest.fixture
async def linked(hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry) -> MockConfigEntry:
    """Return the entry of an engine with links."""
    engine.links.rows = [held("k1", "One & Other"), link("k2", "One & Third")]
    engine.runs["r1"] = {"run": run("sync_links"), "items": [item(item_id="k1", item_name="One & Other")]}
    engine.links.plans = [plan("w2", "preview", run_id="r0"), plan("w1", "preview")]
    await loaded.runtime_data.async_refresh()
    await hass.async_block_till_done()
    return loaded


async def test_preview(
    hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine, snapshot: SnapshotAssertion
) -> None:
    answer = await act(hass, "preview_link", link="one & other", limit=2)
    assert engine.asked_for(f"{ROOT}/k1/run") == [{"preview": True, "whole": False}]
    assert (answer["plan"]["id"], answer["total"], len(answer["items"])) == ("w1", 3, 2)
    assert answer == snapshot


async def test_preview_reads_page_after_page(
    hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.links.writes = [write(number) for number in range(1200)]
    answer = await act(hass, "preview_link", link="k1", limit=700)
    assert (answer["total"], [each["number"] for each in answer["items"]]) == (1200, list(range(700)))


async def test_preview_that_takes_longer(
    hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.runs["r1"] = {"run": run("sync_links", "running"), "items": []}
    answer = await act(hass, "preview_link", link="k1", timeout=1)
    assert (answer["finished"], answer["plan"], answer["items"]) == (False, None, [])
    assert answer["run"]["id"] == "r1"


@pytest.mark.parametrize(
    ("more", "items", "detail"),
    [
        ({}, [item(item_id="k1", status="failed", detail="Trakt is away.")], "Trakt is away."),
        ({"status": "failed", "detail": "It broke."}, [item(item_id="k2", detail="Another.")], "It broke."),
        ({"status": "cancelled"}, [], "cancelled"),
    ],
)
async def test_preview_that_comes_to_no_plan(
    hass: HomeAssistant,
    linked: MockConfigEntry,
    engine: FakeEngine,
    more: dict[str, str],
    items: list[dict[str, Any]],
    detail: str,
) -> None:
    engine.links.plans = [plan("w1", run_id="r0")]
    engine.runs["r1"] = {"run": run("sync_links", **more), "items": items}
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "preview_link", link="k1")
    assert caught.value.translation_key == "preview_failed"
    assert caught.value.translation_placeholders == {"name": "One & Other", "detail": detail}


async def test_preview_of_half_of_it_tells_why(
    hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine
) -> None:
    half = item(item_id="k1", status="failed", error="unreachable", detail="Trakt is away.")
    engine.runs["r1"] = {"run": run("sync_links", "partial"), "items": [half]}
    answer = await act(hass, "preview_link", link="k1")
    assert (answer["error"], answer["detail"], answer["plan"]["id"]) == (
        "unreachable",
        "Trakt is away.",
        "w1",
    )


async def test_run(hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine) -> None:
    answer = await act(hass, "run_link", link="k1")
    assert (answer["finished"], answer["link"]["held_plan_id"]) == (False, "w1")
    answer = await act(hass, "run_link", link="third", whole=True, wait=True)
    assert (answer["finished"], answer["link"]["id"]) == (True, "k2")
    assert answer["link"]["last_counts"]["applied"] == 9
    assert [each["item_id"] for each in answer["items"]] == ["k1"]
    await act_silently(hass, "run_link", link="k1")
    assert engine.asked_for(f"{ROOT}/k1/run") == [{"preview": False, "whole": False}] * 2
    assert engine.asked_for(f"{ROOT}/k2/run") == [{"preview": False, "whole": True}]


@pytest.mark.parametrize(
    "entity", ["switch.syncopate_one_other_enabled", "sensor.syncopate_one_other_held_writes"]
)
async def test_a_link_is_named_by_its_entities(
    hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine, entity: str
) -> None:
    await act(hass, "run_link", entity_id=entity)
    assert len(engine.asked_for(f"{ROOT}/k1/run")) == 1


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"link": "Jazz"}, "link_not_found"),
        ({"link": "one"}, "link_ambiguous"),
        ({"entity_id": "sensor.syncopate_missing_tracks"}, "entity_of_no_link"),
        ({"entity_id": "sun.sun"}, "entity_of_no_link"),
        ({"link": "k1", "config_entry_id": "none"}, "service_config_entry_not_found"),
    ],
)
@pytest.mark.parametrize("action", ["preview_link", "run_link", "apply_plan", "discard_plan"])
async def test_a_link_that_is_not_clear(
    hass: HomeAssistant, linked: MockConfigEntry, action: str, fields: dict[str, str], key: str
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, **fields)
    assert caught.value.translation_key == key


@pytest.mark.parametrize("fields", [{}, {"link": "k1", "entity_id": "switch.syncopate_one_other_enabled"}])
async def test_a_link_is_named_in_one_way(
    hass: HomeAssistant, linked: MockConfigEntry, fields: dict[str, str]
) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, "run_link", **fields)


async def test_apply(hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine) -> None:
    engine.links.plans = [plan()]
    answer = await act(hass, "apply_plan", link="k1", wait=True)
    assert (answer["finished"], answer["link"]["held_plan_id"]) == (True, None)
    assert engine.links.plans[0]["state"] == "approved"
    engine.links.plans = [plan()]
    await act_silently(hass, "apply_plan", link="k1", plan_id="w1")
    assert engine.asked_for(f"{ROOT}/k1/plan/apply") == [{"plan_id": None}, {"plan_id": "w1"}]


async def test_discard(hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine) -> None:
    engine.links.plans = [plan()]
    answer = await act(hass, "discard_plan", link="k1", plan_id="w1")
    assert (answer["plan"]["id"], answer["plan"]["state"]) == ("w1", "discarded")
    assert answer["plan"]["counts"]["planned"] == 3
    engine.links.plans = [plan()]
    await act_silently(hass, "discard_plan", entity_id="switch.syncopate_one_other_enabled")
    assert engine.asked_for(f"{ROOT}/k1/plan/discard") == [{"plan_id": "w1"}, {"plan_id": None}]


async def test_restore(hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine) -> None:
    answer = await act(hass, "restore_capture", capture_id="c1")
    assert (answer["finished"], answer["run"]["job"], answer["items"]) == (False, "restore_capture", [])
    engine.runs["r1"] = {"run": run("restore_capture"), "items": [item(item_id="c1", item_name="Trakt")]}
    answer = await act(hass, "restore_capture", capture_id="c1", wait=True)
    assert (answer["finished"], answer["items"][0]["item_name"]) == (True, "Trakt")
    await act_silently(hass, "restore_capture", capture_id="c1")


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("restore_capture", {"capture_id": "../links/k1"}),
        ("restore_capture", {"capture_id": "c1\n"}),
        ("apply_plan", {"link": "k1", "plan_id": ""}),
    ],
)
async def test_an_id_is_an_id(
    hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine, action: str, fields: dict[str, str]
) -> None:
    engine.asked.clear()
    with pytest.raises(vol.Invalid):
        await act(hass, action, **fields)
    assert not [path for method, path, _ in engine.asked if method == "POST"]


@pytest.mark.parametrize(
    ("action", "path", "fields"),
    [
        ("preview_link", f"{ROOT}/k1/run", {"link": "k1"}),
        ("run_link", f"{ROOT}/k1/run", {"link": "k1"}),
        ("apply_plan", f"{ROOT}/k1/plan/apply", {"link": "k1"}),
        ("discard_plan", f"{ROOT}/k1/plan/discard", {"link": "k1"}),
        ("restore_capture", "/api/v1/captures/c1/restore", {"capture_id": "c1"}),
        ("run_link", ROOT, {"link": "k1"}),
    ],
)
@pytest.mark.parametrize(
    ("answer", "kind", "key"),
    [
        ((404, "not_found", "No plan of this link waits."), ServiceValidationError, "not_found"),
        ((409, "conflict", "This plan is done already."), ServiceValidationError, "conflict"),
        ((409, "job_already_running", "It runs."), ServiceValidationError, "job_already_running"),
        ((403, "scope_missing", "No control."), HomeAssistantError, "scope_missing"),
        ((502, "unreachable", "Trakt is away."), HomeAssistantError, "unreachable"),
        ((418, "teapot", "Short."), HomeAssistantError, "engine_error"),
    ],
)
async def test_the_engine_refuses(
    hass: HomeAssistant,
    linked: MockConfigEntry,
    engine: FakeEngine,
    action: str,
    path: str,
    fields: dict[str, str],
    answer: tuple[int, str, str],
    kind: type[HomeAssistantError],
    key: str,
) -> None:
    engine.refuse[path] = answer
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, action, **fields)
    assert type(caught.value) is kind
    assert caught.value.translation_key == key
    assert caught.value.translation_placeholders["detail"] == answer[2]


async def test_an_engine_without_links_says_so(
    hass: HomeAssistant, linked: MockConfigEntry, engine: FakeEngine
) -> None:
    engine.links.there = False
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "run_link", link="k1")
    assert caught.value.translation_key == "not_found"
