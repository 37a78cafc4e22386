"""Brings the broker's retained messages to what shall stand there, and to nothing more."""

import asyncio
from collections.abc import Mapping
from itertools import chain

from aiomqtt import Client

from syncopate.mqtt.discovery import components_of, with_removed
from syncopate.mqtt.ledger import Ledger, components_in, digest, inside, topics_in
from syncopate.mqtt.topics import Topics

_SETTLE_SECONDS = 1.0
"""Home Assistant drops the rest of a device's message while it still works on the one before."""


class Outbox:
    """What was sent over one connection. A new connection knows nothing: the broker may have lost all."""

    def __init__(self, ledger: Ledger, topics: Topics, settle_seconds: float = _SETTLE_SECONDS) -> None:
        self._ledger = ledger
        self._topics = topics
        self._settle_seconds = settle_seconds
        self._sent: dict[str, bytes] = {}

    async def publish(self, client: Client, wanted: Mapping[str, bytes], *, everything: bool) -> int:
        """Send what changed (or everything), clear what is no longer wanted; return how many were sent.

        The ledger learns of a topic before the broker does, and forgets it after: a crash leaves no ghost.
        """
        known = await self._ledger.read()
        removed = self._removed(known, wanted)
        gone = topics_in(known) - wanted.keys()
        await self._ledger.put(
            {
                topic: digest(payload)
                for topic, payload in wanted.items()
                if known.get(topic) != digest(payload)
            }
        )
        for topic, components in removed.items():
            await self._send(client, topic, with_removed(wanted[topic], components))
        for topic in sorted(gone):
            await self._send(client, topic, b"")
        if removed or any(self._is_device(topic) for topic in gone):
            await asyncio.sleep(self._settle_seconds)
        forgotten = [inside(topic, key) for topic, keys in removed.items() for key in keys]
        await self._ledger.forget([*gone, *forgotten, *self._inside(known, gone)])
        return await self._send_changed(client, wanted, everything=everything)

    async def withdraw(self, client: Client) -> None:
        """Clear everything of ours from the broker."""
        known = await self._ledger.read()
        for topic in sorted(topics_in(known)):
            await self._send(client, topic, b"")
        await self._ledger.forget(known)

    async def _send_changed(self, client: Client, wanted: Mapping[str, bytes], *, everything: bool) -> int:
        count = 0
        for topic, payload in wanted.items():
            if not everything and self._sent.get(topic) == payload:
                continue
            if self._is_device(topic):
                await self._ledger.put({inside(topic, k): p for k, p in components_of(payload).items()})
            await self._send(client, topic, payload)
            count += 1
        return count

    async def _send(self, client: Client, topic: str, payload: bytes) -> None:
        await client.publish(topic, payload, qos=1, retain=True)
        if payload:
            self._sent[topic] = payload
        else:
            self._sent.pop(topic, None)

    def _removed(self, known: Mapping[str, str], wanted: Mapping[str, bytes]) -> dict[str, dict[str, str]]:
        """Return the components that a device still has and shall not have."""
        devices = {
            topic: components_of(payload) for topic, payload in wanted.items() if self._is_device(topic)
        }
        removed = {
            topic: {k: p for k, p in components_in(known, topic).items() if k not in components}
            for topic, components in devices.items()
        }
        return {topic: components for topic, components in removed.items() if components}

    @staticmethod
    def _inside(known: Mapping[str, str], topics: set[str]) -> list[str]:
        return list(
            chain.from_iterable(
                (inside(topic, key) for key in components_in(known, topic)) for topic in topics
            )
        )

    def _is_device(self, topic: str) -> bool:
        return "/device/" in topic and topic.endswith("/config")
