"""Keeping a connection to each server that tells what happens there by itself."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime

from syncopate.domain.live import PlayEvent
from syncopate.errors import SyncopateError
from syncopate.store.accounts import Account
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, isolated_each, listener_of
from syncopate.sync.watch.live.timing import Timing

_LOG = logging.getLogger(__name__)

type Ear = Callable[[str, PlayEvent], None]
"""Takes what happened at an account."""


@dataclass(eq=False, slots=True)
class Connection:
    """How it stands with the connection of one account: `since` when it is open, or why it is not."""

    account: Account
    since: datetime | None = None
    error: str | None = None
    detail: str = ""
    task: asyncio.Task[None] | None = None


class Connections:
    """All connections; each is opened again when it breaks, after growing pauses."""

    def __init__(self, kit: Kit, ear: Ear, gap: Callable[[str], None], timing: Timing) -> None:
        """`gap` is told of an account at which something may have happened while nobody listened."""
        self._kit = kit
        self._ear = ear
        self._gap = gap
        self._timing = timing
        self._open: dict[str, Connection] = {}

    def of(self, account_id: str) -> Connection | None:
        """Return how it stands with one, None where there is to be none."""
        return self._open.get(account_id)

    async def keep(self, wanted: Iterable[Account]) -> None:
        """Have a connection to each of these accounts as it is set now, and to no others."""
        now = {each.id: each for each in wanted}
        await self._end(
            each.account.id
            for each in list(self._open.values())
            if each.account.id not in now or is_other(each.account, now[each.account.id])
        )
        for account in now.values():
            if account.id not in self._open:
                connection = self._open[account.id] = Connection(account)
                connection.task = asyncio.create_task(
                    self._listen(connection), name=f"listening to {account.id}"
                )

    async def stop(self) -> None:
        """End all of them."""
        await self._end(list(self._open))

    async def _end(self, account_ids: Iterable[str]) -> None:
        ended = [self._open.pop(account_id).task for account_id in account_ids]
        tasks = [task for task in ended if task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _listen(self, connection: Connection) -> None:
        loop, pause, again = asyncio.get_running_loop(), self._timing.first_pause, False
        while True:
            began = loop.time()
            error = await self._once(connection, again=again)
            stood, connection.since = connection.since is not None, None
            if error is not None and connection.error is None:
                _LOG.warning("Listening to %s: %s", connection.account.name, error.detail)
            connection.error, connection.detail = (None, "") if error is None else (error.key, error.detail)
            again = again or stood
            if stood and loop.time() - began >= self._timing.steady:
                pause = self._timing.first_pause
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._timing.last_pause)

    async def _once(self, connection: Connection, *, again: bool) -> SyncopateError | None:
        """Listen until the connection ends, and return why it did, None where the server closed it."""
        account = connection.account

        def opened() -> None:
            connection.since, connection.error, connection.detail = self._kit.now(), None, ""
            if again:
                self._gap(account.id)

        try:
            listener = await isolated(listener_of(self._kit, account.id), account.name)
            async with aclosing(isolated_each(listener.listen(opened), account.name)) as events:
                async for event in events:
                    self._ear(account.id, event)
        except SyncopateError as error:
            return error
        return None


def is_other(one: Account, other: Account) -> bool:
    """Tell whether an account reaches something else than before."""
    return (one.settings, one.secrets) != (other.settings, other.secrets)
