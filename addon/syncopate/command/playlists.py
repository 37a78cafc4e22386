"""The commands about playlists and albums: adding, looking at them, and what is said of their sources."""

import argparse
import asyncio
import shlex
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.asking import agreed
from syncopate.command.exporting import export
from syncopate.command.mirror_tables import (
    CHANGE,
    change_document,
    change_row,
    cut_off,
    document_of,
    left_out_words,
    show_changes,
    show_list,
    show_mirror,
)
from syncopate.command.named import (
    account_called,
    library_named,
    member_called,
    playlist_called,
    service_called,
)
from syncopate.command.output import ProgressBars
from syncopate.command.recording import BAD, recorded
from syncopate.domain.playlist import LARGEST_FILE, MirrorKind, TargetPolicy
from syncopate.domain.run import ItemResult, JobName, Progress
from syncopate.errors import Conflict, InvalidInput, PlaylistTooLarge
from syncopate.jobs.catalog import TITLES
from syncopate.providers.capability import Report
from syncopate.settings import Environment
from syncopate.store import history, mirrors, runs
from syncopate.store.mirrors import MirrorChanges
from syncopate.sync import mirrors as use_cases
from syncopate.sync.identifying import identify_mirror
from syncopate.sync.kit import Kit
from syncopate.sync.linking import add_linked
from syncopate.sync.mirrors import NewMirror
from syncopate.sync.reading import refresh_mirror
from syncopate.sync.replacing import replace_file
from syncopate.sync.source_words import accept_source, keep_gone, look_at_hold
from syncopate.sync.uploads import COLUMN

type _One = Callable[[str, str, Report], Awaitable[ItemResult]]
"""Does the work for a mirror, within a run."""

_ALL = 1_000_000


async def playlists(environment: Environment, arguments: argparse.Namespace) -> int:
    """Add, list, look at, keep or remove them, or read and identify what they hold."""
    async with opened_kit(environment) as kit:
        return await _ACTIONS[arguments.action](kit, arguments)


async def _add(kit: Kit, arguments: argparse.Namespace) -> int:
    new = await _wanted(kit, arguments)
    if arguments.link is not None:
        if arguments.provider or arguments.reference:
            raise InvalidInput("A link says itself what it is.", field="link")
        mirror = await add_linked(kit, arguments.link, new)
    else:
        mirror = await use_cases.add_mirror(kit, new)
    mirror = await kit.database.read(mirrors.get, mirror.id)
    seen = mirror.entry_count + len(mirror.left_out)
    cut = cut_off(mirror.provider, mirror.account_id, seen, mirror.visible)
    unfit = (f"{words}.",) if (words := left_out_words(mirror.left_out)) else ()
    said = (f"Added {mirror.name} ({mirror.id}).", *cut, *unfit)
    return await _show_one(kit, arguments, mirror.id, *said)


async def _wanted(kit: Kit, arguments: argparse.Namespace) -> NewMirror:
    """Return what was typed as a playlist to add. Raises NotFound, Conflict, InvalidInput."""
    account = None if arguments.account is None else await account_called(kit, arguments.account)
    new = NewMirror(
        account_id=None if account is None else account.id,
        library_id=None if arguments.library is None else (await library_named(kit, arguments.library)).id,
        member_id=None if arguments.member is None else (await member_called(kit, arguments.member)).id,
        label=arguments.label,
        interval_days=arguments.interval,
        name=arguments.name,
        cover_url=arguments.cover,
        policy=TargetPolicy(arguments.policy),
        enabled=not arguments.disabled,
    )
    if arguments.link is not None:
        return new
    provider = arguments.provider or (None if account is None else account.provider)
    if provider is None or not arguments.reference:
        raise InvalidInput("A link is needed, or a provider and a reference.", field="link")
    manifest = service_called(provider)
    if account is not None and account.provider != manifest.domain:
        raise InvalidInput(f"{account.name} is no account of {manifest.name}.", field="account")
    return replace(new, provider=manifest.domain, reference=arguments.reference)


async def _list(kit: Kit, arguments: argparse.Namespace) -> int:
    kind = None if arguments.kind is None else MirrorKind(arguments.kind)
    page = await kit.database.read(mirrors.list_page, kind=kind, label=arguments.label, limit=_ALL, offset=0)
    if arguments.json:
        output.print_json([document_of(each) for each in page.items])
    else:
        await show_list(kit, page.items)
    return 0


async def _show(kit: Kit, arguments: argparse.Namespace) -> int:
    mirror = await playlist_called(kit, arguments.playlist)
    summary = await kit.database.read(mirrors.summary, mirror.id)
    if arguments.json:
        output.print_json(document_of(summary))
    else:
        await show_mirror(kit, summary)
    return 0


async def _changes(kit: Kit, arguments: argparse.Namespace) -> int:
    mirror = await playlist_called(kit, arguments.playlist)
    page = await kit.database.read(history.list_page, mirror.id, limit=arguments.limit, offset=0)
    if arguments.json:
        output.print_json({"total": page.total, "items": [change_document(each) for each in page.items]})
    else:
        show_changes(f"{len(page.items)} of {page.total} changes", page.items, kit.zone)
    return 0


async def _accept(kit: Kit, arguments: argparse.Namespace) -> int:
    """Show what would change, and have the next sync take it over; 1 when the user would not."""
    mirror = await playlist_called(kit, arguments.playlist)
    waiting = await look_at_hold(kit, mirror.id)
    if not arguments.json:
        output.print_table(f"{mirror.name}: what its source says", CHANGE, map(change_row, waiting.changes))
    hold = waiting.hold
    told = f"{mirror.name} had {hold.before} entries at its source, {hold.now} now: that is taken over"
    if not await agreed(told, yes=arguments.yes):
        output.complain("It stays as it is.")
        return 1
    await accept_source(kit, mirror.id, hold.digest)
    said = f"The next sync takes it over: syncopate sync {shlex.quote(mirror.name)}"
    return await _show_one(kit, arguments, mirror.id, said)


async def _keep(kit: Kit, arguments: argparse.Namespace) -> int:
    mirror = await playlist_called(kit, arguments.playlist)
    if mirror.gone_at is None and mirror.expires_at is None:
        raise Conflict(f"{mirror.name} stays as it is: its source is there, and it does not go by itself.")
    if mirror.expires_at is not None:
        await use_cases.change_mirror(kit, mirror.id, MirrorChanges(expires_at=None))
    if mirror.gone_at is not None:
        await keep_gone(kit, mirror.id)
    return await _show_one(kit, arguments, mirror.id, f"{mirror.name} is kept.")


async def _replace_file(kit: Kit, arguments: argparse.Namespace) -> int:
    mirror = await playlist_called(kit, arguments.playlist)
    file = Path(arguments.file)
    data = await asyncio.to_thread(_read, file)
    columns = {f"{COLUMN}{role}": heading for role, heading in arguments.column}
    await replace_file(kit, mirror.id, file.name, data, columns or None)
    said = f"The next sync reads it: syncopate sync {shlex.quote(mirror.name)}"
    return await _show_one(kit, arguments, mirror.id, said)


def _read(file: Path) -> bytes:
    """Return what a file holds. Raises InvalidInput, PlaylistTooLarge."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise PlaylistTooLarge(name=file.name, limit=f"{LARGEST_FILE // 1_000_000} MB")
        return file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}.", field="file") from error


async def _remove(kit: Kit, arguments: argparse.Namespace) -> int:
    mirror = await playlist_called(kit, arguments.playlist)
    await use_cases.remove_mirror(kit, mirror.id, delete_target=arguments.delete)
    if arguments.json:
        output.print_json({"removed": mirror.id})
    else:
        output.say(f"{mirror.name} is removed.")
    return 0


async def _refresh(kit: Kit, arguments: argparse.Namespace) -> int:
    async def one(mirror_id: str, run_id: str, report: Report) -> ItemResult:
        return await refresh_mirror(kit, mirror_id, run_id, report=report)

    return await _work(kit, arguments, JobName.REFRESH_PLAYLISTS, one, _REFRESHED)


async def _identify(kit: Kit, arguments: argparse.Namespace) -> int:
    catalogue = None if arguments.catalogue is None else service_called(arguments.catalogue).domain

    async def one(mirror_id: str, run_id: str, report: Report) -> ItemResult:
        return await identify_mirror(kit, mirror_id, run_id, report=report, catalogue=catalogue)

    return await _work(kit, arguments, JobName.IDENTIFY_PLAYLISTS, one, _IDENTIFIED)


_REFRESHED: Mapping[str, str] = {"added": "added", "removed": "removed", "moved": "moved"}
_IDENTIFIED: Mapping[str, str] = {"matched": "known", "review": "not sure", "unknown": "not known"}
"""Which counts of a result are shown, and what they are called."""


async def _work(
    kit: Kit, arguments: argparse.Namespace, job: JobName, one: _One, counts: Mapping[str, str]
) -> int:
    """Do a job for those named, one after the other; 1 when something failed or is held."""
    named = [await playlist_called(kit, text) for text in arguments.playlist]
    results: list[ItemResult] = []
    with ProgressBars(quiet=arguments.json) as bars:

        async def every(run_id: str) -> None:
            for number, mirror in enumerate(named):
                await bars.report(Progress(number, len(named), mirror.name))
                result = await one(mirror.id, run_id, bars.report)
                results.append(result)
                await kit.database.write(runs.put_item, run_id, result)

        await recorded(kit, job, every, results)
    if arguments.json:
        output.print_json({"results": results})
    else:
        rows = [
            (
                *(result.item_name, result.status.value),
                *(str(getattr(result, name)) for name in counts),
                result.detail or result.error or "",
            )
            for result in results
        ]
        output.print_table(TITLES[job], ("name", "result", *counts.values(), "note"), rows)
    return 1 if any(result.status in BAD for result in results) else 0


async def _show_one(kit: Kit, arguments: argparse.Namespace, mirror_id: str, *said: str) -> int:
    if arguments.json:
        output.print_json(document_of(await kit.database.read(mirrors.summary, mirror_id)))
    else:
        for line in said:
            output.say(line)
    return 0


_ACTIONS: Mapping[str, Callable[[Kit, argparse.Namespace], Awaitable[int]]] = {
    "add": _add,
    "list": _list,
    "show": _show,
    "changes": _changes,
    "accept": _accept,
    "keep": _keep,
    "remove": _remove,
    "replace-file": _replace_file,
    "refresh": _refresh,
    "identify": _identify,
    "export": export,
}
