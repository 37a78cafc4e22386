"""What happens at accounts, heard and passed on: scrobbles at once, runs of links soon.

Nothing depends on it. What it does not hear, or cannot tell, the next run of a link brings.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from syncopate.domain.event import Event, EventType
from syncopate.domain.live import PlayEvent
from syncopate.errors import SyncopateError
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.store import accounts, links, watch_overrides
from syncopate.store.accounts import Account
from syncopate.store.database import Connection as Database
from syncopate.store.links import Link
from syncopate.store.watch_overrides import Override
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated
from syncopate.sync.watch.live.connecting import Connections, is_other
from syncopate.sync.watch.live.hearing import Hearing
from syncopate.sync.watch.live.passing import Way, ways_from
from syncopate.sync.watch.live.scrobbling import Teller
from syncopate.sync.watch.live.timing import Timing
from syncopate.sync.watch.live.waking import RunLinks, Waker
from syncopate.sync.watch.live.whose import Source

_LOG = logging.getLogger(__name__)

_OF_LINKS = frozenset({EventType.LINK_ADDED, EventType.LINK_UPDATED, EventType.LINK_REMOVED})
_MOST_WAITING = 1000
"""Events of one account that are waited for; beyond that a run of its links tells what they did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveState:
    """How it stands with an account. `listens`: a connection is kept; `connected_at`: since when it is open.

    Why it is not, `error` says, a key. `heard` events were the account's own user's since we began,
    `others` somebody else's or nobody's.
    """

    listens: bool = False
    connected_at: datetime | None = None
    error: str | None = None
    detail: str = ""
    heard: int = 0
    others: int = 0
    last_heard_at: datetime | None = None


class Ears(Protocol):
    """Takes what servers send to the addresses of accounts, and tells how it stands with each."""

    def hear(self, account_id: str, event: PlayEvent, source: Source) -> None:
        """Take an event, without waiting for what follows."""
        ...

    def state(self, account_id: str) -> LiveState:
        """Return how it stands with an account."""
        ...


class Deaf:
    """Hears nothing: where no links are kept."""

    def hear(self, account_id: str, event: PlayEvent, source: Source) -> None:
        """Leave it to the next run."""

    def state(self, account_id: str) -> LiveState:
        """Return that nothing was heard."""
        del account_id
        return LiveState()


class Live:
    """Keeps connections, hears what happens, passes it on. One in all processes; fulfils Ears."""

    def __init__(self, kit: Kit, run: RunLinks, timing: Timing | None = None) -> None:
        self._kit = kit
        self._timing = timing or Timing()
        self._waker = Waker(kit, run, self._timing)
        self._connections = Connections(kit, self._heard, self._missed, self._timing)
        self._hearings: dict[str, tuple[Account, Hearing, asyncio.Task[None]]] = {}
        self._tellers: dict[str, tuple[Teller, asyncio.Task[None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._news = asyncio.Event()
        self._known: tuple[Sequence[Link], Sequence[Override], dict[str, Account]] = ((), (), {})

    async def start(self) -> None:
        """Begin to listen. Needs a running event loop."""
        self._spawn(self._waker.work(), "runs after events")
        self._spawn(self._keep(), "connections to servers")

    async def stop(self) -> None:
        """End all of it; what waits, the next run brings."""
        tasks = {*self._tasks, *(task for _, _, task in self._hearings.values())}
        for task in tasks:
            task.cancel()
        await self._connections.stop()
        if tasks:
            await asyncio.wait(tasks)
        self._tasks.clear()
        self._hearings.clear()

    async def happened(self, event: Event) -> None:
        """Take that links changed."""
        if event.type in _OF_LINKS:
            self._news.set()

    def hear(self, account_id: str, event: PlayEvent, source: Source) -> None:
        """Take an event; it is worked on in its turn."""
        account = self._known[2].get(account_id)
        if account is None or not self._ways(account_id):
            return
        if account_id not in self._hearings:
            hearing = Hearing(self._kit, account, self._timing, self)
            task = asyncio.create_task(hearing.work(), name=f"events of {account_id}")
            self._hearings[account_id] = account, hearing, task
        if not self._hearings[account_id][1].put(event, source, most=_MOST_WAITING):
            self._missed(account_id)

    def state(self, account_id: str) -> LiveState:
        """Return how it stands with an account."""
        connection, kept = self._connections.of(account_id), self._hearings.get(account_id)
        hearing = None if kept is None else kept[1]
        return LiveState(
            listens=connection is not None,
            connected_at=None if connection is None else connection.since,
            error=None if connection is None else connection.error,
            detail="" if connection is None else connection.detail,
            heard=0 if hearing is None else hearing.heard,
            others=0 if hearing is None else hearing.others,
            last_heard_at=None if hearing is None else hearing.last_heard_at,
        )

    def ways(self, account_id: str) -> Sequence[Way]:
        """Return where what happens at an account may pass."""
        return self._ways(account_id)

    def provider_of(self, account_id: str) -> str | None:
        """Return whose account it is, None where there is none."""
        account = self._known[2].get(account_id)
        return None if account is None else account.provider

    def ask(self, link_ids: Iterable[str]) -> None:
        """Have links be run soon."""
        self._waker.ask(link_ids)

    def is_asked(self, link_ids: Iterable[str]) -> bool:
        """Tell whether all of these are to be run already."""
        return self._waker.waits(link_ids)

    def teller(self, account_id: str) -> Teller:
        """Return what tells an account what is played."""
        if account_id not in self._tellers:
            teller = Teller(self._kit, account_id, self._timing)
            task = self._spawn(teller.work(), f"telling {account_id}")
            self._tellers[account_id] = teller, task
        return self._tellers[account_id][0]

    def _ways(self, account_id: str) -> Sequence[Way]:
        every, overrides, _ = self._known
        return tuple(ways_from(account_id, every, overrides))

    def _heard(self, account_id: str, event: PlayEvent) -> None:
        self.hear(account_id, event, Source.LISTENER)

    def _missed(self, account_id: str) -> None:
        self._waker.ask(way.link_id for way in self._ways(account_id))

    def _spawn(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _keep(self) -> None:
        while True:
            self._news.clear()
            try:
                await isolated(self._look(), "Looking which servers to listen to")
            except SyncopateError as error:
                _LOG.warning("Links were not looked at: %s", error.detail)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._timing.look):
                    await self._news.wait()

    async def _look(self) -> None:
        """Have those connections that links need, and forget what accounts were."""
        self._known = await self._kit.database.read(_links_and_accounts)
        every, _, known = self._known
        for account_id, (account, _, task) in list(self._hearings.items()):
            if account_id not in known or is_other(account, known[account_id]):
                del self._hearings[account_id]
                task.cancel()
        for account_id in self._tellers.keys() - known.keys():
            _, task = self._tellers.pop(account_id)
            task.cancel()
        await self._connections.keep(
            account
            for account in known.values()
            if Capability.LISTENING in registry.manifest_of(account.provider).capabilities
            and any(_passes_from(link, account.id) for link in every)
        )


def _links_and_accounts(
    connection: Database,
) -> tuple[Sequence[Link], Sequence[Override], dict[str, Account]]:
    every = {each.id: each for each in accounts.every(connection)}
    return links.every(connection), watch_overrides.every(connection), every


def _passes_from(link: Link, account_id: str) -> bool:
    """Tell whether a link that is on and live lets anything pass from an account."""
    return bool(tuple(ways_from(account_id, [link], [], approved=False)))
