"""Gathering for one playlist: source, library, verdicts and target become a plan. Writes to no target."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from syncopate.domain.match import Match, Verdict
from syncopate.domain.plan import OperationKind, PlaylistPlan, Why
from syncopate.domain.run import ItemStatus, Progress, ScanMode
from syncopate.domain.snapshot import Complete, Failed, Known, Maybe, Partial, Unknown
from syncopate.domain.target import CurrentTarget, Desired
from syncopate.errors import LibraryUnavailable
from syncopate.matching.identity import entry_identity
from syncopate.matching.revision import MATCHER_REVISION
from syncopate.planning.playlist import plan_playlist
from syncopate.providers.capability import TargetState
from syncopate.store import decisions, entries, libraries, matches, mirrors, settings, targets, writes
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import Library
from syncopate.store.matches import VerdictCounts
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.accounts import saw_health
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import scan_library
from syncopate.sync.mirrors import read_source
from syncopate.sync.providers import isolated, library_of, target_of
from syncopate.sync.work import MatchTask, counts_of, match_target


@dataclass(frozen=True, slots=True)
class NothingKnown:
    """Why there is no plan: nothing may be concluded, and nothing is written."""

    status: ItemStatus
    error: str
    detail: str
    placeholders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a sync decides on. `placed` is which track stands for which entry, by identity.

    `target_key` is where the target was found: None when there certainly is none.
    `wanted` are the tracks that stand for entries, in order: what else the target holds is the user's.
    """

    mirror: Mirror
    library: Library
    target: Target
    counts: VerdictCounts
    plan: PlaylistPlan
    current: CurrentTarget | None
    target_key: str | None
    placed: dict[str, str]
    wanted: tuple[str, ...]


async def gather(
    kit: Kit, mirror: Mirror, *, approve: str | None = None, run_id: str | None = None
) -> Gathered | NothingKnown:
    """Read source, library and target and plan. Raises NotFound, NotConfigured, Unreachable."""
    read = await _read_entries(kit, mirror)
    if isinstance(read, NothingKnown):
        return read
    mirror, stored = read
    target = await _target(kit, mirror)
    if target is None:
        return NothingKnown(
            ItemStatus.NOT_CONFIGURED, "not_configured", "No library is chosen for it.", {"what": mirror.name}
        )
    library = await readable_library(kit, target.library_id, run_id)
    if isinstance(library, NothingKnown):
        return library
    counts = await _matched(kit, mirror, target, library)
    return await _planned(kit, mirror, target, library, stored, counts, approve)


async def _target(kit: Kit, mirror: Mirror) -> Target | None:
    """Return where a mirror is kept; where there is just one library there is nothing to choose."""
    there = await kit.database.read(targets.of_mirror, mirror.id)
    if there:
        return there[0]
    known = await kit.database.read(libraries.every)
    return await kit.database.write(targets.ensure, mirror.id, known[0].id) if len(known) == 1 else None


async def _read_entries(kit: Kit, mirror: Mirror) -> tuple[Mirror, list[StoredEntry]] | NothingKnown:
    read = await read_source(kit, mirror.provider, mirror.account_id, mirror.reference, mirror.options)
    match read.entries:
        case Failed(reason=reason, detail=detail, placeholders=placeholders):
            return NothingKnown(ItemStatus.FAILED, reason, detail, placeholders)
        case Partial(reason=reason):
            return NothingKnown(ItemStatus.UNKNOWN, reason, "The source was read in part only.")
        case Complete(items=items):
            stored = [StoredEntry(identity=entry_identity(entry), entry=entry) for entry in items]
    await kit.database.write(_keep_entries, mirror.id, stored)
    source = read.playlist
    if (source.name, source.description, source.cover_url) != (
        mirror.source_name,
        mirror.description,
        mirror.cover_url,
    ):
        await kit.database.write(mirrors.set_source, mirror.id, source)
    return await kit.database.read(mirrors.get, mirror.id), stored


def _keep_entries(connection: Connection, mirror_id: str, stored: Sequence[StoredEntry]) -> None:
    """Store what the source says now. Verdicts go along with their entries; new entries are unknown as yet.

    Else a verdict would stand for whatever came to its place, for as long as the library cannot be read.
    """
    before = {item.entry.position: item.identity for item in entries.load(connection, mirror_id)}
    if not entries.replace(connection, mirror_id, stored):
        return
    for target in targets.of_mirror(connection, mirror_id):
        known = {
            before[position]: match
            for position, match in matches.load(connection, target.id)
            if position in before
        }
        if not known:
            continue
        unknown = Match(Verdict.UNKNOWN, "library_unknown")
        moved = [(item.entry.position, known.get(item.identity, unknown)) for item in stored]
        matches.replace(connection, target.id, moved)
        counts = counts_of([match for _, match in moved])
        targets.set_counts(
            connection,
            target.id,
            matched=counts.matched,
            review=counts.review,
            missing=counts.missing,
            unknown=counts.unknown,
            match_state=None,
        )


async def readable_library(kit: Kit, library_id: str, run_id: str | None = None) -> Library | NothingKnown:
    """Return a library that can be read now; scan it when it never was."""
    library = await kit.database.read(libraries.get, library_id)
    source = await library_of(kit, library.account_id)
    health = await isolated(source.check(), library.name)
    await saw_health(kit, library.account_id, health)
    if not health.ok:
        reason = health.reason or "library_unavailable"
        return await unreadable(kit, library, reason, health.detail)
    if library.readable:
        return library
    async with kit.turns[library_id]:
        # Playlists are synced side by side: the first one scans, the others find it done.
        library = await kit.database.read(libraries.get, library_id)
        if library.readable:
            return library
        result = await scan_library(kit, library_id, mode=ScanMode.INCREMENTAL, report=_quiet, run_id=run_id)
        library = await kit.database.read(libraries.get, library_id)
    if not library.readable:
        reason = result.error or "library_unavailable"
        return NothingKnown(ItemStatus.UNKNOWN, reason, result.detail, {"name": library.name})
    return library


async def unreadable(kit: Kit, library: Library, reason: str, detail: str) -> NothingKnown:
    """Remember that nothing is known of a library now; the next sync looks at all of it again."""
    if library.readable is not False or library.reason != reason:
        await kit.database.write(
            libraries.set_state, library.id, readable=False, reason=reason, at=kit.now(), complete=False
        )
    return NothingKnown(ItemStatus.UNKNOWN, reason, detail, {"name": library.name})


async def _quiet(_progress: Progress) -> None:
    """Progress nobody watches."""


async def _matched(kit: Kit, mirror: Mirror, target: Target, library: Library) -> VerdictCounts:
    """Return the verdict counts, matching anew only when something they rest on has changed."""
    rulings = await kit.database.read(decisions.revision)
    aliases = await kit.database.read(settings.get, "matching.aliases")
    basis = f"{MATCHER_REVISION}:{mirror.entries_hash}:{library.id}:{library.revision}:{rulings}:{aliases}"
    state = hashlib.sha256(basis.encode()).hexdigest()
    if target.match_state == state:
        return VerdictCounts(
            matched=target.matched, review=target.review, missing=target.missing, unknown=target.unknown
        )
    task = MatchTask(target.id, mirror.id, library.id, state)
    return await kit.compute(match_target, kit.database.address, task)


async def _planned(
    kit: Kit,
    mirror: Mirror,
    target: Target,
    library: Library,
    stored: Sequence[StoredEntry],
    counts: VerdictCounts,
    approve: str | None,
) -> Gathered | NothingKnown:
    standing = await _standing(kit, target, library)
    if isinstance(standing, Unknown):
        detail = f"What the playlist holds in {library.name} could not be read."
        if standing.reason == LibraryUnavailable.key:
            return await unreadable(kit, library, standing.reason, detail)
        return NothingKnown(ItemStatus.UNKNOWN, standing.reason, detail, {"name": library.name})
    state = standing.value
    current = None if state is None else CurrentTarget(name=state.name, track_keys=state.track_keys)
    found = dict(await kit.database.read(matches.load, target.id))
    desired = [_desired(item, found.get(item.entry.position), target) for item in stored]
    plan = plan_playlist(
        name=mirror.name,
        desired=desired,
        current=current,
        last_written=await _written(kit, target, state),
        policy=mirror.policy,
        approved_digest=approve,
    )
    kept = [
        (item.identity, key)
        for item, wish in zip(stored, desired, strict=True)
        if (key := wish.track_key or (wish.previous_key if wish.verdict is Verdict.UNKNOWN else None))
    ]
    wanted = tuple(key for _, key in kept)
    key = None if state is None else state.target_key
    return Gathered(mirror, library, target, counts, plan, current, key, dict(kept), wanted)


async def _standing(kit: Kit, target: Target, library: Library) -> Maybe[TargetState | None]:
    """Return what the target holds, found by its mark where its key leads nowhere.

    A crash between a write and keeping its key must not pass for a playlist that the user deleted.
    """
    keeper, section = await target_of(kit, library.account_id), library.section
    if target.target_key is not None:
        state = await keeper.read_target(section, target.target_key)
        if isinstance(state, Unknown) or state.value is not None:
            return state
    found = await keeper.find_target(section, target.id)
    if isinstance(found, Unknown):
        tried = await kit.database.read(writes.last_of, target.id, 1)
        # Where nothing was ever tried there is nothing to lose; the write itself looks again.
        return found if tried or target.target_key is not None else Known(None)
    return Known(None) if found.value is None else await keeper.read_target(section, found.value)


async def _written(kit: Kit, target: Target, state: TargetState | None) -> Sequence[str] | None:
    """Return the tracks that are ours: as last kept, and those of a write that a crash left unkept."""
    if state is None:
        return target.written
    unkept = await kit.database.read(writes.open_of, target.id)
    if state.target_key != target.target_key:
        unkept += await kit.database.read(writes.last_of, target.id, 1)
    ours = None if target.written is None else Counter(target.written)
    for write in unkept:
        if (state.name, state.track_keys) == (write.plan.name, write.plan.result):
            added = (
                operation.track_key
                for operation in write.plan.operations
                if operation.kind is OperationKind.ADD and operation.why is not Why.ORDER
            )
            ours = (ours or Counter()) | Counter(key for key in added if key is not None)
    return None if ours is None else tuple(ours.elements())


def _desired(item: StoredEntry, match: Match | None, target: Target) -> Desired:
    artists = ", ".join(item.entry.artists)
    return Desired(
        position=item.entry.position,
        verdict=match.verdict if match else Verdict.UNKNOWN,
        track_key=match.track_key if match else None,
        previous_key=(target.placed or {}).get(item.identity),
        label=f"{artists} – {item.entry.title}" if artists else item.entry.title,  # noqa: RUF001 -- a dash for people
    )
