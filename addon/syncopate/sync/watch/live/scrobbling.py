"""Telling an account what is played: the last word of each play, and its end once."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from syncopate.domain.link import Action, Became
from syncopate.domain.watch import Record, TimeKind
from syncopate.errors import SyncopateError
from syncopate.providers.watching import ScrobbleAction, WatchOutcome
from syncopate.store import watch_sent
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, scrobbler_of
from syncopate.sync.watch.live.intending import PlayTask, intend_play
from syncopate.sync.watch.live.passing import Way, was_written
from syncopate.sync.watch.live.playing import Playing
from syncopate.sync.watch.live.telling import Tell
from syncopate.sync.watch.live.timing import Timing
from syncopate.sync.watch.running import accounts_turn

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is told of: the play at its own side, whose dates are `times`, and the ways that lead here."""

    record: Record
    playing: Playing
    times: TimeKind
    ways: tuple[Way, ...]


@dataclass(slots=True)
class _Told:
    """What an account was told of a play last, and when."""

    action: ScrobbleAction
    at: float


@dataclass(eq=False, slots=True)
class Teller:
    """Tells one account, one thing after the other. `plays` are told apart by any text."""

    kit: Kit
    account_id: str
    timing: Timing
    _waiting: dict[str, tuple[float, Tell, About]] = field(default_factory=dict)
    _told: dict[str, _Told] = field(default_factory=dict)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, play: str, tell: Tell | None, about: About) -> None:
        """Have something told of a play; what was to be told of it before no longer counts."""
        now = asyncio.get_running_loop().time()
        self._waiting.pop(play, None)
        if tell is None:
            return
        due, told = now + tell.wait, self._told.get(play)
        if not tell.finishes and told is not None:
            due = max(due, told.at + self.timing.apart)
        self._waiting[play] = due, tell, about
        self._news.set()

    async def work(self) -> None:
        """Tell what is due, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            first = min((due for due, _, _ in self._waiting.values()), default=None)
            if first is None or first > loop.time():
                await self._wait(None if first is None else first - loop.time())
                continue
            play = next(each for each, (due, _, _) in self._waiting.items() if due == first)
            _, tell, about = self._waiting.pop(play)
            try:
                await isolated(self._tell(play, tell, about), "Telling what is played")
            except SyncopateError as error:
                # The next run brings what was seen.
                _LOG.info("What is played could not be told: %s", error.detail)

    async def _wait(self, seconds: float | None) -> None:
        self._news.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    async def _tell(self, play: str, tell: Tell, about: About) -> None:
        told = self._told.get(play)
        if not tell.finishes and told is not None and told.action is tell.action:
            return
        if tell.finishes:
            async with accounts_turn(self.kit, [self.account_id]):
                if await self._was_written(about):
                    return
                outcome = await self._send(tell, about)
        else:
            outcome = await self._send(tell, about)
        if outcome.became not in {Became.APPLIED, Became.UNCHANGED}:
            _LOG.info("Telling what is played: %s %s", outcome.became, outcome.detail)
        self._told[play] = _Told(tell.action, asyncio.get_running_loop().time())
        while len(self._told) > _MOST:
            del self._told[next(iter(self._told))]

    async def _was_written(self, about: About) -> bool:
        """Tell whether a run was faster: nobody else writes here meanwhile."""
        playing, policy = about.playing, about.ways[0].policy
        length = timedelta(seconds=about.record.length or 0.0)
        writes = await self.kit.database.read(
            watch_sent.since, self.account_id, Action.WATCH, playing.began_at - policy.tolerance
        )
        since = playing.began_at - max(policy.play_window, length)
        return was_written(about.record, writes, since, policy)

    async def _send(self, tell: Tell, about: About) -> WatchOutcome:
        scrobbler = await scrobbler_of(self.kit, self.account_id)
        if tell.finishes:
            for way in about.ways:
                now = self.kit.now()
                task = PlayTask(
                    link_id=way.link_id,
                    side=way.side.other,
                    record=about.record,
                    played_at=_dated(about, now),
                    now=now,
                )
                await self.kit.compute(intend_play, self.kit.database.address, task)
        return await scrobbler.scrobble(tell.action, tell.event, tell.progress)


_MOST = 500
"""Plays of which it is known what was told."""


def _dated(about: About, now: datetime) -> datetime:
    """Return which date the side where it was played gives a play."""
    return about.playing.resumed_at if about.times is TimeKind.SESSION_START else now
