"""Offering the integration to Home Assistant, with a key of its own that goes on working."""

import asyncio
import logging
from typing import TYPE_CHECKING

from syncopate.bootstrap.base import Base, now
from syncopate.errors import KeyInvalid, SyncopateError
from syncopate.store import settings
from syncopate.sync.keyring import KeyRing

if TYPE_CHECKING:
    from syncopate.supervisor import Supervisor

_LOG = logging.getLogger(__name__)
_KEY = "integration.key"
_PER_MINUTE = 600
_EVERY_SECONDS = 300.0


async def announce(base: Base, supervisor: Supervisor, every_seconds: float = _EVERY_SECONDS) -> None:
    """Announce the engine with a key that works, and again with another one when that was revoked."""
    port = base.environment.port
    if port is None:
        return
    announced = None
    while True:
        try:
            key = await _good_key(base)
            if key != announced:
                host = await supervisor.hostname()
                await supervisor.announce({"host": host, "port": port, "key": key, "id": base.engine_id})
                announced = key
        except SyncopateError as error:
            _LOG.warning("Not announced to Home Assistant yet: %s", error.detail)
        await asyncio.sleep(every_seconds)


async def _good_key(base: Base) -> str:
    """Return the one key that is announced: kept sealed, so that the same is announced again."""
    kit, ring = base.kit, KeyRing(base.kit)
    sealed = await kit.database.read(settings.get_secret, _KEY)
    known = kit.vault.open(sealed).get(_KEY) if sealed else None
    if known is not None:
        base.redactor.register(known)
        try:
            await ring.prove(known)
        except KeyInvalid:
            _LOG.info("The key of the integration was revoked; another is made")
        else:
            return known
    text, _ = await ring.create("Home Assistant", ["control"], per_minute=_PER_MINUTE)
    base.redactor.register(text)
    blob = kit.vault.seal({_KEY: text})
    await kit.database.write(settings.put_secret, _KEY, blob, now())
    return text
