"""Gathering for one playlist: source, library, verdicts and target become a plan. Writes to no target."""

import hashlib
import logging
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from syncopate.domain.match import Match, Verdict
from syncopate.domain.plan import PlaylistPlan
from syncopate.domain.playlist import TargetPolicy
from syncopate.domain.run import ItemStatus, Progress, ScanMode
from syncopate.domain.snapshot import Unknown
from syncopate.domain.target import CurrentTarget, Desired, Dress, Site, TargetKind
from syncopate.errors import LibraryUnavailable, SyncopateError, TargetReadOnly
from syncopate.matching.albums_index import SHELF_REVISION
from syncopate.matching.revision import MATCHER_REVISION
from syncopate.planning.playlist import plan_playlist
from syncopate.providers.capability import TargetState
from syncopate.store import aliases, decisions, identities, libraries, matches, settings, targets, tracks
from syncopate.store.encoding import encode_album
from syncopate.store.entries import StoredEntry
from syncopate.store.libraries import Library
from syncopate.store.matches import VerdictCounts
from syncopate.store.mirrors import Mirror
from syncopate.store.targets import Target
from syncopate.sync.accounts import saw_health
from syncopate.sync.identifying import identify_entries, is_raw
from syncopate.sync.kit import Kit
from syncopate.sync.libraries import scan_library
from syncopate.sync.providers import isolated, library_of
from syncopate.sync.reading import NothingKnown, is_believed, read_mirror
from syncopate.sync.sites import dress_of, ensure_for, keeps_duplicates, site_of, usual_owner
from syncopate.sync.standing import standing_of, without_others, written_of
from syncopate.sync.work import MatchTask, match_target

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a mirror's source says, and its targets, oldest first."""

    mirror: Mirror
    entries: tuple[StoredEntry, ...]
    targets: tuple[Target, ...]
    run_id: str | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a sync decides on for one target. `placed` is which track stands for which entry, by identity.

    `dress` is what it shall show, `site` where it is. `target_key` is where the target was found: None when
    there certainly is none. `wanted` are the tracks that stand for entries, in order: what else the target
    holds is the user's. `ours` are those that are there by our doing, as it was read.
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
    ours: Sequence[str] | None
    site: Site
    dress: Dress


async def gather(
    kit: Kit, mirror: Mirror, *, run_id: str | None = None, place: bool = False
) -> Sources | NothingKnown:
    """Read what the source says and where it shall be kept; `place`: give it a place where that is clear.

    Raises NotFound, NotConfigured, Unreachable.
    """
    read = await read_mirror(kit, mirror, run_id)
    if isinstance(read, NothingKnown):
        return read
    mirror, stored = read
    kept = await _targets(kit, mirror, place=place)
    if not kept:
        return NothingKnown(
            ItemStatus.NOT_CONFIGURED, "not_configured", "No library is chosen for it.", {"what": mirror.name}
        )
    return Sources(mirror, tuple(stored), kept, run_id)


async def gather_target(
    kit: Kit, sources: Sources, target: Target, *, approve: Collection[str] = ()
) -> Gathered | NothingKnown:
    """Read library and target, match, and plan; `approve` are digests of plans that need not wait.

    Raises NotFound, NotConfigured, Unreachable.
    """
    library = await readable_library(kit, target.library_id, sources.run_id)
    if isinstance(library, NothingKnown):
        return library
    lead = next(each for each in sources.targets if each.library_id == target.library_id)
    counts = await _matched(kit, sources.mirror, lead, library)
    if target.id == lead.id and await _identified(kit, sources, lead):
        counts = await _matched(kit, sources.mirror, await kit.database.read(targets.get, lead.id), library)
    now = await kit.database.read(libraries.get, library.id)
    if now.readable is False:
        # It is being removed, or was lost meanwhile: what was matched with may have been a part of it.
        return NothingKnown(
            ItemStatus.UNKNOWN, now.reason or "library_unavailable", "", {"name": library.name}
        )
    if target.id != lead.id:
        # One library is matched once, for the oldest target on it.
        await kit.database.write(
            targets.set_counts,
            target.id,
            matched=counts.matched,
            review=counts.review,
            missing=counts.missing,
            unknown=counts.unknown,
            match_state=None,
        )
    found = await _planned(kit, sources, target, lead, library, counts, approve)
    return found if isinstance(found, NothingKnown) else await _labelled(kit, found)


async def _identified(kit: Kit, sources: Sources, lead: Target) -> bool:
    """Look what entries are in catalogues that the library seems not to have; False when nothing is new.

    It is done for what somebody typed, some of it a sync; that it fails holds nothing up.
    """
    mirror = sources.mirror
    if not is_raw(mirror):
        return False
    found = dict(await kit.database.read(matches.load, lead.id))
    wanted = [each for each in sources.entries if _is_open(found.get(each.entry.position))]
    before = await kit.database.read(identities.state_of, mirror.id)
    try:
        await identify_entries(kit, wanted, most=_LOOKED_FOR)
    except SyncopateError as error:
        _LOG.info("What is in %s was not identified: %s", mirror.name, error.detail)
    return before != await kit.database.read(identities.state_of, mirror.id)


def _is_open(match: Match | None) -> bool:
    return (
        match is not None and match.verdict in {Verdict.MISSING, Verdict.REVIEW} and match.reason != "never"
    )


_LOOKED_FOR = 200
"""Entries that are looked for in catalogues in one sync: one or two requests each."""


async def _targets(kit: Kit, mirror: Mirror, *, place: bool) -> tuple[Target, ...]:
    """Return where a mirror is kept; where there is just one library there is nothing to choose.

    But once it was kept somewhere, which was removed since, nobody has chosen the one that is left.
    """
    there = await kit.database.read(targets.of_mirror, mirror.id)
    if there or not place or mirror.last_success_at is not None:
        return tuple(there)
    known = await kit.database.read(libraries.every)
    if len(known) != 1:
        return ()
    owner = await usual_owner(kit, mirror, known[0])
    return (await kit.database.write(ensure_for, mirror, known[0], owner),)


async def readable_library(kit: Kit, library_id: str, run_id: str | None = None) -> Library | NothingKnown:
    """Return a library that can be read now; scan it when it never was."""
    library = await kit.database.read(libraries.get, library_id)
    source = await library_of(kit, library.account_id)
    health = await isolated(source.check(), library.name)
    if not health.ok:
        # That it answers says nothing of the reads to come: it is well when they were.
        await saw_health(kit, library.account_id, health)
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
    written = await kit.database.read(settings.get, "matching.aliases")
    learned = await kit.database.read(aliases.state)
    known = await kit.database.read(identities.state_of, mirror.id)
    basis = f"{MATCHER_REVISION}:{mirror.entries_hash}:{library.id}:{library.revision}:{rulings}"
    basis += f":{written}:{known}" + (f":{learned}" if learned else "")
    if mirror.album is not None:
        basis += f":{SHELF_REVISION}:{mirror.source_name}:{encode_album(mirror.album)}"
    state = hashlib.sha256(basis.encode()).hexdigest()
    if target.match_state == state:
        return VerdictCounts(
            matched=target.matched, review=target.review, missing=target.missing, unknown=target.unknown
        )
    task = MatchTask(target.id, mirror.id, library.id, state)
    return await kit.compute(match_target, kit.database.address, task)


async def _planned(
    kit: Kit,
    sources: Sources,
    target: Target,
    lead: Target,
    library: Library,
    counts: VerdictCounts,
    approve: Collection[str],
) -> Gathered | NothingKnown:
    state = await _standing(kit, sources, target, library)
    if isinstance(state, NothingKnown):
        return state
    wished = await _wished(kit, sources, target, lead, state)
    site = site_of(target, library)
    dress = await dress_of(kit, sources.mirror, library, site.kind)
    policy, ours = _policy_of(sources.mirror, site), await written_of(kit, target, state)
    current = None if state is None else CurrentTarget(name=state.name, track_keys=state.track_keys)
    plan = (
        _nothing_to_write(dress.name, [wish for _, wish in wished])
        if site.kind is TargetKind.NOTHING
        else plan_playlist(
            name=_name_of(site, dress, current),
            desired=[wish for _, wish in wished],
            current=current,
            last_written=await without_others(kit, target, ours),
            policy=policy,
            approved=approve,
            believed=is_believed(sources.mirror, sources.entries),
            dress=dress,
            last_dress=target.asked,
            ordered=site.kind.ordered,
            duplicates=await keeps_duplicates(kit, library),
            target=target.id,
        )
    )
    kept = [
        (identity, key)
        for identity, wish in wished
        if (key := wish.track_key or (wish.previous_key if wish.verdict is Verdict.UNKNOWN else None))
    ]
    return Gathered(
        mirror=sources.mirror,
        library=library,
        target=target,
        counts=counts,
        plan=plan,
        current=current,
        target_key=None if state is None else state.target_key,
        placed=dict(kept),
        wanted=_our_own(plan, [key for _, key in kept], ours, policy),
        ours=ours,
        site=site,
        dress=dress,
    )


async def _standing(
    kit: Kit, sources: Sources, target: Target, library: Library
) -> TargetState | NothingKnown | None:
    """Return what a target holds, None when there is certainly none, or why nothing may be planned for it."""
    standing = await standing_of(kit, sources.mirror, target, library)
    if isinstance(standing, Unknown):
        detail = standing.detail or f"What the playlist holds in {library.name} could not be read."
        if standing.reason == LibraryUnavailable.key:
            return await unreadable(kit, library, standing.reason, detail)
        return NothingKnown(ItemStatus.UNKNOWN, standing.reason, detail, {"name": library.name})
    state = standing.value
    if state is not None and not state.editable:
        detail = f"{state.name} is a smart playlist: the server fills it itself."
        return NothingKnown(ItemStatus.FAILED, TargetReadOnly.key, detail, {"name": state.name})
    return state


async def _wished(
    kit: Kit, sources: Sources, target: Target, lead: Target, state: TargetState | None
) -> list[tuple[str, Desired]]:
    """Return each entry's identity and what shall stand for it, but for those the user keeps out."""
    found = dict(await kit.database.read(matches.load, lead.id))
    closed = frozenset[str]() if state is None else state.closed
    desired = (
        (item.identity, _desired(item, found.get(item.entry.position), target)) for item in sources.entries
    )
    return [(identity, wish) for identity, wish in desired if wish.track_key not in closed]


async def _labelled(kit: Kit, gathered: Gathered) -> Gathered:
    """Call what no entry stands for any more by what the library has it as: nobody approves numbers."""
    operations = gathered.plan.operations
    nameless = {each.track_key for each in operations if each.track_key is not None and not each.label}
    if not nameless:
        return gathered
    known = await kit.database.read(tracks.many, gathered.library.id, nameless)
    labels = {key: _called(track.artists, track.title) for key, track in known.items()}
    plan = replace(
        gathered.plan,
        operations=tuple(
            replace(each, label=each.label or labels.get(each.track_key or "", "")) for each in operations
        ),
    )
    return replace(gathered, plan=plan)


def _called(artists: Sequence[str], title: str) -> str:
    return f"{', '.join(artists)} – {title}" if artists else title  # noqa: RUF001 -- a dash for people


def _our_own(
    plan: PlaylistPlan, placed: Sequence[str], ours: Sequence[str] | None, policy: TargetPolicy
) -> tuple[str, ...]:
    """Return what of the placed tracks is there by our doing: where the user's stay, those are theirs."""
    if policy is TargetPolicy.MIRROR:
        return tuple(placed)
    mine = Counter(ours or ()) + plan.coming
    own = []
    for key in placed:
        if mine[key] > 0:
            mine[key] -= 1
            own.append(key)
    return tuple(own)


def _nothing_to_write(name: str, desired: Sequence[Desired]) -> PlaylistPlan:
    kept_back = tuple(each.position for each in desired if each.verdict is Verdict.UNKNOWN)
    return PlaylistPlan(name=name, operations=(), result=(), kept_back=kept_back)


def _name_of(site: Site, dress: Dress, current: CurrentTarget | None) -> str:
    """Return what it shall be called: favourites have the name that the server gives them."""
    return current.name if site.kind is TargetKind.FAVOURITES and current is not None else dress.name


def _policy_of(mirror: Mirror, site: Site) -> TargetPolicy:
    """Return the policy: what the user marked as a favourite by hand is never taken back."""
    return TargetPolicy.KEEP_MINE if site.kind is TargetKind.FAVOURITES else mirror.policy


def _desired(item: StoredEntry, match: Match | None, target: Target) -> Desired:
    return Desired(
        position=item.entry.position,
        verdict=match.verdict if match else Verdict.UNKNOWN,
        track_key=match.track_key if match else None,
        previous_key=(target.placed or {}).get(item.identity),
        label=_called(item.entry.artists, item.entry.title),
    )
