"""Libraries: adding, removing and scanning them into the index."""

import asyncio
import os
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from syncopate.audio.facts import FileProblem
from syncopate.domain.event import Detail, Event, EventType
from syncopate.domain.media import FileStamp, IndexedTrack
from syncopate.domain.run import ItemResult, ItemStatus, Progress, ScanMode
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import AlreadyExists, InvalidInput, NotConfigured, SyncopateError
from syncopate.providers import registry
from syncopate.providers.capability import Health, LibrarySource, Report, ScanBatch, ScanEnd
from syncopate.providers.manifest import Capability
from syncopate.store import accounts, libraries, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.sync.accounts import check_account, checked_name, new_account, saw_health
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of
from syncopate.sync.shelving import shelve

FOLDER = "folder"


async def add_library(
    kit: Kit, *, name: str, folder: str | None = None, account_id: str | None = None, section: str = ""
) -> Library:
    """Add a section of an account, or a folder (its account is made along).

    Raises NotFound, InvalidInput, AlreadyExists.
    """
    name = checked_name(name)
    if (folder is None) == (account_id is None):
        raise InvalidInput("A library is either a folder or a section of an account.", field="folder")
    if folder is not None:
        if not Path(folder).is_absolute() or "\0" in folder:
            raise InvalidInput("The folder needs its whole path.", field="folder")
        if not await asyncio.to_thread(Path(folder).is_dir):
            raise InvalidInput(f"There is no folder {folder} here.", field="folder")
        if await library_in(kit, folder) is not None:
            raise AlreadyExists(what="library", id=folder)
        account = new_account(kit, provider=FOLDER, name=name, settings={"path": folder})
    else:
        account = await kit.database.read(accounts.get, account_id or "")
        if Capability.LIBRARY not in registry.manifest_of(account.provider).capabilities:
            raise InvalidInput(f"{account.name} has no libraries.", field="account_id")
    library = Library(
        id=str(uuid.uuid7()), account_id=account.id, name=name, section=section, created_at=kit.now()
    )
    await kit.database.write(_add, library, account if folder is not None else None)
    if folder is not None:
        await check_account(kit, account.id)
    await kit.tell(
        Event(type=EventType.LIBRARY_ADDED, at=kit.now(), name=name, status="added", data={"id": library.id})
    )
    return library


def _add(connection: Connection, library: Library, account: Account | None) -> None:
    """Store a library, with the account that is made for it: both or none."""
    if account is not None:
        accounts.add(connection, account)
    libraries.add(connection, library)


async def library_in(kit: Kit, folder: str) -> Library | None:
    """Return the library of a music folder, by whatever path that is reached; None when there is none."""
    paths = {
        account.id: account.settings.get("path", "")
        for account in await kit.database.read(accounts.every)
        if account.provider == FOLDER
    }
    there = await kit.database.read(libraries.every)
    whole = [library for library in there if library.account_id in paths and not library.section]

    def find() -> Library | None:
        wanted = os.path.realpath(folder)
        return next((one for one in whole if os.path.realpath(paths[one.account_id]) == wanted), None)

    return await asyncio.to_thread(find)


async def library_or_only(kit: Kit, library_id: str | None) -> Library:
    """Return the library named, the only one when none is. Raises NotFound, NotConfigured."""
    if library_id is not None:
        return await kit.database.read(libraries.get, library_id)
    known = await kit.database.read(libraries.every)
    if len(known) != 1:
        why = "There is no library." if not known else "There are several libraries: name one."
        raise NotConfigured(why, what="library")
    return known[0]


async def rename_library(kit: Kit, library_id: str, name: str) -> Library:
    """Give it another name. Raises NotFound, InvalidInput."""
    name = checked_name(name)
    await kit.database.write(libraries.rename, library_id, name)
    return await kit.database.read(libraries.get, library_id)


async def remove_library(kit: Kit, library_id: str) -> None:
    """Forget it with its index and targets; its files stay. Raises NotFound."""
    library = await kit.database.read(libraries.get, library_id)
    await kit.database.write(libraries.remove, library_id)
    account = await kit.database.read(accounts.get, library.account_id)
    if account.provider == FOLDER and not await kit.database.read(libraries.of_account, account.id):
        await kit.database.write(accounts.remove, account.id)
    await kit.tell(
        Event(
            type=EventType.LIBRARY_REMOVED,
            at=kit.now(),
            name=library.name,
            status="removed",
            data={"id": library_id},
        )
    )


async def scan_library(kit: Kit, library_id: str, *, mode: ScanMode, report: Report) -> ItemResult:
    """Bring the index up to date. An outside failure is a result, never an exception. Raises NotFound."""
    started = kit.now()
    library = await kit.database.read(libraries.get, library_id)
    scan = _Scan(kit, library, report)
    try:
        source = await library_of(kit, library.account_id)
        known = await kit.database.read(tracks.stamps, library_id)
        end = await isolated(scan.follow(source, known, mode), library.name)
        if not isinstance(end.present, Failed):
            await saw_health(kit, library.account_id, Health(ok=True))
        status, error, detail = await scan.close(end)
    except SyncopateError as failure:
        await scan.unreadable(failure.key)
        status, error, detail = ItemStatus.UNKNOWN, failure.key, failure.detail
    result = ItemResult(
        item_id=library.id,
        item_name=library.name,
        status=status,
        started_at=started,
        ended_at=kit.now(),
        added=scan.changed,
        removed=scan.removed,
        error=error,
        detail=detail,
    )
    await scan.announce(result)
    return result


def _index(connection: Connection, library_id: str, found: Sequence[IndexedTrack], at: datetime) -> int:
    """Take tracks into the index and raise its revision: a scan that breaks off leaves no stale verdicts."""
    changed = tracks.upsert(connection, library_id, found, at)
    if changed:
        tracks.raise_revision(connection, library_id)
    return changed


def _remove_absent(connection: Connection, library_id: str, present: Collection[str]) -> int:
    removed = tracks.remove_absent(connection, library_id, present)
    if removed:
        tracks.raise_revision(connection, library_id)
    return removed


def _without_doubt(batch: ScanBatch, known: Mapping[str, FileStamp]) -> ScanBatch:
    """Leave out known files that could not be opened now: what is known of them stands until they can be."""
    certain = tuple(
        item
        for item in batch.changed
        if item.problem != FileProblem.UNREADABLE or item.track.key not in known
    )
    return replace(batch, changed=certain)


class _Scan:
    """One scan of one library: takes batches into the index and counts."""

    def __init__(self, kit: Kit, library: Library, report: Report) -> None:
        self._kit = kit
        self._library = library
        self._report = report
        self.changed = 0
        self.removed = 0

    async def follow(self, source: LibrarySource, known: Mapping[str, FileStamp], mode: ScanMode) -> ScanEnd:
        """Store batch after batch and return how the scan ended."""
        async for part in source.scan(self._library.section, known, mode):
            if isinstance(part, ScanEnd):
                return part
            await self._take(_without_doubt(part, known))
        return ScanEnd(present=Failed("library_unavailable", "The scan broke off.", self._kit.now()))

    async def _take(self, batch: ScanBatch) -> None:
        if batch.changed:
            self.changed += await self._kit.database.write(
                _index, self._library.id, batch.changed, self._kit.now()
            )
        await self._report(batch.progress)
        await self._kit.tell(
            Event(
                type=EventType.SCAN_PROGRESS,
                at=self._kit.now(),
                name=self._library.name,
                status="running",
                data={"done": batch.progress.done, "total": batch.progress.total},
            )
        )

    async def close(self, end: ScanEnd) -> tuple[ItemStatus, str | None, str]:
        """Settle what is gone and how readable the library is; return status, error key, sentence."""
        match end.present:
            case Complete(items=present):
                self.removed = await self._kit.database.write(
                    _remove_absent, self._library.id, frozenset(present)
                )
                await self._settle(readable=True, reason=None, complete=True)
                changed = bool(self.changed or self.removed)
                return (ItemStatus.SYNCED if changed else ItemStatus.UNCHANGED), None, ""
            case Partial(reason=reason):
                # What was found counts; what was not seen may still be there.
                sample = ", ".join(end.problems[:3])
                await self._settle(readable=True, reason=reason, complete=False, unread=sample)
                return ItemStatus.UNKNOWN, reason, f"A part could not be read: {sample}" if sample else ""
            case Failed(reason=reason, detail=detail):
                await self.unreadable(reason)
                return ItemStatus.UNKNOWN, reason, detail

    async def _settle(self, *, readable: bool, reason: str | None, complete: bool, unread: str = "") -> None:
        # Counted also where nothing changed: a scan that was cut short before has counted nothing.
        await self._kit.database.write(tracks.recount, self._library.id)
        await shelve(self._kit, self._library.id)
        await self._kit.database.write(
            libraries.set_state,
            self._library.id,
            readable=readable,
            reason=reason,
            at=self._kit.now(),
            complete=complete,
            unread=unread,
        )

    async def unreadable(self, reason: str) -> None:
        """Remember that nothing is known now; the index stays as it was."""
        await self._settle(readable=False, reason=reason, complete=False)

    async def announce(self, result: ItemResult) -> None:
        """Tell that the scan ended, and that the index changed if it did."""
        await self._report(Progress(done=1, total=1, current=self._library.name))
        at = self._kit.now()
        data: dict[str, Detail] = {
            "id": self._library.id,
            "changed": self.changed,
            "removed": self.removed,
        }
        await self._kit.tell(
            Event(
                type=EventType.LIBRARY_SCANNED,
                at=at,
                name=self._library.name,
                status=result.status.value,
                data={**data, "error": result.error},
            )
        )
        if self.changed or self.removed:
            await self._kit.tell(
                Event(
                    type=EventType.INDEX_UPDATED, at=at, name=self._library.name, status="updated", data=data
                )
            )
