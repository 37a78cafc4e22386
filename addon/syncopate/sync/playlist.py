"""Syncing one playlist or album: gather, match, plan, guard, apply, store, tell."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from syncopate.apply.playlist import Applied, applied_outcome, apply_playlist
from syncopate.domain.event import Event, EventType
from syncopate.domain.media import Track
from syncopate.domain.plan import OperationKind, Outcome, OutcomeKind, PlaylistPlan
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.domain.target import TargetKind
from syncopate.errors import LibraryUnavailable, NotFound, SyncopateError
from syncopate.providers.capability import Report, TargetContent
from syncopate.store import libraries, matches, mirrors, targets, tracks, writes
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.matches import VerdictCounts
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.store.writes import Write
from syncopate.sync.gather import Gathered, Sources, gather, gather_target, unreadable
from syncopate.sync.health import NOT_WELL, saw_answer
from syncopate.sync.kit import Kit
from syncopate.sync.providers import target_of
from syncopate.sync.reading import NothingKnown
from syncopate.sync.saving import saved
from syncopate.sync.standing import favourites_turn, mirror_turn

_STATUS = {
    OutcomeKind.APPLIED: ItemStatus.SYNCED,
    OutcomeKind.UNCHANGED: ItemStatus.UNCHANGED,
    OutcomeKind.HELD: ItemStatus.HELD,
    OutcomeKind.FAILED: ItemStatus.FAILED,
    OutcomeKind.IN_DOUBT: ItemStatus.FAILED,
}
_WORSE = (
    ItemStatus.UNCHANGED,
    ItemStatus.SYNCED,
    ItemStatus.NOT_CONFIGURED,
    ItemStatus.HELD,
    ItemStatus.UNKNOWN,
    ItemStatus.FAILED,
)
"""What may become of a target, the worst last."""
_GOOD = frozenset({ItemStatus.SYNCED, ItemStatus.UNCHANGED})
_BAD = frozenset({ItemStatus.UNKNOWN, ItemStatus.FAILED})
_DESCRIBED = frozenset({OperationKind.CREATE, OperationKind.DESCRIBE})


@dataclass(frozen=True, slots=True)
class _Part:
    """What became of one target; `known` False: nothing is known of its entries now."""

    target_id: str
    place: str
    status: ItemStatus
    counts: VerdictCounts
    outcome: Outcome
    known: bool = True


async def sync_mirror(
    kit: Kit, mirror_id: str, run_id: str, *, approve: Collection[str] = frozenset(), report: Report
) -> ItemResult:
    """Bring a mirror's targets in step; `approve` are the digests of held plans that are let through.

    Outside failures are results with an error key. Raises NotFound.
    """
    async with kit.turns[mirror_turn(mirror_id)]:
        return await _sync_mirror(kit, mirror_id, run_id, approve, report)


async def _sync_mirror(
    kit: Kit, mirror_id: str, run_id: str, approve: Collection[str], report: Report
) -> ItemResult:
    started = kit.now()
    mirror = await kit.database.read(mirrors.get, mirror_id)
    await report(Progress(done=0, total=0, current=mirror.name))
    try:
        sources = await gather(kit, mirror, run_id=run_id, place=True)
    except SyncopateError as error:
        sources = NothingKnown(ItemStatus.FAILED, error.key, error.detail)
    if isinstance(sources, NothingKnown):
        result = await _unknown(kit, mirror, sources, started)
    else:
        parts = [await _sync_target(kit, sources, target, approve) for target in sources.targets]
        result = await _result(kit, sources.mirror, parts, started)
        # What waits for the user is not sent elsewhere either.
        if parts[0].known and parts[0].status is not ItemStatus.HELD:
            result = await saved(kit, result)
    await _settle(kit, mirror, result, run_id)
    return result


async def _sync_target(kit: Kit, sources: Sources, target: Target, approve: Collection[str]) -> _Part:
    """Bring one target in step: what fails here leaves the others alone."""
    library = await kit.database.read(libraries.get, target.library_id)
    if target.kind is not TargetKind.FAVOURITES:
        return await _sync_now(kit, sources, target, library, approve)
    # All mirrors kept as somebody's favourites are kept in one place: one after the other.
    async with kit.turns[favourites_turn(target)]:
        return await _sync_now(kit, sources, target, library, approve)


async def _sync_now(
    kit: Kit, sources: Sources, target: Target, library: Library, approve: Collection[str]
) -> _Part:
    place = f"{library.name} ({target.user_name})" if target.user_name else library.name
    try:
        gathered = await gather_target(kit, sources, target, approve=approve)
    except SyncopateError as error:
        gathered = NothingKnown(ItemStatus.FAILED, error.key, error.detail)
    if not isinstance(gathered, NothingKnown):
        outcome = await _apply(kit, gathered, sources.run_id or "")
        if outcome.error == LibraryUnavailable.key:
            gathered = await unreadable(kit, library, outcome.error, outcome.detail)
    if isinstance(gathered, NothingKnown):
        outcome = Outcome(OutcomeKind.FAILED, error=gathered.error, detail=gathered.detail)
        part = _Part(target.id, place, gathered.status, _counts_of(target), outcome, known=False)
    else:
        part = _Part(target.id, place, _STATUS[outcome.kind], gathered.counts, outcome)
    await kit.database.write(
        targets.set_result,
        target.id,
        at=kit.now(),
        status=part.status,
        error=part.outcome.error,
        detail=part.outcome.detail,
    )
    return part


async def _apply(kit: Kit, gathered: Gathered, run_id: str) -> Outcome:
    target, plan = gathered.target, gathered.plan
    if target.kind is TargetKind.NOTHING:
        # Nobody is needed who could write.
        return Outcome(OutcomeKind.UNCHANGED)
    await _settle_writes(kit, gathered)
    hold = plan.hold.value if plan.hold else None
    if target.held_digest != (plan.digest if hold else None):
        await kit.database.write(targets.set_hold, target.id, plan.digest if hold else None, hold)
    try:
        keeper = await target_of(kit, gathered.library.account_id)
        applied = await apply_playlist(
            keeper,
            gathered.site,
            gathered.target_key,
            plan,
            await _content(kit, gathered),
            _Journal(kit, target, plan, run_id),
        )
    except SyncopateError as error:
        return Outcome(OutcomeKind.FAILED, error=error.key, detail=error.detail)
    if applied.outcome.kind in {OutcomeKind.APPLIED, OutcomeKind.UNCHANGED}:
        await _remember(kit, gathered, applied)
    elif gathered.target_key is None and applied.target_key is not None:
        # Made, but not as it should be: the next sync goes on with it, and makes no second one.
        await kit.database.write(targets.set_key, target.id, applied.target_key)
    if applied.outcome.kind is OutcomeKind.UNCHANGED:
        # What this run wrote before it was interrupted is its doing all the same.
        written = await kit.database.read(writes.applied_in, run_id, target.id)
        return applied_outcome(write.plan for write in written) if written else applied.outcome
    return applied.outcome


async def _settle_writes(kit: Kit, gathered: Gathered) -> None:
    """Settle the writes before: open ones get their outcome by what the target holds now, and it is ours.

    Where there is none now, it may never have been made or have been deleted since: that stays in doubt.
    """
    unsettled = await kit.database.read(writes.unsettled_of, gathered.target.id)
    if not unsettled:
        return
    current, now = gathered.current, kit.now()
    ends: list[tuple[str, OutcomeKind]] = []
    for write in unsettled:
        if write.outcome is not None:
            continue
        if current is None:
            kind = OutcomeKind.IN_DOUBT
        elif write.plan.stands(current.name, current.track_keys, ordered=gathered.site.kind.ordered):
            kind = OutcomeKind.APPLIED
        else:
            kind = OutcomeKind.FAILED
        ends.append((write.id, kind))

    def store(connection: Connection) -> None:
        for write_id, kind in ends:
            error = None if kind is OutcomeKind.APPLIED else "interrupted"
            writes.end(connection, write_id, kind, now, error)
        if current is not None:
            if gathered.ours is not None:
                targets.set_owned(connection, gathered.target.id, gathered.ours)
            writes.settle(connection, gathered.target.id)

    await kit.database.write(store)


async def _content(kit: Kit, gathered: Gathered) -> TargetContent:
    """Return the plan's result with its tracks; what the user added from outside the index keeps its key."""
    keys = gathered.plan.result
    kinds = {operation.kind for operation in gathered.plan.operations}
    known = await kit.database.read(tracks.many, gathered.library.id, frozenset(keys))
    return TargetContent(
        mark=gathered.target.id,
        name=gathered.plan.name,
        description=gathered.dress.description if kinds & _DESCRIBED else None,
        cover_url=gathered.dress.cover_url if OperationKind.COVER in kinds else None,
        tracks=[known.get(key) or Track(key=key, title=key, path=key) for key in keys],
        before=None if gathered.current is None else gathered.current.track_keys,
        leaving=gathered.plan.leaving,
    )


async def _remember(kit: Kit, gathered: Gathered, applied: Applied) -> None:
    target, key = gathered.target, applied.target_key
    if key is None:
        return
    known = (target.target_key, target.asked, target.written, target.placed)
    changed = known != (key, gathered.dress, gathered.wanted, gathered.placed)
    if not changed and applied.outcome.kind is OutcomeKind.UNCHANGED:
        return

    def store(connection: Connection) -> None:
        targets.set_written(
            connection,
            target.id,
            target_key=key,
            dress=gathered.dress,
            written=gathered.wanted,
            placed=gathered.placed,
        )
        # What others want here by now is theirs to take back.
        left = frozenset(gathered.ours or ()) - frozenset(gathered.wanted)
        if left and target.kind is TargetKind.FAVOURITES:
            targets.hand_over(connection, target, left)
        writes.settle(connection, target.id)

    await kit.database.write(store)


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


async def _result(kit: Kit, mirror: Mirror, parts: Sequence[_Part], started: datetime) -> ItemResult:
    """Sum up the targets.

    The status is that of the one that went worst. Where there are several, an entry counts once, as missing
    when none has it, and the detail names each that did not go well.
    """
    await _answered(kit, mirror, parts)
    first, worst = parts[0], max(parts, key=lambda part: _WORSE.index(part.status))
    if not first.known:
        nothing = NothingKnown(worst.status, worst.outcome.error or "unreachable", worst.outcome.detail)
        base = await _as_last_time(kit, mirror, nothing, started)
    else:
        counts = await _together(kit, mirror.id) if len(parts) > 1 else first.counts
        base = ItemResult(
            item_id=mirror.id,
            item_name=mirror.name,
            status=worst.status,
            started_at=started,
            ended_at=kit.now(),
            matched=counts.matched,
            review=counts.review,
            missing=counts.missing,
            unknown=counts.unknown,
            error=worst.outcome.error,
            detail=worst.outcome.detail,
        )
    detail = base.detail
    if len(parts) > 1:
        wrong = [part for part in parts if part.status not in _GOOD]
        detail = "; ".join(f"{part.place}: {part.outcome.detail or part.outcome.error}" for part in wrong)
    return replace(
        base,
        added=sum(part.outcome.added for part in parts),
        removed=sum(part.outcome.removed for part in parts),
        moved=sum(part.outcome.moved for part in parts),
        detail=detail,
    )


async def _together(kit: Kit, mirror_id: str) -> VerdictCounts:
    return await kit.database.read(matches.of_mirror, mirror_id)


def _counts_of(target: Target) -> VerdictCounts:
    return VerdictCounts(
        matched=target.matched, review=target.review, missing=target.missing, unknown=target.unknown
    )


async def _answered(kit: Kit, mirror: Mirror, parts: Sequence[_Part]) -> None:
    """Remember of each account how it answered: the one of the source well, else there were no places."""
    said: dict[str, tuple[str | None, str]] = {}
    if mirror.account_id is not None:
        said[mirror.account_id] = (None, "")
    for part in parts:
        account_id = await kit.database.read(_account_of, part.target_id)
        error = part.outcome.error if part.status in _BAD else None
        if account_id is None:
            continue
        # Of several places of one account that which went badly counts.
        if account_id not in said or error in NOT_WELL:
            said[account_id] = (error, part.outcome.detail)
    for account_id, (error, detail) in said.items():
        await saw_answer(kit, account_id, error, detail)


def _account_of(connection: Connection, target_id: str) -> str | None:
    """Return whose library a target is on, None where nothing was asked of it or it was removed meanwhile."""
    try:
        target = targets.get(connection, target_id)
        if target.kind is TargetKind.NOTHING:
            return None
        return libraries.get(connection, target.library_id).account_id
    except NotFound:
        return None


async def _unknown(kit: Kit, mirror: Mirror, nothing: NothingKnown, started: datetime) -> ItemResult:
    """Return the result where the source could not be read, and remember how its account answered."""
    if mirror.account_id is not None and nothing.status in _BAD:
        await saw_answer(kit, mirror.account_id, nothing.error, nothing.detail)
    return await _as_last_time(kit, mirror, nothing, started)


async def _as_last_time(kit: Kit, mirror: Mirror, nothing: NothingKnown, started: datetime) -> ItemResult:
    """Return a result with the counts of last time: what could not be read says nothing about them."""
    mirror = await kit.database.read(mirrors.get, mirror.id)
    places = await kit.database.read(targets.of_mirror, mirror.id)
    if len(places) > 1:
        last = await _together(kit, mirror.id)
    else:
        last = _counts_of(places[0]) if places else VerdictCounts()
    return ItemResult(
        item_id=mirror.id,
        item_name=mirror.name,
        status=nothing.status,
        started_at=started,
        ended_at=kit.now(),
        matched=last.matched,
        review=last.review,
        missing=last.missing,
        unknown=mirror.entry_count - (last.matched + last.review + last.missing),
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
