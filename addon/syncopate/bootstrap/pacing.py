"""Where it is written down how accounts stand with their services: in our database."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

from syncopate.providers.manifest import RateLimit
from syncopate.providers.pace import Wait
from syncopate.store import paces
from syncopate.store.database import FAILURES, Database

_LOG = logging.getLogger(__name__)

_FAILURES: tuple[type[Exception], ...] = (*FAILURES, TimeoutError)
_PATIENCE_SECONDS = 3.0
"""How long a request waits for the database before it goes by what this process knows."""
_REST_SECONDS = 15.0
"""How long the database is left alone once it has failed: not every request has to wait for it."""


class PaceLedger:
    """A ledger in the database. On SQLite there is one process: requests are counted in its memory alone."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        """`clock` are seconds since 1970: processes have to agree on them."""
        self._database = database
        self._clock = clock
        self._failed_at: float | None = None

    @property
    def shared(self) -> bool:
        """Whether several processes may ask at the same time."""
        return not self._database.is_sqlite

    async def begin(self, owner: str, limit: RateLimit) -> Wait:
        """Count a request that begins now, or tell why it has to wait."""
        if self._failed_at is not None and time.monotonic() < self._failed_at + _REST_SECONDS:
            return Wait()
        way = await self._tried(
            self._database.write(paces.begin, owner, limit.requests, limit.seconds, self._clock)
        )
        return Wait() if way is None else Wait(pause=way.pause, rests=way.rests)

    async def rest(self, owner: str, seconds: float) -> None:
        """Write down that an account may ask nothing for so long."""
        now = self._clock()
        await self._tried(self._database.write(paces.rest, owner, now + seconds, now), patient=True)

    async def rests(self) -> Mapping[str, float]:
        """Return for how many seconds accounts still have to rest."""
        return await self._tried(self._database.read(paces.rests, self._clock())) or {}

    async def _tried[T](self, asked: Awaitable[T], *, patient: bool = False) -> T | None:
        """Return the answer, None where the database fails; only the first of many failures is logged."""
        try:
            async with asyncio.timeout(None if patient else _PATIENCE_SECONDS):
                answer = await asked
        except _FAILURES as error:
            if self._failed_at is None:
                _LOG.warning(
                    "The database does not tell how fast services may be asked (%s): each process goes by "
                    "what it knows itself.",
                    type(error).__name__,
                )
            self._failed_at = time.monotonic()
            return None
        if self._failed_at is not None:
            _LOG.info("The database tells again how fast services may be asked.")
            self._failed_at = None
        return answer
