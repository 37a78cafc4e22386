"""A link between a fake SIMKL and a tracker in memory: what passes once does not come back."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from syncopate.domain.link import Action, Base, FeaturePolicy, LinkPolicy, WatchOperation
from syncopate.domain.reading import ReadPart
from syncopate.domain.watch import (
    Feature,
    Listed,
    Plays,
    Rating,
    Record,
    Side,
    Title,
    Values,
    View,
    Watched,
    WatchRules,
)
from syncopate.planning.watching.deciding import decide
from syncopate.planning.watching.settling import settle
from syncopate.planning.watching.sides import Account
from syncopate.providers.simkl.manifest import MANIFEST
from syncopate.providers.simkl.watching import FEATURES
from syncopate.providers.watching import Became

from .conftest import House, episode, film, show

POLICY = LinkPolicy(
    features={each: FeaturePolicy(to_left=True, to_right=True, removes=True) for each in FEATURES}
)
LEFT = WatchRules(features=FEATURES, plays=Plays.EVERY)
AT = "2025-11-01T20:00:00Z"


class Link:
    """Both sides, what is known of them, and what is read of SIMKL so far."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.left: dict[Title, Values] = {}
        self.bases: list[Base] = []
        self.cursor: str | None = None
        self.known: dict[str, Record] = {}

    async def run(self) -> list[WatchOperation]:
        """Read, decide, write, and keep what is known; return what was written."""
        now = datetime.now(UTC)
        await self._read()
        left = View(records=tuple(self._left()), complete=FEATURES, taken_at=now)
        right = View(records=tuple(self.known.values()), complete=FEATURES, taken_at=now)
        rules = MANIFEST.watch
        assert rules is not None
        decided = decide(self.bases, Account(view=left, rules=LEFT), Account(view=right, rules=rules), POLICY)
        done: list[WatchOperation] = []
        for action in Action:
            mine = [each for each in decided.plan.operations if each.action is action]
            for each in mine:
                if each.side is Side.LEFT:
                    self._write(each)
                    done.append(each)
            theirs = [each for each in mine if each.side is Side.RIGHT]
            told = await self.house.account.write(theirs)
            done += [
                each
                for each, outcome in zip(theirs, told, strict=True)
                if outcome.became in {Became.APPLIED, Became.UNCHANGED}
            ]
        assert len(done) == len(decided.plan.operations)
        self.bases = settle(decided, done, now)
        return list(decided.plan.operations)

    async def _read(self) -> None:
        part: ReadPart = (await self.house.read(self.cursor)).part
        assert part.missing is None
        if part.whole:
            self.known = {}
        self.known |= {each.key: each for each in part.records}
        for key in part.gone:
            self.known.pop(key, None)
        self.cursor = part.cursor

    def _left(self) -> Iterable[Record]:
        for place, (title, values) in enumerate(self.left.items()):
            if values != Values():
                yield Record(key=f"left:{place}", title=title, values=values)

    def _write(self, each: WatchOperation) -> None:
        title = next((one for one in self.left if self._is(one, each.title)), each.title)
        value = None if each.action.removes else each.value
        self.left[title] = self.left.get(title, Values()).having(each.feature, value)

    @staticmethod
    def _is(one: Title, other: Title) -> bool:
        here, there = one.ids | one.show_ids, other.ids | other.show_ids
        place = (one.type, one.season, one.number) == (other.type, other.season, other.number)
        return place and bool(here & there)


async def test_what_passes_does_not_come_back(house: House) -> None:
    first, second = house.fake.add("movies", "First"), house.fake.add("movies", "Second")
    known = house.fake.add("shows", "Show", seasons={1: 5, 2: 5}, runs=True)
    planned = house.fake.add("shows", "Planned", seasons={1: 5})
    link = Link(house)
    link.left = {
        film(first): Values(watched=Watched((house.at(),)), rating=Rating(8.0, house.at())),
        episode(known, 1, 1): Values(watched=Watched((house.at(5),))),
        episode(known, 1, 2): Values(watched=Watched((house.at(60),))),
        show(planned): Values(listed=Listed(house.at())),
    }
    house.library.watch(second, (), AT)
    house.library.watch(known, [(2, 1)], AT)
    assert len(await link.run()) == 7
    assert house.library.items[first.simkl].rating == 8
    assert await link.run() == []
    assert await link.run() == []

    house.library.unwatch(known, [(1, 2)])
    house.library.remove(second)
    (one, other) = await link.run()
    assert (one.action, other.action, one.side, other.side) == (
        Action.UNWATCH,
        Action.UNWATCH,
        Side.LEFT,
        Side.LEFT,
    )
    assert await link.run() == []

    for title in list(link.left):
        if title in {episode(known, 1, 1), film(first)}:
            link.left[title] = link.left[title].having(Feature.HISTORY, None)
    assert [each.side for each in await link.run()] == [Side.RIGHT, Side.RIGHT]
    assert set(house.library.items[known.simkl].watched) == {(2, 1)}
    assert house.library.items[first.simkl].rating == 8
    assert await link.run() == []


async def test_a_show_marked_as_a_whole_passes_without_false_dates(house: House) -> None:
    known = house.fake.add("shows", "Show", seasons={1: 3})
    house.library.move(known, "completed")
    link = Link(house)
    assert len(await link.run()) == 3
    assert all(each.watched == Watched((), 1) for each in link.left.values())
    assert await link.run() == []


async def test_what_is_seen_again_is_told_once(house: House) -> None:
    known = house.fake.add("movies", "Film")
    link = Link(house)
    link.left = {film(known): Values(watched=Watched((house.at(),)))}
    assert len(await link.run()) == 1
    link.left = {film(known): Values(watched=Watched((house.at(), house.at() + timedelta(days=30)), 2))}
    assert len(await link.run()) == 1
    assert await link.run() == []
    assert await link.run() == []
