"""Targets: where a mirror is kept, as what, and for whom."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from syncopate.domain.event import Event, EventType
from syncopate.domain.server import PlayId, ServerUser
from syncopate.domain.target import TargetKind
from syncopate.errors import Conflict, InvalidInput, NotFound, SyncopateError
from syncopate.providers import registry
from syncopate.providers.manifest import Manifest
from syncopate.providers.serving import Playable
from syncopate.store import accounts, libraries, members, mirrors, targets, tracks
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.deleting import delete_written
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of, target_of
from syncopate.sync.servers import own_key, user_of, users_of
from syncopate.sync.sites import Owner, default_kind, ensure_for, owner_of, site_of, usual_owner
from syncopate.sync.standing import mirror_turn

_PATIENCE_SECONDS = 2.0


async def add_target(
    kit: Kit, mirror_id: str, library_id: str, *, kind: TargetKind | None = None, user: str | None = None
) -> Target:
    """Keep a mirror on a library too; without a user it is for the member whose mirror it is.

    The user the account is logged in as is the same as "", the account's own.
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
    owner = await _owner(kit, mirror, library, user)
    target = await kit.database.write(_ensure, mirror, library, chosen, owner)
    await _tell(kit, mirror)
    return target


async def _owner(kit: Kit, mirror: Mirror, library: Library, user: str | None) -> Owner:
    """Return whose a new target is. Raises InvalidInput, Unreachable for a user that cannot be looked up."""
    if user:
        found = await user_of(kit, library.account_id, user)
        return owner_of(found.key, found.name, found.key if found.own else "")
    owner = Owner() if user is not None else await usual_owner(kit, mirror, library)
    there = await kit.database.read(targets.of_mirror, mirror.id)
    if owner == Owner() and any(one.user for one in there if one.library_id == library.id):
        # One of them may be the account's own, by its key.
        return Owner(own=await own_key(kit, library.account_id))
    return owner


def _ensure(
    connection: Connection, mirror: Mirror, library: Library, kind: TargetKind, owner: Owner
) -> Target:
    there = [one for one in targets.of_mirror(connection, mirror.id) if one.library_id == library.id]
    if kind is TargetKind.NOTHING and any(one.kind is not kind for one in there):
        raise InvalidInput("What is missing there is shown already.", field="kind")
    unwritten = next((one for one in there if one.kind is TargetKind.NOTHING), None)
    if unwritten is not None and kind is not TargetKind.NOTHING:
        # It becomes that, with what matching said of it.
        return targets.keep_as(connection, unwritten.id, kind, user=owner.user, user_name=owner.user_name)
    return ensure_for(connection, mirror, library, owner, kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a mirror can be kept as on a library, the first being usual, and for whom.

    `users` are those of the server that can be chosen; `proposed` is the key of the one whose mirror it is,
    "" for the account's own. `trouble`: who is there could not be read.
    """

    library: Library
    kinds: tuple[TargetKind, ...]
    users: tuple[ServerUser, ...] = ()
    proposed: str = ""
    trouble: SyncopateError | None = None


async def offer_of(kit: Kit, mirror_id: str, library_id: str) -> Offer:
    """Return what there is to choose for a mirror on a library. Raises NotFound."""
    mirror = await kit.database.read(mirrors.get, mirror_id)
    library = await kit.database.read(libraries.get, library_id)
    manifest = await _manifest(kit, library)
    theirs = await kit.database.read(members.user_on, mirror.member_id, library.account_id)
    usual = default_kind(mirror)
    can = manifest.target_kinds | {TargetKind.NOTHING}
    kinds = tuple(sorted((kind for kind in TargetKind if kind in can), key=lambda kind: kind is not usual))
    offer = Offer(library=library, kinds=kinds, proposed="" if theirs is None else theirs.user)
    if not manifest.serves_users:
        return offer
    try:
        return replace(offer, users=await users_of(kit, library.account_id))
    except SyncopateError as error:
        return replace(offer, trouble=error)


async def remove_target(kit: Kit, mirror_id: str, target_id: str, *, delete: bool = False) -> None:
    """Keep a mirror there no more; what was written stays unless it shall go too. Favourites of others stay.

    The last one stays as one that nothing is written to: without any, the next sync would make one anew.
    Raises NotFound, Unreachable, Conflict where nothing is kept already.
    """
    async with kit.turns[mirror_turn(mirror_id)]:
        await _remove_target(kit, mirror_id, target_id, delete=delete)


async def _remove_target(kit: Kit, mirror_id: str, target_id: str, *, delete: bool) -> None:
    mirror = await kit.database.read(mirrors.get, mirror_id)
    target = await _of_mirror(kit, mirror_id, target_id)
    last = len(await kit.database.read(targets.of_mirror, mirror_id)) == 1
    if last and target.kind is TargetKind.NOTHING:
        raise Conflict(f"{mirror.name} is written nowhere as it is: only what is missing is shown.")
    if delete:
        await delete_written(kit, mirror, target)
    if last:
        await kit.database.write(targets.keep_as, target.id, TargetKind.NOTHING)
    else:
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
                place=await place_of(kit, target, library),
                paths=await kit.database.read(_paths, target),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Played:
    """What one player takes to play a mirror from one library."""

    library: Library
    target: Target
    id: PlayId


async def played_everywhere(kit: Kit) -> dict[str, list[Played]]:
    """Return what players take to play each mirror, by its id, its oldest target first.

    No server is waited for: what one does not say at once is left out.
    """

    def kept(connection: Connection) -> tuple[list[Target], dict[str, Library]]:
        return targets.written(connection), {one.id: one for one in libraries.every(connection)}

    written, known = await kit.database.read(kept)
    sources = {name: await _playable(kit, name) for name in {one.account_id for one in known.values()}}
    found: dict[str, list[Played]] = {}
    for target in written:
        library = known[target.library_id]
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                ids = await _ids(sources[library.account_id], target, library)
        except TimeoutError:
            sources[library.account_id] = None
            continue
        found.setdefault(target.mirror_id, []).extend(Played(library, target, each) for each in ids)
    return found


async def play_ids(kit: Kit, target: Target, library: Library) -> tuple[PlayId, ...]:
    """Return what Home Assistant's players take to play a target; none where that is not known now."""
    return await _ids(await _playable(kit, library.account_id), target, library)


async def _playable(kit: Kit, account_id: str) -> Playable | None:
    try:
        source = await library_of(kit, account_id)
    except SyncopateError:
        return None
    return source if isinstance(source, Playable) else None


async def _ids(source: Playable | None, target: Target, library: Library) -> tuple[PlayId, ...]:
    if source is None or target.target_key is None:
        return ()
    try:
        return await isolated(source.play_ids(site_of(target, library), target.target_key), library.name)
    except SyncopateError:
        return ()


async def place_of(kit: Kit, target: Target, library: Library) -> str | None:
    """Return where people find what was written: an address or a path; None where nobody knows."""
    if target.target_key is None:
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
