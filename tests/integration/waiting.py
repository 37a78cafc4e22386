"""Waiting for what comes over real sockets."""

import asyncio
from collections.abc import Callable

from homeassistant.core import HomeAssistant


async def until(hass: HomeAssistant, true: Callable[[], bool], seconds: float = 5) -> None:
    """Return when it is true; fails after some seconds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "it did not come true"
        await asyncio.sleep(0.01)
        await hass.async_block_till_done()
    await hass.async_block_till_done()
