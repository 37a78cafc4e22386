"""Syncing one playlist: gather, match, plan, guard, apply, store, tell."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from syncopate.apply.playlist import Applied, applied_outcome, apply_playlist
from syncopate.domain.event import Event, EventType
from syncopate.domain.media import Track
from syncopate.domain.plan import Outcome, OutcomeKind, PlaylistPlan
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.errors import LibraryUnavailable, SyncopateError
from syncopate.providers.capability import Report, TargetContent
from syncopate.store import mirrors, targets, tracks, writes
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.store.writes import Write
from syncopate.sync.gather import Gathered, NothingKnown, gather, unreadable
from syncopate.sync.kit import Kit
from syncopate.sync.providers import target_of

_STATUS = {
    OutcomeKind.APPLIED: ItemStatus.SYNCED,
    OutcomeKind.UNCHANGED: ItemStatus.UNCHANGED,
    OutcomeKind.HELD: ItemStatus.HELD,
    OutcomeKind.FAILED: ItemStatus.FAILED,
    OutcomeKind.IN_DOUBT: ItemStatus.FAILED,
}
_GOOD = frozenset({ItemStatus.SYNCED, ItemStatus.UNCHANGED})


async def sync_mirror(
    kit: Kit, mirror_id: str, run_id: str, *, approve: str | None = None, report: Report
) -> ItemResult:
    """Bring a playlist's target in step. Outside failures are results with an error key. Raises NotFound."""
    started = kit.now()
    mirror = await kit.database.read(mirrors.get, mirror_id)
    await report(Progress(done=0, total=0, current=mirror.name))
    try:
        gathered = await gather(kit, mirror, approve=approve, run_id=run_id)
    except SyncopateError as error:
        gathered = NothingKnown(ItemStatus.FAILED, error.key, error.detail)
    if isinstance(gathered, NothingKnown):
        result = await _unknown(kit, mirror, gathered, started)
    else:
        outcome = await _apply(kit, gathered, run_id)
        if outcome.error == LibraryUnavailable.key:
            nothing = await unreadable(kit, gathered.library, outcome.error, outcome.detail)
            result = await _unknown(kit, mirror, nothing, started)
        else:
            result = _result(kit, gathered, outcome, started)
    await _settle(kit, mirror, result, run_id)
    return result


async def _apply(kit: Kit, gathered: Gathered, run_id: str) -> Outcome:
    target, plan = gathered.target, gathered.plan
    await _settle_interrupted(kit, gathered)
    hold = plan.hold.value if plan.hold else None
    if target.held_digest != (plan.digest if hold else None):
        await kit.database.write(targets.set_hold, target.id, plan.digest if hold else None, hold)
    try:
        keeper = await target_of(kit, gathered.library.account_id)
        applied = await apply_playlist(
            keeper,
            gathered.library.section,
            gathered.target_key,
            plan,
            await _content(kit, gathered),
            _Journal(kit, target, plan, run_id),
        )
    except SyncopateError as error:
        return Outcome(OutcomeKind.FAILED, error=error.key, detail=error.detail)
    if applied.outcome.kind in {OutcomeKind.APPLIED, OutcomeKind.UNCHANGED}:
        await _remember(kit, gathered, applied)
    if applied.outcome.kind is OutcomeKind.UNCHANGED:
        # What this run wrote before it was interrupted is its doing all the same.
        written = await kit.database.read(writes.applied_in, run_id, target.id)
        return applied_outcome(write.plan for write in written) if written else applied.outcome
    return applied.outcome


async def _settle_interrupted(kit: Kit, gathered: Gathered) -> None:
    """Give writes that a crash left open their outcome, by what the target holds now.

    Where there is none now, it may never have been made or have been deleted since: that stays in doubt.
    """
    current = gathered.current
    for write in await kit.database.read(writes.open_of, gathered.target.id):
        if current is None:
            kind = OutcomeKind.IN_DOUBT
        elif (current.name, current.track_keys) == (write.plan.name, write.plan.result):
            kind = OutcomeKind.APPLIED
        else:
            kind = OutcomeKind.FAILED
        error = None if kind is OutcomeKind.APPLIED else "interrupted"
        await kit.database.write(writes.end, write.id, kind, kit.now(), error)


async def _content(kit: Kit, gathered: Gathered) -> TargetContent:
    """Return the plan's result with its tracks; what the user added from outside the index keeps its key."""
    keys = gathered.plan.result
    known = await kit.database.read(tracks.many, gathered.library.id, frozenset(keys))
    return TargetContent(
        mark=gathered.target.id,
        name=gathered.plan.name,
        description=gathered.mirror.description,
        tracks=[known.get(key) or Track(key=key, title=key, path=key) for key in keys],
    )


async def _remember(kit: Kit, gathered: Gathered, applied: Applied) -> None:
    target, key = gathered.target, applied.target_key
    if key is None:
        return
    known = (target.target_key, target.written_name, target.written, target.placed)
    if known != (key, gathered.plan.name, gathered.wanted, gathered.placed):
        await kit.database.write(
            targets.set_written,
            target.id,
            target_key=key,
            name=gathered.plan.name,
            written=gathered.wanted,
            placed=gathered.placed,
        )


@dataclass(frozen=True, slots=True)
class _Journal:
    """Keeps the intent and outcome of one write in the store."""

    kit: Kit
    target: Target
    plan: PlaylistPlan
    run_id: str
    write_id: str = field(default_factory=lambda: str(uuid.uuid7()))

    async def intend(self) -> None:
        """Commit it before the outside call."""
        write = Write(
            id=self.write_id,
            run_id=self.run_id,
            target_id=self.target.id,
            digest=self.plan.digest,
            plan=self.plan,
            intended_at=self.kit.now(),
        )
        await self.kit.database.write(writes.intend, write)

    async def end(self, outcome: Outcome) -> None:
        """Commit it after the outside call."""
        await self.kit.database.write(writes.end, self.write_id, outcome.kind, self.kit.now(), outcome.error)


def _result(kit: Kit, gathered: Gathered, outcome: Outcome, started: datetime) -> ItemResult:
    counts = gathered.counts
    return ItemResult(
        item_id=gathered.mirror.id,
        item_name=gathered.mirror.name,
        status=_STATUS[outcome.kind],
        started_at=started,
        ended_at=kit.now(),
        matched=counts.matched,
        review=counts.review,
        missing=counts.missing,
        unknown=counts.unknown,
        added=outcome.added,
        removed=outcome.removed,
        moved=outcome.moved,
        error=outcome.error,
        detail=outcome.detail,
    )


async def _unknown(kit: Kit, mirror: Mirror, nothing: NothingKnown, started: datetime) -> ItemResult:
    """Return a result with the counts of last time: what could not be read says nothing about them."""
    mirror = await kit.database.read(mirrors.get, mirror.id)
    last = next(iter(await kit.database.read(targets.of_mirror, mirror.id)), None)
    return ItemResult(
        item_id=mirror.id,
        item_name=mirror.name,
        status=nothing.status,
        started_at=started,
        ended_at=kit.now(),
        matched=last.matched if last else 0,
        review=last.review if last else 0,
        missing=last.missing if last else 0,
        unknown=mirror.entry_count - (last.matched + last.review + last.missing if last else 0),
        error=nothing.error,
        detail=nothing.detail,
    )


async def _settle(kit: Kit, mirror: Mirror, result: ItemResult, run_id: str) -> None:
    """Store what became of it and tell."""
    good = result.status in _GOOD
    await kit.database.write(
        mirrors.set_result,
        mirror.id,
        at=result.ended_at,
        success=good,
        status=result.status,
        error=result.error,
        detail=result.detail,
    )
    kind = EventType.PLAN_HELD if result.status is ItemStatus.HELD else EventType.PLAYLIST_SYNCED
    await kit.tell(
        Event(
            type=kind,
            at=result.ended_at,
            name=result.item_name,
            status=result.status.value,
            run_id=run_id,
            data={
                "playlist_id": mirror.id,
                "label": mirror.label,
                "matched": result.matched,
                "review": result.review,
                "missing": result.missing,
                "unknown": result.unknown,
                "added": result.added,
                "removed": result.removed,
                "error": result.error,
            },
        )
    )
