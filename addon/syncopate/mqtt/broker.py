"""One connection to a broker: how it is asked for, and what its refusals mean."""

import asyncio
import ssl
from dataclasses import dataclass, field

from aiomqtt import Client, ProtocolVersion, Will
from aiomqtt.exceptions import MqttCodeError
from paho.mqtt.reasoncodes import ReasonCode

from syncopate.errors import BrokerLoginRejected, BrokerUnreachable, InvalidInput, NotConfigured
from syncopate.mqtt.discovery import OFFLINE
from syncopate.mqtt.topics import Topics

_UNSUPPORTED_PROTOCOL = 132
_LOGIN_REFUSED = frozenset({134, 135})
"""CONNACK reason codes of MQTT 5 (OASIS, table 3-1); paho gives those of 3.1.1 as the same."""

_CONNECT_SECONDS = 10.0
_PORTS = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerSettings:
    """Where the broker is and how to log in. Raises InvalidInput for what cannot be."""

    host: str
    port: int = 1883
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    discovery_prefix: str = "homeassistant"
    base_topic: str = "syncopate"

    def __post_init__(self) -> None:
        """Hold host, port and topics to what MQTT allows."""
        if not self.host.strip() or not 0 < self.port < _PORTS:
            raise InvalidInput("That is not the address of a broker.", setting="mqtt.host")
        for name in ("discovery_prefix", "base_topic"):
            topic = getattr(self, name)
            if not topic or topic != topic.strip("/") or any(mark in topic for mark in "+#\0"):
                raise InvalidInput(f"{topic!r} is not a topic.", setting=f"mqtt.{name}")

    def topics(self, engine_id: str) -> Topics:
        """Return the topics used there."""
        return Topics(base=self.base_topic, prefix=self.discovery_prefix, engine_id=engine_id)

    def same_place(self, other: BrokerSettings) -> bool:
        """Tell whether the other means the same broker."""
        return (self.host, self.port) == (other.host, other.port)


@dataclass(frozen=True, slots=True, kw_only=True)
class MqttState:
    """How it stands. `key` is an error key when not connected, `detail` a sentence without secrets."""

    connected: bool = False
    key: str | None = None
    detail: str = ""


UNUSED = MqttState(key=NotConfigured.key, detail=NotConfigured(what="MQTT").detail)


async def client_for(settings: BrokerSettings, engine_id: str, protocol: ProtocolVersion) -> Client:
    """Return a client that is not connected yet; its last will says that we are gone."""
    context = await asyncio.to_thread(ssl.create_default_context) if settings.tls else None
    return Client(
        settings.host,
        settings.port,
        username=settings.username,
        password=settings.password,
        identifier=f"syncopate-{engine_id[-12:]}",
        protocol=protocol,
        tls_context=context,
        will=Will(settings.topics(engine_id).status, OFFLINE, qos=1, retain=True),
        keepalive=30,
        timeout=_CONNECT_SECONDS,
    )


def refuses_protocol(error: Exception) -> bool:
    """Tell whether the broker does not speak this version of MQTT."""
    return _code(error) == _UNSUPPORTED_PROTOCOL


def state_after(error: Exception, settings: BrokerSettings) -> MqttState:
    """Return what a failed or lost connection means for the user."""
    if _code(error) in _LOGIN_REFUSED:
        refused = BrokerLoginRejected(host=settings.host)
        return MqttState(key=refused.key, detail=refused.detail)
    lost = BrokerUnreachable(host=settings.host)
    return MqttState(key=lost.key, detail=lost.detail)


def error_of(state: MqttState, host: str) -> BrokerLoginRejected | BrokerUnreachable | NotConfigured:
    """Return the error to raise to whoever wants to publish now."""
    if state.key == BrokerLoginRejected.key:
        return BrokerLoginRejected(host=host)
    return NotConfigured(what="MQTT") if state.key == NotConfigured.key else BrokerUnreachable(host=host)


def _code(error: Exception) -> int | None:
    code = error.rc if isinstance(error, MqttCodeError) else None
    return code.value if isinstance(code, ReasonCode) else code
