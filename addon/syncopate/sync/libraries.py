"""Libraries: adding, removing and scanning them into the index."""

import asyncio
import logging
import os
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from syncopate.audio.facts import FileProblem
from syncopate.domain.event import Detail, Event, EventType
from syncopate.domain.media import FileStamp, IndexedTrack
from syncopate.domain.run import ItemResult, ItemStatus, Progress, ScanMode
from syncopate.domain.snapshot import Complete, Failed, Partial
from syncopate.errors import (
    AlreadyExists,
    DatabaseBusy,
    InvalidInput,
    NotConfigured,
    NotFound,
    SyncopateError,
    Unreachable,
)
from syncopate.providers import registry
from syncopate.providers.capability import LibrarySource, OnlyChanges, Report, ScanBatch, ScanEnd
from syncopate.providers.manifest import Capability
from syncopate.providers.serving import Refreshing
from syncopate.store import accounts, libraries, outbox, tracks
from syncopate.store.accounts import Account
from syncopate.store.database import Connection
from syncopate.store.libraries import Library
from syncopate.sync.accounts import add_numbered, check_account, checked_name, new_account
from syncopate.sync.emptying import empty_library
from syncopate.sync.health import NOT_WELL, saw_answer
from syncopate.sync.kit import Kit
from syncopate.sync.providers import isolated, library_of
from syncopate.sync.refreshing import refreshed
from syncopate.sync.shelving import shelve

FOLDER = "folder"
_LOG = logging.getLogger(__name__)
_AUDIT_AFTER = timedelta(days=7)
"""How long incremental scans follow each other before all of a library is read again."""


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
        add_numbered(connection, account)
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
    """Return the library named, the only one when none is.

    Raises NotFound, NotConfigured without any, InvalidInput that names them where there are several.
    """
    if library_id is not None:
        return await kit.database.read(libraries.get, library_id)
    known = await kit.database.read(libraries.every)
    if not known:
        raise NotConfigured("There is no library.", what="library")
    if len(known) > 1:
        names = ", ".join(f"{library.name} ({library.id})" for library in known)
        raise InvalidInput(
            f"There are several libraries, name one: {names}.", field="library", libraries=names
        )
    return known[0]


async def rename_library(kit: Kit, library_id: str, name: str) -> Library:
    """Give it another name. Raises NotFound, InvalidInput."""
    name = checked_name(name)
    await kit.database.write(libraries.rename, library_id, name)
    return await kit.database.read(libraries.get, library_id)


async def remove_library(kit: Kit, library_id: str) -> None:
    """Forget it with its index and targets; its files stay. Raises NotFound."""
    library = await kit.database.read(libraries.get, library_id)
    await empty_library(kit, library)
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


async def scan_library(
    kit: Kit, library_id: str, *, mode: ScanMode, report: Report, run_id: str | None = None
) -> ItemResult:
    """Bring the index up to date. An outside failure is a result, never an exception. Raises NotFound.

    What a run changed before it was interrupted counts when it goes on.
    """
    started = kit.now()
    library = await kit.database.read(libraries.get, library_id)
    await kit.database.write(libraries.begin_tally, library_id, run_id)
    scan = _Scan(kit, library, report, run_id, started)
    try:
        source = await library_of(kit, library.account_id)
        end = await isolated(scan.look(source, mode), library.name)
        await _answered(kit, library, end)
        return await scan.close(end)
    except SyncopateError as failure:
        await saw_answer(kit, library.account_id, failure.key, failure.detail)
        return await scan.settle(_End(readable=False, error=failure.key, detail=failure.detail))


async def _answered(kit: Kit, library: Library, end: ScanEnd) -> None:
    """Remember of the account how it answered to a scan."""
    match end.present:
        case Failed(reason=reason, detail=detail):
            await saw_answer(kit, library.account_id, reason, detail)
        case Partial(reason=reason) if reason in NOT_WELL:
            await saw_answer(kit, library.account_id, reason)
        case _:
            await saw_answer(kit, library.account_id, None)


def _index(connection: Connection, library_id: str, found: Sequence[IndexedTrack], at: datetime) -> None:
    """Take tracks into the index and raise its revision: a scan that breaks off leaves no stale verdicts."""
    changed = tracks.upsert(connection, library_id, found, at)
    if changed:
        tracks.raise_revision(connection, library_id)
        libraries.count(connection, library_id, changed=changed)


def _remove_absent(connection: Connection, library_id: str, present: Collection[str]) -> None:
    removed = tracks.remove_absent(connection, library_id, present)
    if removed:
        tracks.raise_revision(connection, library_id)
        libraries.count(connection, library_id, removed=removed)


def _without_doubt(batch: ScanBatch, known: Mapping[str, FileStamp]) -> ScanBatch:
    """Leave out known files that could not be opened now: what is known of them stands until they can be."""
    certain = tuple(
        item
        for item in batch.changed
        if item.problem != FileProblem.UNREADABLE or item.track.key not in known
    )
    return replace(batch, changed=certain)


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """How a scan ended: an error is why not all is known; `unread` names what could not be read."""

    readable: bool
    complete: bool = False
    audited: bool = False
    cursor: str | None = None
    error: str | None = None
    detail: str = ""
    unread: str = ""


class _Scan:
    """One scan of one library: takes batches into the index, and says what came of it."""

    def __init__(
        self, kit: Kit, library: Library, report: Report, run_id: str | None, started: datetime
    ) -> None:
        self._kit = kit
        self._library = library
        self._report = report
        self._run_id = run_id
        self._started = started
        self._remark = ""
        """What people are told of a scan though it went well."""

    async def look(self, source: LibrarySource, mode: ScanMode) -> ScanEnd:
        """Scan as far as that is needed: what only changed adds up to all there is, or all of it is read."""
        library = self._library
        if mode is ScanMode.DEEP and isinstance(source, Refreshing):
            await self._have_looked(source)
            mode = ScanMode.FULL
        audited = library.audited_at
        if audited is None or self._started - audited >= _AUDIT_AFTER:
            # What left no trace in a server's own change markers is found at last.
            mode = ScanMode.FULL if mode is ScanMode.INCREMENTAL and library.cursor is not None else mode
        end = await self._follow(source, mode, library.cursor)
        if isinstance(end.present, OnlyChanges):
            held = await self._kit.database.read(tracks.count, library.id)
            if held != end.present.total:
                return await self._follow(source, ScanMode.FULL, None)
        return end

    async def _have_looked(self, source: Refreshing) -> None:
        """Have the server look at its files first. Where it does not, what it lists is read as it is."""
        try:
            done = await isolated(refreshed(source, self._library, self._report), self._library.name)
        except (Unreachable, NotFound, NotConfigured) as failure:
            self._remark = f"The server was not made to look at its files: {failure.detail}"
            return
        if not done:
            self._remark = "The server was still looking at its files: what it listed by then was read."

    async def _follow(self, source: LibrarySource, mode: ScanMode, cursor: str | None) -> ScanEnd:
        """Store batch after batch and return how the scan ended."""
        known = await self._kit.database.read(tracks.stamps, self._library.id)
        async for part in source.scan(self._library.section, known, mode, cursor):
            if isinstance(part, ScanEnd):
                return part
            await self._take(_without_doubt(part, known))
        return ScanEnd(present=Failed("library_unavailable", "The scan broke off.", self._kit.now()))

    async def _take(self, batch: ScanBatch) -> None:
        if batch.changed:
            await self._kit.database.write(_index, self._library.id, batch.changed, self._kit.now())
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

    async def close(self, end: ScanEnd) -> ItemResult:
        """Settle what is gone and how readable the library is; return what came of it."""
        match end.present:
            case Complete(items=present):
                await self._kit.database.write(_remove_absent, self._library.id, frozenset(present))
                return await self.settle(_End(readable=True, complete=True, audited=True, cursor=end.cursor))
            case OnlyChanges():
                return await self.settle(_End(readable=True, complete=True, cursor=end.cursor))
            case Partial(reason=reason):
                # What was found counts; what was not seen may still be there.
                sample = ", ".join(end.problems[:3])
                detail = f"A part could not be read: {sample}" if sample else ""
                return await self.settle(_End(readable=True, error=reason, detail=detail, unread=sample))
            case Failed(reason=reason, detail=detail):
                return await self.settle(_End(readable=False, error=reason, detail=detail))

    async def settle(self, end: _End) -> ItemResult:
        """Store how it ended and tell. What cannot be read is not known now; its index stays as it was."""
        # Counted also where nothing changed: a scan that was cut short before has counted nothing.
        await self._kit.database.write(tracks.recount, self._library.id)
        try:
            await shelve(self._kit, self._library.id)
        except DatabaseBusy:
            # The index is whole; its albums are put together after the next scan.
            _LOG.warning("albums of %s could not be put together: the database is busy", self._library.name)
        result, events = await self._kit.database.write(self._store, end)
        await self._report(Progress(done=1, total=1, current=self._library.name))
        for event in events:
            await self._kit.tell(event)
        return result

    def _store(self, connection: Connection, end: _End) -> tuple[ItemResult, list[Event]]:
        """Store the state of the library, and leave what tells of it: both or none."""
        at = self._kit.now()
        libraries.set_state(
            connection,
            self._library.id,
            readable=end.readable,
            reason=end.error,
            at=at,
            complete=end.complete,
            audited=end.audited,
            cursor=end.cursor,
            unread=end.unread,
        )
        changed, removed = libraries.tally(connection, self._library.id)
        good = ItemStatus.SYNCED if changed or removed else ItemStatus.UNCHANGED
        result = ItemResult(
            item_id=self._library.id,
            item_name=self._library.name,
            status=good if end.complete else ItemStatus.UNKNOWN,
            started_at=self._started,
            ended_at=at,
            added=changed,
            removed=removed,
            error=end.error,
            detail=" ".join(part for part in (end.detail, self._remark if end.readable else "") if part),
        )
        events = self._events(result, readable=end.readable)
        # Those of no run are each another happening: left and told, they would be told twice.
        for event in events if self._run_id else ():
            outbox.put(connection, event)
        return result, events

    def _events(self, result: ItemResult, *, readable: bool) -> list[Event]:
        """Return what tells that the scan ended, and that the index changed if it did."""
        data: dict[str, Detail] = {
            "id": self._library.id,
            "changed": result.added,
            "removed": result.removed,
        }
        scanned = Event(
            type=EventType.LIBRARY_SCANNED,
            at=result.ended_at,
            name=self._library.name,
            status=result.status.value,
            run_id=self._run_id,
            data={**data, "error": result.error, "readable": readable},
        )
        if not (result.added or result.removed):
            return [scanned]
        return [scanned, replace(scanned, type=EventType.INDEX_UPDATED, status="updated", data=data)]
