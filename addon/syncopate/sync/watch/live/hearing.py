"""The events of one account, one after the other: whose they are, what is news, and what follows."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from syncopate.domain.live import PlayEvent, PlayState
from syncopate.domain.watch import Ending, MediaType, Record, Side, TimeKind, View, WatchRules
from syncopate.errors import SyncopateError
from syncopate.planning.watching.renaming import named
from syncopate.providers import registry
from syncopate.providers.manifest import Capability
from syncopate.providers.watching import OwnUsers
from syncopate.store import watch_records
from syncopate.store.accounts import Account
from syncopate.sync.kit import Kit
from syncopate.sync.providers import hooks_of, isolated, listener_of
from syncopate.sync.watch.live.passing import Way, record_of
from syncopate.sync.watch.live.playing import FORGOTTEN_SECONDS, Heard, Moment, Played, Playing, hear
from syncopate.sync.watch.live.scrobbling import About, Teller
from syncopate.sync.watch.live.telling import tell_of
from syncopate.sync.watch.live.timing import Timing
from syncopate.sync.watch.live.whose import Source, is_own
from syncopate.sync.watch.naming import resolved

_LOG = logging.getLogger(__name__)

_BY_HAND = frozenset({PlayState.CHANGED, PlayState.RATED})
_MOST = 1000
"""Plays and changes of one account that are remembered."""


class Outlets(Protocol):
    """Where what was heard passes on to."""

    def ways(self, account_id: str) -> Sequence[Way]:
        """Return where what happens at an account may pass."""
        ...

    def provider_of(self, account_id: str) -> str | None:
        """Return whose account it is, None where there is none."""
        ...

    def ask(self, link_ids: Iterable[str]) -> None:
        """Have links be run soon."""
        ...

    def is_asked(self, link_ids: Iterable[str]) -> bool:
        """Tell whether all of these are to be run already."""
        ...

    def teller(self, account_id: str) -> Teller:
        """Return what tells an account what is played."""
        ...


@dataclass(frozen=True, slots=True)
class _Whose:
    own: OwnUsers | None
    until: float


class Hearing:
    """What was heard of one account."""

    def __init__(self, kit: Kit, account: Account, timing: Timing, outlets: Outlets) -> None:
        self.heard = 0
        self.others = 0
        self.last_heard_at: datetime | None = None
        self._kit = kit
        self._account = account
        self._timing = timing
        self._outlets = outlets
        self._queue: asyncio.Queue[tuple[PlayEvent, Source]] = asyncio.Queue()
        self._plays: dict[str, Playing] = {}
        self._changes: dict[tuple[str, PlayState, float | None], float] = {}
        self._whose: _Whose | None = None

    @property
    def _rules(self) -> WatchRules | None:
        return registry.manifest_of(self._account.provider).watch

    def put(self, event: PlayEvent, source: Source, *, most: int) -> bool:
        """Take an event; False where too many wait already."""
        if self._queue.qsize() >= most:
            return False
        self._queue.put_nowait((event, source))
        return True

    async def work(self) -> None:
        """Take one event after the other, until cancelled."""
        while True:
            event, source = await self._queue.get()
            try:
                await isolated(self._take(event, source), "Hearing an event")
            except SyncopateError as error:
                _LOG.warning("What happened at %s was not passed on: %s", self._account.name, error.detail)

    async def _take(self, event: PlayEvent, source: Source) -> None:
        if not is_own(event, await self._own(), source):
            self.others += 1
            return
        self.heard += 1
        self.last_heard_at = self._kit.now()
        if event.state in _BY_HAND:
            if not self._is_told_again(event):
                await self._changed(event)
            return
        stored = None
        if event.length is None or event.title is None:
            stored = await self._stored(event.key)
        what = self._what(event, stored)
        heard = hear(self._plays.get(event.key), event, what, self._now())
        self._remember(event.key, heard.playing)
        if heard.turn is not None:
            await self._played(event, heard, what)

    async def _changed(self, event: PlayEvent) -> None:
        ways = [way for way in self._outlets.ways(self._account.id) if way.wants_run(event, None)]
        asked = [way.link_id for way in ways]
        if self._outlets.is_asked(asked):
            return
        stored = await self._stored(event.key)
        record = record_of(event, stored)
        self._outlets.ask(
            way.link_id for way in ways if record is None or stored is None or way.covers(record, stored=True)
        )

    async def _played(self, event: PlayEvent, heard: Heard, what: Played) -> None:
        stored = await self._stored(event.key)
        record, every = record_of(event, stored), self._outlets.ways(self._account.id)
        record = None if record is None else await self._named(record)
        covered = (
            [] if record is None else [way for way in every if way.covers(record, stored=stored is not None)]
        )
        # Whether what is not known yet is kept in step, the run finds out.
        asked = every if stored is None else covered
        self._outlets.ask(way.link_id for way in asked if way.wants_run(event, heard.turn))
        if heard.known and record is not None:
            self._tell(event, heard, what, record, [way for way in covered if way.adds_plays])

    def _tell(
        self, event: PlayEvent, heard: Heard, what: Played, record: Record, ways: Sequence[Way]
    ) -> None:
        for target in dict.fromkeys(way.target for way in ways):
            provider = self._outlets.provider_of(target)
            manifest = None if provider is None else registry.manifest_of(provider)
            if manifest is None or Capability.SCROBBLING not in manifest.capabilities or heard.turn is None:
                continue
            theirs = Ending() if manifest.watch is None else manifest.watch.ending
            position = heard.playing.position if event.position is None else event.position
            there = tuple(way for way in ways if way.target == target)
            # A target is one link's other side, or that of several, which the user said the same to.
            meant = named(record, there[0].side, there[0].policy)
            said = PlayEvent(
                state=event.state,
                key=event.key,
                at=event.at,
                title=meant.title,
                user=event.user,
                user_name=event.user_name,
                position=position,
                length=what.length,
                session=event.session,
                server=event.server,
            )
            about = About(
                record=meant,
                playing=heard.playing,
                times=TimeKind.WALL_CLOCK if self._rules is None else self._rules.times,
                ways=there,
            )
            play = f"{self._account.id} {event.key}"
            tell = tell_of(heard.turn, said, what, theirs, self._timing)
            self._outlets.teller(target).put(play, tell, about)

    async def _own(self) -> OwnUsers | None:
        """Return whose events are the account's, None where nobody can say that now."""
        now = self._now().seconds
        if self._whose is None or self._whose.until <= now:
            try:
                self._whose = _Whose(await self._asked(), now + self._timing.remember)
            except SyncopateError as error:
                _LOG.info("Who plays at %s is not known: %s", self._account.name, error.detail)
                known = None if self._whose is None else self._whose.own
                self._whose = _Whose(known, now + self._timing.retry)
        return self._whose.own

    async def _asked(self) -> OwnUsers:
        able = registry.manifest_of(self._account.provider).capabilities
        if Capability.LISTENING in able:
            listener = await listener_of(self._kit, self._account.id)
            return await listener.own_users()
        reader = await hooks_of(self._kit, self._account.id)
        return await reader.own_users()

    def _what(self, event: PlayEvent, stored: Record | None) -> Played:
        title = event.title or (None if stored is None else stored.title)
        return Played(
            kind=MediaType.MOVIE if title is None else title.type,
            length=event.length or (None if stored is None else stored.length),
            ending=Ending() if self._rules is None else self._rules.ending,
        )

    def _is_told_again(self, event: PlayEvent) -> bool:
        now, name = self._now().seconds, (event.key, event.state, event.rating)
        last = self._changes.pop(name, None)
        self._changes[name] = now
        while len(self._changes) > _MOST:
            del self._changes[next(iter(self._changes))]
        return last is not None and now - last < self._timing.again

    def _remember(self, key: str, playing: Playing) -> None:
        self._plays.pop(key, None)
        self._plays[key] = playing
        oldest = next(iter(self._plays))
        late = playing.heard - self._plays[oldest].heard > FORGOTTEN_SECONDS
        if late or len(self._plays) > _MOST:
            del self._plays[oldest]

    async def _stored(self, key: str) -> Record | None:
        return await self._kit.database.read(watch_records.find, self._account.id, key)

    async def _named(self, record: Record) -> Record:
        """Return a record with the ids that are known of it from elsewhere."""
        view = View(records=(record,), complete=frozenset(), taken_at=self._kit.now())
        (found,) = (await asyncio.to_thread(resolved, self._kit.database, {Side.LEFT: view}))[
            Side.LEFT
        ].records
        return found

    def _now(self) -> Moment:
        return Moment(self._kit.now(), asyncio.get_running_loop().time())
