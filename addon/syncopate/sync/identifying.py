"""Identity between services: which recording of a catalogue an entry is, remembered with its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from syncopate.domain.event import Event, EventType
from syncopate.domain.ids import ExternalId, IdKind, parse_link
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.run import ItemResult, ItemStatus, Progress
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import InvalidInput, NotFound, OddAnswer, SyncopateError
from syncopate.matching.identifying import OTHER_LENGTH, Identified, identify, readings
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.providers.catalogue import Catalogue
from syncopate.providers.links import take_apart
from syncopate.store import entries, identities, mirrors
from syncopate.store.entries import StoredEntry
from syncopate.store.identities import Identity
from syncopate.store.mirrors import Mirror
from syncopate.sync.aliases import learn_aliases
from syncopate.sync.catalogues import Way, asked, ways
from syncopate.sync.kit import Kit
from syncopate.sync.relations import OFFERED, linked_track, read_by_id

MOST_A_RUN = 1_000
"""Entries of a playlist that are looked for in one run: the slowest catalogue takes a second for each."""

LINKED = "linked"
"""Why an entry is a recording: a catalogue that links the services says that it is the same there."""

_AGAIN_AFTER = timedelta(days=30)
"""What was not found, or not surely, is looked for again after so long: catalogues grow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """What came of looking for entries: how many are known, not sure, not there, `left` for another time."""

    found: int = 0
    review: int = 0
    missing: int = 0
    left: int = 0


def is_raw(mirror: Mirror) -> bool:
    """Tell whether a mirror's entries are what somebody typed: their source knows no recordings."""
    known = registry.manifests().get(mirror.provider)
    return known is not None and known.raw_titles


async def identify_mirror(
    kit: Kit,
    mirror_id: str,
    run_id: str,
    *,
    report: Report,
    catalogue: str | None = None,
    most: int = MOST_A_RUN,
) -> ItemResult:
    """Find out what the entries of a mirror are, `most` of them; an outside failure is a result.

    What else the artists are called of what is not found is asked for too.

    `catalogue` None: in whichever answers first. Raises NotFound.
    """
    started = kit.now()
    mirror = await kit.database.read(mirrors.get, mirror_id)
    stored = await kit.database.read(entries.load, mirror_id)
    error: SyncopateError | None = None
    counts = Identification()
    try:
        counts = await identify_entries(kit, stored, catalogue=catalogue, report=report, most=most)
    except SyncopateError as wrong:
        error = wrong
    await learn_aliases(kit, mirror_id, stored)
    if counts.found or counts.review or counts.missing:
        await _tell(kit, mirror, run_id, counts)
    return ItemResult(
        item_id=mirror.id,
        item_name=mirror.name,
        status=ItemStatus.FAILED if error else ItemStatus.SYNCED,
        started_at=started,
        ended_at=kit.now(),
        matched=counts.found,
        review=counts.review,
        unknown=counts.missing + counts.left,
        error=None if error is None else error.key,
        detail="" if error is None else error.detail,
    )


async def identify_entries(
    kit: Kit,
    stored: Sequence[StoredEntry],
    *,
    catalogue: str | None = None,
    report: Report | None = None,
    most: int | None = None,
) -> Identification:
    """Find out what entries are, in one catalogue or whichever answers first.

    What is known already, by hand or from before, is not asked again. Raises NotConfigured, Unreachable.
    """
    wanted = list({each.identity: each for each in stored if needs_identity(each.entry, catalogue)}.values())
    chosen = await ways(kit, catalogue, of_recordings=catalogue is None)
    known = await _known(kit, wanted, chosen)
    looked = [each for each in wanted if each.identity not in known]
    now = looked[: len(looked) if most is None else most]
    for number, each in enumerate(now):
        if report is not None:
            await report(Progress(number, len(now), each.entry.label))
        try:
            known[each.identity] = await _looked_for(kit, each, chosen)
        except OddAnswer, NotFound, InvalidInput:
            # It is about this one, and left for another time; what is about the service ends it.
            continue
    left = sum(each.identity not in known for each in looked)
    verdicts = [each.verdict for each in known.values()]
    return Identification(
        found=verdicts.count(Verdict.MATCH),
        review=verdicts.count(Verdict.REVIEW),
        missing=verdicts.count(Verdict.MISSING),
        left=left,
    )


def needs_identity(entry: Entry, catalogue: str | None) -> bool:
    """Tell whether something is to be found out about it: an id of the catalogue, or any of the recording."""
    kinds = {each.kind for each in entry.ids}
    if catalogue is not None:
        known = registry.manifests().get(catalogue)
        return known is None or known.recording_ids not in kinds
    return IdKind.ISRC not in kinds and bool(entry.title.strip())


async def _known(kit: Kit, wanted: Sequence[StoredEntry], chosen: Sequence[Way]) -> dict[str, Identity]:
    """Return what is known still; of several catalogues the first that has found it counts."""
    names = [each.identity for each in wanted]
    fresh = kit.now() - _AGAIN_AFTER
    found: dict[str, Identity] = {}
    for domain in dict.fromkeys(way.domain for way in chosen):
        for name, known in (await kit.database.read(identities.some, names, domain)).items():
            settled = known.by_hand or known.verdict is Verdict.MATCH or known.checked_at > fresh
            before = found.get(name)
            if settled and (before is None or before.verdict is not Verdict.MATCH):
                found[name] = known
    return found


async def _looked_for(kit: Kit, stored: StoredEntry, chosen: Sequence[Way]) -> Identity:
    """Ask for one entry and remember what came of it.

    An id that it has in common with what is offered says it; then what the services are linked by; then
    words. Only where there is nothing like it as it stands, it may have been typed the wrong way round.
    """
    known: Identity | None = None
    for reading in readings(stored.entry):
        answer = await asked(kit, chosen, partial(_candidates, entry=reading))
        found = identify(stored.entry, answer.items)
        if known is None and not _by_id(stored.entry, found):
            # All readings have the same ids.
            linked = await linked_track(kit, stored.entry, answer.way, answer.items)
            if linked is not None:
                found = Identified(Verdict.MATCH, LINKED, linked)
        # What is like it but for its length is worth more than nothing, and less than anything else.
        if known is None or found.verdict is not Verdict.MISSING:
            known = _as_known(kit, stored, answer.way, found)
        if found.verdict is not Verdict.MISSING and found.reason != OTHER_LENGTH:
            break
    assert known is not None  # noqa: S101 -- an entry has at least one reading
    await kit.database.write(identities.put, (known,))
    return known


def _by_id(entry: Entry, found: Identified) -> bool:
    return found.found is not None and bool(found.found.ids & entry.ids)


async def _candidates(catalogue: Catalogue, entry: Entry) -> Snapshot[Track]:
    return await catalogue.find_tracks(entry, OFFERED)


def _as_known(kit: Kit, stored: StoredEntry, way: Way, found: Identified) -> Identity:
    return Identity(
        identity=stored.identity,
        catalogue=way.domain,
        verdict=found.verdict,
        reason=found.reason,
        label=stored.entry.label,
        found=found.found,
        candidates=found.candidates,
        checked_at=kit.now(),
    )


async def put_right(
    kit: Kit, identity: str, catalogue: str, *, key: str | None = None, link: str | None = None
) -> Identity:
    """Have the user say which recording an entry is: by the key of a candidate, or by a link to any other.

    Neither: it is none of them, and is not asked for again. Raises NotFound, InvalidInput.
    """
    known = await kit.database.read(identities.get, identity, catalogue)
    offered = (*known.candidates, *((known.found,) if known.found else ()))
    track: Track | None = None
    if link is not None:
        track = await _linked(kit, known, offered, link)
    elif key is not None:
        track = next((each for each in offered if each.key == key), None)
        if track is None:
            raise InvalidInput("It is none of those that were offered.", field="key")
    said = replace(
        known,
        verdict=Verdict.MISSING if track is None else Verdict.MATCH,
        reason="never" if track is None else "decision",
        found=track,
        candidates=tuple(dict.fromkeys(each for each in offered if each != track)),
        by_hand=True,
        checked_at=kit.now(),
    )
    await kit.database.write(identities.put, (said,))
    return said


async def _linked(kit: Kit, known: Identity, offered: Sequence[Track], link: str) -> Track:
    """Return the recording that a link or URI names, as its catalogue has it. Raises InvalidInput."""
    manifest = registry.manifest_of(known.catalogue)
    named = take_apart(link)
    external = parse_link(link) or (None if named is None else parse_link(named.text))
    if external is None or external.kind is not manifest.recording_ids or known.identity.startswith("album|"):
        raise InvalidInput(f"That is no link of a track at {manifest.name}.", field="link")
    there = next((each for each in offered if external in each.ids), None)
    return there or await _read_linked(kit, known, external)


async def _read_linked(kit: Kit, known: Identity, external: ExternalId) -> Track:
    """Return what the catalogue says of a recording that the user has named."""
    entry = await kit.database.read(entries.of_identity, known.identity)
    entry = Entry(position=0, title=known.label) if entry is None else entry
    return await read_by_id(kit, await ways(kit, known.catalogue), external, entry)


async def forget_identity(kit: Kit, identity: str, catalogue: str) -> None:
    """Forget what an entry is; the next time it is looked for anew. Raises NotFound."""
    if not catalogue:
        raise NotFound(what="identity", id=identity)
    await kit.database.write(identities.forget, identity, catalogue)


async def _tell(kit: Kit, mirror: Mirror, run_id: str, counts: Identification) -> None:
    data = {
        "playlist_id": mirror.id,
        "label": mirror.label,
        "found": counts.found,
        "review": counts.review,
        "missing": counts.missing,
        "left": counts.left,
    }
    event = Event(
        type=EventType.PLAYLIST_IDENTIFIED,
        at=kit.now(),
        name=mirror.name,
        status="identified",
        run_id=run_id,
        data=data,
    )
    await kit.tell(event)
