"""Entries as catalogues know them: their words where a source only has what somebody typed, and their ids."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from syncopate.domain.ids import ExternalId
from syncopate.domain.playlist import Entry
from syncopate.providers import registry
from syncopate.store.identities import Identity


def as_identified(entry: Entry, known: Sequence[Identity], *, raw: bool) -> Entry:
    """Return an entry as it was found to be; `raw`: what its source calls it is not to be relied on.

    What the user said counts first, then what the foremost catalogue says. An entry that a service names by
    an id is called as it is called there, unless the user said what it is.
    """
    found = [each for each in sorted(known, key=_rank) if each.found is not None]
    if not found:
        return entry
    first = found[0].found
    assert first is not None  # noqa: S101 -- those without are left out
    if raw or not entry.ids or found[0].by_hand:
        entry = replace(
            entry,
            title=first.title or entry.title,
            artists=first.artists or entry.artists,
            album=entry.album or first.album,
            duration=entry.duration or first.duration,
        )
    return replace(entry, ids=_ids(entry, found))


def _rank(known: Identity) -> tuple[bool, int, str]:
    manifest = registry.manifests().get(known.catalogue)
    return not known.by_hand, 0 if manifest is None else manifest.catalogue_place, known.catalogue


def _ids(entry: Entry, found: Collection[Identity]) -> frozenset[ExternalId]:
    """Return its ids with those of the catalogues of the kinds that it has none of."""
    ids = entry.ids
    for each in found:
        kinds = {one.kind for one in ids}
        more = () if each.found is None else each.found.ids
        ids |= {one for one in more if one.kind not in kinds}
    return ids
