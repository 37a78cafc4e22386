"""What one side says comes to Trakt and back once: no echo, and what is taken back is so once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from fakes.serving import Fault
from fakes.trakt.model import Thing
from syncopate.domain.link import Action, Base, FeaturePolicy, LinkPolicy, WatchOperation
from syncopate.domain.watch import (
    NOTHING,
    Feature,
    Listed,
    Rating,
    Record,
    Side,
    Value,
    Values,
    View,
    Watched,
    WatchRules,
)
from syncopate.planning.watching.deciding import decide
from syncopate.planning.watching.settling import settle
from syncopate.planning.watching.sides import Account
from syncopate.providers.trakt.manifest import RULES
from syncopate.providers.watching import Became

from .conftest import ALL, AT, House, title_of

_DONE = {Became.APPLIED, Became.UNCHANGED}
_BOTH = FeaturePolicy(to_left=True, to_right=True, adds=True, removes=True)


@dataclass
class Memory:
    """The other side: it takes whatever it is told."""

    rules: WatchRules
    records: dict[str, Record] = field(default_factory=dict)

    def say(self, thing: Thing, **values: Value) -> None:
        title = title_of(thing)
        key = next((key for key, one in self.records.items() if one.title.ids & title.ids), str(thing.ids))
        before = self.records.get(key)
        old = before.values if before else NOTHING
        self.records[key] = Record(key=key, title=title, values=replace(old, **values))

    def take(self, operation: WatchOperation) -> None:
        key = operation.keys[0] if operation.keys else f"new-{len(self.records)}"
        before = self.records.get(key) or Record(key=key, title=operation.title)
        value = None if operation.action.removes else operation.value
        there = before.values.watched
        if operation.action is Action.WATCH and isinstance(value, Watched):
            plays = tuple(sorted((*(there.plays if there else ()), *value.plays)))
            value = Watched(plays, len(plays))
        if isinstance(operation.value, Watched) and operation.action is Action.UNWATCH and there:
            plays = tuple(play for play in there.plays if play not in operation.value.plays)
            value = Watched(plays, len(plays)) if plays else None
        self.records[key] = replace(before, values=before.values.having(operation.feature, value))

    def view(self) -> View:
        said = tuple(record for record in self.records.values() if record.values != NOTHING)
        return View(records=said, complete=ALL, taken_at=datetime.now(UTC))


@dataclass
class Linked:
    """A link between both, run by run. `known` is what was read of Trakt, as the engine keeps it."""

    house: House
    other: Memory
    bases: list[Base] = field(default_factory=list)
    cursors: dict[Feature, str] = field(default_factory=dict)
    known: dict[Feature, dict[str, Record]] = field(default_factory=dict)
    policy: LinkPolicy = field(default_factory=lambda: LinkPolicy(features=dict.fromkeys(ALL, _BOTH)))

    async def run(self) -> Sequence[WatchOperation]:
        """Read, decide, write, and keep what is known; return what was planned."""
        theirs = await self._view()
        left, right = (
            Account(view=self.other.view(), rules=self.other.rules),
            Account(view=theirs, rules=RULES),
        )
        decided = decide(self.bases, left, right, self.policy)
        done = [each for each in decided.plan.operations if await self._apply(each)]
        self.bases = settle(decided, done, datetime.now(UTC))
        return decided.plan.operations

    async def _apply(self, operation: WatchOperation) -> bool:
        if operation.side is Side.LEFT:
            self.other.take(operation)
            return True
        [outcome] = await self.house.write(operation)
        return outcome.became in _DONE

    async def _view(self) -> View:
        read = await self.house.read(cursors=self.cursors)
        complete = {feature for feature, part in read.parts.items() if part.missing is None}
        for feature in complete:
            part = read.parts[feature]
            if part.whole:
                self.known[feature] = {}
            self.known[feature] |= {record.key: record for record in part.records}
        self.cursors = read.cursors
        # Of what could not be read nothing is known, as if there were nothing.
        told = {feature: records for feature, records in self.known.items() if feature in complete}
        taken_at, skew = datetime.now(UTC), read.end.skew
        return View(records=_together(told), complete=frozenset(complete), taken_at=taken_at, skew=skew)


def _together(known: Mapping[Feature, Mapping[str, Record]]) -> tuple[Record, ...]:
    found: dict[str, Record] = {}
    for feature, records in known.items():
        for key, record in records.items():
            old = found.get(key, replace(record, values=NOTHING))
            found[key] = replace(old, values=old.values.having(feature, record.values.of(feature)))
    return tuple(found.values())


def _link(house: House, rules: WatchRules = RULES) -> Linked:
    return Linked(house, Memory(rules))


async def test_both_ways_and_no_echo(house: House) -> None:
    film, show = house.titles.movie("Film"), house.titles.show("Show", {0: 1, 1: 3})
    special, episode = show.seasons[0].episodes[1], show.seasons[1].episodes[3]
    link = _link(house)
    link.other.say(film, watched=Watched((AT, AT + timedelta(days=9)), 2), rating=Rating(7.0, AT))
    link.other.say(special, watched=Watched((AT,)))
    link.other.say(show, rating=Rating(9.0, AT), listed=Listed(AT))
    house.anna.watch(episode, AT)
    house.anna.rate(show.seasons[1], 4, AT)
    house.anna.list(house.titles.movie("Wanted"))
    first = await link.run()
    assert len(first) == 8, first
    assert sorted(play.at for play in house.anna.plays if play.thing is film) == [AT, AT + timedelta(days=9)]
    assert {(each.thing.kind, each.rating) for each in house.anna.ratings} == {
        ("movie", 7),
        ("show", 9),
        ("season", 4),
    }
    for _ in range(3):
        assert await link.run() == ()
    assert len(house.anna.plays) == 4


async def test_what_is_taken_back_at_trakt_is_so_once(house: House) -> None:
    film, other = house.titles.movie("Film"), house.titles.movie("Other")
    link = _link(house)
    link.other.say(film, watched=Watched((AT,)), rating=Rating(7.0, AT))
    link.other.say(other, watched=Watched((AT,)), listed=Listed(AT))
    await link.run()
    assert await link.run() == ()
    house.anna.unwatch([play for play in house.anna.plays if play.thing is film])
    house.anna.unrate(film)
    house.anna.unlist(other)
    actions = [operation.action for operation in await link.run()]
    assert sorted(actions) == [Action.UNLIST, Action.UNRATE, Action.UNWATCH]
    assert [record.values for record in link.other.view().records] == [Values(watched=Watched((AT,)))]
    assert await link.run() == ()


async def test_what_is_taken_back_at_the_other_side_is_so_once(house: House) -> None:
    film = house.titles.movie("Film")
    link = _link(house)
    link.other.say(film, watched=Watched((AT, AT + timedelta(days=9)), 2), rating=Rating(7.0, AT))
    await link.run()
    assert await link.run() == ()
    link.other.say(film, watched=Watched((AT,), 1))
    [operation] = await link.run()
    assert operation.action is Action.UNWATCH
    assert [play.at for play in house.anna.plays] == [AT]
    assert await link.run() == ()
    link.other.records.clear()
    assert len(await link.run()) == 2
    assert not house.anna.plays
    assert not house.anna.ratings
    assert await link.run() == ()


async def test_a_play_comes_from_trakt_alone(house: House) -> None:
    films = [house.titles.movie(f"Film {number}") for number in range(600)]
    for number, film in enumerate(films):
        house.anna.watch(film, AT + timedelta(days=number))
    link = _link(house)
    assert len(await link.run()) == 600
    assert await link.run() == ()
    house.anna.watch(films[5], AT + timedelta(days=2000))
    [operation] = await link.run()
    assert operation.value == Watched((AT + timedelta(days=2000),), 1)
    assert await link.run() == ()


async def test_a_failed_read_takes_nothing_back(house: House) -> None:
    film = house.titles.movie("Film")
    link = _link(house)
    link.other.say(film, watched=Watched((AT,)), rating=Rating(7.0, AT), listed=Listed(AT))
    await link.run()
    for fault in (Fault.SERVER_ERROR, Fault.EMPTY_PAGE, Fault.HTML):
        house.anna.touch("movie", "watched_at")
        house.anna.touch("movie", "rated_at")
        house.fake.wire.fail(fault, "/sync/[hrw]*")
        assert await link.run() == ()
        house.fake.wire.heal()
    assert await link.run() == ()
    assert len(house.anna.plays) == 1
