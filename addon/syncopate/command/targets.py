"""The commands about where a playlist is kept."""

import argparse

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.named import library_named
from syncopate.command.plans import called
from syncopate.command.work import mirror_called
from syncopate.domain.target import TargetKind
from syncopate.errors import Conflict, NotFound
from syncopate.settings import Environment
from syncopate.store import libraries, targets as store
from syncopate.store.libraries import Library
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync import targets as use_cases
from syncopate.sync.kit import Kit
from syncopate.sync.servers import users_of


async def targets(environment: Environment, arguments: argparse.Namespace) -> int:
    """List, add or remove the places of a playlist."""
    async with opened_kit(environment) as kit:
        mirror = await mirror_called(kit, arguments.playlist, None)
        if arguments.action == "add":
            await _add(kit, mirror, arguments)
        elif arguments.action == "remove":
            target = await _meant(kit, mirror, arguments.target)
            await use_cases.remove_target(kit, mirror.id, target.id, delete=arguments.delete)
        await _show(kit, mirror, json=arguments.json)
    return 0


async def _add(kit: Kit, mirror: Mirror, arguments: argparse.Namespace) -> None:
    library = await library_named(kit, arguments.library)
    user = arguments.user
    if user:
        # By name where that is one; what is neither is refused with the names there are.
        named = {one.name: one.key for one in await users_of(kit, library.account_id)}
        user = named.get(user, user)
    kind = None if arguments.kind is None else TargetKind(arguments.kind)
    await use_cases.add_target(kit, mirror.id, library.id, kind=kind, user=user)


async def _meant(kit: Kit, mirror: Mirror, text: str) -> Target:
    """Return the place with this id, or the only one in a library of this name."""
    there = await kit.database.read(store.of_mirror, mirror.id)
    for target in there:
        if target.id == text:
            return target
    known = {one.id: one.name for one in await kit.database.read(libraries.every)}
    found = [target for target in there if text in {target.library_id, known[target.library_id]}]
    if len(found) > 1:
        ids = ", ".join(target.id for target in found)
        raise Conflict(f"{mirror.name} is in {len(found)} places there: use the id ({ids}).", ids=ids)
    if not found:
        raise NotFound(what="target", id=text)
    return found[0]


async def _show(kit: Kit, mirror: Mirror, *, json: bool) -> None:
    known = {one.id: one for one in await kit.database.read(libraries.every)}
    kept = [
        (target.as_known(readable=known[target.library_id].readable), known[target.library_id])
        for target in await kit.database.read(store.of_mirror, mirror.id)
    ]
    if json:
        output.print_json([await _document(kit, target, library) for target, library in kept])
        return
    rows = [
        (
            called(library.name, target),
            target.last_status.value if target.last_status else "not synced yet",
            *(str(each) for each in (target.matched, target.review, target.missing, target.unknown)),
            target.held_reason or target.last_detail or target.last_error or "",
            await use_cases.place_of(kit, target, library) or "",
            target.id,
        )
        for target, library in kept
    ]
    columns = ("place", "result", "matched", "review", "missing", "unknown", "note", "where", "id")
    output.print_table(mirror.name, columns, rows)


async def _document(kit: Kit, target: Target, library: Library) -> dict[str, object]:
    names = ("id", "library_id", "kind", "user_name", "target_key", "matched", "review", "missing", "unknown")
    last = ("held_reason", "held_digest", "last_sync_at", "last_status", "last_error", "last_detail")
    return {
        "library": library.name,
        "place": await use_cases.place_of(kit, target, library),
        **{name: getattr(target, name) for name in (*names, *last)},
    }
