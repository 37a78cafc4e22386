"""What the user says of plans that wait, of captures and of single records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from syncopate.apply.watching import Batches, Numbered, apply_batch
from syncopate.domain.event import Event, EventType
from syncopate.domain.link import CLEARING, Became, Because, WatchOperation, WatchOutcome
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.domain.watch import NOTHING, Feature, InLists, Record, Side
from syncopate.errors import Conflict, InvalidInput, NotFound, SyncopateError, WriteFailed
from syncopate.planning.watching.joining import order_of
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.store import accounts, links, watch_captures, watch_plans, watch_records
from syncopate.store.accounts import Account
from syncopate.store.watch_plans import DEFERRED, PlanState, StoredPlan
from syncopate.sync.kit import Kit
from syncopate.sync.providers import watch_of
from syncopate.sync.watch.linking import rules_of
from syncopate.sync.watch.reading import read_account, read_again
from syncopate.sync.watch.restoring import restoring
from syncopate.sync.watch.running import accounts_turn, capture_account

_BAD = (Became.FAILED.value, Became.IN_DOUBT.value)
_MOST_REASONS = 3


async def plan_to_apply(kit: Kit, link_id: str, plan_id: str | None = None) -> StoredPlan:
    """Return the plan that a word of the user lets through: the one that waits, or was shown last.

    Raises NotFound, Conflict for one that is over.
    """
    await kit.database.read(links.get, link_id)
    if plan_id is None:
        found = await kit.database.read(
            watch_plans.latest, link_id, PlanState.HELD, PlanState.PREVIEW, PlanState.APPROVED
        )
        if found is None:
            raise NotFound("No plan of this link waits.", what="plan", id=link_id)
        return found
    plan = await kit.database.read(watch_plans.get, plan_id)
    if plan.link_id != link_id:
        raise NotFound(what="plan", id=plan_id)
    if plan.state not in {PlanState.HELD, PlanState.PREVIEW, PlanState.APPROVED}:
        raise Conflict(f"This plan is {plan.state.value} already.")
    return plan


async def _turn(kit: Kit, plan: StoredPlan, state: PlanState) -> None:
    """Give a plan another state. Raises Conflict where a run has ended or replaced it meanwhile."""
    if not await kit.database.write(watch_plans.set_state, plan.id, state, kit.now()):
        raise Conflict("This plan is over: a run was quicker.")


async def approve_plan(kit: Kit, link_id: str, plan_id: str | None = None) -> StoredPlan:
    """Say yes to a plan: the next run of the link does it. Raises as `plan_to_apply`."""
    plan = await plan_to_apply(kit, link_id, plan_id)
    await _turn(kit, plan, PlanState.APPROVED)
    return replace(plan, state=PlanState.APPROVED)


async def discard_plan(kit: Kit, link_id: str, plan_id: str | None = None) -> StoredPlan:
    """Say no to a plan: nothing of it is done. The next run plans anew, and does not ask for the same again.

    Raises as `plan_to_apply`.
    """
    plan = await plan_to_apply(kit, link_id, plan_id)
    now = kit.now()
    await _turn(kit, plan, PlanState.DISCARDED)
    link = await kit.database.read(links.get, link_id)
    await kit.tell(
        Event(
            type=EventType.LINK_UPDATED,
            at=now,
            name=link.name,
            status="discarded",
            data={"id": link.id, "link_id": link.id, "plan_id": plan.id},
        )
    )
    return replace(plan, state=PlanState.DISCARDED, ended_at=now)


async def reconsider(kit: Kit, link_id: str) -> None:
    """Take back that plans of a link were discarded: its next run plans that again. Raises NotFound."""
    await kit.database.read(links.get, link_id)
    await kit.database.write(watch_plans.take_back_no, link_id, kit.now())


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of bringing a capture back: writes by what became of them, and why some failed.

    Of what was written, `added` set something and `removed` took something away.
    """

    account: Account
    sums: Mapping[str, int]
    reasons: tuple[str, ...] = ()
    added: int = 0
    removed: int = 0


async def restore_capture(kit: Kit, capture_id: str, *, report: Report) -> Restored:
    """Bring an account back to what it was when a capture was made, in the respects that it is of.

    What it is now is captured first. Raises NotFound, and what reading the account raises.
    """
    capture, records = await kit.database.read(watch_captures.get, capture_id)
    account = await kit.database.read(accounts.get, capture.account_id)
    rules = rules_of(account)
    async with accounts_turn(kit, [account.id]):
        read = await read_account(kit, account, capture.features, report=report, whole=True)
        if read.missing:
            why = next(iter(read.missing.values()))
            raise Conflict(f"{account.name} cannot be read now: {why.detail}")
        now = await kit.database.read(watch_records.every, account.id)
        await capture_account(kit, account, capture.features, link_id=None, run_id=None)
        operations = list(restoring(records, now, capture.features, rules))
        restored = await _write(kit, account, operations, report)
        await read_again(kit, account, capture.features)
        return restored


async def bring_back(kit: Kit, capture_id: str, run_id: str | None, *, report: Report) -> ItemResult:
    """Bring a capture back as an item of a run; outside failures are results. Raises NotFound."""
    del run_id  # What is captured before is not of a run of a link.
    capture = await kit.database.read(watch_captures.one, capture_id)
    account = await kit.database.read(accounts.get, capture.account_id)
    result = ItemResult(
        item_id=capture_id,
        item_name=account.name,
        status=ItemStatus.FAILED,
        started_at=kit.now(),
        ended_at=kit.now(),
    )
    try:
        restored = await restore_capture(kit, capture_id, report=report)
    except NotFound:
        raise
    except SyncopateError as error:
        return replace(result, ended_at=kit.now(), error=error.key, detail=error.detail)
    return result_of(restored, replace(result, ended_at=kit.now()))


def result_of(restored: Restored, begun: ItemResult) -> ItemResult:
    """Return what bringing a capture back came to, as the item of a run."""
    bad = sum(restored.sums.get(each, 0) for each in (*_BAD, DEFERRED))
    result = replace(
        begun,
        unknown=restored.sums.get(Became.UNRESOLVED.value, 0),
        added=restored.added,
        removed=restored.removed,
    )
    if bad:
        why = "; ".join(restored.reasons[:_MOST_REASONS])
        detail = f"{bad} of {restored.sums['planned']} writes failed{f': {why}' if why else '.'}"
        return replace(result, status=ItemStatus.FAILED, error=WriteFailed.key, detail=detail)
    done = restored.added or restored.removed
    return replace(result, status=ItemStatus.SYNCED if done else ItemStatus.UNCHANGED)


async def delete_record(kit: Kit, account_id: str, key: str, features: frozenset[Feature]) -> Restored:
    """Take away what an account says of one record, in some respects. Raises NotFound, InvalidInput."""
    account = await kit.database.read(accounts.get, account_id)
    rules = rules_of(account)
    if not rules.writes:
        raise InvalidInput(f"{account.name} can only be read.", field="account_id")
    record = await kit.database.read(watch_records.find, account_id, key)
    if record is None or record.values == NOTHING:
        raise NotFound(what="record", id=key)
    operations = [
        each
        for feature in sorted(features or rules.features, key=lambda each: each.value)
        for each in _clearing(record, feature)
    ]
    async with accounts_turn(kit, [account.id]):
        await capture_account(kit, account, rules.features, link_id=None, run_id=None)
        written = await _write(kit, account, operations, _nobody_watches)
        await read_again(kit, account, rules.features)
        return written


async def _nobody_watches(_progress: Progress) -> None:
    """Tell nobody."""


def _clearing(record: Record, feature: Feature) -> Iterator[WatchOperation]:
    """Return what takes away what a record says in one respect: off each list by itself."""
    held = record.values.of(feature)
    if held is None:
        return
    clear = WatchOperation(
        side=Side.LEFT,
        feature=feature,
        action=CLEARING[feature],
        title=record.title,
        keys=(record.key,),
        value=None,
        before=held,
        because=Because.REMOVED,
    )
    if not isinstance(held, InLists):
        yield clear
        return
    for name in sorted(held.names):
        yield replace(clear, value=InLists(frozenset({name})), list_name=name)


async def _write(
    kit: Kit, account: Account, operations: Sequence[WatchOperation], report: Report
) -> Restored:
    ordered = sorted(operations, key=lambda each: order_of(each.title))
    size = registry.manifest_of(account.provider).watch_batch
    batches = Batches([Numbered(*each) for each in enumerate(ordered)], dict.fromkeys(Side, size))
    keeper = await watch_of(kit, account.id)
    outcomes: dict[int, WatchOutcome] = {}
    for batch in batches:
        await report(Progress(done=len(outcomes), total=len(ordered), current=account.name))
        became = await apply_batch(keeper, batch)
        outcomes |= became
        good = {Became.APPLIED, Became.UNCHANGED}
        batches.failed({number for number, one in became.items() if one.became not in good})
    sums: dict[str, int] = {"planned": len(ordered)}
    for outcome in outcomes.values():
        sums[outcome.became.value] = sums.get(outcome.became.value, 0) + 1
    if batches.waiting:
        sums["deferred"] = len(batches.waiting)
    reasons = tuple(sorted({each.detail or each.reason or "" for each in outcomes.values()} - {""}))
    written = [ordered[number] for number, one in outcomes.items() if one.became is Became.APPLIED]
    removed = sum(each.action.removes for each in written)
    return Restored(
        account=account, sums=sums, reasons=reasons, added=len(written) - removed, removed=removed
    )
