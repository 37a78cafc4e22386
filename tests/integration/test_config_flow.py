"""Every way to add an engine, to put it right, and what goes wrong on the way."""

import json
from typing import Any
from unittest.mock import AsyncMock

import pytest
from aiohttp import web
from fake_engine import ENGINE_ID, KEY, OTHER_ID, FakeEngine
from homeassistant.config_entries import (
    SOURCE_HASSIO,
    SOURCE_MQTT,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_HOST, CONF_PORT, CONF_SSL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.helpers.service_info.mqtt import MqttServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.syncopate.const import DOMAIN


def break_key(engine: FakeEngine) -> None:
    engine.key = "another"


def break_scope(engine: FakeEngine) -> None:
    engine.refuse["/api/v1/info"] = (403, "scope_missing", "The key lacks the scope read.")


def break_busy(engine: FakeEngine) -> None:
    engine.refuse["/api/v1/info"] = (503, "database_busy", "The database is locked.")


def break_page(engine: FakeEngine) -> None:
    engine.raw["/api/v1/info"] = web.Response(text="<html>", content_type="text/html")


def break_old(engine: FakeEngine) -> None:
    engine.status["info"] = engine.status["info"] | {"api_version": 0, "min_api_version": 0}


def break_new(engine: FakeEngine) -> None:
    engine.status["info"] = engine.status["info"] | {"api_version": 9, "min_api_version": 9}


def repair(engine: FakeEngine) -> None:
    engine.key = KEY
    engine.refuse.clear()
    engine.raw.clear()
    engine.status["info"] = engine.status["info"] | {"api_version": 1, "min_api_version": 1}


BREAKS = [
    (break_key, "invalid_auth"),
    (break_scope, "scope_missing"),
    (break_busy, "cannot_connect"),
    (break_page, "not_syncopate"),
    (break_old, "engine_too_old"),
    (break_new, "integration_too_old"),
]


async def begin(hass: HomeAssistant, source: str, data: Any = None) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": source}, data=data)


async def fill(hass: HomeAssistant, flow: ConfigFlowResult, answer: dict[str, Any]) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_configure(flow["flow_id"], answer)


def form(data: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**data, **more}


def announced(engine: FakeEngine, **more: Any) -> HassioServiceInfo:
    config = {"host": engine.host, "port": engine.port, "key": KEY} | more
    return HassioServiceInfo(config=config, name="Syncopate", slug="syncopate", uuid="1234")


def said(payload: object) -> MqttServiceInfo:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return MqttServiceInfo(
        topic="syncopate/bridge/info",
        payload=text,
        qos=1,
        retain=True,
        subscribed_topic="syncopate/bridge/info",
        timestamp=0.0,
    )


def bridge(engine: FakeEngine, **more: Any) -> dict[str, Any]:
    return {"engine_id": ENGINE_ID, "version": "0.1.0", "host": engine.host, "port": engine.port} | more


async def test_user(
    hass: HomeAssistant, engine: FakeEngine, data: dict[str, Any], setup_entry: AsyncMock
) -> None:
    flow = await begin(hass, SOURCE_USER)
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "user", {})
    flow = await fill(hass, flow, form(data))
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    assert flow["title"] == "Syncopate"
    assert flow["data"] == data
    assert flow["result"].unique_id == ENGINE_ID
    assert len(setup_entry.mock_calls) == 1


@pytest.mark.parametrize("written", ["http://{host}:{port}", "{host}:{port}", "  http://{host}:{port}/ "])
@pytest.mark.usefixtures("setup_entry")
async def test_user_writes_a_whole_address(
    hass: HomeAssistant, engine: FakeEngine, data: dict[str, Any], written: str
) -> None:
    address = written.format(host=engine.host, port=engine.port)
    flow = await fill(
        hass, await begin(hass, SOURCE_USER), form(data, **{CONF_HOST: address, CONF_PORT: 9030})
    )
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    assert flow["data"] == data


@pytest.mark.parametrize(("damage", "error"), BREAKS)
@pytest.mark.usefixtures("setup_entry")
async def test_user_recovers(
    hass: HomeAssistant, engine: FakeEngine, data: dict[str, Any], damage: Any, error: str
) -> None:
    damage(engine)
    flow = await fill(hass, await begin(hass, SOURCE_USER), form(data))
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, {"base": error})
    repair(engine)
    flow = await fill(hass, flow, form(data))
    assert flow["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.usefixtures("setup_entry")
async def test_user_recovers_from_silence(
    hass: HomeAssistant, engine: FakeEngine, data: dict[str, Any]
) -> None:
    port = engine.port
    await engine.stop()
    flow = await fill(hass, await begin(hass, SOURCE_USER), form(data))
    assert flow["errors"] == {"base": "cannot_connect"}
    await engine.start(port)
    assert (await fill(hass, flow, form(data)))["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "host", ["http://", "ftp://engine", "engine/path", "http://engine:99999999", "http://me@engine", ""]
)
@pytest.mark.usefixtures("setup_entry")
async def test_user_recovers_from_what_is_no_address(
    hass: HomeAssistant, engine: FakeEngine, data: dict[str, Any], host: str
) -> None:
    flow = await fill(hass, await begin(hass, SOURCE_USER), form(data, **{CONF_HOST: host}))
    assert flow["errors"] == {CONF_HOST: "invalid_host"}
    assert (await fill(hass, flow, form(data)))["type"] is FlowResultType.CREATE_ENTRY


async def test_user_meets_a_known_engine(
    hass: HomeAssistant, entry: MockConfigEntry, data: dict[str, Any]
) -> None:
    hass.config_entries.async_update_entry(entry, data={**data, CONF_HOST: "old"})
    flow = await fill(hass, await begin(hass, SOURCE_USER), form(data))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert entry.data == data
    await hass.async_block_till_done()


async def test_app(
    hass: HomeAssistant, engine: FakeEngine, data: dict[str, Any], setup_entry: AsyncMock
) -> None:
    flow = await begin(hass, SOURCE_HASSIO, announced(engine))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "hassio_confirm")
    flow = await fill(hass, flow, {})
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    assert flow["data"] == data
    assert flow["result"].unique_id == ENGINE_ID


async def test_app_moved(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, data: dict[str, Any]
) -> None:
    hass.config_entries.async_update_entry(entry, data={**data, CONF_HOST: "old", CONF_API_KEY: "old"})
    flow = await begin(hass, SOURCE_HASSIO, announced(engine))
    assert flow["reason"] == "already_configured"
    assert entry.data == data
    await hass.async_block_till_done()


@pytest.mark.parametrize(("damage", "error"), BREAKS)
async def test_app_does_not_answer_well(
    hass: HomeAssistant, engine: FakeEngine, damage: Any, error: str
) -> None:
    damage(engine)
    flow = await begin(hass, SOURCE_HASSIO, announced(engine))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, error)


@pytest.mark.parametrize("wrong", [{"port": "http"}, {"host": None}, {"host": ""}, {"key": 7}])
async def test_app_announces_nonsense(hass: HomeAssistant, engine: FakeEngine, wrong: dict[str, Any]) -> None:
    flow = await begin(hass, SOURCE_HASSIO, announced(engine, **wrong))
    assert flow["reason"] == "invalid_discovery_info"


async def test_mqtt(
    hass: HomeAssistant, engine: FakeEngine, data: dict[str, Any], setup_entry: AsyncMock
) -> None:
    flow = await begin(hass, SOURCE_MQTT, said(bridge(engine)))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "mqtt_confirm")
    assert flow["description_placeholders"] == {"host": engine.host, "port": str(engine.port)}
    flow = await fill(hass, flow, {CONF_API_KEY: KEY})
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    assert flow["data"] == data
    assert flow["result"].unique_id == ENGINE_ID


@pytest.mark.parametrize(("damage", "error"), BREAKS)
@pytest.mark.usefixtures("setup_entry")
async def test_mqtt_recovers(hass: HomeAssistant, engine: FakeEngine, damage: Any, error: str) -> None:
    flow = await begin(hass, SOURCE_MQTT, said(bridge(engine)))
    damage(engine)
    flow = await fill(hass, flow, {CONF_API_KEY: KEY})
    assert flow["errors"] == {"base": error}
    repair(engine)
    assert (await fill(hass, flow, {CONF_API_KEY: KEY}))["type"] is FlowResultType.CREATE_ENTRY


async def test_mqtt_names_another_engine_than_answers(hass: HomeAssistant, engine: FakeEngine) -> None:
    flow = await begin(hass, SOURCE_MQTT, said(bridge(engine, engine_id=OTHER_ID)))
    flow = await fill(hass, flow, {CONF_API_KEY: KEY})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "wrong_engine")


@pytest.mark.parametrize(
    "payload",
    ["", "offline", "[]", {"engine_id": ENGINE_ID}, {"engine_id": ENGINE_ID, "host": None, "port": 9030}],
)
async def test_mqtt_says_nonsense(hass: HomeAssistant, payload: object) -> None:
    flow = await begin(hass, SOURCE_MQTT, said(payload))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "invalid_discovery_info")


async def test_mqtt_moves_an_entry_that_does_not_work(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, data: dict[str, Any]
) -> None:
    hass.config_entries.async_update_entry(entry, data={**data, CONF_HOST: "old", CONF_PORT: 1})
    flow = await begin(hass, SOURCE_MQTT, said(bridge(engine)))
    assert flow["reason"] == "already_configured"
    assert entry.data == data
    await hass.async_block_till_done()


async def test_mqtt_leaves_an_entry_alone_that_works(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, data: dict[str, Any]
) -> None:
    flow = await begin(hass, SOURCE_MQTT, said(bridge(engine, host="172.30.33.4")))
    assert flow["reason"] == "already_configured"
    assert loaded.data == data


async def test_one_flow_for_one_engine(hass: HomeAssistant, engine: FakeEngine) -> None:
    await begin(hass, SOURCE_HASSIO, announced(engine))
    flow = await begin(hass, SOURCE_MQTT, said(bridge(engine)))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_in_progress")


async def test_reauth(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, data: dict[str, Any]
) -> None:
    engine.key = "new"
    flow = await entry.start_reauth_flow(hass)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reauth_confirm")
    flow = await fill(hass, flow, {CONF_API_KEY: "new"})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert entry.data == {**data, CONF_API_KEY: "new"}
    await hass.async_block_till_done()


@pytest.mark.parametrize(("damage", "error"), BREAKS)
@pytest.mark.usefixtures("setup_entry")
async def test_reauth_recovers(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, damage: Any, error: str
) -> None:
    damage(engine)
    flow = await fill(hass, await entry.start_reauth_flow(hass), {CONF_API_KEY: KEY})
    assert flow["errors"] == {"base": error}
    repair(engine)
    assert (await fill(hass, flow, {CONF_API_KEY: KEY}))["reason"] == "reauth_successful"


async def test_reauth_meets_another_engine(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    engine.status["info"] = engine.status["info"] | {"engine_id": OTHER_ID}
    flow = await fill(hass, await entry.start_reauth_flow(hass), {CONF_API_KEY: KEY})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "wrong_engine")


async def test_a_refused_key_asks_for_another(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    engine.key = "new"
    await loaded.runtime_data.async_refresh()
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress()
    assert [flow["step_id"] for flow in flows] == ["reauth_confirm"]
    await fill(hass, flows[0], {CONF_API_KEY: "new"})
    await hass.async_block_till_done()
    assert loaded.state is ConfigEntryState.LOADED


async def test_reconfigure(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, data: dict[str, Any]
) -> None:
    hass.config_entries.async_update_entry(entry, data={**data, CONF_HOST: "old", CONF_SSL: True})
    flow = await entry.start_reconfigure_flow(hass)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reconfigure")
    suggested = {str(name): name.description for name in flow["data_schema"].schema}
    assert suggested[CONF_HOST] == {"suggested_value": "old"}
    assert not suggested[CONF_API_KEY]
    flow = await fill(hass, flow, form(data, **{CONF_VERIFY_SSL: False}))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.data == {**data, CONF_VERIFY_SSL: False}
    await hass.async_block_till_done()


@pytest.mark.parametrize(("damage", "error"), BREAKS)
@pytest.mark.usefixtures("setup_entry")
async def test_reconfigure_recovers(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    data: dict[str, Any],
    damage: Any,
    error: str,
) -> None:
    damage(engine)
    flow = await fill(hass, await entry.start_reconfigure_flow(hass), form(data))
    assert flow["errors"] == {"base": error}
    repair(engine)
    assert (await fill(hass, flow, form(data)))["reason"] == "reconfigure_successful"


async def test_reconfigure_meets_another_engine(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, data: dict[str, Any]
) -> None:
    engine.status["info"] = engine.status["info"] | {"engine_id": OTHER_ID}
    flow = await fill(hass, await entry.start_reconfigure_flow(hass), form(data))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "wrong_engine")
