"""What a recording is called elsewhere: catalogues that link the services are asked before words count."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from functools import partial

from syncopate.domain.ids import ExternalId, IdKind
from syncopate.domain.media import Track
from syncopate.domain.playlist import Entry
from syncopate.domain.snapshot import Snapshot
from syncopate.errors import NotConfigured, SyncopateError
from syncopate.providers import registry
from syncopate.providers.catalogue import Catalogue, Linking
from syncopate.sync.catalogues import Way, asked, ways
from syncopate.sync.kit import Kit

OFFERED = 10
"""How many recordings a catalogue is asked for."""

_MOST_ASKED = 3
"""How many ids of one entry are asked about: each takes a second or two."""


async def linked_track(kit: Kit, entry: Entry, way: Way, offered: Sequence[Track]) -> Track | None:
    """Return the recording of a catalogue that others link with an entry's ids, None where none is known.

    Of what was offered already nothing is asked again. That nobody answers holds nothing up: words are left.
    """
    manifest = registry.manifest_of(way.domain)
    if manifest.recording_ids is None or manifest.links_recordings:
        # What links the services finds what it links by itself.
        return None
    said = await ids_elsewhere(kit, entry)
    there = sorted(each for each in said if each.kind is manifest.recording_ids)
    for external in there:
        track = next((each for each in offered if external in each.ids), None)
        if track is not None:
            return track
    if there:
        return await read_by_id(kit, (way,), there[0], entry)
    codes = frozenset(each for each in said - entry.ids if each.kind is IdKind.ISRC)
    return await _by_code(kit, way, codes) if codes else None


async def ids_elsewhere(kit: Kit, entry: Entry) -> frozenset[ExternalId]:
    """Return what else the recording of an entry is called, by the first of its ids that is known."""
    for domain, external in _worth_asking(entry):
        with suppress(SyncopateError):
            chosen = await ways(kit, domain)
            answer = await asked(kit, chosen, partial(_ids_of, external=external))
            if answer.items:
                return frozenset(answer.items)
    return frozenset()


def _worth_asking(entry: Entry) -> Iterator[tuple[str, ExternalId]]:
    """Yield who is asked about which ids: those of the sound itself first."""
    sound = (IdKind.MB_RECORDING, IdKind.ISRC)
    ordered = sorted(entry.ids, key=lambda each: (each.kind not in sound, each.kind is IdKind.ISRC, each))
    for domain, manifest in registry.manifests().items():
        known = [each for each in ordered if each.kind in manifest.links_recordings]
        yield from ((domain, each) for each in known[:_MOST_ASKED])


async def _ids_of(catalogue: Catalogue, external: ExternalId) -> Snapshot[ExternalId]:
    if not isinstance(catalogue, Linking):
        raise NotConfigured(what="a catalogue that links")
    return await catalogue.ids_of(external)


async def _by_code(kit: Kit, way: Way, codes: frozenset[ExternalId]) -> Track | None:
    with suppress(SyncopateError):
        found = await _named(kit, (way,), Entry(position=0, title="", ids=codes))
        return next((each for each in found if each.ids & codes), None)
    return None


async def read_by_id(kit: Kit, chosen: Sequence[Way], external: ExternalId, entry: Entry) -> Track:
    """Return what a catalogue says of a recording; where it does not answer, what the entry says of itself.

    Which one it is is known already: that waits for nobody.
    """
    with suppress(SyncopateError):
        # Some catalogues look up what they are named, others only find by words.
        alone = Entry(position=0, title="", ids=frozenset({external}))
        for asked_for in (alone, entry):
            found = await _named(kit, chosen, asked_for)
            there = next((each for each in found if external in each.ids), None)
            if there is not None:
                return there
    return Track(
        key=external.value,
        title=entry.title,
        artists=entry.artists,
        album=entry.album,
        duration=entry.duration,
        ids=frozenset({external}),
    )


async def _named(kit: Kit, chosen: Sequence[Way], entry: Entry) -> Collection[Track]:
    answer = await asked(kit, chosen, lambda each: each.find_tracks(entry, OFFERED))
    return answer.items
