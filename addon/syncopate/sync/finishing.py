"""Waiting for what cannot be called back."""

import asyncio
from collections.abc import Awaitable


async def finished[T](work: Awaitable[T]) -> T:
    """Await it; who is cancelled meanwhile goes only once it has ended, and can look at what it came to.

    For threads and writes: they go on although nobody waits for them any more.
    """
    task = asyncio.ensure_future(work)
    given_up: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError as cancelled:
            given_up = cancelled
    if given_up is None:
        return task.result()
    if not task.cancelled():
        # Looked at, so that nobody is told that it was not.
        task.exception()
    raise given_up
