"""What a target holds now, and what of it is ours: a playlist is ours by its mark, not by its name alone."""

from collections import Counter
from collections.abc import Sequence

from syncopate.domain.plan import OperationKind, OutcomeKind
from syncopate.domain.snapshot import Known, Maybe, Unknown
from syncopate.domain.target import Site, TargetKind
from syncopate.providers.capability import FAVOURITES_KEY, PlaylistTarget, TargetState
from syncopate.store import targets, writes
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.store.writes import Write
from syncopate.sync.kit import Kit
from syncopate.sync.providers import target_of
from syncopate.sync.sites import site_of


async def standing_of(
    kit: Kit, mirror: Mirror, target: Target, library: Library
) -> Maybe[TargetState | None]:
    """Return what the target holds, found by its mark where its key leads nowhere, or to somebody else's.

    A crash between a write and keeping its key must not pass for a playlist that the user deleted.
    """
    if target.kind is TargetKind.NOTHING:
        return Known(None)
    keeper, site = await target_of(kit, library.account_id), site_of(target, library)
    if target.kind is TargetKind.FAVOURITES:
        return await keeper.read_target(site, target.target_key or FAVOURITES_KEY)
    if target.target_key is not None:
        state = await keeper.read_target(site, target.target_key)
        if isinstance(state, Unknown) or (state.value is not None and _is_ours(state.value, mirror, target)):
            return state
    return await _found(kit, keeper, site, mirror, target)


def _is_ours(state: TargetState, mirror: Mirror, target: Target) -> bool:
    """Tell whether what a kept key leads to is still ours: a restored server gives keys to others."""
    if state.mark == "":
        # The user may have taken our mark away; where the name is another one too, nothing speaks for it.
        return state.name in {target.written_name, mirror.name}
    if state.mark is None:
        # Nobody can mark anything there. The user may call it otherwise, but then some of ours is in it.
        named = state.name in {target.written_name, mirror.name}
        return named or target.written is None or not set(target.written).isdisjoint(state.track_keys)
    return state.mark == target.id


async def _found(
    kit: Kit, keeper: PlaylistTarget, site: Site, mirror: Mirror, target: Target
) -> Maybe[TargetState | None]:
    tried = await kit.database.read(writes.last_of, target.id, 1)
    making = tried[0] if target.target_key is None and tried and _may_have_made(tried[0]) else None
    found = await keeper.find_target(site, target.id, None if making is None else mirror.name)
    if isinstance(found, Unknown):
        # Where nothing was ever tried there is nothing to lose; the write itself looks again.
        return found if tried or target.target_key is not None else Known(None)
    if found.value is None:
        return Known(None)
    state = await keeper.read_target(site, found.value)
    if isinstance(state, Unknown) or state.value is None or state.value.mark == target.id:
        return state
    begun = making is not None and _is_begun(state.value, making)
    return state if begun else Known(None)


def _may_have_made(write: Write) -> bool:
    """Tell whether a write was to make the target, and nobody knows that it did not."""
    made = any(each.kind is OperationKind.CREATE for each in write.plan.operations)
    return made and write.outcome is not OutcomeKind.FAILED


def _is_begun(state: TargetState, making: Write) -> bool:
    """Tell whether it holds just what a making that was cut short had put in.

    Its name alone says nothing: the user may have a playlist of that name.
    """
    held = state.track_keys
    return not state.mark and bool(held) and held == making.plan.result[: len(held)]


async def written_of(kit: Kit, target: Target, state: TargetState | None) -> Sequence[str] | None:
    """Return the tracks that are ours: as last kept, and what is there of writes that are not settled.

    One that failed or that a crash cut short may have put in a part: what it was to put in and what is there
    at the first look after it is taken for its doing, else it would stay for ever as the user's.
    """
    if state is None:
        return target.written
    unsettled = await kit.database.read(writes.unsettled_of, target.id)
    if not unsettled:
        return target.written
    ours, held = Counter(target.written or ()), Counter(state.track_keys)
    known = target.written is not None
    for write in unsettled:
        if write.plan.stands(state.name, state.track_keys, ordered=target.kind.ordered):
            ours |= write.plan.coming
            known = True
        elif part := write.plan.coming & (held - ours):
            ours += part
            known = True
    return tuple(ours.elements()) if known else None


def mirror_turn(mirror_id: str) -> str:
    """Return whose turn it is at a mirror: nothing of it is taken away while it is synced."""
    return f"mirror:{mirror_id}"


def favourites_turn(target: Target) -> str:
    """Return whose turn it is at the favourites that a target is among: all mirrors there share them."""
    return f"favourites:{target.library_id}:{target.user}"


async def without_others(kit: Kit, target: Target, ours: Sequence[str] | None) -> Sequence[str] | None:
    """Return what of ours no other mirror wants among the same favourites: only that may be taken back."""
    if ours is None or target.kind is not TargetKind.FAVOURITES:
        return ours
    theirs = await kit.database.read(targets.placed_beside, target)
    return [key for key in ours if key not in theirs]
