"""Keeping in step by hand: some titles of a link compared, written one after the other, or placed."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from syncopate.domain.link import (
    SHORTEST_SECONDS,
    Action,
    Became,
    Because,
    WatchOperation,
    WatchOutcome,
)
from syncopate.domain.run import ItemResult
from syncopate.domain.watch import Feature, Position, Record, Side
from syncopate.errors import Conflict, InvalidInput, Unreachable, error_with_key
from syncopate.planning.watching.facts import is_end, same
from syncopate.planning.watching.guarding import taken_away
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.providers.watching import Dumping
from syncopate.store import links, watch_plans, watch_records
from syncopate.store.accounts import Account
from syncopate.store.links import Link
from syncopate.store.watch_encoding import mark_of
from syncopate.store.watch_plans import StoredOperation
from syncopate.sync.kit import Kit
from syncopate.sync.providers import context_of, isolated
from syncopate.sync.watch.applying import Applying
from syncopate.sync.watch.asking import learn_ids
from syncopate.sync.watch.comparing import Chosen, Compared, Comparison, compare_link
from syncopate.sync.watch.ends import Ends, Reads, accounts_turn, ends_of, read_both, task_of
from syncopate.sync.watch.running import capture_account
from syncopate.sync.watch.work import PlanMode, Planned, PlanTask, plan_link, settle_link

type Outcomes = Mapping[int, WatchOutcome | str]
type _Written = tuple[Side, Action, str]
"""A record at a side, and what is done to it."""


@dataclass(slots=True)
class InHand:
    """A link whose accounts were read and are held: nobody else writes to them meanwhile."""

    kit: Kit
    link: Link
    ends: Ends
    comparison: Comparison
    task: PlanTask
    report: Report
    planned: Planned | None = None
    _pending: dict[int, StoredOperation] = field(default_factory=dict)
    _sharing: dict[_Written, list[int]] = field(default_factory=dict)
    _became: dict[int, WatchOutcome | str] = field(default_factory=dict)

    async def write(self, titles: Iterable[Compared]) -> Outcomes:
        """Write what is to be written of some titles; return what became of each write, by its number.

        What is taken back by any of those compared is captured before the first write. Raises Conflict.
        """
        if self.planned is None:
            await self._plan([each for title in self.comparison.titles for each in title.writes.values()])
        numbers = list(dict.fromkeys(number for each in titles for number in each.writes))
        writes = self._with_others(self._pending.pop(each) for each in numbers if each in self._pending)
        self._became |= await self._applying.write(writes, self.report)
        return {each: self._became[each] for each in numbers if each in self._became}

    def _with_others(self, writes: Iterable[StoredOperation]) -> list[StoredOperation]:
        """Return writes with those to the same files of other episodes: what is sent of one does them all."""
        found = list(writes)
        for write in found:
            others = {number: None for record in _records(write) for number in self._sharing.get(record, ())}
            found += [self._pending.pop(number) for number in others if number in self._pending]
        return found

    async def place(
        self, titles: Sequence[Compared], seconds: float, sides: Iterable[Side]
    ) -> Mapping[Side, WatchOutcome]:
        """Say how far titles were seen, at 0 that they were not begun.

        Raises InvalidInput, before anything is written, where that is the end, or no position can be said.
        """
        wanted = {side: self._placing(titles, seconds, side) for side in sides}
        became = {side: WatchOutcome(Became.UNCHANGED) for side in wanted}
        self.task = replace(self.task, besides=tuple(each for each in wanted.values() if each is not None))
        if not self.task.besides:
            return became
        await self._plan(self.task.besides)
        writes = [each for each in self._pending.values() if each.operation in self.task.besides]
        for number, outcome in (await self._applying.write(writes, self.report)).items():
            if isinstance(outcome, WatchOutcome):
                became[self._pending[number].operation.side] = outcome
        return became

    def _placing(self, titles: Sequence[Compared], seconds: float, side: Side) -> WatchOperation | None:
        """Return what is written to one side, None where it is so already. Raises InvalidInput."""
        account, rules = self.ends.at(side), self.ends.rules(side)
        if Feature.PROGRESS not in rules.features or not rules.writes:
            raise InvalidInput(f"{account.name} takes no position.", field="position")
        there = [each.at(side) for each in titles]
        keys = tuple(sorted({key for each in there for key in each.keys}))
        title, length = titles[0].title, max((each.length for each in there if each.length), default=None)
        if 0 < seconds < SHORTEST_SECONDS:
            raise InvalidInput("Nobody is anywhere in the first minute: say 0, or more.", field="position")
        if length and (seconds >= length or is_end(seconds, length, title.type, rules.ending)):
            said = f"{account.name} takes that for the end: it is {_clock(length)} long."
            raise InvalidInput(said, field="position")
        value = Position(seconds, self.kit.now()) if seconds > 0 else None
        before = next((each.position for each in there if each.position is not None), None)
        if keys and same(before, value):
            return None
        return WatchOperation(
            side=side,
            feature=Feature.PROGRESS,
            action=Action.UNPLACE if value is None else Action.PLACE,
            title=title,
            keys=keys,
            value=value,
            before=before,
            because=Because.CHANGED,
            again=any(each.watched for each in there),
        )

    async def record(self, side: Side, key: str) -> Record | None:
        """Return a record as it was just read."""
        return await self.kit.database.read(watch_records.find, self.ends.at(side).id, key)

    @property
    def _applying(self) -> Applying:
        assert self.planned is not None, "nothing is planned yet"  # noqa: S101 -- for the type checker
        return Applying(self.kit, self.link, self.ends, self.planned.plan_id)

    async def _plan(self, writes: Iterable[WatchOperation]) -> None:
        """Store the plan that all writes are of, as it was compared, once what they lose is captured."""
        await self._capture(writes)
        task = replace(self.task, mode=PlanMode.BY_HAND)
        self.planned = await self.kit.compute(plan_link, self.kit.database.address, task)
        pending = await self.kit.database.read(watch_plans.pending, self.planned.plan_id)
        self._pending = {each.number: each for each in pending}
        for write in pending:
            for record in _records(write):
                self._sharing.setdefault(record, []).append(write.number)
        for title in self.comparison.titles:
            for number, operation in title.writes.items():
                if number not in self._pending or self._pending[number].mark != mark_of(operation):
                    raise Conflict("What is known of the accounts changed meanwhile: begin anew.")

    async def _capture(self, writes: Iterable[WatchOperation]) -> None:
        removing: dict[Side, set[Feature]] = {}
        for operation in writes:
            lost = taken_away(operation, self.ends.rules(operation.side))
            if lost is not None:
                removing.setdefault(operation.side, set()).add(lost)
        for side, features in removing.items():
            await capture_account(
                self.kit, self.ends.at(side), features, link_id=self.link.id, run_id=self.task.run_id
            )


async def note_by_hand(kit: Kit, result: ItemResult, outcomes: Outcomes) -> None:
    """Keep with a link what became of a run of it by hand."""
    became = Counter(
        each.became.value if isinstance(each, WatchOutcome) else each for each in outcomes.values()
    )
    await kit.database.write(
        links.note,
        result.item_id,
        at=result.ended_at,
        status=result.status,
        error=result.error,
        detail=result.detail,
        counts={"planned": became.total(), **became} if became else {},
    )


@asynccontextmanager
async def in_hand(
    kit: Kit,
    link_id: str,
    chosen: Chosen,
    *,
    report: Report,
    shortest: float | None = None,
    run_id: str | None = None,
) -> AsyncGenerator[InHand]:
    """Read both accounts and compare the chosen titles; what was written of them is settled at the end.

    Of what less than `shortest` seconds were seen, somebody only looked what it is. Raises NotFound, and
    Unreachable where an account cannot be read whole: then nothing follows from what is absent.
    """
    link = await kit.database.read(links.get, link_id)
    ends = await ends_of(kit, link)
    async with accounts_turn(kit, (ends.left.id, ends.right.id)):
        reads = await read_both(kit, link, ends, report=report)
        _hold_to_whole(reads)
        await learn_ids(kit, link)
        task = replace(task_of(kit, link, ends, reads, PlanMode.PREVIEW, run_id=run_id), shortest=shortest)
        address = kit.database.address
        comparison = await kit.compute(compare_link, address, chosen, task)
        hand = InHand(kit, link, ends, comparison, task, report)
        yield hand
        if hand.planned is not None:
            task = replace(hand.task, mode=PlanMode.BY_HAND)
            await kit.compute(settle_link, address, hand.planned.plan_id, task)


def _hold_to_whole(reads: Reads) -> None:
    for read in reads.values():
        for why in read.missing.values():
            said = f"{read.account.name} cannot be read now: {why.detail}"
            raise error_with_key(why.reason, Unreachable)(said, **why.placeholders)


def portions(hand: InHand, titles: Sequence[Compared], *, single: bool) -> list[list[Compared]]:
    """Return titles in the portions they are written in: one may stop after each.

    Servers at home are written to title by title, services that count requests by their batches.
    """
    sizes = [
        registry.manifest_of(hand.ends.at(side).provider).watch_batch
        for side in Side
        if Feature.HISTORY not in hand.ends.rules(side).closed
    ]
    size = 1 if single or not sizes else max(sizes)
    return [list(titles[at : at + size]) for at in range(0, len(titles), size)]


async def dump(kit: Kit, account: Account, key: str) -> object:
    """Return all that a server says of a record. Raises InvalidInput, NotFound, Unreachable."""
    made = registry.watch_account(account.provider, context_of(kit, account))
    if not isinstance(made, Dumping):
        raise InvalidInput(f"{account.name} tells no more of it than is shown.", field="account")
    found: object = json.loads(await isolated(made.dump(key), account.name))
    return found


def can_dump(kit: Kit, account: Account) -> bool:
    """Tell whether a server tells records as it has them."""
    return isinstance(registry.watch_account(account.provider, context_of(kit, account)), Dumping)


def _records(write: StoredOperation) -> Iterator[_Written]:
    operation = write.operation
    for key in operation.keys:
        yield operation.side, operation.action, key


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
