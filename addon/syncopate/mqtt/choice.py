"""Which broker: the one the user set, else the one the Supervisor offers, else the one of the environment."""

from collections.abc import Mapping
from dataclasses import replace

from syncopate.errors import InvalidInput
from syncopate.mqtt.broker import BrokerSettings
from syncopate.settings import setting_named
from syncopate.store import settings
from syncopate.store.encoding import JsonValue
from syncopate.sync.kit import Kit
from syncopate.sync.settings import secret_setting


async def chosen_broker(kit: Kit, offered: BrokerSettings | None) -> BrokerSettings | None:
    """Return the broker to use, None when MQTT is off or there is none. Raises InvalidInput, DatabaseBusy."""
    stored = await kit.database.read(settings.every)
    return choose(stored, await secret_setting(kit, "mqtt.password"), offered)


def choose(
    stored: Mapping[str, JsonValue], password: str | None, offered: BrokerSettings | None
) -> BrokerSettings | None:
    """Return the broker that settings name, else the offered one, both with the topics of the settings."""
    if _value(stored, "mqtt.enabled") is False:
        return None
    broker = offered
    host = _text(stored, "mqtt.host")
    if host is not None:
        port = _value(stored, "mqtt.port")
        broker = BrokerSettings(
            host=host,
            port=port if isinstance(port, int) else 0,
            username=_text(stored, "mqtt.username"),
            password=password,
            tls=_value(stored, "mqtt.tls") is True,
        )
    if broker is None:
        return None
    return replace(
        broker,
        discovery_prefix=_text(stored, "mqtt.discovery_prefix") or "",
        base_topic=_text(stored, "mqtt.base_topic") or "",
    )


def given_broker(given: Mapping[str, str]) -> BrokerSettings | None:
    """Return the broker of the environment (`host`, `port`, `username`, `password`). Raises InvalidInput."""
    host = given.get("host")
    if not host:
        return None
    port = given.get("port") or "1883"
    if not port.isdecimal():
        raise InvalidInput(f"{port!r} is not a port.", setting="MQTT_PORT")
    return BrokerSettings(
        host=host, port=int(port), username=given.get("username"), password=given.get("password")
    )


def _value(stored: Mapping[str, JsonValue], name: str) -> JsonValue:
    value = stored.get(name)
    return setting_named(name).default if value is None else value


def _text(stored: Mapping[str, JsonValue], name: str) -> str | None:
    value = _value(stored, name)
    return value if isinstance(value, str) and value else None
