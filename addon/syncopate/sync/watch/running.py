"""One run of a link: read both accounts, decide, guard, write, settle, tell."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from syncopate.domain.event import Event, EventType
from syncopate.domain.link import Action, Became, WatchOutcome
from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.domain.watch import NOTHING, Feature, Side
from syncopate.errors import SyncopateError
from syncopate.providers.capability import Report
from syncopate.store import (
    links,
    watch_captures,
    watch_findings,
    watch_overrides,
    watch_plans,
    watch_records,
    watch_vain,
)
from syncopate.store.accounts import Account
from syncopate.store.ids import new_id
from syncopate.store.links import Link
from syncopate.store.watch_captures import Capture
from syncopate.store.watch_findings import FindingKind
from syncopate.store.watch_plans import CANCELLED, PlanState
from syncopate.sync.kit import Kit
from syncopate.sync.watch.applying import Applying
from syncopate.sync.watch.asking import learn_ids
from syncopate.sync.watch.ends import Ends, Reads, accounts_turn, ends_of, read_back, read_both, task_of
from syncopate.sync.watch.work import PlanMode, Planned, plan_link, policy_mark, settle_link

DISCARDED_BEFORE = "It would do just what you discarded: it is not asked again."

__all__ = ["DISCARDED_BEFORE", "accounts_turn", "capture_account", "run_link"]


async def run_link(
    kit: Kit,
    link_id: str,
    run_id: str | None,
    *,
    report: Report,
    mode: PlanMode = PlanMode.RUN,
    approve: str | None = None,
    whole: bool = False,
    again: bool = False,
) -> ItemResult:
    """Bring both accounts in step, or only plan it; `approve` is a plan that waited and is let through.

    `again`: what came to nothing lately is tried all the same. Outside failures are results with an error
    key. Raises NotFound.
    """
    link = await kit.database.read(links.get, link_id)
    async with accounts_turn(kit, (link.left_account_id, link.right_account_id)):
        # As it is now: it may have been run, or changed, while we waited.
        link = await kit.database.read(links.get, link_id)
        run = _Run(kit, link, await ends_of(kit, link), run_id, report)
        try:
            result = await run.result(mode, approve, whole=whole, again=again)
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
        self._applied: Mapping[Action, int] = {}

    async def result(self, mode: PlanMode, approve: str | None, *, whole: bool, again: bool) -> ItemResult:
        """Do it and return what became of it. Raises SyncopateError."""
        reads = await read_both(self._kit, self._link, self._ends, report=self._report, whole=whole)
        if all(not read.complete for read in reads.values()):
            return self._nothing_known(reads)
        approve = await self._approved(approve)
        if again and mode is PlanMode.RUN:
            await self._kit.database.write(watch_vain.wake, self._link.id, self._kit.now())
        if mode is PlanMode.RUN and approve is None and await self._is_settled(reads):
            return await self._settled()
        await learn_ids(self._kit, self._link)
        task = task_of(self._kit, self._link, self._ends, reads, mode, run_id=self._run_id)
        task = replace(task, approved=approve)
        planned = await self._kit.compute(plan_link, self._kit.database.address, task)
        if planned.state is PlanState.APPLYING:
            await self._capture(planned)
            written = await self._apply(planned, approve)
            self._sums = await self._kit.compute(
                settle_link, self._kit.database.address, planned.plan_id, task
            )
            await read_back(self._kit, self._link, self._ends, written, report=self._report)
        elif planned.state is PlanState.DONE and planned.operations:
            self._sums = await self._kit.database.read(watch_plans.sums, planned.plan_id)
        elif planned.state is PlanState.HELD:
            self._sums = {"planned": planned.operations, "held": planned.operations}
        elif planned.state is PlanState.DISCARDED:
            self._sums = {"planned": planned.operations, CANCELLED: planned.operations}
        self._applied = await self._kit.database.read(
            watch_plans.applied_in, self._link.id, self._run_id, planned.plan_id
        )
        return self._ended(planned, reads)

    async def _settled(self) -> ItemResult:
        """Return that nothing is to be done. What this run did before it was cut short is its doing."""
        findings = await self._kit.database.read(watch_findings.counts, self._link.id)
        unresolved = findings.get(FindingKind.UNRESOLVED, 0)
        if unresolved:
            # Nobody has found them since.
            self._sums = {"planned": unresolved, Became.UNRESOLVED.value: unresolved}
        plan = await self._kit.database.read(watch_plans.latest, self._link.id, PlanState.DONE)
        if plan is not None and self._run_id is not None and plan.run_id == self._run_id:
            self._sums = plan.counts
            self._applied = await self._kit.database.read(
                watch_plans.applied_in, self._link.id, self._run_id, plan.id
            )
        return self.item(ItemStatus.SYNCED if any(self._applied.values()) else ItemStatus.UNCHANGED)

    async def _approved(self, asked: str | None) -> str | None:
        """Return the plan that the user said yes to, and has not taken that back; None where there is none.

        A yes holds until a run could go by it, whichever that is.
        """
        plan = await self._kit.database.read(watch_plans.latest, self._link.id, PlanState.APPROVED)
        return None if plan is None or asked not in {None, plan.id} else plan.id

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
            added=sum(count for action, count in self._applied.items() if not action.removes),
            removed=sum(count for action, count in self._applied.items() if action.removes),
            error=error,
            detail=detail,
        )

    def _nothing_known(self, reads: Reads) -> ItemResult:
        why = next(iter(reads[Side.LEFT].missing.values()))
        return self.item(ItemStatus.UNKNOWN, error=why.reason, detail=why.detail)

    async def _is_settled(self, reads: Reads) -> bool:
        """Tell whether nothing is other than when the link was last settled: then there is nothing to do."""
        known = self._link.knowledge
        if known is None or known.left or any(read.missing or read.playing for read in reads.values()):
            return False
        again = await self._kit.database.read(watch_vain.next_at, self._link.id)
        if again is not None and again <= self._kit.now():
            return False
        overrides = await self._kit.database.read(watch_overrides.every, self._link.id)
        return known.policy == policy_mark(self._link, overrides) and known.revisions == {
            side: read.revision for side, read in reads.items()
        }

    async def _capture(self, planned: Planned) -> None:
        """Keep the state of the accounts at which something is taken away."""
        for side, features in planned.removing.items():
            await capture_account(
                self._kit, self._ends.at(side), features, link_id=self._link.id, run_id=self._run_id
            )

    async def _apply(self, planned: Planned, approve: str | None) -> frozenset[Side]:
        """Write what is planned, batch after batch; each outcome is kept before the next one is sent.

        Return the sides at which something is other than before.
        """
        if approve is not None:
            await self._kit.database.write(links.approve, self._link.id, self._kit.now())
        writes = await self._kit.database.read(watch_plans.pending, planned.plan_id)
        applying = Applying(self._kit, self._link, self._ends, planned.plan_id)
        outcomes = await applying.write(writes, self._report)
        return frozenset(each.operation.side for each in writes if _is_applied(outcomes.get(each.number)))

    def _ended(self, planned: Planned, reads: Reads) -> ItemResult:
        if planned.state is PlanState.HELD:
            return self.item(ItemStatus.HELD, detail=", ".join(each.because for each in planned.reasons))
        missing = next((why for read in reads.values() for why in read.missing.values()), None)
        bad = sum(self._sums.get(each.value, 0) for each in (Became.FAILED, Became.IN_DOUBT))
        if missing is not None:
            return self.item(ItemStatus.FAILED, error=missing.reason, detail=missing.detail)
        if bad:
            return self.item(ItemStatus.FAILED, error="write_failed", detail=f"{bad} writes failed.")
        if planned.state is PlanState.DISCARDED:
            return self.item(ItemStatus.UNCHANGED, detail=DISCARDED_BEFORE)
        return self.item(ItemStatus.SYNCED if any(self._applied.values()) else ItemStatus.UNCHANGED)


def _is_applied(outcome: WatchOutcome | str | None) -> bool:
    return isinstance(outcome, WatchOutcome) and outcome.became is Became.APPLIED


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
