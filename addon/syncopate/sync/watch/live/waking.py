"""Asking for runs of links: soon, and not too often."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence

from syncopate.errors import JobAlreadyRunning, SyncopateError
from syncopate.store import links
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated
from syncopate.sync.watch.live.bursts import Bursts
from syncopate.sync.watch.live.timing import Timing

_LOG = logging.getLogger(__name__)

type RunLinks = Callable[[Sequence[str]], Awaitable[object]]
"""Begins a run of links. Raises JobAlreadyRunning while one is under way."""


class Waker:
    """Asks for runs of links; one that the job is too busy for waits until it is not."""

    def __init__(self, kit: Kit, run: RunLinks, timing: Timing) -> None:
        self._kit = kit
        self._run = run
        self._bursts = Bursts(timing)
        self._timing = timing
        self._news = asyncio.Event()

    def ask(self, link_ids: Iterable[str]) -> None:
        """Have links be run soon."""
        self._bursts.asked(link_ids, asyncio.get_running_loop().time())
        self._news.set()

    def waits(self, link_ids: Iterable[str]) -> bool:
        """Tell whether all of these are to be run already."""
        return self._bursts.waits(set(link_ids))

    async def work(self) -> None:
        """Ask when it is time, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            at = self._bursts.next_at()
            if at is None or at > loop.time():
                await self._wait(None if at is None else at - loop.time())
                continue
            await self._begin(self._bursts.taken(loop.time()))

    async def _wait(self, seconds: float | None) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    async def _begin(self, due: frozenset[str]) -> None:
        now = asyncio.get_running_loop().time
        try:
            begun = await isolated(self._ask(due), "Asking for a run")
        except SyncopateError as error:
            self._bursts.refused(due, now())
            if not isinstance(error, JobAlreadyRunning):
                _LOG.warning("A run could not be begun: %s", error.detail)
        else:
            self._bursts.begun(begun, now())
            self._bursts.dropped(due - begun)

    async def _ask(self, due: frozenset[str]) -> frozenset[str]:
        """Begin a run of those of the links that still want one, and return them."""
        every = await self._kit.database.read(links.every)
        wanted = due & {each.id for each in every if each.enabled and each.settings.live}
        if wanted:
            await self._run(sorted(wanted))
        return wanted
