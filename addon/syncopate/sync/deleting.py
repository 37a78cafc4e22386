"""Deleting what was written for a mirror: a playlist as a whole, of favourites what we made one."""

from syncopate.domain.media import Track
from syncopate.domain.snapshot import Unknown
from syncopate.domain.target import TargetKind
from syncopate.errors import Unreachable, error_with_key
from syncopate.providers.capability import PlaylistTarget, TargetContent
from syncopate.store import libraries
from syncopate.store.libraries import Library
from syncopate.store.targets import Target
from syncopate.sync.kit import Kit
from syncopate.sync.providers import target_of
from syncopate.sync.sites import site_of
from syncopate.sync.standing import without_others, written_of


async def delete_written(kit: Kit, target: Target) -> None:
    """Delete what a target holds by our doing; not being there is fine. Raises Unreachable, WriteFailed."""
    if target.target_key is None:
        return
    library = await kit.database.read(libraries.get, target.library_id)
    keeper = await target_of(kit, library.account_id)
    if target.kind is TargetKind.FAVOURITES:
        await _take_back(kit, keeper, target, library, target.target_key)
    else:
        await keeper.delete_target(site_of(target, library), target.target_key)


async def _take_back(kit: Kit, keeper: PlaylistTarget, target: Target, library: Library, key: str) -> None:
    """Take back what we made a favourite and no other mirror wants: what the user marked stays."""
    site = site_of(target, library)
    state = await keeper.read_target(site, key)
    if isinstance(state, Unknown):
        raise error_with_key(state.reason, Unreachable)(what=library.name, account=library.name)
    if state.value is None:
        return
    held = state.value.track_keys
    ours = await without_others(kit, target, await written_of(kit, target, state.value))
    leaving = frozenset(ours or ()) & frozenset(held)
    if leaving:
        left = [Track(key=each, title=each) for each in held if each not in leaving]
        content = TargetContent(
            mark=target.id, name=state.value.name, tracks=left, before=held, leaving=leaving
        )
        await keeper.write_target(site, key, content)
