"""Links at a service for what is missing: found out for a few at a time, where there is an account for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from syncopate.domain.album import Completeness, LibraryAlbum, SourceAlbum
from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.match import Verdict
from syncopate.domain.media import Track
from syncopate.domain.playlist import MirrorKind
from syncopate.domain.run import ItemResult, ItemStatus
from syncopate.errors import SyncopateError
from syncopate.matching.albums import judge_album
from syncopate.providers import registry
from syncopate.providers.capability import Report
from syncopate.store import entries, identities, missing
from syncopate.store.database import Connection
from syncopate.store.entries import StoredEntry
from syncopate.store.identities import Identity
from syncopate.store.mirrors import Mirror
from syncopate.sync.catalogues import Way, asked, ways
from syncopate.sync.identifying import Identification, identify_entries, needs_identity
from syncopate.sync.kit import Kit
from syncopate.sync.missing_albums import missing_albums
from syncopate.sync.work import source_album

_TRACKS, _ALBUMS = 100, 25
"""How many are looked for at a time: each takes a request or two."""

_OFFERED = 10
_AGAIN_AFTER = timedelta(days=30)


async def link_services(kit: Kit) -> Sequence[str]:
    """Return the services whose links can be looked for: those with an account."""
    taken = sorted(
        (each for each in registry.manifests().values() if each.links_taken),
        key=lambda each: each.catalogue_place,
    )
    return [each.domain for each in taken if await _ways(kit, each.domain)]


async def find_links(kit: Kit, service: str, *, report: Report) -> ItemResult:
    """Look for links at a service for what is missing, some of it; an outside failure is a result."""
    started = kit.now()
    name = registry.manifest_of(service).name
    found, error = Identification(), None
    albums = 0
    try:
        found = await _of_tracks(kit, service, report)
        albums = await _of_albums(kit, service, await _ways(kit, service))
    except SyncopateError as wrong:
        error = wrong
    good = ItemStatus.SYNCED if found.found or albums else ItemStatus.UNCHANGED
    return ItemResult(
        item_id=service,
        item_name=name,
        status=good if error is None else ItemStatus.FAILED,
        started_at=started,
        ended_at=kit.now(),
        matched=found.found + albums,
        review=found.review,
        unknown=found.missing + found.left,
        error=None if error is None else error.key,
        detail="" if error is None else error.detail,
    )


async def _ways(kit: Kit, service: str) -> Sequence[Way]:
    return [way for way in await ways(kit, service) if way.account_id is not None]


async def _of_tracks(kit: Kit, service: str, report: Report) -> Identification:
    lacking = await kit.database.read(_without_link, service, kit.now() - _AGAIN_AFTER)
    return await identify_entries(kit, lacking, catalogue=service, report=report)


def _without_link(connection: Connection, service: str, before: datetime) -> list[StoredEntry]:
    unknown = missing.unidentified(connection, MirrorKind.PLAYLIST, service, before)
    return list(islice((each for each in unknown if needs_identity(each.entry, service)), _TRACKS))


async def _of_albums(kit: Kit, service: str, chosen: Sequence[Way]) -> int:
    """Look for albums that lack something and have no link there; return how many were found."""
    kind = registry.manifest_of(service).recording_ids
    albums = [each.mirror for each in await missing_albums(kit, last_known=True)]
    known = await kit.database.read(identities.some, [_name(each) for each in albums], service)
    fresh = kit.now() - _AGAIN_AFTER
    wanted = [
        mirror
        for mirror in albums
        if mirror.album is not None
        and kind not in {each.kind for each in mirror.album.ids}
        and ((there := known.get(_name(mirror))) is None or not _stands(there, fresh))
    ]
    return sum([await _look_for(kit, service, mirror, chosen) for mirror in wanted[:_ALBUMS]])


def _stands(known: Identity, fresh: datetime) -> bool:
    return known.by_hand or known.verdict is Verdict.MATCH or known.checked_at > fresh


async def _look_for(kit: Kit, service: str, mirror: Mirror, chosen: Sequence[Way]) -> bool:
    """Look for one album, and remember what came of it; True when it was found."""
    kind = registry.manifest_of(service).recording_ids
    source = source_album(mirror, await kit.database.read(entries.load, mirror.id))
    answer = await asked(kit, chosen, lambda each: each.find_albums(source, _OFFERED))
    offered = {key: album for album in answer.items if (key := _key(album, kind))}
    judged = judge_album(source, [_as_library(key, album) for key, album in offered.items()])
    found = offered.get(judged.album_key or "")
    known = Identity(
        identity=_name(mirror),
        catalogue=service,
        verdict=judged.verdict
        if found is not None or judged.verdict is not Verdict.MATCH
        else Verdict.REVIEW,
        reason=judged.reason,
        label=f"{', '.join(source.artists)} - {source.title}" if source.artists else source.title,
        found=None if found is None else _as_track(judged.album_key or "", found),
        candidates=tuple(
            _as_track(each.album_key, offered[each.album_key])
            for each in judged.candidates
            if each.album_key in offered and each.album_key != judged.album_key
        ),
        checked_at=kit.now(),
    )
    await kit.database.write(identities.put, (known,))
    return known.found is not None


def known_albums(
    connection: Connection, service: str, mirrors: Sequence[Mirror]
) -> Mapping[str, frozenset[ExternalId]]:
    """Return the ids that mirrored albums were found to have at a service, by their mirrors' ids."""
    known = identities.some(connection, [_name(each) for each in mirrors], service)
    return {
        each.id: found.found.ids
        for each in mirrors
        if (found := known.get(_name(each))) is not None and found.found is not None
    }


def _name(mirror: Mirror) -> str:
    """Return what stands for an album among identities."""
    return f"album|{mirror.provider}|{mirror.reference}"


def _key(album: SourceAlbum, kind: IdKind | None) -> str:
    return next((each.value for each in sorted(album.ids) if each.kind is kind), "")


def _as_library(key: str, album: SourceAlbum) -> LibraryAlbum:
    """Return an album of a catalogue as one that might be it."""
    return LibraryAlbum(
        key=key,
        title=album.title,
        artists=album.artists,
        year=album.year,
        tracks=tuple(
            Track(
                key=f"{key}/{place}",
                title=track.title,
                artists=track.artists or album.artists,
                album=album.title,
                duration=track.duration,
                disc=track.disc,
                number=track.number,
                ids=track.ids,
            )
            for place, track in enumerate(album.tracks)
        ),
        completeness=Completeness(owned=album.size or 0, total=album.size),
        ids=album.ids,
    )


def _as_track(key: str, album: SourceAlbum) -> Track:
    return Track(key=key, title=album.title, artists=album.artists, album=album.title, ids=album.ids)
