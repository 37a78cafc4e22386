"""Commands that do work: sync, scan, missing. They run the same use cases as the jobs."""

import argparse
import shlex
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from syncopate.bootstrap.base import opened_kit
from syncopate.command import output
from syncopate.command.named import only
from syncopate.command.output import ProgressBars
from syncopate.command.recording import BAD, recorded
from syncopate.domain.match import Match, Verdict
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemResult, ItemStatus, JobName, Progress, ScanMode
from syncopate.errors import InvalidInput, NotFound
from syncopate.jobs.catalog import job_of
from syncopate.settings import Environment
from syncopate.store import libraries, matches, mirrors, runs, targets
from syncopate.store.libraries import Library
from syncopate.store.matches import MatchRow, Wanted
from syncopate.store.mirrors import Mirror
from syncopate.store.missing import MissingRow
from syncopate.store.missing_albums import MissingAlbum
from syncopate.store.results import put_result
from syncopate.sync.due import due_mirrors
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import add_library, library_in, scan_library
from syncopate.sync.mirrors import NewMirror, add_mirror
from syncopate.sync.missing import csv_of, link_of, missing_rows, write_lists
from syncopate.sync.missing_albums import albums_csv, artists_of, link_of_album, missing_albums, year_of
from syncopate.sync.playlist import sync_mirror
from syncopate.sync.providers import LOCAL_FILES, target_of
from syncopate.sync.sites import site_of

_ALL = 1_000_000


async def sync(environment: Environment, arguments: argparse.Namespace) -> int:
    """Sync playlists or albums; 0 when all went well, 1 when something failed or is held."""
    kind = MirrorKind.ALBUM if arguments.albums else MirrorKind.PLAYLIST
    async with opened_kit(environment) as kit:
        named = [
            await mirror_called(kit, text, arguments.library, kind if arguments.albums else None)
            for text in arguments.playlist
        ]
        if arguments.approve and not named:
            raise InvalidInput("Name the playlists whose plans shall be let through.", field="playlist")
        approve = await _held(kit, named) if arguments.approve else frozenset[str]()
        results: dict[MirrorKind, list[ItemResult]] = {}
        with ProgressBars(quiet=arguments.json) as bars:
            for each in [one for one in MirrorKind if one in {item.kind for item in named}] or [kind]:
                only = [mirror.id for mirror in named if mirror.kind is each] if named else None
                due, skipped = await due_mirrors(kit, kind=each, only=only, force=arguments.force, asked=True)
                results[each] = [*skipped]
                await _sync_due(kit, each, due, results[each], bars, approve)
        lists = await write_lists(kit)
        await _show_sync(kit, arguments, results, lists)
    return 1 if any(one.status in BAD for found in results.values() for one in found) else 0


async def _held(kit: Kit, named: Sequence[Mirror]) -> frozenset[str]:
    """Return the digests of the plans that wait: what has changed since waits again."""
    places = [place for one in named for place in await kit.database.read(targets.of_mirror, one.id)]
    return frozenset(place.held_digest for place in places if place.held_digest is not None)


async def _sync_due(
    kit: Kit,
    kind: MirrorKind,
    due: Sequence[Mirror],
    results: list[ItemResult],
    bars: ProgressBars,
    approve: Collection[str],
) -> None:
    async def one(run_id: str) -> None:
        for number, mirror in enumerate(due):
            await bars.report(Progress(number, len(due), mirror.name))
            result = await sync_mirror(kit, mirror.id, run_id, approve=approve, report=bars.report)
            results.append(result)
            await kit.database.write(put_result, run_id, result)

    await recorded(kit, job_of(kind), one, results)


async def scan(environment: Environment, arguments: argparse.Namespace) -> int:
    """Scan libraries; 0 when all could be read."""
    async with opened_kit(environment) as kit:
        if arguments.library:
            chosen = [await _library(kit, text, add=True) for text in arguments.library]
        else:
            chosen = await kit.database.read(libraries.every)
        results: list[ItemResult] = []
        with ProgressBars(quiet=arguments.json) as bars:

            async def one(run_id: str) -> None:
                for library in chosen:
                    mode = ScanMode(arguments.mode)
                    result = await scan_library(kit, library.id, mode=mode, report=bars.report, run_id=run_id)
                    results.append(result)
                    await kit.database.write(runs.put_item, run_id, result)

            await recorded(kit, JobName.SCAN_LIBRARY, one, results)
        after = [await kit.database.read(libraries.get, library.id) for library in chosen]
    if arguments.json:
        output.print_json({"results": results, "libraries": after})
    else:
        rows = [
            (
                *(library.name, result.status.value, str(library.tracks)),
                *(str(result.added), str(result.removed), _note(library, result)),
            )
            for library, result in zip(after, results, strict=True)
        ]
        output.print_table("Libraries", ("library", "result", "tracks", "changed", "removed", "note"), rows)
    return 1 if any(result.status in BAD for result in results) else 0


def _note(library: Library, result: ItemResult) -> str:
    files = "1 file" if library.problems == 1 else f"{library.problems} files"
    unread = f"{files} could not be read" if library.problems else ""
    return "; ".join(part for part in (result.detail or result.error, unread) if part)


async def missing(environment: Environment, arguments: argparse.Namespace) -> int:
    """List what is missing: entries, or albums."""
    of_kind = MirrorKind.ALBUM if arguments.albums else None
    async with opened_kit(environment) as kit:
        named = await mirror_called(kit, arguments.playlist, None, of_kind) if arguments.playlist else None
        albums = await missing_albums(kit) if arguments.albums else []
        rows = [] if arguments.albums else await missing_rows(kit)
        written = await write_lists(kit) if arguments.write else []
    if arguments.albums:
        _show_albums(arguments, [each for each in albums if named is None or each.mirror.id == named.id])
    else:
        _show_entries(arguments, [row for row in rows if named is None or row.mirror_id == named.id])
    if not arguments.json and not arguments.csv:
        for path in written:
            output.say(str(path))
    return 0


def _show_entries(arguments: argparse.Namespace, rows: Sequence[MissingRow]) -> None:
    if arguments.json:
        output.print_json(
            [
                {
                    "playlist": row.mirror_name,
                    "position": row.position,
                    "artist": ", ".join(row.entry.artists),
                    "title": row.entry.title,
                    "link": link_of(row.entry),
                }
                for row in rows
            ]
        )
    elif arguments.csv:
        print(csv_of(rows), end="")
    else:
        cells = [(row.mirror_name, ", ".join(row.entry.artists), row.entry.title) for row in rows]
        output.print_table(f"{len(rows)} missing", ("playlist", "artist", "title"), cells)


def _show_albums(arguments: argparse.Namespace, albums: Sequence[MissingAlbum]) -> None:
    if arguments.csv:
        print(albums_csv(albums), end="")
        return
    found = [
        {
            "artist": artists_of(each.mirror),
            "title": each.mirror.name,
            "year": year_of(each.mirror),
            "owned": each.record.owned,
            "total": each.record.total,
            "link": link_of_album(each.mirror),
        }
        for each in albums
    ]
    if arguments.json:
        output.print_json(found)
        return
    columns = ("artist", "title", "year", "owned", "total")
    cells = [["" if each[name] is None else str(each[name]) for name in columns] for each in found]
    title = "1 album lacks something" if len(found) == 1 else f"{len(found)} albums lack something"
    output.print_table(title, columns, cells)


async def mirror_called(kit: Kit, text: str, library: str | None, kind: MirrorKind | None = None) -> Mirror:
    """Return the playlist or album named; a file that is not mirrored yet is added, as `kind` if given.

    Raises NotFound, Conflict.
    """
    called = "albums" if kind is MirrorKind.ALBUM else "playlists"
    named = only(text, called, await kit.database.read(mirrors.every, kind))
    if named is not None:
        return named
    path = Path(text).absolute()
    if not path.is_file():
        raise NotFound(f"There is no playlist, and no file, {text}.", what="playlist", id=text)
    known = await kit.database.read(mirrors.find, LOCAL_FILES, None, str(path))
    if known is not None:
        return known
    library_id = (await _library(kit, library, add=False)).id if library is not None else None
    new = NewMirror(reference=str(path), library_id=library_id, local=True, kind=kind)
    return await add_mirror(kit, new)


async def _library(kit: Kit, text: str, *, add: bool) -> Library:
    named = only(text, "libraries", await kit.database.read(libraries.every))
    if named is not None:
        return named
    folder = Path(text).absolute()
    known = await library_in(kit, str(folder))
    if known is not None:
        return known
    if add and folder.is_dir():
        return await add_library(kit, name=folder.name or str(folder), folder=str(folder))
    raise NotFound(f"There is no library, and no folder, {text}.", what="library", id=text)


async def _kept(kit: Kit, results: list[ItemResult]) -> tuple[dict[str, Sequence[MatchRow]], dict[str, str]]:
    """Return the entries of each playlist by its id, and where people find its first target."""
    entries: dict[str, Sequence[MatchRow]] = {}
    places: dict[str, str] = {}
    for result in results:
        kept = await kit.database.read(targets.of_mirror, result.item_id)
        if kept:
            entries[result.item_id] = await _entries(kit, kept[0].id)
        for target in kept:
            if target.target_key is not None:
                library = await kit.database.read(libraries.get, target.library_id)
                keeper = await target_of(kit, library.account_id)
                places.setdefault(result.item_id, keeper.place(site_of(target, library), target.target_key))
    return entries, places


async def _show_sync(
    kit: Kit,
    arguments: argparse.Namespace,
    by_kind: Mapping[MirrorKind, list[ItemResult]],
    lists: list[Path],
) -> None:
    results = [result for found in by_kind.values() for result in found]
    entries, places = await _kept(kit, results)
    if arguments.json:
        output.print_json(
            {
                "results": results,
                "targets": places,
                "lists": [str(path) for path in lists],
                "entries": {key: [_entry_document(row) for row in rows] for key, rows in entries.items()}
                if arguments.explain
                else None,
            }
        )
        return
    if arguments.explain:
        for result in results:
            rows = [_entry_row(row) for row in entries.get(result.item_id, ())]
            output.print_table(result.item_name, ("#", "entry", "verdict", "matched file", "why"), rows)
    counted = ("matched", "review", "missing", "unknown", "added", "removed")
    for kind, found in by_kind.items():
        cells = [
            (
                *(result.item_name, result.status.value),
                *(str(getattr(result, name)) for name in counted),
                result.detail or result.error or "",
            )
            for result in found
        ]
        output.print_table(f"{kind.title()}s", (kind.value, "result", *counted, "note"), cells)
    for result in results:
        if result.status is ItemStatus.HELD:
            name = shlex.quote(result.item_name)
            output.say(f"A plan waits: see it with `syncopate plan {name}`,")
            output.say(f"  let it through with `syncopate sync {name} --approve`.")
    if places:
        output.say("Playlists are kept in:")
    for place in places.values():
        output.say(f"  {place}")
    output.say("Missing lists:")
    for path in lists:
        output.say(f"  {path}")


async def _entries(kit: Kit, target_id: str) -> Sequence[MatchRow]:
    wanted = Wanted(target_id=target_id)
    return (await kit.database.read(matches.detail_page, wanted, limit=_ALL, offset=0)).items


def _entry_row(row: MatchRow) -> tuple[str, str, str, str, str]:
    artists = ", ".join(row.entry.artists)
    label = f"{artists} - {row.entry.title}" if artists else row.entry.title
    chosen = row.track.key if row.track else ""
    return str(row.position + 1), label, row.match.verdict.value, chosen, why(row.match)


def why(match: Match) -> str:
    """Return what decided, in one line."""
    best = match.candidates[0] if match.candidates else None
    if best is None:
        return match.reason
    if match.verdict is Verdict.MATCH:
        said = [
            f"{item.aspect.value} alike" if item.penalty > 0 else item.aspect.value
            for item in best.evidence
            if item.says.value == "agrees"
        ]
        return f"{match.reason}: {', '.join(said)}" if said else match.reason
    against = [item.detail or item.aspect.value for item in best.evidence if item.says.value == "disagrees"]
    return f"{match.reason}: closest {best.track_key}" + (f" ({'; '.join(against)})" if against else "")


def _entry_document(row: MatchRow) -> dict[str, object]:
    return {
        "position": row.position,
        "artists": row.entry.artists,
        "title": row.entry.title,
        "verdict": row.match.verdict,
        "reason": row.match.reason,
        "track": row.track.key if row.track else None,
        "candidates": [asdict(candidate) for candidate in row.match.candidates],
    }
