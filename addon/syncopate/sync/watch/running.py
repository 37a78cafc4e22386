"""One run of a link: read both accounts, decide, guard, write, settle, tell."""

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from syncopate.apply.watching import Batches, Numbered, apply_batch
from syncopate.domain.event import Event, EventType
from syncopate.domain.link import Became, Ready, WatchOutcome
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.domain.watch import NOTHING, Feature, Side, WatchRules
from syncopate.errors import NotConfigured, SyncopateError
from syncopate.planning.watching.settling import intended
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.store import (
    accounts,
    links,
    watch_bases,
    watch_captures,
    watch_overrides,
    watch_plans,
    watch_records,
)
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.ids import new_id
from syncopate.store.links import Link
from syncopate.store.watch_captures import Capture
from syncopate.store.watch_encoding import Bases, encode_base
from syncopate.store.watch_plans import DEFERRED, PlanState, StoredOperation
from syncopate.sync.health import saw_answer
from syncopate.sync.kit import Kit
from syncopate.sync.providers import watch_of
from syncopate.sync.watch.asking import learn_ids
from syncopate.sync.watch.reading import AccountRead, read_account
from syncopate.sync.watch.work import (
    PlanMode,
    Planned,
    PlanTask,
    SideTask,
    plan_link,
    policy_mark,
    settle_link,
)

_WITHOUT_TRYING: Mapping[Ready, WatchOutcome | str] = {
    Ready.NO_COUNTERPART: WatchOutcome(Became.UNRESOLVED),
    Ready.PLAYING: DEFERRED,
}
_GOOD = frozenset({ItemStatus.SYNCED, ItemStatus.UNCHANGED})


@dataclass(frozen=True, slots=True)
class Ends:
    """Both accounts of a link, with how they behave."""

    left: Account
    right: Account

    def at(self, side: Side) -> Account:
        """Return one of them."""
        return self.left if side is Side.LEFT else self.right

    def rules(self, side: Side) -> WatchRules:
        """Return how one of them behaves. Raises NotConfigured."""
        account = self.at(side)
        rules = registry.manifest_of(account.provider).watch
        if rules is None:
            raise NotConfigured(f"{account.name} has nothing to keep in step.", what=account.provider)
        return rules


async def ends_of(kit: Kit, link: Link) -> Ends:
    """Return both accounts. Raises NotFound."""
    return Ends(
        await kit.database.read(accounts.get, link.left_account_id),
        await kit.database.read(accounts.get, link.right_account_id),
    )


@asynccontextmanager
async def accounts_turn(kit: Kit, account_ids: Collection[str]) -> AsyncGenerator[None]:
    """Hold the turn of accounts while a block runs: nobody else reads or writes their state meanwhile."""
    async with AsyncExitStack() as stack:
        for account_id in sorted(set(account_ids)):
            await stack.enter_async_context(kit.turns[f"watch {account_id}"])
        yield


async def run_link(
    kit: Kit,
    link_id: str,
    run_id: str | None,
    *,
    report: Report,
    mode: PlanMode = PlanMode.RUN,
    approve: str | None = None,
    whole: bool = False,
) -> ItemResult:
    """Bring both accounts in step, or only plan it; `approve` is a plan that waited and is let through.

    Outside failures are results with an error key. Raises NotFound.
    """
    link = await kit.database.read(links.get, link_id)
    async with accounts_turn(kit, (link.left_account_id, link.right_account_id)):
        run = _Run(kit, link, await ends_of(kit, link), run_id, report)
        try:
            result = await run.result(mode, approve, whole=whole)
        except SyncopateError as error:
            result = run.item(ItemStatus.FAILED, error=error.key, detail=error.detail)
    if mode is PlanMode.RUN:
        await run.note(result)
    return result


class _Run:
    """One link, being run."""

    def __init__(self, kit: Kit, link: Link, ends: Ends, run_id: str | None, report: Report) -> None:
        self._kit = kit
        self._link = link
        self._ends = ends
        self._run_id = run_id
        self._report = report
        self._started = kit.now()
        self._sums: Mapping[str, int] = {}

    async def result(self, mode: PlanMode, approve: str | None, *, whole: bool) -> ItemResult:
        """Do it and return what became of it. Raises SyncopateError."""
        features = frozenset(self._link.settings.features)
        reads = {
            side: await read_account(
                self._kit,
                self._ends.at(side),
                features & self._ends.rules(side).features,
                report=self._report,
                whole=whole,
            )
            for side in Side
        }
        for read in reads.values():
            await self._saw(read)
        if all(not read.complete for read in reads.values()):
            return self._nothing_known(reads)
        await learn_ids(self._kit, self._link)
        if mode is PlanMode.RUN and await self._is_settled(reads):
            return self.item(ItemStatus.UNCHANGED)
        task = self._task(reads, mode, approve)
        planned = await self._kit.compute(plan_link, self._kit.database.address, task)
        if planned.state is PlanState.APPLYING:
            await self._capture(planned)
            await self._apply(planned, approve)
            self._sums = await self._kit.compute(
                settle_link, self._kit.database.address, planned.plan_id, task
            )
        elif planned.state is PlanState.HELD:
            self._sums = {"planned": planned.operations, "held": planned.operations}
        return self._ended(planned, reads)

    async def note(self, result: ItemResult) -> None:
        """Store what became of it and tell."""
        await self._kit.database.write(
            links.note,
            self._link.id,
            at=result.ended_at,
            status=result.status,
            error=result.error,
            detail=result.detail,
            counts=self._sums,
        )
        kind = EventType.PLAN_HELD if result.status is ItemStatus.HELD else EventType.LINK_SYNCED
        await self._kit.tell(
            Event(
                type=kind,
                at=result.ended_at,
                name=self._link.name,
                status=result.status.value,
                run_id=self._run_id,
                data={"id": self._link.id, "link_id": self._link.id, **self._sums},
            )
        )

    def item(self, status: ItemStatus, *, error: str | None = None, detail: str = "") -> ItemResult:
        """Return a result as of now."""
        return ItemResult(
            item_id=self._link.id,
            item_name=self._link.name,
            status=status,
            started_at=self._started,
            ended_at=self._kit.now(),
            unknown=self._sums.get(Became.UNRESOLVED.value, 0),
            error=error,
            detail=detail,
        )

    async def _saw(self, read: AccountRead) -> None:
        """Keep whether an account answered."""
        why = next(iter(read.missing.values()), None)
        await saw_answer(
            self._kit,
            read.account.id,
            None if why is None else why.reason,
            "" if why is None else why.detail,
        )

    def _nothing_known(self, reads: Mapping[Side, AccountRead]) -> ItemResult:
        why = next(iter(reads[Side.LEFT].missing.values()))
        return self.item(ItemStatus.UNKNOWN, error=why.reason, detail=why.detail)

    async def _is_settled(self, reads: Mapping[Side, AccountRead]) -> bool:
        """Tell whether nothing is other than when the link was last settled: then there is nothing to do."""
        known = self._link.knowledge
        if known is None or known.left or any(read.missing or read.playing for read in reads.values()):
            return False
        overrides = await self._kit.database.read(watch_overrides.every, self._link.id)
        return known.policy == policy_mark(self._link, overrides) and known.revisions == {
            side: read.revision for side, read in reads.items()
        }

    def _task(self, reads: Mapping[Side, AccountRead], mode: PlanMode, approve: str | None) -> PlanTask:
        def side_task(side: Side) -> SideTask:
            read = reads[side]
            return SideTask(
                account_id=read.account.id,
                revision=read.revision,
                taken_at=read.taken_at,
                complete=read.complete,
                skew=read.skew,
                playing=read.playing,
                rules=self._ends.rules(side),
            )

        return PlanTask(
            link_id=self._link.id,
            run_id=self._run_id,
            mode=mode,
            left=side_task(Side.LEFT),
            right=side_task(Side.RIGHT),
            now=self._kit.now(),
            approved=approve,
            impossible=tuple(
                (side, each.title, each.detail) for side, read in reads.items() for each in read.problems
            ),
        )

    async def _capture(self, planned: Planned) -> None:
        """Keep the state of the accounts at which something is taken away."""
        for side, features in planned.removing.items():
            await capture_account(
                self._kit, self._ends.at(side), features, link_id=self._link.id, run_id=self._run_id
            )

    async def _apply(self, planned: Planned, approve: str | None) -> None:
        """Write what is planned, batch after batch; each outcome is kept before the next one is sent."""
        if approve is not None:
            await self._kit.database.write(links.approve, self._link.id, self._kit.now())
        writes = await self._kit.database.read(watch_plans.pending, planned.plan_id)
        untried = {
            each.number: _WITHOUT_TRYING[each.operation.ready]
            for each in writes
            if each.operation.ready is not Ready.READY
        }
        await self._kit.database.write(watch_plans.settle, planned.plan_id, untried)
        stored = {each.number: each for each in writes if each.number not in untried}
        batches = Batches(
            [Numbered(number, each.operation) for number, each in stored.items()],
            {side: registry.manifest_of(self._ends.at(side).provider).watch_batch for side in Side},
        )
        keepers = {side: await watch_of(self._kit, self._ends.at(side).id) for side in Side}
        done = 0
        for batch in batches:
            await self._report(Progress(done=done, total=len(stored), current=self._ends.at(batch.side).name))
            await self._kit.database.write(
                self._intend, planned.plan_id, [stored[each.number] for each in batch.writes]
            )
            outcomes = await apply_batch(keepers[batch.side], batch)
            await self._kit.database.write(watch_plans.settle, planned.plan_id, outcomes)
            batches.failed(_not_done(outcomes))
            done += len(batch.writes)
        await self._kit.database.write(
            watch_plans.settle, planned.plan_id, dict.fromkeys(batches.waiting, DEFERRED)
        )

    def _intend(self, connection: Connection, plan_id: str, batch: list[StoredOperation]) -> None:
        """Keep, before it is sent, that what is written will be ours."""
        now, bases = self._kit.now(), Bases({})
        intents = {**watch_bases.under_way(connection, self._link.id, [each.base_id for each in batch])}
        for each in batch:
            base = bases.decode(intents.get(each.base_id) or each.base)
            intents[each.base_id] = encode_base(intended(base, each.operation, now), {})
        watch_bases.intend(connection, self._link.id, intents)
        watch_plans.send(connection, plan_id, [each.number for each in batch], now)

    def _ended(self, planned: Planned, reads: Mapping[Side, AccountRead]) -> ItemResult:
        if planned.state is PlanState.HELD:
            return self.item(ItemStatus.HELD, detail=", ".join(each.because for each in planned.reasons))
        missing = next((why for read in reads.values() for why in read.missing.values()), None)
        bad = sum(self._sums.get(each.value, 0) for each in (Became.FAILED, Became.IN_DOUBT))
        if missing is not None:
            return self.item(ItemStatus.FAILED, error=missing.reason, detail=missing.detail)
        if bad:
            return self.item(ItemStatus.FAILED, error="write_failed", detail=f"{bad} writes failed.")
        applied = self._sums.get(Became.APPLIED.value, 0)
        return self.item(ItemStatus.SYNCED if applied else ItemStatus.UNCHANGED)


def _not_done(outcomes: Mapping[int, WatchOutcome]) -> set[int]:
    done = {Became.APPLIED, Became.UNCHANGED}
    return {number for number, outcome in outcomes.items() if outcome.became not in done}


async def capture_account(
    kit: Kit, account: Account, features: Collection[Feature], *, link_id: str | None, run_id: str | None
) -> Capture:
    """Keep the state of an account in some respects, as it was read last."""
    records = await kit.database.read(watch_records.every, account.id)
    told = [
        record
        for record in records
        if record.values != NOTHING and any(record.values.of(each) is not None for each in features)
    ]
    capture = Capture(
        id=new_id(),
        account_id=account.id,
        link_id=link_id,
        run_id=run_id,
        made_at=kit.now(),
        features=frozenset(features),
        records=len(told),
    )
    await kit.database.write(watch_captures.add, capture, told)
    return capture
