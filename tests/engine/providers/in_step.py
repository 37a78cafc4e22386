"""A provider's account kept in step with an account in memory, by the planner: what is written, and no echo."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from engine.planning.watching.worlds import Holder, alike, two_way
from fakes.serving import Fault
from syncopate.apply.watching import Batches, Numbered
from syncopate.domain.link import (
    Action,
    Base,
    Became,
    Because,
    LinkPolicy,
    Ready,
    WatchOperation,
    WatchOutcome,
)
from syncopate.domain.watch import (
    Feature,
    MediaType,
    Record,
    Side,
    Title,
    TitleId,
    TitleIdKind,
    Value,
    View,
    WatchRules,
)
from syncopate.planning.watching.deciding import Decided, decide
from syncopate.planning.watching.settling import intended, known_of, settle
from syncopate.planning.watching.sides import Account, Sides
from syncopate.providers.watching import ReadEnd, ReadPart, Wanted, WatchAccount

_FEATURES = {
    Action.WATCH: Feature.HISTORY,
    Action.UNWATCH: Feature.HISTORY,
    Action.PLACE: Feature.PROGRESS,
    Action.UNPLACE: Feature.PROGRESS,
    Action.RATE: Feature.RATINGS,
    Action.UNRATE: Feature.RATINGS,
    Action.LIST: Feature.WATCHLIST,
    Action.UNLIST: Feature.WATCHLIST,
    Action.ENLIST: Feature.LISTS,
    Action.DELIST: Feature.LISTS,
}
READ_FAULTS = (
    Fault.UNAUTHORIZED,
    Fault.FORBIDDEN,
    Fault.TOO_MANY,
    Fault.SERVER_ERROR,
    Fault.UNAVAILABLE,
    Fault.NOT_FOUND,
    Fault.SLOW,
    Fault.CUT_OFF,
    Fault.DROPPED,
    Fault.HTML,
    Fault.BROKEN,
)
"""After each of these nothing is known, and nothing was certainly done."""


def ids(**named: str) -> frozenset[TitleId]:
    """Return ids by the names of their kinds."""
    return frozenset(TitleId(TitleIdKind(kind), value) for kind, value in named.items())


def film(name: str = "Heat", year: int | None = 1995, **named: str) -> Title:
    """Return a film."""
    return Title(type=MediaType.MOVIE, name=name, year=year, ids=ids(**named))


def operation(action: Action, title: Title, value: Value | None = None, *keys: str) -> WatchOperation:
    """Return a write."""
    return WatchOperation(
        side=Side.LEFT,
        feature=_FEATURES[action],
        action=action,
        title=title,
        keys=keys,
        value=value,
        before=None,
        because=Because.ADDED,
    )


@dataclass
class Told:
    """What a read yielded."""

    parts: list[ReadPart]
    end: ReadEnd

    @property
    def part(self) -> ReadPart:
        """Return the only part."""
        (part,) = self.parts
        return part

    @property
    def records(self) -> list[Record]:
        """Return all records of all parts."""
        return [each for part in self.parts for each in part.records]

    def of(self, feature: Feature) -> ReadPart:
        """Return the part that tells of a feature."""
        (part,) = (each for each in self.parts if feature in each.features)
        return part

    @property
    def cursors(self) -> dict[Feature, str]:
        """Return where reading goes on."""
        return {
            feature: part.cursor
            for part in self.parts
            if part.cursor is not None
            for feature in part.features
        }


async def told_by(
    account: WatchAccount,
    features: Collection[Feature],
    cursors: dict[Feature, str] | None = None,
    *,
    whole: bool = False,
) -> Told:
    """Read, and hold that each feature is in one part at most, and that the end comes last and once."""
    wanted = Wanted(features=frozenset(features), cursors=cursors or {}, whole=whole)
    yielded = [each async for each in account.read(wanted)]
    end = yielded.pop()
    assert isinstance(end, ReadEnd)
    parts = [each for each in yielded if isinstance(each, ReadPart)]
    assert len(parts) == len(yielded)
    told = [feature for part in parts for feature in part.features]
    assert len(told) == len(set(told))
    assert set(told) <= set(features)
    for part in parts:
        assert part.missing is None or part.cursor is None
    return Told(parts, end)


@dataclass
class InStep:
    """An account at the left, one in memory at the right, and a link; `now` is what both take for the time."""

    account: WatchAccount
    rules: WatchRules
    other: Holder
    batch: int = 1
    policy: LinkPolicy = field(default_factory=two_way)
    bases: list[Base] = field(default_factory=list)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    outcomes: list[WatchOutcome] = field(default_factory=list)

    async def plan(self) -> Decided:
        """Return what would be done."""
        told = await told_by(self.account, self.rules.features)
        complete = {each for part in told.parts if part.missing is None for each in part.features}
        merged: dict[str, Record] = {}
        for part in told.parts:
            for each in part.records:
                known = merged.get(each.key, each)
                values = known.values
                for feature in part.features:
                    values = values.told_by(each.values, feature)
                merged[each.key] = Record(
                    key=each.key, title=known.title, values=values, length=each.length, section=each.section
                )
        view = View(records=tuple(merged.values()), complete=frozenset(complete), taken_at=self.now)
        return decide(
            self.bases,
            Account(view=view, rules=self.rules),
            Account(view=self.other.view(self.now), rules=self.other.rules),
            self.policy,
        )

    async def sync(self) -> list[WatchOperation]:
        """Do what is planned, and return what was done; `outcomes` are those of the account."""
        self.now += timedelta(minutes=1)
        decided = await self.plan()
        ready = [each for each in decided.plan.operations if each.ready is Ready.READY]
        for each in ready:
            self._intend(decided, each)
        done = [each for each in ready if each.side is Side.RIGHT]
        for each in done:
            self.other.apply(each, self.now)
        mine = sorted((each for each in ready if each.side is Side.LEFT), key=lambda each: each.action)
        self.outcomes = []
        for _, same in groupby(mine, key=lambda each: each.action):
            done += await self._written(list(same))
        self.bases = settle(decided, done, self.now)
        return done

    async def _written(self, operations: Sequence[WatchOperation]) -> list[WatchOperation]:
        done: list[WatchOperation] = []
        good = {Became.APPLIED, Became.UNCHANGED}
        for batch in Batches([Numbered(*one) for one in enumerate(operations)], {Side.LEFT: self.batch}):
            sent = batch.sent
            outcomes = await self.account.write([one.operation for one in sent])
            assert len(outcomes) == len(sent)
            self.outcomes += outcomes
            became = {one.number: what.became for one, what in zip(sent, outcomes, strict=True)}
            done += [
                one.operation
                for one in batch.writes
                if became[batch.along.get(one.number, one.number)] in good
            ]
        return done

    def _intend(self, decided: Decided, operation: WatchOperation) -> None:
        (subject,) = (each for each in decided.joined.subjects if each.title == operation.title)
        base = next((each for each in self.bases if self._is_of(each, operation)), None)
        if base is None:
            base = known_of(subject, operation.side, Sides.of(subject, decided.link))
        others = [each for each in self.bases if not self._is_of(each, operation)]
        self.bases = [*others, intended(base, operation, self.now)]

    def _is_of(self, base: Base, operation: WatchOperation) -> bool:
        return base.side is operation.side and alike(base.title, operation.title)
