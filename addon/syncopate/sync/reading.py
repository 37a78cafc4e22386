"""What the source of a mirror says now: read, held against what it said before, and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from syncopate.domain.event import Event, EventType
from syncopate.domain.history import ChangeCounts, ChangeKind, SourceChange, SourceHold
from syncopate.domain.match import Match, Verdict
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.domain.snapshot import Complete, Failed, Known, Partial
from syncopate.errors import SourceGone, SourceHeld, SyncopateError
from syncopate.matching.identity import entry_identity
from syncopate.planning.mirror import Placed, is_suspicious, source_changes
from syncopate.providers.capability import ReadPlaylist, Report, Versioned, VersionedTogether
from syncopate.store import entries, history, matches, mirrors, targets, versions
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry, entries_hash
from syncopate.store.mirrors import Mirror
from syncopate.sync.health import saw_answer
from syncopate.sync.kit import Kit
from syncopate.sync.mirrors import read_source
from syncopate.sync.providers import LOCAL_FILES, isolated, source_of
from syncopate.sync.standing import mirror_turn
from syncopate.sync.work import counts_of

type Read = tuple[Mirror, list[StoredEntry]]

_TOGETHER = 2
"""From so many playlists of an account on, its list is asked for their marks; it may have several pages."""


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """Why there is no plan: nothing may be concluded, and nothing is written."""

    status: ItemStatus
    error: str
    detail: str
    placeholders: Mapping[str, str] = field(default_factory=dict)


async def read_mirror(kit: Kit, mirror: Mirror, run_id: str | None) -> Read | NothingKnown:
    """Return a mirror and its entries as the source has them now, stored; or why nothing follows from it.

    What says by its version that it has not changed is not read again. Raises NotFound, NotConfigured,
    Unreachable.
    """
    if await _is_unchanged(kit, mirror, run_id):
        await _tell(kit, mirror, run_id)
        return mirror, await kit.database.read(entries.load, mirror.id)
    read = await read_source(kit, mirror.provider, mirror.account_id, mirror.reference, mirror.options)
    match read.entries:
        case Failed(reason=reason, detail=detail, placeholders=placeholders):
            if reason == SourceGone.key:
                await _gone(kit, mirror, run_id)
            return NothingKnown(ItemStatus.FAILED, reason, detail, placeholders)
        case Partial(reason=reason):
            return NothingKnown(ItemStatus.UNKNOWN, reason, "The source was read in part only.")
        case Complete(items=items):
            stored = [StoredEntry(identity=entry_identity(entry), entry=entry) for entry in items]
    held = await _held(kit, mirror, stored, read.visible)
    if held is not None:
        return held
    changes = await kit.database.write(_keep, kit, mirror, read, stored, run_id)
    await _tell(kit, mirror, run_id, changes)
    return await kit.database.read(mirrors.get, mirror.id), stored


async def refresh_mirror(kit: Kit, mirror_id: str, run_id: str, *, report: Report) -> ItemResult:
    """Read the source of a mirror and keep what it says; nothing is written to a library. Raises NotFound."""
    started = kit.now()
    mirror = await kit.database.read(mirrors.get, mirror_id)
    await report(Progress(0, 0, mirror.name))
    counts, before = ChangeCounts(), mirror.entries_hash
    nothing: NothingKnown | None = None
    try:
        async with kit.turns[mirror_turn(mirror_id)]:
            # As it is now: who had the turn before may have changed it.
            mirror = await kit.database.read(mirrors.get, mirror_id)
            before = mirror.entries_hash
            known = await kit.database.read(entries.load, mirror_id)
            read = await read_mirror(kit, mirror, run_id)
        if isinstance(read, NothingKnown):
            nothing = read
        else:
            mirror = read[0]
            counts = ChangeCounts.of(source_changes(placed(known), placed(read[1])))
    except SyncopateError as error:
        nothing = NothingKnown(ItemStatus.FAILED, error.key, error.detail)
    await _answered(kit, mirror, nothing)
    good = ItemStatus.UNCHANGED if mirror.entries_hash == before else ItemStatus.SYNCED
    return ItemResult(
        item_id=mirror.id,
        item_name=mirror.name,
        status=good if nothing is None else nothing.status,
        started_at=started,
        ended_at=kit.now(),
        added=counts.added,
        removed=counts.removed,
        moved=counts.moved,
        error=None if nothing is None else nothing.error,
        detail="" if nothing is None else nothing.detail,
    )


async def _answered(kit: Kit, mirror: Mirror, nothing: NothingKnown | None) -> None:
    """Remember how the account answered that it was read by."""
    if mirror.account_id is None:
        return
    if nothing is None:
        await saw_answer(kit, mirror.account_id, None)
    elif nothing.status is ItemStatus.FAILED:
        await saw_answer(kit, mirror.account_id, nothing.error, nothing.detail)


async def _is_unchanged(kit: Kit, mirror: Mirror, run_id: str | None) -> bool:
    """Tell whether the source says that it is as it was read; not knowing, it is read."""
    waits = mirror.gone_at is not None or (mirror.hold is not None and not mirror.hold.accepted)
    if mirror.version is None or mirror.entries_hash is None or waits:
        return False
    source = await source_of(kit, mirror.provider, mirror.account_id)
    if not isinstance(source, Versioned):
        return False
    told = None
    if isinstance(source, VersionedTogether) and mirror.account_id is not None and run_id is not None:
        told = (await _told_together(kit, source, mirror.account_id, run_id)).get(mirror.reference)
    if told is not None:
        return told == mirror.version
    now = await isolated(source.read_version(mirror.reference), f"{mirror.provider} {mirror.reference}")
    return isinstance(now, Known) and now.value == mirror.version


async def _told_together(
    kit: Kit, source: VersionedTogether, account_id: str, run_id: str
) -> Mapping[str, str]:
    """Return the marks of an account's playlists; none where there is but one to ask for, or it fails."""
    references = await kit.database.read(versions.references, account_id)
    if len(references) < _TOGETHER:
        return {}
    marks = await kit.versions.told(
        account_id,
        run_id,
        lambda: isolated(source.read_versions(references), f"the playlists of {account_id}"),
    )
    return marks.value if isinstance(marks, Known) else {}


async def _gone(kit: Kit, mirror: Mirror, run_id: str | None) -> None:
    """Remember that the source has it no longer; what is stored of it stays."""
    if mirror.gone_at is not None:
        return

    def store(connection: Connection) -> None:
        mirrors.set_gone(connection, mirror.id, kit.now())
        gone = SourceChange(kind=ChangeKind.GONE, label=mirror.source_name)
        history.add(connection, mirror.id, [gone], kit.now(), run_id)

    await kit.database.write(store)


async def _held(
    kit: Kit, mirror: Mirror, stored: Sequence[StoredEntry], visible: int | None
) -> NothingKnown | None:
    """Return why what was read has to wait for the user; None when it may be kept.

    What cannot be seen any more is not what the source lost: so it is where a limit came, or became smaller.
    """
    before, now = mirror.entry_count, len(stored)
    cut = visible is not None and (mirror.visible is None or visible < mirror.visible)
    # What is in a file somebody has put there; and its plan waits all the same.
    if mirror.provider == LOCAL_FILES or not is_suspicious(before, now, cut=cut):
        return None
    digest = entries_hash(stored)
    if mirror.hold is None or mirror.hold.digest != digest:
        hold = SourceHold(digest=digest, before=before, now=now, at=kit.now())
        await kit.database.write(mirrors.set_hold, mirror.id, hold)
    elif mirror.hold.accepted:
        return None
    told = {"name": mirror.name, "before": str(before), "now": str(now)}
    return NothingKnown(ItemStatus.HELD, SourceHeld.key, SourceHeld(**told).detail, told)


def _keep(
    connection: Connection,
    kit: Kit,
    mirror: Mirror,
    read: ReadPlaylist,
    stored: Sequence[StoredEntry],
    run_id: str | None,
) -> tuple[SourceChange, ...]:
    """Store what was read, and return what is new in it."""
    before = entries.load(connection, mirror.id)
    changed = _keep_entries(connection, mirror.id, before, stored)
    changes = source_changes(placed(before), placed(stored)) if changed and mirror.entries_hash else ()
    # What is seen in part may come whole again without a new mark.
    source = read.playlist if read.visible is None else replace(read.playlist, version=None)
    told = [*changes]
    if source.name != mirror.source_name:
        told.append(SourceChange(kind=ChangeKind.RENAMED, label=source.name, before=mirror.source_name))
    if mirror.gone_at is not None:
        told.append(SourceChange(kind=ChangeKind.BACK, label=source.name))
    history.add(connection, mirror.id, told, kit.now(), run_id)
    shown = (source.name, source.description, source.cover_url, source.album, source.version)
    before_that = (mirror.source_name, mirror.description, mirror.cover_url, mirror.album, mirror.version)
    seen, seen_before = (read.visible, read.left_out), (mirror.visible, mirror.left_out)
    if shown != before_that or seen != seen_before or mirror.gone_at is not None:
        mirrors.set_source(connection, mirror.id, source, read.visible, read.left_out)
    if mirror.hold is not None and not is_believed(mirror, stored):
        mirrors.set_hold(connection, mirror.id, None)
    return tuple(told)


def is_believed(mirror: Mirror, stored: Sequence[StoredEntry]) -> bool:
    """Tell whether the user has said of just these entries that they are right, few as they are."""
    hold = mirror.hold
    return hold is not None and hold.accepted and hold.digest == entries_hash(stored)


def placed(stored: Sequence[StoredEntry]) -> list[Placed]:
    """Return entries as their places are held against each other."""
    return [Placed(item.identity, item.entry) for item in stored]


def _keep_entries(
    connection: Connection, mirror_id: str, known: Sequence[StoredEntry], stored: Sequence[StoredEntry]
) -> bool:
    """Store what the source says now. Verdicts go along with their entries; new entries are unknown as yet.

    Else a verdict would stand for whatever came to its place, for as long as the library cannot be read.
    False when nothing is new.
    """
    before = {item.entry.position: item.identity for item in known}
    if not entries.replace(connection, mirror_id, stored):
        return False
    for target in targets.of_mirror(connection, mirror_id):
        found = {
            before[position]: match
            for position, match in matches.load(connection, target.id)
            if position in before
        }
        if not found:
            continue
        unknown = Match(Verdict.UNKNOWN, "library_unknown")
        moved = [(item.entry.position, found.get(item.identity, unknown)) for item in stored]
        matches.replace(connection, target.id, moved)
        counts = counts_of([match for _, match in moved])
        targets.set_counts(
            connection,
            target.id,
            matched=counts.matched,
            review=counts.review,
            missing=counts.missing,
            unknown=counts.unknown,
            # What is known still is shown; the next sync matches every entry again.
            match_state="",
        )
    return True


async def _tell(kit: Kit, mirror: Mirror, run_id: str | None, changes: Sequence[SourceChange] = ()) -> None:
    """Tell what came and went by this run; also a second time, for it may have died before it was told.

    A new name alone is told by the update of the playlist.
    """
    counts = ChangeCounts.of(changes)
    if run_id is not None:
        counts = await kit.database.read(history.of_run, mirror.id, run_id)
    if not counts.any:
        return
    data = {
        "playlist_id": mirror.id,
        "label": mirror.label,
        "added": counts.added,
        "removed": counts.removed,
        "moved": counts.moved,
    }
    await kit.tell(
        Event(
            type=EventType.PLAYLIST_CHANGED,
            at=kit.now(),
            name=mirror.name,
            status="changed",
            run_id=run_id,
            data=data,
        )
    )
