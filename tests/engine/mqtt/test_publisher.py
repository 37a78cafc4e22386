"""Against a real broker: what stands there, what goes, and what comes back."""

import asyncio
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from syncopate.domain.event import Event, EventType
from syncopate.errors import (
    BrokerLoginRejected,
    BrokerUnreachable,
    DatabaseBusy,
    InvalidInput,
    JobAlreadyRunning,
    NotConfigured,
)
from syncopate.mqtt.broker import BrokerSettings
from syncopate.mqtt.discovery import messages
from syncopate.mqtt.household import Household, Item
from syncopate.mqtt.publisher import MqttService

STATUS = "syncopate/bridge/status"


def happened(kind: EventType) -> Event:
    return Event(type=kind, at=datetime(2026, 11, 1, tzinfo=UTC))


def wanted_of(engine: Any) -> dict[str, bytes]:
    return messages(engine.settings.topics(engine.bridge.engine_id), engine.bridge, engine.household)


async def test_everything_stands_retained(engine: Any, service: MqttService, watch: Any, until: Any) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    assert service.state.connected
    assert service.state.key is None


async def test_the_ledger_knows_what_stands(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    assert {name for name in engine.ledger.entries if "#" not in name} == wanted_of(engine).keys()


async def test_unchanged_payloads_are_not_sent_again(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    engine.change(1, playable=99)
    watch.seen.clear()
    await service.heard(happened(EventType.PLAYLIST_SYNCED))
    await until(lambda: watch.retained == wanted_of(engine))
    await asyncio.sleep(0.1)
    assert [topic for topic, _ in watch.seen] == [f"syncopate/playlists/{engine.household.items[0].id}/state"]


async def test_events_that_say_nothing_new_send_nothing(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    watch.seen.clear()
    for kind in EventType:
        await service.heard(happened(kind))
    await asyncio.sleep(0.2)
    assert watch.seen == []


async def test_who_publishes_just_after_the_start_waits_for_the_connection(engine: Any) -> None:
    service = engine.service()
    publishing = asyncio.create_task(service.publish_all())
    await asyncio.sleep(0)
    await service.start()
    assert await publishing == len(wanted_of(engine))
    await service.stop()


async def test_publish_all_sends_the_same_again(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    watch.seen.clear()
    assert await service.publish_all() == len(wanted_of(engine))
    await until(lambda: len(watch.seen) == len(wanted_of(engine)))
    assert dict(watch.seen) == wanted_of(engine)


async def test_home_assistants_birth_brings_everything_again(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    watch.seen.clear()
    await watch.publish("homeassistant/status", "online")
    await until(lambda: wanted_of(engine).items() <= dict(watch.seen).items())


async def test_a_removed_playlist_goes_component_by_component(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    gone = engine.household.items[3]
    engine.household = replace(engine.household, items=engine.household.items[:3])
    watch.seen.clear()
    await service.heard(happened(EventType.PLAYLIST_REMOVED))
    await until(lambda: watch.retained == wanted_of(engine))
    workout = engine.settings.topics(engine.bridge.engine_id)
    topic = workout.device_config(workout.category_id("Workout"))
    first, last = (json.loads(payload)["cmps"] for seen, payload in watch.seen if seen == topic)
    assert first[f"playlist_{gone.id}"] == {"p": "sensor"}
    assert first[f"sync_{gone.id}"] == {"p": "button"}
    assert f"playlist_{gone.id}" not in last
    assert not any(gone.id in name for name in engine.ledger.entries)


async def test_a_new_label_moves_the_playlist_and_empties_the_old_device_first(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    engine.change(1, category="Workout")
    watch.seen.clear()
    await service.heard(happened(EventType.PLAYLIST_UPDATED))
    await until(lambda: watch.retained == wanted_of(engine))
    topics = engine.settings.topics(engine.bridge.engine_id)
    kids, workout = (topics.device_config(topics.category_id(name)) for name in ("Kids", "Workout"))
    order = [topic for topic, _ in watch.seen]
    assert (kids, b"") in watch.seen
    assert order.index(kids) < order.index(workout)


async def test_a_failed_look_up_keeps_the_entity_but_unavailable(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    engine.change(1, available=False)
    watch.seen.clear()
    await service.heard(happened(EventType.SYNC_FAILED))
    item_id = engine.household.items[0].id
    await until(lambda: watch.seen == [(f"syncopate/playlists/{item_id}/availability", b"offline")])


async def test_what_was_removed_while_away_is_cleared_at_the_next_start(
    engine: Any, watch: Any, until: Any
) -> None:
    first = engine.service()
    await first.start()
    await until(lambda: watch.retained == wanted_of(engine))
    await first.stop()
    await until(lambda: watch.retained[STATUS] == b"offline")
    engine.household = replace(engine.household, items=engine.household.items[1:])
    second = engine.service()
    await second.start()
    await until(lambda: watch.retained == wanted_of(engine))
    await second.stop()


async def test_a_reading_that_fails_removes_nothing(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    before = dict(watch.retained)
    household, fail = service._context.household, True

    async def reading() -> Household:
        if fail:
            raise DatabaseBusy
        return await household()

    object.__setattr__(service._context, "household", reading)
    with pytest.raises(DatabaseBusy):
        await service.publish_all()
    assert watch.retained == before
    fail = False
    engine.change(1, playable=1)
    await until(lambda: watch.retained == wanted_of(engine))  # it tries again by itself


async def test_a_press_starts_that_sync(engine: Any, service: MqttService, watch: Any, until: Any) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    item_id = engine.household.items[0].id
    await watch.publish(f"syncopate/playlists/{item_id}/sync", "nonsense")
    await watch.publish(f"syncopate/playlists/{item_id}/sync", "PRESS")
    await until(lambda: engine.synced == [item_id])


async def test_a_sync_that_cannot_start_is_told(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    engine.refusal = JobAlreadyRunning(job="sync_playlists", run="1")
    await watch.publish("syncopate/playlists/abc/sync", "PRESS")
    await until(lambda: [event.status for event in engine.told] == ["job_already_running"])
    assert engine.told[0].data["playlist_id"] == "abc"
    assert service.state.connected


async def test_the_last_will_speaks_when_the_engine_is_killed(mosquitto: Any, watch: Any, until: Any) -> None:
    program = (
        "import asyncio\n"
        "from aiomqtt import ProtocolVersion\n"
        "from syncopate.mqtt.broker import BrokerSettings, client_for\n"
        "async def main():\n"
        f"    s = BrokerSettings(host='127.0.0.1', port={mosquitto.port}, username='engine', password=input())\n"
        "    async with await client_for(s, 'some-engine-id', ProtocolVersion.V5) as client:\n"
        f"        await client.publish('{STATUS}', 'online', qos=1, retain=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    victim = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=asyncio.subprocess.PIPE
    )
    assert victim.stdin is not None
    victim.stdin.write(mosquitto.settings().password.encode() + b"\n")
    try:
        await until(lambda: watch.retained.get(STATUS) == b"online")
    finally:
        victim.kill()
        await victim.wait()
    await until(lambda: watch.retained.get(STATUS) == b"offline")


async def test_a_restarted_broker_that_forgot_everything_gets_it_again(
    engine: Any, service: MqttService, mosquitto: Any, until: Any
) -> None:
    await until(lambda: service.state.connected)
    mosquitto.stop()
    await until(lambda: service.state.key == "broker_unreachable")
    with pytest.raises(BrokerUnreachable):
        await service.publish_all()
    mosquitto.start()
    await until(lambda: service.state.connected)
    assert await service.publish_all() == len(wanted_of(engine))


async def test_a_wrong_password_is_a_state_and_can_be_mended(
    engine: Any, mosquitto: Any, watch: Any, until: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    engine.settings = mosquitto.settings(password="wrong-word-Zy4")
    service = engine.service()
    await service.start()
    await until(lambda: service.state.key == BrokerLoginRejected.key)
    with pytest.raises(BrokerLoginRejected):
        await service.publish_all()
    assert not service.state.connected
    assert "wrong-word-Zy4" not in caplog.text + repr(service.state) + repr(engine.settings)
    engine.settings = mosquitto.settings()
    await service.heard(happened(EventType.SETTINGS_CHANGED))
    await until(lambda: watch.retained == wanted_of(engine))
    await service.stop()
    warnings = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warnings) == 1  # once, not at every attempt


async def test_no_secret_is_in_any_payload(
    engine: Any, service: MqttService, mosquitto: Any, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    assert not any(mosquitto.settings().password.encode() in payload for _, payload in watch.seen)


async def test_switched_off_leaves_nothing_behind(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    engine.settings = None
    await service.reconfigure()
    await until(lambda: watch.retained == {})
    await until(lambda: service.state.key == NotConfigured.key)
    assert engine.ledger.entries == {}
    with pytest.raises(NotConfigured):
        await service.publish_all()


async def test_another_base_topic_clears_the_old_one(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    engine.settings = replace(engine.settings, base_topic="house/music", discovery_prefix="ha")
    await service.reconfigure()
    await until(lambda: watch.retained == wanted_of(engine))
    assert "house/music/bridge/status" in watch.retained


async def test_a_clean_stop_says_offline_and_keeps_the_rest(
    engine: Any, service: MqttService, watch: Any, until: Any
) -> None:
    await until(lambda: watch.retained == wanted_of(engine))
    await service.stop()
    await until(lambda: watch.retained == wanted_of(engine) | {STATUS: b"offline"})


async def test_a_broker_of_3_1_1_is_spoken_to_in_3_1_1(offline_engine: Any, until: Any) -> None:
    """A stand-in that refuses level 5 with return code 1, as brokers before MQTT 5 do."""
    levels: list[int] = []

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.read(64)
        level = head[head.index(b"MQTT") + 4]
        levels.append(level)
        writer.write(b"\x20\x02\x00\x01" if level == 5 else b"\x20\x02\x00\x05")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    offline_engine.settings = BrokerSettings(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
    service = offline_engine.service()
    await service.start()
    await until(lambda: service.state.key == BrokerLoginRejected.key)
    assert levels[:2] == [5, 4]
    await until(lambda: len(levels) > 2)
    assert 5 not in levels[1:]
    await service.stop()
    server.close()


async def test_without_settings_nothing_happens(offline_engine: Any) -> None:
    service = offline_engine.service()
    await service.start()
    await asyncio.sleep(0.05)
    assert service.state.key == NotConfigured.key
    await service.heard(happened(EventType.PLAYLIST_ADDED))
    await service.stop()


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""},
        {"host": "b", "port": 0},
        {"host": "b", "base_topic": "a/+"},
        {"host": "b", "base_topic": ""},
        {"host": "b", "discovery_prefix": "/ha"},
    ],
)
def test_settings_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        BrokerSettings(**wrong)


async def test_settings_that_cannot_be_are_a_state(offline_engine: Any, until: Any) -> None:
    async def settings() -> BrokerSettings:
        return BrokerSettings(host="b", base_topic="#")

    context = replace(offline_engine.context(), settings=settings)
    service = MqttService(context)
    await service.start()
    await until(lambda: service.state.key == InvalidInput.key)
    await service.stop()


async def test_five_hundred_playlists(
    engine: Any, watch: Any, until: Any, make_item: Callable[..., Item]
) -> None:
    engine.household = Household(items=tuple(make_item(n, category=f"C{n % 7}") for n in range(500)))
    service = engine.service()
    await service.start()
    await until(lambda: watch.retained == wanted_of(engine), 30)
    await service.stop()
