from typing import Any

import httpx
import pytest
from syncopate.sync.settings import secret_setting


async def test_settings_come_with_defaults_and_change_by_dotted_name(api: httpx.AsyncClient) -> None:
    before = (await api.get("/api/v1/settings")).json()
    assert before["values"]["sync.concurrency"] == 4
    answer = await api.patch(
        "/api/v1/settings", json={"values": {"sync.concurrency": 2, "mqtt.host": "broker"}}
    )
    assert answer.json()["values"] | {"sync.concurrency": 2, "mqtt.host": "broker"} == answer.json()["values"]
    back = await api.patch("/api/v1/settings", json={"values": {"sync.concurrency": None}})
    assert back.json()["values"]["sync.concurrency"] == 4
    event = (await api.get("/api/v1/events")).json()["items"][0]
    assert (event["type"], event["data"]) == ("settings_changed", {"names": "sync.concurrency"})


async def test_secrets_are_sealed_and_never_given_back(api: httpx.AsyncClient, engine: Any) -> None:
    planted = "pl4nted-s3cret"
    answer = await api.patch("/api/v1/settings", json={"values": {"mqtt.password": planted}})
    assert answer.json()["secrets"] == {"mqtt.password": True}
    everything = [
        answer.text,
        (await api.get("/api/v1/settings")).text,
        (await api.get("/api/v1/events")).text,
        (await api.get("/api/v1/status")).text,
    ]
    assert not any(planted in text for text in everything)
    stored = [path.read_bytes() for path in engine.kit.database.file.parent.glob("syncopate.db*")]
    assert not any(planted.encode() in data for data in stored)
    assert await secret_setting(engine.kit, "mqtt.password") == planted
    gone = await api.patch("/api/v1/settings", json={"values": {"mqtt.password": None}})
    assert gone.json()["secrets"] == {"mqtt.password": False}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sync.concurrency", 99),
        ("sync.concurrency", "4"),
        ("sync.concurrency", True),
        ("sync.concurrency", 10**30),
        ("sync.concurrency", 1.5),
        ("web.theme", "pink"),
        ("web.theme", ["dark"]),
        ("mqtt.host", {"a": 1}),
        ("mqtt.host", "x" * 1001),
        ("mqtt.enabled", "yes"),
        ("engine.id", "x"),
        ("nothing", 1),
    ],
)
async def test_wrong_settings_are_refused_and_nothing_changes(
    api: httpx.AsyncClient, name: str, value: Any
) -> None:
    before = (await api.get("/api/v1/settings")).json()
    answer = await api.patch("/api/v1/settings", json={"values": {"mqtt.base_topic": "other", name: value}})
    assert (answer.status_code, answer.json()["key"]) == (422, "invalid_input")
    assert answer.json()["placeholders"] == {"setting": name}
    assert (await api.get("/api/v1/settings")).json() == before


@pytest.mark.parametrize("name", ["api_keys", "api_keys.0.hash"])
async def test_keys_are_not_settings(api: httpx.AsyncClient, name: str) -> None:
    answer = await api.patch("/api/v1/settings", json={"values": {name: "x"}})
    assert (answer.status_code, answer.json()["key"]) == (403, "access_denied")
