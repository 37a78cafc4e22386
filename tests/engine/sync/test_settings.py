"""Settings: changed all or none, secrets sealed."""

from typing import TYPE_CHECKING

import pytest
from syncopate.domain.event import EventType
from syncopate.errors import AccessDenied, InvalidInput
from syncopate.store import settings
from syncopate.store.encoding import JsonValue
from syncopate.sync.settings import change_settings, read_settings, secret_setting

if TYPE_CHECKING:
    from conftest import Household

SECRET = "planted-91aa-password"


async def test_defaults_until_they_are_changed(household: Household) -> None:
    known = await read_settings(household.kit)
    assert known.value("sync.concurrency", int) == 4
    assert known.value("mqtt.host", str) is None
    assert "mqtt.password" not in known.values
    await change_settings(household.kit, {"sync.concurrency": 2, "mqtt.host": "broker"})
    known = await read_settings(household.kit)
    assert (known.value("sync.concurrency", int), known.value("mqtt.host", str)) == (2, "broker")
    (event,) = household.told(EventType.SETTINGS_CHANGED)
    assert event.data["names"] == "sync.concurrency, mqtt.host"
    await change_settings(household.kit, {"sync.concurrency": None})
    assert (await read_settings(household.kit)).value("sync.concurrency", int) == 4
    await change_settings(household.kit, {})
    assert len(household.told(EventType.SETTINGS_CHANGED)) == 2


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"no.such": 1}, InvalidInput),
        ({"sync.concurrency": 0}, InvalidInput),
        ({"sync.concurrency": True}, InvalidInput),
        ({"sync.concurrency": "4"}, InvalidInput),
        ({"web.theme": "pink"}, InvalidInput),
        ({"mqtt.enabled": "yes"}, InvalidInput),
        ({"mqtt.host": "x" * 1001}, InvalidInput),
        ({"mqtt.host": ["a"]}, InvalidInput),
        ({"api_keys": None}, AccessDenied),
    ],
)
async def test_all_or_none(household: Household, bad: dict[str, JsonValue], error: type[Exception]) -> None:
    with pytest.raises(error):
        await change_settings(household.kit, {"mqtt.host": "broker", **bad})
    assert (await read_settings(household.kit)).value("mqtt.host", str) is None
    assert household.events == []


async def test_secrets_are_sealed_and_each_in_its_place(household: Household) -> None:
    kit = household.kit
    await change_settings(kit, {"mqtt.password": SECRET, "mqtt.username": "visible-user"})
    assert await secret_setting(kit, "mqtt.password") == SECRET
    assert SECRET not in repr(await read_settings(kit))
    assert SECRET not in repr(household.events)
    sealed = await kit.database.read(settings.get_secret, "mqtt.password")
    await kit.database.write(settings.put_secret, "other.secret", sealed, kit.now())
    assert await secret_setting(kit, "other.secret") is None, "one secret cannot stand in for another"
    kit.database.close()
    kept = b"".join(path.read_bytes() for path in household.folder.iterdir() if path.is_file())
    assert b"visible-user" in kept
    assert SECRET.encode() not in kept


async def test_a_secret_can_be_forgotten(household: Household) -> None:
    await change_settings(household.kit, {"mqtt.password": SECRET})
    await change_settings(household.kit, {"mqtt.password": None})
    assert await secret_setting(household.kit, "mqtt.password") is None
