"""One search at slskd, from its beginning until it is ended there."""

import asyncio
import logging
import sys
from collections.abc import AsyncGenerator, Sequence

from syncopate.errors import NotFound, SyncopateError, Unreachable
from syncopate.providers._tracker.raw import Raw, count
from syncopate.providers.slskd import parse
from syncopate.providers.slskd.client import WHAT, Client
from syncopate.providers.slskd.keys import new_search

_LOG = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.3, 2.0
"""Seconds between two looks at a search: each is half as long again as the one before."""
PATIENCE = 180.0
"""Seconds after which a search is stopped that slskd itself does not end."""
_STORING_LOOKS = 10
_FIRST_STEP = 10


class _Steps:
    """When to read what a search has found before its end: each time that it is four times as much.

    Most versions store it at the end alone: where they give nothing, they are not asked again.
    """

    def __init__(self) -> None:
        self._next = _FIRST_STEP

    def due(self, counted: int) -> bool:
        """Tell whether so many answers are worth reading."""
        return counted >= self._next

    def read(self, found: int) -> None:
        """Note how many there were."""
        self._next = max(found, self._next) * 4 if found else sys.maxsize


class Search:
    """A search of ours. It is ended, and forgotten, at slskd, unless it came to its own end there."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._id = new_search()
        self._ended = False

    async def found(self, words: str) -> AsyncGenerator[Sequence[Raw]]:
        """Yield what users have answered so far, more each time, and all of it last.

        Raises Unreachable, RateLimited; also for a search that came to no end.
        """
        try:
            await self._begin(words)
            steps = _Steps()
            async for told in self._until_over():
                if parse.is_over(told):
                    # From here on it is one of those that slskd keeps.
                    self._ended = True
                    yield await self._responses(told)
                    if not parse.is_whole(told):
                        raise Unreachable(f"The search was broken off at {WHAT}.", what=WHAT)
                elif steps.due(count(told, "responseCount")):
                    found = await self._client.responses(self._id)
                    steps.read(len(found))
                    if found:
                        yield found
            if not self._ended:
                raise Unreachable(f"{WHAT} does not end a search of its own.", what=WHAT)
        except NotFound:
            self._ended = True
            raise Unreachable(f"The search was removed at {WHAT}.", what=WHAT) from None
        finally:
            if not self._ended:
                await self._end()

    async def _begin(self, words: str) -> None:
        """Start it; where no answer came it may have been started all the same. Raises Unreachable."""
        try:
            await self._client.start(self._id, words)
        except Unreachable as error:
            self._ended = True
            if error.unsent or "status" in error.placeholders or type(error) is not Unreachable:
                raise
            try:
                await self._client.search(self._id)
            except NotFound:
                raise error from None
            self._ended = False

    async def _until_over(self) -> AsyncGenerator[Raw]:
        """Yield it as it is, again and again until it is over, or patience is."""
        pause, clock = FIRST_PAUSE, asyncio.get_running_loop()
        end = clock.time() + PATIENCE
        while clock.time() < end:
            told = await self._client.search(self._id)
            yield told
            if parse.is_over(told):
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)

    async def _responses(self, last: Raw) -> Sequence[Raw]:
        """Return what was found; slskd stores it a moment after the end."""
        for _ in range(_STORING_LOOKS):
            found = await self._client.responses(self._id)
            if len(found) >= count(last, "responseCount") or parse.is_stored(last):
                return found
            await asyncio.sleep(FIRST_PAUSE)
            last = await self._client.search(self._id)
        return found

    async def _end(self) -> None:
        """Stop it at slskd and forget it there: nobody reads it any more."""
        try:
            await self._client.stop(self._id)
            # Forgotten while it still runs, it would be an error of slskd's own.
            for _ in range(_STORING_LOOKS):
                if parse.is_over(await self._client.search(self._id)):
                    break
                await asyncio.sleep(FIRST_PAUSE)
            await self._client.forget(self._id)
        except NotFound:
            return
        except SyncopateError as error:
            # It is cleaned up later.
            _LOG.info("A search could not be ended at %s: %s", WHAT, error.detail)
