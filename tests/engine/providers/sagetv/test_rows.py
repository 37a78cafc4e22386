"""The nineteen decisions of the old tool between SageTV and Plex, through the real provider and the planner.

Each row says what is right now; where the old tool was wrong, the row's name says what is right instead. The
other side behaves as a Plex server does.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from engine.planning.watching.worlds import Holder, Thing, told, two_way
from engine.providers.sagetv.conftest import AIRED, NOW, House, episode, ms
from fakes.sagex import Media, Show
from syncopate.domain.link import Base, LinkPolicy, Ready, WatchOperation
from syncopate.domain.watch import (
    Ending,
    MediaType,
    Plays,
    Position,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    View,
    WatchRules,
)
from syncopate.planning.watching.deciding import Decided, decide
from syncopate.planning.watching.settling import intended, known_of, settle
from syncopate.planning.watching.sides import Account, Sides
from syncopate.providers.sagetv.manifest import FEATURES, MANIFEST
from syncopate.providers.watching import Became

OLD, NEW = NOW - timedelta(days=2), NOW - timedelta(days=1)
BEFORE = OLD - timedelta(days=1)
PLEX = WatchRules(
    features=FEATURES, plays=Plays.LAST, closed=FEATURES, writes_dates=False, ending=Ending(share=0.95)
)
TITLE = Title(
    type=MediaType.EPISODE,
    name="Episode 1",
    show_name="Show",
    show_ids=frozenset({TitleId(TitleIdKind.TVDB, "83462")}),
    season=1,
    number=1,
)


@dataclass
class Pair:
    """SageTV at the left, Plex at the right, and a link that keeps them in step."""

    house: House
    media: Media
    plex: Holder
    thing: Thing
    policy: LinkPolicy = field(default_factory=two_way)
    bases: list[Base] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """Return the time by our clock."""
        return self.house.now

    async def plan(self) -> Decided:
        """Read both sides, and return what would be done."""
        read = await self.house.read()
        assert read.part.missing is None
        view = View(
            records=tuple(read.part.records),
            complete=read.part.features,
            taken_at=self.now,
            skew=read.end.skew,
        )
        assert MANIFEST.watch is not None
        left = Account(view=view, rules=MANIFEST.watch)
        right = Account(view=self.plex.view(self.now, FEATURES), rules=PLEX)
        return decide(self.bases, left, right, self.policy)

    async def sync(self) -> list[tuple[str, str]]:
        """Do what is planned, and return it for short."""
        self.house.now += timedelta(minutes=1)
        decided = await self.plan()
        done: list[WatchOperation] = []
        for operation in decided.plan.operations:
            assert operation.ready is Ready.READY
            self._intend(decided, operation)
            if operation.side is Side.LEFT:
                (outcome,) = await self.house.account.write([operation])
                assert outcome.became is Became.APPLIED, outcome
            else:
                self.plex.apply(operation, self.now)
            done.append(operation)
        self.bases = settle(decided, done, self.now)
        return told(done)

    def later(self, by: timedelta = timedelta(hours=1)) -> None:
        """Let time go by."""
        self.house.now += by

    def _intend(self, decided: Decided, operation: WatchOperation) -> None:
        (subject,) = decided.joined.subjects
        base = next((one for one in self.bases if one.side is operation.side), None)
        if base is None:
            base = known_of(subject, operation.side, Sides.of(subject, decided.link))
        others = [one for one in self.bases if one.side is not operation.side]
        self.bases = [*others, intended(base, operation, self.now)]


@dataclass
class Row:
    """What each side says: seen or not, minutes in it, and whose word is newer; what is right then."""

    sage: tuple[bool, float]
    plex: tuple[bool, float]
    newer: str
    right: list[tuple[str, str]] = field(default_factory=list)
    place: float | None = None
    called: list[str] = field(default_factory=list)


PLACE_SAGE, PLACE_PLEX = [("left", "place")], [("right", "place")]
WATCH_SAGE, WATCH_PLEX = [("left", "watch")], [("right", "watch")]
SET, TIMES, CLEAR = "SetWatched", "SetWatchedTimes", "ClearWatched"

ROWS = {
    "1 nothing anywhere: nothing": Row((False, 0), (False, 0), "tie"),
    "2 seen on both, SageTV at the end: nothing": Row((True, 40), (True, 0), "tie"),
    "3 marked by hand on SageTV: seen on Plex": Row((True, 0), (False, 0), "tie", WATCH_PLEX),
    "4 seen on Plex: marked on SageTV": Row((False, 0), (True, 0), "tie", WATCH_SAGE, called=[SET]),
    "5 begun on SageTV: begun on Plex": Row((False, 20), (False, 0), "sage", PLACE_PLEX, 20),
    "6 begun on Plex: begun on SageTV": Row((False, 0), (False, 20), "plex", PLACE_SAGE, 20, called=[TIMES]),
    "7 begun again on Plex: cleared and begun on SageTV": Row(
        (True, 40), (True, 20), "plex", PLACE_SAGE, 20, called=[CLEAR, TIMES]
    ),
    "8 begun again on SageTV: begun again on Plex, which keeps that it was seen": Row(
        (False, 20), (True, 0), "sage", PLACE_PLEX, 20
    ),
    "9 begun again at one place: nothing": Row((False, 20), (True, 20 + 1 / 60), "tie"),
    "10 seen on Plex after it was begun on SageTV: marked on SageTV": Row(
        (False, 20), (True, 0), "plex", WATCH_SAGE, called=[SET]
    ),
    "11 seen on SageTV, begun on Plex before: seen on Plex, no place at the end": Row(
        (True, 40), (False, 20), "sage", WATCH_PLEX
    ),
    "12 opened on Plex for a moment: the place of SageTV stays and goes there": Row(
        (False, 20), (False, 0), "plex", PLACE_PLEX, 20
    ),
    "13 half a minute on Plex is no place: that of SageTV goes there": Row(
        (False, 20), (False, 0.5), "plex", PLACE_PLEX, 20
    ),
    "14 in the last part on Plex: seen, so marked on SageTV": Row(
        (False, 20), (False, 39), "plex", WATCH_SAGE, called=[SET]
    ),
    "15 not two seconds apart: nothing": Row((False, 20), (False, 20 + 1.9 / 60), "plex"),
    "16 begun on both at one time: the side that is preferred": Row(
        (False, 10), (False, 20), "tie", PLACE_PLEX, 10
    ),
    "19 at the end of its file on SageTV, though not marked: seen on Plex": Row(
        (False, 39.5), (False, 0), "sage", WATCH_PLEX
    ),
}


@pytest.fixture
async def pair(house: House) -> Pair:
    # A broadcast of 46 minutes of which 40 were recorded: else SageTV itself took the end of it for seen.
    media = house.record(1, episode(1), aired_minutes=46)
    plex = Holder(PLEX)
    return Pair(house, media, plex, plex.put(TITLE, AIRED))


def put(pair: Pair, row: Row) -> None:
    """Have both servers say what a row has."""
    sage_at, plex_at = {"sage": (NEW, OLD), "plex": (OLD, NEW), "tie": (OLD, OLD)}[row.newer]
    seen, minutes = row.sage
    if seen:
        pair.media.airing.duration = 40 * 60_000
    if seen and not minutes:
        pair.house.fake.library.mark(pair.media.airing)
    elif minutes:
        pair.house.fake.watch(pair.media, minutes, ms(sage_at))
    seen, minutes = row.plex
    pair.thing.plays = [BEFORE if minutes else plex_at] if seen else []
    pair.thing.position = Position(minutes * 60.0, plex_at) if minutes else None
    if row.newer == "plex" and row.sage[0] and pair.media.airing.watch is not None:
        pair.media.airing.watch.real_end = ms(BEFORE)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
async def test_what_is_right_is_done_and_then_nothing_is_left_to_do(pair: Pair, row: Row) -> None:
    put(pair, row)
    operations = (await pair.plan()).plan.operations
    assert told(operations) == row.right
    if row.place is not None:
        (only,) = operations
        assert isinstance(only.value, Position)
        assert only.value.seconds == row.place * 60.0
    assert await pair.sync() == row.right
    assert pair.house.fake.written == row.called
    for _ in range(3):
        pair.later()
        assert await pair.sync() == [], "no echo"
    assert pair.house.fake.written == row.called


async def seen_on_both(pair: Pair) -> None:
    put(pair, ROWS["2 seen on both, SageTV at the end: nothing"])
    assert await pair.sync() == []
    pair.later()


async def test_17_taken_back_on_sagetv_it_is_taken_back_on_plex_once(pair: Pair) -> None:
    await seen_on_both(pair)
    pair.house.fake.library.clear(pair.media.airing)
    assert await pair.sync() == [("right", "unwatch")]
    assert not pair.thing.plays
    assert await pair.sync() == []


async def test_18_taken_back_on_plex_it_is_taken_back_on_sagetv_once(pair: Pair) -> None:
    await seen_on_both(pair)
    pair.thing.plays = []
    assert await pair.sync() == [("left", "unwatch")]
    assert not pair.house.fake.library.is_watched(pair.media.airing)
    assert pair.house.fake.written == [CLEAR]
    assert await pair.sync() == []


async def test_begun_again_on_sagetv_it_was_seen_on_plex_all_the_same(pair: Pair) -> None:
    await seen_on_both(pair)
    pair.house.fake.library.clear(pair.media.airing)
    pair.house.fake.watch(pair.media, 10)
    assert await pair.sync() == PLACE_PLEX
    assert len(pair.thing.plays) == 1
    assert await pair.sync() == []


async def test_marked_by_hand_after_the_last_run_it_is_seen_on_plex(pair: Pair) -> None:
    assert await pair.sync() == []
    pair.later()
    pair.house.fake.library.mark(pair.media.airing)
    assert await pair.sync() == WATCH_PLEX
    assert await pair.sync() == []


@pytest.mark.parametrize("hours", [-1, 1])
async def test_the_clock_of_the_server_may_be_an_hour_wrong(pair: Pair, hours: int) -> None:
    pair.house.ahead = timedelta(hours=hours)
    pair.house.fake.watch(pair.media, 10)
    assert await pair.sync() == PLACE_PLEX
    assert await pair.sync() == []
    pair.later(timedelta(minutes=30))
    pair.thing.position = Position(1200.0, pair.now)
    assert await pair.sync() == PLACE_SAGE, "Plex alone changed since, whatever the clocks say"
    assert pair.media.airing.watch is not None
    assert await pair.sync() == []
    pair.later(timedelta(minutes=30))
    pair.house.fake.watch(pair.media, 30)
    assert await pair.sync() == PLACE_PLEX
    assert await pair.sync() == []


async def test_further_back_later_wins(pair: Pair) -> None:
    put(pair, ROWS["15 not two seconds apart: nothing"])
    assert await pair.sync() == []
    pair.later()
    pair.thing.position = Position(300.0, pair.now)
    assert await pair.sync() == PLACE_SAGE
    assert pair.house.fake.written == [CLEAR, TIMES]
    assert await pair.sync() == []


async def test_a_file_that_is_matched_by_its_place_alone(house: House) -> None:
    show = Show("Show", "MF77")
    media = house.fake.add(show, "F:\\SageTV\\Show-1-0.mpg", start=ms(AIRED))
    house.folders = "F:\\SageTV => /media/tv"
    plex = Holder(PLEX)
    title = Title(type=MediaType.EPISODE, name="1", path="/media/tv/Show-1-0.mpg")
    pair = Pair(house, media, plex, plex.put(title, AIRED))
    pair.thing.plays = [OLD]
    assert await pair.sync() == WATCH_SAGE
    assert await pair.sync() == []
