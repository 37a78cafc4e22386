"""Deleting what was written for a mirror: a playlist as a whole, of favourites what we made one."""

from syncopate.domain.media import Track
from syncopate.domain.snapshot import Unknown
from syncopate.domain.target import TargetKind
from syncopate.errors import Unreachable, error_with_key
from syncopate.providers.capability import PlaylistTarget, TargetContent, TargetState
from syncopate.store import libraries, targets, writes
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.kit import Kit
from syncopate.sync.providers import target_of
from syncopate.sync.sites import site_of
from syncopate.sync.standing import favourites_turn, standing_of, without_others, written_of


async def delete_written(kit: Kit, mirror: Mirror, target: Target) -> None:
    """Delete what a target holds by our doing; not being there is fine. Raises Unreachable, WriteFailed.

    Also what a write put there of which nobody knows what became of it.
    """
    if target.kind is TargetKind.NOTHING:
        return
    library = await kit.database.read(libraries.get, target.library_id)
    if target.target_key is None and not await kit.database.read(writes.last_of, target.id, 1):
        # Nothing was ever sent there.
        return
    keeper = await target_of(kit, library.account_id)
    if target.kind is TargetKind.FAVOURITES:
        # Syncs of others change the same favourites.
        async with kit.turns[favourites_turn(target)]:
            await _take_back(kit, keeper, mirror, target, library)
        return
    state = await _standing(kit, mirror, target, library)
    if state is not None:
        await keeper.delete_target(site_of(target, library), state.target_key)


async def _standing(kit: Kit, mirror: Mirror, target: Target, library: Library) -> TargetState | None:
    found = await standing_of(kit, mirror, target, library)
    if isinstance(found, Unknown):
        raise error_with_key(found.reason, Unreachable)(what=library.name, account=library.name)
    return found.value


async def _take_back(
    kit: Kit, keeper: PlaylistTarget, mirror: Mirror, target: Target, library: Library
) -> None:
    """Take back what we made a favourite and no other mirror wants: what the user marked stays."""
    state = await _standing(kit, mirror, target, library)
    if state is None:
        return
    held = state.track_keys
    ours = await written_of(kit, target, state)
    leaving = frozenset(await without_others(kit, target, ours) or ()) & frozenset(held)
    if leaving:
        left = [Track(key=each, title=each) for each in held if each not in leaving]
        content = TargetContent(mark=target.id, name=state.name, tracks=left, before=held, leaving=leaving)
        await keeper.write_target(site_of(target, library), state.target_key, content)
    await kit.database.write(targets.hand_over, target, frozenset(ours or ()) - leaving)
