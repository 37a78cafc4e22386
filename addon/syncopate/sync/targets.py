"""Targets: where a mirror is kept, as what, and for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from syncopate.domain.event import Event, EventType
from syncopate.domain.server import PlayId
from syncopate.domain.target import TargetKind
from syncopate.errors import InvalidInput, NotFound, SyncopateError
from syncopate.providers import registry
from syncopate.providers.manifest import Manifest
from syncopate.providers.serving import Playable
from syncopate.store import accounts, libraries, mirrors, targets, tracks
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.kit import Kit
from syncopate.sync.providers import library_of, target_of
from syncopate.sync.servers import user_of
from syncopate.sync.sites import default_kind, ensure_default, site_of


async def add_target(
    kit: Kit, mirror_id: str, library_id: str, *, kind: TargetKind | None = None, user: str | None = None
) -> Target:
    """Keep a mirror on a library too; without a user it is for the member whose mirror it is.

    Raises NotFound, InvalidInput for a kind or user that the server does not have, Unreachable.
    """
    mirror = await kit.database.read(mirrors.get, mirror_id)
    library = await kit.database.read(libraries.get, library_id)
    manifest = await _manifest(kit, library)
    chosen = default_kind(mirror) if kind is None else kind
    if chosen is not TargetKind.NOTHING and chosen not in manifest.target_kinds:
        raise InvalidInput(f"{manifest.name} keeps nothing as {chosen.value}.", field="kind")
    if user and not manifest.serves_users:
        raise InvalidInput(f"{manifest.name} keeps playlists for its own account only.", field="user")
    user_name = (await user_of(kit, library.account_id, user)).name if user else None
    target = await kit.database.write(_ensure, mirror, library, chosen, user, user_name)
    await _tell(kit, mirror)
    return target


def _ensure(
    connection: Connection,
    mirror: Mirror,
    library: Library,
    kind: TargetKind,
    user: str | None,
    user_name: str | None,
) -> Target:
    if user is None:
        return ensure_default(connection, mirror, library, kind)
    return targets.ensure(connection, mirror.id, library.id, kind=kind, user=user, user_name=user_name)


async def remove_target(kit: Kit, mirror_id: str, target_id: str, *, delete: bool = False) -> None:
    """Keep a mirror there no more; what was written stays unless it shall go too.

    Raises NotFound, Unreachable.
    """
    mirror = await kit.database.read(mirrors.get, mirror_id)
    target = await _of_mirror(kit, mirror_id, target_id)
    if delete and target.target_key is not None and target.kind is not TargetKind.FAVOURITES:
        library = await kit.database.read(libraries.get, target.library_id)
        keeper = await target_of(kit, library.account_id)
        await keeper.delete_target(site_of(target, library), target.target_key)
    await kit.database.write(targets.remove, target.id)
    await _tell(kit, mirror)


async def _of_mirror(kit: Kit, mirror_id: str, target_id: str) -> Target:
    target = await kit.database.read(targets.get, target_id)
    if target.mirror_id != mirror_id:
        raise NotFound(what="target", id=target_id)
    return target


async def _manifest(kit: Kit, library: Library) -> Manifest:
    return registry.manifest_of((await kit.database.read(accounts.get, library.account_id)).provider)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How to play one target: what players take, and the files of its tracks as its server sees them."""

    target: Target
    library: Library
    ids: tuple[PlayId, ...]
    place: str | None
    paths: Sequence[str] = ()


async def playing_of(kit: Kit, mirror_id: str) -> list[Playing]:
    """Return how to play each target that was written. Raises NotFound."""
    await kit.database.read(mirrors.get, mirror_id)
    found = []
    for target in await kit.database.read(targets.of_mirror, mirror_id):
        if target.target_key is None:
            continue
        library = await kit.database.read(libraries.get, target.library_id)
        found.append(
            Playing(
                target=target,
                library=library,
                ids=await play_ids(kit, target, library),
                place=await _place(kit, target, library),
                paths=await kit.database.read(_paths, target),
            )
        )
    return found


async def play_ids(kit: Kit, target: Target, library: Library) -> tuple[PlayId, ...]:
    """Return what Home Assistant's players take to play a target; none where that is not known now."""
    if target.target_key is None:
        return ()
    try:
        source = await library_of(kit, library.account_id)
        if not isinstance(source, Playable):
            return ()
        return await source.play_ids(site_of(target, library), target.target_key)
    except SyncopateError:
        return ()


async def _place(kit: Kit, target: Target, library: Library) -> str | None:
    if target.target_key is None or target.kind is TargetKind.FAVOURITES:
        return None
    try:
        keeper = await target_of(kit, library.account_id)
        return keeper.place(site_of(target, library), target.target_key)
    except SyncopateError:
        return None


def _paths(connection: Connection, target: Target) -> list[str]:
    """Return the files of what we placed, in order; what has no path is left out."""
    keys = target.written or ()
    known = tracks.many(connection, target.library_id, frozenset(keys))
    return [path for key in keys if (track := known.get(key)) is not None and (path := track.path)]


async def _tell(kit: Kit, mirror: Mirror) -> None:
    data = {"playlist_id": mirror.id, "label": mirror.label}
    await kit.tell(
        Event(type=EventType.PLAYLIST_UPDATED, at=kit.now(), name=mirror.name, status="updated", data=data)
    )
